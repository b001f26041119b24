package sheet

import (
	"math"
	"slices"
	"strconv"

	"fanzha/centre/trace"
	"fanzha/term/when"
)

// Book is all that the files in view say, as transfers in memory: about 150 bytes each. It does not change once it is made;
// many may read it at once.
type Book struct {
	names    []string // accounts, by number
	numbers  map[string]uint32
	accounts []party
	aliases  map[uint32]uint32 // card → account of the same statement
	moves    []move            // in the order of (at, id)
	out, in  lists
	Checks   []Check // one a statement, in the order of files and accounts
	Rows     int64   // of all files
	Repeated int64   // rows that another file, or the same, already had
	Matched  int64   // transfers of which both sides' rows are there
	rules    *Rules
	order    trace.Order
}

// party is what is known of an account.
type party struct {
	holder string
	bank   string
	own    bool  // its statement is here
	exit   uint8 // the mark under which money leaves through it; noMark: none
}

// move is one transfer. Balances are those after it, where a statement says so.
type move struct {
	at, fen       int64
	id, alt       uint64 // alt: the id of the payee's row, where the payer's row is there too
	outBal, inBal int64
	from, to      uint32
	line          uint32
	file          uint16
	mark          uint8
	flags         uint8
}

// What a move's flags say.
const (
	hasOutBal = 1 << iota
	hasInBal
)

// Check compares a statement's balances with its amounts (流水连续性).
type Check struct {
	Account  string
	Holder   string
	File     string // id
	Rows     int64
	InFen    int64
	OutFen   int64
	Opening  int64 // before the first row with a balance
	Closing  int64
	Balances int64 // rows with a balance
	Gaps     int64 // rows whose balance is not that of the row before with the amount
	GapLine  int64 // the first of them
	GapFen   int64 // by how much it differs
}

// lists are the moves of every account, in their order.
type lists struct{ start, moves []uint32 }

func (l lists) of(account uint32) []uint32 { return l.moves[l.start[account]:l.start[account+1]] }

func listed(account func(i int) uint32, moves, accounts int) lists {
	l := lists{start: make([]uint32, accounts+1), moves: make([]uint32, moves)}
	for i := range moves {
		l.start[account(i)+1]++
	}
	for i := range accounts {
		l.start[i+1] += l.start[i]
	}
	next := slices.Clone(l.start)
	for i := range moves {
		a := account(i)
		l.moves[next[a]] = uint32(i)
		next[a]++
	}
	return l
}

// number finds an account by its name, or by the card of its statement.
func (b *Book) number(name string) (uint32, bool) {
	n, known := b.numbers[name]
	if !known {
		return 0, false
	}
	to, alias := b.aliases[n]
	if alias {
		return to, true
	}
	return n, true
}

// Knows reports whether any transfer touches the account.
func (b *Book) Knows(account string) bool {
	n, known := b.number(account)
	return known && len(b.out.of(n))+len(b.in.of(n)) > 0
}

// Len is the number of transfers.
func (b *Book) Len() int { return len(b.moves) }

// Find returns the transfer with that id.
func (b *Book) Find(id string) (trace.Transfer, bool) {
	n, err := strconv.ParseUint(id, 10, 64)
	if err != nil || n == 0 {
		return trace.Transfer{}, false
	}
	for i := range b.moves {
		if b.moves[i].id == n || b.moves[i].alt == n {
			return b.transfer(uint32(i)), true
		}
	}
	return trace.Transfer{}, false
}

func (b *Book) transfer(i uint32) trace.Transfer {
	m := &b.moves[i]
	return trace.Transfer{ID: strconv.FormatUint(m.id, 10), From: b.names[m.from], To: b.names[m.to], At: when.Micros(m.at), Fen: m.fen, Kind: b.kind(m.mark)}
}

func (b *Book) kind(mark uint8) string {
	if mark == noMark {
		return ""
	}
	return b.rules.Marks[mark].Kind
}

// exit is the mark under which money leaves through an account; false when it can be followed.
func (b *Book) exit(account string) (Mark, bool) {
	n, known := b.number(account)
	if !known || b.accounts[n].exit == noMark {
		return Mark{}, false
	}
	return b.rules.Marks[b.accounts[n].exit], true
}

// Party returns holder and bank of an account, and whether its statement is here.
func (b *Book) Party(account string) (holder, bank string, own bool) {
	n, known := b.number(account)
	if !known {
		return "", "", false
	}
	p := b.accounts[n]
	return p.holder, p.bank, p.own
}

// span cuts the moves of one account to after < at ≤ until.
func (b *Book) span(moves []uint32, after, until when.Micros) []uint32 {
	past := func(i uint32, m when.Micros) int {
		if b.moves[i].at > int64(m) {
			return 1
		}
		return -1
	}
	lo, _ := slices.BinarySearchFunc(moves, after, past)
	hi, _ := slices.BinarySearchFunc(moves, until, past)
	return moves[lo:max(lo, hi)]
}

// Largest returns the largest transfers that are no fees, the largest first: what an analyst looks at for a root.
func (b *Book) Largest(n int) []trace.Transfer {
	var best []uint32
	for i := range b.moves {
		m := &b.moves[i]
		if m.mark != noMark && b.rules.Marks[m.mark].Fee || len(best) == n && m.fen <= b.moves[best[n-1]].fen {
			continue
		}
		at, _ := slices.BinarySearchFunc(best, m.fen, func(j uint32, fen int64) int {
			if b.moves[j].fen >= fen {
				return -1
			}
			return 1
		})
		best = slices.Insert(best, at, uint32(i))
		best = best[:min(n, len(best))]
	}
	out := make([]trace.Transfer, len(best))
	for i, j := range best {
		out[i] = b.transfer(j)
	}
	return out
}

// side is one direction of an account's moves, with the balance after each and before each, where the statement says so.
type side struct {
	moves  []uint32
	flag   uint8
	after  func(*move) int64
	before func(*move) int64
}

func (b *Book) sidesOf(account uint32) [2]side {
	return [2]side{
		{b.out.of(account), hasOutBal, func(m *move) int64 { return m.outBal }, func(m *move) int64 { return m.outBal + m.fen }},
		{b.in.of(account), hasInBal, func(m *move) int64 { return m.inBal }, func(m *move) int64 { return m.inBal - m.fen }},
	}
}

// balanceBefore is the balance of an account just before a moment: that after the last row before it, else that before the
// first row from it on; false when its statement has no balances.
func (b *Book) balanceBefore(account uint32, at int64) (fen int64, found bool) {
	last, first := int64(math.MinInt64), int64(math.MaxInt64)
	var opening int64
	opened := false
	for _, s := range b.sidesOf(account) {
		here, _ := slices.BinarySearchFunc(s.moves, at, func(i uint32, at int64) int {
			if b.moves[i].at >= at {
				return 1
			}
			return -1
		})
		for i := here - 1; i >= 0; i-- {
			m := &b.moves[s.moves[i]]
			if m.at <= last {
				break
			}
			if m.flags&s.flag != 0 {
				fen, last, found = s.after(m), m.at, true
				break
			}
		}
		for _, i := range s.moves[here:] {
			m := &b.moves[i]
			if found || m.at >= first {
				break
			}
			if m.flags&s.flag != 0 {
				opening, first, opened = s.before(m), m.at, true
				break
			}
		}
	}
	if found {
		return fen, true
	}
	return opening, opened
}
