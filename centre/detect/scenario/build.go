package scenario

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

	"fanzha/centre/signal"
	"fanzha/term/when"
)

var nameShape = regexp.MustCompile(`^[a-z][a-z0-9_]{1,39}$`)

// memory compiles windows and steps and returns the names they add to the language.
func (l *loader) memory(d *document, raw *rawScenario, s *Scenario) ([]*Field, error) {
	var extra []*Field
	taken := func(path, name string) error {
		if !nameShape.MatchString(name) {
			return d.wrong(path, "a name is 2 to 40 letters a-z, digits and _")
		}
		for _, f := range extra {
			if f.Name == name {
				return d.wrong(path, fmt.Sprintf("the name %q is used twice", name))
			}
		}
		if fieldByName[name] != nil || name == "never" {
			return d.wrong(path, fmt.Sprintf("%q is already the name of a field", name))
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

// window compiles one window, or finds the same one that another scenario already has.
func (l *loader) window(d *document, path string, raw *rawWindow, s *Scenario) (*Field, error) {
	w := Window{}
	var err error
	w.By, err = word(d, path+".by", raw.By, byNames[:])
	if err != nil {
		return nil, err
	}
	w.Of, err = kinds(d, path+".of", raw.Of)
	if err != nil {
		return nil, err
	}
	w.Where, err = l.condition(d, path+".where", raw.Where, w.Of)
	if err != nil {
		return nil, err
	}
	over, ok := span(raw.Over)
	if !ok || over < MinSpan || over > MaxSpan {
		return nil, d.wrong(path+".over", "the span is a number with s, m, h or d, from 10s to 90d")
	}
	w.Over = over
	unit, err := w.measure(d, path+".measure", raw.Measure)
	if err != nil {
		return nil, err
	}
	s.Windows = append(s.Windows, Named{Name: raw.Name, Over: raw.Over, By: w.By.String(), Of: w.Of.Names(), Where: raw.Where, Measure: raw.Measure})
	l.set.Longest = max(l.set.Longest, over)
	i := l.share(w, raw)
	return &Field{Name: raw.Name, Type: Int, Unit: unit, intOf: func(f *Frame) int64 { return f.Mem.Window(i) }}, nil
}

// share gives equal windows one number; the name does not matter, the condition's text does.
func (l *loader) share(w Window, raw *rawWindow) int {
	key := fmt.Sprintf("%d|%d|%s|%d|%d|%s", w.By, w.Of, strings.Join(strings.Fields(raw.Where), " "), w.Over, w.Measure, w.Field)
	i, ok := l.named[key]
	if !ok {
		i = len(l.set.Windows)
		l.named[key] = i
		l.set.Windows = append(l.set.Windows, w)
	}
	return i
}

var measureShape = regexp.MustCompile(`^([a-z]+)(?:\(([a-z_]+)\))?$`)

// measure reads count, since, sum(amount_fen), distinct(payee_account) … and returns the unit of the number.
func (w *Window) measure(d *document, path, text string) (Unit, error) {
	m := measureShape.FindStringSubmatch(text)
	if m == nil || !slices.Contains(measureNames[:], m[1]) {
		word, _, _ := strings.Cut(text, "(")
		return 0, d.wrong(path, "the measure is count, sum(field), max(field), distinct(field), first, last or since"+didYouMean(word, measureNames[:]))
	}
	w.Measure, w.Field = Measure(slices.Index(measureNames[:], m[1])), m[2]
	needs := w.Measure == Sum || w.Measure == Max || w.Measure == Distinct
	if needs != (m[2] != "") {
		return 0, d.wrong(path, m[1]+map[bool]string{true: " needs a field in brackets", false: " takes no field"}[needs])
	}
	switch w.Measure {
	case Since:
		return Seconds, nil
	case First, Last:
		return Moment, nil
	}
	if !needs {
		return Plain, nil
	}
	want := []string{"amount_fen", "duration_s", "scam_p", "url_points"}
	if w.Measure == Distinct {
		want = []string{"peer", "payee_account", "account", "site", "host", "app", "place", "phone", "channel", "source", "payee_bank"}
	}
	if !slices.Contains(want, w.Field) {
		return 0, d.wrong(path, fmt.Sprintf("%s takes one of %s%s", m[1], strings.Join(want, ", "), didYouMean(w.Field, want)))
	}
	w.value = fieldByName[w.Field]
	err := carried(d, path, w.value, w.Of)
	if err != nil {
		return 0, err
	}
	if w.Measure == Distinct {
		return Plain, nil
	}
	return w.value.Unit, nil
}

// step compiles one step and returns the names it adds: NAME_ago_s, NAME_duration_s or NAME_amount_fen, NAME_peer.
func (l *loader) step(d *document, path string, raw *rawStep, s *Scenario) ([]*Field, error) {
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
	within, ok := span(raw.Within)
	if !ok || within < MinSpan || within > MaxSpan {
		return nil, d.wrong(path+".within", "the span is a number with s, m, h or d, from 10s to 90d")
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
			return UnpackPhone(m.Peer)
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

// condition compiles the condition of a window or step; empty means all.
func (l *loader) condition(d *document, path, text string, of Kinds) (*Cond, error) {
	if strings.TrimSpace(text) == "" {
		return nil, nil
	}
	c, err := l.lang.compile(text, nil)
	if err != nil {
		return nil, d.condition(path, err)
	}
	return c, l.note(d, path, c, of)
}

// note checks that each field of a condition is carried by one of the kinds and remembers which pairs are asked for.
func (l *loader) note(d *document, path string, c *Cond, of Kinds) error {
	for _, name := range c.Uses {
		f := fieldByName[name]
		if f == nil {
			continue
		}
		err := carried(d, path, f, of)
		if err != nil {
			return err
		}
		for p, word := range PairNames {
			if name == "first_seen_"+word {
				l.set.Pairs[p] = true
				l.set.Longest = max(l.set.Longest, MaxSpan)
			}
		}
	}
	return nil
}

func carried(d *document, path string, f *Field, of Kinds) error {
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
	return d.wrong(path, fmt.Sprintf("%s is carried by %s only, not by %s", f.Name, strings.Join(on, ", "), strings.Join(of.Names(), ", ")))
}

// meaning compiles the condition and the reason.
func (l *loader) meaning(d *document, raw *rawScenario, s *Scenario, extra []*Field) error {
	var err error
	s.Where, err = l.lang.compile(strings.TrimRight(raw.Where, "\n"), extra)
	if err != nil {
		return d.condition("$.where", err)
	}
	err = l.note(d, "$.where", s.Where, s.On)
	if err != nil {
		return err
	}
	s.reasonZH, err = parseTemplate(raw.Reason.ZH, s.Where.vars)
	if err != nil {
		return d.condition("$.reason.zh", err)
	}
	s.reasonEN, err = parseTemplate(raw.Reason.EN, s.Where.vars)
	if err != nil {
		return d.condition("$.reason.en", err)
	}
	for _, f := range slices.Concat(s.reasonZH.fields, s.reasonEN.fields) {
		if fieldByName[f.Name] != nil {
			err := carried(d, "$.reason", f, s.On)
			if err != nil {
				return err
			}
		}
	}
	for _, name := range s.Where.Uses {
		s.shown = append(s.shown, s.Where.vars[name])
	}
	for _, f := range extra {
		if !slices.Contains(s.shown, f) && slices.ContainsFunc(raw.Sequence, func(r rawStep) bool { return strings.HasPrefix(f.Name, r.Name+"_") }) {
			s.shown = append(s.shown, f)
		}
	}
	return l.unused(d, raw, s)
}

// unused refuses a window that neither the condition nor the reason looks at: it would cost memory for nothing.
func (l *loader) unused(d *document, raw *rawScenario, s *Scenario) error {
	for i, w := range raw.Windows {
		used := slices.Contains(s.Where.Uses, w.Name)
		for _, f := range slices.Concat(s.reasonZH.fields, s.reasonEN.fields) {
			used = used || f.Name == w.Name
		}
		if !used {
			return d.wrong(fmt.Sprintf("$.windows[%d].name", i), fmt.Sprintf("the window %q is never used", w.Name))
		}
	}
	return nil
}

// PackPhone puts a number into one word: its digits, and whether it has a "+" in the lowest bit; 0 for none or for one of more
// than 18 digits.
func PackPhone(p string) uint64 {
	plus := uint64(0)
	if strings.HasPrefix(p, "+") {
		plus, p = 1, p[1:]
	}
	if len(p) == 0 || len(p) > 18 {
		return 0
	}
	n := uint64(1) // leads, so that leading zeros stay
	for i := range len(p) {
		if p[i] < '0' || p[i] > '9' {
			return 0
		}
		n = n*10 + uint64(p[i]-'0')
	}
	return n<<1 | plus
}

// UnpackPhone is the inverse of PackPhone.
func UnpackPhone(v uint64) string {
	if v == 0 {
		return ""
	}
	s := fmt.Sprint(v >> 1)[1:]
	if v&1 == 1 {
		return "+" + s
	}
	return s
}

// Ended is the longest time after which nothing of the set remembers a signal.
func (s *Set) Ended(at when.Micros) when.Micros { return at - s.Longest }
