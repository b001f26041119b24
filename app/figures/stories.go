package figures

import (
	"cmp"
	"context"
	"errors"
	"slices"

	"fanzha/centre/casefile"
	"fanzha/centre/stats"
	"fanzha/centre/stats/bulletin"
	"fanzha/centre/stats/bulletin/pattern"
	"fanzha/centre/stats/bulletin/story"
	"fanzha/term/fraud"
	"fanzha/term/region"
	"fanzha/term/when"
)

// storiesTried bounds how many cases are looked at for one that may be told.
const storiesTried = 20

// stories is one masked case of the period, of the most frequent type, a solved one before others; none where every one could tell who it is about.
func (s *Side) stories(ctx context.Context, cases *casefile.Service, in asked) ([]bulletin.Line, error) {
	if cases == nil || region.KindOf(in.scope.Unit) == region.Station { // of a station's few streets nothing is told
		return nil, nil
	}
	f := casefile.Filter{Unit: in.scope.Unit, Scope: "telecom", Filed: casefile.Span{From: in.span.From.Start(), To: (in.span.To + 1).Start()}, Limit: casefile.PageMax}
	list, _, err := cases.Cases(ctx, in.scope, f)
	if err != nil {
		return nil, err
	}
	for k, c := range telling(list) {
		if k == storiesTried {
			break
		}
		c, err = cases.Case(ctx, in.scope, c.ID) // with its parts
		if err != nil {
			return nil, err
		}
		text, err := s.teller(cases, in, c.Fraud).Tell(ctx, story.Case{
			Fraud: c.Fraud, Kind: c.Victim.Kind, Sex: c.Victim.Sex, AgeBand: c.AgeBand, Occupation: c.Victim.Occupation, LossFen: c.LossFen,
			Solved: c.State == casefile.Solved || c.State == casefile.Closed, Back: c.Back("recovered")+c.Back("returned") > 0,
		})
		if errors.Is(err, story.ErrRefused) {
			continue
		}
		if err != nil {
			return nil, err
		}
		return []bulletin.Line{{Text: text, Object: "case/" + c.ID}}, nil
	}
	return nil, nil
}

// telling puts cases in the order in which they are told of: of the most frequent type first, of one type the solved ones first.
func telling(list []casefile.Case) []casefile.Case {
	n := map[string]int{}
	for _, c := range list {
		n[c.Fraud]++
	}
	list = slices.DeleteFunc(slices.Clone(list), func(c casefile.Case) bool { return c.State == casefile.Withdrawn })
	solved := func(c casefile.Case) int {
		if c.State == casefile.Filed {
			return 1
		}
		return 0
	}
	slices.SortFunc(list, func(a, b casefile.Case) int {
		return cmp.Or(cmp.Compare(n[b.Fraud], n[a.Fraud]), cmp.Compare(a.Fraud, b.Fraud), cmp.Compare(solved(a), solved(b)), cmp.Compare(a.FiledAt, b.FiledAt), cmp.Compare(a.ID, b.ID))
	})
	return list
}

// teller counts who else was defrauded alike, in the same jurisdiction, within the days that the rulebook says.
func (s *Side) teller(cases *casefile.Service, in asked, code string) story.Room {
	until := (in.span.To + 1).Start()
	window := casefile.Span{From: until - when.Micros(s.templates.Story.Days)*when.Day, To: until}
	name, _ := s.names.Side(stats.FraudType, code)
	if name == "" || code == string(fraud.Other) {
		name = "电信网络"
	}
	return story.Room{
		Least: s.templates.Story.Least, Area: bulletin.Area(in.scope.Unit), Name: name, Steps: steps(s.templates, code),
		Word: func(d stats.Dim, v string) string {
			zh, _ := s.names.Side(d, v)
			if zh == v || d == stats.Occupation && v == "other" {
				return ""
			}
			return zh
		},
		Alike: func(ctx context.Context, code, kind string, t story.Traits) (int64, error) {
			f := casefile.Filter{Unit: in.scope.Unit, Scope: "telecom", Frauds: []string{code}, VictimKind: kind, Sex: t[stats.Sex], AgeBand: t[stats.AgeBand],
				Occupation: t[stats.Occupation], Filed: window}
			sums, err := cases.Sums(ctx, in.scope, f)
			return sums.Cases, err
		},
	}
}

func steps(t *pattern.Templates, code string) []string { return t.Tricks[code].Steps }
