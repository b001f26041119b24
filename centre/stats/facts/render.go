package facts

import (
	"slices"
	"strings"
	"time"

	"fanzha/centre/stats/check"
	"fanzha/centre/stats/phrase"
)

// Line is a row in words.
type Line struct {
	ID       string   `json:"row_id"`
	Value    string   `json:"value_text"`
	Change   string   `json:"cmp_text"`
	Reparsed bool     `json:"reparsed_equal"` // the words, read again, give the structure
	Flags    []string `json:"flags"`          // codes of check, none where nothing is to be looked at
}

// table is what rows need of each other: one comparison printed once, the same fact printed twice.
type table struct {
	rows  []Row
	place map[string]int
}

// Render renders all rows, in their order.
func Render(rows []Row) []Line {
	t := &table{rows: rows, place: make(map[string]int, len(rows))}
	for i, r := range rows {
		t.place[r.ID] = i
	}
	out := make([]Line, len(rows))
	for i, r := range rows {
		out[i] = Line{ID: r.ID, Value: t.valueText(r)}
		if r.CmpOp != "" {
			out[i].Change = t.changeText(r)
		}
		out[i].Reparsed = same(r, out[i])
		out[i].Flags = t.flags(r, out[i])
	}
	return out
}

// same reads the words of a line again and compares with the structure of its row.
func same(r Row, l Line) bool {
	if r.CmpOp != "" && !sameChange(r, l) {
		return false
	}
	switch {
	case r.Op == "direction_only" || r.Op == "change_only":
		kind, _, _ := strings.Cut(r.CmpKind, "(")
		return l.Value == kind+l.Change
	case r.Stat == "date":
		return sameDate(r, l.Value)
	case r.Stat == "rank":
		place, ok := phrase.Place(l.Value)
		return ok && (r.Value == "" && place.Place == 0 || phrase.Int(int64(place.Place)).String() == r.Value)
	case r.Stat == "identifier":
		return sameIdentifier(r, l.Value)
	case r.Op == "list" || r.Stat == "list":
		return sameList(r, l.Value)
	case r.Stat == "frequency":
		return sameFrequency(r, l.Value)
	case r.Op == "several":
		return slices.Contains([]string{"一批", "一系列", "多" + r.Unit, "数" + r.Unit, "若干" + r.Unit, "多起"}, l.Value)
	case r.Op == "qualitative":
		return slices.Contains(coverage, l.Value)
	}
	first, _, _ := strings.Cut(l.Value, ";")
	return sameNumber(r, first) && sameSentence(r, l)
}

func sameNumber(r Row, printed string) bool {
	want, unit, ok := r.number()
	got, gotUnit, read := phrase.Value(printed)
	if !ok || !read || want.Rat().Cmp(got.Rat()) != 0 {
		return false
	}
	claim := want.Op
	if claim == phrase.Approx && want.Word == "" {
		claim = phrase.Eq
	}
	sameUnit := gotUnit == unit || gotUnit == "" && unit == "元" || gotUnit == "大" || gotUnit == "个"+unit || strings.HasPrefix(printed, "双")
	return claim == got.Op && sameUnit
}

// sameSentence prints the whole sentence of an indicator and parses it: just this figure must come back.
func sameSentence(r Row, l Line) bool {
	n, unit, ok := r.number()
	if r.Kind != "indicator" || r.Code == "headline" || !ok || slices.Contains([]string{"stock", "duration", "rank", "ratio_over_100"}, r.Stat) || n.Scale > 0 && !strings.HasSuffix(l.Value, unit) {
		return true
	}
	name := strings.NewReplacer("（", "", "）", "", "，", "").Replace(r.Name)
	f := phrase.Figure{Name: name, Value: n, Unit: unit}
	if c, has := r.change(); has && c.Op != phrase.Times {
		c.Kind = "同比"
		f.Compare = []phrase.Comparison{c}
	}
	found := phrase.Parse(phrase.Print(f)).Figures
	if len(found) != 1 {
		return false
	}
	g := found[0]
	if strings.Contains(f.Name, g.Filter) { // a threshold is part of the name
		f.Filter = g.Filter
	}
	g.Name = f.Name
	return phrase.Equal(f, g)
}

func sameChange(r Row, l Line) bool {
	want, _ := r.change()
	text := "发案1起，" + l.Change
	if want.Op != phrase.Times {
		text = "发案1起，同比" + l.Change
	}
	found := phrase.Parse(text).Figures
	if len(found) != 1 || len(found[0].Compare) != 1 {
		return false
	}
	got := found[0].Compare[0]
	if want.Value.Op == phrase.None {
		return got.Op == want.Op && got.Value.Op == phrase.None
	}
	return got.Op == want.Op && got.Unit == want.Unit && got.Value.Rat().Cmp(want.Value.Rat()) == 0
}

func sameDate(r Row, printed string) bool {
	if r.PeriodText == "" && r.Value == "" {
		_, garbled, ok := phrase.Time(printed, "")
		return ok && garbled
	}
	if r.Value != "" {
		return strings.HasPrefix(printed, r.Value)
	}
	if strings.HasSuffix(printed, "GMT") {
		at, err := time.Parse("Mon, 02 Jan 2006 15:04:05 GMT", printed)
		want, errWant := time.Parse(time.RFC3339, r.PeriodText)
		return err == nil && errWant == nil && at.Equal(want.UTC())
	}
	from, to, several := strings.Cut(r.PeriodText, "/")
	got, _, ok := phrase.Time(printed, fullDay(from))
	if !ok {
		return false
	}
	month := func(a, b string) bool { return len(a) < 10 || len(b) < 7 || a[5:min(len(b), 10)] == b[5:] }
	if strings.HasPrefix(printed, "自") || strings.Contains(printed, "去年") {
		return month(got.From, from)
	}
	if several {
		return month(got.From, from) && month(got.To, to)
	}
	return got.From == "" || month(got.From, from)
}

// fullDay makes a month a day, so that a year is known.
func fullDay(s string) string {
	if len(s) == 7 {
		return s + "-01"
	}
	return s
}

func sameIdentifier(r Row, printed string) bool {
	if printed == "" {
		return false
	}
	n, _, ok := phrase.Value(printed)
	switch {
	case r.Value == "" || strings.Contains(printed, r.Value):
		return true
	case ok && n.Trim().String() == r.Value:
		return true
	}
	name, found := quoted(r.Name) // “一站式”: a name is itself
	return found && name == printed
}

func sameList(r Row, printed string) bool {
	if name, ok := quoted(r.Name); ok {
		return name == printed
	}
	if r.Value == "" {
		return strings.HasSuffix(printed, r.Unit)
	}
	members := strings.FieldsFunc(printed, func(c rune) bool { return strings.ContainsRune("、和及与", c) })
	return slices.Equal(members, strings.Split(r.Filter, ";"))
}

func sameFrequency(r Row, printed string) bool {
	parts := strings.Split(printed, "、")
	units := strings.Split(r.Unit, ";")
	for i, u := range units {
		_, per, _ := strings.Cut(u, "/")
		if i >= len(parts) || !slices.Contains(each[per], parts[i]) && !strings.HasPrefix(parts[i], per) {
			return false
		}
	}
	return len(parts) == len(units)
}

// flags are what a person must look at before the row is printed again.
func (t *table) flags(r Row, l Line) []string {
	flags := []string{}
	n, unit, ok := r.number()
	if c, has := r.change(); has && ok {
		if n.Op == phrase.Eq && n.Scale == 0 && n.Places == 0 && unit != "元" && unit != "%" && !check.HasBase(n, t.printedChange(c, l)) {
			flags = append(flags, check.Mismatch)
		}
		if c.Unit == "倍" && c.Op != phrase.Times {
			flags = append(flags, check.Multiple)
		}
	}
	if ok && n.Scale > 0 && unit == "元" && !strings.HasSuffix(l.Value, unit) {
		flags = append(flags, check.UnitMissing)
	}
	if r.Stat == "date" {
		if _, garbled, _ := phrase.Time(l.Value, ""); garbled {
			flags = append(flags, check.DateGarbled)
		}
	}
	if at, found := t.place[r.Same]; found && r.Same != "" {
		flags = append(flags, repeats(r, t.rows[at])...)
	}
	if at, found := t.place[r.Whole]; found && r.Whole != "" && larger(r, t.rows[at]) {
		flags = append(flags, check.SubsetLarger)
	}
	if t.otherOwner(r) {
		flags = append(flags, check.TwoOwners)
	}
	return flags
}

// printedChange is the comparison with the places it is printed with.
func (t *table) printedChange(c phrase.Comparison, l Line) phrase.Comparison {
	text := strings.TrimLeft(l.Change, strings.Join(phrase.Verbs(c.Op), ""))
	n, _, ok := phrase.Value(text)
	if ok && n.Rat().Cmp(c.Value.Rat()) == 0 {
		c.Value = n
	}
	return c
}

// repeats compares a row with the row that prints the same fact.
func repeats(r, first Row) []string {
	var flags []string
	a, _, okA := r.number()
	b, _, okB := first.number()
	switch {
	case okA && okB && a.Rat().Cmp(b.Rat()) == 0:
	case okA && okB && check.Rounds(b, a):
		flags = append(flags, check.Rounded)
	case okA && okB:
		flags = append(flags, check.TwoValues)
	}
	if r.From != first.From || r.To != first.To {
		flags = append(flags, check.TwoPeriods)
	}
	return flags
}

// larger says whether a part is larger than its whole; a part of another period is none.
func larger(part, whole Row) bool {
	a, unitA, okA := part.number()
	b, unitB, okB := whole.number()
	if !okA || !okB || unitA != unitB || part.From != "" && whole.From != "" && (part.From < whole.From || part.To > whole.To) {
		return false
	}
	return a.Rat().Cmp(b.Rat()) > 0
}

// otherOwner says whether somebody else prints the same measure with another value: this row names no owner, so the two might be added.
func (t *table) otherOwner(r Row) bool {
	n, _, ok := r.number()
	if !ok || r.Org != "" || r.Kind != "indicator" {
		return false
	}
	for _, o := range t.rows {
		if o.Seed != r.Seed || o.Code != r.Code || o.Org == "" || o.Kind != r.Kind || o.Region != r.Region || o.Same == r.ID || r.Same == o.ID || r.Same != "" || o.Same != "" {
			continue
		}
		m, _, found := o.number()
		if found && m.Rat().Cmp(n.Rat()) != 0 && (o.From == "" || r.From == "" || o.From <= r.To && r.From <= o.To) {
			return true
		}
	}
	return false
}
