package casefile

import (
	"strconv"
	"strings"
	"time"

	"fanzha/term/money"
	"fanzha/term/when"
)

// line is one row of a file being read. The first thing that is wrong with it stays.
type line struct {
	*intake
	row    TableRow
	values map[string]string
	at     string // field of err
	err    error
}

func (l *line) fail(field string, err error) {
	if l.err == nil {
		l.at, l.err = field, err
	}
}

// has says whether the file has the column and the cell is not empty.
func (l *line) has(field string) bool { return l.values[field] != "" }

// text takes a cell over where it is filled; an empty cell changes nothing.
func (l *line) text(field string, into *string) {
	if l.has(field) {
		*into = l.values[field]
	}
}

func (l *line) word(field string, list []Word, into *string) {
	if !l.has(field) {
		return
	}
	code, ok := find(list, l.values[field])
	if !ok {
		l.fail(field, unknown(field))
		return
	}
	*into = code
}

func (l *line) moment(field string, into *when.Micros) {
	if !l.has(field) {
		return
	}
	at, ok := ParseMoment(l.values[field])
	if !ok {
		l.fail(field, badField(field))
	}
	*into = at
}

func (l *line) yes(field string, into *bool) {
	switch bare(l.values[field]) {
	case "":
	case "是", "y", "yes", "true", "1", "√", "有":
		*into = true
	case "否", "n", "no", "false", "0", "×", "无":
		*into = false
	default:
		l.fail(field, badField(field))
	}
}

func (l *line) whole(field string, most int) int {
	if !l.has(field) {
		return -1
	}
	n, err := strconv.Atoi(strings.TrimSuffix(strings.TrimSuffix(l.values[field], "岁"), "人"))
	if err != nil || n < 0 || n > most {
		l.fail(field, badField(field))
		return -1
	}
	return n
}

// entry turns the row into a case; of a case that is there already, cells that are empty leave what stands.
func (l *line) entry(was Case, there bool) Entry {
	r := l.o.Rules
	e := Entry{Fields: was.Fields}
	if !there {
		e.Fields = Fields{Unit: l.by.scope.Unit, Scope: "telecom", Victim: Victim{Kind: "person", Age: -1}}
	}
	f := &e.Fields
	l.text("number", &f.Number)
	l.text("unit", &f.Unit)
	l.text("region", &f.Region)
	if f.Region == "" && len(f.Unit) == 12 {
		f.Region = f.Unit[:6]
	}
	l.word("fraud", r.Frauds, &f.Fraud)
	l.word("scope", r.Scopes, &f.Scope)
	l.word("track", r.Tracks, &f.Track)
	l.moment("filed_at", &f.FiledAt)
	l.moment("occurred_at", &f.OccurredAt)
	l.moment("solved_at", &e.SolvedAt)
	l.loss(f)
	l.yes("large", &f.Large)
	if l.has("campaigns") {
		f.Campaigns = strings.FieldsFunc(l.values["campaigns"], func(c rune) bool { return strings.ContainsRune(",，、;；|", c) })
	}
	l.victim(&f.Victim)
	l.yes("warned", &f.Warned)
	l.text("warning", &f.Warning)
	f.Warned = f.Warned || l.has("warning")
	l.text("brief", &f.Brief)
	if l.err == nil && !there && f.FiledAt == 0 {
		l.fail("filed_at", badField("filed_at"))
	}
	if !there {
		l.supervision(&e)
		l.arrested(&e)
	}
	return e
}

func (l *line) loss(f *Fields) {
	for field, scale := range map[string]int64{"loss": 1, "loss_10k": 10_000} {
		if !l.has(field) {
			continue
		}
		fen, err := parseFen(l.values[field], scale)
		if err != nil {
			l.fail(field, badField(field))
		}
		if l.has("loss") && l.has("loss_10k") && fen != 0 && f.LossFen != 0 && fen != f.LossFen && field == "loss_10k" {
			continue // both columns are there: the one in yuan is the exact one
		}
		f.LossFen = fen
	}
}

// parseFen reads yuan, or 10,000 yuan, exactly; a unit behind the number must be the column's.
func parseFen(s string, scale int64) (int64, error) {
	if scale == 1 {
		return money.Parse(strings.TrimSuffix(s, "元"))
	}
	s = strings.TrimSuffix(strings.TrimSuffix(s, "元"), "万")
	whole, part, _ := strings.Cut(s, ".")
	if len(part) > 6 || strings.Trim(part, "0123456789") != "" || part == "" && strings.Contains(s, ".") {
		return 0, ErrField
	}
	fen, err := money.Parse(whole)
	if err != nil || fen < 0 || fen > lossMax {
		return 0, ErrField
	}
	more, err := strconv.ParseInt(part+strings.Repeat("0", 6-len(part)), 10, 64)
	return fen*scale + more, err
}

func (l *line) victim(v *Victim) {
	r := l.o.Rules
	l.word("victim_kind", r.Victims, &v.Kind)
	l.text("victim_name", &v.Name)
	l.word("victim_sex", r.Sexes, &v.Sex)
	age := l.whole("victim_age", ageMax)
	if age >= 0 {
		v.Age = age
	}
	l.word("victim_occupation", r.Occupations, &v.Occupation)
	l.text("victim_area", &v.Area)
	l.text("member_unit", &v.MemberUnit)
}

func (l *line) supervision(e *Entry) {
	l.word("supervision", l.o.Rules.Supervision, &e.Supervise.Level)
	l.moment("supervise_due", &e.Supervise.Due)
	e.Supervise.At = e.FiledAt
}

// arrested makes persons of a number: a return that counts them without names.
func (l *line) arrested(e *Entry) {
	n := l.whole("arrested", partsMax)
	at := e.SolvedAt
	if at == 0 {
		at = e.FiledAt
	}
	for range max(0, n) {
		e.Persons = append(e.Persons, EntryPerson{Suspect: Suspect{Role: "other"}, Measures: []Measure{{Kind: "arrested", At: at}}})
	}
}

// momentForms are the ways in which files write days and moments, in the centre's zone.
var momentForms = []string{
	"2006-01-02 15:04:05", "2006-01-02 15:04", "2006-01-02", "2006/1/2 15:04:05", "2006/1/2 15:04", "2006/1/2", "2006.1.2", "20060102", "20060102150405",
	"2006年1月2日", "2006年1月2日15时4分", time.RFC3339,
}

// ParseMoment reads a day or moment of a file: written out, or the number by which a spreadsheet stores it.
func ParseMoment(s string) (when.Micros, bool) {
	for _, form := range momentForms {
		t, err := time.ParseInLocation(form, s, when.Zone)
		if err == nil && t.Year() >= 1900 && t.Year() < 2200 {
			return when.Of(t), true
		}
	}
	const first, last = 30_000, 80_000 // 1982 to 2119
	serial, err := strconv.ParseFloat(s, 64)
	if err != nil || !(serial >= first && serial < last) {
		return 0, false
	}
	day := int(serial)
	seconds := int((serial-float64(day))*86400 + 0.5)
	return when.Of(time.Date(1899, 12, 30+day, 0, 0, seconds, 0, when.Zone)), true
}
