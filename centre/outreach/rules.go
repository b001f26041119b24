package outreach

import (
	"fanzha/centre/outreach/book"
	"fanzha/centre/stats/hiding"
)

// The words of the rulebook and of tables, which stand in packages of their own.
type (
	Rules   = book.Rules
	Word    = book.Word
	Finding = book.Finding
	Table   = hiding.Table
	Line    = hiding.Line
)

// What stands in a table for the rest, and for a number that is not shown.
const (
	Rest   = hiding.Rest
	Hidden = hiding.Hidden
)

// Load reads the rules that are shipped.
func Load() (*Rules, error) { return book.Load() }

func known(list []Word, code string) bool { return book.Known(list, code) }

func plainCode(s string) bool { return book.PlainCode(s) }
