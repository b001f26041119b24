package hotline

import (
	"os"
	"strconv"
	"strings"
	"testing"

	"fanzha/internal/check"
	"fanzha/rulebook"
	"fanzha/term/fault"
	"fanzha/term/when"
)

const now = when.Micros(1_795_000_000_000_000)

func shipped(t testing.TB) *Rules {
	t.Helper()
	raw, err := rulebook.FS.ReadFile("hotline.yaml")
	check.NoError(t, err)
	r, err := ParseRules(raw)
	check.NoError(t, err)
	return r
}

// TestMoves protects the life of a ticket (testdata/moves.txt). Every transition of the table and every refusal of an act occurs.
func TestMoves(t *testing.T) {
	r := shipped(t)
	raw, err := os.ReadFile("testdata/moves.txt")
	check.NoError(t, err)
	seen := map[string]bool{}
	for i, line := range strings.Split(string(raw), "\n") {
		if line == "" || strings.HasPrefix(line, "#") {
			continue
		}
		left, want, _ := strings.Cut(line, "|")
		want = strings.TrimSpace(want)
		ticket, act, by := given(t, strings.Fields(left))
		from := ticket.State
		next, err := decide(ticket, act, by, r)
		got := string(next.State)
		if err != nil {
			got = fault.CodeOf(err)
		} else {
			seen[string(from)+" "+act.Do] = true
			check.Equal(t, next.Version, ticket.Version+1)
		}
		seen[got] = true
		if got != want {
			t.Errorf("line %d: %s: got %s", i+1, line, got)
		}
	}
	for state, acts := range moves {
		for act := range acts {
			check.True(t, seen[string(state)+" "+act], "no line for "+string(state)+" "+act)
		}
	}
	for _, f := range []*fault.Fault{ErrState, ErrOtherDesk, ErrNoNumber, ErrKind, ErrPromise, ErrReason, ErrRecord, ErrField} {
		check.True(t, seen[f.Code], "no line is refused with "+f.Code)
	}
}

func given(t *testing.T, words []string) (Ticket, Act, By) {
	t.Helper()
	x := Ticket{ID: "t", State: State(words[0]), Desk: "other", Leader: "boss", Version: 3, QueuedAt: now}
	if words[0] == "-" {
		x.State = ""
	}
	act, by := Act{Do: words[1]}, By{User: "me", Name: "我", At: now}
	for _, w := range words[2:] {
		name, value, _ := strings.Cut(w, "=")
		switch name {
		case "phone":
			x.Phone = "+8619900000001"
		case "own":
			x.Desk = "me"
		case "other":
		case "leads":
			by.Leads = true
		case "at":
			n, err := strconv.ParseInt(value, 10, 64)
			check.NoError(t, err)
			act.At = now + when.Micros(n)*when.Minute
		case "kind":
			act.Kind = value
		case "note":
			act.Note = "记"
		case "long":
			act.Note = strings.Repeat("长", NoteMax+1)
		case "record":
			act.Record = value
		case "has":
			x.Record = value
		default:
			t.Fatalf("word %s", w)
		}
	}
	return x, act, by
}

// TestRules protects: a rules file that would leave an operator without words is refused.
func TestRules(t *testing.T) {
	raw, err := rulebook.FS.ReadFile("hotline.yaml")
	check.NoError(t, err)
	for _, c := range [][2]string{
		{"version: 1", "version: 0"}, {"duplicate_within: 72h", "duplicate_within: 0s"}, {"break: 10m", "break: soon"}, {"abandoned: abandoned", "abandoned: advice"},
		{"code: danger", "code: stop"}, {"code: calm", "code: open"}, {"step: 开场, ", ""},
		{"zh: 误拨", "zh: ''"}, {"break: 10m", "break: 10m\npause: 3m"}, {"label_zh: 本地设定（非法律规定）", "label_zh: ''"},
	} {
		check.True(t, strings.Contains(string(raw), c[0]), c[0])
		_, err = ParseRules([]byte(strings.Replace(string(raw), c[0], c[1], 1)))
		check.Fault(t, err, "hotline.rules_file")
	}
}

// FuzzParseRules protects the start of the centre from any rules file, however broken.
func FuzzParseRules(f *testing.F) {
	raw, err := rulebook.FS.ReadFile("hotline.yaml")
	check.NoError(f, err)
	f.Add(raw)
	f.Add([]byte("version: 1\nkinds: [{code: !}]"))
	f.Fuzz(func(t *testing.T, data []byte) {
		r, err := ParseRules(data)
		if err == nil && (r.Version < 1 || len(r.Script) == 0 || len(r.Kinds) == 0 || r.PromiseMax <= 0) {
			t.Errorf("a file without %v was taken", r)
		}
	})
}

// FuzzParseKey protects paging from any cursor: what is taken is written back as it was.
func FuzzParseKey(f *testing.F) {
	f.Add("abc.t1")
	f.Add(".")
	f.Fuzz(func(t *testing.T, s string) {
		k, err := ParseKey(s)
		if err != nil {
			return
		}
		again, err := ParseKey(k.cursor())
		check.NoError(t, err)
		check.Equal(t, again, k)
	})
}
