// Package form is 报表: the forms of the returns (填报) that member units hand in, with their bounds and checks. Values are whole numbers;
// money is fen. A form is data of the rulebook; what it counts goes into the figures under the measure that each field names.
package form

import (
	"fmt"
	"io/fs"
	"path"
	"regexp"
	"slices"

	"fanzha/base/rulefile"
	"fanzha/centre/govern/calendar"
	"fanzha/term/when"
)

// The kinds of fields.
const (
	Count = "count" // 整数
	Fen   = "fen"   // 金额, typed in yuan with two decimals, kept in fen
	Text  = "text"  // 文字, counted nowhere
)

// Field is one line to fill in.
type Field struct {
	Code     string         `yaml:"code" json:"code"`
	ZH       string         `yaml:"zh" json:"zh"`
	EN       string         `yaml:"en" json:"en"`
	Kind     string         `yaml:"kind" json:"kind"`
	Unit     string         `yaml:"unit" json:"unit"` // 人, 起, 元
	UnitEN   string         `yaml:"unit_en" json:"unit_en,omitempty"`
	Min      rulefile.Whole `yaml:"min" json:"min"`
	Max      rulefile.Whole `yaml:"max" json:"max"` // of a text: characters
	Optional bool           `yaml:"optional" json:"optional"`
	Measure  string         `yaml:"measure" json:"measure"` // under which it is counted; empty: nowhere
	Hint     string         `yaml:"hint" json:"hint"`
}

// Check is a formula that must hold between the fields.
type Check struct {
	If   string `yaml:"if" json:"if,omitempty"` // only where this holds too: defrauded >= 1
	Rule string `yaml:"rule" json:"rule"`       // lost_fen <= 1000000 * defrauded
	ZH   string `yaml:"zh" json:"zh"`
	EN   string `yaml:"en" json:"en"`
	Warn bool   `yaml:"warn" json:"warn"` // only a warning: may be handed in with a remark
	when *expression
	expr expression
}

// Form is a form of returns.
type Form struct {
	Code    string           `yaml:"code" json:"code"`
	ZH      string           `yaml:"zh" json:"zh"`
	EN      string           `yaml:"en" json:"en"`
	Period  calendar.Kind    `yaml:"period" json:"period"`
	Members []string         `yaml:"members" json:"members"` // kinds of member units that fill it in
	DueDays rulefile.Whole   `yaml:"due_days" json:"due_days"`
	Before  []rulefile.Whole `yaml:"remind_before" json:"remind_before"` // days before it is due
	After   []rulefile.Whole `yaml:"remind_after" json:"remind_after"`   // days after it was due
	Fields  []Field          `yaml:"fields" json:"fields"`
	Checks  []Check          `yaml:"checks" json:"checks"`
	Source  string           `yaml:"source" json:"source"`
	Label   string           `yaml:"label" json:"label"`
}

// Bounds of forms.
const (
	fieldsMax = 60
	checksMax = 40
	// WholeMax bounds every number of a return: a thousand billion, in fen ten billion yuan.
	WholeMax  = 1_000_000_000_000
	textMax   = 500
	formsMax  = 100
	remindMax = 6
	dueMax    = 60
)

var (
	codeForm    = regexp.MustCompile(`^[a-z][a-z0-9_]{0,31}$`)
	measureForm = regexp.MustCompile(`^[a-z][a-z0-9_]{0,31}(\.[a-z0-9_]{1,31})+$`)
)

// Load reads every form of a folder of the rulebook, by file name.
func Load(files fs.FS, folder string) ([]Form, error) {
	names, err := fs.Glob(files, path.Join(folder, "*.yaml"))
	if err != nil {
		return nil, err
	}
	var out []Form
	for _, name := range names {
		raw, err := fs.ReadFile(files, name)
		if err != nil {
			return nil, err
		}
		f, err := Parse(raw)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", name, err)
		}
		if slices.ContainsFunc(out, func(o Form) bool { return o.Code == f.Code }) {
			return nil, fmt.Errorf("%s: form %s stands twice", name, f.Code)
		}
		out = append(out, f)
	}
	if len(out) == 0 || len(out) > formsMax {
		return nil, fmt.Errorf("%d forms in %s, want 1 to %d", len(out), folder, formsMax)
	}
	return out, nil
}

// Parse reads one form and refuses one that cannot be filled in.
func Parse(raw []byte) (Form, error) {
	var f Form
	err := rulefile.Decode(raw, &f)
	if err != nil {
		return f, err
	}
	switch {
	case !codeForm.MatchString(f.Code) || f.ZH == "" || f.EN == "" || f.Source == "" || f.Label == "":
		return f, fmt.Errorf("code, zh, en, source and label must be given")
	case !slices.Contains(calendar.Kinds, f.Period):
		return f, fmt.Errorf("period %q: one of %v", f.Period, calendar.Kinds)
	case len(f.Members) == 0 || len(f.Members) > fieldsMax:
		return f, fmt.Errorf("members: who fills it in")
	case f.DueDays < 1 || f.DueDays > dueMax:
		return f, fmt.Errorf("due_days from 1 to %d", dueMax)
	case len(f.Fields) == 0 || len(f.Fields) > fieldsMax || len(f.Checks) > checksMax:
		return f, fmt.Errorf("1 to %d fields and at most %d checks", fieldsMax, checksMax)
	}
	err = reminders(f)
	if err != nil {
		return f, err
	}
	known, measures := map[string]bool{}, map[string]bool{}
	for _, x := range f.Fields {
		err = x.check(known)
		if err == nil && measures[x.Measure] {
			err = fmt.Errorf("measure %q stands twice: one number would replace the other", x.Measure)
		}
		measures[x.Measure] = x.Measure != ""
		if err != nil {
			return f, fmt.Errorf("field %q: %w", x.Code, err)
		}
		known[x.Code] = x.Kind != Text
	}
	for i := range f.Checks {
		c := &f.Checks[i]
		c.expr, err = parse(c.Rule, known)
		if err != nil {
			return f, fmt.Errorf("check %q: %w", c.Rule, err)
		}
		if c.If != "" {
			when, err := parse(c.If, known)
			if err != nil {
				return f, fmt.Errorf("check %q: if: %w", c.Rule, err)
			}
			c.when = &when
		}
		if c.ZH == "" || c.EN == "" {
			return f, fmt.Errorf("check %q has no words", c.Rule)
		}
	}
	return f, nil
}

func reminders(f Form) error {
	for _, days := range [][]rulefile.Whole{f.Before, f.After} {
		if len(days) > remindMax {
			return fmt.Errorf("at most %d reminders", remindMax)
		}
		for _, d := range days {
			if d < 0 || d > dueMax {
				return fmt.Errorf("reminders up to %d days", dueMax)
			}
		}
	}
	return nil
}

func (x Field) check(known map[string]bool) error {
	_, twice := known[x.Code]
	switch {
	case twice || !codeForm.MatchString(x.Code):
		return fmt.Errorf("its code stands twice or has the wrong form")
	case x.ZH == "" || x.EN == "":
		return fmt.Errorf("has no words")
	case x.Measure != "" && (x.Kind == Text || !measureForm.MatchString(x.Measure)):
		return fmt.Errorf("measure %q", x.Measure)
	case x.Kind == Text && (x.Max < 1 || x.Max > textMax):
		return fmt.Errorf("a text has 1 to %d characters", textMax)
	case (x.Kind == Count || x.Kind == Fen) && (x.Min < 0 || x.Max < x.Min || x.Max > WholeMax):
		return fmt.Errorf("0 ≤ min ≤ max ≤ %d", int64(WholeMax))
	case x.Kind != Count && x.Kind != Fen && x.Kind != Text:
		return fmt.Errorf("kind %q", x.Kind)
	}
	return nil
}

// For says whether a kind of member unit fills the form in.
func (f Form) For(kind string) bool { return slices.Contains(f.Members, kind) }

// Clock reminds of a return that is due at a moment.
func (f Form) Clock(due when.Micros) calendar.Reminding {
	r := calendar.Reminding{Due: due}
	for _, d := range f.Before {
		r.Before = append(r.Before, int64(d))
	}
	for _, d := range f.After {
		r.After = append(r.After, int64(d))
	}
	return r
}

// Field finds a field by its code.
func (f Form) Field(code string) (Field, bool) {
	i := slices.IndexFunc(f.Fields, func(x Field) bool { return x.Code == code })
	if i < 0 {
		return Field{}, false
	}
	return f.Fields[i], true
}
