package scenario

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io/fs"
	"path"
	"regexp"
	"slices"
	"strings"

	"fanzha/centre/signal"
	"fanzha/term/fault"
	"fanzha/term/fraud"
	"fanzha/term/when"
)

// Bounds of a scenario and of a set.
const (
	MaxScenarios = 500
	MaxWindows   = 16 // of one scenario
	MaxSteps     = 4
	MinSpan      = 10 * when.Second
	MaxSpan      = 90 * when.Day
	MaxQuiet     = 30 * when.Day
	MaxReason    = 400 // bytes of a sentence's template
)

// DefaultQuiet is how long a scenario stays silent for the same person after a hit when the file does not say.
const DefaultQuiet = when.Hour

// Load reads "*.yaml" (scenarios) and "lists/*.yaml" of every folder in order; a later folder replaces scenarios and lists of the
// same code or name. A nil folder is skipped. The first mistake is returned as a fault with file, line, column and reason.
func Load(folders ...fs.FS) (*Set, error) {
	l := &loader{lists: newLists(), files: map[string]*sourceFile{}}
	for _, dir := range folders {
		if dir == nil {
			continue
		}
		err := l.readLists(dir)
		if err != nil {
			return nil, err
		}
		err = l.readScenarios(dir)
		if err != nil {
			return nil, err
		}
	}
	return l.build()
}

type sourceFile struct {
	doc  *document
	raw  rawScenario
	hash string
}

type loader struct {
	lists *Lists
	files map[string]*sourceFile // by code
	sum   []string               // what goes into the set's hash
	lang  *language
	set   *Set
	named map[string]int // window definition → index
}

func (l *loader) readLists(dir fs.FS) error {
	names, err := fs.Glob(dir, "lists/*.yaml")
	if err != nil {
		return fmt.Errorf("scenario: look for lists: %w", err)
	}
	for _, name := range names {
		data, err := fs.ReadFile(dir, name)
		if err != nil {
			return fmt.Errorf("scenario: read %s: %w", name, err)
		}
		d, err := parse(name, data)
		if err != nil {
			return err
		}
		var raw rawList
		err = d.decode(&raw)
		if err != nil {
			return err
		}
		switch {
		case raw.Name != strings.TrimSuffix(path.Base(name), ".yaml"):
			return d.wrong("$.name", fmt.Sprintf("the list must be called like its file, %q", strings.TrimSuffix(path.Base(name), ".yaml")))
		case raw.Basis == "":
			return d.wrong("$", "basis is missing: say where the values come from")
		}
		l.lists.put(raw.Name, raw.Values)
		l.sum = append(l.sum, "list "+raw.Name+" "+digest(data))
	}
	return nil
}

func digest(data []byte) string {
	h := sha256.Sum256(data)
	return hex.EncodeToString(h[:16])
}

func (l *loader) readScenarios(dir fs.FS) error {
	names, err := fs.Glob(dir, "*.yaml")
	if err != nil {
		return fmt.Errorf("scenario: look for scenarios: %w", err)
	}
	here := map[string]string{}
	for _, name := range names {
		data, err := fs.ReadFile(dir, name)
		if err != nil {
			return fmt.Errorf("scenario: read %s: %w", name, err)
		}
		d, err := parse(name, data)
		if err != nil {
			return err
		}
		f := &sourceFile{doc: d, hash: digest(data)}
		err = d.decode(&f.raw)
		if err != nil {
			return err
		}
		code := f.raw.Code
		if other := here[code]; other != "" {
			return d.wrong("$.code", fmt.Sprintf("%q is already the code of %s", code, other))
		}
		here[code] = name
		l.files[code] = f
		if f.raw.Disabled {
			delete(l.files, code)
		}
	}
	return nil
}

func (l *loader) build() (*Set, error) {
	if len(l.files) > MaxScenarios {
		return nil, fault.New(ErrFile.Kind, ErrFile.Code, "file", "", "line", 0, "column", 0, "why", fmt.Sprintf("more than %d scenarios", MaxScenarios))
	}
	var err error
	l.lang, err = newLanguage(l.lists)
	if err != nil {
		return nil, err
	}
	l.set = &Set{Lists: l.lists, Longest: MaxSight}
	l.named = map[string]int{}
	codes := make([]string, 0, len(l.files))
	for c := range l.files {
		codes = append(codes, c)
	}
	slices.Sort(codes)
	for _, c := range codes {
		s, err := l.scenario(l.files[c])
		if err != nil {
			return nil, err
		}
		l.set.Scenarios = append(l.set.Scenarios, s)
		l.sum = append(l.sum, "scenario "+c+" "+s.Hash)
	}
	l.set.Hash = digest([]byte(strings.Join(l.sum, "\n")))
	return l.set, nil
}

var codeShape = regexp.MustCompile(`^[a-z][a-z0-9_]{2,47}$`)

// scenario checks and compiles one file.
func (l *loader) scenario(f *sourceFile) (*Scenario, error) {
	raw, d := &f.raw, f.doc
	s := &Scenario{
		Code: raw.Code, Version: raw.Version, Hash: f.hash, Origin: d.name, Name: raw.Name, Fraud: raw.Fraud, Family: raw.Family,
		Level: raw.Level, Score: raw.Score, Basis: strings.TrimSpace(raw.Basis), Reason: raw.Reason,
		Positive: raw.Examples.Positive, Negative: raw.Examples.Negative,
	}
	err := checkHead(d, raw)
	if err != nil {
		return nil, err
	}
	s.On, err = kinds(d, "$.on", raw.On)
	if err != nil {
		return nil, err
	}
	s.By, err = word(d, "$.by", raw.By, byNames[:])
	if err != nil {
		return nil, err
	}
	s.Quiet, err = quiet(d, raw.Quiet)
	if err != nil {
		return nil, err
	}
	extra, err := l.memory(d, raw, s)
	if err != nil {
		return nil, err
	}
	err = l.meaning(d, raw, s, extra)
	if err != nil {
		return nil, err
	}
	return s, nil
}

func checkHead(d *document, raw *rawScenario) error {
	frauds := []string{FromText, FromReport, FromSighting}
	for _, e := range fraud.All {
		frauds = append(frauds, string(e.Code))
	}
	checks := []struct {
		bad       bool
		path, why string
	}{
		{!codeShape.MatchString(raw.Code), "$.code", "the code is 3 to 48 letters a-z, digits and _"},
		{raw.Version < 1, "$.version", "the version is a number from 1; raise it with every change of meaning"},
		{raw.Name.ZH == "" || raw.Name.EN == "", "$.name", "the name is needed in both languages, zh and en"},
		{!slices.Contains(frauds, raw.Fraud), "$.fraud", fmt.Sprintf("%q is no fraud type%s", raw.Fraud, didYouMean(raw.Fraud, frauds))},
		{raw.Family != "fund" && raw.Family != "contact", "$.family", "the family is fund (资金预警) or contact (信息预警)"},
		{!slices.Contains([]string{"urgent", "high", "medium", "low"}, raw.Level), "$.level", "the level is urgent, high, medium or low"},
		{raw.Score < 0 || raw.Score > 100, "$.score", "the score is 0 to 100"},
		{len(raw.Basis) < 10, "$.basis", "say in a sentence what the scenario rests on"},
		{len(raw.Windows) > MaxWindows, "$.windows", fmt.Sprintf("at most %d windows", MaxWindows)},
		{len(raw.Sequence) > MaxSteps, "$.sequence", fmt.Sprintf("at most %d steps", MaxSteps)},
		{strings.TrimSpace(raw.Where) == "", "$.where", "the condition is missing"},
		{raw.Reason.ZH == "" || raw.Reason.EN == "", "$.reason", "the reason is needed in both languages, zh and en"},
		{max(len(raw.Reason.ZH), len(raw.Reason.EN)) > MaxReason, "$.reason", fmt.Sprintf("a reason is at most %d bytes", MaxReason)},
		{len(raw.Examples.Positive) == 0, "$.examples", "at least one positive example is needed"},
		{len(raw.Examples.Negative) == 0, "$.examples", "at least one negative example is needed"},
	}
	for _, c := range checks {
		if c.bad {
			return d.wrong(c.path, c.why)
		}
	}
	return nil
}

// kinds reads a list of kinds. Sightings have no person and reach every partition, so nothing is computed on them.
func kinds(d *document, path string, names []string) (Kinds, error) {
	var k Kinds
	if len(names) == 0 {
		return 0, d.wrong(path, "name at least one kind: call, message, visit, transfer, report")
	}
	all := []string{"call", "message", "visit", "transfer", "report"}
	for i, n := range names {
		kind, ok := signal.KindOf(n)
		if !ok || kind == signal.Sighting {
			return 0, d.wrong(fmt.Sprintf("%s[%d]", path, i), fmt.Sprintf("%q is no kind that can be looked at%s", n, didYouMean(n, all)))
		}
		k |= 1 << kind
	}
	return k, nil
}

func word(d *document, path, name string, names []string) (By, error) {
	if name == "" {
		return 0, nil
	}
	i := slices.Index(names, name)
	if i < 0 {
		return 0, d.wrong(path, fmt.Sprintf("%q is none of %s%s", name, strings.Join(names, ", "), didYouMean(name, names)))
	}
	return By(i), nil
}

func quiet(d *document, text string) (when.Micros, error) {
	switch text {
	case "":
		return DefaultQuiet, nil
	case "none":
		return 0, nil
	}
	q, ok := span(text)
	if !ok || q > MaxQuiet {
		return 0, d.wrong("$.quiet", `the quiet time is none or a number with s, m, h or d, at most 30d`)
	}
	return q, nil
}
