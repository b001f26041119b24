package sheet

import (
	"cmp"
	"maps"
	"slices"
	"strings"

	"github.com/cespare/xxhash/v2"

	"fanzha/centre/trace"
	"fanzha/centre/trace/sheet/statement"
	"fanzha/term/fault"
)

// maxBookRows bounds a sheet: two gigabytes of memory while it is made.
const maxBookRows = 10_000_000

// noAccount stands for another side that the row does not name.
const noAccount = ^uint32(0)

// rowEntry is one row of a file on its way into a Book.
type rowEntry struct {
	at, fen, balance int64
	key, serial      uint64
	own, peer        uint32
	label            uint32 // of the other side, where no account is named
	line, place      uint32 // place: where it stands among the rows of its statement, in time
	file             uint16
	mark             uint8
	in, has, gone    bool
}

// builder makes a Book. Files must come in an order that does not depend on when they were imported.
type builder struct {
	rules    *Rules
	book     *Book
	entries  []rowEntry
	hashes   []uint64 // of accounts
	labels   []string
	labelled map[string]uint32
	files    []string // ids
	pairs    map[uint32]uint32
	rows     int64
}

// newBuilder begins a Book of so many rows.
func newBuilder(r *Rules, rows int64) *builder {
	return &builder{rules: r, entries: make([]rowEntry, 0, min(max(rows, 0), maxBookRows)), book: &Book{numbers: map[string]uint32{}, aliases: map[uint32]uint32{}, rules: r, order: trace.ByNumber},
		labelled: map[string]uint32{}, pairs: map[uint32]uint32{}}
}

// wanted are the text columns that a Book needs; the others stay packed.
func wanted(f statement.Field) bool {
	switch f {
	case statement.Account, statement.Card, statement.Holder, statement.Serial, statement.PeerName, statement.PeerAccount, statement.PeerBank,
		statement.Remark, statement.Cash, statement.Terminal, statement.Merchant:
		return true
	}
	return false
}

// file begins the next file.
func (b *builder) file(id string) { b.files = append(b.files, id) }

// account numbers an account.
func (b *builder) account(name string) uint32 {
	n, known := b.book.numbers[name]
	if !known {
		n = uint32(len(b.book.names))
		b.book.numbers[name] = n
		b.book.names = append(b.book.names, name)
		b.book.accounts = append(b.book.accounts, party{exit: noMark})
		b.hashes = append(b.hashes, xxhash.Sum64String(name))
		if b.book.order == trace.ByNumber && !trace.IsNumber(name) {
			b.book.order = trace.ByBytes
		}
	}
	return n
}

func (b *builder) label(text string) uint32 {
	n, known := b.labelled[text]
	if !known {
		n = uint32(len(b.labels))
		b.labelled[text] = n
		b.labels = append(b.labels, text)
	}
	return n
}

// memo keeps what was made of each text of a dictionary.
type memo[T any] struct {
	column *textColumn
	made   []T
	have   []bool
	make   func(string) T
}

func newMemo[T any](c *textColumn, of func(string) T) *memo[T] {
	n := max(1, len(c.list))
	return &memo[T]{column: c, made: make([]T, n), have: make([]bool, n), make: of}
}

func (m *memo[T]) at(row int) T {
	i := m.column.at(row)
	if !m.have[i] {
		text := ""
		if len(m.column.list) > 0 {
			text = m.column.list[i]
		}
		m.made[i], m.have[i] = m.make(text), true
	}
	return m.made[i]
}

// block takes in the rows of a block.
func (b *builder) block(c *columns) error {
	if b.rows+int64(c.rows) > maxBookRows {
		return fault.New(fault.Conflict, ErrTooMany.Code, "what", "rows", "limit", maxBookRows)
	}
	b.rows += int64(c.rows)
	number := func(name string) uint32 {
		if name == "" {
			return noAccount
		}
		return b.account(name)
	}
	account, card := newMemo(c.text(statement.Account), number), newMemo(c.text(statement.Card), number)
	peer := newMemo(c.text(statement.PeerAccount), number)
	serial := newMemo(c.text(statement.Serial), serialHash)
	marks := b.markMemos(c)
	for i := range c.rows {
		e := rowEntry{at: c.at[i], fen: c.fen[i], balance: c.balance[i], in: c.in[i], has: c.has[i], line: uint32(c.line[i]), file: uint16(len(b.files) - 1),
			own: account.at(i), peer: peer.at(i), serial: serial.at(i), mark: noMark}
		cardNumber := card.at(i)
		switch {
		case e.own == noAccount:
			e.own = cardNumber
		case cardNumber != noAccount && cardNumber != e.own:
			b.pair(cardNumber, e.own)
		}
		if e.own == noAccount || e.fen <= 0 {
			return ErrBlock // no reader makes such a row
		}
		for _, m := range marks {
			e.mark = min(e.mark, m.at(i))
		}
		if e.peer == noAccount || e.peer == e.own {
			e.peer = noAccount
			e.label = b.label(b.sideName(e.mark, cmp.Or(c.text(statement.Merchant).get(i), c.text(statement.PeerName).get(i))))
		}
		b.know(&e, c, i)
		b.entries = append(b.entries, e)
	}
	return nil
}

// serialHash is 0 for no serial.
func serialHash(s string) uint64 {
	if s == "" || s == "-" || s == "0" {
		return 0
	}
	return xxhash.Sum64String(s)
}

func (b *builder) markMemos(c *columns) []*memo[uint8] {
	return []*memo[uint8]{
		newMemo(c.text(statement.Remark), func(s string) uint8 { return b.rules.place(s, remarkWords) }),
		newMemo(c.text(statement.PeerName), func(s string) uint8 { return b.rules.place(s, peerWords) }),
		newMemo(c.text(statement.Terminal), func(s string) uint8 { return b.rules.place(s, terminalWords) }),
		newMemo(c.text(statement.Merchant), b.rules.merchantPlace),
		newMemo(c.text(statement.Cash), b.rules.cashPlace),
	}
}

// sideName names the other side of a row that names no account.
func (b *builder) sideName(mark uint8, name string) string {
	kind := "unknown"
	if mark != noMark {
		kind = b.rules.Marks[mark].Kind
	}
	if name == "" {
		return kind
	}
	return kind + ":" + name
}

// pair notes the card of an account; a card that two statements give to different accounts belongs to the first by name.
func (b *builder) pair(card, account uint32) {
	have, known := b.pairs[card]
	if !known || b.book.names[account] < b.book.names[have] {
		b.pairs[card] = account
	}
}

// know notes names of the two sides: of several names the first by bytes, so that the order of files does not matter. What a
// statement says of its own account counts for more than what others write.
func (b *builder) know(e *rowEntry, c *columns, i int) {
	own := &b.book.accounts[e.own]
	holder := c.text(statement.Holder).get(i)
	if holder != "" && (!own.own || own.holder == "" || holder < own.holder) {
		own.holder = holder
	}
	own.own = true
	if e.peer == noAccount {
		return
	}
	p := &b.book.accounts[e.peer]
	name, bank := c.text(statement.PeerName).get(i), c.text(statement.PeerBank).get(i)
	if name != "" && !p.own && (p.holder == "" || name < p.holder) {
		p.holder = name
	}
	if bank != "" && (p.bank == "" || bank < p.bank) {
		p.bank = bank
	}
}

// mix combines hashes.
func mix(h, v uint64) uint64 {
	h ^= v + 0x9e3779b97f4a7c15 + h<<6 + h>>2
	h ^= h >> 30
	h *= 0xbf58476d1ce4e5b9
	h ^= h >> 27
	h *= 0x94d049bb133111eb
	return h ^ h>>31
}

// finish makes the Book of all rows.
func (b *builder) finish() *Book {
	b.resolve()
	b.identify()
	b.repeat()
	b.order()
	pairs := b.match()
	b.sides()
	b.transfers(pairs)
	k := b.book
	b.settle()
	k.out = listed(func(i int) uint32 { return k.moves[i].from }, len(k.moves), len(k.names))
	k.in = listed(func(i int) uint32 { return k.moves[i].to }, len(k.moves), len(k.names))
	k.Rows = b.rows
	return k
}

// resolve turns cards into the accounts that they belong to.
func (b *builder) resolve() {
	for _, card := range slices.Sorted(maps.Keys(b.pairs)) {
		to := b.pairs[card]
		for range 4 { // a chain of cards ends soon; a circle is cut
			next, more := b.pairs[to]
			if !more || next == card {
				break
			}
			to = next
		}
		b.book.aliases[card] = to
		from, into := &b.book.accounts[card], &b.book.accounts[to]
		into.own = into.own || from.own
		into.holder, into.bank = cmp.Or(into.holder, from.holder), cmp.Or(into.bank, from.bank)
	}
	if len(b.pairs) == 0 {
		return
	}
	for i := range b.entries {
		e := &b.entries[i]
		to, alias := b.book.aliases[e.own]
		if alias {
			e.own = to
		}
		if e.peer != noAccount {
			to, alias = b.book.aliases[e.peer]
			if alias {
				e.peer = to
			}
		}
	}
}

// identify gives every row a key made of what it says. Rows without a serial may truly repeat in one file (even with
// the balance: money that went to and fro within a second): they are counted, and the n-th of one file is the n-th of another.
func (b *builder) identify() {
	labels := make([]uint64, len(b.labels))
	for i, l := range b.labels {
		labels[i] = xxhash.Sum64String(l)
	}
	times := map[uint64]uint64{}
	file, before := uint16(0), uint64(0)
	for i := range b.entries {
		e := &b.entries[i]
		if e.file != file {
			clear(times)
			file, before = e.file, 0
		}
		h := mix(b.hashes[e.own], uint64(e.at))
		h = mix(h, uint64(e.fen)<<1|bit(e.in))
		if e.peer == noAccount {
			h = mix(h, labels[e.label])
		} else {
			h = mix(h, b.hashes[e.peer])
		}
		h = mix(h, e.serial)
		if e.has {
			h = mix(h, uint64(e.balance)+1)
		}
		plain := h
		if e.serial == 0 {
			n := times[h]
			if e.has && h == before && n > 0 {
				n-- // two movements in a row cannot leave the same balance: the row stands there twice
			} else {
				times[h] = n + 1
			}
			h = mix(h, n)
		}
		before = plain
		e.key = h
	}
}

func bit(b bool) uint64 {
	if b {
		return 1
	}
	return 0
}

// repeat drops rows that are there already: overlapping exports of one account, or a page that was printed twice.
func (b *builder) repeat() {
	byKey := make([]keyed, len(b.entries))
	for i := range b.entries {
		byKey[i] = keyed{b.entries[i].key, uint32(i)}
	}
	slices.SortFunc(byKey, func(x, y keyed) int {
		if x.key != y.key {
			return cmp.Compare(x.key, y.key)
		}
		return cmp.Compare(x.i, y.i)
	})
	for i := 1; i < len(byKey); i++ {
		if byKey[i].key == byKey[i-1].key {
			b.entries[byKey[i].i].gone = true
			b.book.Repeated++
		}
	}
}

type keyed struct {
	key uint64
	i   uint32
}

// outside names the other side of a row that names no account. All exits of one kind are one: nothing comes back from there.
func (b *builder) outside(e *rowEntry) string {
	if !e.in && e.mark != noMark && b.rules.Marks[e.mark].Exit {
		return strings.ToUpper(b.rules.Marks[e.mark].Kind)
	}
	name := b.labels[e.label] + "/" + b.book.names[e.own]
	if e.in {
		return "from:" + name
	}
	return name
}

// sides names the other side of rows that name none, and marks the accounts through which money leaves.
func (b *builder) sides() {
	type side struct {
		label, own uint32
		in         bool
	}
	made := map[side]uint32{}
	for i := range b.entries {
		e := &b.entries[i]
		if e.gone {
			continue
		}
		if e.peer == noAccount {
			s := side{e.label, e.own, e.in}
			n, known := made[s]
			if !known {
				n = b.account(b.outside(e))
				made[s] = n
			}
			e.peer = n
		}
		if !e.in && e.mark != noMark && b.rules.Marks[e.mark].Exit && !b.book.accounts[e.peer].own {
			p := &b.book.accounts[e.peer]
			p.exit = min(p.exit, e.mark)
		}
	}
}
