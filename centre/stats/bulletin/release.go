package bulletin

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"unicode"

	"fanzha/centre/stats/bulletin/pattern"
	"fanzha/centre/stats/bulletin/spot"
)

// check looks at an issue as release does: every finding, the worst first, with those that were waived marked. Without deep the facts
// are not counted again, and what the last recount found stands.
func (s *Service) check(ctx context.Context, i *Issue, deep bool) ([]Finding, error) {
	t, ok := s.o.Templates.Kinds[i.Kind]
	if !ok {
		return nil, ErrKind
	}
	var out []Finding
	add := func(text string, list ...Finding) {
		for _, f := range list {
			f.name(text)
			out = append(out, f)
		}
	}
	i.Each(func(_ *Section, p *Paragraph) {
		if p.Text != "" || len(p.Figures) > 0 {
			add(p.Text, s.paragraph(i, t, p)...)
		}
	})
	whole := i.Plain()
	for _, f := range s.o.Words.Slips(whole, nil) {
		if f.Code == "name_two_ways" { // what only the text as a whole shows
			add(whole, f)
		}
	}
	add("", length(i, t)...)
	add("", small(i, t)...)
	add("", harmless(i)...)
	if deep {
		moved, err := s.recount(ctx, i)
		if err != nil {
			return nil, err
		}
		add("", moved...)
	} else {
		add("", i.moved()...)
	}
	for k := range out {
		out[k].Waived = !out[k].Hard && slices.ContainsFunc(i.Waivers, func(w Waiver) bool { return w.Finding == out[k].ID })
	}
	order(out)
	return out, nil
}

// paragraph looks at one paragraph.
func (s *Service) paragraph(i *Issue, t *pattern.Template, p *Paragraph) []Finding {
	marks, missing := i.Marks(p)
	var out []Finding
	for _, id := range missing {
		f := i.Figures[id]
		out = append(out, Finding{
			Severity: Stop, Code: "figure_changed", Hard: true, Figure: id,
			ZH:   fmt.Sprintf("“%s”应为“%s”，文中没有原样写出或顺序不对。", f.Title, f.said()),
			EN:   fmt.Sprintf("%q is %q: the text does not say so, or not in its place.", f.Title, f.said()),
			DoZH: "恢复该数字，或重新取数，或注明原因删去该数字。", DoEN: "Put the figure back, draw it anew, or strike it with a reason.",
		})
	}
	if p.Object == "" || p.Edited { // a line of another room has its record as its source, as long as nobody writes in it
		out = append(out, strays(p, marks)...)
	}
	if t.Public {
		for _, x := range s.o.Shield.Exposed(p.Text) {
			out = append(out, Finding{
				Severity: Stop, Code: x.Code, Hard: true, From: x.From, To: x.To, ZH: exposed[x.Code][0], EN: exposed[x.Code][1],
				DoZH: "公开文稿中删去或隐去。", DoEN: "Take it out of a public text, or mask it.",
			})
		}
	}
	var figures []Figure
	for _, id := range p.Figures {
		if f, ok := i.Figures[id]; ok && !f.Struck {
			figures = append(figures, f)
		}
	}
	if len(missing) == 0 {
		out = append(out, s.o.Words.Reread(p.Text, figures)...)
	}
	out = append(out, s.o.Words.Slips(p.Text, figures)...)
	for k := range out {
		out[k].Paragraph = p.ID
	}
	return out
}

// exposed says what was found that does not leave the police.
var exposed = map[string][2]string{
	"private_number": {"疑似身份证号、手机号、账号或联系方式。", "This looks like the number of a person, phone or account, or a contact."},
	"private_name":   {"疑似真实姓名。", "This looks like the real name of a person."},
	"link":           {"公开文稿中不得出现网址。", "A public text has no links."},
}

// strays finds numbers that are no figure of the paragraph: typed, and without a source. Beside figures they are never let pass.
func strays(p *Paragraph, marks []Mark) []Finding {
	var out []Finding
	for at := 0; at < len(p.Text); {
		from, to := spot.Number(p.Text, at)
		if from < 0 {
			break
		}
		at = to
		inside := slices.ContainsFunc(marks, func(m Mark) bool { return from >= m.From && to <= m.To })
		if inside || !spot.Counts(p.Text, from, to) {
			continue
		}
		out = append(out, Finding{
			Severity: Stop, Code: "number_without_source", Hard: len(p.Figures) > 0, From: from, To: to,
			ZH:   "“" + p.Text[from:to] + "”不是本期取出的数字，没有来源。",
			EN:   fmt.Sprintf("%q was not drawn for this issue: it has no source.", p.Text[from:to]),
			DoZH: "数字只能取数生成或删去；正文中确需引用的，注明来源后放行。", DoEN: "Draw it or take it out; in free words, let it pass by naming its source.",
		})
	}
	return out
}

// length keeps a text within what its readers get.
func length(i *Issue, t *pattern.Template) []Finding {
	if t.MaxRunes == 0 {
		return nil
	}
	n := i.Runes()
	if n <= t.MaxRunes {
		return nil
	}
	return []Finding{{
		Severity: Stop, Code: "too_long", Hard: true,
		ZH:   fmt.Sprintf("全文%d字，超过%d字的限制。", n, t.MaxRunes),
		EN:   fmt.Sprintf("%d characters; at most %d.", n, t.MaxRunes),
		DoZH: "删减文字，或注明原因删去次要数字。", DoEN: "Shorten the words, or strike lesser figures with a reason.",
	}}
}

// Runes is the length of what the plain text of an issue prints, without spaces.
func (i *Issue) Runes() int {
	n := 0
	for _, r := range i.Plain() {
		if !unicode.IsSpace(r) {
			n++
		}
	}
	return n
}

// small keeps groups that are too small to be shown out of a public text.
func small(i *Issue, t *pattern.Template) []Finding {
	if t.Small == 0 {
		return nil
	}
	var out []Finding
	for _, id := range slices.Sorted(maps.Keys(i.Figures)) {
		f := i.Figures[id]
		narrow := len(f.Ask.Only) > 0 || f.Ask.Region != "" || f.Ask.Unit != ""
		if !narrow || f.Struck || f.Value.Num >= t.Small || f.Value.Num <= 0 {
			continue
		}
		out = append(out, Finding{
			Severity: Stop, Code: "small_number", Hard: true, Figure: id,
			ZH:   fmt.Sprintf("“%s”不足%d，公开文稿中不得单列。", f.Title, t.Small),
			EN:   fmt.Sprintf("%q is below %d: not shown in a public text.", f.Title, t.Small),
			DoZH: "重新取数，或注明原因删去。", DoEN: "Draw anew, or strike it with a reason.",
		})
	}
	return out
}

// harmless stops an issue in which no figure of harm stands beside its successes.
func harmless(i *Issue) []Finding {
	good := 0
	for _, f := range i.Figures {
		if f.Harm && !f.Struck {
			return nil
		}
		good++
	}
	if good == 0 {
		return nil
	}
	return []Finding{{
		Severity: Stop, Code: "no_harm", Hard: true, ZH: "本期没有误伤数字（误止付、投诉、误预警）。", EN: "No figure of harm stands in this issue.",
		DoZH: "恢复模板中的误伤部分。", DoEN: "Put the part on harm of the template back.",
	}}
}
