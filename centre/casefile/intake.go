package casefile

import (
	"context"
	"errors"
	"slices"

	"fanzha/base/access"
	"fanzha/term/fault"
)

// Bounds of a file.
const (
	RowsMax   = 10_000 // one transaction; a larger register comes in several files
	errorsMax = 200    // errors that are told one by one; all are counted
)

// Table is a file as it was read: which field each column is, and the rows below the headings.
type Table struct {
	Headings []string
	Fields   []string // of each column; empty: not taken over
	Rows     []TableRow
}

// TableRow is one row of a file.
type TableRow struct {
	Line  int // as a spreadsheet counts, from 1
	Cells []string
}

// Import says how a file is taken in.
type Import struct {
	Table   Table
	DryRun  bool // look, and change nothing
	Partial bool // take the sound rows even when others are not
	Update  bool // rows of known cases that differ are corrections
	Note    string
}

// RowError is one thing that is wrong with a row. It never repeats what the cell held.
type RowError struct {
	Line   int
	Column string // heading
	Fault  *fault.Fault
}

// Outcome is what an import did, or would do.
type Outcome struct {
	Read    int
	New     int
	Changed int
	Same    int
	Faulty  int // rows
	Errors  []RowError
	Ignored []string // headings that are no field
	Taken   bool
}

// intake is one import under way.
type intake struct {
	*Service
	by      By
	in      Import
	out     Outcome
	known   map[string]Case
	changes []Change
	lines   map[string]int // number → line
}

// Import takes a file in: everything, or nothing when a row is faulty, unless the sound part is asked for. A case is known by its number;
// the same row again changes nothing. Right case.work.
func (s *Service) Import(ctx context.Context, scope access.Scope, in Import) (Outcome, error) {
	err := scope.Require(access.CaseWork)
	if err != nil {
		return Outcome{}, err
	}
	i := intake{Service: s, by: byOf(scope, s.o.Clock.Now(), in.Note), in: in, lines: map[string]int{}}
	if i.by.Note == "" {
		i.by.Note = "批量导入"
	}
	err = i.columns()
	if err == nil {
		err = i.look(ctx, scope)
	}
	if err != nil {
		return Outcome{}, err
	}
	for _, row := range in.Table.Rows {
		i.row(row)
	}
	if in.DryRun || i.out.Faulty > 0 && !in.Partial {
		return i.out, nil
	}
	err = s.o.Store.Save(ctx, i.changes)
	i.out.Taken = err == nil
	return i.out, err
}

// columns refuses a file that lacks what every case needs, or names a field twice.
func (i *intake) columns() error {
	t := i.in.Table
	switch {
	case len(t.Rows) == 0:
		return ErrEmptyFile
	case len(t.Rows) > RowsMax:
		return fault.New(ErrFile.Kind, ErrFile.Code, "why", "rows")
	}
	for c, f := range t.Fields {
		if f == "" {
			i.out.Ignored = append(i.out.Ignored, t.Headings[c])
		} else if slices.Contains(t.Fields[:c], f) {
			return fault.New(ErrColumn.Kind, ErrColumn.Code, "field", f)
		}
	}
	for _, c := range i.o.Rules.Columns {
		if c.Need && !slices.Contains(t.Fields, c.Field) {
			return fault.New(ErrColumn.Kind, ErrColumn.Code, "field", c.Field)
		}
	}
	return nil
}

// look finds the cases that are there already.
func (i *intake) look(ctx context.Context, scope access.Scope) error {
	at := slices.Index(i.in.Table.Fields, "number")
	var numbers []string
	for _, row := range i.in.Table.Rows {
		n := cell(row, at)
		if i.o.Rules.numberFormed.MatchString(n) && sound(n) {
			numbers = append(numbers, n)
		}
	}
	slices.Sort(numbers)
	known, hidden, err := i.o.Records.ByNumber(ctx, scope, slices.Compact(numbers))
	i.known = known
	for _, n := range hidden {
		i.known[n] = Case{} // another jurisdiction's: the number is taken, and nothing of it is said
	}
	return err
}

func cell(row TableRow, at int) string {
	if at < 0 || at >= len(row.Cells) {
		return ""
	}
	return mend(row.Cells[at])
}

// refuse notes what is wrong with a row; column is the field it is about.
func (i *intake) refuse(line int, field string, err error) {
	i.out.Faulty++
	if len(i.out.Errors) >= errorsMax {
		return
	}
	var f *fault.Fault
	if !errors.As(err, &f) {
		f = ErrField
	}
	heading := field
	at := slices.Index(i.in.Table.Fields, field)
	if at >= 0 {
		heading = i.in.Table.Headings[at]
		f = renamed(f, field, heading)
	}
	i.out.Errors = append(i.out.Errors, RowError{Line: line, Column: heading, Fault: f})
}

// renamed calls a field as the file does.
func renamed(f *fault.Fault, field, heading string) *fault.Fault {
	own := *f
	own.Args = slices.Clone(f.Args)
	for at := 0; at+1 < len(own.Args); at += 2 {
		if own.Args[at] == "field" && own.Args[at+1] == field {
			own.Args[at+1] = heading
		}
	}
	return &own
}

// row decides on one row.
func (i *intake) row(row TableRow) {
	i.out.Read++
	l := line{intake: i, row: row, values: map[string]string{}}
	for c, f := range i.in.Table.Fields {
		if f != "" {
			l.values[f] = cell(row, c)
		}
	}
	number := l.values["number"]
	if i.lines[number] != 0 {
		i.refuse(row.Line, "number", fault.New(ErrRepeated.Kind, ErrRepeated.Code, "line", i.lines[number]))
		return
	}
	i.lines[number] = row.Line
	before, there := i.known[number]
	if there && before.ID == "" {
		i.refuse(row.Line, "number", ErrNumber)
		return
	}
	e := l.entry(before, there)
	if l.err != nil {
		i.refuse(row.Line, l.at, l.err)
		return
	}
	var err error
	if there {
		err = i.again(before, e)
	} else {
		err = i.fresh(e)
	}
	if err != nil {
		i.refuse(row.Line, columnOf(err), err)
	}
}

// columnOf is the column that a refusal of a decision is about.
func columnOf(err error) string {
	var f *fault.Fault
	field := ""
	if errors.As(err, &f) {
		for k := 0; k+1 < len(f.Args); k += 2 {
			if f.Args[k] == "field" {
				field, _ = f.Args[k+1].(string)
			}
		}
		switch f.Code {
		case ErrUnit.Code:
			field = "unit"
		case ErrNumber.Code, ErrDiffers.Code:
			field = "number"
		}
	}
	column, ok := columnNames[field]
	if !ok {
		column = field
	}
	return column
}

// columnNames are the columns whose field has another name in a refusal.
var columnNames = map[string]string{
	"victim.kind": "victim_kind", "victim.name": "victim_name", "victim.sex": "victim_sex", "victim.age": "victim_age", "victim.area": "victim_area",
	"victim.occupation": "victim_occupation", "victim.member_unit": "member_unit", "level": "supervision", "due": "supervise_due", "at": "solved_at",
}

func (i *intake) fresh(e Entry) error {
	c, err := i.compose(e, i.by)
	if err != nil {
		return err
	}
	i.out.New++
	i.changes = append(i.changes, change(&c, i.by, actFile, ""))
	return nil
}

// again compares a row with the case that stands there.
func (i *intake) again(was Case, e Entry) error {
	f := e.Fields
	err := f.check(i.by, i.o.Rules)
	if err != nil {
		return err
	}
	c, changes := was, []Change(nil)
	if len(difference(was.Fields, f)) > 0 {
		next, diffs, err := was.correct(f, i.by, i.o.Rules)
		if errors.Is(err, ErrNothing) {
			err = nil
		}
		if err != nil {
			return err
		}
		if len(diffs) > 0 {
			one := change(&next, i.by, actCorrect, was.State)
			one.Diffs = diffs
			changes, c = append(changes, one), next
		}
	}
	switch {
	case e.SolvedAt == 0 || e.SolvedAt == was.SolvedAt:
	case was.SolvedAt != 0:
		return badField("solved_at") // another day of solving is put right by hand, with a reason
	default:
		next, err := c.solve(e.SolvedAt, i.by)
		if err != nil {
			return err
		}
		changes = append(changes, change(&next, i.by, actSolve, c.State))
	}
	switch {
	case len(changes) == 0:
		i.out.Same++
	case !i.in.Update:
		return ErrDiffers
	default:
		i.out.Changed++
		i.changes = append(i.changes, changes...)
	}
	return nil
}
