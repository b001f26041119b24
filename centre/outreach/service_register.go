package outreach

import (
	"cmp"
	"context"
	"slices"
	"strings"

	"fanzha/base/access"
	"fanzha/centre/stats"
)

// levelling is what a level is beside a record, a number of an area or member unit as of a day, a population base or a registration: of
// whom, how many, and how many more than before. What the figures add up is its change since the level before it.
type levelling interface {
	place() (subject string, value string, day stats.Day)
	people() int64
	since(n int64)
}

func (b *Base) place() (string, string, stats.Day)         { return placeOf(b.Region, b.Member, b.Day) }
func (b *Base) people() int64                              { return b.People }
func (b *Base) since(n int64)                              { b.Delta = b.People - n }
func (g *Registration) place() (string, string, stats.Day) { return placeOf(g.Region, g.Member, g.Day) }
func (g *Registration) people() int64                      { return g.People }
func (g *Registration) since(n int64)                      { g.Delta = g.People - n }

func placeOf(region, member string, day stats.Day) (string, string, stats.Day) {
	if region != "" {
		return "region", region, day
	}
	return "member", member, day
}

// AddBase records how many people an area or a member unit has.
func (s *Service) AddBase(ctx context.Context, scope access.Scope, b Base) (Base, error) {
	by, err := s.begin(scope, &b, recordMoves, actRecord)
	if err != nil {
		return Base{}, err
	}
	return b, saveLevel[Base](ctx, s, scope, levelled[Base, *Base]{&b, by, actRecord})
}

// VoidBase takes a base back, with a reason.
func (s *Service) VoidBase(ctx context.Context, scope access.Scope, a Act) (Base, error) {
	return voidLevel[Base](ctx, s, scope, a)
}

// Bases returns a page of population bases.
func (s *Service) Bases(ctx context.Context, scope access.Scope, f Filter) ([]Base, string, error) {
	return list[Base](ctx, s, scope, f)
}

// Register records how many people of an area or member unit have registered the APP, as of a day.
func (s *Service) Register(ctx context.Context, scope access.Scope, g Registration) (Registration, error) {
	by, err := s.begin(scope, &g, recordMoves, actRecord)
	if err != nil {
		return Registration{}, err
	}
	return g, saveLevel[Registration](ctx, s, scope, levelled[Registration, *Registration]{&g, by, actRecord})
}

// VoidRegistration takes an entry back, with a reason.
func (s *Service) VoidRegistration(ctx context.Context, scope access.Scope, a Act) (Registration, error) {
	return voidLevel[Registration](ctx, s, scope, a)
}

// Registrations returns a page of registrations.
func (s *Service) Registrations(ctx context.Context, scope access.Scope, f Filter) ([]Registration, string, error) {
	return list[Registration](ctx, s, scope, f)
}

// levelled is a level that is entered or taken back.
type levelled[T any, P interface {
	rec[T]
	checked
	levelling
}] struct {
	row P
	by  By
	act string
}

// saveLevel saves a level with its change since the one before, and the one after it with its change since this one. The one before is
// saved too, unchanged: two entries beside each other cannot both be made on it.
func saveLevel[T any, P interface {
	rec[T]
	checked
	levelling
}](ctx context.Context, s *Service, scope access.Scope, l levelled[T, P]) error {
	field, value, day := l.row.place()
	var before, after []T
	q := Query{Is: map[string]string{field: value}, States: []State{Recorded}, To: day.Start(), Limit: 1}
	err := s.o.Books.List(ctx, scope, q, &before)
	if err != nil {
		return err
	}
	q.From, q.To, q.Limit = (day + 1).Start(), 0, PageMax
	err = s.o.Books.List(ctx, scope, q, &after)
	if err != nil {
		return err
	}
	var base int64
	changes := []Change{}
	if len(before) > 0 {
		p := P(&before[0])
		base = p.people()
		p.Heading().Version++
		changes = append(changes, s.change(p, l.by, actCorrect, Recorded))
	}
	from := State("")
	if l.act == actVoid {
		from = Recorded
	}
	l.row.since(base)
	changes = append(changes, s.change(l.row, l.by, l.act, from))
	if len(after) > 0 {
		p := P(&after[len(after)-1]) // the latest first: the last is the next day
		p.Heading().Version++
		p.since(base)
		if l.act != actVoid {
			p.since(l.row.people())
		}
		changes = append(changes, s.change(p, l.by, actCorrect, Recorded))
	}
	return s.save(ctx, l.by.At, changes...)
}

func voidLevel[T any, P interface {
	rec[T]
	checked
	levelling
}](ctx context.Context, s *Service, scope access.Scope, a Act) (T, error) {
	r, by, err := load[T, P](ctx, s, asked{scope, a}, access.OutreachWork)
	if err != nil {
		return r, err
	}
	err = voids[T, P](recordMoves, actVoid).do(P(&r), by)
	if err != nil {
		return *new(T), err
	}
	return r, saveLevel[T](ctx, s, scope, levelled[T, P]{P(&r), by, actVoid})
}

// Rates are the registration rates as of a day, by area or by member unit, each with what it is made of; the lowest first, those
// without a base last.
func (s *Service) Rates(ctx context.Context, scope access.Scope, day stats.Day) ([]Rate, error) {
	err := scope.Require(access.OutreachRead)
	if err != nil {
		return nil, err
	}
	registered, err := latest[Registration](ctx, s, scope, day)
	if err != nil {
		return nil, err
	}
	bases, err := s.bases(ctx, scope, day)
	if err != nil {
		return nil, err
	}
	out := []Rate{}
	for key, g := range registered {
		out = append(out, rate(g, bases[key], s.o.Rules))
	}
	slices.SortFunc(out, func(a, b Rate) int {
		if (a.Base == 0) != (b.Base == 0) {
			return cmp.Compare(b.Base, a.Base)
		}
		return cmp.Or(cmp.Compare(a.BP, b.BP), cmp.Compare(a.Region+a.Member, b.Region+b.Member))
	})
	return out, nil
}

func (s *Service) bases(ctx context.Context, scope access.Scope, day stats.Day) (map[string]*Base, error) {
	return latest[Base](ctx, s, scope, day)
}

// subjectsMost bounds how many entries are read to find the latest of each area: the towns of a province with a monthly entry.
const subjectsMost = 60_000

// latest are the last levels on or before a day, by area or member unit.
func latest[T any, P interface {
	rec[T]
	checked
	levelling
}](ctx context.Context, s *Service, scope access.Scope, day stats.Day) (map[string]*T, error) {
	out := map[string]*T{}
	q := Query{States: []State{Recorded}, To: (day + 1).Start(), Limit: PageMax}
	for read := 0; read < subjectsMost; read += PageMax {
		var page []T
		err := s.o.Books.List(ctx, scope, q, &page)
		if err != nil {
			return nil, err
		}
		for i := range page {
			p := P(&page[i])
			field, value, _ := p.place()
			if out[field+value] == nil {
				out[field+value] = &page[i]
			}
			q.After = &Key{p.Heading().At, p.Heading().ID}
		}
		if len(page) < PageMax {
			break
		}
	}
	return out, nil
}

// gaps puts what reached each area beside its people.
func gaps(bases map[string]*Base, recent, year []Tally) []Gap {
	out := []Gap{}
	for _, b := range bases {
		if len(b.Region) < 9 || strings.HasSuffix(b.Region, "000") {
			continue // a county is its towns
		}
		g := Gap{Region: b.Region, Unit: b.Unit, People: b.People}
		for _, t := range recent {
			if t.Key == b.Region[:9] {
				g.Events, g.Reach = t.Events, t.Audience
			}
		}
		for _, t := range year {
			if t.Key == b.Region[:9] {
				g.Last = t.Last
			}
		}
		out = append(out, g)
	}
	slices.SortFunc(out, func(a, b Gap) int {
		return cmp.Or(cmp.Compare(a.Events, b.Events), cmp.Compare(a.Last, b.Last), cmp.Compare(b.People, a.People), cmp.Compare(a.Region, b.Region))
	})
	return out
}
