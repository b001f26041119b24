package indicator

import (
	"errors"
	"fmt"
	"io/fs"
	"strings"

	"fanzha/base/rulefile"
	"fanzha/centre/stats"
)

// spoken says what the parts of formulas are called: measures, and values of sides by "side=value".
type spoken map[string]Word

// speak names the parts of every formula of the book: by measures.yaml where it has the name, else by the indicator that counts just that.
func (b *Book) speak(from fs.FS) error {
	words := spoken{}
	raw, err := fs.ReadFile(from, "measures.yaml")
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return ErrDictionary.With(err)
	}
	var file struct {
		Version  int                 `yaml:"version"`
		Measures map[string][]string `yaml:"measures"`
		Sides    map[string][]string `yaml:"sides"`
	}
	if err == nil {
		err = rulefile.Decode(raw, &file)
		if err != nil {
			return ErrDictionary.With(fmt.Errorf("measures.yaml: %w", err))
		}
	}
	for _, list := range []map[string][]string{file.Measures, file.Sides} {
		for code, names := range list {
			if len(names) != 2 || !han(names[0]) || names[1] == "" {
				return ErrDictionary.With(fmt.Errorf("measures.yaml: %.60q wants a Chinese and an English name", code))
			}
			words[code] = Word{names[0], names[1]}
		}
	}
	for _, e := range b.entries {
		_, named := words[e.only()]
		if e.only() != "" && !named {
			words[e.only()] = Word{e.ZH, strings.ToLower(e.EN[:1]) + e.EN[1:]}
		}
	}
	for _, e := range b.entries {
		e.words = words
	}
	return nil
}

// only is the measure that an entry counts just as it is; empty where it counts something else.
func (e *Entry) only() string {
	if len(e.Num) != 1 || e.Rate() || e.Quantile > 0 || e.Stock || e.Num[0].Fen || len(e.Num[0].Only) > 0 {
		return ""
	}
	return e.Num[0].Measure
}

// say is a name of a part of a formula; the code itself where it has none.
func (w spoken) say(code, bare string, zh bool) string {
	word, ok := w[code]
	switch {
	case !ok:
		return bare
	case zh:
		return word.ZH
	}
	return word.EN
}

// terms writes addends of a formula for people.
func (e *Entry) terms(list []Term, zh bool) string {
	var out strings.Builder
	for i, t := range list {
		switch {
		case t.Minus:
			out.WriteString(" − ")
		case i > 0:
			out.WriteString(" + ")
		}
		out.WriteString(e.words.say(t.Measure, t.Measure, zh) + e.limits(t, zh))
	}
	return out.String()
}

// limits is what an addend is limited to, in brackets: the amount, and values of sides.
func (e *Entry) limits(t Term, zh bool) string {
	comma, or, open, shut, amount := ", ", " or ", " (", ")", "amount"
	if zh {
		comma, or, open, shut, amount = "，", "、", "（", "）", "金额"
	}
	var parts []string
	for _, o := range t.Only {
		parts = append(parts, strings.Join(e.values(o, zh), or))
	}
	if t.Fen {
		parts = append(parts, amount)
	}
	if len(parts) == 0 {
		return ""
	}
	return open + strings.Join(parts, comma) + shut
}

func (e *Entry) values(o stats.Only, zh bool) []string {
	var out []string
	for _, v := range o.Values {
		out = append(out, e.words.say(o.Dim.String()+"="+v, v, zh))
	}
	return out
}
