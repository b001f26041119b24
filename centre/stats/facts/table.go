package facts

import (
	"bufio"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"strings"
	"unicode/utf8"
)

// Bounds of a table: far above any year of bulletins, so that a wrong file is refused early.
const (
	maxRows  = 100_000
	maxField = 4000
)

// Row is a published fact. Fields are the columns of the same name; what a column holds is described in docs/phrases.md.
type Row struct {
	ID, Seed, Kind, Code, Name        string
	Qualifier, Op, Value, Unit        string
	Stat, Region, Org                 string
	PeriodText, From, To, PeriodKind  string
	Filter, Same, Whole, Quote        string
	CmpKind, CmpOp, CmpValue, CmpUnit string
}

// columns are those that are read; value_text and cmp_text are not among them.
func (r *Row) columns() map[string]*string {
	return map[string]*string{"row_id": &r.ID, "seed": &r.Seed, "kind": &r.Kind, "indicator_code": &r.Code, "indicator_cn": &r.Name,
		"qualifier": &r.Qualifier, "op": &r.Op, "value": &r.Value, "unit_cn": &r.Unit, "stat": &r.Stat, "region": &r.Region, "org": &r.Org,
		"period_text": &r.PeriodText, "period_start": &r.From, "period_end": &r.To, "period_kind": &r.PeriodKind, "filter": &r.Filter,
		"same_fact_as": &r.Same, "subset_of": &r.Whole, "quote": &r.Quote,
		"cmp_kind": &r.CmpKind, "cmp_op": &r.CmpOp, "cmp_value": &r.CmpValue, "cmp_unit": &r.CmpUnit}
}

// needed columns; a table without one is refused.
var needed = []string{"row_id", "indicator_cn", "op", "value", "unit_cn", "stat", "cmp_op", "cmp_value", "cmp_unit"}

// Read reads a table: CSV in UTF-8, with or without a byte order mark, its first line naming the columns in any order. Errors name the line.
func Read(from io.Reader) ([]Row, error) {
	buffered := bufio.NewReader(from)
	mark, _ := buffered.Peek(3) // a shorter table is refused below
	if string(mark) == "\ufeff" {
		_, err := buffered.Discard(3)
		if err != nil {
			return nil, err
		}
	}
	in := csv.NewReader(buffered)
	in.ReuseRecord = true
	in.FieldsPerRecord = -1
	head, err := in.Read()
	if err != nil {
		return nil, fmt.Errorf("read the names of the columns: %w", err)
	}
	place := map[string]int{}
	for i, name := range head {
		place[strings.TrimSpace(name)] = i
	}
	for _, name := range needed {
		if _, ok := place[name]; !ok {
			return nil, fmt.Errorf("the column %s is missing (缺少列 %s)", name, name)
		}
	}
	var rows []Row
	for {
		record, err := in.Read()
		if errors.Is(err, io.EOF) {
			return rows, nil
		}
		if err != nil {
			return nil, fmt.Errorf("read row %d: %w", len(rows)+1, err)
		}
		if len(rows) == maxRows {
			return nil, fmt.Errorf("more than %d rows", maxRows)
		}
		var r Row
		for name, field := range r.columns() {
			i, ok := place[name]
			if !ok || i >= len(record) {
				continue
			}
			if len(record[i]) > maxField || !utf8.ValidString(record[i]) {
				return nil, fmt.Errorf("row %d: the column %s is longer than %d bytes or not UTF-8", len(rows)+1, name, maxField)
			}
			*field = strings.Clone(strings.TrimSpace(record[i]))
		}
		rows = append(rows, r)
	}
}
