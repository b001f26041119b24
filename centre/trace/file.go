package trace

import (
	"errors"
	"io"
	"slices"

	"fanzha/term/fault"
	"fanzha/term/when"
)

// Survey is what one look through a file of transfers says: enough to read it a second time and keep only the window.
type Survey struct {
	Layout       Layout
	Rows         int64
	IDOrder      Order
	AccountOrder Order
	Root         Transfer
	RootForm     Form
	RootLine     int64
}

// Look reads a file through, checks every row, finds the root transfer and how ids compare. A file is read twice because
// both depend on all of its rows, while what a trace needs of it is only the rows of its window: memory is for those.
func Look(r io.Reader, root string, progress Progress) (Survey, error) {
	s := Survey{IDOrder: ByNumber, AccountOrder: ByNumber}
	layout, err := ReadRows(r, progress, func(w *Row) error {
		s.Rows++
		if s.IDOrder == ByNumber && !isNumber(w.ID) {
			s.IDOrder = ByBytes
		}
		if s.AccountOrder == ByNumber && (!isNumber(w.From) || !isNumber(w.To)) {
			s.AccountOrder = ByBytes
		}
		if string(w.ID) != root {
			return nil
		}
		if s.RootLine != 0 {
			return fault.New(fault.Invalid, ErrTwice.Code, "id", root)
		}
		s.RootLine, s.RootForm = w.Line, w.Form
		s.Root = Transfer{ID: root, From: string(w.From), To: string(w.To), At: w.At, Fen: w.Fen, Kind: string(w.Kind)}
		return nil
	})
	s.Layout = layout
	if err == nil && s.RootLine == 0 {
		err = fault.New(fault.NotFound, ErrRoot.Code, "id", root)
	}
	return s, err
}

// Load reads the file again and keeps the transfers after the root within the window.
func Load(r io.Reader, s Survey, window int64, progress Progress) (*Table, error) {
	b := newBuilder(s.IDOrder, s.AccountOrder)
	end := later(s.Root.At, window)
	_, err := ReadRows(r, progress, func(w *Row) error {
		if w.At <= s.Root.At || w.At > end {
			return nil
		}
		return b.addRow(w)
	})
	if err != nil {
		return nil, err
	}
	return b.finish()
}

// Form returns how the time of a transfer was written in the file, given its time and id.
func (t *Table) Form(at when.Micros, id string) (Form, bool) {
	for i, n := t.firstAt(at), len(t.at); i < n && t.at[i] == at; i++ {
		if t.ids.at(uint32(i)) == id {
			return t.forms[t.form[i]], true
		}
	}
	return Form{}, false
}

// ReadBalances reads a file of opening balances: columns account and balance_fen, whole fen, not below zero.
func ReadBalances(r io.Reader) (map[string]int64, error) {
	in := newRecords(r)
	line, err := in.readLine()
	if err != nil && !errors.Is(err, io.EOF) {
		return nil, err
	}
	at, found := balanceColumns(in, line)
	if !found {
		return nil, fault.New(fault.Invalid, "trace.file_balance_header")
	}
	out := map[string]int64{}
	for {
		err = in.read()
		if errors.Is(err, io.EOF) {
			return out, nil
		}
		if err != nil {
			return nil, err
		}
		err = readBalance(out, in, at)
		if err != nil {
			return nil, err
		}
	}
}

// balanceColumns finds the delimiter, where account and balance stand, and how many fields there are.
func balanceColumns(in *records, header []byte) (at [3]int, found bool) {
	for _, d := range []byte(delimiters) {
		in.comma = d
		names := headerNames(header, d)
		at = [3]int{slices.Index(names, "account"), slices.Index(names, "balance_fen"), len(names)}
		if min(at[0], at[1]) >= 0 {
			return at, true
		}
	}
	return at, false
}

// readBalance takes in one record.
func readBalance(out map[string]int64, in *records, at [3]int) error {
	if len(in.fields) != at[2] {
		return fault.New(fault.Invalid, codeFields, "line", in.line, "found", len(in.fields), "expected", at[2])
	}
	name := string(in.fields[at[0]])
	n, ok := fen(in.fields[at[1]])
	if !ok || wrongID(in.fields[at[0]]) != "" {
		return fault.New(fault.Invalid, codeBalance, "line", in.line)
	}
	_, known := out[name]
	if known {
		return fault.New(fault.Invalid, "trace.file_balance_twice", "line", in.line)
	}
	if len(out) >= MostRows {
		return fault.New(fault.Invalid, ErrTooMany.Code, "what", "balances", "limit", MostRows)
	}
	out[name] = n
	return nil
}
