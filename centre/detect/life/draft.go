package life

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"fanzha/base/access"
	"fanzha/centre/detect"
	"fanzha/centre/detect/reading"
	"fanzha/centre/detect/ruletext"
	"fanzha/centre/detect/scenario"
	"fanzha/term/fault"
)

// TextMax bounds the text of a draft.
const TextMax = ruletext.MaxFile

// Checked is what can be said of a text.
type Checked struct {
	Problems []Problem
	Scenario *scenario.Scenario // nil when the text cannot be compiled
	Set      *scenario.Set      // of the scenario alone
	Reading  scenario.Text2     // the whole scenario in plain words
}

// problemsMax bounds what is told of one text: the first mistakes hide the others anyway.
const problemsMax = 20

// Check says what is wrong with a text, without saving it. The right is scenario.read.
func (s *Service) Check(_ context.Context, scope access.Scope, text string) (Checked, error) {
	err := scope.Require(access.ScenarioRead)
	if err != nil {
		return Checked{}, err
	}
	if len(text) > TextMax {
		return Checked{}, badField("text")
	}
	return s.check(text, nil, nil), nil
}

// check compiles a text alone and runs its examples; of a version it also wants its code and number.
func (s *Service) check(text string, own Layer, v *Version) Checked {
	var out Checked
	set, err := Single(s.o.Bench.Base(), text, own)
	if err != nil {
		out.Problems = append(out.Problems, problemOf(err))
		return out
	}
	if len(set.Scenarios) != 1 {
		out.Problems = []Problem{{1, 1, "the scenario is disabled: retire it instead of writing that it is off"}}
		return out
	}
	out.Set, out.Scenario = set, set.Scenarios[0]
	out.Reading = reading.Of(set, out.Scenario)
	if v != nil && v.Code != out.Scenario.Code {
		out.Problems = append(out.Problems, Problem{lineOf(text, "code"), 1, fmt.Sprintf("the code of this scenario is %q and stays so", v.Code)})
	}
	if v != nil && v.Number != int64(out.Scenario.Version) {
		out.Problems = append(out.Problems, Problem{lineOf(text, "version"), 1, fmt.Sprintf("the version of this text must be %d", v.Number)})
	}
	for _, why := range detect.CheckExamples(set, out.Scenario, s.o.Engine) {
		out.Problems = append(out.Problems, Problem{Line: lineOf(text, "examples"), Column: 1, Why: strings.TrimPrefix(why, DraftFile+": ")})
	}
	if len(out.Problems) > problemsMax {
		out.Problems = out.Problems[:problemsMax]
	}
	return out
}

// problemOf reads the place from a refusal of the loader.
func problemOf(err error) Problem {
	var f *fault.Fault
	if !errors.As(err, &f) {
		return Problem{1, 1, "the text cannot be read"}
	}
	line, _ := f.Arg("line").(int)
	column, _ := f.Arg("column").(int)
	why, _ := f.Arg("why").(string)
	file, _ := f.Arg("file").(string)
	if file != "" && file != DraftFile {
		why = file + ": " + why
	}
	if why == "" {
		why = f.Code
	}
	return Problem{max(line, 1), max(column, 1), why}
}

// ZH is what is wrong, in Chinese.
func (p Problem) ZH() string {
	zh, _ := ruletext.Chinese(p.Why)
	return zh
}

// Refuse is the refusal of a text with mistakes, of which it names the first.
func Refuse(problems []Problem) error {
	p := problems[0]
	return fault.New(ErrProblems.Kind, ErrProblems.Code, "n", len(problems), "line", p.Line, "column", p.Column, "why", p.Why, "why_zh", p.ZH(), "why_en", p.Why)
}

var (
	codeLine    = regexp.MustCompile(`(?m)^code:[ \t]*["']?([a-z][a-z0-9_]{2,47})["']?[ \t]*(?:#.*)?\r?$`)
	versionLine = regexp.MustCompile(`(?m)^version:[^\n]*$`)
)

// codeIn is the code that a text names, also when the rest of it is wrong; empty when it names none.
func codeIn(text string) string {
	m := codeLine.FindStringSubmatch(text)
	if m == nil {
		return ""
	}
	return m[1]
}

// withNumber is the text with another version number.
func withNumber(text string, n int64) string {
	line := "version: " + strconv.FormatInt(n, 10)
	at := versionLine.FindStringIndex(text)
	if at != nil {
		return text[:at[0]] + line + text[at[1]:]
	}
	at = codeLine.FindStringIndex(text)
	if at == nil {
		return text
	}
	return text[:at[1]] + "\n" + line + text[at[1]:]
}

// lineOf is the line of a key at the top of a file, 1 when there is none.
func lineOf(text, key string) int {
	for i, line := range strings.Split(text, "\n") {
		if strings.HasPrefix(line, key+":") {
			return i + 1
		}
	}
	return 1
}

// Ship keeps the shipped scenarios and those of the centre's own folder as versions that are in force, and notes which have gone or were
// replaced by a new release. What was paused or retired here stays so. It is called when the centre opens.
func (s *Service) Ship(ctx context.Context) error {
	base := s.o.Bench.Base()
	set, err := Compile(base)
	if err != nil {
		return err
	}
	texts := map[string]string{}
	origin := map[string]Origin{}
	for i, l := range base {
		for _, text := range l {
			texts[HashOf(text)] = text
			origin[HashOf(text)] = []Origin{Shipped, Folder}[min(i, 1)]
		}
	}
	known, err := s.every(ctx, Query{})
	if err != nil {
		return err
	}
	byCode := map[string][]Version{}
	for _, v := range known {
		byCode[v.Code] = append(byCode[v.Code], v)
	}
	var changes []Change
	for _, sc := range set.Scenarios {
		v := Version{
			ID: s.o.NewID(), Code: sc.Code, Number: int64(sc.Version), Unit: rootUnit, State: Published, Origin: origin[sc.Hash], Hash: sc.Hash, Rev: 1,
			Text: texts[sc.Hash], NameZH: sc.Name.ZH, NameEN: sc.Name.EN, Family: sc.Family, Level: sc.Level, Fraud: sc.Fraud,
		}
		v.At = s.o.Clock.Now()
		v.Made = Who{User: access.System().User, Name: access.System().Name, At: v.At}
		v.Last, v.LiveAt = v.Made, v.At
		more, err := s.shipped(&v, byCode[sc.Code])
		if err != nil {
			return err
		}
		changes = append(changes, more...)
		delete(byCode, sc.Code)
	}
	for _, code := range slices.Sorted(maps.Keys(byCode)) {
		for _, v := range byCode[code] {
			if !v.Origin.Stored() && (v.State == Published || v.State == Paused) {
				changes, err = s.replaced(changes, v)
				if err != nil {
					return err
				}
			}
		}
	}
	if len(changes) == 0 {
		return nil
	}
	return s.o.Ledger.Save(ctx, changes...)
}

// rootUnit is whose the shipped scenarios are: everybody's.
const rootUnit = "000000000000"

// shipped says what a shipped text changes among the known versions of its code: nothing when it is known.
func (s *Service) shipped(v *Version, known []Version) ([]Change, error) {
	var out []Change
	var err error
	for _, old := range known {
		if !old.Origin.Stored() && old.Hash == v.Hash {
			return nil, nil
		}
	}
	for _, old := range known {
		switch {
		case old.Origin.Stored() && old.State == Published, old.Origin.Stored() && old.State == Paused, old.State == Retired && old.Off && old.Origin.Stored():
			v.State = Retired // a text of this centre's own decides
		case !old.Origin.Stored() && (old.State == Published || old.State == Paused):
			v.State = old.State
			out, err = s.replaced(out, old)
			if err != nil {
				return nil, err
			}
		case !old.Origin.Stored() && old.Off:
			v.State, v.Off = Retired, true
		}
	}
	return append(out, Change{Version: *v, Step: Step{Act: ActShip, By: v.Made, Unit: rootUnit}}), nil
}

func (s *Service) replaced(out []Change, old Version) ([]Change, error) {
	from := old.State
	old.Last = Who{User: access.System().User, Name: access.System().Name, At: s.o.Clock.Now()}
	err := old.step(ActReplace)
	old.Rev++
	return append(out, Change{Version: old, Step: Step{Act: ActReplace, From: from, By: old.Last, Unit: rootUnit}}), err
}
