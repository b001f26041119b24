package facts

import (
	"strconv"
	"strings"

	"fanzha/centre/stats/phrase"
)

// scales are the scale words in front of a unit.
var scales = []struct {
	word  string
	power int8
}{{"万亿", 12}, {"千万", 7}, {"百万", 6}, {"亿", 8}, {"万", 4}}

// unitOf splits 万条/日 into 4, 条, 日.
func unitOf(printed string) (scale int8, unit, per string) {
	unit, per, _ = strings.Cut(printed, "/")
	unit, _, _ = strings.Cut(unit, "(")
	for _, s := range scales {
		if rest, ok := strings.CutPrefix(unit, s.word); ok && rest != "" {
			return s.power, rest, per
		}
	}
	return 0, unit, per
}

// number is the value of a row as a number; ok is false where the row has none.
func (r Row) number() (n phrase.Number, unit string, ok bool) {
	n.Decimal, ok = phrase.D(r.Value)
	if !ok {
		return n, "", false
	}
	n.Scale, unit, _ = unitOf(r.Unit)
	n.Op = phrase.Op(r.Op)
	n.Word = wordOf(r.Qualifier)
	return n, unit, true
}

// wordOf is the printed qualifier: 均 and 已 before it belong to the sentence, and what stands in brackets is a remark.
func wordOf(qualifier string) string {
	qualifier, _, _ = strings.Cut(qualifier, "(")
	qualifier = strings.TrimPrefix(strings.TrimPrefix(qualifier, "均"), "已")
	return qualifier
}

// valueText renders the value of a row.
func (t *table) valueText(r Row) string {
	switch {
	case r.Stat == "date":
		return t.dateText(r)
	case r.Op == "direction_only" || r.Op == "change_only":
		kind, _, _ := strings.Cut(r.CmpKind, "(")
		return kind + t.changeText(r)
	case r.Stat == "rank":
		return t.rankText(r)
	case r.Op == "list" || r.Stat == "list":
		return listText(r)
	case r.Stat == "identifier":
		return identifierText(r)
	case r.Stat == "frequency":
		return frequencyText(r)
	case r.Op == "several":
		return pick(r, "多"+r.Unit, "一批", "数"+r.Unit, "若干"+r.Unit, "一系列", "多"+"起")
	case r.Op == "qualitative":
		return pick(r, coverage...)
	}
	if text := headline(r); text != "" {
		return text
	}
	return numberText(r)
}

// coverage are the words of how far a duty reaches.
var coverage = []string{"全天候", "全覆盖", "全方位", "常态化", "全时段", "全流程", "24小时"}

// numberText renders a number with its unit: in digits, else in Chinese numerals, without 元, or with the collective 大 (三大运营商).
func numberText(r Row) string {
	n, unit, ok := r.number()
	if !ok {
		return ""
	}
	forms := []string{n.Text(unit)}
	if n.Scale > 0 && unit == "元" {
		forms = append(forms, n.Text(""))
	}
	if n.Places == 0 && n.Scale == 0 && n.M >= 0 && n.M < 10_000 {
		han := n
		han.Han = true
		forms = append(forms, han.Text(unit))
		if unit == "月" {
			forms = append(forms, han.Text("个月"), n.Text("个月"))
		}
		forms = append(forms, han.Text("大"))
		if _, noun, found := strings.Cut(r.Name, "双"); found && n.M == 2 {
			forms = append(forms, "双"+noun)
		}
	}
	return pick(r, forms...)
}

// headline renders a title that holds several figures: the row's is the first.
func headline(r Row) string {
	_, rest, open := strings.Cut(r.Name, "（")
	inner, _, closed := strings.Cut(rest, "）")
	if r.Code != "headline" || !open || !closed {
		return ""
	}
	n, unit, ok := r.number()
	if !ok {
		return ""
	}
	texts := []string{n.Text(unit)}
	for i, f := range phrase.Parse(inner).Figures {
		text := f.Value.Text(f.Unit)
		switch {
		case i == 0 && text != texts[0]:
			return ""
		case i > 0:
			texts = append(texts, text)
		}
	}
	return strings.Join(texts, ";")
}

// identifierText renders what is a name, not a number: “两卡”, 96110, 二十大.
func identifierText(r Row) string {
	if name, ok := quoted(r.Name); ok {
		return name
	}
	var forms []string
	if r.Value != "" {
		forms = append(forms, r.Value+r.Unit)
		n, err := strconv.ParseInt(r.Value, 10, 32)
		if err == nil && n < 10_000 {
			han := phrase.Number{Decimal: phrase.Int(n), Op: phrase.Eq, Han: true}
			forms = append(forms, han.Text("大"), han.Text(""))
		}
		return pick(r, forms...)
	}
	return longestRun(r.Quote)
}

// quoted is the first text of a name in quotation marks.
func quoted(name string) (string, bool) {
	before, rest, ok := strings.Cut(name, "“")
	text, _, closed := strings.Cut(rest, "”")
	return text, ok && closed && text != "" && !strings.Contains(before, "《")
}

// longestRun is the longest run of digits, letters and hyphens.
func longestRun(s string) string {
	best, from := "", -1
	for i, c := range s + " " {
		word := c >= '0' && c <= '9' || c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c == '-'
		switch {
		case word && from < 0:
			from = i
		case !word && from >= 0:
			if i-from > len(best) {
				best = s[from:i]
			}
			from = -1
		}
	}
	return best
}

// listText renders a list: its name (五进), an unsaid number (几类), or its members.
func listText(r Row) string {
	if name, ok := quoted(r.Name); ok {
		return name
	}
	if r.Value == "" {
		return pick(r, "几"+r.Unit, "多"+r.Unit, "数"+r.Unit)
	}
	members := strings.Split(r.Filter, ";")
	usual := strings.Join(members, "、")
	if n := len(members); n > 1 {
		usual = strings.Join(members[:n-1], "、") + "和" + members[n-1]
	}
	quote := phrase.Fold(r.Quote)
	from := strings.Index(quote, members[0])
	if from < 0 {
		return usual
	}
	end := from + len(members[0])
	for _, m := range members[1:] {
		i := strings.Index(quote[end:], m)
		if i < 0 || strings.Trim(quote[end:end+i], "、和及与，, ") != "" {
			return usual
		}
		end += i + len(m)
	}
	return quote[from:end]
}

// each are the words of how often: the unit's period, and the two ways it is printed.
var each = map[string][]string{"日": {"每天", "每日"}, "周": {"每周"}, "月": {"每月"}, "季": {"每季度"}, "年": {"每年"}}

// frequencyText renders 次/月 as 每月, and 次/周;次/月 of 周通报、月排名频次 as 周通报、月排名.
func frequencyText(r Row) string {
	units := strings.Split(r.Unit, ";")
	things := strings.Split(strings.TrimSuffix(r.Name, "频次"), "、")
	named := len(things) == len(units) && len(units) > 1
	var texts []string
	for i, u := range units {
		_, per, _ := strings.Cut(u, "/")
		words := each[per]
		if len(words) == 0 {
			return r.Value + r.Unit
		}
		texts = append(texts, pick(r, words...))
		named = named && strings.HasPrefix(things[min(i, len(things)-1)], per)
	}
	if named {
		return strings.Join(things, "、")
	}
	return strings.Join(texts, "、")
}

// pick is the first form that the quote of the source has, else the first that the name has, else the first.
func pick(r Row, forms ...string) string {
	for _, source := range []string{phrase.Fold(r.Quote), r.Name} {
		for _, f := range forms {
			if occurs(source, f) {
				return f
			}
		}
	}
	return forms[0]
}

// occurs says whether a form stands in a text, not as the end of a longer number.
func occurs(text, form string) bool {
	for from := 0; ; {
		i := strings.Index(text[from:], form)
		if i < 0 || form == "" {
			return false
		}
		i += from
		digit := form[0] >= '0' && form[0] <= '9' && i > 0 && (text[i-1] >= '0' && text[i-1] <= '9' || text[i-1] == '.')
		if !digit {
			return true
		}
		from = i + 1
	}
}
