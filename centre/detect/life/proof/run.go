package proof

import (
	"cmp"
	"context"
	"errors"
	"slices"
	"strings"

	"fanzha/centre/detect"
	"fanzha/centre/detect/drift"
	"fanzha/centre/detect/order"
	"fanzha/centre/detect/scenario"
	"fanzha/centre/signal"
	"fanzha/term/fault"
	"fanzha/term/when"
)

// HitsMost bounds the hits of one text in one run: a scenario that fires more often is no scenario, and its hits would fill the memory.
const HitsMost = 200_000

// beat is after how many envelopes a run tells how far it is and looks whether it was cancelled.
const beat = 256

// Run is a pass over the whole log, from its beginning, so that every window is as full as it would be live; what falls into the period
// is kept.
type Run struct {
	Log        detect.Log
	Partitions int
	Engine     detect.Options
	Sets       []*scenario.Set // each of one scenario
	From, To   when.Micros     // event time; To is exclusive
	After      when.Micros     // losses reported so long after To still count
	Progress   func(done, total int64)
	Drift      *drift.Counter // counts what came in, when asked for
}

// Read is what a pass found.
type Read struct {
	Signals  int64          // of the whole log
	InPeriod int64          // … with event time in the period
	Hits     [][]detect.Hit // of each set, in the period, in the order of the log by partition
	Hushed   [][]detect.Hit // … that a suppression silences
	Losses   []Loss         // by time
	Sources  map[string]*SourceRead
	Days     int64 // days the period really covers: the log may begin later or end earlier
	First    when.Micros
	Last     when.Micros
}

// Loss is a reported loss: somebody has become a victim.
type Loss struct {
	Person    string // key of the person
	Phone     string
	PersonID  string
	Place     string
	Source    string
	Signal    string
	Fraud     string
	At        when.Micros // of the report
	AmountFen int64
}

// SourceRead is what came from one source in the period.
type SourceRead struct {
	Signals int64
	Late    Lateness // seconds from the event to its receipt
}

var errEnough = errors.New("proof: end of the run")

// Do runs it. It ends with ErrFlood when a text fires too often, and with ctx's error when it is cancelled.
func (r Run) Do(ctx context.Context) (*Read, error) {
	out := &Read{Hits: make([][]detect.Hit, len(r.Sets)), Hushed: make([][]detect.Hit, len(r.Sets)), Sources: map[string]*SourceRead{}}
	var last []uint64
	var total, done int64
	for p := range order.Places(r.Partitions) {
		n, err := r.Log.Last(ctx, p)
		if err != nil {
			return nil, err
		}
		if order.Whole(p, r.Partitions) && !r.far() {
			n = 0
		}
		last = append(last, n)
		total += int64(n)
	}
	for p := range last {
		if last[p] == 0 {
			continue
		}
		before := done
		err := r.partition(ctx, out, part{p, last[p], func(seq uint64) {
			done = before + int64(seq)
			if r.Progress != nil {
				r.Progress(done, total)
			}
		}})
		if err != nil {
			return nil, err
		}
	}
	slices.SortFunc(out.Losses, func(a, b Loss) int {
		return cmp.Or(cmp.Compare(a.At, b.At), cmp.Compare(a.Source, b.Source), cmp.Compare(a.Signal, b.Signal))
	})
	if out.Last != 0 {
		from, to := max(r.From, out.First), min(r.To, out.Last+1)
		out.Days = int64(max(0, to-from)+when.Day-1) / int64(when.Day)
	}
	return out, nil
}

// far says whether a set looks at what other persons' signals left.
func (r Run) far() bool { return slices.ContainsFunc(r.Sets, detect.Far.Any) }

// part is one place of the log to be read up to a position.
type part struct {
	number int
	last   uint64
	tell   func(seq uint64)
}

func (r Run) partition(ctx context.Context, out *Read, p part) error {
	engines := make([]*detect.Engine, len(r.Sets))
	for i, set := range r.Sets {
		o := r.Engine
		o.Hushed, o.Part = true, detect.PartOf(p.number, r.Partitions)
		engines[i] = detect.NewEngine(set, o)
	}
	reader := detect.Reading(p.number, r.Partitions, engines...)
	n := 0
	err := r.Log.Read(ctx, p.number, 0, func(seq uint64, envelope []byte) error {
		_, err := reader.Take(seq, envelope, func(lot []signal.Signal) error {
			for i := range lot {
				err := r.take(out, engines, p.number, &lot[i])
				if err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil && !errors.Is(err, signal.ErrEnvelope) { // a broken envelope is passed over, as it was live
			return err
		}
		n++
		if n%beat == 0 || seq >= p.last {
			p.tell(seq)
			if ctx.Err() != nil {
				return ctx.Err()
			}
		}
		if seq >= p.last {
			return errEnough
		}
		return nil
	})
	if errors.Is(err, errEnough) {
		return nil
	}
	return err
}

// take lets every engine see one signal and keeps what falls into the period.
func (r Run) take(out *Read, engines []*detect.Engine, partition int, s *signal.Signal) error {
	for i, e := range engines {
		for _, h := range e.Observe(s) {
			if h.At < r.From || h.At >= r.To {
				continue
			}
			into := &out.Hits[i]
			if h.Suppressed != "" {
				into = &out.Hushed[i]
			}
			if len(*into) >= HitsMost {
				return fault.New(ErrFlood.Kind, ErrFlood.Code, "most", HitsMost)
			}
			*into = append(*into, h)
		}
	}
	if order.Whole(partition, r.Partitions) {
		return nil // counted in its partition
	}
	if s.Kind == signal.Sighting {
		if partition == 0 { // a lead is in every partition's log, and is one signal
			out.Signals++
		}
		return nil
	}
	out.Signals++
	if r.Drift != nil {
		r.Drift.Add(s, r.scam())
	}
	if out.First == 0 || s.Time < out.First {
		out.First = s.Time
	}
	out.Last = max(out.Last, s.Time)
	if s.Kind == signal.Report && s.Lost && s.Time >= r.From && s.Time < r.To+r.After {
		out.Losses = append(out.Losses, lossOf(s))
	}
	if s.Time < r.From || s.Time >= r.To {
		return nil
	}
	out.InPeriod++
	src := out.Sources[s.Source]
	if src == nil {
		src = &SourceRead{}
		out.Sources[strings.Clone(s.Source)] = src
	}
	src.Signals++
	if s.Received != 0 {
		src.Late.Add(int64((s.Received - s.Time) / when.Second))
	}
	return nil
}

// scam is what the text model says of a text, permille; nil without a model.
func (r Run) scam() func(string) int64 {
	if r.Engine.Text == nil {
		return nil
	}
	return func(text string) int64 {
		p, _ := r.Engine.Text.Scam(text)
		return p
	}
}

func lossOf(s *signal.Signal) Loss {
	return Loss{
		Person: strings.Clone(personKey(string(s.Phone), string(s.PersonID))), Phone: strings.Clone(string(s.Phone)), PersonID: strings.Clone(string(s.PersonID)), Place: strings.Clone(s.Place),
		Source: strings.Clone(s.Source), Signal: strings.Clone(s.ID), Fraud: strings.Clone(s.Fraud), At: s.Time, AmountFen: s.AmountFen,
	}
}

// personKey is whom a hit or loss is about: the number, else the identity number; empty when it names nobody.
func personKey(phone, id string) string {
	if phone != "" {
		return phone
	}
	return id
}

// Lateness counts spans in seconds with an error of at most 1/32, in a bounded memory.
type Lateness struct {
	n      int64
	bucket map[int64]int64
}

// Add counts one span; a negative one (a partner's clock runs ahead) counts as 0.
func (l *Lateness) Add(s int64) {
	if l.bucket == nil {
		l.bucket = map[int64]int64{}
	}
	s = max(0, s)
	l.n++
	width := int64(1)
	for s/width >= 64 {
		width *= 2
	}
	l.bucket[s/width*width]++
}

// N is how many spans were counted.
func (l *Lateness) N() int64 { return l.n }

// Quantile is the span in seconds below which so many permille lie; 0 when there is none.
func (l *Lateness) Quantile(permille int64) int64 {
	keys := make([]int64, 0, len(l.bucket))
	for k := range l.bucket {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	seen := int64(0)
	for _, k := range keys {
		seen += l.bucket[k]
		if seen*1000 >= l.n*permille {
			return k
		}
	}
	return 0
}

// Known is what the centre knows of a person's danger: one warning with how it ended.
type Known struct {
	Warning   string // id
	Target    string // id
	Unit      string
	Phones    []string
	IDs       []string
	FirstAt   when.Micros // event time of its first hit
	LastAt    when.Micros
	OpenedAt  when.Micros
	Outcome   string
	Judged    bool // it is known whether the danger was real
	Real      bool
	Duplicate bool
	Defrauded bool // after the warning
	Scenarios []string
	Sources   map[string]int64 // hits by source, when asked for
}

// Records gives what the centre recorded in a period.
type Records interface {
	// Warnings calls fn for every warning with evidence in the period.
	Warnings(ctx context.Context, from, to when.Micros, fn func(Known) error) error
	// Hits calls fn for every hit recorded in the period.
	Hits(ctx context.Context, from, to when.Micros, fn func(LiveHit) error) error
	// UnitOf is the unit that answers for a place.
	UnitOf(ctx context.Context, place, personID string) (string, error)
}

// LiveHit is a hit that was recorded.
type LiveHit struct {
	detect.Hit
	Unit       string
	Target     string
	Warning    string
	Opened     bool // it opened its warning
	RecordedAt when.Micros
}
