package dissuade

import (
	"os"
	"strconv"
	"strings"
	"testing"

	"fanzha/internal/check"
	"fanzha/term/fault"
	"fanzha/term/when"
)

const now = when.Micros(1_795_000_000_000_000) // 2026-11-18 19:06:40, China time

// TestDecide protects the table of outcomes, the bounds of what is written, and the cautions (testdata/decide.txt). Every outcome
// of the rules and every refusal occurs.
func TestDecide(t *testing.T) {
	rules := shipped(t)
	data, err := os.ReadFile("testdata/decide.txt")
	check.NoError(t, err)
	seen := map[string]bool{}
	for i, line := range strings.Split(string(data), "\n") {
		if line == "" || strings.HasPrefix(line, "#") {
			continue
		}
		left, want, _ := strings.Cut(line, "|")
		want = strings.TrimSpace(want)
		cmd, used, level := given(t, left)
		a, err := decide(cmd, rules, now)
		got := fault.CodeOf(err)
		if err == nil {
			got = said(&a, cautions(a, rules, used, level), want)
			seen[string(a.Channel)+" "+a.Outcome] = true
		}
		seen[got] = true
		if got != want {
			t.Errorf("line %d: %s\n got %s\nwant %s", i+1, line, got, want)
		}
	}
	for _, o := range rules.Outcomes {
		check.True(t, seen[string(o.Channel)+" "+o.Code], "no line for "+string(o.Channel)+" "+o.Code)
	}
	for _, f := range []*fault.Fault{
		ErrChannel, ErrOutcome, ErrNeedsProof, ErrNeedsNext, ErrNextPast, ErrNextFar, ErrAtFuture, ErrAtOld, ErrNoteLength, ErrEvidence,
		ErrEvidenceNum, ErrEvidenceLen, ErrPaid, ErrField,
	} {
		check.True(t, seen[f.Code], "no line is refused with "+f.Code)
	}
}

func shipped(t testing.TB) *Rules {
	t.Helper()
	data, err := os.ReadFile("roomtest/dissuade.yaml")
	check.NoError(t, err)
	rules, err := ParseRules(data)
	check.NoError(t, err)
	return rules
}

func given(t *testing.T, text string) (AttemptCmd, int64, string) {
	t.Helper()
	cmd := AttemptCmd{Warning: "w"}
	var used int64
	level := "urgent"
	bare := []*string{(*string)(&cmd.Channel), &cmd.Outcome}
	for _, w := range strings.Fields(text) {
		name, value, pair := strings.Cut(w, "=")
		if !pair {
			*bare[0] = name
			bare = bare[1:]
			continue
		}
		number := func() int64 {
			n, err := strconv.ParseInt(value, 10, 64)
			check.NoError(t, err)
			return n
		}
		long := strings.Replace(value, "LONG", strings.Repeat("x", idMax+1), 1)
		switch name {
		case "at":
			cmd.At = now + when.Micros(number())*when.Minute
		case "next":
			cmd.NextAt = now + when.Micros(number())*when.Minute
		case "used":
			used = number()
		case "level":
			level = value
		case "paid":
			cmd.AlreadyPaidFen = number()
		case "warning":
			cmd.Warning = long
		case "order":
			cmd.Order = long
		case "key":
			cmd.Key = long
		case "note":
			cmd.Note = strings.Repeat("长", map[string]int{"LONG": NoteMax + 1, "FULL": NoteMax}[value])
		case "ev":
			cmd.Evidence = pieces(value)
		default:
			t.Fatalf("word %s", w)
		}
	}
	return cmd, used, level
}

func pieces(list string) []Evidence {
	switch list {
	case "EMPTY":
		return []Evidence{{Kind: "note", Value: "  "}}
	case "LONG":
		return []Evidence{{Kind: "note", Value: strings.Repeat("长", EvidenceValueMax+1)}}
	case "TEN":
		list = strings.TrimSuffix(strings.Repeat("note,", EvidenceMax), ",")
	case "ELEVEN":
		list = strings.TrimSuffix(strings.Repeat("note,", EvidenceMax+1), ",")
	}
	var out []Evidence
	for _, kind := range strings.Split(list, ",") {
		out = append(out, Evidence{Kind: kind, Value: "v"})
	}
	return out
}

// said tells the attempt in the words that the table's last column asks for.
func said(a *Attempt, list []Caution, want string) string {
	minutes := func(m when.Micros) string {
		if m == 0 {
			return ""
		}
		return strconv.FormatInt(int64((m-now)/when.Minute), 10)
	}
	yes := map[bool]string{true: "yes", false: "no"}
	var codes []string
	for _, c := range list {
		codes = append(codes, c.Code)
	}
	values := map[string]string{
		"reached": yes[a.Reached], "met": yes[a.Met], "next": minutes(a.NextAt), "at": minutes(a.At),
		"paid": strconv.FormatInt(a.AlreadyPaidFen, 10), "c": strings.Join(codes, ","),
	}
	var out []string
	for _, w := range strings.Fields(want) {
		name, _, _ := strings.Cut(w, "=")
		out = append(out, name+"="+values[name])
	}
	return strings.Join(out, " ")
}

// TestSame protects: a repeated key is only forgiven for the same content.
func TestSame(t *testing.T) {
	yes, no := true, false
	a := Attempt{Warning: "w", Outcome: "answered", Evidence: []Evidence{{"note", "x"}}, Believes: &yes}
	check.True(t, same(a, a), "itself")
	for _, change := range []func(*Attempt){
		func(b *Attempt) { b.Warning = "v" }, func(b *Attempt) { b.Order = "o" }, func(b *Attempt) { b.Channel = SMS }, func(b *Attempt) { b.Outcome = "busy" },
		func(b *Attempt) { b.AlreadyPaidFen = 1 }, func(b *Attempt) { b.Note = "n" }, func(b *Attempt) { b.NextAt = 1 }, func(b *Attempt) { b.Believes = nil },
		func(b *Attempt) { b.Believes = &no }, func(b *Attempt) { b.Evidence = nil }, func(b *Attempt) { b.Evidence = []Evidence{{"note", "y"}} },
	} {
		b := a
		change(&b)
		check.True(t, !same(a, b), "a change is seen")
	}
}
