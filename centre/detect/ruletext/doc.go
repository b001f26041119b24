// Package ruletext reads the files that analysts write (场景、清单、抑制文件) so that every mistake is named by file, line, column and, for
// a misspelt name, the nearest right one.
package ruletext
