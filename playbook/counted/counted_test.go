package counted

import (
	"encoding/json"
	"errors"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"fanzha/centre/casefile"
	"fanzha/centre/dispatch"
	"fanzha/centre/govern"
	"fanzha/centre/measure"
	"fanzha/centre/stats"
	"fanzha/centre/stats/indicator"
	"fanzha/centre/stoppay/docket"
	"fanzha/centre/warning"
	"fanzha/internal/check"
	"fanzha/term/when"
)

// emitted finds the kinds of events that the rooms declare: constants named Ev… or Event… with a text "record.what".
func emitted(t *testing.T) map[string]string {
	t.Helper()
	out := map[string]string{"sheet.changed": "centre/trace/sheet"} // written in its store without a constant
	err := filepath.WalkDir("../../centre", func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") {
			return err
		}
		file, err := parser.ParseFile(token.NewFileSet(), path, nil, 0)
		if err != nil {
			return err
		}
		ast.Inspect(file, func(n ast.Node) bool {
			v, ok := n.(*ast.ValueSpec)
			if !ok {
				return true
			}
			for i, name := range v.Names {
				if !strings.HasPrefix(name.Name, "Ev") || i >= len(v.Values) {
					continue
				}
				lit, ok := v.Values[i].(*ast.BasicLit)
				if !ok || lit.Kind != token.STRING {
					continue
				}
				text, err := strconv.Unquote(lit.Value)
				if err == nil && strings.Contains(text, ".") {
					out[text] = path
				}
			}
			return true
		})
		return nil
	})
	check.NoError(t, err)
	return out
}

// Protects: every kind of event of every room is counted, or left out for a reason that is written down; none is forgotten.
func TestEveryKind(t *testing.T) {
	found := emitted(t)
	check.True(t, len(found) > 100, "the rooms' events were not found")
	for kind, where := range found {
		_, counts := table[kind]
		why, leaves := left[kind]
		check.True(t, counts != leaves, kind+" of "+where+" is neither counted nor left out with a reason, or both")
		check.True(t, !leaves || why != "", kind+" is left out without a reason")
	}
	for _, kind := range append(Kinds(), keys(left)...) {
		_, ok := found[kind]
		check.True(t, ok, "no room emits "+kind)
	}
	_, err := Facts(Event{Kind: "no.such"})
	check.True(t, errors.Is(err, ErrKind), "an unknown kind was passed over")
	check.True(t, table[""] == nil, "a kind without a name")
}

// Protects: what the dictionary counts here is really emitted: no figure stands at zero for ever because a name differs.
func TestMeasuresExist(t *testing.T) {
	b, err := indicator.Default()
	check.NoError(t, err)
	var source strings.Builder
	for _, dir := range []string{".", "../../centre/outreach", "../../centre/govern", "../../centre/stats/bulletin"} {
		names, err := filepath.Glob(filepath.Join(dir, "*.go"))
		check.NoError(t, err)
		for _, name := range names {
			raw, err := os.ReadFile(name)
			check.NoError(t, err)
			source.Write(raw)
		}
	}
	text := source.String()
	for _, e := range b.All() {
		if e.From != indicator.Event {
			continue
		}
		for _, m := range e.Measures() {
			last := m[strings.LastIndex(m, ".")+1:]
			made := strings.Contains(text, `"`+m+`"`) || strings.HasPrefix(m, "return.") || m == "signal.received" ||
				(strings.HasPrefix(m, "suspect.") || strings.HasPrefix(m, "case.") || strings.HasPrefix(m, "publicity.")) && spoken[last]
			check.True(t, made, e.Code+" counts "+m+", which nothing emits")
		}
	}
}

// spoken are the last words of measures that are put together: of measures against a person, of money, of moves of stock.
var spoken = map[string]bool{"arrested": true, "compulsory": true, "arrest_approved": true, "prosecuted": true, "surrendered": true, "returned": true,
	"came_back": true, "recovered": true, "withheld": true, "printed": true, "handed": true, "arrested_fugitive_a": true}

func body(t *testing.T, v any) []byte {
	t.Helper()
	raw, err := json.Marshal(v)
	check.NoError(t, err)
	return raw
}

const (
	day0 = when.Micros(1_795_000_000_000_000)
	unit = "990101010000"
)

// story is a life of every room in order, as the outbox tells it.
func story(t *testing.T) []Event {
	t.Helper()
	var out []Event
	tell := func(kind string, at when.Micros, v any) {
		out = append(out, Event{Seq: int64(len(out) + 1), Kind: kind, Subject: "x", Unit: unit, At: at, Body: body(t, v)})
	}
	w := warning.Notice{Warning: "W1", Unit: unit, Level: warning.Urgent, Family: warning.Fund, Fraud: "fake_loan", OpenedAt: day0, PossibleLossFen: 5000}
	tell(warning.EventRaised, day0, w)
	w.ReachedAt = day0 + 6*when.Minute
	tell(warning.EventContacted, w.ReachedAt, w)
	w.Outcome, w.FinishedAt = warning.Dissuaded, day0+when.Hour
	tell(warning.EventClosed, w.FinishedAt, w)
	w.Finding = warning.Defrauded
	tell(warning.EventReviewed, day0+when.Day, w)
	o := dispatch.EventBody{Order: "O1", Unit: unit, Level: dispatch.Urgent, State: dispatch.Issued, IssuedAt: day0, SignDue: day0 + 10*when.Minute, VisitDue: day0 + when.Hour}
	tell(dispatch.EvIssued, day0, o)
	o.State, o.SignedAt = dispatch.Signed, day0+when.Minute
	tell(dispatch.EvSigned, o.SignedAt, o)
	o.VisitedAt = day0 + 30*when.Minute
	tell(dispatch.EvContacted, o.VisitedAt, o)
	o.State, o.Result, o.ReportedAt = dispatch.Reported, dispatch.FalseAlarm, day0+40*when.Minute
	tell(dispatch.EvReported, o.ReportedAt, o)
	s := docket.EventBody{Claim: "C1", Unit: unit, LossFen: 10_000, OpenedAt: day0, Fraud: "fake_loan"}
	tell(docket.EvOpened, day0, s)
	s.Order, s.Bank, s.Layer, s.AskedFen, s.SealedAt = "S1", "yh_bank", 1, 10_000, day0+when.Minute
	tell(docket.EvSealed, s.SealedAt, s)
	s.AnsweredAt, s.HeldAt, s.TotalFen = day0+2*when.Minute, day0+2*when.Minute, 4000
	tell(docket.EvHeld, s.HeldAt, s)
	s.Fen = 1500
	tell(docket.EvReleased, day0+when.Hour, s)
	tell(measure.EvObjectionFiled, day0, measure.ObjectionBody{ID: "Y1", Unit: unit, Object: "hold", State: measure.ObjectionOpen, FiledAt: day0})
	tell(measure.EvObjectionUpheld, day0+when.Hour, measure.ObjectionBody{ID: "Y1", Unit: unit, Object: "hold", State: measure.ObjectionUpheld, FiledAt: day0, DecidedAt: day0 + when.Hour, Fen: 1500})
	c := casefile.EventBody{ID: "A1", Unit: unit, Region: "990101", Fraud: "fake_loan", Scope: "telecom", State: casefile.Filed, FiledAt: day0, LossFen: 10_000, Band: "over_1m", Campaigns: []string{"断卡"}, Version: 1}
	tell(casefile.EvFiled, day0, c)
	c.SolvedAt, c.Version = day0+2*when.Day, 2
	c.Suspects = []casefile.EventPerson{{ID: "P1", Role: "kingpin", TwoCards: true, Measures: []casefile.EventMeasure{{Kind: "arrested", At: day0 + when.Day}, {Kind: "compulsory", At: day0 + when.Day}}}}
	tell(casefile.EvSolved, c.SolvedAt, c)
	c.SolvedAt, c.Version, c.Suspects[0].Gone = 0, 3, true
	tell(casefile.EvReopened, day0+3*when.Day, c)
	tell(govern.EvReturnAccepted, day0, govern.EventBody{ID: "R1", Unit: unit, Kind: "f", Member: "yh_bank", MemberKind: "bank", Period: "2026-11", Day: "2026-11-30", Values: []govern.CountedValue{{Measure: "return.sim_blocked", N: 7}}})
	tell(govern.EvReturnAccepted, day0, govern.EventBody{ID: "R1", Unit: unit, Kind: "f", Member: "yh_bank", MemberKind: "bank", Period: "2026-11", Day: "2026-11-30", Late: true, Values: []govern.CountedValue{{Measure: "return.sim_blocked", N: 9}}})
	return out
}

// sums are the live facts by measure after events in an order.
func sums(t *testing.T, events []Event) map[string]stats.Sum {
	t.Helper()
	kept := map[[2]string]stats.Fact{}
	for _, e := range events {
		facts, err := Facts(e)
		check.NoError(t, err)
		seen := map[[2]string]bool{}
		for _, f := range facts {
			k := [2]string{f.Measure, f.ID}
			check.True(t, !seen[k], e.Kind+" tells "+f.Measure+" twice")
			seen[k] = true
			if f.Seq > kept[k].Seq {
				kept[k] = f
			}
		}
	}
	out := map[string]stats.Sum{}
	for k, f := range kept {
		if !f.Gone {
			s := out[k[0]]
			out[k[0]] = stats.Sum{N: s.N + f.N, Fen: s.Fen + f.Fen}
		}
	}
	return out
}

// Protects: a life counts as it turned out: who was defrauded after all is not dissuaded, a visit on a false alarm is none, a
// released hold stays a hold, a reopened case is not solved, a corrected return replaces the first.
func TestStory(t *testing.T) {
	got := sums(t, story(t))
	want := map[string]stats.Sum{
		"warning.raised": {N: 1, Fen: 5000}, "warning.reached": {N: 1}, "warning.reach_ms": {N: 360_000}, "warning.reached_in_time": {N: 1},
		"warning.handled": {N: 1}, "warning.raised_handled": {N: 1}, "warning.defrauded": {N: 1},
		"order.issued": {N: 1}, "order.reported": {N: 1}, "order.sign_due": {N: 1}, "order.signed_in_time": {N: 1}, "order.face_due": {N: 1}, "order.face_out": {N: 1},
		"claim.opened": {N: 1, Fen: 10_000}, "stop.ordered": {N: 1, Fen: 10_000}, "stop.answered": {N: 1}, "stop.answer_ms": {N: 60_000}, "stop.succeeded": {N: 1},
		"stop.held": {N: 1, Fen: 4000}, "claim.first_hold_ms": {N: 120_000}, "stop.released": {N: 1, Fen: 1500},
		"objection.filed": {N: 1}, "objection.upheld": {N: 1, Fen: 1500}, "objection.decide_ms": {N: 3_600_000}, "hold.wrong": {N: 1, Fen: 1500},
		"case.filed": {N: 1, Fen: 10_000}, "case.handled": {N: 1, Fen: 10_000}, "case.filed.by_campaign": {N: 1, Fen: 10_000}, "case.handled.by_campaign": {N: 1, Fen: 10_000},
		"case.reopened": {N: 1}, "case.reopened.by_campaign": {N: 1},
		"return.accepted": {N: 1}, "return.sim_blocked": {N: 9},
	}
	check.Equal(t, got, want)
}

// Protects: events may come twice, late, and in any order: the figures are the same.
func TestAnyOrder(t *testing.T) {
	events := story(t)
	want := sums(t, events)
	r := rand.New(rand.NewPCG(1, 2))
	for range 200 {
		shuffled := append(append([]Event(nil), events...), events[:r.IntN(len(events))]...)
		r.Shuffle(len(shuffled), func(i, j int) { shuffled[i], shuffled[j] = shuffled[j], shuffled[i] })
		check.Equal(t, sums(t, shuffled), want)
	}
}

// Protects: no body of an event, however broken, ends the program.
func FuzzFacts(f *testing.F) {
	for i, e := range Kinds() {
		f.Add(i, e, []byte(`{"id":"1"}`))
	}
	f.Add(0, "case.filed", []byte(`{`))
	f.Fuzz(func(t *testing.T, i int, kind string, raw []byte) {
		list := Kinds()
		if i >= 0 {
			kind = list[i%len(list)]
		}
		facts, err := Facts(Event{Seq: 1, Kind: kind, Unit: unit, At: day0, Body: raw})
		for _, x := range facts {
			check.True(t, err == nil && x.ID != "" && x.At > 0 && x.Seq == 1, "an empty fact")
		}
	})
}
