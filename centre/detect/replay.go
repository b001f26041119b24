package detect

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"slices"

	"fanzha/centre/detect/order"
	"fanzha/centre/detect/scenario"
	"fanzha/centre/signal"
)

// StoredHits gives back the hits that were recorded live.
type StoredHits interface {
	// Hits calls fn for every recorded hit, in any order.
	Hits(ctx context.Context, fn func(StoredHit) error) error
}

// StoredHit is what a comparison needs of a recorded hit.
type StoredHit struct {
	ID       string
	Scenario string
	Hash     string // content hash of the scenario file that found it
	ReasonZH string
}

// ReplayOptions are the inputs of a replay.
type ReplayOptions struct {
	Log        Log
	Partitions int // of the log; 0: one
	Set        *scenario.Set
	Engine     Options
	Stored     StoredHits // nil: only the digest is made
	// Epochs are the sets that were in force in a partition, the first first; nil: Set was it all the time.
	Epochs func(ctx context.Context, partition int) ([]Epoch, error)
}

// Epoch is a set that was in force in a partition after a place of its log, until the next one.
type Epoch struct {
	Set   *scenario.Set
	After uint64
}

// ReplayScenario is the result for one scenario.
type ReplayScenario struct {
	Hits    uint64 `json:"hits"`
	Digest  string `json:"digest"` // SHA-256 over the sorted hit ids and their reasons
	Same    uint64 `json:"same"`
	Missing uint64 `json:"missing"` // recorded live, not found again
	Extra   uint64 `json:"extra"`   // found now, not recorded live
	Differs uint64 `json:"differs"` // found again with another reason
}

// ReplayReport says whether the log gives the recorded hits again.
type ReplayReport struct {
	Signals       uint64                     `json:"signals"`
	Hits          uint64                     `json:"hits"`
	Same          uint64                     `json:"same"`
	Missing       uint64                     `json:"missing"`
	Extra         uint64                     `json:"extra"`
	Differs       uint64                     `json:"differs"`
	OtherVersion  uint64                     `json:"other_version"` // recorded by a scenario file that is not in force now: not compared
	Digest        string                     `json:"digest"`
	Scenarios     map[string]*ReplayScenario `json:"scenarios"`
	MissingSample []string                   `json:"missing_sample"` // "scenario id", at most replaySamples
	ExtraSample   []string                   `json:"extra_sample"`
	DifferSample  []string                   `json:"differ_sample"`
}

const replaySamples = 20

// replayed is one hit found in the replay.
type replayed struct {
	scenario string
	reason   string
	matched  bool
}

var errEnough = errors.New("detect: end of the replay")

// Replay runs the whole log, up to where it ends now, through fresh engines and compares the hits with the recorded ones.
func Replay(ctx context.Context, o ReplayOptions) (*ReplayReport, error) {
	r := &ReplayReport{Scenarios: map[string]*ReplayScenario{}}
	found := map[string]*replayed{}
	known := map[string]bool{}
	for p := range order.Places(o.Partitions) {
		epochs := []Epoch{{Set: o.Set}}
		if o.Epochs != nil {
			list, err := o.Epochs(ctx, p)
			if err != nil {
				return nil, err
			}
			if len(list) > 0 {
				epochs = list
			}
		}
		n, err := replayPartition(ctx, o, place{p, epochs}, func(h *Hit) { found[h.ID] = &replayed{scenario: h.Scenario, reason: h.ReasonZH} })
		if err != nil {
			return nil, err
		}
		if !order.Whole(p, o.Partitions) { // which reads what was counted before
			r.Signals += n
		}
		for _, e := range epochs {
			for _, sc := range e.Set.Scenarios {
				r.Scenarios[sc.Code] = &ReplayScenario{}
				known[sc.Code+" "+sc.Hash] = true
			}
		}
	}
	r.digest(found)
	if o.Stored == nil {
		return r, nil
	}
	err := r.compare(ctx, o, found, known)
	if err != nil {
		return nil, err
	}
	return r, nil
}

// place is one place of the log with the sets that were in force in it.
type place struct {
	number int
	epochs []Epoch
}

// replayPartition reads a place once. Every set looks at the log from its beginning and is heard from its own place on until that of
// the next one; the first one is heard from the beginning.
func replayPartition(ctx context.Context, o ReplayOptions, p place, keep func(*Hit)) (uint64, error) {
	last, err := o.Log.Last(ctx, p.number)
	if err != nil || last == 0 {
		return 0, err
	}
	var n uint64
	engines := make([]*Engine, len(p.epochs))
	asked := false
	for i, e := range p.epochs {
		opts := o.Engine
		opts.Part = PartOf(p.number, o.Partitions)
		engines[i] = NewEngine(e.Set, opts)
		asked = asked || opts.Part != Far || Far.Any(e.Set)
	}
	if !asked {
		return 0, nil
	}
	reader := Reading(p.number, o.Partitions, engines...)
	hits, before := make([][]Hit, len(engines)), uint64(0)
	err = o.Log.Read(ctx, p.number, 0, func(seq uint64, envelope []byte) error {
		upTo, err := reader.Take(seq, envelope, func(lot []signal.Signal) error {
			for i, engine := range engines {
				if i+1 < len(engines) && before > 0 && before >= p.epochs[i+1].After {
					continue // another set was in force by then
				}
				engine.ObserveAll(lot, func(_ int, found []Hit) { hits[i] = append(hits[i], found...) })
			}
			n += uint64(len(lot))
			return nil
		})
		if err != nil {
			return err
		}
		for i := range hits {
			heard := (i == 0 || upTo > p.epochs[i].After) && (i+1 == len(hits) || upTo <= p.epochs[i+1].After)
			for x := range hits[i] {
				if heard {
					keep(&hits[i][x])
				}
			}
			hits[i] = hits[i][:0]
		}
		before = upTo
		if seq >= last {
			return errEnough
		}
		return nil
	})
	if errors.Is(err, errEnough) {
		return n, nil
	}
	return n, err
}

func (r *ReplayReport) digest(found map[string]*replayed) {
	ids := make([]string, 0, len(found))
	for id := range found {
		ids = append(ids, id)
	}
	slices.Sort(ids)
	all := sha256.New()
	each := map[string][]byte{}
	for _, id := range ids {
		h := found[id]
		sc := r.Scenarios[h.scenario]
		sc.Hits++
		r.Hits++
		line := []byte(id + " " + h.reason + "\n")
		all.Write(line)
		sum := sha256.Sum256(append(each[h.scenario], line...))
		each[h.scenario] = sum[:]
	}
	r.Digest = hex.EncodeToString(all.Sum(nil))
	for code, sum := range each {
		r.Scenarios[code].Digest = hex.EncodeToString(sum)
	}
}

func (r *ReplayReport) compare(ctx context.Context, o ReplayOptions, found map[string]*replayed, known map[string]bool) error {
	err := o.Stored.Hits(ctx, func(h StoredHit) error {
		if !known[h.Scenario+" "+h.Hash] {
			r.OtherVersion++
			return nil
		}
		row := r.Scenarios[h.Scenario]
		again := found[h.ID]
		switch {
		case again == nil:
			row.Missing++
			r.Missing++
			r.MissingSample = sample(r.MissingSample, h.Scenario+" "+h.ID)
			return nil
		case again.reason != h.ReasonZH:
			row.Differs++
			r.Differs++
			r.DifferSample = sample(r.DifferSample, h.Scenario+" "+h.ID)
		default:
			row.Same++
			r.Same++
		}
		again.matched = true
		return nil
	})
	if err != nil {
		return err
	}
	ids := make([]string, 0, len(found))
	for id, h := range found {
		if !h.matched {
			ids = append(ids, id)
		}
	}
	slices.Sort(ids)
	for _, id := range ids {
		r.Extra++
		r.Scenarios[found[id].scenario].Extra++
		r.ExtraSample = sample(r.ExtraSample, found[id].scenario+" "+id)
	}
	return nil
}

func sample(list []string, s string) []string {
	if len(list) < replaySamples {
		return append(list, s)
	}
	return list
}
