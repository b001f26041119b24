package facts

import (
	"slices"
	"strings"
	"time"

	"fanzha/centre/stats/phrase"
)

// rankText renders a rank: 均居全省第一, 全省首个, 前列, 第一大犯罪类型.
func (t *table) rankText(r Row) string {
	place := 0
	if n, _, ok := r.number(); ok {
		place = int(n.M)
	}
	firsts, places := phrase.RankWords()
	for _, f := range phrase.Parse(r.Quote).Figures {
		k := f.Rank
		if k == nil || k.Place != place {
			continue
		}
		switch {
		case strings.HasPrefix(k.Verb, "均"): // said of several: the whole phrase
			return k.Verb + k.Scope + k.Word
		case slices.Contains(firsts, k.Word):
			return k.Scope + k.Word
		}
		return k.Word + k.Thing
	}
	quote := phrase.Fold(r.Quote)
	for _, word := range places {
		p, ok := phrase.Place(word)
		if ok && p.Place == place && strings.Contains(quote, word) {
			return word
		}
	}
	if place > 0 {
		return "第" + phrase.Number{Decimal: phrase.Int(int64(place)), Op: phrase.Eq, Han: place != 2}.Text("")
	}
	return "前列"
}

// change is the comparison of a row.
func (r Row) change() (c phrase.Comparison, ok bool) {
	if r.CmpOp == "" {
		return c, false
	}
	c.Op = phrase.Way(r.CmpOp)
	unit, rest, more := strings.Cut(r.CmpUnit, "(")
	c.Unit, c.Value = unit, phrase.Number{Op: phrase.None}
	kind, base, _ := strings.Cut(r.CmpKind, "(")
	c.Kind = kind
	c.Base = strings.TrimPrefix(strings.TrimSuffix(base, ")"), "比")
	if d, found := phrase.D(r.CmpValue); found {
		c.Value = phrase.Number{Decimal: d, Op: phrase.Eq}
		if more {
			c.Value.Op, c.Value.Word = phrase.GE, strings.TrimSuffix(rest, ")")
		}
	}
	return c, true
}

// changeText renders a comparison without its kind: 上升60.4%, 增长近十倍, 是1月~10月的两倍多.
func (t *table) changeText(r Row) string {
	c, ok := r.change()
	if !ok {
		return ""
	}
	var forms []phrase.Comparison
	for _, verb := range phrase.Verbs(c.Op) {
		for _, value := range values(c) {
			form := c
			form.Value = value
			if verb != "是" && !(c.Unit == "倍" && verb == "上升") {
				form.Verb = verb
			}
			forms = append(forms, form)
		}
	}
	for _, quote := range t.quotes(r) {
		for _, form := range forms {
			if saysChange(quote, form) {
				return text(form)
			}
		}
	}
	return text(forms[0])
}

func text(c phrase.Comparison) string {
	if c.Op == phrase.Times {
		return c.Text()
	}
	return c.Amount()
}

// values are the printings of one amount: with more places, and for multiples in Chinese numerals and with a word of approximation.
func values(c phrase.Comparison) []phrase.Number {
	out := []phrase.Number{c.Value}
	if c.Value.Op == phrase.None {
		return out
	}
	if c.Unit != "倍" {
		for d := c.Value; d.Places < 2; {
			d.M, d.Places = d.M*10, d.Places+1
			out = append(out, d)
		}
		return out
	}
	for _, word := range []string{c.Value.Word, "近", "约", "超", "超过"} {
		for _, han := range []bool{true, false} {
			n := c.Value
			n.Word, n.Han = word, han
			out = append(out, n)
		}
	}
	return out
}

// saysChange says whether a quote prints the comparison so: the verb before the amount, or one verb shared by several amounts.
func saysChange(quote string, c phrase.Comparison) bool {
	if occurs(quote, text(c)) {
		return true
	}
	verb := c.Verb
	return verb != "" && c.Value.Op != phrase.None && strings.Contains(quote, "分别"+verb) && occurs(quote, c.Value.Text(c.Unit))
}

// quotes are the row's quote, then those of its neighbours in the same period: one comparison may be printed once for several facts.
func (t *table) quotes(r Row) []string {
	out := []string{phrase.Fold(r.Quote)}
	const near = 3
	at := t.place[r.ID]
	for i := max(0, at-near); i < min(len(t.rows), at+near+1); i++ {
		other := t.rows[i]
		if i != at && other.Seed == r.Seed && other.From == r.From && other.To == r.To && strings.Contains(other.Quote, "分别") {
			out = append(out, phrase.Fold(other.Quote))
		}
	}
	return out
}

// dateText renders a day, a period or a year of the text itself.
func (t *table) dateText(r Row) string {
	quote := phrase.Fold(r.Quote)
	if i := strings.IndexAny(quote, "?？"); i >= 0 && r.PeriodText == "" {
		for end := len(quote); end > i; end-- {
			_, garbled, ok := phrase.Time(quote[i:end], "")
			if garbled && ok {
				return quote[i:end]
			}
		}
	}
	if r.Value != "" {
		return longest(quote, r.Value+r.Unit, r.Value+r.Unit+"以来", r.Value+r.Unit+"底")
	}
	at, err := time.Parse(time.RFC3339, r.PeriodText)
	if err == nil {
		return longest(quote, at.UTC().Format("Mon, 02 Jan 2006 15:04:05 GMT"), r.PeriodText)
	}
	from, to, several := strings.Cut(r.PeriodText, "/")
	forms := dayForms(from)
	if several {
		forms = rangeForms(from, to)
	}
	return longest(quote, forms...)
}

// dayForms are the printings of a day or a month.
func dayForms(day string) []string {
	at, err := time.Parse("2006-01", day)
	if err == nil {
		month := at.Format("1月")
		forms := []string{at.Format("2006年1月"), month, month + "份"}
		for _, year := range []string{"今年", "去年", ""} {
			for _, m := range []string{month, month + "份"} {
				forms = append(forms, year+m, year+m+"以来", "自"+year+m+"以来")
			}
		}
		return forms
	}
	at, err = time.Parse("2006-01-02", day)
	if err != nil {
		return []string{day}
	}
	forms := []string{at.Format("1月2日"), day, at.Format("2006年1月2日")}
	for _, d := range []string{at.Format("1月2日"), at.Format("2日")} {
		forms = append(forms, d)
		for _, part := range []string{"上午", "下午", "晚", "凌晨"} {
			forms = append(forms, d+part)
		}
	}
	return forms
}

// rangeForms are the printings of a run of months or days.
func rangeForms(from, to string) []string {
	a, errA := time.Parse("2006-01", from)
	b, errB := time.Parse("2006-01", to)
	layout, bare := "1月", "1"
	if errA != nil || errB != nil {
		a, errA = time.Parse("2006-01-02", from)
		b, errB = time.Parse("2006-01-02", to)
		layout, bare = "1月2日", "1月2日"
		if errA != nil || errB != nil {
			return []string{from + "至" + to}
		}
	}
	var forms []string
	for _, year := range []string{"", "今年", "去年", a.Format("2006年")} {
		for _, join := range []string{"至", "—", "-", "到", "~"} {
			forms = append(forms, year+a.Format(bare)+join+b.Format(layout), year+a.Format(layout)+join+b.Format(layout))
		}
	}
	return forms
}

// longest is the longest form that occurs in the quote, else the first.
func longest(quote string, forms ...string) string {
	best := ""
	for _, f := range forms {
		if len(f) > len(best) && occurs(quote, f) {
			best = f
		}
	}
	if best == "" {
		return forms[0]
	}
	return best
}
