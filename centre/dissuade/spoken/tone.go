package spoken

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"fanzha/base/rulefile"
)

// Tone is the manner that every line keeps (语气规则): rulebook/scripts/tone.yaml.
type Tone struct {
	Longest   map[Reading]int64 `yaml:"longest"`
	LinesMost int64             `yaml:"lines_most"` // of a step
	Words     []wordRule        `yaml:"words"`
	Asks      []askRule         `yaml:"asks"`
	Elder     []elderRule       `yaml:"elder"`
	Shows     []showRule        `yaml:"shows"`
}

// examples are lines that a rule refuses and lines that it lets pass: they are tested when the file is read.
type examples struct {
	Bad  []string `yaml:"bad"`
	Good []string `yaml:"good"`
}

type wordRule struct {
	Code   string   `yaml:"code"`
	Lang   string   `yaml:"lang"`
	ZH     string   `yaml:"zh"`
	EN     string   `yaml:"en"`
	Words  []string `yaml:"words"`
	Except []string `yaml:"except"`
	Tried  examples `yaml:",inline"`
}

type askRule struct {
	Lang    string   `yaml:"lang"`
	ZH      string   `yaml:"zh"`
	EN      string   `yaml:"en"`
	Secrets []string `yaml:"secrets"`
	Guards  []string `yaml:"guards"`
	Except  []string `yaml:"except"`
	ToUs    []string `yaml:"to_us"`
	Tried   examples `yaml:",inline"`
}

type elderRule struct {
	Lang   string   `yaml:"lang"`
	Jargon []string `yaml:"jargon"`
	Family []string `yaml:"family"`
	Tried  examples `yaml:",inline"`
}

type showRule struct {
	Step  Step                `yaml:"step"`
	ZH    string              `yaml:"zh"`
	EN    string              `yaml:"en"`
	Words map[string][]string `yaml:"words"` // by language
}

// Problem is one thing that a text may not say, or lacks.
type Problem struct {
	Step  Step
	Line  int // from 1; 0: the step as a whole
	Found string
	ZH    string
	EN    string
}

// ParseTone reads the rules. It refuses rules whose own examples do not come out as they say.
func ParseTone(raw []byte) (*Tone, error) {
	var file struct {
		Version rulefile.Whole `yaml:"version"`
		LabelZH string         `yaml:"label_zh"`
		LabelEN string         `yaml:"label_en"`
		Source  string         `yaml:"source"`
		Tone    Tone           `yaml:",inline"`
	}
	err := rulefile.Decode(raw, &file)
	switch {
	case err != nil:
		return nil, err
	case file.Version != 1 || file.Source == "" || file.Tone.LinesMost < 1 || file.Tone.LinesMost > 20 || len(file.Tone.Words) == 0 || len(file.Tone.Asks) != 2 || len(file.Tone.Elder) != 2:
		return nil, fmt.Errorf("version, source, bounds or rules are missing")
	}
	for _, r := range Readings {
		if file.Tone.Longest[r] < 1 || file.Tone.Longest[r] > 200 {
			return nil, fmt.Errorf("longest %s: a whole number from 1 to 200 is wanted", r)
		}
	}
	return &file.Tone, file.Tone.prove()
}

// prove tries every rule on its own examples.
func (t *Tone) prove() error {
	try := func(name string, x examples, found func(string) string) error {
		if len(x.Bad) == 0 || len(x.Good) == 0 {
			return fmt.Errorf("rule %s has no examples", name)
		}
		for _, line := range x.Bad {
			if found(line) == "" {
				return fmt.Errorf("rule %s lets this pass: %s", name, line)
			}
		}
		for _, line := range x.Good {
			if f := found(line); f != "" {
				return fmt.Errorf("rule %s finds %q in what is good: %s", name, f, line)
			}
		}
		return nil
	}
	for i := range t.Words {
		err := try(t.Words[i].Code+" "+t.Words[i].Lang, t.Words[i].Tried, t.Words[i].found)
		if err != nil {
			return err
		}
	}
	for i := range t.Asks {
		err := try("asks "+t.Asks[i].Lang, t.Asks[i].Tried, t.Asks[i].found)
		if err != nil {
			return err
		}
	}
	for i := range t.Elder {
		x := &t.Elder[i]
		err := try("elder "+x.Lang, x.Tried, func(s string) string { return firstOf(plain(s), x.Jargon, x.Lang) })
		if err != nil {
			return err
		}
	}
	return nil
}

// plain is a line as it is compared: small letters, without what is said of its parts.
func plain(s string) string { return strings.ToLower(s) }

// firstOf is the first of some words in a text; Latin words count as whole words only.
func firstOf(text string, words []string, lang string) string {
	for _, w := range words {
		if lang == "zh" && strings.Contains(text, w) || lang == "en" && hasWord(text, w) {
			return w
		}
	}
	return ""
}

// hasWord says whether a Latin word or phrase stands in a text by itself, or with a plural s.
func hasWord(text, word string) bool {
	for at := 0; ; {
		i := strings.Index(text[at:], word)
		if i < 0 {
			return false
		}
		from, to := at+i, at+i+len(word)
		after := strings.TrimPrefix(text[to:], "s")
		if !letterAtEnd(text[:from]) && (!letterAtStart(text[to:]) || !letterAtStart(after)) {
			return true
		}
		at = to
	}
}

func letterAtEnd(s string) bool { r, _ := utf8.DecodeLastRuneInString(s); return unicode.IsLetter(r) }

func letterAtStart(s string) bool { r, _ := utf8.DecodeRuneInString(s); return unicode.IsLetter(r) }

func without(s string, parts []string) string {
	for _, p := range parts {
		s = strings.ReplaceAll(s, p, " ")
	}
	return s
}

func (r *wordRule) found(line string) string {
	return firstOf(without(plain(line), r.Except), r.Words, r.Lang)
}

var clauseEnd = regexp.MustCompile(`[，。？！；,.?!;…—]`)

// found looks at each clause by itself: a guard in the clause before does not cover this one.
func (r *askRule) found(line string) string {
	text := without(plain(line), r.Except)
	secret := firstOf(text, r.Secrets, r.Lang)
	if secret == "" {
		return ""
	}
	if to := firstOf(text, r.ToUs, r.Lang); to != "" {
		return to
	}
	for _, clause := range clauseEnd.Split(text, -1) {
		secret = firstOf(clause, r.Secrets, r.Lang)
		if secret != "" && firstOf(clause, r.Guards, r.Lang) == "" {
			return secret
		}
	}
	return ""
}

// Check holds one reading of a script to the manner. What it returns is empty when the text may be spoken.
func (t *Tone) Check(r Reading, words Words) []Problem {
	var out []Problem
	for _, step := range Steps {
		lines := words[step]
		if len(lines) == 0 || int64(len(lines)) > t.LinesMost {
			out = append(out, Problem{Step: step, ZH: fmt.Sprintf("要有1至%d句", t.LinesMost), EN: fmt.Sprintf("1 to %d lines are wanted", t.LinesMost)})
			continue
		}
		for i, line := range lines {
			for _, p := range t.line(r, line) {
				p.Step, p.Line = step, i+1
				out = append(out, p)
			}
		}
		out = append(out, t.whole(r, step, strings.Join(lines, "\n"))...)
	}
	return out
}

// whole is what a step as a whole shows.
func (t *Tone) whole(r Reading, step Step, text string) []Problem {
	var out []Problem
	text = plain(text)
	for _, s := range t.Shows {
		if s.Step == step && !containsAny(text, s.Words[r.Lang()]) {
			out = append(out, Problem{Step: step, ZH: s.ZH, EN: s.EN})
		}
	}
	for _, e := range t.Elder {
		if r.Elder() && e.Lang == r.Lang() && step == Relatives && firstOf(text, e.Family, e.Lang) == "" {
			out = append(out, Problem{Step: step, ZH: "要提到一位家里人", EN: "somebody of the family is named"})
		}
	}
	return out
}

func containsAny(text string, words []string) bool {
	return slices.ContainsFunc(words, func(w string) bool { return strings.Contains(text, w) })
}

// line is what one line may not be.
func (t *Tone) line(r Reading, line string) []Problem {
	p := shape(r, line, t.Longest[r])
	lang := r.Lang()
	for i := range t.Words {
		x := &t.Words[i]
		if f := x.found(line); x.Lang == lang && f != "" {
			p = append(p, Problem{Found: f, ZH: x.ZH + "：“" + f + "”", EN: x.EN + `: "` + f + `"`})
		}
	}
	for i := range t.Asks {
		x := &t.Asks[i]
		if f := x.found(line); x.Lang == lang && f != "" {
			p = append(p, Problem{Found: f, ZH: x.ZH + "：“" + f + "”", EN: x.EN + `: "` + f + `"`})
		}
	}
	for _, e := range t.Elder {
		if f := firstOf(plain(line), e.Jargon, e.Lang); r.Elder() && e.Lang == lang && f != "" {
			p = append(p, Problem{Found: f, ZH: "老年版不用这个词：“" + f + "”", EN: `not a word for the elder reading: "` + f + `"`})
		}
	}
	return p
}

var hole = regexp.MustCompile(`\{[^}]*\}`)

// holes are what a screen fills into a line.
var holes = []string{"{unit}", "{name}", "{number}"}

// shape is how a line is written: one sentence, of its language, not too long, with known holes.
func shape(r Reading, line string, longest int64) []Problem {
	var out []Problem
	bad := func(zh, en string) { out = append(out, Problem{ZH: zh, EN: en}) }
	for _, h := range hole.FindAllString(line, -1) {
		if !slices.Contains(holes, h) {
			bad("不认识的填空："+h, "a hole that nobody fills: "+h)
		}
	}
	text := hole.ReplaceAllString(line, "甲")
	if r.Lang() == "en" {
		text = hole.ReplaceAllString(line, "x")
	}
	if text != strings.TrimSpace(text) || strings.ContainsAny(text, "\n\r\t{}<>@/\\") || !utf8.ValidString(text) {
		bad("一行一句，不带网址、标签和控制字符", "one line, without addresses, tags or control characters")
	}
	ends, n := "。？", int64(utf8.RuneCountInString(text))
	if r.Lang() == "en" {
		ends, n = ".?", int64(len(strings.Fields(text)))
	}
	if n > longest {
		bad(fmt.Sprintf("太长：%d，最多%d", n, longest), fmt.Sprintf("too long: %d of at most %d", n, longest))
	}
	last, size := utf8.DecodeLastRuneInString(text)
	if size == 0 || !strings.ContainsRune(ends, last) || strings.ContainsAny(text[:len(text)-size], ends+"！!") {
		bad("一行只说一句，以句号或问号结尾", "one sentence a line, ending in a full stop or a question mark")
	}
	for _, c := range text {
		if r.Lang() == "zh" && unicode.Is(unicode.Latin, c) || r.Lang() == "en" && unicode.Is(unicode.Han, c) {
			bad("夹了另一种文字", "letters of another script")
			break
		}
	}
	return out
}
