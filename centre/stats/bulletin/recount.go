package bulletin

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"

	"fanzha/centre/stats"
	"fanzha/term/fault"
	"fanzha/term/when"
)

// drawTries is how often an issue is drawn: facts may come between two of its figures.
const drawTries = 3

// draw fills an issue with figures that are all of the same facts: those of the events up to a number, which the issue keeps. Where a
// recount of these finds that others came between, it is drawn again; what still differs at the last try is kept as found.
func (s *Service) draw(ctx context.Context, i *Issue) error {
	for try := 1; ; try++ {
		i.CutOff, i.UpTo = cutOff(s.o.Clock.Now(), i.Span), s.o.UpTo()
		err := s.compose(ctx, s.o.Templates.Kinds[i.Kind], i)
		if err != nil || i.UpTo == 0 {
			return err
		}
		i.Moved, err = s.recount(ctx, i)
		if err != nil || len(i.Moved) == 0 || try == drawTries {
			return err
		}
	}
}

// cutOff is the moment up to which an issue counts that is drawn now. Of a period that is not over it is the whole minute, which the title
// says (截至18日10时00分): what happened after it is not counted, though it be known.
func cutOff(now when.Micros, span stats.Span) when.Micros {
	if stats.DayOf(now) != span.To {
		return now
	}
	return now - now%when.Minute
}

// released refuses an issue that the check stops, with the first reason and its place. What the recount found is kept, so that the issue
// shows it.
func (s *Service) released(ctx context.Context, i *Issue) error {
	found, err := s.check(ctx, i, true)
	if err != nil {
		return err
	}
	n := Blocking(found)
	moved := slices.DeleteFunc(slices.Clone(found), func(f Finding) bool { return f.Code != recountDiffers })
	if len(moved) > 0 || len(i.Moved) > 0 {
		i.Moved, i.Stops = moved, n
		err = s.o.Ledger.Found(ctx, i)
		if err != nil {
			return err
		}
	}
	for _, f := range found {
		if f.Severity == Stop && !f.Waived {
			return fault.New(ErrStopped.Kind, ErrStopped.Code, "count", n, "place", i.place(f.Paragraph), "reason", f.ZH)
		}
	}
	return nil
}

// place is what the section is called in which a paragraph or a table stands.
func (i *Issue) place(id string) string {
	if id == "" {
		return "全文"
	}
	for _, x := range i.Sections {
		here := x.ID == id || slices.ContainsFunc(x.Paragraphs, func(p Paragraph) bool { return p.ID == id })
		if here && x.Heading != "" {
			return x.Heading
		}
	}
	return "正文"
}

// moved is what the last recount found of figures that stand.
func (i *Issue) moved() []Finding {
	return slices.DeleteFunc(slices.Clone(i.Moved), func(f Finding) bool {
		x, ok := i.Figures[f.Figure]
		return !ok || x.Struck
	})
}

const recountDiffers = "recount_differs"

// recounted is a value that is counted once more: what was drawn, and where its parts stand among the questions.
type recounted struct {
	figure     string
	what       string
	want       Value
	text       string // as it was printed
	part, base int    // base: of a share, the whole; else -1
}

// recount compares every figure with a count by other means, values and bases alike.
func (s *Service) recount(ctx context.Context, i *Issue) ([]Finding, error) {
	var asks []Ask
	var list []recounted
	put := func(a Ask) int {
		asks = append(asks, a)
		return len(asks) - 1
	}
	for _, id := range slices.Sorted(maps.Keys(i.Figures)) {
		f := i.Figures[id]
		if f.Struck {
			continue
		}
		if f.Share != "" {
			part := put(f.Ask)
			whole := put(Ask{Code: f.Share, Period: f.Ask.Period, Span: f.Ask.Span, Top: f.Ask.Top, Until: f.Ask.Until})
			list = append(list, recounted{id, "占比", f.Value, f.Text, part, whole})
			continue
		}
		list = append(list, recounted{id, "本期", f.Value, f.Text, put(f.Ask), -1})
		for _, c := range f.Compare {
			ask := f.Ask
			ask.Span, ask.Until = c.Span, c.Until
			list = append(list, recounted{id, map[string]string{"yoy": "上年同期", "mom": "上期"}[c.Kind], c.Value, c.Then, put(ask), -1})
		}
	}
	got, err := s.o.Book.Recount(ctx, asks, i.UpTo)
	if err != nil || len(got) != len(asks) {
		return nil, fmt.Errorf("recount: %w", err)
	}
	var out []Finding
	for _, x := range list {
		have, text := got[x.part].Value, got[x.part].Text
		if x.base >= 0 {
			have = Value{Num: have.Num, Den: got[x.base].Value.Num}
			text = s.o.Words.Percent(have.Num, have.Den)
		}
		if have != x.want {
			out = append(out, i.differs(x, text))
		}
	}
	return out, nil
}

// differs tells of a figure that is counted otherwise now, in the words in which it is printed.
func (i *Issue) differs(x recounted, now string) Finding {
	f := i.Figures[x.figure]
	zh, en := "取数为"+x.text+"，重新清点为"+now+"。", fmt.Sprintf("was drawn as %s and is counted anew as %s.", x.text, now)
	if now == x.text {
		zh, en = "取数与重新清点不一致（印出同为"+now+"，原数不同）。", "is counted anew otherwise, by less than what is printed ("+now+")."
	}
	do := "数据在起草后有变化：重新取数后再送审。"
	if i.UpTo != 0 {
		zh = "起草后有更正，" + zh
		en = "was corrected after the draft: it " + en
		do = "起草时已有的数据被更正：重新取数后再送审。新增数据不影响放行。"
	}
	return Finding{
		Severity: Stop, Code: recountDiffers, Hard: true, Figure: x.figure, Paragraph: i.home(x.figure),
		ZH: fmt.Sprintf("“%s”（%s）%s", f.Title, x.what, zh), EN: fmt.Sprintf("%q %s", f.Title, en),
		DoZH: do, DoEN: "Draw anew, then submit again.",
	}
}

// home is the paragraph in which a figure stands, or the section of its table.
func (c *Content) home(figure string) string {
	at := ""
	c.Each(func(_ *Section, p *Paragraph) {
		if slices.Contains(p.Figures, figure) {
			at = p.ID
		}
	})
	if at == "" {
		at, _, _ = strings.Cut(figure, ".")
	}
	return at
}
