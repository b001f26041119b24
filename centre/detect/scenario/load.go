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

	"fanzha/centre/detect/lists"
	"fanzha/centre/detect/ruletext"
	"fanzha/centre/detect/suppress"
	"fanzha/centre/detect/units"
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
	MaxWait      = 7 * when.Day // of an absence: who waits longer has no warning to give
	MaxReason    = 400          // bytes of a sentence's template
)

// DefaultQuiet is how long a scenario stays silent for the same person after a hit when the file does not say.
const DefaultQuiet = when.Hour

// Load reads "*.yaml" (scenarios) and "lists/*.yaml" of every folder in order; a later folder replaces scenarios and lists of the
// same code or name. A nil folder is skipped. The first mistake is returned as a fault with file, line, column and reason.
func Load(folders ...fs.FS) (*Set, error) {
	l := &loader{lists: lists.New(), files: map[string]*sourceFile{}}
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
	doc  *ruletext.Document
	raw  rawScenario
	hash string
}

type loader struct {
	lists *Lists
	files map[string]*sourceFile // by code
	sum   []string               // what goes into the set's hash
	lang  *language
	set   *Set
	needs *Needs         // of the scenario that is read
	named map[string]int // window definition → index

	off    []string // codes that are switched off: a suppression may still name them
	hushed []hushed
}

// The files beside the scenarios that are none: who is not warned of, why and until when. A centre's own folder has the first, its records
// the second, in which an entry may outlive its scenario.
const (
	SuppressFile = "suppress.yaml"
	SuppressKept = "suppress.kept.yaml"
)

// hushed is a file of suppressions and what it says.
type hushed struct {
	doc  *ruletext.Document
	list *suppress.List
}

// suppressions reads a file of them. All that are read count together.
func (l *loader) suppressions(d *ruletext.Document, data []byte) error {
	list, err := suppress.Read(d)
	l.hushed = append(l.hushed, hushed{d, list})
	l.sum = append(l.sum, "suppress "+digest(data))
	return err
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
		d, err := ruletext.Parse(name, data)
		if err != nil {
			return err
		}
		var raw rawList
		err = d.Decode(&raw, keys)
		if err != nil {
			return err
		}
		switch {
		case raw.Name != strings.TrimSuffix(path.Base(name), ".yaml"):
			return d.Wrong("$.name", fmt.Sprintf("the list must be called like its file, %q", strings.TrimSuffix(path.Base(name), ".yaml")))
		case raw.Basis == "":
			return d.Wrong("$", "basis is missing: say where the values come from")
		}
		l.lists.Put(raw.Name, raw.Values)
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
		d, err := ruletext.Parse(name, data)
		if err != nil {
			return err
		}
		if name == SuppressFile || name == SuppressKept {
			err = l.suppressions(d, data)
			if err != nil {
				return err
			}
			continue
		}
		f := &sourceFile{doc: d, hash: digest(data)}
		err = d.Decode(&f.raw, keys)
		if err != nil {
			return err
		}
		code := f.raw.Code
		if other := here[code]; other != "" {
			return d.Wrong("$.code", fmt.Sprintf("%q is already the code of %s", code, other))
		}
		here[code] = name
		l.files[code] = f
		if f.raw.Disabled {
			delete(l.files, code)
			l.off = append(l.off, code)
		}
	}
	return nil
}

func (l *loader) build() (*Set, error) {
	if len(l.files) > MaxScenarios {
		why := fmt.Sprintf("more than %d scenarios", MaxScenarios)
		zh, _ := ruletext.Chinese(why)
		return nil, fault.New(ErrFile.Kind, ErrFile.Code, "file", "", "line", 0, "column", 0, "why", why, "why_zh", zh, "why_en", why)
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
	for _, h := range l.hushed {
		if h.doc.Name == SuppressFile {
			err = h.list.Known(h.doc, append(codes, l.off...))
			if err != nil {
				return nil, err
			}
		}
		l.set.Suppress = suppress.Join(l.set.Suppress, h.list)
	}
	l.set.Hash = digest([]byte(strings.Join(l.sum, "\n")))
	return l.set, nil
}

var codeShape = regexp.MustCompile(`^[a-z][a-z0-9_]{2,47}$`)

// scenario checks and compiles one file.
func (l *loader) scenario(f *sourceFile) (*Scenario, error) {
	raw, d := &f.raw, f.doc
	s := &Scenario{
		Code: raw.Code, Version: raw.Version, Hash: f.hash, Origin: d.Name, Name: raw.Name, Fraud: raw.Fraud, Family: raw.Family,
		Level: raw.Level, Score: raw.Score, Basis: strings.TrimSpace(raw.Basis), Reason: raw.Reason,
		Positive: raw.Examples.Positive, Negative: raw.Examples.Negative,
	}
	l.needs = &s.Needs
	err := checkHead(d, raw)
	if err != nil {
		return nil, err
	}
	s.On, err = kinds(d, "$.on", raw.On)
	if err != nil {
		return nil, err
	}
	s.By, err = l.keysOf(d, "$.by", raw.By)
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
	err = l.absence(d, raw.Absent, s)
	if err != nil {
		return nil, err
	}
	err = l.verdicts(d, raw, s)
	if err != nil {
		return nil, err
	}
	err = l.unused(d, raw, s)
	if err != nil {
		return nil, err
	}
	return s, nil
}

func checkHead(d *ruletext.Document, raw *rawScenario) error {
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
		{!slices.Contains(frauds, raw.Fraud), "$.fraud", fmt.Sprintf("%q is no fraud type%s", raw.Fraud, ruletext.DidYouMean(raw.Fraud, frauds))},
		{raw.Family != "fund" && raw.Family != "contact", "$.family", "the family is fund (资金预警) or contact (信息预警)"},
		{!slices.Contains(levels, raw.Level), "$.level", "the level is urgent, high, medium or low"},
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
			return d.Wrong(c.path, c.why)
		}
	}
	return nil
}

// kinds reads a list of kinds. Sightings have no person and reach every partition, so nothing is computed on them.
func kinds(d *ruletext.Document, path string, names []string) (Kinds, error) {
	var k Kinds
	if len(names) == 0 {
		return 0, d.Wrong(path, "name at least one kind: call, message, visit, transfer, report")
	}
	all := []string{"call", "message", "visit", "transfer", "report"}
	for i, n := range names {
		kind, ok := signal.KindOf(n)
		if !ok || kind == signal.Sighting {
			return 0, d.Wrong(fmt.Sprintf("%s[%d]", path, i), fmt.Sprintf("%q is no kind that can be looked at%s", n, ruletext.DidYouMean(n, all)))
		}
		k |= 1 << kind
	}
	return k, nil
}

// keysOf reads a key or a pair of keys; without a word it is the person.
func (l *loader) keysOf(d *ruletext.Document, path string, words []string) (By, error) {
	var found []By
	for i, name := range words {
		k := slices.Index(byNames[:], name)
		if k < 0 {
			at := path
			if len(words) > 1 {
				at = fmt.Sprintf("%s[%d]", path, i)
			}
			return 0, d.Wrong(at, fmt.Sprintf("%q is none of %s%s", name, strings.Join(byNames[:], ", "), ruletext.DidYouMean(name, byNames[:])))
		}
		found = append(found, By(k))
	}
	switch {
	case len(found) == 0:
		return ByPerson, nil
	case len(found) == 1 && found[0] == ByHour:
		return 0, d.Wrong(path, "hour is only the second key of a pair: by: [person, hour]")
	case len(found) > 2 || len(found) == 2 && found[0] == found[1]:
		return 0, d.Wrong(path, "a window is kept by one key or by a pair of two different ones")
	}
	by := found[0]
	if len(found) == 2 {
		by = pairOf(found[0], found[1])
	}
	l.needs.key(by)
	return by, nil
}

func quiet(d *ruletext.Document, text string) (when.Micros, error) {
	switch text {
	case "":
		return DefaultQuiet, nil
	case "none":
		return 0, nil
	}
	q, ok := units.Span(text)
	if !ok || q > MaxQuiet {
		return 0, d.Wrong("$.quiet", `the quiet time is none or a number with s, m, h or d, at most 30d`)
	}
	return q, nil
}
