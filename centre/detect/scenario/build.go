package scenario

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

	"fanzha/centre/detect/packed"
	"fanzha/centre/detect/ruletext"
	"fanzha/centre/detect/units"
	"fanzha/centre/signal"
	"fanzha/term/when"
)

var nameShape = regexp.MustCompile(`^[a-z][a-z0-9_]{1,39}$`)

// memory compiles windows and steps and returns the names they add to the language.
func (l *loader) memory(d *ruletext.Document, raw *rawScenario, s *Scenario) ([]*Field, error) {
	var extra []*Field
	taken := func(path, name string) error {
		if !nameShape.MatchString(name) {
			return d.Wrong(path, "a name is 2 to 40 letters a-z, digits and _")
		}
		for _, f := range extra {
			if f.Name == name {
				return d.Wrong(path, fmt.Sprintf("the name %q is used twice", name))
			}
		}
		if fieldByName[name] != nil || name == "never" {
			return d.Wrong(path, fmt.Sprintf("%q is already the name of a field", name))
		}
		return nil
	}
	for i := range raw.Windows {
		path := fmt.Sprintf("$.windows[%d]", i)
		err := taken(path+".name", raw.Windows[i].Name)
		if err != nil {
			return nil, err
		}
		f, err := l.window(d, path, &raw.Windows[i], s)
		if err != nil {
			return nil, err
		}
		extra = append(extra, f)
	}
	for i := range raw.Sequence {
		path := fmt.Sprintf("$.sequence[%d]", i)
		fields, err := l.step(d, path, &raw.Sequence[i], s)
		if err != nil {
			return nil, err
		}
		for _, f := range fields {
			err := taken(path+".name", f.Name)
			if err != nil {
				return nil, err
			}
			extra = append(extra, f)
		}
	}
	return extra, nil
}

// step compiles one step and returns the names it adds: NAME_ago_s, NAME_duration_s or NAME_amount_fen, NAME_peer.
func (l *loader) step(d *ruletext.Document, path string, raw *rawStep, s *Scenario) ([]*Field, error) {
	st := Step{Scenario: len(l.set.Scenarios), Place: len(s.Steps), Name: raw.Name, By: s.By, Before: -1}
	if st.Place > 0 {
		st.Before = s.Steps[st.Place-1]
	}
	var err error
	st.Of, err = kinds(d, path+".of", raw.Of)
	if err != nil {
		return nil, err
	}
	st.Where, err = l.condition(d, path+".where", raw.Where, st.Of)
	if err != nil {
		return nil, err
	}
	within, ok := units.Span(raw.Within)
	if !ok || within < MinSpan || within > MaxSpan {
		return nil, d.Wrong(path+".within", "the span is a number with s, m, h or d, from 10s to 90d")
	}
	st.Within = within
	l.set.Longest = max(l.set.Longest, within*MaxSteps)
	i := len(l.set.Steps)
	l.set.Steps = append(l.set.Steps, st)
	s.Steps = append(s.Steps, i)
	return stepFields(raw.Name, i, st.Of), nil
}

func stepFields(name string, i int, of Kinds) []*Field {
	out := []*Field{
		{Name: name + "_ago_s", Type: Int, Unit: Seconds, intOf: func(f *Frame) int64 {
			m, ok := f.Mem.Step(i)
			if !ok {
				return Never
			}
			return max(0, int64(End(f.S)-m.At)/1_000_000)
		}},
		{Name: name + "_peer", Type: String, Unit: Phone, strOf: func(f *Frame) string {
			m, _ := f.Mem.Step(i)
			return packed.UnpackPhone(m.Peer)
		}},
	}
	value := func(f *Frame) int64 {
		m, _ := f.Mem.Step(i)
		return m.Value
	}
	if of.Has(signal.Transfer) || of.Has(signal.Report) {
		return append(out, &Field{Name: name + "_amount_fen", Type: Int, Unit: Fen, intOf: value})
	}
	return append(out, &Field{Name: name + "_duration_s", Type: Int, Unit: Seconds, intOf: value})
}

// absence compiles the answer that is waited for.
func (l *loader) absence(d *ruletext.Document, raw *rawAbsent, s *Scenario) error {
	if raw == nil {
		return nil
	}
	a := &Absence{Late: DefaultLate}
	var err error
	a.Of, err = kinds(d, "$.absent.of", raw.Of)
	if err != nil {
		return err
	}
	a.Where, err = l.condition(d, "$.absent.where", raw.Where, a.Of)
	if err != nil {
		return err
	}
	var ok bool
	a.Within, ok = units.Span(raw.Within)
	if !ok || a.Within < MinSpan || a.Within > MaxWait {
		return d.Wrong("$.absent.within", "the time to wait is a number with s, m, h or d, from 10s to 7d")
	}
	if raw.Late != "" {
		a.Late, ok = units.Span(raw.Late)
		if !ok || a.Late > when.Day {
			return d.Wrong("$.absent.late", "how late an answer may arrive is a number with s, m, h or d, at most 1d")
		}
	}
	l.set.Longest = max(l.set.Longest, a.Within+a.Late)
	s.Absent = a
	return nil
}

// condition compiles the condition of a window or step; empty means all.
func (l *loader) condition(d *ruletext.Document, path, text string, of Kinds) (*Cond, error) {
	if strings.TrimSpace(text) == "" {
		return nil, nil
	}
	c, err := l.lang.compile(text, nil)
	if err != nil {
		return nil, d.Inside(path, err)
	}
	return c, l.note(d, path, c, of)
}

// note checks that each field of a condition is carried by one of the kinds and remembers which pairs are asked for.
func (l *loader) note(d *ruletext.Document, path string, c *Cond, of Kinds) error {
	for _, name := range c.Uses {
		f := fieldByName[name]
		if f == nil {
			continue
		}
		err := carried(d, path, f, of)
		if err != nil {
			return err
		}
		l.needs.field(name)
	}
	return nil
}

func carried(d *ruletext.Document, path string, f *Field, of Kinds) error {
	if len(f.On) == 0 {
		return nil
	}
	var on []string
	for _, k := range f.On {
		if of.Has(k) {
			return nil
		}
		on = append(on, k.String())
	}
	return d.Wrong(path, fmt.Sprintf("%s is carried by %s only, not by %s", f.Name, strings.Join(on, ", "), strings.Join(of.Names(), ", ")))
}

// meaning compiles the condition and the reason.
func (l *loader) meaning(d *ruletext.Document, raw *rawScenario, s *Scenario, extra []*Field) error {
	var err error
	s.Where, err = l.lang.compile(strings.TrimRight(raw.Where, "\n"), extra)
	if err != nil {
		return d.Inside("$.where", err)
	}
	err = l.note(d, "$.where", s.Where, s.On)
	if err != nil {
		return err
	}
	s.reasonZH, s.reasonEN, err = l.sentences(d, "$.reason", raw.Reason, s)
	if err != nil {
		return err
	}
	s.extra = extra
	for _, name := range s.Where.Uses {
		s.shown = append(s.shown, s.Where.vars[name])
	}
	for _, f := range extra {
		if !slices.Contains(s.shown, f) && slices.ContainsFunc(raw.Sequence, func(r rawStep) bool { return strings.HasPrefix(f.Name, r.Name+"_") }) {
			s.shown = append(s.shown, f)
		}
	}
	return nil
}

// sentences cuts a sentence in both languages at its names.
func (l *loader) sentences(d *ruletext.Document, path string, text Text2, s *Scenario) (zh, en template, err error) {
	zh, err = parseTemplate(text.ZH, s.Where.vars)
	if err != nil {
		return zh, en, d.Inside(path+".zh", err)
	}
	en, err = parseTemplate(text.EN, s.Where.vars)
	if err != nil {
		return zh, en, d.Inside(path+".en", err)
	}
	for _, f := range slices.Concat(zh.fields, en.fields) {
		if fieldByName[f.Name] == nil {
			continue
		}
		err = carried(d, path, f, s.On)
		if err != nil {
			return zh, en, err
		}
		l.needs.field(f.Name)
	}
	return zh, en, nil
}

// unused refuses a window that no condition and no reason looks at: it would cost memory for nothing.
func (l *loader) unused(d *ruletext.Document, raw *rawScenario, s *Scenario) error {
	fields := slices.Concat(s.reasonZH.fields, s.reasonEN.fields)
	names := slices.Clone(s.Where.Uses)
	for _, r := range slices.Concat(s.Block, s.Points, s.Bands, s.Override) {
		fields = slices.Concat(fields, r.zh.fields, r.en.fields)
		if r.When != nil {
			names = append(names, r.When.Uses...)
		}
	}
	for i, w := range raw.Windows {
		used := slices.Contains(names, w.Name)
		for _, f := range fields {
			used = used || f.Name == w.Name
		}
		if !used {
			return d.Wrong(fmt.Sprintf("$.windows[%d].name", i), fmt.Sprintf("the window %q is never used", w.Name))
		}
	}
	return nil
}
