package dispatch

import (
	"fmt"
	"os"
	"strconv"
	"strings"
	"testing"

	"fanzha/internal/check"
	"fanzha/term/fault"
	"fanzha/term/when"
)

const (
	start   = when.Micros(1_795_000_000_000_000) // 2026-11-18
	station = "990101010000"
)

// TestDecide protects the whole life of an order: every action in every state, every refusal, every deadline (testdata/decide.txt).
func TestDecide(t *testing.T) {
	rules := testRules(t)
	seen := map[string]bool{}
	faults := map[string]bool{}
	for n, line := range tableLines(t, "testdata/decide.txt") {
		cols := strings.Split(line.text, "|")
		check.True(t, len(cols) == 4, fmt.Sprintf("line %d: four columns", line.n))
		for i := range cols {
			cols[i] = strings.TrimSpace(cols[i])
		}
		o := givenOrder(t, rules, cols[0])
		c := givenCommand(t, rules, o, cols[2])
		c.At = minute(cols[1])
		seen[string(o.State)+" "+string(c.Action)] = true
		change, err := decide(o, c)
		got := outcomeText(&o, change, err, cols[3])
		if err != nil {
			faults[fault.CodeOf(err)] = true
		}
		if got != cols[3] {
			t.Errorf("line %d (%d): %s\n got %s\nwant %s", line.n, n, line.text, got, cols[3])
		}
	}
	for _, tr := range Transitions {
		check.True(t, seen[string(tr.From)+" "+string(tr.Action)], fmt.Sprintf("no line for %s in state %s", tr.Action, tr.From))
	}
	for _, f := range []*fault.Fault{
		ErrVersion, ErrNotSigned, ErrAlreadySigned, ErrAlreadyReported, ErrNotReported, ErrClosed, ErrWithdrawn, ErrResult, ErrNeedsVisit,
		ErrNeedsCall, ErrNeedsAttempt, ErrNeedsReason, ErrLossMissing, ErrLossNotAsked, ErrLossRange, ErrNoteLength, ErrSameUnit,
	} {
		check.True(t, faults[f.Code], "no line is refused with "+f.Code)
	}
}

// TestTransitionsComplete protects the table: every action has exactly one row in every state.
func TestTransitionsComplete(t *testing.T) {
	rows := map[string]int{}
	for _, tr := range Transitions {
		rows[string(tr.From)+" "+string(tr.Action)]++
		check.True(t, (tr.To == "") == (tr.Refused != nil), "a row leads on or refuses")
	}
	for _, st := range States {
		for _, a := range Actions {
			if a.Code == string(ActIssue) {
				continue
			}
			check.Equal(t, rows[st.Code+" "+a.Code], 1)
		}
	}
	_, err := next("nowhere", ActSign)
	check.Fault(t, err, "dispatch.no_transition")
}

type tableLine struct {
	n    int
	text string
}

func tableLines(t *testing.T, path string) []tableLine {
	t.Helper()
	data, err := os.ReadFile(path)
	check.NoError(t, err)
	var out []tableLine
	for i, text := range strings.Split(string(data), "\n") {
		if text == "" || strings.HasPrefix(text, "#") {
			continue
		}
		out = append(out, tableLine{i + 1, text})
	}
	return out
}

func testRules(t testing.TB) *Rules {
	t.Helper()
	data, err := os.ReadFile("roomtest/deadlines.yaml")
	check.NoError(t, err)
	rules, err := ParseDeadlines(data)
	check.NoError(t, err)
	return rules
}

func minute(s string) when.Micros {
	n, err := strconv.ParseInt(s, 10, 64)
	if err != nil {
		panic("minute " + s)
	}
	return start + when.Micros(n)*when.Minute
}

func marksOf(list string) Marks {
	var m Marks
	for _, d := range strings.Split(list, ",") {
		m = m.With(Deadline(d))
	}
	return m
}

// words splits "name=value name" into pairs.
func words(text string) [][2]string {
	var out [][2]string
	for _, w := range strings.Fields(text) {
		name, value, _ := strings.Cut(w, "=")
		out = append(out, [2]string{name, value})
	}
	return out
}

func givenOrder(t *testing.T, rules *Rules, text string) Order {
	t.Helper()
	list := words(text)
	cmd := IssueCmd{Cause: "c", Warning: "w", Target: "p", Unit: station, Level: Urgent, Family: FamilyFund}
	for _, w := range list {
		switch w[0] {
		case "level":
			cmd.Level = Level(w[1])
		case "family":
			cmd.Family = Family(w[1])
		}
	}
	rule, ok := rules.Of(cmd.Level, cmd.Family)
	check.True(t, ok, "rule")
	o := draft(cmd, rule, rules.name(rule), start)
	o.ID, o.Number = "o", "20261118-000001"
	at := map[string]*when.Micros{"signed": &o.SignedAt, "called": &o.CalledAt, "texted": &o.TextedAt, "visited": &o.VisitedAt, "tried": &o.TriedAt, "next": &o.NextAt}
	for _, w := range list[1:] {
		switch w[0] {
		case "late":
			o.Late = marksOf(w[1])
			o.Missed |= o.Late
		case "missed":
			o.Missed |= marksOf(w[1])
		case "from":
			o.FromUnit = w[1]
		case "by":
			o.SignedBy, o.SignedByName = w[1], w[1]
		case "level", "family":
		default:
			check.True(t, at[w[0]] != nil, "given "+w[0])
			*at[w[0]] = minute(w[1])
		}
	}
	o.State = State(list[0][0])
	versions := map[State]int64{Issued: 1, Signed: 2, Reported: 3, Closed: 4, Withdrawn: 2}
	check.True(t, versions[o.State] != 0, "state "+list[0][0])
	o.Version = versions[o.State]
	o.Rev = o.Version
	if o.State == Reported || o.State == Closed {
		o.SignedAt, o.ReportedAt, o.Result = minute("2"), minute("30"), MetDissuaded
	}
	if o.State.Ended() {
		o.EndedAt = minute("45")
	}
	return o
}

func givenCommand(t *testing.T, rules *Rules, o Order, text string) command {
	t.Helper()
	list := words(text)
	c := command{Action: Action(list[0][0]), Version: o.Version, By: actor{ID: "li", Name: "Li", Unit: station}, Level: o.Level}
	for _, w := range list[1:] {
		switch w[0] {
		case "version":
			n, err := strconv.ParseInt(w[1], 10, 64)
			check.NoError(t, err)
			c.Version = n
		case "note":
			c.Note = strings.Replace(w[1], "LONG", strings.Repeat("长", NoteMax+1), 1)
		case "to":
			c.ToUnit, c.To = w[1], actor{ID: w[1], Name: w[1]}
		case "from":
			c.From = w[1]
		case "level":
			c.Level = Level(w[1])
		case "result":
			c.Result = Result(w[1])
		case "loss":
			n, err := strconv.ParseInt(w[1], 10, 64)
			check.NoError(t, err)
			c.LossFen = n
		case "has":
			for _, h := range strings.Split(w[1], ",") {
				channel, how, _ := strings.Cut(h, ":")
				c.Contacts = append(c.Contacts, Contact{At: minute("20"), Channel: channel, Met: how == "met", Reached: how != ""})
			}
		case "channel":
			c.Contact.Channel = w[1]
		case "at":
			c.Contact.At = minute(w[1])
		case "next":
			c.Contact.NextAt = minute(w[1])
		case "met":
			c.Contact.Met = true
		case "reached":
			c.Contact.Reached = true
		default:
			t.Fatalf("command word %s", w[0])
		}
	}
	rule, ok := rules.Of(c.Level, o.Family)
	check.True(t, ok, "rule")
	c.Rule, c.RuleName = rule, rules.name(rule)
	return c
}

// outcomeText says what came out in the words that the table's last column asks for.
func outcomeText(before *Order, change *Change, err error, want string) string {
	if err != nil {
		return fault.CodeOf(err)
	}
	if change == nil {
		return "nothing"
	}
	o := &change.Order
	if change.Rev != before.Rev || o.Rev != before.Rev+1 || change.Step.Seq != o.Rev || change.Step.From != before.State || change.Step.To != o.State {
		return "revision or step do not fit"
	}
	var out []string
	for _, w := range words(want) {
		out = append(out, w[0]+"="+valueOf(o, change, w[0]))
	}
	return strings.Join(out, " ")
}

func valueOf(o *Order, change *Change, name string) string {
	due, at := NextDue(o)
	times := map[string]when.Micros{
		"signed": o.SignedAt, "called": o.CalledAt, "texted": o.TextedAt, "visited": o.VisitedAt, "reached": o.ReachedAt, "tried": o.TriedAt,
		"next": o.NextAt, "reported": o.ReportedAt, "ended": o.EndedAt, "sign_due": o.SignDue, "call_due": o.CallDue,
		"visit_due": o.VisitDue, "report_due": o.ReportDue, "alarm": NextAlarm(o),
	}
	m, isTime := times[name]
	if isTime {
		return minutes(m)
	}
	numbers := map[string]int64{"version": o.Version, "rev": o.Rev, "round": o.Round, "chases": o.Chases, "attempts": o.Attempts, "loss": o.LossFen}
	n, isNumber := numbers[name]
	if isNumber {
		return strconv.FormatInt(n, 10)
	}
	switch name {
	case "sms":
		return map[bool]string{true: "yes", false: "no"}[o.SMSCounts]
	case "due":
		if due == "" {
			return ""
		}
		return string(due) + "@" + minutes(at)
	case "ev":
		var evs []string
		for _, e := range change.Events {
			evs = append(evs, strings.TrimSuffix(e.Kind+":"+string(e.Body.Deadline), ":"))
		}
		return strings.Join(evs, ",")
	case "late":
		return marksText(o.Late)
	case "missed":
		return marksText(o.Missed)
	}
	return map[string]string{"state": string(o.State), "unit": o.Unit, "from": o.FromUnit, "by": o.SignedBy, "level": string(o.Level), "result": string(o.Result)}[name]
}

func minutes(m when.Micros) string {
	if m == 0 {
		return ""
	}
	return strconv.FormatInt(int64((m-start)/when.Minute), 10)
}

func marksText(m Marks) string {
	var out []string
	for _, d := range Deadlines {
		if m.Has(d) {
			out = append(out, string(d))
		}
	}
	return strings.Join(out, ",")
}
