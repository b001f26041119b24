package figures

import (
	"context"
	"strings"
	"sync"
	"sync/atomic"

	"fanzha/base/access"
	accessstore "fanzha/base/access/store"
	"fanzha/base/clock"
	"fanzha/centre/casefile"
	"fanzha/centre/govern"
	"fanzha/centre/outreach"
	"fanzha/centre/stats"
	"fanzha/centre/stats/indicator"
	"fanzha/rulebook"
	"fanzha/sim"
	"fanzha/term/fraud"
	"fanzha/term/when"
)

// Bounds of the names of areas in memory.
const (
	nameFor  = when.Minute // a unit that gets another area or name is called by it after so long
	nameMost = 10_000
)

// names says what the codes in figures are called.
type names struct {
	words  indicator.Words
	people *accessstore.Store
	banks  Banks
	clock  clock.Clock
	city   map[string]string // places of the invented city; nil elsewhere

	members atomic.Pointer[govern.Service] // the conference whose members name banks, carriers and places

	mu    sync.Mutex // guards known
	known map[string]known
	units map[stats.Dim]map[string]string // member units by the key under which figures know them; stats.Dims stands for areas
	until when.Micros                     // they are read again
}

// known is a name until it is looked up again.
type known struct {
	name  string
	until when.Micros
}

// newNames gathers the words of the rooms whose codes stand in facts.
func newNames(o Options) (*names, error) {
	n := &names{people: o.People, banks: o.Banks, clock: o.Clock, known: map[string]known{}}
	if o.Demo {
		n.city = cityPlaces()
	}
	var err error
	n.words, err = indicator.LoadWords(rulebook.FS)
	if err != nil {
		return nil, err
	}
	for _, f := range fraud.All {
		n.words.Add(stats.FraudType, string(f.Code), indicator.Word{ZH: f.NameZH, EN: f.NameEN})
	}
	cases, err := casefile.Load()
	if err != nil {
		return nil, err
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
		return nil, err
	}
	for d, list := range map[stats.Dim][]outreach.Word{stats.Venue: publicity.Venues, stats.Channel: publicity.Platforms, stats.Result: publicity.Kinds, stats.Level: publicity.Genres} {
		for _, w := range list {
			n.words.Add(d, w.Code, indicator.Word{ZH: w.ZH, EN: w.EN})
		}
	}
	return n, nil
}

// Side implements stats.Names.
func (n *names) Side(d stats.Dim, value string) (zh, en string) {
	if d == stats.Bank && value != "" {
		list, err := n.banks.Banks(context.Background(), access.System())
		for _, b := range list {
			if err == nil && b.Code == value {
				return b.Name, b.Name
			}
		}
	}
	name := n.member(d, value)
	if name != "" {
		return name, name
	}
	w := n.words.Of(d, value)
	if d == stats.Carrier && w.ZH == value && n.city != nil {
		for _, p := range sim.Partners() {
			if p.Code == value {
				return p.NameZH, p.NameEN
			}
		}
	}
	return w.ZH, w.EN
}

// areas is where places stand among the sides of member units.
const areas = stats.Dim(stats.Dims)

// kindsOf says of which side a kind of member unit is a value.
var kindsOf = map[string]stats.Dim{"bank": stats.Bank, "carrier": stats.Carrier, "county": areas, "township": areas, "department": stats.MemberUnit}

// member is what the joint conference calls a bank, a carrier, a place or a department; empty where it does not know it.
func (n *names) member(d stats.Dim, key string) string {
	room := n.members.Load()
	if room == nil || key == "" {
		return ""
	}
	n.mu.Lock()
	defer n.mu.Unlock()
	now := n.clock.Now()
	if now >= n.until {
		list, err := room.Members(context.Background(), access.System(), govern.Filter{})
		if err != nil {
			return n.units[d][key] // those of before are better than none
		}
		n.units, n.until = map[stats.Dim]map[string]string{}, now+nameFor
		for _, m := range list {
			d, known := kindsOf[m.Kind]
			if known {
				n.add(d, m.Key, m.Name)
			}
			n.add(stats.MemberUnit, m.Member, m.Name)
		}
	}
	return n.units[d][key]
}

func (n *names) add(d stats.Dim, key, name string) {
	if n.units[d] == nil {
		n.units[d] = map[string]string{}
	}
	n.units[d][key] = name
}

// cityPlaces are the counties and townships of the invented city.
func cityPlaces() map[string]string {
	out := map[string]string{}
	for _, c := range sim.Counties() {
		out[c.Code] = c.NameZH
	}
	for _, s := range sim.Stations() {
		out[s.Area] = s.AreaZH
	}
	return out
}

// Region implements stats.Names: an area is called by its place, as the joint conference or the invented city knows it, else by the unit that
// has its code, else by the unit that answers for it. A place is no station: those who live there are its people.
func (n *names) Region(ctx context.Context, code string) string {
	place := n.member(areas, code)
	if place == "" {
		place = n.city[code]
	}
	if place != "" || code == "" {
		return place
	}
	unit := indicator.UnitOf(code)
	name := n.people.UnitName(ctx, unit)
	if name != "" && name != unit {
		return name
	}
	now := n.clock.Now()
	n.mu.Lock()
	old, ok := n.known[code]
	n.mu.Unlock()
	if ok && now < old.until {
		return old.name
	}
	name, err := n.answering(ctx, code)
	if err != nil {
		return code
	}
	n.mu.Lock()
	defer n.mu.Unlock()
	if len(n.known) >= nameMost {
		clear(n.known)
	}
	n.known[code] = known{name, now + nameFor}
	return name
}

// answering names an area by the unit among whose areas it is. A unit that answers for more than this area is named with the code, so that
// two areas are not called the same.
func (n *names) answering(ctx context.Context, code string) (string, error) {
	unit, err := n.people.Responsible(ctx, code)
	if err != nil {
		return "", err
	}
	u, err := n.people.Get(ctx, unit)
	if err != nil {
		return "", err
	}
	for _, area := range u.Areas {
		switch {
		case area == code && len(u.Areas) == 1:
			return u.Name, nil
		case strings.HasPrefix(code, area):
			return u.Name + "（" + code + "）", nil
		}
	}
	return code, nil
}
