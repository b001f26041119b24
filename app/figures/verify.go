package figures

import (
	"context"
	"fmt"

	"fanzha/centre/stats"
	statstore "fanzha/centre/stats/store"
	"fanzha/internal/db"
	"fanzha/playbook/counted"
)

// Report says how the kept facts compare with what the log of events says, counted again without the counts in memory.
type Report struct {
	Events     int64            `json:"events"`     // in the log
	FromSeq    int64            `json:"from_seq"`   // the oldest that is still kept
	UpTo       int64            `json:"up_to"`      // counted up to here
	Unreadable int64            `json:"unreadable"` // told of at the time and left out
	Facts      int64            `json:"facts"`      // recounted and compared
	Missing    int64            `json:"missing"`    // the log says them, the table has not got them
	Differing  int64            `json:"differing"`  // the table says otherwise
	Examples   []string         `json:"examples"`   // of what is missing or differs, at most ten
	Measures   map[string]int64 `json:"measures"`   // live pieces by measure, recounted
}

// OK says whether the recount agrees.
func (r Report) OK() bool { return r.Missing == 0 && r.Differing == 0 }

// String says it in one line.
func (r Report) String() string {
	return fmt.Sprintf("events %d (from %d up to %d, unreadable %d), facts %d, missing %d, differing %d %v", r.Events, r.FromSeq, r.UpTo, r.Unreadable, r.Facts, r.Missing, r.Differing, r.Examples)
}

// examplesMost is how many differences are named.
const examplesMost = 10

// Verify counts the log of events again, one event after another, and compares each fact with the table.
func (s *Side) Verify(ctx context.Context) (Report, error) {
	return Verify(ctx, s.opts.Records, s.unit())
}

// Verify counts the log of events of a centre again; what belongs to no unit belongs to home.
func Verify(ctx context.Context, records *db.DB, home string) (Report, error) {
	r := Report{Measures: map[string]int64{}, Examples: []string{}}
	kept := statstore.New(records)
	var err error
	r.UpTo, err = kept.Cursor(ctx, countReader)
	if err != nil {
		return r, err
	}
	said, err := recount(ctx, records, &r)
	if err != nil {
		return r, err
	}
	r.Facts = int64(len(said))
	for f, err := range kept.All(ctx) {
		if err != nil {
			return r, err
		}
		k := [2]string{f.Measure, f.ID}
		want, ok := said[k]
		if !ok {
			continue // from before the oldest event that is kept, imported, or of signals
		}
		delete(said, k)
		if want.Unit == "" {
			want.Unit = home
		}
		if want != f {
			r.differ(&r.Differing, k)
		}
	}
	for k := range said {
		r.differ(&r.Missing, k)
	}
	return r, nil
}

func (r *Report) differ(n *int64, k [2]string) {
	*n++
	if len(r.Examples) < examplesMost {
		r.Examples = append(r.Examples, k[0]+" "+k[1])
	}
}

// recount reads the log from its beginning: of two facts with one id the later one counts.
func recount(ctx context.Context, records *db.DB, r *Report) (map[[2]string]stats.Fact, error) {
	said := map[[2]string]stats.Fact{}
	for after := int64(0); ; {
		events, err := records.Events(ctx, after, countBatch)
		if err != nil {
			return nil, err
		}
		for _, e := range events {
			after = e.Seq
			if e.Seq > r.UpTo {
				continue
			}
			if r.FromSeq == 0 {
				r.FromSeq = e.Seq
			}
			r.Events++
			facts, err := counted.Facts(counted.Event{Seq: e.Seq, Kind: e.Kind, Subject: e.Subject, Unit: e.Unit, At: e.At, Body: e.Body})
			if err != nil {
				r.Unreadable++
				continue
			}
			for _, f := range facts {
				said[[2]string{f.Measure, f.ID}] = f
			}
		}
		if len(events) < countBatch {
			break
		}
	}
	for _, f := range said {
		if !f.Gone {
			r.Measures[f.Measure] += f.N
		}
	}
	return said, nil
}
