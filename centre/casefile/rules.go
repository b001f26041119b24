package casefile

import (
	"fmt"
	"regexp"
	"strings"

	"fanzha/base/rulefile"
	"fanzha/rulebook"
	"fanzha/term/fraud"
)

// Whole is a number without a fraction.
type Whole = rulefile.Whole

// Word is a code with its two texts and the other spellings under which files bring it.
type Word struct {
	Code   string   `yaml:"code"`
	ZH     string   `yaml:"zh"`
	EN     string   `yaml:"en"`
	Also   []string `yaml:"also"`
	Fen    bool     `yaml:"fen"`       // of exhibits: has an amount
	Issuer string   `yaml:"issuer"`    // of cards: bank or carrier
	From   Whole    `yaml:"from"`      // of age bands, years
	Yuan   Whole    `yaml:"from_yuan"` // of amount bands
}

// Column is a column of a file.
type Column struct {
	Field string   `yaml:"field"`
	ZH    string   `yaml:"zh"`
	Also  []string `yaml:"also"`
	Need  bool     `yaml:"need"`
}

// Rules are the words of the register: rulebook/casefile.yaml.
type Rules struct {
	Version      Whole    `yaml:"version"`
	Pattern      string   `yaml:"number_pattern"`
	Scopes       []Word   `yaml:"scopes"`
	Tracks       []Word   `yaml:"tracks"`
	Supervision  []Word   `yaml:"supervision"`
	Measures     []Word   `yaml:"measures"`
	Roles        []Word   `yaml:"roles"`
	Fugitives    []Word   `yaml:"fugitives"`
	Exhibits     []Word   `yaml:"exhibits"`
	Cards        []Word   `yaml:"cards"`
	Checks       []Word   `yaml:"checks"`
	Money        []Word   `yaml:"money"`
	Victims      []Word   `yaml:"victims"`
	Sexes        []Word   `yaml:"sexes"`
	Occupations  []Word   `yaml:"occupations"`
	AmountBands  []Word   `yaml:"amount_bands"`
	LargeYuan    Whole    `yaml:"large_yuan"`
	AgeBands     []Word   `yaml:"age_bands"`
	Campaigns    []Word   `yaml:"campaigns"`
	Frauds       []Word   `yaml:"frauds"`
	Columns      []Column `yaml:"columns"`
	numberFormed *regexp.Regexp
}

// Load reads the shipped rules.
func Load() (Rules, error) {
	raw, err := rulebook.FS.ReadFile("casefile.yaml")
	if err != nil {
		return Rules{}, ErrRules.With(err)
	}
	return ParseRules(raw)
}

// ParseRules reads a rules file, and refuses one that leaves a decision without words.
func ParseRules(raw []byte) (Rules, error) {
	var r Rules
	err := rulefile.Decode(raw, &r)
	if err == nil {
		err = r.check()
	}
	if err != nil {
		return Rules{}, ErrRules.With(err)
	}
	return r, nil
}

func (r *Rules) check() error {
	var err error
	r.numberFormed, err = regexp.Compile(r.Pattern)
	if err != nil || r.Pattern == "" {
		return fmt.Errorf("number_pattern: %w", err)
	}
	for i, w := range r.Frauds {
		for _, e := range fraud.All {
			if string(e.Code) == w.Code {
				r.Frauds[i].ZH, r.Frauds[i].EN = e.NameZH, e.NameEN
			}
		}
	}
	if len(r.Frauds) != len(fraud.All) {
		return fmt.Errorf("frauds: every type of the dictionary once")
	}
	for name, list := range r.Books() {
		seen := map[string]string{}
		for _, w := range list {
			if w.Code == "" || w.ZH == "" || w.EN == "" || len(w.Code) > wordMax {
				return fmt.Errorf("%s %q: code and two texts", name, w.Code)
			}
			for _, one := range append([]string{w.Code, w.ZH}, w.Also...) {
				key := bare(one)
				if seen[key] != "" && seen[key] != w.Code {
					return fmt.Errorf("%s: %q means two things", name, one)
				}
				seen[key] = w.Code
			}
		}
		if len(list) == 0 {
			return fmt.Errorf("%s is empty", name)
		}
	}
	for _, bands := range [][]Word{r.AmountBands, r.AgeBands} {
		for i, w := range bands {
			if i == 0 && w.Yuan+w.From != 0 || i > 0 && w.Yuan+w.From <= bands[i-1].Yuan+bands[i-1].From {
				return fmt.Errorf("bands begin at 0 and rise: %q", w.Code)
			}
		}
	}
	if r.LargeYuan <= 0 || len(r.Columns) == 0 {
		return fmt.Errorf("large_yuan and columns are needed")
	}
	return nil
}

// Books are the dictionaries by name, for forms and lists.
func (r *Rules) Books() map[string][]Word {
	return map[string][]Word{
		"scopes": r.Scopes, "tracks": r.Tracks, "supervision": r.Supervision, "measures": r.Measures, "roles": r.Roles, "fugitives": r.Fugitives,
		"exhibits": r.Exhibits, "cards": r.Cards, "checks": r.Checks, "money": r.Money, "victims": r.Victims, "sexes": r.Sexes,
		"occupations": r.Occupations, "amount_bands": r.AmountBands, "age_bands": r.AgeBands, "campaigns": r.Campaigns, "frauds": r.Frauds,
	}
}

// known says whether a code is in a dictionary.
func known(list []Word, code string) bool {
	for _, w := range list {
		if w.Code == code {
			return true
		}
	}
	return false
}

// bare takes quotes, spaces and case off a word, so that “断卡” and 断卡 are one.
func bare(s string) string {
	return strings.ToLower(strings.Map(func(r rune) rune {
		if strings.ContainsRune(" 　\t“”\"'‘’「」", r) {
			return -1
		}
		return r
	}, s))
}

// find turns what a file or a person wrote into a code.
func find(list []Word, text string) (string, bool) {
	text = bare(text)
	for _, w := range list {
		if bare(w.Code) == text || bare(w.ZH) == text {
			return w.Code, true
		}
		for _, a := range w.Also {
			if bare(a) == text {
				return w.Code, true
			}
		}
	}
	return "", false
}

// WordOf is the Chinese word of a code; the code where it has none.
func WordOf(list []Word, code string) string {
	for _, w := range list {
		if w.Code == code {
			return w.ZH
		}
	}
	return code
}

// band is the band that a value lies in, by the edges of the dictionary.
func band(bands []Word, value int64, edge func(Word) int64) string {
	code := ""
	for _, w := range bands {
		if value >= edge(w) {
			code = w.Code
		}
	}
	return code
}

// AmountBand is the band of a loss in fen.
func (r *Rules) AmountBand(fen int64) string {
	return band(r.AmountBands, fen, func(w Word) int64 { return int64(w.Yuan) * 100 })
}

// AgeBand is the band of an age in years; empty when it is not known.
func (r *Rules) AgeBand(age int) string {
	if age < 0 {
		return ""
	}
	return band(r.AgeBands, int64(age), func(w Word) int64 { return int64(w.From) })
}
