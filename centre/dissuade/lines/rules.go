package lines

import (
	"fmt"
	"slices"
	"time"

	"fanzha/base/rulefile"
)

// Spans are the clocks of one level.
type Spans struct {
	Level  string
	First  time.Duration // the first call
	Again  time.Duration // the next try after one that failed
	Follow time.Duration // the next call after one that was answered
	Move   time.Duration // the next line, or reading an answer
	Take   time.Duration // who is asked takes over
	Done   time.Duration // who has taken over answers
	Settle time.Duration // a leader settles
}

// Need is one entry of the checklist: what it counts, and how much of it.
type Need struct {
	Code     string `yaml:"code"`
	NameZH   string `yaml:"zh"`
	NameEN   string `yaml:"en"`
	From     string `yaml:"from"`
	Least    int64  `yaml:"least"`
	NotFound bool   `yaml:"not_found"`
	Refused  bool   `yaml:"refused"`
}

// Outcome is how a try on a line turned out.
type Outcome struct {
	Code   string `yaml:"code"`
	NameZH string `yaml:"zh"`
	NameEN string `yaml:"en"`
	Fails  bool   `yaml:"fails"`
	Ends   bool   `yaml:"ends"`
}

// Name is a code with its names.
type Name struct {
	Code   string `yaml:"code"`
	NameZH string `yaml:"zh"`
	NameEN string `yaml:"en"`
}

// Rules is the parsed rulebook/lines.yaml: local settings, not law.
type Rules struct {
	Version   int
	LabelZH   string
	LabelEN   string
	SourceZH  string
	SourceEN  string
	Levels    map[string]Spans
	Confirm   time.Duration
	LookAgain time.Duration
	Tries     map[Kind]int64
	Ladder    []Kind
	Checklist []Need
	Outcomes  []Outcome
	Carriers  []Name
}

type rulesFile struct {
	Version   int                 `yaml:"version"`
	LabelZH   string              `yaml:"label_zh"`
	LabelEN   string              `yaml:"label_en"`
	SourceZH  string              `yaml:"source_zh"`
	SourceEN  string              `yaml:"source_en"`
	Levels    []map[string]string `yaml:"levels"`
	Confirm   string              `yaml:"confirm"`
	LookAgain string              `yaml:"look_again"`
	Tries     []struct {
		Line Kind  `yaml:"line"`
		Most int64 `yaml:"most"`
	} `yaml:"tries"`
	Ladder    []Kind    `yaml:"ladder"`
	Checklist []Need    `yaml:"checklist"`
	Outcomes  []Outcome `yaml:"outcomes"`
	Carriers  []Name    `yaml:"carriers"`
}

var (
	levels = []string{"urgent", "high", "medium", "low"}
	rungs  = []Kind{Call, Relatives, Station, Bank, Carrier}
	// counted are what a checklist may count: channels of attempts, kinds of lines, and the proof of who we are.
	counted = []string{"call", "sms", "visit", "prove", "relatives", "station", "bank", "carrier", "assist"}
)

// longest bounds every span: a next step further away than a month is none.
const longest = 31 * 24 * time.Hour

func span(name, text string) (time.Duration, error) {
	d, err := time.ParseDuration(text)
	if err != nil {
		return 0, fmt.Errorf("%s: %w", name, err)
	}
	if d < time.Minute || d > longest {
		return 0, fmt.Errorf("%s: %s is out of range", name, d)
	}
	return d, nil
}

// ParseRules reads rulebook/lines.yaml. Each of the four levels has all its spans, every rung of the ladder has a number of tries that
// the retry plan can use, and the checklist counts only what is on record.
func ParseRules(raw []byte) (*Rules, error) {
	var f rulesFile
	err := rulefile.Decode(raw, &f)
	if err != nil {
		return nil, ErrRules.With(err)
	}
	r := &Rules{
		Version: f.Version, LabelZH: f.LabelZH, LabelEN: f.LabelEN, SourceZH: f.SourceZH, SourceEN: f.SourceEN, Levels: map[string]Spans{},
		Tries: map[Kind]int64{}, Ladder: f.Ladder, Checklist: f.Checklist, Outcomes: f.Outcomes, Carriers: f.Carriers,
	}
	for _, step := range []func(*Rules, *rulesFile) error{spans, ladder, checklist, words} {
		err = step(r, &f)
		if err != nil {
			return nil, ErrRules.With(err)
		}
	}
	return r, nil
}

func spans(r *Rules, f *rulesFile) error {
	var err error
	for _, row := range f.Levels {
		s := Spans{Level: row["level"]}
		for name, to := range map[string]*time.Duration{"first": &s.First, "again": &s.Again, "follow": &s.Follow, "move": &s.Move, "take": &s.Take, "done": &s.Done, "settle": &s.Settle} {
			*to, err = span(s.Level+" "+name, row[name])
			if err != nil {
				return err
			}
		}
		_, twice := r.Levels[s.Level]
		if !slices.Contains(levels, s.Level) || twice || len(row) != 8 {
			return fmt.Errorf("level %q: unknown, given twice, or with a span that nobody knows", s.Level)
		}
		r.Levels[s.Level] = s
	}
	if len(r.Levels) != len(levels) {
		return fmt.Errorf("all four levels must be given")
	}
	r.Confirm, err = span("confirm", f.Confirm)
	if err != nil {
		return err
	}
	r.LookAgain, err = span("look_again", f.LookAgain)
	return err
}

func ladder(r *Rules, f *rulesFile) error {
	for _, t := range f.Tries {
		if !slices.Contains(rungs, t.Line) || t.Most < 1 || t.Most > 100 || r.Tries[t.Line] != 0 {
			return fmt.Errorf("tries of %q: unknown line, given twice, or not between 1 and 100", t.Line)
		}
		r.Tries[t.Line] = t.Most
	}
	for i, k := range f.Ladder {
		if !slices.Contains(rungs, k) || slices.Contains(f.Ladder[:i], k) {
			return fmt.Errorf("ladder: %q is unknown or stands twice", k)
		}
	}
	if len(f.Ladder) == 0 || f.Ladder[0] != Call || r.Tries[Call] == 0 {
		return fmt.Errorf("the ladder begins with calls, and says how many")
	}
	return nil
}

func checklist(r *Rules, _ *rulesFile) error {
	var notFound, refused bool
	for _, n := range r.Checklist {
		if n.Code == "" || n.NameZH == "" || n.NameEN == "" || n.Least < 1 || n.Least > 100 || !slices.Contains(counted, n.From) {
			return fmt.Errorf("checklist %q: a code, two names, what it counts, and between 1 and 100 of it", n.Code)
		}
		notFound, refused = notFound || n.NotFound, refused || n.Refused
	}
	if !notFound || !refused {
		return fmt.Errorf("nothing must be tried before a person is given up")
	}
	return nil
}

func words(r *Rules, _ *rulesFile) error {
	if r.Version < 1 || r.LabelZH == "" || r.LabelEN == "" || r.SourceZH == "" || r.SourceEN == "" {
		return fmt.Errorf("version, labels and sources must be given")
	}
	seen := map[string]bool{}
	for _, o := range r.Outcomes {
		if o.Code == "" || o.NameZH == "" || o.NameEN == "" || seen[o.Code] || o.Fails && o.Ends {
			return fmt.Errorf("outcome %q: codes are unique and have two names", o.Code)
		}
		seen[o.Code] = true
	}
	if len(r.Outcomes) == 0 {
		return fmt.Errorf("a try has no outcome")
	}
	for i, c := range r.Carriers {
		if c.Code == "" || c.NameZH == "" || c.NameEN == "" || slices.ContainsFunc(r.Carriers[:i], func(o Name) bool { return o.Code == c.Code }) {
			return fmt.Errorf("carrier %q: codes are unique and have two names", c.Code)
		}
	}
	return nil
}

// of returns the spans of a level; a level that nobody knows is treated as low.
func (r *Rules) of(level string) Spans {
	s, ok := r.Levels[level]
	if !ok {
		s = r.Levels["low"]
	}
	return s
}

func (r *Rules) outcome(code string) (Outcome, bool) {
	i := slices.IndexFunc(r.Outcomes, func(o Outcome) bool { return o.Code == code })
	if i < 0 {
		return Outcome{}, false
	}
	return r.Outcomes[i], true
}

func (r *Rules) carrier(code string) bool {
	return slices.ContainsFunc(r.Carriers, func(c Name) bool { return c.Code == code })
}
