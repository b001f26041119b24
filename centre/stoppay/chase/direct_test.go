// These tests protect the victim: whatever is lost, doubled or overtaken between centre and bank, a restriction that was lifted stands
// nowhere in the end, and nothing is carried out twice.
package chase

import (
	"errors"
	"slices"
	"strconv"
	"testing"

	"pgregory.net/rapid"

	"fanzha/centre/stoppay/docket"
	"fanzha/centre/stoppay/guard"
	"fanzha/internal/check"
	"fanzha/term/when"
)

// teller is the bank of the test: what it restricts, and what it has answered to every order.
type teller struct {
	live map[string]when.Micros // id of a restriction that stands → its end
	said map[string]docket.Answer
}

func (b *teller) take(in docket.Instruction, at when.Micros) docket.Answer {
	known, again := b.said[in.ID]
	if again {
		return known
	}
	a := docket.Answer{ID: "A-" + in.ID, Message: in.ID, Bank: in.Bank, Seq: 1, At: at, Result: docket.ResultDone, Final: true}
	_, there := b.said[in.Parent]
	switch {
	case in.Kind == docket.KindRestrict && in.Parent != "" && !there, in.Kind == docket.KindLift && !there:
		a.Result, a.Refusal = docket.ResultRefused, "order_not_found"
		return a // it may come again
	case in.Kind == docket.KindRestrict:
		delete(b.live, in.Parent)
		b.live[in.ID] = in.Until
	case in.Kind == docket.KindLift:
		delete(b.live, in.Parent)
	}
	b.said[in.ID] = a
	return a
}

func directed(id string, kind docket.Kind, until when.Micros) docket.DirectCmd {
	cmd := docket.DirectCmd{ID: id, Kind: kind, Number: "BH1", Matter: "BH1", Measure: "m", Unit: "990101000000", Bank: "b", Until: until,
		Account: docket.Party{Account: "880000000000001", Name: "甲"}, Basis: "x", Reason: "y"}
	if kind == docket.KindRestrict {
		cmd.Limits = "non_counter"
	}
	return cmd
}

// wireTrip is one state of centre and bank; what is on the line may be lost, come again or be overtaken.
type wireTrip struct {
	d    *Desk
	f    *docket.File
	bank *teller
	line []docket.Answer
	air  []docket.Instruction // on their way to the bank: they arrive some time
}

// hand delivers a message: it may be lost before the bank acts, or its answer after.
func (w *wireTrip) hand(t *rapid.T, m *docket.Message, fate int) {
	id := m.ID
	if fate == 0 {
		fine(t, unchanged(w.d.Delivered(w.f, []string{id}, Outcome{Fault: errors.New("away")})))
		return
	}
	if fate == 3 {
		w.air = append(w.air, m.Instruction)
		fine(t, unchanged(w.d.Delivered(w.f, []string{id}, Outcome{Fault: errors.New("slow")})))
		return
	}
	a := w.bank.take(m.Instruction, w.d.Now)
	switch fate {
	case 1: // the answer is lost: delivered again later
		fine(t, unchanged(w.d.Delivered(w.f, []string{id}, Outcome{Fault: errors.New("cut")})))
	default:
		fine(t, unchanged(w.d.Delivered(w.f, []string{id}, Outcome{})))
		w.line = append(w.line, a)
	}
}

func fine(t *rapid.T, err error) {
	if err != nil {
		t.Fatalf("%v", err)
	}
}

func unchanged(err error) error {
	if errors.Is(err, docket.ErrUnchanged) {
		return nil
	}
	return err
}

// hear takes one answer off the line, any of them.
func (w *wireTrip) hear(t *rapid.T, i int) {
	a := w.line[i]
	w.line = slices.Delete(w.line, i, i+1)
	_, err := w.d.AnswerWith(w.f, a, nil)
	fine(t, unchanged(err))
}

// TestLiftedIsLifted: any sequence of restricting, continuing, delivering with losses, answers in any order, and then a lifting: when
// everything has arrived, nothing stands; a lifting that was answered with done is true.
func TestLiftedIsLifted(t *testing.T) {
	rules := docketRules(t)
	rapid.Check(t, func(t *rapid.T) {
		d, _ := roomFor(rules, 1)
		w := &wireTrip{d: d, f: &docket.File{Measure: "m"}, bank: &teller{live: map[string]when.Micros{}, said: map[string]docket.Answer{}}}
		until := began + 48*when.Hour
		fine(t, d.Direct(w.f, directed("m-v1", docket.KindRestrict, until), "甲"))
		steps := rapid.IntRange(1, 30).Draw(t, "steps")
		lifted := false
		for i := range steps {
			d.Wall += when.Second
			w.step(t)
			switch rapid.IntRange(0, 9).Draw(t, "officer") {
			case 0:
				if !lifted {
					fine(t, unchanged(d.Direct(w.f, directed("m-v"+strconv.Itoa(i+2), docket.KindRestrict, until+when.Micros(i+1)*when.Hour), "甲")))
				}
			case 1:
				lifted = true
				fine(t, unchanged(d.Direct(w.f, directed("m-l", docket.KindLift, 0), "甲")))
			}
		}
		fine(t, unchanged(d.Direct(w.f, directed("m-l", docket.KindLift, 0), "甲")))
		for len(w.air) > 0 {
			w.land(0)
		}
		for range 20 { // all that is due arrives, all that is on the line is heard
			for i := range len(w.f.Messages) {
				if w.f.Messages[i].State == docket.MessageDue {
					w.hand(t, &w.f.Messages[i], 2)
				}
			}
			for len(w.line) > 0 {
				w.hear(t, 0)
			}
		}
		if len(w.bank.live) != 0 {
			t.Fatalf("still restricted: %v", w.bank.live)
		}
	})
}

// land lets something that was on its way arrive at the bank; its answer goes on the line.
func (w *wireTrip) land(i int) {
	w.line = append(w.line, w.bank.take(w.air[i], w.d.Now))
	w.air = slices.Delete(w.air, i, i+1)
}

// step lets one thing happen between centre and bank.
func (w *wireTrip) step(t *rapid.T) {
	if len(w.line) > 0 && rapid.Bool().Draw(t, "hear") {
		w.hear(t, rapid.IntRange(0, len(w.line)-1).Draw(t, "which"))
		return
	}
	if len(w.air) > 0 && rapid.Bool().Draw(t, "land") {
		w.land(rapid.IntRange(0, len(w.air)-1).Draw(t, "which of the late"))
		return
	}
	var due []int
	for i := range w.f.Messages {
		if w.f.Messages[i].State == docket.MessageDue {
			due = append(due, i)
		}
	}
	if len(due) > 0 {
		w.hand(t, &w.f.Messages[rapid.SampledFrom(due).Draw(t, "message")], rapid.IntRange(0, 3).Draw(t, "fate"))
	}
}

// TestRemindedOfMeasures: a bank that says nothing to a restriction is reminded at each step once, and no more when it has answered.
func TestRemindedOfMeasures(t *testing.T) {
	rules := docketRules(t)
	d, _ := roomFor(rules, 1)
	f := &docket.File{Measure: "m"}
	check.NoError(t, d.Direct(f, directed("m-v1", docket.KindRestrict, began+48*when.Hour), "甲"))
	check.NoError(t, d.Delivered(f, []string{"m-v1"}, Outcome{}))
	for range 60 {
		d.Wall += when.Minute
		for range 2 {
			check.NoError(t, unchanged(d.TickMeasure(f)))
		}
	}
	reminders := 0
	for _, m := range f.Messages {
		if m.Kind == docket.KindRemind {
			reminders++
			check.Equal(t, m.Parent, "m-v1")
		}
	}
	check.Equal(t, reminders, len(rules.Reminders))
	told := 0
	for _, e := range f.Events {
		if e.Kind == docket.EvUnanswered {
			told++
			check.Equal(t, e.Body.Escalated, e.At >= began+rules.SecondContact)
		}
	}
	check.Equal(t, told, len(rules.Reminders))
	_, err := d.AnswerWith(f, docket.Answer{ID: "a", Message: "m-v1", Bank: "b", Seq: 1, Result: docket.ResultRefused, Refusal: "not_found"}, nil)
	check.NoError(t, err)
	check.Equal(t, f.Message("m-v1").Refusal, "not_found")
	check.Equal(t, string(f.Message("m-v1").State), "failed")
	check.Fault(t, d.RemindMeasureNow(f, "m-v1"), "stoppay.not_waiting")
	check.Fault(t, d.Direct(f, directed("m-l", docket.KindLift, 0), "甲"), "stoppay.unchanged")
}

func docketRules(t *testing.T) guard.Rules {
	t.Helper()
	rules, err := guard.Load()
	check.NoError(t, err)
	return rules
}
