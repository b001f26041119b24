package trace

import (
	"cmp"
	"slices"
	"strconv"

	"fanzha/term/fault"
	"fanzha/term/when"
)

// MostRows bounds a table: rows and accounts are numbered in 32 bits, and 200 million rows fill about 10 GB.
const MostRows = 200_000_000

// Table is a Source in memory: a file, a bank statement, a test. It does not change once it is made; many may read it at once.
type Table struct {
	names   []string // accounts, by number
	numbers map[string]uint32
	order   Order // of account ids

	// One entry a row, in the order of (time, id).
	at       []when.Micros
	fen      []int64
	from, to []uint32
	kind     []uint16
	form     []uint16 // how the time was written; see Form
	ids      ids
	kinds    []string
	forms    []Form

	out, in adjacency
}

// ids are the ids of transfers: 8 bytes each when all are numbers.
type ids struct {
	number []uint64
	text   []string
	order  Order
}

func (d *ids) at(row uint32) string {
	if d.order == ByNumber {
		return strconv.FormatUint(d.number[row], 10)
	}
	return d.text[row]
}

func (d *ids) compare(a, b uint32) int {
	if d.order == ByNumber {
		return cmp.Compare(d.number[a], d.number[b])
	}
	return cmp.Compare(d.text[a], d.text[b])
}

// adjacency lists the rows of every account, in the order of (time, id).
type adjacency struct{ start, rows []uint32 }

func (a adjacency) of(account uint32) []uint32 {
	return a.rows[a.start[account]:a.start[account+1]]
}

// NewTable makes a table of transfers in any order. Amounts are above zero, no two transfers have the same time and id.
func NewTable(transfers []Transfer) (*Table, error) {
	b := newBuilder(ByNumber, ByNumber)
	for _, t := range transfers {
		if !IsNumber(t.ID) {
			b.table.ids.order = ByBytes
		}
		if !IsNumber(t.From) || !IsNumber(t.To) {
			b.table.order = ByBytes
		}
	}
	for _, t := range transfers {
		err := checkTransfer(t)
		if err != nil {
			return nil, err
		}
		err = b.add(t)
		if err != nil {
			return nil, err
		}
	}
	return b.finish()
}

// Len is the number of transfers.
func (t *Table) Len() int { return len(t.at) }

// AccountOrder says how ids of accounts compare.
func (t *Table) AccountOrder() Order { return t.order }

// row makes the transfer of a row.
func (t *Table) row(i uint32) Transfer {
	return Transfer{ID: t.ids.at(i), From: t.names[t.from[i]], To: t.names[t.to[i]], At: t.at[i], Fen: t.fen[i], Kind: t.kinds[t.kind[i]]}
}

// Out iterates over the transfers that leave the account.
func (t *Table) Out(account string, after, until when.Micros, fn func(Transfer) bool) {
	number, known := t.numbers[account]
	if !known {
		return
	}
	for _, i := range t.span(t.out.of(number), after, until) {
		if !fn(t.row(i)) {
			return
		}
	}
}

// span cuts the rows of one account to after < time ≤ until.
func (t *Table) span(rows []uint32, after, until when.Micros) []uint32 {
	past := func(row uint32, m when.Micros) int {
		if t.at[row] > m {
			return 1
		}
		return -1
	}
	lo, _ := slices.BinarySearchFunc(rows, after, past)
	hi, _ := slices.BinarySearchFunc(rows, until, past)
	return rows[lo:max(lo, hi)]
}

// Touching iterates over the transfers that leave or enter any of the accounts.
func (t *Table) Touching(accounts []string, after, until when.Micros, fn func(Transfer) bool) {
	var rows []uint32
	for _, a := range accounts {
		number, known := t.numbers[a]
		if known {
			rows = append(rows, t.span(t.out.of(number), after, until)...)
			rows = append(rows, t.span(t.in.of(number), after, until)...)
		}
	}
	slices.Sort(rows) // rows stand in the order of (time, id)
	for _, i := range slices.Compact(rows) {
		if !fn(t.row(i)) {
			return
		}
	}
}

// Find returns the transfer with that id.
func (t *Table) Find(id string) (Transfer, error) {
	found := none
	for i := range uint32(len(t.at)) {
		if t.ids.at(i) != id {
			continue
		}
		if found != none {
			return Transfer{}, fault.New(fault.Invalid, ErrTwice.Code, "id", id)
		}
		found = int(i)
	}
	if found == none {
		return Transfer{}, fault.New(fault.NotFound, ErrRoot.Code, "id", id)
	}
	return t.row(uint32(found)), nil
}

// builder fills a table.
type builder struct {
	table *Table
	kinds map[string]uint16
	forms map[Form]uint16

	lastForm uint16
}

func newBuilder(idOrder, accountOrder Order) *builder {
	return &builder{table: &Table{numbers: map[string]uint32{}, order: accountOrder, ids: ids{order: idOrder}}, kinds: map[string]uint16{}, forms: map[Form]uint16{}}
}

// add takes a transfer in.
func (b *builder) add(tr Transfer) error {
	t := b.table
	if t.ids.order == ByNumber {
		n, err := strconv.ParseUint(tr.ID, 10, 64)
		if err != nil {
			return ErrTransfer.With(err)
		}
		t.ids.number = append(t.ids.number, n)
	} else {
		t.ids.text = append(t.ids.text, tr.ID)
	}
	t.from, t.to = append(t.from, b.account(tr.From)), append(t.to, b.account(tr.To))
	return b.rest(tr, Form{})
}

// addRow takes a row of a file in. It keeps no part of it.
func (b *builder) addRow(w *Row) error {
	t := b.table
	if t.ids.order == ByNumber {
		t.ids.number = append(t.ids.number, digits(w.ID))
	} else {
		t.ids.text = append(t.ids.text, string(w.ID))
	}
	t.from, t.to = append(t.from, b.accountOf(w.From)), append(t.to, b.accountOf(w.To))
	kind := ""
	if len(w.Kind) > 0 {
		kind = b.kindOf(w.Kind)
	}
	return b.rest(Transfer{At: w.At, Fen: w.Fen, Kind: kind}, w.Form)
}

// rest takes in what is neither an id nor an account.
func (b *builder) rest(tr Transfer, form Form) error {
	t := b.table
	if len(t.at) >= MostRows {
		return fault.New(fault.Invalid, ErrTooMany.Code, "what", "transfers", "limit", MostRows)
	}
	kind, err := numbered(b.kinds, &t.kinds, tr.Kind)
	if err != nil {
		return err
	}
	if len(t.forms) == 0 || form != t.forms[b.lastForm] {
		b.lastForm, err = numbered(b.forms, &t.forms, form)
		if err != nil {
			return err
		}
	}
	t.at, t.fen = append(t.at, tr.At), append(t.fen, tr.Fen)
	t.kind, t.form = append(t.kind, kind), append(t.form, b.lastForm)
	return nil
}

// digits reads a number that isNumber has seen.
func digits(b []byte) (n uint64) {
	for _, c := range b {
		n = n*10 + uint64(c-'0')
	}
	return n
}

// account numbers an account.
func (b *builder) account(name string) uint32 {
	n, known := b.table.numbers[name]
	if !known {
		n = b.newAccount(name)
	}
	return n
}

// accountOf numbers an account without making a string of one that is known.
func (b *builder) accountOf(name []byte) uint32 {
	n, known := b.table.numbers[string(name)]
	if !known {
		n = b.newAccount(string(name))
	}
	return n
}

func (b *builder) newAccount(name string) uint32 {
	n := uint32(len(b.table.names))
	b.table.numbers[name] = n
	b.table.names = append(b.table.names, name)
	return n
}

// kindOf is the same without making a string of a kind that is known.
func (b *builder) kindOf(name []byte) string {
	n, known := b.kinds[string(name)]
	if known {
		return b.table.kinds[n]
	}
	return string(name)
}

// mostShort bounds the different kinds and forms of time of one table: they are numbered in 16 bits, and a column with
// more kinds is not a column of kinds.
const mostShort = 1 << 16

// numbered gives a value its number.
func numbered[T comparable](known map[T]uint16, list *[]T, v T) (uint16, error) {
	n, found := known[v]
	if found {
		return n, nil
	}
	if len(*list) >= mostShort {
		return 0, fault.New(fault.Invalid, ErrTooMany.Code, "what", "kinds or forms of time", "limit", mostShort)
	}
	n = uint16(len(*list))
	known[v] = n
	*list = append(*list, v)
	return n, nil
}

// firstAt is the first row at or after a moment.
func (t *Table) firstAt(m when.Micros) int {
	i, _ := slices.BinarySearch(t.at, m)
	return i
}

// finish sorts the rows and lists them by account.
func (b *builder) finish() (*Table, error) {
	t := b.table
	less := func(x, y uint32) int { return cmp.Or(cmp.Compare(t.at[x], t.at[y]), t.ids.compare(x, y)) }
	perm := make([]uint32, len(t.at))
	for i := range perm {
		perm[i] = uint32(i)
	}
	if !slices.IsSortedFunc(perm, less) {
		slices.SortStableFunc(perm, less)
		t.reorder(perm)
	}
	for i := 1; i < len(perm); i++ {
		if t.at[i] == t.at[i-1] && t.ids.compare(uint32(i), uint32(i-1)) == 0 {
			return nil, fault.New(fault.Invalid, ErrTwice.Code, "id", t.ids.at(uint32(i)))
		}
	}
	t.out, t.in = adjacent(t.from, len(t.names)), adjacent(t.to, len(t.names))
	return t, nil
}

func (t *Table) reorder(perm []uint32) {
	t.at, t.fen = permuted(t.at, perm), permuted(t.fen, perm)
	t.from, t.to = permuted(t.from, perm), permuted(t.to, perm)
	t.kind, t.form = permuted(t.kind, perm), permuted(t.form, perm)
	t.ids.number, t.ids.text = permuted(t.ids.number, perm), permuted(t.ids.text, perm)
}

func permuted[T any](list []T, perm []uint32) []T {
	if len(list) == 0 {
		return list
	}
	out := make([]T, len(list))
	for i, p := range perm {
		out[i] = list[p]
	}
	return out
}

// adjacent lists rows by account, keeping their order: a counting sort.
func adjacent(account []uint32, accounts int) adjacency {
	a := adjacency{start: make([]uint32, accounts+1), rows: make([]uint32, len(account))}
	for _, n := range account {
		a.start[n+1]++
	}
	for i := range accounts {
		a.start[i+1] += a.start[i]
	}
	next := slices.Clone(a.start)
	for row, n := range account {
		a.rows[next[n]] = uint32(row)
		next[n]++
	}
	return a
}
