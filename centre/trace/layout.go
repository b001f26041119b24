package trace

import (
	"bytes"
	"errors"
	"io"
	"slices"
	"strings"

	"fanzha/term/fault"
)

// Layout is the kind of a file of transfers, known by the names of its columns. Columns may stand in any order; others are
// left alone.
type Layout uint8

// The layouts.
const (
	Canonical Layout = iota // id, from, to, time, amount_fen and perhaps kind
	FinBench                // fromId, toId, amount, createTime: of LDBC FinBench, snapshots and streams
)

// columnsOf are the columns of a layout in the order in which columns stores them; the first is missing where there is none.
var columnsOf = map[Layout][]string{
	Canonical: {"id", "from", "to", "time", "amount_fen"},
	FinBench:  {"", "fromid", "toid", "createtime", "amount"},
}

// columns says where the fields of a transfer stand in a record.
type columns struct {
	layout                        Layout
	id, from, to, time, fen, kind int
	count                         int
	names                         []string
}

// delimiters are what may stand between fields.
const delimiters = ",|;\t"

// readHeader finds the delimiter and the columns.
func (r *records) readHeader() (columns, error) {
	r.line = r.next
	line, err := r.readLine()
	if errors.Is(err, io.EOF) {
		return columns{}, fault.New(fault.Invalid, codeHeader)
	}
	if err != nil {
		return columns{}, err
	}
	for _, d := range []byte(delimiters) {
		r.comma = d
		names := headerNames(line, d)
		for _, layout := range []Layout{Canonical, FinBench} {
			c, found := columnsIn(names, layout)
			if found {
				return c, nil
			}
		}
	}
	return columns{}, fault.New(fault.Invalid, codeHeader)
}

func headerNames(line []byte, comma byte) []string {
	var names []string
	for _, f := range bytes.Split(line, []byte{comma}) {
		name := strings.ToLower(strings.Trim(strings.TrimSpace(string(f)), `"`))
		names = append(names, name)
	}
	return names
}

func columnsIn(names []string, layout Layout) (columns, bool) {
	at := func(i int) int { return slices.Index(names, columnsOf[layout][i]) }
	c := columns{layout: layout, id: at(0), from: at(1), to: at(2), time: at(3), fen: at(4), kind: slices.Index(names, "kind"), count: len(names), names: names}
	if layout == FinBench {
		c.id, c.kind = none, none
	}
	return c, min(c.from, c.to, c.time, c.fen) >= 0 && (c.id >= 0 || layout == FinBench)
}
