package duty

import (
	"context"
	"slices"

	"fanzha/base/access"
	"fanzha/centre/duty"
	"fanzha/edge/api"
	"fanzha/term/when"
)

// DutyShift is a shift with who is at its posts; without an id there is none.
type DutyShift struct {
	ID       string    `json:"id"`
	Unit     api.Unit  `json:"unit"`
	Code     string    `json:"code"`
	NameZH   string    `json:"name_zh"`
	NameEN   string    `json:"name_en"`
	Day      string    `json:"day"`
	From     string    `json:"from"`
	To       string    `json:"to"`
	Officer  api.Actor `json:"officer"`
	Deputy   api.Actor `json:"deputy"`
	Leader   api.Actor `json:"leader"`
	HandOver string    `json:"hand_over" doc:"Id of the hand-over that ended it; empty while nobody has."`
	Late     bool      `json:"late" doc:"It ended and was not handed over in time."`
}

// DutyGap is a span without an officer on duty.
type DutyGap struct {
	From string `json:"from"`
	To   string `json:"to"`
}

// DutyRung is one step of a climb.
type DutyRung struct {
	At      string     `json:"at"`
	Why     string     `json:"why" enum:"begun,untaken,moved,again,shift,no_roster"`
	Unit    api.Unit   `json:"unit"`
	Post    string     `json:"post" enum:"officer,deputy,leader"`
	Person  api.Actor  `json:"person"`
	Skipped []api.Unit `json:"skipped" doc:"Units that were passed over because nobody is on duty there."`
}

// DutyClimb is the way of one urgent warning or order that nobody has taken.
type DutyClimb struct {
	ID     string     `json:"id"`
	Kind   string     `json:"kind" enum:"warning,order"`
	Item   string     `json:"item"`
	Number string     `json:"number"`
	Level  string     `json:"level"`
	Unit   api.Unit   `json:"unit"`
	Since  string     `json:"since"`
	DueAt  string     `json:"due_at"`
	NextAt string     `json:"next_at" doc:"When the next is called."`
	Mine   bool       `json:"mine"`
	Rungs  []DutyRung `json:"rungs" nullable:"false"`
}

// DutyNow is what Today says about duty.
type DutyNow struct {
	Unit   api.Unit    `json:"unit"`
	Shift  DutyShift   `json:"shift"`
	Next   DutyShift   `json:"next"`
	Gaps   []DutyGap   `json:"gaps" nullable:"false"`
	Days   int         `json:"days" doc:"The roster must be full for so many days."`
	Due    bool        `json:"due" doc:"The caller's shift ends and he has not handed over."`
	Papers []HandOver  `json:"papers" nullable:"false" doc:"Hand-overs that wait for the caller."`
	Late   []DutyShift `json:"late" nullable:"false"`
	Climbs []DutyClimb `json:"climbs" nullable:"false"`
}

// HandOverItem is one thing that is open.
type HandOverItem struct {
	Key     string    `json:"key"`
	Kind    string    `json:"kind" enum:"warning,order,claim,objection,ticket"`
	ID      string    `json:"id"`
	Number  string    `json:"number"`
	About   string    `json:"about" doc:"Masked."`
	Level   string    `json:"level"`
	State   string    `json:"state"`
	DueWhat string    `json:"due_what"`
	DueAt   string    `json:"due_at"`
	Overdue bool      `json:"overdue"`
	Owner   api.Actor `json:"owner"`
	Next    api.Actor `json:"next"`
	Fixed   bool      `json:"fixed" doc:"Another has it: he hands it over himself."`
}

// HandOverSign is a signature.
type HandOverSign struct {
	Person api.Actor `json:"person"`
	At     string    `json:"at"`
	Digest string    `json:"digest" doc:"Fingerprint of the list that was signed."`
}

// HandOver is the list of what is open when a shift ends. Lists of hand-overs leave the items out.
type HandOver struct {
	ID      string         `json:"id"`
	Number  string         `json:"number"`
	Unit    api.Unit       `json:"unit"`
	State   string         `json:"state" enum:"draft,signed,done,withdrawn"`
	From    api.Actor      `json:"from"`
	To      api.Actor      `json:"to"`
	Note    string         `json:"note"`
	Return  string         `json:"return"`
	DrawnAt string         `json:"drawn_at"`
	Left    HandOverSign   `json:"left"`
	Taken   HandOverSign   `json:"taken"`
	Items   []HandOverItem `json:"items" nullable:"false"`
	Count   int            `json:"count"`
	Unowned int            `json:"unowned"`
	Overdue int            `json:"overdue"`
	Sound   bool           `json:"sound" doc:"Both signatures belong to this list."`
	Mine    string         `json:"mine" enum:"from,to,"`
	Version int64          `json:"version"`
}

// DutySwap is a swap that waits for a word.
type DutySwap struct {
	ID      string       `json:"id"`
	State   string       `json:"state" enum:"proposed,agreed,declined,withdrawn"`
	Mine    DutySwapSide `json:"mine" doc:"Of who asked."`
	Theirs  DutySwapSide `json:"theirs"`
	Note    string       `json:"note"`
	AskedAt string       `json:"asked_at"`
	ToMe    bool         `json:"to_me"`
	Version int64        `json:"version"`
}

// DutySwapSide is one half of a swap.
type DutySwapSide struct {
	Shift  string    `json:"shift"`
	Post   string    `json:"post"`
	Person api.Actor `json:"person"`
	NameZH string    `json:"name_zh"`
	NameEN string    `json:"name_en"`
	From   string    `json:"from"`
}

func person(p duty.Person) api.Actor { return api.Actor{ID: p.ID, Name: p.Name} }

func (d *desk) shift(ctx context.Context, s duty.Shift) DutyShift {
	if s.ID == "" {
		return DutyShift{}
	}
	slot, _ := d.Room.Rules().Slot(s.Code)
	return DutyShift{
		ID: s.ID, Unit: d.api.UnitOf(ctx, s.Unit), Code: s.Code, NameZH: slot.ZH, NameEN: slot.EN, Day: s.Day, From: api.Stamp(s.Start), To: api.Stamp(s.End),
		Officer: person(s.Officer), Deputy: person(s.Deputy), Leader: person(s.Leader), HandOver: s.HandOver, Late: s.LateAt != 0 && s.HandOver == "",
	}
}

func (d *desk) shifts(ctx context.Context, list []duty.Shift) []DutyShift {
	out := make([]DutyShift, 0, len(list))
	for _, s := range list {
		out = append(out, d.shift(ctx, s))
	}
	return out
}

func gapsOf(list []duty.Gap) []DutyGap {
	out := make([]DutyGap, 0, len(list))
	for _, g := range list {
		out = append(out, DutyGap{api.Stamp(g.From), api.Stamp(g.To)})
	}
	return out
}

func (d *desk) climb(ctx context.Context, scope access.Scope, c *duty.Climb) DutyClimb {
	out := DutyClimb{ID: c.ID, Kind: c.Kind, Item: c.Item, Number: c.Name, Level: c.Level, Unit: d.api.UnitOf(ctx, c.Unit), Since: api.Stamp(c.Start), DueAt: api.Stamp(c.DueAt),
		NextAt: api.Stamp(c.Alarm), Mine: c.Who == scope.User, Rungs: []DutyRung{}}
	for _, r := range c.Rungs {
		rung := DutyRung{At: api.Stamp(r.At), Why: r.Why, Unit: d.api.UnitOf(ctx, r.Unit), Post: string(r.Post), Person: person(r.Person), Skipped: []api.Unit{}}
		for _, u := range r.Skipped {
			rung.Skipped = append(rung.Skipped, d.api.UnitOf(ctx, u))
		}
		out.Rungs = append(out.Rungs, rung)
	}
	return out
}

func sign(s duty.Sign) HandOverSign { return HandOverSign{person(s.Person), api.Stamp(s.At), s.Digest} }

// paper renders a hand-over without its items.
func (d *desk) paper(ctx context.Context, h *duty.HandOver) HandOver {
	out := HandOver{
		ID: h.ID, Number: h.Number, Unit: d.api.UnitOf(ctx, h.Unit), State: h.State, From: person(h.From), To: person(h.To), Note: h.Note, Return: h.Return,
		DrawnAt: api.Stamp(h.Drawn), Left: sign(h.Left), Taken: sign(h.Taken), Items: []HandOverItem{}, Count: len(h.Items), Unowned: h.Unowned(), Sound: h.Sound(), Version: h.Version,
	}
	for i := range h.Items {
		if h.Items[i].Overdue {
			out.Overdue++
		}
	}
	return out
}

func (d *desk) papers(ctx context.Context, list []duty.HandOver) []HandOver {
	out := make([]HandOver, 0, len(list))
	for i := range list {
		out = append(out, d.paper(ctx, &list[i]))
	}
	return out
}

// whole renders a hand-over with its items as one of the two sees it.
func (d *desk) whole(ctx context.Context, scope access.Scope, h *duty.HandOver) HandOver {
	out := d.paper(ctx, h)
	switch scope.User {
	case h.From.ID:
		out.Mine = "from"
	case h.To.ID:
		out.Mine = "to"
	}
	for i := range h.Items {
		x := &h.Items[i]
		out.Items = append(out.Items, HandOverItem{
			Key: x.Key(), Kind: x.Kind, ID: x.ID, Number: x.Number, About: x.About, Level: x.Level, State: x.State, DueWhat: x.DueWhat, DueAt: api.Stamp(x.DueAt), Overdue: x.Overdue,
			Owner: person(x.Owner), Next: person(x.Next), Fixed: x.InRoom && x.Owner.ID != h.From.ID,
		})
	}
	return out
}

func (d *desk) swapSide(s duty.Side) DutySwapSide {
	slot, _ := d.Room.Rules().Slot(s.Code)
	return DutySwapSide{s.Shift, string(s.Post), person(s.Person), slot.ZH, slot.EN, api.Stamp(s.Start)}
}

func (d *desk) swap(scope access.Scope, w duty.Swap) DutySwap {
	return DutySwap{ID: w.ID, State: w.State, Mine: d.swapSide(w.Mine), Theirs: d.swapSide(w.Theirs), Note: w.Note, AskedAt: api.Stamp(w.AskedAt),
		ToMe: w.Theirs.Person.ID == scope.User, Version: w.Version}
}

// unitOr is the unit that is asked about: the caller's own where none is named.
func unitOr(scope access.Scope, unit string) string {
	if unit == "" {
		return scope.Unit
	}
	return unit
}

// day is the day of a moment in the centre's zone.
func day(at when.Micros) string { return at.Time().In(when.Zone).Format("2006-01-02") }

// states are the words a list of hand-overs may be asked for.
func states(in []string) []string {
	return slices.DeleteFunc(in, func(s string) bool {
		return !slices.Contains([]string{duty.Draft, duty.Signed, duty.Done, duty.Withdrawn}, s)
	})
}
