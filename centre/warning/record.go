package warning

import (
	"context"

	"fanzha/centre/detect"
)

// Batch is what one partition of detection found up to a position of its log.
type Batch struct {
	Partition int
	Seq       uint64 // 0 leaves the stored position alone
	Hits      []detect.Hit
}

// MaxBatch bounds one batch: what one transaction may hold without making others wait noticeably.
const MaxBatch = 2000

// Record stores a batch and returns how many of its hits were new. A batch may come again in whole or in part, in any
// order and beside the batches of other partitions: every hit is stored once and counted once.
func (s *Service) Record(ctx context.Context, b Batch) (int, error) {
	if len(b.Hits) > MaxBatch {
		return 0, ErrBatchTooBig
	}
	f := folder{rules: s.rules, newID: s.newID, now: s.clock.Now(), batch: b}
	err := f.check()
	if err != nil {
		return 0, err
	}
	f.unitOf, err = s.responsible(ctx, b.Hits)
	if err != nil {
		return 0, err
	}
	recorded := 0
	err = s.store.Fold(ctx, keysOf(b.Hits), func(k Known) (Change, error) {
		c, err := f.fold(k)
		recorded = len(c.Hits)
		return c, err
	})
	if err != nil {
		return 0, err
	}
	return recorded, nil
}

// responsible asks for every place that the batch names, before the transaction begins.
func (s *Service) responsible(ctx context.Context, hits []detect.Hit) (map[string]string, error) {
	units := map[string]string{}
	for _, h := range hits {
		place := placeOf(h)
		if units[place] != "" {
			continue
		}
		unit, err := s.places.of(ctx, place)
		if err != nil {
			return nil, err
		}
		units[place] = unit
	}
	return units, nil
}

// placeOf says where a hit's person is: the place of the hit, else the area of the identity number, else unknown.
func placeOf(h detect.Hit) string {
	if h.Place != "" {
		return h.Place
	}
	if len(h.PersonID) >= 6 {
		return string(h.PersonID[:6])
	}
	return ""
}

func keysOf(hits []detect.Hit) Keys {
	var k Keys
	for _, h := range hits {
		k.Hits = append(k.Hits, h.ID)
		if h.Phone != "" {
			k.Phones = append(k.Phones, h.Phone)
		}
		if h.PersonID != "" {
			k.IDs = append(k.IDs, h.PersonID)
		}
	}
	return k
}

// Sink is the service as detection's worker sees it.
type Sink struct{ Service *Service }

// Record hands a batch to the service, in parts when it is large; the position moves only with the last part.
func (s Sink) Record(ctx context.Context, partition int, seq uint64, hits []detect.Hit) error {
	for len(hits) > MaxBatch {
		_, err := s.Service.Record(ctx, Batch{Partition: partition, Hits: hits[:MaxBatch]})
		if err != nil {
			return err
		}
		hits = hits[MaxBatch:]
	}
	_, err := s.Service.Record(ctx, Batch{Partition: partition, Seq: seq, Hits: hits})
	return err
}
