package scenario

import (
	"fmt"
	"slices"
	"strings"

	"fanzha/centre/detect/ruletext"
	"fanzha/centre/detect/units"
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
			return t, &ruletext.Problem{Line: 1, Column: 1, Message: "a brace without its partner"}
		}
		name := rest[i+1 : end]
		f := vars[name]
		if f == nil || f.Unit == Secret {
			return t, &ruletext.Problem{Line: 1, Column: 1, Message: fmt.Sprintf("{%s} is no field, window or step that a reason may show%s", name, ruletext.DidYouMean(name, showable(vars)))}
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

// Show is the field's value as an officer reads it: money in 元, spans in minutes, numbers and accounts masked.
func (v *Field) Show(f *Frame, lang Lang) string {
	switch v.Type {
	case Bool:
		return showBool(v.boolOf(f), lang)
	case Int:
		n := v.intOf(f)
		if v.none && n == Never {
			return showNone(lang)
		}
		return units.Say(n, v.Unit, lang)
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

// showNone is the average, least value or habit of who has no past.
func showNone(lang Lang) string {
	if lang == ZH {
		return "无"
	}
	return "none"
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
