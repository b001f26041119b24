package bus

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"sync"
	"testing"

	"fanzha/internal/check"
)

// Protects: a reader of the tail is given every envelope once and in order, whatever the order of appends, failures, refusals for want of
// room and readers; what it holds in hands is not written over; where the tail cannot tell, it says so.
func TestTailTellsTheTruth(t *testing.T) {
	for seed := range uint64(200) {
		rnd := rand.New(rand.NewPCG(seed, 1))
		tl := newTail(64)
		content := func(seq uint64) string { return fmt.Sprintf("%0*d", 4+seq%9, seq) }
		var log []uint64 // what the log holds
		seq := uint64(rnd.IntN(3))
		type who struct {
			f     *follower
			after uint64
			hands string
			at    held
		}
		var all []*who
		read := func(w *who) { // as a reader of the log does
			for _, s := range log {
				if s > w.after {
					w.after = s
					tl.at(w.f, s)
					return
				}
			}
		}
		for range 300 {
			switch rnd.IntN(6) {
			case 0, 1:
				tl.begin()
				seq += 1 + uint64(rnd.IntN(3))
				log = append(log, seq)
				put(tl, seq, content(seq))
			case 2:
				tl.begin()
				if rnd.IntN(20) > 0 {
					tl.begin()
					seq += 2
					log = append(log, seq-1, seq)
					put(tl, seq, content(seq))
					put(tl, seq-1, content(seq-1))
					continue
				}
				if rnd.IntN(2) == 0 { // stored, and not told
					seq++
					log = append(log, seq)
				}
				tl.failed()
			case 3:
				if len(all) < 3 {
					w := &who{after: seq - min(seq, uint64(rnd.IntN(5)))}
					w.f = tl.follow(w.after)
					if w.f != nil {
						all = append(all, w)
					}
				} else {
					i := rnd.IntN(len(all))
					tl.leave(all[i].f)
					all = slices.Delete(all, i, i+1)
				}
			default:
				if len(all) == 0 {
					continue
				}
				w := all[rnd.IntN(len(all))]
				if w.hands != "" {
					check.Equal(t, string(w.at.envelope), w.hands)
				}
				w.hands = ""
				h, ok, wait := tl.next(w.f)
				want, left := slices.BinarySearch(log, w.after+1)
				_ = left
				switch {
				case ok:
					check.True(t, want < len(log) && log[want] == h.seq, fmt.Sprintf("seed %d: after %d comes %v, not %d", seed, w.after, log[want:], h.seq))
					check.Equal(t, string(h.envelope), content(h.seq))
					w.after, w.at, w.hands = h.seq, h, content(h.seq)
				case wait != nil:
					check.Equal(t, want, len(log))
				default:
					read(w)
				}
			}
		}
		check.True(t, tl.bytes <= tl.most, "more is held than allowed")
	}
}

func put(t *tail, seq uint64, content string) {
	p := newPage([]byte(content))
	t.stored(seq, p)
	p.left()
}

// Protects: a reader of the whole log is given every envelope once and in the order of the log, though those of several partitions become
// durable in any order, some fail and are in the log all the same, and readers come and go; what it holds in hands is not written over.
func TestTailOfTheWhole(t *testing.T) {
	given := 0
	for seed := range uint64(300) {
		rnd := rand.New(rand.NewPCG(seed, 2))
		tl := newTail(256)
		tl.whole = true
		content := func(seq uint64) string { return fmt.Sprintf("%0*d", 4+seq%9, seq) }
		var under []uint64 // under way
		newest := uint64(rnd.IntN(3))
		var f *follower
		var after uint64
		var hands held
		for range 500 {
			switch rnd.IntN(5) {
			case 0, 1:
				if len(under) < 4 {
					tl.begin()
					newest++
					under = append(under, newest)
				}
			case 2, 3:
				if len(under) == 0 {
					continue
				}
				i := rnd.IntN(len(under))
				seq := under[i]
				under = slices.Delete(under, i, i+1)
				if rnd.IntN(30) == 0 {
					tl.failed()
				} else {
					put(tl, seq, content(seq))
				}
			default:
				if f == nil {
					after = newest
					if len(under) > 0 {
						after = slices.Min(under) - 1
					}
					after -= min(after, uint64(rnd.IntN(5)))
					f = tl.follow(after)
					continue
				}
				if hands.seq > 0 {
					check.Equal(t, string(hands.envelope), content(hands.seq))
				}
				h, ok, wait := tl.next(f)
				hands = held{}
				switch {
				case ok:
					check.Equal(t, h.seq, after+1)
					check.Equal(t, string(h.envelope), content(h.seq))
					after, hands = h.seq, h
					given++
				case wait != nil:
					check.True(t, after == newest || slices.Contains(under, after+1), "waits for what is there")
				case after < newest && !slices.Contains(under, after+1): // in the log
					after++
					tl.at(f, after)
				}
				if rnd.IntN(50) == 0 {
					tl.leave(f)
					f, hands = nil, held{}
				}
			}
		}
		check.True(t, tl.bytes <= tl.most, "more is held than allowed")
	}
	check.True(t, given > 1000, fmt.Sprintf("%d envelopes came from the tail", given))
}

// Protects: readers that are left behind go back to the stream and come again, and miss nothing and repeat nothing on the way; a reader
// that waits is woken by the next envelope, by its context and by the end of the log.
func TestTailAndStream(t *testing.T) {
	l := open(t, Options{Dir: t.TempDir(), Partitions: 2})
	l.tails[0] = newTail(3000) // three envelopes
	const n = 60
	var wg sync.WaitGroup
	gate := make(chan struct{})
	enough := errors.New("enough")
	for slow := range 3 {
		wg.Go(func() {
			var last uint64
			count := 0
			err := l.Read(t.Context(), 0, 0, func(seq uint64, env []byte) error {
				if seq <= last || string(env[:6]) != fmt.Sprintf("%06d", count) {
					t.Errorf("reader %d: %d after %d, %s at %d", slow, seq, last, env[:6], count)
				}
				last = seq
				count++
				if slow > 0 && count == 10*slow {
					<-gate
				}
				if count == n {
					return enough
				}
				return nil
			})
			if !errors.Is(err, enough) {
				t.Errorf("reader %d ended with %v", slow, err)
			}
		})
	}
	for i := range n {
		_, err := l.Append(t.Context(), 0, fmt.Appendf(nil, "%06d%0990d", i, 0))
		check.NoError(t, err)
		_, err = l.Append(t.Context(), 1, []byte("other"))
		check.NoError(t, err)
		if i == n/2 {
			close(gate)
		}
	}
	wg.Wait()
	l.tails[0].mu.Lock()
	check.Equal(t, len(l.tails[0].readers), 0)
	check.Equal(t, l.tails[0].bytes, 0)
	l.tails[0].mu.Unlock()

	woken := make(chan error, 2)
	ctx, cancel := context.WithCancel(t.Context())
	last, err := l.Last(t.Context(), 0)
	check.NoError(t, err)
	for _, c := range []context.Context{ctx, t.Context()} {
		go func() { woken <- l.Read(c, 0, last, func(uint64, []byte) error { return nil }) }()
	}
	cancel()
	check.True(t, errors.Is(<-woken, context.Canceled), "a waiting reader ends with its context")
	l.Close()
	check.Fault(t, <-woken, "bus.closed")
}
