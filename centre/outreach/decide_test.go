package outreach

import (
	"os"
	"strings"
	"testing"

	"fanzha/centre/stats"
	"fanzha/internal/check"
	"fanzha/term/when"
)

func shipped(t testing.TB) *Rules {
	t.Helper()
	r, err := Load()
	check.NoError(t, err)
	return r
}

func lines(t testing.TB, name string) []string {
	t.Helper()
	data, err := os.ReadFile("testdata/" + name)
	check.NoError(t, err)
	var out []string
	for _, line := range strings.Split(string(data), "\n") {
		if line != "" && !strings.HasPrefix(line, "#") {
			out = append(out, line)
		}
	}
	return out
}

const now = when.Micros(1_795_000_000_000_000) // 2026-11-18 19:06:40, China time

var who = By{User: "u", Name: "宣传员", Unit: "990101000000", At: now}

// TestMoves protects: the lifecycles are exactly those of testdata/moves.txt; every act that is not listed is refused.
func TestMoves(t *testing.T) {
	tables := map[string]moves{"record": recordMoves, "list": listMoves, "material": materialMoves, "message": messageMoves, "task": taskMoves, "title": fraudFreeMoves}
	want := map[string]string{}
	for _, line := range lines(t, "moves.txt") {
		w := strings.Fields(line)
		want[w[0]+" "+strings.ReplaceAll(w[1], "-", "")+" "+w[2]] = w[3]
	}
	n := 0
	acts := map[string]bool{}
	for name, table := range tables {
		for from, row := range table {
			for act, to := range row {
				check.Equal(t, string(to), want[name+" "+string(from)+" "+act])
				acts[act] = true
				n++
			}
		}
	}
	check.Equal(t, n, len(want))
	for name, table := range tables {
		for from := range table {
			for act := range acts {
				if want[name+" "+string(from)+" "+act] == "" {
					_, err := table.step(from, act)
					check.Fault(t, err, "outreach.state")
				}
			}
		}
	}
}

func event() Event {
	return Event{Head: Head{At: now - when.Hour, Unit: "990101000000"}, Sort: "routine", Form: "lecture", Venue: "community", Title: "讲座", Audience: 100}
}

// TestEvent protects: what must be said of an event, people present and views apart, and what makes it a large one.
func TestEvent(t *testing.T) {
	r := shipped(t)
	for name, c := range map[string]struct {
		set  func(*Event)
		code string
	}{
		"as it is":         {func(*Event) {}, ""},
		"nobody":           {func(e *Event) { e.Audience = 0 }, "outreach.audience"},
		"views on site":    {func(e *Event) { e.Views = 10 }, "outreach.audience"},
		"present online":   {func(e *Event) { e.Form = "live_show" }, "outreach.audience"},
		"online":           {func(e *Event) { e.Form, e.Audience, e.Views = "live_show", 0, 140_000 }, ""},
		"too many":         {func(e *Event) { e.Audience = r.Most + 1 }, "outreach.audience"},
		"negative":         {func(e *Event) { e.Audience = -1 }, "outreach.audience"},
		"not large":        {func(e *Event) { e.Large = true }, "outreach.not_large"},
		"large":            {func(e *Event) { e.Large, e.Audience = true, 500 }, ""},
		"tomorrow":         {func(e *Event) { e.At = now + when.Day }, "outreach.in_the_future"},
		"long ago":         {func(e *Event) { e.At = now - 40*when.Day }, "outreach.reason_needed"},
		"unknown venue":    {func(e *Event) { e.Venue = "moon" }, "outreach.field"},
		"unknown form":     {func(e *Event) { e.Form = "" }, "outreach.field"},
		"unknown kind":     {func(e *Event) { e.Sort = "x" }, "outreach.field"},
		"no title":         {func(e *Event) { e.Title = " " }, "outreach.field"},
		"a name":           {func(e *Event) { e.Title = "市民王小明在现场" }, "outreach.text"},
		"a number":         {func(e *Event) { e.Place = "联系13800138000" }, "outreach.text"},
		"no place code":    {func(e *Event) { e.Region = "12" }, "outreach.field"},
		"a photo":          {func(e *Event) { e.Photos = []Photo{{SHA256: strings.Repeat("a", 64), Bytes: 9}} }, ""},
		"a broken photo":   {func(e *Event) { e.Photos = []Photo{{SHA256: "x", Bytes: 9}} }, "outreach.field"},
		"many photos":      {func(e *Event) { e.Photos = make([]Photo, 10) }, "outreach.field"},
		"quiz":             {func(e *Event) { e.QuizCount, e.QuizRight = 50, [2]int64{20, 45} }, ""},
		"quiz beyond":      {func(e *Event) { e.QuizCount, e.QuizRight = 50, [2]int64{20, 51} }, "outreach.field"},
		"quiz of too many": {func(e *Event) { e.QuizCount = 101 }, "outreach.field"},
	} {
		e := event()
		c.set(&e)
		err := e.check(r, who)
		if c.code == "" {
			check.NoError(t, err)
			continue
		}
		check.True(t, err != nil, name)
		check.Fault(t, err, c.code)
	}
}

// TestRate protects: a rate is rounded half up, has no value without a base, and says when it cannot be right.
func TestRate(t *testing.T) {
	r := shipped(t)
	for _, c := range []struct {
		n, of int64
		want  int64
		over  bool
	}{{1, 3, 3333, false}, {2, 3, 6667, false}, {5128, 10_000, 5128, false}, {1, 8, 1250, false}, {1, 80_000, 0, false}, {1, 20_000, 1, false}, {3, 2, 15_000, true}, {0, 7, 0, false}} {
		got := rate(&Registration{People: c.n, Day: 100}, &Base{People: c.of, Day: 50}, r)
		check.Equal(t, got.BP, c.want)
		check.Equal(t, got.Over, c.over)
	}
	none := rate(&Registration{People: 5}, nil, r)
	check.Equal(t, []int64{none.Base, none.BP}, []int64{0, 0})
	old := rate(&Registration{People: 5, Day: stats.Day(r.BaseOldDays + 51)}, &Base{People: 9, Day: 50}, r)
	check.True(t, old.Old, "an old base is marked")
}

// TestText protects: a message reads the same however its parts end, names who verified it and until when it holds.
func TestText(t *testing.T) {
	m := Message{Title: "虚假退税", What: "有人收到短信。", Why: "税务部门不以短信索要卡号！", Do: "不点击", Department: "市税务局", ValidUntil: now}
	check.Equal(t, m.Text(), "【虚假退税】有人收到短信。税务部门不以短信索要卡号（经市税务局核实）。不点击。有效期至11月18日19时。如有疑问请拨打96110。")
	check.Equal(t, len(shipped(t).Check(m.Text())), 0)
}
