package app

import (
	"context"
	"crypto/rand"
	"time"

	"fanzha/base/access"
	accessstore "fanzha/base/access/store"
	"fanzha/base/id"
	"fanzha/base/rulefile"
	"fanzha/centre/casefile"
	"fanzha/centre/outreach"
	"fanzha/centre/stats"
	"fanzha/centre/stats/indicator"
	"fanzha/centre/stoppay"
	apistats "fanzha/edge/api/stats"
	"fanzha/rulebook"
	"fanzha/term/fraud"
)

// figureNames says what the codes in figures are called.
type figureNames struct {
	words  indicator.Words
	people *accessstore.Store
	banks  interface {
		Banks(ctx context.Context, scope access.Scope) ([]stoppay.Bank, error)
	}
}

// newFigureNames gathers the words of the rooms whose codes stand in facts.
func newFigureNames(c *Centre) (figureNames, error) {
	n := figureNames{people: c.People, banks: c.money.Stops}
	var err error
	n.words, err = indicator.LoadWords(rulebook.FS)
	if err != nil {
		return n, err
	}
	for _, f := range fraud.All {
		n.words.Add(stats.FraudType, string(f.Code), indicator.Word{ZH: f.NameZH, EN: f.NameEN})
	}
	cases, err := casefile.Load()
	if err != nil {
		return n, err
	}
	for d, lists := range map[stats.Dim][][]casefile.Word{
		stats.Supervision: {cases.Supervision}, stats.AmountBand: {cases.AmountBands}, stats.AgeBand: {cases.AgeBands}, stats.Sex: {cases.Sexes},
		stats.Occupation: {cases.Occupations}, stats.Campaign: {cases.Campaigns}, stats.CardKind: {cases.Cards, cases.Exhibits}, stats.Level: {cases.Roles}, stats.Result: {cases.Checks},
	} {
		for _, list := range lists {
			for _, w := range list {
				n.words.Add(d, w.Code, indicator.Word{ZH: w.ZH, EN: w.EN})
			}
		}
	}
	publicity, err := outreach.Load()
	if err != nil {
		return n, err
	}
	for d, list := range map[stats.Dim][]outreach.Word{stats.Venue: publicity.Venues, stats.Channel: publicity.Platforms, stats.Result: publicity.Kinds, stats.Level: publicity.Genres} {
		for _, w := range list {
			n.words.Add(d, w.Code, indicator.Word{ZH: w.ZH, EN: w.EN})
		}
	}
	return n, nil
}

// Side implements stats.Names.
func (n figureNames) Side(d stats.Dim, value string) (zh, en string) {
	if d == stats.Bank && value != "" {
		list, err := n.banks.Banks(context.Background(), systemScope())
		for _, b := range list {
			if err == nil && b.Code == value {
				return b.Name, b.Name
			}
		}
	}
	w := n.words.Of(d, value)
	return w.ZH, w.EN
}

// Region implements stats.Names: an area is called by the unit that has its code.
func (n figureNames) Region(ctx context.Context, code string) string {
	name := n.people.UnitName(ctx, indicator.UnitOf(code))
	if name == "" {
		return code
	}
	return name
}

// Since says since when anything of a measure's room is counted: in a room that counts, what never happened is a zero.
func (s *counting) Since(measure string) (stats.Day, bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.firsts == nil {
		s.firsts = map[string]stats.Day{}
		for _, m := range s.cube.Measures() {
			day, ok := s.cube.First(m)
			old, there := s.firsts[roomOf(m)]
			if ok && (!there || day < old) {
				s.firsts[roomOf(m)] = day
			}
		}
	}
	day, ok := s.firsts[roomOf(measure)]
	return day, ok
}

// rooms says which measures are counted together: where one of them is, the others are zero and not unknown.
var rooms = map[string]string{"suspect": "case", "exhibit": "case", "card": "case", "order": "warning", "attempt": "warning", "hit": "warning", "stop": "claim",
	"freeze": "claim", "objection": "claim", "hold": "claim", "restriction": "claim", "mark": "claim", "pledge": "publicity", "target": "publicity"}

func roomOf(measure string) string {
	head := measure
	for i := range len(measure) {
		if measure[i] == '.' {
			head = measure[:i]
			break
		}
	}
	room, ok := rooms[head]
	if ok {
		return room
	}
	if head == "return" {
		return measure // each number of a form begins when somebody first reports it
	}
	return head
}

// weekStart is the day on which a week of figures begins (figures.week_start: 1 is Monday, 7 is Sunday).
func weekStart() (time.Weekday, error) {
	raw, err := rulebook.FS.ReadFile("settings.yaml")
	if err != nil {
		return 0, err
	}
	s, err := rulefile.ReadSettings(raw)
	if err != nil {
		return 0, err
	}
	day := s.Whole("figures.week_start", 7)
	return time.Weekday(day % 7), s.Err()
}

// statServices are what the pages of figures stand on.
func (c *Centre) statServices() apistats.Services {
	return apistats.Services{
		Figures: c.stats, Store: c.stats.store, Orders: c.orders, Names: c.stats.names, Clock: c.clock, NewID: id.New(c.clock.Now, rand.Reader).New, WeekStart: c.stats.week,
	}
}
