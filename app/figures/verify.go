package figures

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"

	"fanzha/centre/stats"
	"fanzha/centre/stats/cube/sound"
	statstore "fanzha/centre/stats/store"
	"fanzha/internal/db"
	"fanzha/playbook/counted"
)

// Report says how the kept facts compare with what the log of events says, counted again without the counts in memory.
type Report struct {
	Events     int64           `json:"events"`     // replayed, those of the archive among them
	Archived   int64           `json:"archived"`   // of them from the archive
	Lost       int64           `json:"lost"`       // numbers up to UpTo that stand neither in the outbox nor in the archive
	UpTo       int64           `json:"up_to"`      // counted up to here
	Unreadable int64           `json:"unreadable"` // told of at the time and left out
	Facts      int64           `json:"facts"`      // recounted and compared
	Missing    int64           `json:"missing"`    // the log says them, the table has not got them
	Differing  int64           `json:"differing"`  // the table says otherwise
	Unsaid     int64           `json:"unsaid"`     // the table has them under the number of an event that does not say them
	Examples   []string        `json:"examples"`   // of what is missing, differs or is unsaid, at most ten
	Measures   []MeasureReport `json:"measures"`
}

// MeasureReport is a measure of a report.
type MeasureReport struct {
	Measure     string `json:"measure"`
	Events      int64  `json:"events"` // replayed that say something of it
	Facts       int64  `json:"facts"`
	N           int64  `json:"n"` // live pieces, recounted
	Fen         int64  `json:"fen"`
	Differences int64  `json:"differences"`
}

// OK says whether the recount agrees.
func (r Report) OK() bool { return r.Missing+r.Differing+r.Unsaid == 0 }

// String says it in one line, and one for each measure.
func (r Report) String() string {
	var out strings.Builder
	fmt.Fprintf(&out, "events %d (archived %d, lost %d, unreadable %d, up to %d), facts %d, missing %d, differing %d, unsaid %d %v",
		r.Events, r.Archived, r.Lost, r.Unreadable, r.UpTo, r.Facts, r.Missing, r.Differing, r.Unsaid, r.Examples)
	for _, m := range r.Measures {
		fmt.Fprintf(&out, "\n%-36s events %6d  facts %6d  n %10d  fen %16d  differences %d", m.Measure, m.Events, m.Facts, m.N, m.Fen, m.Differences)
	}
	return out.String()
}

// examplesMost is how many differences are named.
const examplesMost = 10

// Verify counts the log of events again, one event after another, and compares each fact with the table.
func (s *Side) Verify(ctx context.Context) (Report, error) {
	return Verify(ctx, s.opts.Records, s.unit())
}

// Verify counts the log of events of a centre again, from the first one on; what belongs to no unit belongs to home. The centre may go on
// counting meanwhile: what it counts later is left out.
func Verify(ctx context.Context, records *db.DB, home string) (Report, error) {
	c := recounting{home: home, said: map[[2]string]stats.Fact{}, by: map[string]*MeasureReport{}, seen: map[int64]bool{}}
	c.Examples = []string{}
	kept := statstore.New(records)
	var err error
	c.UpTo, err = kept.Cursor(ctx, countReader)
	if err == nil {
		err = c.replay(ctx, records)
	}
	if err != nil {
		return c.Report, err
	}
	c.Facts, c.Lost = int64(len(c.said)), c.UpTo-c.Events
	for f, err := range kept.All(ctx) {
		if err != nil {
			return c.Report, err
		}
		c.compare(f)
	}
	for k := range c.said {
		c.differ(&c.Missing, k)
	}
	for _, name := range slices.Sorted(maps.Keys(c.by)) {
		c.Measures = append(c.Measures, *c.by[name])
	}
	return c.Report, nil
}

// recounting is a recount under way.
type recounting struct {
	Report
	home string
	said map[[2]string]stats.Fact
	by   map[string]*MeasureReport
	seen map[int64]bool // numbers of the events that were read
}

// replay reads the archive and then the outbox. An event that is moved between the two meanwhile counts once: of two facts with one id
// that of the larger number counts.
func (c *recounting) replay(ctx context.Context, records *db.DB) error {
	for after := int64(0); ; {
		events, err := records.Events(ctx, after, countBatch)
		if err != nil {
			return err
		}
		for _, e := range events {
			after = e.Seq
			c.event(e)
		}
		if len(events) < countBatch {
			break
		}
	}
	return records.Archived(ctx, func(e db.Event) error {
		if c.event(e) {
			c.Archived++
		}
		return nil
	})
}

// event counts one event again; it says whether the event was a new one that belongs to the recount.
func (c *recounting) event(e db.Event) bool {
	if e.Seq > c.UpTo || c.seen[e.Seq] {
		return false
	}
	c.seen[e.Seq] = true
	c.Events++
	facts, err := counted.Facts(counted.Event{Seq: e.Seq, Kind: e.Kind, Subject: e.Subject, Unit: e.Unit, At: e.At, Body: e.Body})
	if err != nil {
		c.Unreadable++
		return true
	}
	told := map[string]bool{}
	for _, f := range facts {
		if f.Unit == "" {
			f.Unit = c.home
		}
		if sound.Check(&f) != nil {
			continue // told of at the time and left out
		}
		if !told[f.Measure] {
			told[f.Measure] = true
			c.of(f.Measure).Events++
		}
		k := [2]string{f.Measure, f.ID}
		old, ok := c.said[k]
		if !ok || f.Seq >= old.Seq {
			c.said[k] = f
		}
	}
	return true
}

// compare looks at one kept fact.
func (c *recounting) compare(f stats.Fact) {
	k := [2]string{f.Measure, f.ID}
	want, ok := c.said[k]
	switch {
	case ok:
		delete(c.said, k)
		m := c.of(f.Measure)
		m.Facts++
		if !want.Gone {
			m.N += want.N
			m.Fen += want.Fen
		}
		if want != f && f.Seq <= c.UpTo {
			c.differ(&c.Differing, k)
		}
	case !uncounted[f.Measure] && c.seen[f.Seq]:
		c.differ(&c.Unsaid, k)
	}
}

// uncounted are measures that no event says: signals are counted from the tally, whose own number stands in for that of an event.
var uncounted = map[string]bool{"signal.received": true}

func (c *recounting) of(measure string) *MeasureReport {
	m := c.by[measure]
	if m == nil {
		m = &MeasureReport{Measure: measure}
		c.by[measure] = m
	}
	return m
}

func (c *recounting) differ(n *int64, k [2]string) {
	*n++
	c.of(k[0]).Differences++
	if len(c.Examples) < examplesMost {
		c.Examples = append(c.Examples, k[0]+" "+k[1])
	}
}
