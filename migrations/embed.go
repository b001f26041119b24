// Package migrations holds the schema: one file per change, NNNN_what.sql, forward only, one text for both databases. Numbers
// 0001–0009 are the base (events, audit, people), 0010–0019 intake, 0020–0029 warnings and hits, 0030–0039 orders,
// 0040–0049 dissuasion, 0050 and above later rooms.
package migrations

import "embed"

// FS holds the files.
//
//go:embed *.sql
var FS embed.FS
