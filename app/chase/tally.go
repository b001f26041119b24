package chase

import (
	"fanzha/centre/stoppay"
	"fanzha/edge/partner/wire"
	"fanzha/sim/money"
	"fanzha/term/when"
)

// tally reads the hidden truth beside a course and never tells it to anybody in it.
type tally struct {
	r    *course
	of   []touched      // by account
	last when.Micros    // of the latest sample
	sum  sums           // at the latest sample
	done Outcome        // what came of it
	left map[string]int // stop orders that were sealed and not yet executed, by id
}

// touched is what the centre did to one account.
type touched struct {
	orders     int
	issuedAt   when.Micros // of the first order
	thereFen   int64       // stolen money there at that instant
	caughtFen  int64       // most stolen money that was ever held there
	heldFen    int64       // most that was ever held there
	innocent   int64       // most innocent money that was ever held there
	wrongSince when.Micros // since when innocent money of somebody not involved is held; zero: not
	objected   bool
}

// sums are the amounts held at one moment.
type sums struct{ held, innocent int64 }

// Outcome is what came of one case.
type Outcome struct {
	Case     int
	Accounts int // that stolen money reaches if nobody stops it
	Orders   int // stop orders sealed
	Deepest  int // layer of the deepest order

	LossFen      int64
	OracleFen    int64 // stolen money on accounts at the instant of the report
	ReachFen     int64 // stolen money that was to be had from the report on, at the banks that could be reached, each fen once
	RecoveredFen int64 // stolen money held at the end of the watch, or after 24 hours

	FirstOrder when.Micros // since the report; negative: none
	FirstHold  when.Micros // since the report, as the centre knew it; negative: none
	LayerTold  []when.Micros

	ThereFen     int64 // Σ over accounts with an order: stolen money there when the first was issued
	CaughtFen    int64 // of it, held
	UpThereFen   int64 // the same, of accounts whose bank could be reached
	UpCaughtFen  int64
	HeldFen      int64 // Σ over accounts of the most ever held
	InnocentFen  int64 // of it innocent
	ApartFen     int64 // of that, of people and shops who have nothing to do with the case; the rest is mules' own
	ShopFen      int64 // of that, of shops
	HeldTime     int64 // fen × ms
	InnocentTime int64 // fen × ms
	HeldFor      int64 // ms in which anything was held
	MostHeldFen  int64 // most that was held at one moment
	Wrong        []when.Micros
	WrongOpen    int // wrong holds that were not released within the watch
	Lost         int // orders that no bank ever executed
}

func newTally(r *course) *tally {
	t := &tally{r: r, of: make([]touched, len(r.w.c.Accounts)), left: map[string]int{}}
	t.done = Outcome{Case: r.w.c.Number, Accounts: r.w.c.Holders(), LossFen: r.w.c.LossFen, FirstOrder: -1, FirstHold: -1}
	return t
}

// issued notes that an order was sealed.
func (t *tally) issued(m stoppay.Instruction) {
	i, known := t.r.w.c.Index(string(m.Account.Account))
	if m.Kind != stoppay.KindStop || !known {
		return
	}
	t.left[m.ID] = i
	t.done.Orders++
	t.done.Deepest = max(t.done.Deepest, m.Depth)
	if t.done.FirstOrder < 0 {
		t.done.FirstOrder = t.r.busy - t.r.report
	}
	a := &t.of[i]
	a.orders++
	if a.orders == 1 {
		a.issuedAt, a.thereFen = t.r.now, t.r.w.run.Stolen(i)
	}
}

// executed notes that a bank has carried out a message.
func (t *tally) executed(o wire.Order) { delete(t.left, o.ID) }

// held notes that the centre knows of a hold.
func (t *tally) held(at when.Micros) {
	if t.done.FirstHold < 0 {
		t.done.FirstHold = at - t.r.report
	}
}

// told notes when the accounts of each layer were first answered for.
func (t *tally) told(a wire.Answer, at when.Micros) {
	for _, d := range a.Dispositions {
		i, known := t.r.w.c.Index(d.Account)
		if !known {
			continue
		}
		before := t.r.w.c.Accounts[i].Layer - 1
		for len(t.done.LayerTold) < before {
			t.done.LayerTold = append(t.done.LayerTold, at-t.r.report)
		}
	}
}

// sample looks at all holds after something has changed.
func (t *tally) sample() {
	ms := int64((t.r.now - t.last) / when.Millisecond)
	if t.sum.held > 0 && t.last > 0 {
		t.done.HeldTime += t.sum.held * ms
		t.done.InnocentTime += t.sum.innocent * ms
		t.done.HeldFor += ms
	}
	t.last, t.sum = t.r.now, sums{}
	for i := range t.of {
		if t.of[i].orders > 0 {
			t.look(i)
		}
	}
	t.done.MostHeldFen = max(t.done.MostHeldFen, t.sum.held)
	if t.r.o.chaos != nil {
		t.r.o.chaos.inspect(t.r)
	}
}

func (t *tally) look(i int) {
	a := &t.of[i]
	held := t.r.w.held(i)
	caught := min(held, t.r.w.run.Stolen(i))
	wrong := held - caught
	t.sum.held += held
	t.sum.innocent += wrong
	a.heldFen, a.caughtFen, a.innocent = max(a.heldFen, held), max(a.caughtFen, caught), max(a.innocent, wrong)
	switch {
	case wrong > 0 && t.apart(i) && a.wrongSince == 0:
		a.wrongSince = t.r.now
		if !a.objected {
			a.objected = true
			t.r.object(i)
		}
	case wrong == 0 && a.wrongSince != 0:
		t.done.Wrong = append(t.done.Wrong, t.r.now-a.wrongSince)
		a.wrongSince = 0
	}
}

// apart says whether the holder of an account has nothing to do with the case.
func (t *tally) apart(i int) bool {
	role := t.r.w.c.Accounts[i].Role
	return role == money.Merchant || role == money.Stranger
}

// recover notes what is held for the victim now.
func (t *tally) recover() {
	t.done.RecoveredFen = 0
	for i := range t.of {
		t.done.RecoveredFen += min(t.r.w.held(i), t.r.w.run.Stolen(i))
	}
}

// finish sums up.
func (t *tally) finish() {
	t.sample()
	d := &t.done
	for i, a := range t.of {
		if a.orders == 0 {
			continue
		}
		d.HeldFen += a.heldFen
		d.InnocentFen += a.innocent
		if t.apart(i) {
			d.ApartFen += a.innocent
		}
		if t.r.w.c.Accounts[i].Role == money.Merchant {
			d.ShopFen += a.innocent
		}
		d.ThereFen += a.thereFen
		d.CaughtFen += min(a.caughtFen, a.thereFen)
		_, away := t.r.w.at(i).Away(a.issuedAt)
		if !away {
			d.UpThereFen += a.thereFen
			d.UpCaughtFen += min(a.caughtFen, a.thereFen)
		}
		if a.wrongSince != 0 {
			d.WrongOpen++
		}
	}
	d.Lost = len(t.left)
}
