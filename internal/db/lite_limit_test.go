package db

import (
	"testing"

	"fanzha/internal/check"
)

// Protects pages: the number in the text is the argument, and nothing else of the query changes.
func TestFixLimit(t *testing.T) {
	for _, c := range []struct {
		query string
		args  []any
		want  string
		left  int
	}{
		{"select 1 from x where a = ? limit ?", []any{"v", 50}, "select 1 from x where a = ? limit 50", 1},
		{"select 1 from x limit ?", []any{int64(7)}, "select 1 from x limit 7", 0},
		{"select 1 from x limit ?", []any{"7"}, "select 1 from x limit ?", 1},
		{"select 1 from x where a = ?", []any{1}, "select 1 from x where a = ?", 1},
		{"select ' limit ?'", nil, "select ' limit ?'", 0},
	} {
		got, left := fixLimit(c.query, c.args)
		check.Equal(t, got, c.want)
		check.Equal(t, len(left), c.left)
	}
}
