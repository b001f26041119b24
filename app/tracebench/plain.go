package tracebench

import (
	"context"
	"fmt"
	"runtime"
	"slices"
	"time"

	"fanzha/centre/trace"
	"fanzha/centre/trace/flow/sample"
	"fanzha/internal/usage"
	"fanzha/term/when"
)

// plain is the same job on plain arrays that are made once: no ids, no amounts, no appending, no accounts of the last layer. It is
// what the machine gives to straightforward code at that moment, and so the measure beside which the engine's rate is read.
type plain struct {
	number map[string]uint32
	first  []uint32 // where an account's cells begin
	cells  []plainCell
	stamp  []uint32 // the layer of a trace in which an account was last reached; layers of all traces are numbered on
	place  []uint32 // where it then stood in next
	now    uint32
	begun  uint32 // the first layer of this trace
	front  []plainNode
	next   []plainNode
}

type plainCell struct{ at, to uint32 } // seconds since the sample's beginning

type plainNode struct{ account, at uint32 }

// newPlain makes the sample again and sorts it by payer.
func (c *Cmd) newPlain() *plain {
	s := sample.New(sample.Options{Transfers: c.Transfers, Accounts: c.Accounts, Cases: c.Roots, Seed: c.Seed})
	p := &plain{number: map[string]uint32{}}
	type row struct{ from, at, to uint32 }
	rows := make([]row, 0, c.Transfers)
	part := make([]trace.Transfer, 1000)
	for n := s.Fill(part); n > 0; n = s.Fill(part) {
		for _, t := range part[:n] {
			if t.From != t.To {
				rows = append(rows, row{p.numberOf(t.From), seconds(t.At), p.numberOf(t.To)})
			}
		}
	}
	p.first = make([]uint32, len(p.number)+1)
	for _, r := range rows {
		p.first[r.from+1]++
	}
	for i := range len(p.number) {
		p.first[i+1] += p.first[i]
	}
	at := slices.Clone(p.first)
	p.cells = make([]plainCell, len(rows))
	for _, r := range rows { // in the order of time
		p.cells[at[r.from]] = plainCell{r.at, r.to}
		at[r.from]++
	}
	p.stamp, p.place = make([]uint32, len(p.number)), make([]uint32, len(p.number))
	return p
}

func seconds(at when.Micros) uint32 { return uint32((at - sample.Begin) / when.Second) }

func (p *plain) numberOf(account string) uint32 {
	n, known := p.number[account]
	if !known {
		n = uint32(len(p.number))
		p.number[account] = n
	}
	return n
}

// reach counts the edges of a trace, the root included.
func (p *plain) reach(root trace.Transfer, o trace.Params) int {
	p.now++
	p.begun = p.now
	edges := 1
	end := seconds(root.At) + uint32(o.Window/int64(when.Second))
	p.front = append(p.front[:0], plainNode{p.number[root.To], seconds(root.At)})
	p.stamp[p.front[0].account] = p.now
	for layer := 1; layer < o.MaxHops; layer++ {
		p.now++
		p.next = p.next[:0]
		for _, n := range p.front {
			edges += p.expand(n, end, o.PerAccount, layer+1 < o.MaxHops)
		}
		p.front, p.next = p.next, p.front
	}
	return edges
}

// arrive notes an arrival: of an account that is new, or an earlier one of an account of the layer that is being made.
func (p *plain) arrive(c plainCell) {
	switch s := p.stamp[c.to]; {
	case s < p.begun:
		p.stamp[c.to], p.place[c.to] = p.now, uint32(len(p.next))
		p.next = append(p.next, plainNode{c.to, c.at})
	case s == p.now:
		n := &p.next[p.place[c.to]]
		n.at = min(n.at, c.at)
	}
}

func (p *plain) expand(n plainNode, end uint32, most int, further bool) int {
	list := p.cells[p.first[n.account]:p.first[n.account+1]]
	lo, hi := 0, len(list)
	for lo < hi {
		mid := int(uint(lo+hi) / 2)
		if list[mid].at <= n.at {
			lo = mid + 1
		} else {
			hi = mid
		}
	}
	list = list[lo:min(len(list), lo+most)]
	for i, c := range list {
		if c.at > end {
			return i
		}
		if further {
			p.arrive(c)
		}
	}
	return len(list)
}

// peer traces all roots on plain arrays and on the engine in turns, and holds their answers against each other.
func (b *traceBench) peer(_ context.Context, r *traceReport) error {
	p := b.c.newPlain()
	t, err := b.engine.Tracer()
	if err != nil {
		return err
	}
	defer t.Done()
	runtime.LockOSThread()
	defer runtime.UnlockOSThread()
	var theirs, ours []float64
	counts := make([]int, len(b.roots))
	rate := func(used time.Duration) float64 { return float64(len(b.roots)) / used.Seconds() }
	for range b.c.Passes {
		before := usage.ThreadTime()
		for i, root := range b.roots {
			counts[i] = p.reach(root, b.params)
		}
		between := usage.ThreadTime()
		theirs = append(theirs, rate(between-before))
		for i, root := range b.roots {
			got, err := t.Reach(root, b.params)
			if err != nil {
				return err
			}
			if got.Edges() != counts[i] {
				return fmt.Errorf("root %s: %d edges, on plain arrays %d", root.ID, got.Edges(), counts[i])
			}
		}
		ours = append(ours, rate(usage.ThreadTime()-between))
	}
	r.Plain, r.BesidePlain = spreadOf(theirs), spreadOf(ours)
	return nil
}
