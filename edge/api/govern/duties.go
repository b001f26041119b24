package govern

import (
	"context"
	"net/http"
	"slices"
	"strings"

	"fanzha/base/access"
	"fanzha/centre/govern"
	"fanzha/edge/api"
)

// DutyRow is a line of the responsibility list for one member unit.
type DutyRow struct {
	GovernHead
	Title     string `json:"title"`
	Basis     string `json:"basis"`
	Evidence  string `json:"evidence"`
	Frequency string `json:"frequency" enum:"once,week,month,quarter,half,year"`
	DueDays   int64  `json:"due_days" doc:"Days after the end of a period."`
}

// TermRow is one occurrence of a duty.
type TermRow struct {
	GovernHead
	Title     string           `json:"title"`
	Light     string           `json:"light" enum:"green,white,amber,red,grey"`
	Note      string           `json:"note"`
	Files     []GovernEvidence `json:"files"`
	Submitted GovernPerson     `json:"submitted"`
	Decided   GovernPerson     `json:"decided"`
	Reason    string           `json:"reason"`
	Reminded  int64            `json:"reminded"`
	Late      bool             `json:"late"`
}

// MatrixColumn is one duty of the list.
type MatrixColumn struct {
	Code  string `json:"code"`
	Title string `json:"title"`
}

// MatrixCell is how one unit stands with one duty: its latest term.
type MatrixCell struct {
	Code  string `json:"code"`
	Term  string `json:"term" doc:"Empty: it has none yet."`
	Light string `json:"light"`
	Due   string `json:"due"`
}

// MatrixLine is one member unit.
type MatrixLine struct {
	Member string       `json:"member"`
	Name   string       `json:"name"`
	Kind   string       `json:"kind"`
	Cells  []MatrixCell `json:"cells" doc:"Only the duties that it has."`
	Red    int          `json:"red" doc:"Occurrences past their day that wait for the unit."`
}

// GovernMatrix is units × duties with lights.
type GovernMatrix struct {
	Columns []MatrixColumn `json:"columns"`
	Lines   []MatrixLine   `json:"lines"`
	// Done of Due terms that were due by now: the completion rate.
	Done int `json:"done"`
	Due  int `json:"due"`
}

type governDutyInput struct {
	Body struct {
		Code      string   `json:"code" minLength:"1" maxLength:"32"`
		Title     string   `json:"title" minLength:"1" maxLength:"60"`
		Basis     string   `json:"basis,omitempty" maxLength:"60"`
		Evidence  string   `json:"evidence" minLength:"1" maxLength:"60"`
		Frequency string   `json:"frequency" enum:"once,week,month,quarter,half,year"`
		DueDays   int64    `json:"due_days,omitempty" minimum:"0" maximum:"60"`
		Due       string   `json:"due,omitempty" maxLength:"40" doc:"Of a duty that falls due once."`
		To        []string `json:"to,omitempty" maxItems:"200"`
		Kinds     []string `json:"kinds,omitempty" maxItems:"10"`
	}
}

func (d *desk) dutyRoutes() {
	listing(d, route{"/govern/duties", "list-duties", "The responsibility list"},
		whole(d.Room.Duties), d.duty)
	api.Handle(d.api, api.Route{Method: http.MethodPost, Path: "/govern/duties", ID: "assign-duty", Summary: "Put a duty on member units", Tag: tag}, d.assign)
	acting(d, route{"/govern/duties/{id}/end", "end-duty", "Take a duty off a member unit, with a reason"},
		d.Room.EndDuty, d.duty)
	listing(d, route{"/govern/terms", "list-terms", "Occurrences of duties"},
		d.Room.Terms, d.term)
	one(d, route{"/govern/terms/{id}", "get-term", "One occurrence of a duty"},
		d.Room.Term, d.term)
	submitting(d, route{"/govern/terms/{id}/submit", "submit-term", "Say that a duty was done, with evidence"},
		d.Room.SubmitTerm, d.term)
	acting(d, route{"/govern/terms/{id}/confirm", "confirm-term", "Accept it: not who handed it in"},
		d.Room.ConfirmTerm, d.term)
	acting(d, route{"/govern/terms/{id}/return", "return-term", "Give it back, with a reason"},
		d.Room.ReturnTerm, d.term)
	acting(d, route{"/govern/terms/{id}/waive", "waive-term", "It need not be done this time, with a reason"},
		d.Room.WaiveTerm, d.term)
	api.Handle(d.api, api.Route{Method: http.MethodGet, Path: "/govern/matrix", ID: "duty-matrix", Summary: "Units × duties with lights", Tag: tag}, d.matrix)
}

func (d *desk) assign(ctx context.Context, scope access.Scope, in *governDutyInput) (api.List[DutyRow], error) {
	out := api.List[DutyRow]{Items: []DutyRow{}}
	b := in.Body
	due, err := api.ParseMoment("body.due", b.Due)
	if err != nil {
		return out, err
	}
	made, err := d.Room.Assign(ctx, scope, govern.DutyCmd{Code: b.Code, Title: b.Title, Basis: b.Basis, Evidence: b.Evidence, Frequency: b.Frequency, DueDays: b.DueDays,
		Due: due, To: b.To, Kinds: b.Kinds})
	for i := range made {
		out.Items = append(out.Items, d.duty(ctx, &made[i]))
	}
	return out, err
}

func (d *desk) matrix(ctx context.Context, scope access.Scope, in *listQuery) (GovernMatrix, error) {
	out := GovernMatrix{Columns: []MatrixColumn{}, Lines: []MatrixLine{}}
	f, err := d.filter(in)
	if err != nil {
		return out, err
	}
	duties, err := d.Room.Duties(ctx, scope, govern.Filter{Member: f.Member})
	if err != nil {
		return out, err
	}
	members, err := d.Room.Members(ctx, scope, govern.Filter{Member: f.Member, Kind: f.Kind})
	if err != nil {
		return out, err
	}
	shown := map[string]*MatrixLine{}
	for _, m := range members {
		shown[m.Member] = &MatrixLine{Member: m.Member, Name: m.Name, Kind: m.Kind, Cells: []MatrixCell{}}
	}
	latest, err := d.latest(ctx, scope, sight{f, shown, &out})
	if err != nil {
		return out, err
	}
	for _, m := range members {
		line := shown[m.Member]
		for i := range duties {
			x := &duties[i]
			if x.Member != m.Member {
				continue
			}
			if !slices.ContainsFunc(out.Columns, func(c MatrixColumn) bool { return c.Code == x.Kind }) {
				out.Columns = append(out.Columns, MatrixColumn{x.Kind, x.Title})
			}
			cell := MatrixCell{Code: x.Kind}
			t, there := latest[x.ID]
			if there {
				cell.Term, cell.Light, cell.Due = t.ID, t.Light(d.Clock.Now(), d.Room.Rules().NearDays), api.Stamp(t.Due)
			}
			line.Cells = append(line.Cells, cell)
		}
		if len(line.Cells) > 0 {
			out.Lines = append(out.Lines, *line)
		}
	}
	slices.SortFunc(out.Columns, func(a, b MatrixColumn) int { return strings.Compare(a.Code, b.Code) })
	return out, nil
}

// sight is what a matrix was asked for: its filter, its lines by member, and where it is summed up.
type sight struct {
	f     govern.Filter
	lines map[string]*MatrixLine
	out   *GovernMatrix
}

// latest are the terms that a cell shows, by duty: the oldest that is overdue, else the newest. It counts what it passes, of the
// members shown alone.
func (d *desk) latest(ctx context.Context, scope access.Scope, s sight) (map[string]*govern.Term, error) {
	now := d.Clock.Now()
	best := map[string]*govern.Term{}
	ask := govern.Filter{Member: s.f.Member, Period: s.f.Period, Limit: govern.PageMax}
	for {
		terms, next, err := d.Room.Terms(ctx, scope, ask)
		if err != nil {
			return nil, err
		}
		for i := range terms {
			t := &terms[i]
			line, asked := s.lines[t.Member]
			if !asked {
				continue
			}
			if t.State != "waived" && (t.Due <= now || t.State == "confirmed") {
				s.out.Due++
				if t.State == "confirmed" {
					s.out.Done++
				}
			}
			if t.Light(now, 0) == govern.RedLit {
				line.Red++
			}
			// terms come newest first, so that an older one takes the place only when it is overdue
			_, have := best[t.Ref]
			if !have || t.Light(now, 0) == govern.RedLit {
				best[t.Ref] = t
			}
		}
		if next == "" {
			return best, nil
		}
		ask.Cursor = next
	}
}

func (d *desk) duty(ctx context.Context, x *govern.Duty) DutyRow {
	return DutyRow{d.head(ctx, x.Head), x.Title, x.Basis, x.Evidence, x.Frequency, x.DueDays}
}

func (d *desk) term(ctx context.Context, t *govern.Term) TermRow {
	return TermRow{d.head(ctx, t.Head), t.Title, t.Light(d.Clock.Now(), d.near()), t.Note, files(t.Files), person(t.Submitted), person(t.Decided), t.Reason, t.Reminded, t.LateSince != none}
}

func (d *desk) near() int64 { return d.Room.Rules().NearDays }
