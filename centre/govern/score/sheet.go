// Package score is 计分: the score sheets (考核评分表) of the monthly ranking and their arithmetic. Everything is exact: values are
// fractions of whole numbers, points are kept as fractions and rounded once, half up, to hundredths of a point; places are given by
// what is printed, so that two equal printed scores share a place.
package score

import (
	"fmt"
	"io/fs"
	"math/big"
	"path"
	"slices"
	"strings"

	"fanzha/base/rulefile"
)

// Formula is how a value becomes points.
type Formula string

// The formulas.
const (
	Ratio  Formula = "ratio"  // 目标完成率: weight × value/target, never more than the weight; for what shall be small, target/value
	Range  Formula = "range"  // 区间线性: nothing at Zero, the whole weight at Target, straight between
	Deduct Formula = "deduct" // 扣分: the weight less Points for each piece
	Place  Formula = "place"  // 位次: the weight by the place among all that have a value
)

// Line is one indicator of a sheet.
type Line struct {
	Code      string         `yaml:"code" json:"code"`
	ZH        string         `yaml:"zh" json:"zh"`
	EN        string         `yaml:"en" json:"en"`
	Indicator string         `yaml:"indicator" json:"indicator"` // code of the indicator dictionary
	Weight    rulefile.Whole `yaml:"weight" json:"weight"`       // points
	Formula   Formula        `yaml:"formula" json:"formula"`
	Good      string         `yaml:"good" json:"good"`     // up, down
	Target    string         `yaml:"target" json:"target"` // 95%, 0.8, 12, 8/10000
	Zero      string         `yaml:"zero" json:"zero"`     // of a range
	Points    string         `yaml:"points" json:"points"` // of a deduction: points for each piece
	Base      rulefile.Whole `yaml:"base" json:"base"`     // smallest denominator that counts; a count has none
	Reported  bool           `yaml:"reported" json:"reported"`
	Scale     rulefile.Whole `yaml:"scale" json:"scale"` // how it is printed: 100 for percent, 10000 for per ten thousand; 0 or 1 plain
	Unit      string         `yaml:"unit" json:"unit"`   // printed behind the value: %, 起/万人, 分钟
	UnitEN    string         `yaml:"unit_en" json:"unit_en,omitempty"`
}

// Rule says what is proposed after so many months in the worst band, in a row.
type Rule struct {
	Months rulefile.Whole `yaml:"months" json:"months"`
	Step   string         `yaml:"step" json:"step"` // notice, listing, interview
}

// Sheet is a score sheet.
type Sheet struct {
	Code          string         `yaml:"code" json:"code"`
	ZH            string         `yaml:"zh" json:"zh"`
	EN            string         `yaml:"en" json:"en"`
	Objects       string         `yaml:"objects" json:"objects"` // county, township, bank, carrier, department
	LateDays      rulefile.Whole `yaml:"late_days" json:"late_days"`
	ObjectionDays rulefile.Whole `yaml:"objection_days" json:"objection_days"`
	Cover         rulefile.Whole `yaml:"cover" json:"cover"`   // percent of the weight that must be scored, or the unit is not ranked
	Yellow        rulefile.Whole `yaml:"yellow" json:"yellow"` // hundredths of a point, per hundred: below it yellow
	Red           rulefile.Whole `yaml:"red" json:"red"`       // below it red
	Lines         []Line         `yaml:"lines" json:"lines"`
	Propose       []Rule         `yaml:"propose" json:"propose"`
	Source        string         `yaml:"source" json:"source"`
	Label         string         `yaml:"label" json:"label"`
}

// Bounds of a sheet.
const (
	linesMax  = 40
	weightMax = 1000
	daysMax   = 60
	sheetsMax = 100
)

// Objects are the kinds of units that are ranked against each other.
var Objects = []string{"county", "township", "bank", "carrier", "department"}

// Steps are the steps that a rule may propose, the mildest first.
var Steps = []string{"notice", "listing", "interview"}

// Load reads every sheet of a folder of the rulebook, by file name.
func Load(files fs.FS, folder string) ([]Sheet, error) {
	names, err := fs.Glob(files, path.Join(folder, "*.yaml"))
	if err != nil {
		return nil, err
	}
	var out []Sheet
	for _, name := range names {
		raw, err := fs.ReadFile(files, name)
		if err != nil {
			return nil, err
		}
		s, err := Parse(raw)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", name, err)
		}
		if slices.ContainsFunc(out, func(o Sheet) bool { return o.Code == s.Code }) {
			return nil, fmt.Errorf("%s: sheet %s stands twice", name, s.Code)
		}
		out = append(out, s)
	}
	if len(out) == 0 || len(out) > sheetsMax {
		return nil, fmt.Errorf("%d sheets in %s, want 1 to %d", len(out), folder, sheetsMax)
	}
	return out, nil
}

// Parse reads one sheet and refuses one that is not fair to score by.
func Parse(raw []byte) (Sheet, error) {
	var s Sheet
	err := rulefile.Decode(raw, &s)
	if err != nil {
		return s, err
	}
	return s, s.Check()
}

// Check refuses a sheet with senseless numbers, without its source, or that rests on one self-reported number.
func (s Sheet) Check() error {
	switch {
	case s.Code == "" || s.ZH == "" || s.EN == "" || s.Source == "" || s.Label == "":
		return fmt.Errorf("code, zh, en, source and label must be given")
	case !slices.Contains(Objects, s.Objects):
		return fmt.Errorf("objects %q: one of %v", s.Objects, Objects)
	case s.LateDays < 0 || s.LateDays > daysMax || s.ObjectionDays < 1 || s.ObjectionDays > daysMax:
		return fmt.Errorf("late_days 0 to %d and objection_days 1 to %d", daysMax, daysMax)
	case s.Cover < 1 || s.Cover > 100:
		return fmt.Errorf("cover is a percentage from 1 to 100")
	case s.Red < 0 || s.Yellow < s.Red || s.Yellow > 10_000:
		return fmt.Errorf("bands: 0 ≤ red ≤ yellow ≤ 10000, in hundredths of a point per hundred")
	case len(s.Lines) < 2 || len(s.Lines) > linesMax:
		return fmt.Errorf("%d lines: a league table on a single number is none; at most %d", len(s.Lines), linesMax)
	}
	seen := map[string]bool{}
	reported, total := int64(0), int64(0)
	for _, l := range s.Lines {
		if seen[l.Code] {
			return fmt.Errorf("line %s stands twice", l.Code)
		}
		seen[l.Code] = true
		err := l.check()
		if err != nil {
			return fmt.Errorf("line %s: %w", l.Code, err)
		}
		total += int64(l.Weight)
		if l.Reported {
			reported += int64(l.Weight)
		}
	}
	if 2*reported > total {
		return fmt.Errorf("more than half of the weight is reported by those who are ranked")
	}
	months := int64(0)
	for _, r := range s.Propose {
		if int64(r.Months) <= months || !slices.Contains(Steps, r.Step) {
			return fmt.Errorf("propose: months rise, steps are of %v", Steps)
		}
		months = int64(r.Months)
	}
	return nil
}

func (l Line) check() error {
	switch {
	case l.Code == "" || l.ZH == "" || l.EN == "" || l.Indicator == "":
		return fmt.Errorf("code, zh, en and indicator must be given")
	case l.Weight < 1 || l.Weight > weightMax:
		return fmt.Errorf("weight from 1 to %d", weightMax)
	case l.Good != "up" && l.Good != "down":
		return fmt.Errorf("good is up or down")
	case l.Base < 0 || l.Scale < 0 || l.Scale > 1_000_000:
		return fmt.Errorf("base and scale are not negative")
	case l.Scale > 1 && l.Base < 2:
		return fmt.Errorf("a rate needs a smallest base of at least 2: one of one is no 100 %%")
	}
	target, err := Fraction(l.Target)
	if (l.Formula == Ratio || l.Formula == Range) && (err != nil || target.Sign() < 0 || l.Formula == Ratio && target.Sign() == 0) {
		return fmt.Errorf("target %q", l.Target)
	}
	zero, errZero := Fraction(l.Zero)
	points, errPoints := Fraction(l.Points)
	switch l.Formula {
	case Ratio, Place:
		return nil
	case Range:
		if errZero != nil || zero.Cmp(target) == 0 || (zero.Cmp(target) < 0) != (l.Good == "up") {
			return fmt.Errorf("zero %q lies on the bad side of target %q", l.Zero, l.Target)
		}
		return nil
	case Deduct:
		if errPoints != nil || points.Sign() <= 0 || l.Good != "down" {
			return fmt.Errorf("points %q of a deduction, of what shall be small", l.Points)
		}
		return nil
	}
	return fmt.Errorf("formula %q", l.Formula)
}

// fractionMax bounds the length of a written number.
const fractionMax = 24

// Fraction reads 12, 0.95, 95% or 8/10000, exactly.
func Fraction(s string) (*big.Rat, error) {
	if s == "" || len(s) > fractionMax || strings.Trim(s, "0123456789./%") != "" || strings.HasPrefix(s, ".") {
		return nil, fmt.Errorf("not a number: %.30q", s)
	}
	bare, percent := strings.CutSuffix(s, "%")
	r, ok := new(big.Rat).SetString(bare)
	if !ok || strings.Contains(bare, "%") {
		return nil, fmt.Errorf("not a number: %.30q", s)
	}
	if percent {
		r.Quo(r, big.NewRat(100, 1))
	}
	return r, nil
}
