package govern

import (
	"context"
	"net/http"
	"slices"
	"strings"

	"fanzha/base/access"
	"fanzha/centre/govern"
	"fanzha/edge/api"
	"fanzha/term/when"
)

// ProgrammeCount is how far the occurrences of some duties are. What was waived is in none of them.
type ProgrammeCount struct {
	All     int `json:"all"`
	Done    int `json:"done" doc:"Confirmed."`
	Overdue int `json:"overdue" doc:"Past their day and not confirmed."`
}

// ProgrammeYear is what falls due in one year of a programme.
type ProgrammeYear struct {
	Year string `json:"year"`
	ProgrammeCount
}

// ProgrammeStone is one milestone or yearly target of a programme: a line of the responsibility list.
type ProgrammeStone struct {
	Code      string `json:"code"`
	Title     string `json:"title"`
	Frequency string `json:"frequency"`
	Due       string `json:"due" doc:"The next that is not over, else the last."`
	Units     int    `json:"units"`
	ProgrammeCount
}

// ProgrammeRow is a programme (攻坚行动): the duties that rest on one plan document, with their progress.
type ProgrammeRow struct {
	Plan   string           `json:"plan" doc:"The document, as the duties name it."`
	From   string           `json:"from" doc:"The earliest and the latest day that is known by now."`
	To     string           `json:"to"`
	Units  int              `json:"units"`
	Stones []ProgrammeStone `json:"stones"`
	Years  []ProgrammeYear  `json:"years"`
	ProgrammeCount
}

func (d *desk) programmeRoutes() {
	api.Handle(d.api, api.Route{Method: http.MethodGet, Path: "/govern/programmes", ID: "list-programmes", Summary: "Plans of several years with milestones and progress", Tag: tag},
		func(ctx context.Context, scope access.Scope, _ *api.None) (api.List[ProgrammeRow], error) {
			out := api.List[ProgrammeRow]{Items: []ProgrammeRow{}}
			duties, err := d.Room.Duties(ctx, scope, govern.Filter{States: []string{"active", "ended"}})
			if err != nil {
				return out, err
			}
			ask := govern.Filter{Limit: govern.PageMax}
			var terms []govern.Term
			for {
				page, next, err := d.Room.Terms(ctx, scope, ask)
				if err != nil {
					return out, err
				}
				terms = append(terms, page...)
				if next == "" {
					break
				}
				ask.Cursor = next
			}
			out.Items = append(out.Items, Programmes(duties, terms, d.Clock.Now())...)
			return out, nil
		})
}

// add counts one occurrence.
func (c *ProgrammeCount) add(t *govern.Term, now when.Micros) {
	c.All++
	switch {
	case t.State == "confirmed":
		c.Done++
	case t.Due <= now:
		c.Overdue++
	}
}

// Programmes puts duties that name the same plan together, in the order of the plans' names; duties without a plan are in none.
func Programmes(duties []govern.Duty, terms []govern.Term, now when.Micros) []ProgrammeRow {
	of := map[string][]*govern.Term{} // by duty
	for i := range terms {
		if terms[i].State != "waived" {
			of[terms[i].Ref] = append(of[terms[i].Ref], &terms[i])
		}
	}
	plans := map[string][]*govern.Duty{}
	for i := range duties {
		if duties[i].Basis != "" {
			plans[duties[i].Basis] = append(plans[duties[i].Basis], &duties[i])
		}
	}
	out := []ProgrammeRow{}
	for plan, list := range plans {
		out = append(out, programme(plan, list, progress{of, now}))
	}
	slices.SortFunc(out, func(a, b ProgrammeRow) int { return strings.Compare(a.Plan, b.Plan) })
	return out
}

// progress are the occurrences of duties, as of a moment.
type progress struct {
	of  map[string][]*govern.Term
	now when.Micros
}

func programme(plan string, duties []*govern.Duty, p progress) ProgrammeRow {
	r := ProgrammeRow{Plan: plan, Stones: []ProgrammeStone{}, Years: []ProgrammeYear{}}
	units, due := map[string]bool{}, map[string]when.Micros{}
	var from, to when.Micros
	for _, x := range duties {
		units[x.Member] = true
		i := slices.IndexFunc(r.Stones, func(s ProgrammeStone) bool { return s.Code == x.Kind })
		if i < 0 {
			i = len(r.Stones)
			r.Stones = append(r.Stones, ProgrammeStone{Code: x.Kind, Title: x.Title, Frequency: x.Frequency})
		}
		s := &r.Stones[i]
		s.Units++
		for _, t := range p.of[x.ID] {
			s.add(t, p.now)
			r.add(t, p.now)
			r.year(t, p.now)
			best := due[s.Code]
			if best == 0 || t.Due > p.now && (best <= p.now || t.Due < best) || best <= p.now && t.Due > best {
				due[s.Code] = t.Due
			}
			if from == 0 || t.Due < from {
				from = t.Due
			}
			to = max(to, t.Due)
		}
	}
	for i := range r.Stones {
		r.Stones[i].Due = api.Stamp(due[r.Stones[i].Code])
	}
	slices.SortFunc(r.Stones, func(a, b ProgrammeStone) int { return strings.Compare(a.Due+a.Code, b.Due+b.Code) })
	slices.SortFunc(r.Years, func(a, b ProgrammeYear) int { return strings.Compare(a.Year, b.Year) })
	r.From, r.To, r.Units = api.Stamp(from), api.Stamp(to), len(units)
	return r
}

func (r *ProgrammeRow) year(t *govern.Term, now when.Micros) {
	year := t.Due.Time().In(when.Zone).Format("2006")
	i := slices.IndexFunc(r.Years, func(y ProgrammeYear) bool { return y.Year == year })
	if i < 0 {
		i = len(r.Years)
		r.Years = append(r.Years, ProgrammeYear{Year: year})
	}
	r.Years[i].add(t, now)
}
