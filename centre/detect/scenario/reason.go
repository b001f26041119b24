package scenario

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"fanzha/term/fraud"
	"fanzha/term/ident"
)

// template is a sentence with {name} places, cut once.
type template struct {
	parts  []string // text, between the fields
	fields []*Field
}

// parseTemplate cuts "…{name}…"; doubled braces stand for themselves.
func parseTemplate(text string, vars map[string]*Field) (template, error) {
	var t template
	var part strings.Builder
	rest := text
	for {
		i := strings.IndexAny(rest, "{}")
		if i < 0 {
			part.WriteString(rest)
			t.parts = append(t.parts, part.String())
			return t, nil
		}
		part.WriteString(rest[:i])
		if len(rest) > i+1 && rest[i+1] == rest[i] {
			part.WriteByte(rest[i])
			rest = rest[i+2:]
			continue
		}
		end := strings.IndexByte(rest, '}')
		if rest[i] == '}' || end < 0 {
			return t, &problem{1, 1, "a brace without its partner"}
		}
		name := rest[i+1 : end]
		f := vars[name]
		if f == nil || f.Unit == Secret {
			return t, &problem{1, 1, fmt.Sprintf("{%s} is no field, window or step that a reason may show%s", name, didYouMean(name, showable(vars)))}
		}
		t.parts, t.fields = append(t.parts, part.String()), append(t.fields, f)
		part.Reset()
		rest = rest[end+1:]
	}
}

func showable(vars map[string]*Field) []string {
	var out []string
	for n, f := range vars {
		if f.Unit != Secret {
			out = append(out, n)
		}
	}
	slices.Sort(out)
	return out
}

func (t *template) fill(f *Frame, lang Lang) string {
	var b strings.Builder
	for i, field := range t.fields {
		b.WriteString(t.parts[i])
		b.WriteString(field.Show(f, lang))
	}
	b.WriteString(t.parts[len(t.fields)])
	return b.String()
}

// Lang is the language of a sentence.
type Lang uint8

// The languages.
const (
	ZH Lang = iota
	EN
)

// Show is the field's value as an officer reads it: money in 元, spans in minutes, numbers and accounts masked.
func (v *Field) Show(f *Frame, lang Lang) string {
	switch v.Type {
	case Bool:
		return showBool(v.boolOf(f), lang)
	case Int:
		return showInt(v.intOf(f), v.Unit, lang)
	}
	s := v.strOf(f)
	switch v.Unit {
	case Phone:
		return showEmpty(ident.Phone(s).Mask(), lang)
	case Account:
		return showEmpty(ident.Account(s).Mask(), lang)
	case FraudType:
		return FraudName(s, lang)
	case Secret:
		return "***"
	}
	return showEmpty(s, lang)
}

func showEmpty(s string, lang Lang) string {
	if s != "" {
		return s
	}
	if lang == ZH {
		return "不明"
	}
	return "unknown"
}

func showBool(b bool, lang Lang) string {
	switch {
	case lang == ZH && b:
		return "是"
	case lang == ZH:
		return "否"
	case b:
		return "yes"
	}
	return "no"
}

// FraudName is the name of a fraud type in a language, the name of "other" for an unknown code.
func FraudName(code string, lang Lang) string {
	e := fraud.All[len(fraud.All)-1]
	for _, x := range fraud.All {
		if string(x.Code) == code {
			e = x
		}
	}
	if lang == ZH {
		return e.NameZH
	}
	return e.NameEN
}

func showInt(v int64, u Unit, lang Lang) string {
	switch u {
	case Fen:
		return showMoney(v, lang)
	case Seconds:
		return showSpan(v, lang)
	case Permille:
		return strconv.FormatInt((v+5)/10, 10) + "%"
	}
	return strconv.FormatInt(v, 10)
}

// showMoney prints 52,000元 or CNY 52,000, with fen only when there are any.
func showMoney(fen int64, lang Lang) string {
	sign := ""
	if fen < 0 {
		sign, fen = "-", -fen
	}
	s := strconv.FormatInt(fen/100, 10)
	for i := len(s) - 3; i > 0; i -= 3 {
		s = s[:i] + "," + s[i:]
	}
	if fen%100 != 0 {
		s += fmt.Sprintf(".%02d", fen%100)
	}
	if lang == ZH {
		return sign + s + "元"
	}
	return "CNY " + sign + s
}

// showSpan prints a span by its two largest units.
func showSpan(s int64, lang Lang) string {
	if s >= Never {
		if lang == ZH {
			return "从未"
		}
		return "never"
	}
	out := ""
	for i, u := range spanUnits {
		if s < u.s {
			continue
		}
		out = u.show(s/u.s, lang)
		if i+1 < len(spanUnits)-1 && s%u.s >= spanUnits[i+1].s {
			next := spanUnits[i+1]
			if lang == EN {
				out += " "
			}
			out += next.show(s%u.s/next.s, lang)
		}
		return out
	}
	return spanUnits[len(spanUnits)-1].show(0, lang)
}

// spanUnit is a unit of time with its words.
type spanUnit struct {
	s      int64
	zh, en string
}

var spanUnits = [...]spanUnit{{86400, "天", " d"}, {3600, "小时", " h"}, {60, "分钟", " min"}, {1, "秒", " s"}}

func (u spanUnit) show(n int64, lang Lang) string {
	if lang == ZH {
		return strconv.FormatInt(n, 10) + u.zh
	}
	return strconv.FormatInt(n, 10) + u.en
}
