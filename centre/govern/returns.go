package govern

import (
	"cmp"
	"context"
	"maps"

	"fanzha/base/access"
	"fanzha/centre/govern/calendar"
	"fanzha/centre/govern/form"
	"fanzha/term/fault"
	"fanzha/term/when"
)

// Return (填报) is a form of a period of one member unit. Kind is the form.
type Return struct {
	Head
	MemberKind string      `json:"member_kind"`
	Values     form.Values `json:"values"`
	Filled     Who         `json:"filled"`
	Submitted  Who         `json:"submitted"`
	Signed     Who         `json:"signed"`
	Reason     string      `json:"reason"`   // of sending back, of a correction, or the remark that a warning asks for
	Revision   int64       `json:"revision"` // 1 when it was signed for the first time
	Late       bool        `json:"late"`     // signed for the first time after Due
	Told       bool        `json:"told"`     // that it is overdue
	Reminded   int64       `json:"reminded"`
	Amended    []Amendment `json:"amended"`
	measures   []form.Field
}

// Amendment (更正) is what was signed before, and why it was corrected.
type Amendment struct {
	Revision int64       `json:"revision"`
	Values   form.Values `json:"values"`
	By       Who         `json:"by"`
	Reason   string      `json:"reason"`
}

// tell adds every counted number: a fact each, the same id in every revision, so that a correction replaces.
func (r *Return) tell(b *EventBody) {
	b.MemberKind, b.Revision, b.Late = r.MemberKind, r.Revision, r.Late
	p, err := calendar.Parse(r.Period)
	if err == nil {
		b.Day = p.LastDay()
	}
	for _, x := range r.measures {
		v := CountedValue{Measure: x.Measure}
		if x.Kind == form.Fen {
			v.Fen = r.Values.Numbers[x.Code]
		} else {
			v.N = r.Values.Numbers[x.Code]
		}
		b.Values = append(b.Values, v)
	}
}

// FillCmd is what was filled in. The whole form every time: what is not there is empty.
type FillCmd struct {
	Act
	Values form.Values
}

// FillReturn keeps a draft. It may be incomplete; what is wrong with it is told by its slips.
func (s *Service) FillReturn(ctx context.Context, scope access.Scope, c FillCmd) (Return, []form.Slip, error) {
	r, f, by, err := s.returned(ctx, scope, c.Act)
	if err != nil {
		return r, nil, err
	}
	r.Values, err = clean(f, c.Values)
	if err != nil {
		return r, nil, err
	}
	r.Filled = by.who()
	return r, f.Examine(r.Values), saved(ctx, s, &r, move{book: Returns, by: by, act: "fill"})
}

// clean refuses values of fields that the form does not have, and mends what people wrote.
func clean(f form.Form, v form.Values) (form.Values, error) {
	out := form.Values{Numbers: maps.Clone(v.Numbers), Texts: map[string]string{}}
	for code, text := range v.Texts {
		out.Texts[code] = mend(text)
	}
	for _, slip := range f.Examine(out) {
		if slip.Why == "unknown" || slip.Why == "text" {
			return out, badField("values." + slip.Field)
		}
	}
	return out, nil
}

// returned reads a return and its form for an act of its member unit.
func (s *Service) returned(ctx context.Context, scope access.Scope, a Act) (Return, form.Form, By, error) {
	by := s.by(scope, a.Note)
	err := readable(scope)
	if err == nil {
		err = words("note", by.Note)
	}
	if err != nil {
		return Return{}, form.Form{}, by, err
	}
	r, err := seen[Return](ctx, place{s, scope}, Returns, a)
	if err == nil {
		err = mine(scope, r.Member)
	}
	if err != nil {
		return r, form.Form{}, by, err
	}
	f, err := s.o.Rules.Form(r.Kind)
	return r, f, by, err
}

// faultless refuses values with an error among their slips, and warnings without a remark.
func faultless(f form.Form, v form.Values, note string) error {
	for _, slip := range f.Examine(v) {
		if !slip.Warn || note == "" {
			return fault.New(ErrValues.Kind, ErrValues.Code, "field", slip.Field+slip.Rule, "zh", slip.ZH, "en", slip.EN)
		}
	}
	return nil
}

// SubmitReturn hands a return to the second person of the member unit. A warning of the form asks for a remark.
func (s *Service) SubmitReturn(ctx context.Context, scope access.Scope, a Act) (Return, error) {
	r, f, by, err := s.returned(ctx, scope, a)
	if err == nil {
		err = faultless(f, r.Values, by.Note)
	}
	if err != nil {
		return r, err
	}
	r.Submitted, r.Reason = by.who(), by.Note
	return r, saved(ctx, s, &r, move{book: Returns, by: by, act: "submit"})
}

// SignReturn accepts a return: a second person of the same member unit, who has neither filled it in nor handed it in. Its numbers
// are counted from then on.
func (s *Service) SignReturn(ctx context.Context, scope access.Scope, a Act) (Return, error) {
	r, f, by, err := s.returned(ctx, scope, a)
	if err == nil {
		err = apart(by, r.Filled, r.Submitted)
	}
	if err == nil {
		err = faultless(f, r.Values, r.Reason)
	}
	if err != nil {
		return r, err
	}
	r.Signed, r.Alarm = by.who(), 0
	r.Revision++
	if r.Revision == 1 {
		r.Late = by.At >= r.Due
	}
	for _, x := range f.Fields {
		if x.Measure != "" {
			r.measures = append(r.measures, x)
		}
	}
	return r, saved(ctx, s, &r, move{book: Returns, by: by, act: "sign", kinds: []string{EvReturnAccepted}})
}

// SendBack gives a return back to who filled it in, with a reason.
func (s *Service) SendBack(ctx context.Context, scope access.Scope, a Act) (Return, error) {
	r, _, by, err := s.returned(ctx, scope, a)
	if err == nil {
		err = needNote(by.Note)
	}
	if err == nil {
		err = apart(by, r.Submitted)
	}
	if err != nil {
		return r, err
	}
	r.Reason = by.Note
	return r, saved(ctx, s, &r, move{book: Returns, by: by, act: "send_back"})
}

// CorrectReturn changes what was signed, with a reason. It counts again when a second person has signed it again; until then the
// signed numbers stand.
func (s *Service) CorrectReturn(ctx context.Context, scope access.Scope, c FillCmd) (Return, error) {
	r, f, by, err := s.returned(ctx, scope, c.Act)
	if err == nil {
		err = needNote(by.Note)
	}
	if err != nil {
		return r, err
	}
	if len(r.Amended) >= amendedMax {
		return r, badField("amended")
	}
	values, err := clean(f, c.Values)
	if err == nil {
		err = faultless(f, values, by.Note)
	}
	if err != nil {
		return r, err
	}
	r.Amended = append(r.Amended, Amendment{r.Revision, r.Values, by.who(), by.Note})
	r.Values, r.Filled, r.Submitted, r.Reason = values, by.who(), by.who(), by.Note
	return r, saved(ctx, s, &r, move{book: Returns, by: by, act: "correct"})
}

// amendedMax bounds how often one return is corrected: beyond that something else is wrong.
const amendedMax = 50

// Returns lists returns.
func (s *Service) Returns(ctx context.Context, scope access.Scope, f Filter) ([]Return, string, error) {
	return list[Return](ctx, place{s, scope}, Returns, f)
}

// Return reads one, with what is wrong with it.
func (s *Service) Return(ctx context.Context, scope access.Scope, id string) (Return, []form.Slip, error) {
	err := readable(scope)
	if err != nil {
		return Return{}, nil, err
	}
	r, err := get[Return](ctx, place{s, scope}, Returns, id)
	if err != nil {
		return r, nil, err
	}
	f, err := s.o.Rules.Form(r.Kind)
	return r, f.Examine(r.Values), err
}

// AskCmd names a form of a period of a member unit.
type AskCmd struct{ Member, Form, Period string }

// AskReturn asks a member unit for a form of a period by hand: before the period's end, or for one that was missed.
func (s *Service) AskReturn(ctx context.Context, scope access.Scope, c AskCmd) (Return, error) {
	member, code, period := c.Member, c.Form, c.Period
	err := mine(scope, member)
	if err != nil {
		return Return{}, err
	}
	m, err := s.member(ctx, scope, member)
	if err != nil {
		return Return{}, err
	}
	f, err := s.o.Rules.Form(code)
	if err != nil || !f.For(m.Kind) {
		return Return{}, badField("form")
	}
	p, err := calendar.Parse(period)
	by := s.by(scope, "")
	if err != nil || p.Kind() != f.Period || p.Start() > by.At || p.End() < by.At-800*when.Day {
		return Return{}, badField("period")
	}
	r := s.asked(m, f, p, by)
	return r, saved(ctx, s, &r, move{book: Returns, by: by, act: "ask"})
}

func (s *Service) asked(m Member, f form.Form, p calendar.Period, by By) Return {
	r := Return{Head: s.under(m, f.Code), MemberKind: m.Kind, Amended: []Amendment{}}
	r.Period, r.Due = p.String(), p.End()+when.Micros(f.DueDays)*when.Day
	r.Alarm = cmp.Or(f.Clock(r.Due).Next(by.At), by.At) // one that is asked for too late is overdue at once
	return r
}

// tickMembers asks each member unit for the returns of the periods that have ended.
func (s *Service) tickMembers(ctx context.Context, by By) (int, error) {
	return ticked(ctx, s, by, ticking[Member]{Members, func(ctx context.Context, m *Member, by By) (move, error) {
		next := move{act: "ask"}
		m.Alarm = s.nextReturns(m.Kind, by.At)
		for _, f := range s.o.Rules.Forms {
			if !f.For(m.Kind) {
				continue
			}
			p := calendar.Of(f.Period, by.At).Before()
			have, err := every[Return](ctx, place{s, access.System()}, Returns, Filter{Kind: f.Code, Member: m.Member, Period: p.String()})
			if err != nil {
				return next, err
			}
			if len(have) > 0 || p.End() <= m.At {
				continue
			}
			r := s.asked(*m, f, p, by)
			asked, err := moved(Returns, &r, move{by: by, act: "ask"})
			if err != nil {
				return next, err
			}
			next.with = append(next.with, asked)
		}
		return next, nil
	}})
}

// tickReturns reminds, and says once that a return is overdue.
func (s *Service) tickReturns(ctx context.Context, by By) (int, error) {
	return ticked(ctx, s, by, ticking[Return]{Returns, func(_ context.Context, r *Return, by By) (move, error) {
		f, err := s.o.Rules.Form(r.Kind)
		if err != nil {
			// a form that the rulebook no longer has is asked for no more
			r.Alarm = 0
			return move{act: "remind"}, nil
		}
		r.Alarm = f.Clock(r.Due).Next(by.At)
		if by.At >= r.Due && !r.Told {
			r.Told = true
			return move{act: "overdue", kinds: []string{EvReturnOverdue}}, nil
		}
		r.Reminded++
		return move{act: "remind", kinds: []string{EvReturnReminded}}, nil
	}})
}
