// Package rulebook (规则库) is data with its sources: scenarios, the text model and its examples, deadlines, settings. It has no
// code besides this file: every room that needs a part reads it from FS by its path ("scenarios/*.yaml", "model/default.fzm").
package rulebook

import "embed"

// FS holds everything under rulebook/, by path relative to it. New files need no change here.
//
//go:embed *
var FS embed.FS
