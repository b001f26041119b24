package outreach

import (
	"fanzha/centre/stats"
	"fanzha/term/fault"
	"fanzha/term/when"
)

// Criterion is one thing that a fraud-free unit is measured by.
type Criterion struct {
	Code string `json:"code"`
	Met  bool   `json:"met"`
	N    int64  `json:"n"` // what was counted, where the centre looks it up itself
	Note string `json:"note,omitempty"`
}

// FraudFree (无诈社区、无诈校园 …) is a title that a place has until a case occurs there.
type FraudFree struct {
	Head
	Sort        string // community, campus …
	Title       string
	Region      string // 9 or 12 digits: the area whose cases count
	Member      string // code of a member unit, of a campus or enterprise
	WatchFrom   stats.Day
	WatchTo     stats.Day
	Criteria    []Criterion
	AwardedAt   when.Micros
	AwardedBy   string
	WithdrawnAt when.Micros
	Case        string // id of the case that took it away
}

// Kind implements Record.
func (*FraudFree) Kind() string { return "fraud_free" }

func (f *FraudFree) check(r *Rules, _ By) error {
	c := checks{rules: r}
	c.word(r.Units, f.Sort, "kind")
	c.open(&f.Title, "title", 1, nameMax)
	c.place(f.Region, "region", false)
	c.that(len(f.Region) >= 9, "region")
	c.that(code(f.Member), "member")
	return c.err
}

func (f *FraudFree) watch(r *Rules, by By) error {
	c := checks{}
	c.other(by, f.MadeBy)
	if c.err != nil {
		return c.err
	}
	f.WatchFrom = dayOf(by.At)
	f.WatchTo = f.WatchFrom + stats.Day(r.WatchDays) - 1
	return advance(&f.Head, fraudFreeMoves, actWatch, by)
}

// judged is what the centre has counted for the criteria that it looks up itself.
type judged struct{ cases, events int64 }

// judge notes which criteria are met: the centre's own by its counts, the others as the officer found them.
func (f *FraudFree) judge(r *Rules, got judged, found map[string]string, by By) error {
	list := make([]Criterion, 0, len(r.Criteria))
	for _, w := range r.Criteria {
		one := Criterion{Code: w.Code}
		switch w.Code {
		case "no_case":
			one.N, one.Met = got.cases, got.cases == 0
		case "events":
			one.N, one.Met = got.events, got.events >= r.WatchEvents
		default:
			one.Note = mend(found[w.Code])
			one.Met = one.Note != ""
			if len(r.Check(one.Note)) > 0 || len([]rune(one.Note)) > noteMax {
				return badField("criteria")
			}
		}
		list = append(list, one)
	}
	f.Criteria = list
	return advance(&f.Head, fraudFreeMoves, actCheck, by)
}

func (f *FraudFree) award(r *Rules, got judged, by By) error {
	c := checks{}
	c.other(by, f.MadeBy)
	if c.err != nil {
		return c.err
	}
	if dayOf(by.At) <= f.WatchTo {
		return fault.New(ErrCriteria.Kind, ErrCriteria.Code, "criterion", "watch")
	}
	found := map[string]string{}
	for _, one := range f.Criteria {
		found[one.Code] = one.Note
	}
	next := *f
	err := next.judge(r, got, found, By{At: by.At})
	if err != nil {
		return err
	}
	for _, one := range next.Criteria {
		if !one.Met {
			return fault.New(ErrCriteria.Kind, ErrCriteria.Code, "criterion", one.Code)
		}
	}
	f.Criteria, f.AwardedAt, f.AwardedBy = next.Criteria, by.At, by.User
	return advance(&f.Head, fraudFreeMoves, actAward, by)
}

func (f *FraudFree) end(act string, by By) error {
	c := checks{}
	c.reason(by.Note)
	if c.err != nil {
		return c.err
	}
	if act == actWithdraw {
		f.WithdrawnAt = by.At
	}
	return advance(&f.Head, fraudFreeMoves, act, by)
}
