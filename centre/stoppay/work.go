package stoppay

import (
	"cmp"
	"context"
	"errors"
	"slices"
	"sync"
	"sync/atomic"

	"fanzha/base/access"
	"fanzha/centre/stoppay/chase"
	"fanzha/term/fault"
	"fanzha/term/ident"
	"fanzha/term/when"
)

// Bounds of delivery.
const (
	laneWidth  = 16               // messages that are on their way to one bank at a time: what a small bank's gateway takes
	leaseFor   = 30 * when.Second // longer than any delivery may take; a copy of the centre that dies gives its messages up after it
	banksMax   = 500              // banks with something due that one look finds
	pendingMax = 200              // messages of one poll
)

// lanes are the banks that this process is delivering to. Each bank has its own lane, so a slow one delays no other.
type lanes struct {
	mu   sync.Mutex // guards busy
	busy map[string]bool
}

func (l *lanes) enter(bank string) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.busy[bank] {
		return false
	}
	if l.busy == nil {
		l.busy = map[string]bool{}
	}
	l.busy[bank] = true
	return true
}

func (l *lanes) leave(bank string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	delete(l.busy, bank)
}

// Work delivers what is due, to all banks at once, until nothing is due or limit messages were delivered. It returns how many
// were, and when the next one is due (0: none).
func (s *Service) Work(ctx context.Context, limit int) (done int, next when.Micros, err error) {
	for {
		banks, next, err := s.o.Queue.DueBanks(ctx, s.o.Clock.Now(), banksMax)
		if err != nil || len(banks) == 0 || done >= limit {
			return done, next, err
		}
		counts, faults := make([]int, len(banks)), make([]error, len(banks))
		var wg sync.WaitGroup
		for i, bank := range banks {
			wg.Go(func() { counts[i], faults[i] = s.deliver(ctx, bank) })
		}
		wg.Wait()
		round := 0
		for _, n := range counts {
			round += n
		}
		done += round
		err = errors.Join(faults...)
		if err != nil || round == 0 {
			return done, s.probes.soonest(banks, next), err
		}
	}
}

// Run delivers until ctx ends: at each pulse it starts a lane for every bank with something due that has none. The caller
// pulses when something was queued and from time to time (what is tried again falls due by itself). report gets what went wrong.
func (s *Service) Run(ctx context.Context, pulse <-chan struct{}, report func(error)) {
	var wg sync.WaitGroup
	defer wg.Wait()
	for {
		select {
		case <-ctx.Done():
			return
		case <-pulse:
		}
		banks, _, err := s.o.Queue.DueBanks(ctx, s.o.Clock.Now(), banksMax)
		if err != nil && ctx.Err() == nil {
			report(err)
		}
		for _, bank := range banks {
			if !s.lanes.enter(bank) {
				continue
			}
			wg.Go(func() {
				defer s.lanes.leave(bank)
				s.lane(ctx, bank, report)
			})
		}
	}
}

// lane delivers to one bank until nothing is due.
func (s *Service) lane(ctx context.Context, bank string, report func(error)) {
	for ctx.Err() == nil {
		n, err := s.deliver(ctx, bank)
		if err != nil && ctx.Err() == nil {
			report(err)
		}
		if err != nil || n == 0 {
			return
		}
	}
}

// deliver leases messages of a bank and delivers them side by side; to a bank that was not to be reached, one.
func (s *Service) deliver(ctx context.Context, bank string) (int, error) {
	now := s.o.Clock.Now()
	width := s.probes.room(bank, now)
	if width == 0 {
		return 0, nil
	}
	list, err := s.o.Queue.Lease(ctx, Lease{Bank: bank, Now: now, Until: now + leaseFor, Limit: width})
	if err != nil || len(list) == 0 {
		return 0, err
	}
	banks, err := s.directory(ctx)
	if err != nil {
		return 0, err
	}
	var lost atomic.Int32
	faults := make([]error, len(list))
	var wg sync.WaitGroup
	for i, m := range list {
		wg.Go(func() { faults[i] = s.hand(ctx, banks.ByCode[bank], m, &lost) })
	}
	wg.Wait()
	if int(lost.Load()) == len(list) {
		s.probes.missed(bank, s.o.Clock.Now(), s.o.Rules.PauseSoon)
	} else {
		s.probes.reached(bank)
	}
	return len(list), errors.Join(faults...)
}

// hand delivers one message and records what came of it. lost counts those that did not go through.
func (s *Service) hand(ctx context.Context, b Bank, m Message, lost *atomic.Int32) error {
	if m.DropAt <= s.o.Clock.Now() {
		return s.outcome(ctx, m, chase.Outcome{Drop: true})
	}
	if b.Code == "" {
		return s.outcome(ctx, m, chase.Outcome{Fault: ErrBank})
	}
	a, err := s.o.Gateway.Deliver(ctx, b, m)
	ctx = context.WithoutCancel(ctx) // what the bank has done is recorded, also while the centre stops
	if err != nil && !errors.Is(err, ErrQueued) && (fault.KindOf(err) == fault.Internal || fault.KindOf(err) == fault.Unavailable) {
		lost.Add(1) // a bank that refuses a message has been reached
	}
	switch {
	case errors.Is(err, ErrQueued):
		return s.outcome(ctx, m, chase.Outcome{Queued: true})
	case err != nil:
		return s.outcome(ctx, m, chase.Outcome{Fault: err})
	case a == nil:
		return s.outcome(ctx, m, chase.Outcome{})
	}
	_, err = s.Answer(ctx, b.Code, *a)
	kind := fault.KindOf(err)
	if err != nil && (kind == fault.Invalid || kind == fault.Conflict || kind == fault.NotFound) {
		return s.outcome(ctx, m, chase.Outcome{}) // delivered; what came back could not be used
	}
	return err
}

func (s *Service) outcome(ctx context.Context, m Message, out chase.Outcome) error {
	d, err := s.desk(ctx, access.System())
	if err != nil {
		return err
	}
	return s.change(ctx, d, homeOf(&m), func(f *File) error { return d.Delivered(f, []string{m.ID}, out) })
}

// Pending hands a bank that polls its messages after a cursor (Message.Seq), the oldest first, until it has answered them. What
// it has fetched counts as sent and seen.
func (s *Service) Pending(ctx context.Context, bank string, after int64, limit int) ([]Message, error) {
	if bank == "" || after < 0 {
		return nil, ErrCursor
	}
	list, err := s.o.Queue.Pending(ctx, bank, after, min(max(1, limit), pendingMax))
	if err != nil {
		return nil, err
	}
	type home struct{ claim, measure string } // claims first, each in the order of its id: no two polls wait for each other
	var homes []home
	fresh := map[home][]string{}
	for i := range list {
		if list[i].State == MessageSent {
			continue
		}
		t := homeOf(&list[i])
		at := home{t.Claim, t.Measure}
		if fresh[at] == nil {
			homes = append(homes, at)
		}
		fresh[at] = append(fresh[at], list[i].ID)
	}
	slices.SortFunc(homes, func(a, b home) int {
		return cmp.Or(cmp.Compare(a.measure, b.measure), cmp.Compare(a.claim, b.claim))
	})
	d, err := s.desk(ctx, access.System())
	if err != nil {
		return nil, err
	}
	for _, at := range homes {
		err = s.change(ctx, d, Touch{Claim: at.claim, Measure: at.measure}, func(f *File) error {
			err := d.Delivered(f, fresh[at], chase.Outcome{})
			if err != nil {
				return err
			}
			d.Fetched(f, fresh[at])
			d.Leave(f)
			return nil
		})
		if err != nil {
			return nil, err
		}
	}
	return list, nil
}

// Waiting lists what waits for a bank, as Pending does, for somebody at a screen: that the list was opened says nothing about the
// bank having fetched an order, so nothing is recorded.
func (s *Service) Waiting(ctx context.Context, bank string, after int64, limit int) ([]Message, error) {
	if bank == "" || after < 0 {
		return nil, ErrCursor
	}
	return s.o.Queue.Pending(ctx, bank, after, min(max(1, limit), pendingMax))
}

// Bounds of Tick.
const (
	tickBatch = 200  // claims looked up at once
	tickMax   = 5000 // claims of one Tick; the rest follows with the next
	followMax = 200  // claims of one Tick for which the log of transfers is asked again: about a second's work; the longest due come first
)

// Tick does what clocks ask for: holds that end, claims that lapse, reminders, the word to the second contact, alerts before
// a hold's end. It returns how many claims, and measures of their own, it changed. Calling it again, or on two copies at once, changes nothing more.
func (s *Service) Tick(ctx context.Context) (int, error) {
	changed := 0
	looks := followMax
	var faults []error // a claim that cannot be decided now does not stop the clocks of others
	for changed < tickMax && looks > 0 {
		claims, err := s.o.Queue.DueClaims(ctx, s.o.Clock.Now(), tickBatch)
		if err != nil {
			return changed, err
		}
		before := changed
		for _, claim := range claims {
			did, err := s.tickOne(ctx, claim, &looks)
			if ctx.Err() != nil {
				return changed, errors.Join(append(faults, err)...)
			}
			if err != nil {
				faults = append(faults, err)
			}
			if did {
				changed++
			}
		}
		if len(claims) < tickBatch || changed == before {
			break
		}
	}
	more, err := s.tickMeasures(ctx)
	return changed + more, errors.Join(append(faults, err)...)
}

func (s *Service) tickOne(ctx context.Context, claim string, looks *int) (bool, error) {
	d, err := s.desk(ctx, access.System())
	if err != nil {
		return false, err
	}
	strands, accounts, err := s.lookAgain(ctx, d, claim, looks)
	if err != nil {
		return false, err
	}
	did := false
	err = s.change(ctx, d, Touch{Claim: claim, Accounts: accounts}, func(f *File) error {
		err := d.TickWith(f, strands)
		did = err == nil
		return err
	})
	return did, err
}

// lookAgain asks the log of transfers, where it is time to, what became of money that no bank has answered for. It returns what
// the log said, and all accounts that orders may follow to.
func (s *Service) lookAgain(ctx context.Context, d *chase.Desk, claim string, looks *int) ([]chase.Strand, []ident.Account, error) {
	if s.o.Flow == nil || *looks <= 0 {
		return nil, nil, nil
	}
	f, err := s.o.Reader.Get(ctx, access.System(), claim)
	if err != nil {
		return nil, nil, err
	}
	if !d.FollowDue(&f) {
		return nil, nil, nil
	}
	*looks--
	accounts := []ident.Account{}
	strands := []chase.Strand{}
	told := map[string]bool{} // transfers that an earlier strand leads to are not asked for again
	list := d.Strands(&f)
	slices.SortStableFunc(list, func(a, b chase.Strand) int { return cmp.Compare(a.Payment.At, b.Payment.At) })
	for _, x := range list {
		if x.Leg.Ref != "" && told[x.Leg.Ref] {
			continue
		}
		x.Payment.Earlier = chase.EarlierFen(x.Payment, strands)
		x.Flow = s.flow(ctx, x.Payment)
		for _, e := range x.Flow.Edges {
			told[e.ID] = true
		}
		for _, a := range x.Flow.Accounts {
			accounts = append(accounts, ident.Account(a.Account))
		}
		strands = append(strands, x)
	}
	slices.Sort(accounts)
	accounts = slices.Compact(accounts)
	s.holders(ctx, d, accounts)
	return strands, accounts, nil
}
