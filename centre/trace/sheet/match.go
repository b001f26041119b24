package sheet

import (
	"cmp"
	"slices"

	"fanzha/term/when"
)

// order puts the rows of each statement into the order of time, notes each row's place, and checks the balances.
func (b *builder) order() {
	type key struct {
		file uint16
		own  uint32
	}
	statements := map[key][]uint32{}
	var keys []key
	for i := range b.entries {
		e := &b.entries[i]
		if e.gone {
			continue
		}
		k := key{e.file, e.own}
		if statements[k] == nil {
			keys = append(keys, k)
		}
		statements[k] = append(statements[k], uint32(i))
	}
	for _, k := range keys {
		list := statements[k]
		b.chronological(list)
		for place, i := range list {
			b.entries[i].place = uint32(place)
		}
		b.book.Checks = append(b.book.Checks, b.checked(list, k.file, k.own))
	}
	slices.SortStableFunc(b.book.Checks, func(x, y Check) int { return cmp.Compare(x.Account, y.Account) })
}

// chronological sorts the rows of one statement by time. Within one moment they keep the file's order, turned round where the
// file runs from the newest to the oldest: by most of its times, or by which way its balances fit.
func (b *builder) chronological(list []uint32) {
	up, down := 0, 0
	for n := 1; n < len(list); n++ {
		switch cmp.Compare(b.entries[list[n]].at, b.entries[list[n-1]].at) {
		case 1:
			up++
		case -1:
			down++
		}
	}
	turned := down > up
	if up == down {
		forward := b.gaps(list)
		slices.Reverse(list)
		backward := b.gaps(list)
		slices.Reverse(list)
		turned = backward < forward
	}
	if turned {
		slices.Reverse(list)
	}
	slices.SortStableFunc(list, func(x, y uint32) int { return cmp.Compare(b.entries[x].at, b.entries[y].at) })
}

func (b *builder) gaps(list []uint32) (n int) {
	for i := 1; i < len(list); i++ {
		before, e := &b.entries[list[i-1]], &b.entries[list[i]]
		if before.has && e.has && e.balance != before.balance+e.signed() {
			n++
		}
	}
	return n
}

func (e *rowEntry) signed() int64 {
	if e.in {
		return e.fen
	}
	return -e.fen
}

func (b *builder) checked(list []uint32, file uint16, own uint32) Check {
	c := Check{Account: b.book.names[own], Holder: b.book.accounts[own].holder, File: b.files[file], Rows: int64(len(list))}
	for n, i := range list {
		e := &b.entries[i]
		if e.in {
			c.InFen += e.fen
		} else {
			c.OutFen += e.fen
		}
		if !e.has {
			continue
		}
		if c.Balances == 0 {
			c.Opening = e.balance - e.signed()
		}
		c.Balances++
		c.Closing = e.balance
		if n == 0 || !b.entries[list[n-1]].has {
			continue
		}
		differs := e.balance - b.entries[list[n-1]].balance - e.signed()
		if differs != 0 {
			if c.Gaps == 0 {
				c.GapLine, c.GapFen = int64(e.line), differs
			}
			c.Gaps++
		}
	}
	return c
}

// candidate is a row that may be one side of a transfer whose other side is another row.
type candidate struct {
	from, to uint32
	fen, at  int64
	serial   uint64
	key      uint64
	i        uint32
	in       bool
}

// match finds payer's and payee's row of one transfer: entry → entry, both ways. First rows with the same serial, then rows of
// about the same time; each row once, the nearest in order of time.
func (b *builder) match() map[uint32]uint32 {
	pairs := map[uint32]uint32{}
	twoSided := func(e *rowEntry) bool { return !e.gone && e.peer != noAccount && b.book.accounts[e.peer].own }
	n := 0
	for i := range b.entries {
		if twoSided(&b.entries[i]) {
			n++
		}
	}
	list := make([]candidate, 0, n)
	for i := range b.entries {
		e := &b.entries[i]
		if !twoSided(e) {
			continue
		}
		c := candidate{from: e.own, to: e.peer, fen: e.fen, at: e.at, serial: e.serial, key: e.key, i: uint32(i), in: e.in}
		if e.in {
			c.from, c.to = e.peer, e.own
		}
		list = append(list, c)
	}
	slices.SortFunc(list, func(x, y candidate) int {
		return cmp.Or(cmp.Compare(x.from, y.from), cmp.Compare(x.to, y.to), cmp.Compare(x.fen, y.fen), cmp.Compare(x.at, y.at), cmp.Compare(x.key, y.key))
	})
	for start := 0; start < len(list); {
		end := start + 1
		for end < len(list) && list[end].from == list[start].from && list[end].to == list[start].to && list[end].fen == list[start].fen {
			end++
		}
		if end-start > 1 {
			b.pairUp(list[start:end], pairs, true)
			b.pairUp(list[start:end], pairs, false)
		}
		start = end
	}
	b.bySerial(pairs)
	b.book.Matched = int64(len(pairs) / 2)
	return pairs
}

// pairUp joins rows of both sides within one group (same accounts, same amount), in order of time.
func (b *builder) pairUp(group []candidate, pairs map[uint32]uint32, serial bool) {
	tolerance := int64(b.rules.tolerance(serial))
	var waiting []candidate // of one side
	for _, c := range group {
		_, taken := pairs[c.i]
		if taken || serial && c.serial == 0 {
			continue
		}
		waiting = slices.DeleteFunc(waiting, func(w candidate) bool { return w.at < c.at-tolerance })
		other := slices.IndexFunc(waiting, func(w candidate) bool { return w.in != c.in && (!serial || w.serial == c.serial) })
		if other < 0 {
			waiting = append(waiting, c)
			continue
		}
		pairs[c.i], pairs[waiting[other].i] = waiting[other].i, c.i
		waiting = slices.Delete(waiting, other, other+1)
	}
}

// bySerial joins rows of which one does not name its other side, by serial and amount.
func (b *builder) bySerial(pairs map[uint32]uint32) {
	var list []candidate
	silent := map[uint64]bool{} // serials of rows that do not name their other side
	for i := range b.entries {
		e := &b.entries[i]
		if !e.gone && e.serial != 0 && e.peer == noAccount {
			silent[e.serial] = true
		}
	}
	for i := range b.entries {
		e := &b.entries[i]
		_, taken := pairs[uint32(i)]
		if e.gone || taken || e.serial == 0 || !silent[e.serial] {
			continue
		}
		list = append(list, candidate{from: e.own, to: e.peer, fen: e.fen, at: e.at, serial: e.serial, key: e.key, i: uint32(i), in: e.in})
	}
	slices.SortFunc(list, func(x, y candidate) int {
		return cmp.Or(cmp.Compare(x.serial, y.serial), cmp.Compare(x.fen, y.fen), cmp.Compare(x.at, y.at), cmp.Compare(x.key, y.key))
	})
	tolerance := int64(b.rules.tolerance(true))
	for i := 1; i < len(list); i++ {
		x, y := list[i-1], list[i]
		fits := x.serial == y.serial && x.fen == y.fen && x.in != y.in && x.from != y.from && y.at-x.at <= tolerance
		named := (x.to == noAccount || x.to == y.from) && (y.to == noAccount || y.to == x.from)
		if fits && named {
			pairs[x.i], pairs[y.i] = y.i, x.i
			b.entries[x.i].peer, b.entries[y.i].peer = y.from, x.from
			i++
		}
	}
}

// transfers makes moves of rows; a pair is one, at the payer's time.
func (b *builder) transfers(pairs map[uint32]uint32) {
	b.book.moves = make([]move, 0, len(b.entries))
	for i := range b.entries {
		e := &b.entries[i]
		other, paired := pairs[uint32(i)]
		if e.gone || paired && e.in {
			continue
		}
		m := move{at: e.at, fen: e.fen, id: idOf(e.key), from: e.own, to: e.peer, line: e.line, file: e.file, mark: e.mark}
		if e.in {
			m.from, m.to = e.peer, e.own
		}
		m.balances(e)
		if paired {
			c := &b.entries[other]
			m.alt, m.mark = idOf(c.key), min(m.mark, c.mark)
			m.balances(c)
		}
		b.book.moves = append(b.book.moves, m)
	}
}

func (m *move) balances(e *rowEntry) {
	switch {
	case !e.has:
	case e.in:
		m.inBal, m.flags = e.balance, m.flags|hasInBal
	default:
		m.outBal, m.flags = e.balance, m.flags|hasOutBal
	}
}

// idOf makes the id of a transfer: a number of nineteen digits, above those of legs.
func idOf(key uint64) uint64 { return key>>2 | 1<<62 }

// settle sorts the moves. Statements count in seconds, or days; a trace asks what came before what. Moves of one moment are put
// into the order in which the statements have them, and a microsecond apart.
func (b *builder) settle() {
	moves := b.book.moves
	byTime(moves)
	seats := b.seats()
	for start := 0; start < len(moves); {
		end := start + 1
		for end < len(moves) && moves[end].at == moves[start].at {
			end++
		}
		if end-start > 1 {
			room := int64(when.Second) - 1
			if end < len(moves) {
				room = min(room, moves[end].at-moves[start].at-1)
			}
			inOrder(moves[start:end], seats)
			for i := range moves[start:end] {
				moves[start+i].at += min(int64(i), room)
			}
		}
		start = end
	}
	if len(seats) > 0 { // more moves in one moment than microseconds: these stay together
		byTime(moves)
	}
}

func byTime(moves []move) {
	slices.SortFunc(moves, func(x, y move) int {
		if x.at != y.at {
			return cmp.Compare(x.at, y.at)
		}
		return cmp.Compare(x.id, y.id)
	})
}

// seat is where a row stands in its statement.
type seat struct {
	file  uint16
	own   uint32
	place uint32
}

// seats are the places of the rows that a transfer comes from, by its ids. The moves are sorted.
func (b *builder) seats() map[uint64]seat {
	crowded := map[int64]bool{} // moments with more than one move: only these need an order
	for i := 1; i < len(b.book.moves); i++ {
		if b.book.moves[i].at == b.book.moves[i-1].at {
			crowded[b.book.moves[i].at] = true
		}
	}
	if len(crowded) == 0 {
		return nil
	}
	out := map[uint64]seat{}
	for i := range b.entries {
		e := &b.entries[i]
		if !e.gone && crowded[e.at] {
			out[idOf(e.key)] = seat{e.file, e.own, e.place}
		}
	}
	return out
}

// inOrder puts moves of one moment into the order of the statements: those that no unplaced move stands before, the smallest
// id first. A contradiction between statements is broken by id.
func inOrder(group []move, seats map[uint64]seat) {
	type standing struct {
		seat
		move int
	}
	var list []standing
	for i, m := range group {
		for _, id := range []uint64{m.id, m.alt} {
			s, known := seats[id]
			if known && id != 0 {
				list = append(list, standing{s, i})
			}
		}
	}
	slices.SortFunc(list, func(x, y standing) int {
		return cmp.Or(cmp.Compare(x.file, y.file), cmp.Compare(x.own, y.own), cmp.Compare(x.place, y.place), cmp.Compare(x.move, y.move))
	})
	after, waits := make([][]int, len(group)), make([]int, len(group))
	for i := 1; i < len(list); i++ {
		x, y := list[i-1], list[i]
		if x.file == y.file && x.own == y.own && x.move != y.move {
			after[x.move] = append(after[x.move], y.move)
			waits[y.move]++
		}
	}
	ready := heapOf(waits) // moves are sorted by id: the smallest number is the smallest id
	out, done := make([]move, 0, len(group)), make([]bool, len(group))
	rest := 0
	for len(out) < len(group) {
		if len(ready) == 0 { // a circle
			for done[rest] {
				rest++
			}
			ready.push(rest)
		}
		i := ready.pop()
		if done[i] {
			continue
		}
		done[i] = true
		out = append(out, group[i])
		for _, j := range after[i] {
			waits[j]--
			if waits[j] == 0 && !done[j] {
				ready.push(j)
			}
		}
	}
	copy(group, out)
}

// heap gives the smallest number first.
type heap []int

func heapOf(waits []int) (h heap) {
	for i, n := range waits {
		if n == 0 {
			h = append(h, i) // ascending: a heap
		}
	}
	return h
}

func (h *heap) push(v int) {
	*h = append(*h, v)
	s := *h
	for i := len(s) - 1; i > 0 && s[(i-1)/2] > s[i]; i = (i - 1) / 2 {
		s[i], s[(i-1)/2] = s[(i-1)/2], s[i]
	}
}

func (h *heap) pop() int {
	s := *h
	top, last := s[0], len(s)-1
	s[0] = s[last]
	s = s[:last]
	for i := 0; ; {
		c := 2*i + 1
		if c >= last {
			break
		}
		if c+1 < last && s[c+1] < s[c] {
			c++
		}
		if s[i] <= s[c] {
			break
		}
		s[i], s[c] = s[c], s[i]
		i = c
	}
	*h = s
	return top
}
