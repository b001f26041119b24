package counted

import (
	"slices"

	"fanzha/centre/stats"
	"fanzha/centre/stats/indicator"
	"fanzha/term/fault"
	"fanzha/term/when"
)

// ErrKind: an event of a kind that nobody has decided about.
var ErrKind = fault.New(fault.Internal, "counted.unknown_kind")

// Event is one thing that has happened, as the outbox relays it.
type Event struct {
	Seq     int64
	Kind    string
	Subject string
	Unit    string
	At      when.Micros
	Body    []byte
}

type counter func(e Event) ([]stats.Fact, error)

// Facts are what an event counts for; none for one that is left out. An unknown kind is ErrKind, a broken body the error of its room.
func Facts(e Event) ([]stats.Fact, error) {
	count, ok := table[e.Kind]
	if !ok {
		_, known := left[e.Kind]
		if !known {
			return nil, fault.New(ErrKind.Kind, ErrKind.Code, "kind", e.Kind)
		}
		return nil, nil
	}
	out, err := count(e)
	if err != nil {
		return nil, err
	}
	return slices.DeleteFunc(out, func(f stats.Fact) bool { return f.ID == "" || f.At <= 0 }), nil
}

// Kinds lists the kinds of events that are counted, sorted.
func Kinds() []string { return keys(table) }

// Left lists the kinds that are not counted, sorted, and why.
func Left() ([]string, map[string]string) { return keys(left), left }

func keys[V any](m map[string]V) []string {
	out := make([]string, 0, len(m))
	for k := range m {
		out = append(out, k)
	}
	slices.Sort(out)
	return out
}

// things makes facts about one record that share its unit, region and sides.
type things struct {
	base stats.Fact
	out  []stats.Fact
}

// add counts one thing; at 0 says that it is not so.
func (t *things) add(measure, id string, at when.Micros, change ...func(*stats.Fact)) {
	f := t.base
	f.Measure, f.ID, f.At, f.N = measure, id, at, 1
	for _, c := range change {
		c(&f)
	}
	t.out = append(t.out, f)
}

// only says whether a thing is so: one that turned out not to be is told as gone, on the day on which it would stand.
func only(is bool) func(*stats.Fact) { return func(f *stats.Fact) { f.Gone = !is } }

func fen(n int64) func(*stats.Fact) { return func(f *stats.Fact) { f.Fen = n } }

func pieces(n int64) func(*stats.Fact) { return func(f *stats.Fact) { f.N = n } }

func side(d stats.Dim, value string) func(*stats.Fact) {
	return func(f *stats.Fact) { f.Sides[d] = value }
}

// milliseconds is a span as facts of times hold it; nothing when one of its ends is not there.
func milliseconds(from, to when.Micros) (int64, bool) {
	if from <= 0 || to < from {
		return 0, false
	}
	return int64((to - from) / when.Millisecond), true
}

// countyOf is the area of a unit, for records that know no place of their own.
func countyOf(unit string) string {
	if len(unit) < 6 {
		return ""
	}
	return unit[:6]
}

// perCampaign adds a copy of each fact for each campaign that its record belongs to, and takes back those it has left.
func perCampaign(facts []stats.Fact, in, out []string) []stats.Fact {
	all := facts
	for _, f := range facts {
		for _, c := range in {
			all = append(all, ofCampaign(f, c))
		}
		for _, c := range out {
			x := ofCampaign(f, c)
			x.Gone = true
			all = append(all, x)
		}
	}
	return all
}

func ofCampaign(f stats.Fact, campaign string) stats.Fact {
	f.Measure, f.ID = indicator.ByCampaign(f.Measure), f.ID+"@"+campaign
	f.Sides[stats.Campaign] = campaign
	return f
}
