package db_test

import (
	"strings"
	"testing"

	"fanzha/internal/check"
	"fanzha/internal/db"
)

// Protects: placeholders are numbered, and question marks in texts, names and comments stay.
func TestRebind(t *testing.T) {
	for _, c := range [][2]string{
		{"select 1", "select 1"},
		{"a = ? and b in (?, ?)", "a = $1 and b in ($2, $3)"},
		{"a = '?' and b = ?", "a = '?' and b = $1"},
		{"a = 'it''s ?' and b = ?", "a = 'it''s ?' and b = $1"},
		{`"od?d" = ? or 'x' = "?"`, `"od?d" = $1 or 'x' = "?"`},
		{"-- why?\na = ?", "-- why?\na = $1"},
		{"/* a? */ ? /* open ?", "/* a? */ $1 /* open ?"},
		{"'open ?", "'open ?"},
		{"反诈 = ?", "反诈 = $1"},
		{"?", "$1"},
	} {
		check.Equal(t, db.Rebind(c[0]), c[1])
	}
}

// Protects: rewriting never loses or adds anything but the placeholders.
func FuzzRebind(f *testing.F) {
	f.Add("a = ? and b = '?' -- ?\n /* ? */ \"?\" ?")
	f.Fuzz(func(t *testing.T, query string) {
		if strings.ContainsAny(query, "$0123456789") {
			return
		}
		out := db.Rebind(query)
		for i := strings.Count(out, "$"); i > 0; i-- {
			out = strings.Replace(out, "$"+itoa(i), "?", 1)
		}
		check.Equal(t, out, query)
	})
}

func itoa(i int) string {
	if i < 10 {
		return string(rune('0' + i))
	}
	return itoa(i/10) + string(rune('0'+i%10))
}
