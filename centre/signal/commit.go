package signal

import (
	"context"
	"errors"
	"time"

	"fanzha/term/when"
)

// Times of the committer.
const (
	appendTimeout  = 15 * time.Second       // for all envelopes of a group
	recoverTimeout = 60 * time.Second       // to read what is in the log after a failure
	recoverPause   = 500 * time.Millisecond // between attempts while the log is away
)

// run is the committer: it takes a request, then all others that wait, and writes them as one group.
func (in *Intake) run() {
	defer close(in.done)
	defer in.writers.Close()
	var group []*batch
	var left *batch // did not fit the last group
	for {
		group = group[:0]
		first := left
		if first == nil {
			var open bool
			first, open = <-in.queue
			if !open {
				return
			}
		}
		group = append(group, first)
		left = in.gather(&group)
		err := in.commit(group)
		for _, b := range group {
			b.err = err
			b.done <- struct{}{}
		}
		if err != nil {
			left = in.comeBack(left)
		}
	}
}

// gather adds waiting requests up to GroupRecords; one that does not fit is returned.
func (in *Intake) gather(group *[]*batch) (left *batch) {
	n := len((*group)[0].items)
	for {
		select {
		case b, open := <-in.queue:
			if !open {
				return nil
			}
			if n+len(b.items) > GroupRecords {
				return b
			}
			n += len(b.items)
			*group = append(*group, b)
		default:
			return nil
		}
	}
}

// commit gives every item its verdict and makes the fresh ones durable. After an error nothing of the group may be answered.
func (in *Intake) commit(group []*batch) error {
	n := 0
	for _, b := range group {
		n += len(b.items)
	}
	err := in.opts.Index.Begin(n)
	if err != nil {
		return ErrLogAway.With(err)
	}
	now := in.opts.Clock.Now()
	in.clear()
	in.begin()
	sighting := false
	for _, b := range group {
		for i := range b.items {
			if i+askAhead < len(b.items) {
				in.ask(b.items[i+askAhead].key)
			}
			it := &b.items[i]
			old, seen, err := in.opts.Index.Put(it.key, it.sum)
			switch {
			case err != nil:
				_ = in.opts.Index.End(nil, 0) // forgetting cannot fail
				return ErrLogAway.With(err)
			case !seen:
				it.verdict = fresh
				sighting = sighting || it.part == everywhere
				in.pack(it, b.arena[it.from:it.to], now)
			case old == it.sum:
				it.verdict = repeated
			default:
				it.verdict = reused
			}
		}
	}
	err = in.write(sighting)
	in.stats.groups.Add(1)
	if err != nil {
		in.stats.failed.Add(1)
		in.dirty = true
		_ = in.opts.Index.End(nil, 0) // forgetting cannot fail
		return ErrLogAway.With(err)
	}
	copy(in.positions, in.next)
	err = in.opts.Index.End(in.positions, int64(now))
	if err != nil { // the group is durable and remembered in memory; the files are tried again
		in.opts.Logger.Warn("dedupe index", "error", err)
	}
	return nil
}

// askAhead is how many items ahead the index hears of a key: about the time that its memory takes to come.
const askAhead = 12

// Asker is an Index that can be told of a key that will be put soon. It is optional.
type Asker interface{ Ask(key Key) }

func (in *Intake) ask(key Key) {
	if in.asker != nil {
		in.asker.Ask(key)
	}
}

// pack adds an encoded signal to the envelopes of its partition, of all for a lead.
func (in *Intake) pack(it *item, enc []byte, now when.Micros) {
	from, to := int(it.part), int(it.part)
	if it.part == everywhere {
		from, to = 0, len(in.envelopes)-1
	}
	for p := from; p <= to; p++ {
		list := in.envelopes[p]
		if len(list) == 0 || !list[len(list)-1].fits(len(enc), EnvelopeMax) {
			list = append(list, in.envelope(now))
			in.envelopes[p] = list
			in.group.Parts++
		}
		list[len(list)-1].add(enc, in.place)
	}
	in.place++
}

// begin begins a group. The number only has to differ from that of the group before, also of the process before. In a log of one
// partition the order of the log is that of intake.
func (in *Intake) begin() {
	in.place, in.group.Parts = 0, 0
	if in.opts.Partitions > 1 {
		in.group.Number = max(in.group.Number+1, uint64(in.opts.Clock.Now()))
	}
}

// clear takes back the envelopes of the last group.
func (in *Intake) clear() {
	for p := range in.envelopes {
		in.spare = append(in.spare, in.envelopes[p]...)
		in.envelopes[p] = in.envelopes[p][:0]
	}
	clear(in.spare[min(len(in.spare), spareMax):])
	in.spare = in.spare[:min(len(in.spare), spareMax)]
	copy(in.next, in.positions)
}

// spareMax bounds the envelopes kept for the next groups.
const spareMax = 32

// envelope returns an empty one, used before where there is one: a log does not keep what it was given to append.
func (in *Intake) envelope(now when.Micros) *envelope {
	if len(in.spare) == 0 {
		return beginEnvelope(nil, now, in.group)
	}
	e := in.spare[len(in.spare)-1]
	in.spare = in.spare[:len(in.spare)-1]
	*e = *beginEnvelope(e.buf[:0], now, in.group)
	return e
}

// write appends the envelopes, partitions side by side. With leads in the group the last partition goes last: a lead counts
// as logged when the last partition has it, and then all have it.
func (in *Intake) write(sighting bool) error {
	ctx, cancel := context.WithTimeout(context.Background(), appendTimeout)
	defer cancel()
	last := len(in.envelopes)
	if sighting {
		last--
	}
	err := in.writeSome(ctx, 0, last)
	if err == nil && sighting {
		err = in.writeSome(ctx, last, len(in.envelopes))
	}
	return err
}

func (in *Intake) writeSome(ctx context.Context, from, to int) error {
	var busy []int
	for p := from; p < to; p++ {
		if len(in.envelopes[p]) > 0 {
			busy = append(busy, p)
		}
	}
	if len(busy) == 1 {
		return in.writeOne(ctx, busy[0])
	}
	errs := make([]error, len(busy))
	in.writers.Do(len(busy), func(i int) { errs[i] = in.writeOne(ctx, busy[i]) })
	return errors.Join(errs...)
}

// writeOne appends the envelopes of a partition in order.
func (in *Intake) writeOne(ctx context.Context, p int) error {
	for _, e := range in.envelopes[p] {
		raw := e.bytes(in.group.Parts)
		seq, err := in.opts.Log.Append(ctx, p, raw)
		if err != nil {
			return err
		}
		in.next[p] = seq
		in.stats.envelopes.Add(1)
		in.stats.bytes.Add(int64(len(raw)))
	}
	return nil
}

// comeBack waits until the log answers again, refusing all requests meanwhile, and learns what of the failed group it holds.
func (in *Intake) comeBack(left *batch) *batch {
	if !in.dirty {
		return left
	}
	in.away.Store(true)
	defer in.away.Store(false)
	for {
		ctx, cancel := context.WithTimeout(context.Background(), recoverTimeout)
		err := in.catchUp(ctx, in.fence)
		cancel()
		if err == nil {
			in.dirty = false
			return left
		}
		in.opts.Logger.Warn("the log is away", "error", err)
		if in.turnAway(left, err) {
			return nil
		}
		left = nil
		time.Sleep(recoverPause)
	}
}

// turnAway refuses what waits; it says whether the queue was closed.
func (in *Intake) turnAway(b *batch, err error) (closed bool) {
	for {
		if b != nil {
			b.err = ErrLogAway.With(err)
			b.done <- struct{}{}
		}
		select {
		case next, open := <-in.queue:
			if !open {
				return true
			}
			b = next
		default:
			return false
		}
	}
}

// fence appends an empty envelope. Once it is acknowledged, an append that was sent before it and never answered is either
// before it in the log or will never be: what is read up to here is final. That of the last partition, which comes last, also tells the
// readers of the whole log that nothing more will come of the group.
func (in *Intake) fence(ctx context.Context, p int) (uint64, error) {
	g := Group{}
	if p > 0 && p == in.opts.Partitions-1 {
		in.begin()
		g = in.group
	}
	return in.opts.Log.Append(ctx, p, beginEnvelope(nil, in.opts.Clock.Now(), g).bytes(0))
}

// errCaughtUp ends a reading.
var errCaughtUp = errors.New("caught up")

// catchUp reads each partition from its known position to the target into the index. At the end the index knows every logged
// signal. in.positions still hold what was acknowledged, and an unacknowledged envelope lies after that.
func (in *Intake) catchUp(ctx context.Context, target func(ctx context.Context, p int) (uint64, error)) error {
	for p := range in.positions {
		end, err := target(ctx, p)
		if err != nil {
			return ErrLogAway.With(err)
		}
		if end <= in.positions[p] {
			continue
		}
		err = in.opts.Log.Read(ctx, p, in.positions[p], func(seq uint64, env []byte) error {
			err := in.remember(p, seq, env)
			if err != nil {
				return err
			}
			if seq >= end {
				return errCaughtUp
			}
			return nil
		})
		if !errors.Is(err, errCaughtUp) {
			return ErrLogAway.With(err)
		}
	}
	return nil
}

// remember puts the keys of a logged envelope into the index. A lead counts from the last partition only.
func (in *Intake) remember(p int, seq uint64, env []byte) error {
	err := in.opts.Index.Begin(EnvelopeCount(env))
	if err != nil {
		return err
	}
	var scratch []byte
	var key Key
	at := when.Micros(0)
	err = walkEnvelope(env, func(enc []byte, moment stamp) error {
		at = moment.received
		source, id, sum, ok := identity(enc)
		if !ok {
			return ErrEnvelope
		}
		if Kind(enc[0]) == Sighting && p < len(in.positions)-1 {
			return nil
		}
		key, scratch = keyOf(scratch, source, id)
		_, _, err := in.opts.Index.Put(key, sum)
		return err
	})
	if err != nil {
		_ = in.opts.Index.End(nil, 0) // forgetting cannot fail
		return err
	}
	in.positions[p] = seq
	err = in.opts.Index.End(in.positions, int64(at))
	if err != nil {
		in.opts.Logger.Warn("dedupe index", "error", err)
	}
	return nil
}
