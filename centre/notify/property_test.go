package notify_test

import (
	"context"
	"fmt"
	"hash/fnv"
	"testing"
	"time"

	"pgregory.net/rapid"

	"fanzha/base/access"
	"fanzha/centre/notify"
	"fanzha/centre/notify/roomtest"
	"fanzha/internal/check"
	"fanzha/term/when"
)

// hand is one hand-over: when, and what the carrier did.
type hand struct {
	at      when.Micros
	outcome string // taken, away, busy, lost, refused
	perhaps bool   // taken, or lost: it may be on its way
}

// run is one history of a centre that is drawn at random.
type run struct {
	t      *rapid.T
	d      *roomtest.Desk
	hands  map[string][]hand
	target map[string]string
	urgent map[string]bool
	causes int
	seed   uint64 // of the carrier's answers
}

func (r *run) answer(p notify.Parcel, _ int) error {
	outcomes := [...]string{"taken", "taken", "taken", "away", "busy", "lost", "refused"}
	h := fnv.New64a() // the room hands over from several goroutines, and only the test's own may draw
	_, _ = fmt.Fprint(h, r.seed, p.ID, len(r.hands[p.ID]))
	outcome := outcomes[h.Sum64()%uint64(len(outcomes))]
	r.hands[p.ID] = append(r.hands[p.ID], hand{r.d.Clock.Now(), outcome, outcome == "taken" || outcome == "lost"})
	return map[string]error{"away": notify.ErrAway, "busy": notify.ErrBusy, "lost": notify.ErrUnanswered, "refused": notify.Refused("1")}[outcome]
}

func (r *run) step() {
	target := fmt.Sprint("p", rapid.IntRange(1, 3).Draw(r.t, "person"))
	switch rapid.IntRange(0, 9).Draw(r.t, "what") {
	case 0, 1, 2, 3:
		r.causes++
		ask := rapid.SampledFrom([]func(string, string) notify.AcceptCmd{roomtest.Fund, roomtest.Contact, roomtest.Missed}).Draw(r.t, "text")
		m := r.d.Accepted(ask(fmt.Sprint("c", r.causes), target))
		r.target[m.ID], r.urgent[m.ID] = target, m.Urgent
	case 4:
		if rapid.Bool().Draw(r.t, "mute") {
			_, err := r.d.Mute(context.Background(), access.System(), notify.MuteCmd{Target: target, Until: r.d.Clock.Now() + when.Hour, Why: "本人要求"})
			check.NoError(r.t2(), err)
		}
	case 5:
		err := r.d.Receive(context.Background(), notify.Receipt{
			Ref: fmt.Sprintf("ref-n%05d", rapid.IntRange(1, 12).Draw(r.t, "ref")), Delivered: rapid.Bool().Draw(r.t, "delivered"),
		})
		check.NoError(r.t2(), err)
	default:
		r.d.After(rapid.SampledFrom([]when.Micros{when.Second, when.Minute, 3 * when.Minute, when.Hour, 7 * when.Hour}).Draw(r.t, "span"))
		r.d.Work()
	}
}

func (r *run) t2() testing.TB { return r.d.T }

// Protects the whole pipeline over random histories: everything accepted ends; what the carrier took is never handed over again and
// what it lost at most as often as the rulebook says; no person gets more than the budget; nobody who may be disturbed is at night.
func TestHistories(t *testing.T) {
	rules := roomtest.Rules(t)
	rapid.Check(t, func(rt *rapid.T) {
		d := roomtest.NewDesk(t, roomtest.NewMemory())
		r := &run{t: rt, d: d, hands: map[string][]hand{}, target: map[string]string{}, urgent: map[string]bool{}, seed: rapid.Uint64().Draw(rt, "seed")}
		d.Carrier.Answer = r.answer
		for range rapid.IntRange(1, 40).Draw(rt, "steps") {
			r.step()
		}
		for range 120 { // everything ends by itself
			d.After(30 * when.Minute)
			d.Work()
		}
		for id := range r.target {
			r.ended(id, rules)
		}
		r.budget(rules)
	})
}

func (r *run) ended(id string, rules *notify.Rules) {
	m := r.d.Now(id)
	if !m.State.Final() {
		r.t.Fatalf("%s is still %s", id, m.State)
	}
	taken, lost := 0, 0
	for _, h := range r.hands[id] {
		if taken > 0 {
			r.t.Fatalf("%s was handed over after it was taken: %v", id, r.hands[id])
		}
		switch h.outcome {
		case "taken":
			taken++
		case "lost":
			lost++
		}
		if !r.urgent[id] && rules.Quiet(h.at) {
			r.t.Fatalf("%s disturbed at %s", id, h.at)
		}
	}
	gone := m.State == notify.Sent || m.State == notify.Delivered || m.State == notify.Undelivered || m.State == notify.Unconfirmed
	if lost > int(rules.UnansweredMost) || gone != (taken == 1) {
		r.t.Fatalf("%s is %s after %v", id, m.State, r.hands[id])
	}
	if m.State == notify.Bundled && len(r.hands[m.Into]) == 0 && !r.d.Now(m.Into).State.Final() {
		r.t.Fatalf("%s was bundled into nothing", id)
	}
}

// budget counts messages that may have gone to a person within any window that ends with one of them.
func (r *run) budget(rules *notify.Rules) {
	for id, hands := range r.hands {
		for _, h := range hands {
			if !h.perhaps {
				continue
			}
			n := int64(0)
			for other, list := range r.hands {
				for _, o := range list {
					if r.target[other] == r.target[id] && o.perhaps && o.at <= h.at && o.at.Add(rules.Window) > h.at {
						n++
						break
					}
				}
			}
			limit := rules.Budget
			if r.urgent[id] {
				limit = rules.UrgentBudget
			}
			if n > limit {
				r.t.Fatalf("%s: %d messages within %s", r.target[id], n, rules.Window)
			}
		}
	}
}

// Protects the throttle: ordinary messages go at most at its rate, all of them go in the end, and urgent ones do not wait.
func TestThrottle(t *testing.T) {
	d := roomtest.NewDesk(t, roomtest.NewMemory())
	d.Rules().Throttle = 5
	for i := range 23 {
		d.Accepted(roomtest.Contact(fmt.Sprint("c", i), fmt.Sprint("p", i+1)))
	}
	d.After(when.Of(time.UnixMicro(0).Add(d.Rules().Bundle)))
	for minute := 0; len(d.Carrier.Given()) < 23; minute++ {
		d.Work()
		check.True(t, len(d.Carrier.Given()) <= 5*(minute+1), "faster than the throttle")
		check.True(t, minute < 10, "slower than the throttle")
		if minute == 1 {
			d.Accepted(roomtest.Fund("u", "p99"))
			n := len(d.Carrier.Given())
			d.Work()
			check.Equal(t, len(d.Carrier.Given()), n+1)
			return
		}
		d.After(when.Minute)
	}
	t.Fatal("everything went before the urgent one came")
}
