package book_test

import (
	"strings"
	"testing"

	"fanzha/centre/outreach/book"
	"fanzha/internal/check"
	"fanzha/rulebook"
	"fanzha/term/fraud"
)

// Protects: the library holds at least 38 kinds, every fraud type has some, and nobody sees a level above his own.
func TestScripts(t *testing.T) {
	rules, err := book.Load()
	check.NoError(t, err)
	l, err := book.LoadScripts(rules)
	check.NoError(t, err)
	all := l.For(book.LevelPolice, "", "")
	check.True(t, len(all) >= 38 && len(all) == len(l.Scripts), "too few kinds")
	for _, e := range fraud.All {
		check.True(t, len(l.For(book.LevelPublic, string(e.Code), "")) > 0, "nothing for the public on "+e.NameZH)
	}
	check.Equal(t, len(l.For(book.LevelPolice, "impostor_police", "宾馆")), 1)
	check.Equal(t, len(l.For(book.LevelMember, "impostor_police", "宾馆")), 0)
	check.Equal(t, len(l.For(book.LevelPublic, "", "没有这样的话")), 0)
	for _, x := range l.For(book.LevelPublic, "", "") {
		check.Equal(t, x.Level, book.LevelPublic)
	}
	check.Equal(t, len(l.For("nobody", "", "")), 0)
}

// Protects: a library with a doubled, incomplete, unknown or unprintable entry is refused when the program starts.
func TestScriptsRefused(t *testing.T) {
	rules, err := book.Load()
	check.NoError(t, err)
	raw, err := rulebook.FS.ReadFile("scripts.yaml")
	check.NoError(t, err)
	for _, x := range [][2]string{
		{"code: brush_combo", "code: brush_like"}, {"    level: public", "    level: everybody"}, {"fraud: romance", "fraud: love"}, {"edition: 1", "edition: 0"},
		{"from: 2026-11-22", "from: 2026"}, {"version: 1", "version: 2"}, {"zh: 组合任务", "zh: 点赞返利"}, {"不交解冻费", "受害人赵小明被骗。不交解冻费"}, {"不付清关费", "打13900001111，不付清关费"},
	} {
		changed := strings.Replace(string(raw), x[0], x[1], 1)
		check.True(t, changed != string(raw), "not there: "+x[0])
		_, err = book.ParseScripts([]byte(changed), rules)
		check.True(t, err != nil, "taken: "+x[1])
		check.Fault(t, err, "outreach.rules_file")
	}
}
