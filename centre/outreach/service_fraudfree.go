package outreach

import (
	"context"

	"fanzha/base/access"
	"fanzha/centre/stats"
	"fanzha/term/region"
	"fanzha/term/when"
)

// Apply applies for a fraud-free title.
func (s *Service) Apply(ctx context.Context, scope access.Scope, f FraudFree) (FraudFree, error) {
	f = FraudFree{Head: Head{Unit: f.Unit}, Sort: f.Sort, Title: f.Title, Region: f.Region, Member: f.Member}
	return add(ctx, s, scope, life[FraudFree, *FraudFree]{f, fraudFreeMoves})
}

func (s *Service) fraudFree(ctx context.Context, scope access.Scope, a Act, d decision[FraudFree, *FraudFree]) (FraudFree, error) {
	return act(ctx, s, asked{scope, a}, d)
}

// Watch takes an application up: the watch begins. Right outreach.approve; never by who applied.
func (s *Service) Watch(ctx context.Context, scope access.Scope, a Act) (FraudFree, error) {
	return s.fraudFree(ctx, scope, a, decision[FraudFree, *FraudFree]{access.OutreachApprove, actWatch, func(f *FraudFree, by By) error { return f.watch(s.o.Rules, by) }})
}

// Judge looks at the criteria: the centre's own are counted, of the others the caller says what he found (by code).
func (s *Service) Judge(ctx context.Context, scope access.Scope, a Act, found map[string]string) (FraudFree, error) {
	if len(found) > pointsMost {
		return FraudFree{}, badField("criteria")
	}
	return s.fraudFree(ctx, scope, a, decision[FraudFree, *FraudFree]{access.OutreachWork, actCheck, func(f *FraudFree, by By) error {
		got, err := s.counted(ctx, f, by)
		if err != nil {
			return err
		}
		return f.judge(s.o.Rules, got, found, by)
	}})
}

// Award gives the title when the watch is over and every criterion is met. Right outreach.approve; never by who applied.
func (s *Service) Award(ctx context.Context, scope access.Scope, a Act) (FraudFree, error) {
	return s.fraudFree(ctx, scope, a, decision[FraudFree, *FraudFree]{access.OutreachApprove, actAward, func(f *FraudFree, by By) error {
		got, err := s.counted(ctx, f, by)
		if err != nil {
			return err
		}
		return f.award(s.o.Rules, got, by)
	}})
}

// RefuseFraudFree turns an application down, with a reason.
func (s *Service) RefuseFraudFree(ctx context.Context, scope access.Scope, a Act) (FraudFree, error) {
	return s.fraudFree(ctx, scope, a, decision[FraudFree, *FraudFree]{access.OutreachApprove, actRefuse, func(f *FraudFree, by By) error { return f.end(actRefuse, by) }})
}

// WithdrawFraudFree takes a title away, with a reason.
func (s *Service) WithdrawFraudFree(ctx context.Context, scope access.Scope, a Act) (FraudFree, error) {
	return s.fraudFree(ctx, scope, a, decision[FraudFree, *FraudFree]{access.OutreachApprove, actWithdraw, func(f *FraudFree, by By) error { return f.end(actWithdraw, by) }})
}

// counted counts cases and events of a place since its watch began. The whole centre is asked: a case that another unit filed counts.
func (s *Service) counted(ctx context.Context, f *FraudFree, by By) (judged, error) {
	var got judged
	span := stats.Span{From: f.WatchFrom, To: dayOf(by.At)}
	n, err := s.cases(access.System(), Group{Region: f.Region}, span)
	if err != nil {
		return got, err
	}
	got.cases = n.N
	events, err := s.o.Books.Tally(ctx, access.System(), Tallying{In: f.Region, From: f.WatchFrom.Start(), To: by.At + 1})
	for _, t := range events {
		got.events += t.Events
	}
	return got, err
}

// FraudFreeUnit returns one application or title.
func (s *Service) FraudFreeUnit(ctx context.Context, scope access.Scope, id string) (FraudFree, error) {
	return get[FraudFree](ctx, s, scope, id)
}

// FraudFreeUnits returns a page of them.
func (s *Service) FraudFreeUnits(ctx context.Context, scope access.Scope, f Filter) ([]FraudFree, string, error) {
	return list[FraudFree](ctx, s, scope, f)
}

// CaseIn is told of a filed case: titles of the places in which it lies are withdrawn at once, also
// for a case of the time of the watch that was filed late. Told again of the same case, it does nothing. It returns how many it withdrew.
func (s *Service) CaseIn(ctx context.Context, place, caseID string, at when.Micros) (int, error) {
	if len(place) < 9 {
		return 0, nil // nobody can say in which community it was
	}
	by := byOf(access.System(), s.o.Clock.Now(), "辖区发生电诈案件，自动撤销")
	q := Query{States: []State{Awarded}, In: place[:6], Limit: PageMax}
	done := 0
	for {
		var page []FraudFree
		err := s.o.Books.List(ctx, access.System(), q, &page)
		if err != nil {
			return done, err
		}
		for i := range page {
			f := &page[i]
			q.After = &Key{f.At, f.ID}
			if !region.Contains(f.Region, place) || at < f.WatchFrom.Start() {
				continue
			}
			f.Case = caseID
			err = f.end(actWithdraw, by)
			if err == nil {
				err = s.save(ctx, by.At, s.change(f, by, actWithdraw, Awarded))
			}
			if err != nil {
				return done, err
			}
			done++
		}
		if len(page) < PageMax {
			return done, nil
		}
	}
}
