package outreach

import (
	"slices"

	"fanzha/centre/stats"
	"fanzha/term/fault"
)

// Photo is a photograph of an event, known by its digest: the picture stays with the unit.
type Photo struct {
	SHA256 string `json:"sha256"`
	Bytes  int64  `json:"bytes"`
}

// Event (宣传活动) is one publicity event. People present and views are counted apart and never added: a person counts once an event,
// however often he was spoken to; who watched a stream is a view.
type Event struct {
	Head
	Sort      string // kind: routine, precise, campaign …
	Form      string
	Venue     string
	Title     string
	Theme     string
	Campaign  string // id
	Task      string // id of the targeted task that it serves
	Region    string
	Place     string // in words
	Audience  int64  // 现场受众, people
	Views     int64  // 线上观看, times
	Large     bool   // 大型宣防活动
	Staff     int64  // officers and volunteers
	QuizCount int64  // people who took the quiz before and after (识骗能力), 0: none
	QuizRight [2]int64
	Photos    []Photo
}

// Kind implements Record.
func (*Event) Kind() string { return "event" }

func (e *Event) check(r *Rules, by By) error {
	c := checks{rules: r}
	form, ok := r.Form(e.Form)
	c.that(ok, "form")
	c.word(r.Kinds, e.Sort, "kind")
	c.word(r.Venues, e.Venue, "venue")
	c.open(&e.Title, "title", 1, nameMax)
	c.open(&e.Theme, "theme", 0, nameMax)
	c.open(&e.Place, "place", 0, nameMax)
	c.place(e.Region, "region", true)
	c.past(e.At, by.At, "at")
	c.whole(e.Views, 0, 10_000_000_000, "views")
	c.whole(e.Staff, 0, 100_000, "staff")
	c.that(len(e.Photos) <= int(r.Photos), "photos")
	for _, p := range e.Photos {
		c.digest(p.SHA256, "photos")
		c.that(p.SHA256 != "" && p.Bytes > 0 && p.Bytes <= 50<<20, "photos")
	}
	c.that(e.QuizCount >= 0 && e.QuizCount <= max(0, e.Audience) && e.quizFits(), "quiz")
	switch {
	case c.err != nil:
		return c.err
	case e.Audience < 0 || e.Audience > r.Most || form.Live && e.Audience > 0, !form.Live && e.Views > 0, e.Audience+e.Views == 0:
		return fault.New(ErrAudience.Kind, ErrAudience.Code, "most", r.Most)
	case e.Large && max(e.Audience, e.Views) < r.Large:
		return fault.New(ErrNotLarge.Kind, ErrNotLarge.Code, "least", r.Large)
	case by.At-e.At > r.Late && by.Note == "" && e.Version <= 1:
		return ErrReason
	}
	return nil
}

func (e *Event) quizFits() bool {
	return !slices.ContainsFunc(e.QuizRight[:], func(n int64) bool { return n < 0 || n > e.QuizCount })
}

// Campaign (集中宣传月) is a span with a theme, a plan and a result.
type Campaign struct {
	Head
	Title        string
	Theme        string
	From, To     stats.Day
	PlanEvents   int64
	PlanAudience int64
	Result       string // in words, when it has ended
}

// Kind implements Record.
func (*Campaign) Kind() string { return "campaign" }

func (m *Campaign) check(r *Rules, _ By) error {
	c := checks{rules: r}
	c.open(&m.Title, "title", 1, nameMax)
	c.open(&m.Theme, "theme", 0, nameMax)
	c.open(&m.Result, "result", 0, textMax)
	c.that(m.From > 0 && m.To >= m.From && m.To-m.From <= 366, "to")
	c.whole(m.PlanEvents, 0, 1_000_000, "plan_events")
	c.whole(m.PlanAudience, 0, 10_000_000_000, "plan_audience")
	return c.err
}

// Pledge (三个一) is what of 一封信、一本宣传手册、一份承诺书 has reached people at one time and place, the signed sheet known by its digest.
type Pledge struct {
	Head
	Event     string // id, may be empty
	Region    string
	Venue     string
	Place     string
	Letters   int64
	Handbooks int64
	Pledges   int64 // signed
	SHA256    string
}

// Kind implements Record.
func (*Pledge) Kind() string { return "pledge" }

func (p *Pledge) check(r *Rules, by By) error {
	c := checks{rules: r}
	c.word(r.Venues, p.Venue, "venue")
	c.open(&p.Place, "place", 0, nameMax)
	c.place(p.Region, "region", true)
	c.past(p.At, by.At, "at")
	c.digest(p.SHA256, "sha256")
	for field, n := range map[string]int64{"letters": p.Letters, "handbooks": p.Handbooks, "pledges": p.Pledges} {
		c.whole(n, 0, 10_000_000, field)
	}
	c.that(p.Letters+p.Handbooks+p.Pledges > 0, "pledges")
	return c.err
}

// Work (作品) is something made to be seen: an opera, a film, a comic. What is not cleared is not shown outside.
type Work struct {
	Head
	Title      string
	Genre      string
	Platform   string
	Views      int64
	ViewsDay   stats.Day // the day of that number
	Rights     string    // own, licensed, unclear
	RightsNote string    // licence, contract
}

// Kind implements Record.
func (*Work) Kind() string { return "work" }

func (w *Work) check(r *Rules, by By) error {
	c := checks{rules: r}
	c.open(&w.Title, "title", 1, nameMax)
	c.word(r.Genres, w.Genre, "genre")
	c.word(r.Platforms, w.Platform, "platform")
	c.word(r.Rights, w.Rights, "rights")
	c.text(&w.RightsNote, "rights_note", 0, noteMax)
	c.past(w.At, by.At, "at")
	c.whole(w.Views, 0, 100_000_000_000, "views")
	c.that(w.Views == 0 || w.ViewsDay > 0 && w.ViewsDay <= dayOf(by.At), "views_day")
	switch {
	case c.err != nil:
		return c.err
	case w.Rights == "unclear" && w.Views > 0:
		return ErrRights
	}
	return nil
}

// Honour (形象大使、获奖) is an ambassador, who has agreed in writing to be named, or an award.
type Honour struct {
	Head
	Sort     string // ambassador, award
	Title    string // the ambassador's public name, or the award
	Rank     int64  // of an award; 0: none
	Document string // consent, or certificate
	Until    stats.Day
}

// Kind implements Record.
func (*Honour) Kind() string { return "honour" }

func (h *Honour) check(r *Rules, by By) error {
	c := checks{rules: r}
	c.that(h.Sort == "ambassador" || h.Sort == "award", "kind")
	c.text(&h.Title, "title", 1, nameMax) // a public person's own name, with consent: not looked through for names
	c.text(&h.Document, "document", 1, nameMax)
	c.past(h.At, by.At, "at")
	c.whole(h.Rank, 0, 1000, "rank")
	c.that(h.Until == 0 || h.Until >= dayOf(h.At), "until")
	return c.err
}

// Material (宣传资料) is one edition of something printed. It is stocked once somebody else than its writer has approved it.
type Material struct {
	Head
	Sort       string // leaflet, handbook …
	Title      string
	Edition    string
	Text       string // what it says, for the check
	SHA256     string // of the printed file
	Printed    int64
	Handed     int64
	Spoiled    int64
	ApprovedBy string
}

// Kind implements Record.
func (*Material) Kind() string { return "material" }

// Balance is what is left.
func (m *Material) Balance() int64 { return m.Printed - m.Handed - m.Spoiled }

func (m *Material) check(r *Rules, _ By) error {
	c := checks{rules: r}
	c.word(r.Materials, m.Sort, "kind")
	c.open(&m.Title, "title", 1, nameMax)
	c.text(&m.Edition, "edition", 1, 20)
	c.open(&m.Text, "text", 0, textMax)
	c.digest(m.SHA256, "sha256")
	return c.err
}

// The acts of a move of stock.
const (
	MovePrinted = "printed" // 印制入库
	MoveHanded  = "handed"  // 发放
	MoveSpoiled = "spoiled" // 报废
)

// Move is one change of the stock of a material.
type Move struct {
	Head
	Material string // id
	Sort     string // of the material, for the figures
	Act      string // printed, handed, spoiled
	N        int64
	Event    string // id of the event at which it was handed out
	Region   string
}

// Kind implements Record.
func (*Move) Kind() string { return "move" }

// stock books a move; the stock never falls below nothing.
func (m *Material) stock(v *Move, by By) error {
	c := checks{}
	c.whole(v.N, 1, 1_000_000_000, "n")
	c.place(v.Region, "region", true)
	if v.At == 0 {
		v.At = by.At
	}
	c.past(v.At, by.At, "at")
	if c.err != nil {
		return c.err
	}
	switch v.Act {
	case MovePrinted:
		m.Printed += v.N
	case MoveHanded:
		m.Handed += v.N
	case MoveSpoiled:
		m.Spoiled += v.N
	default:
		return badField("act")
	}
	if m.Balance() < 0 {
		return fault.New(ErrStock.Kind, ErrStock.Code, "left", m.Balance()+v.N)
	}
	v.Sort = m.Sort
	return nil
}
