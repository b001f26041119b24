package warning

import (
	"slices"
)

// merge makes one target of two: gone is known only by a phone, keep by an identity number, and a hit has shown that they
// are the same person. Of two active warnings one takes the other in.
func (f *folder) merge(gone, keep *Target) error {
	f.touch(gone)
	f.touch(keep)
	gone.MergedInto = keep.ID
	for _, p := range gone.Phones {
		keep.Phones = append(keep.Phones, p)
		f.byPhone[p] = keep
	}
	gone.Phones = nil
	if keep.Phone == "" || gone.Phone != "" && gone.LastAt > keep.LastAt {
		keep.Phone = gone.Phone
	}
	if keep.Name == "" {
		keep.Name = gone.Name
	}
	if keep.Place == "" {
		keep.Place, keep.Unit = gone.Place, gone.Unit
	}
	keep.FirstAt, keep.LastAt = min(keep.FirstAt, gone.FirstAt), max(keep.LastAt, gone.LastAt)
	keep.Hits += gone.Hits
	f.out.Merges = append(f.out.Merges, Merge{From: gone.ID, To: keep.ID})
	err := f.joinWarnings(gone, keep)
	gone.Hits = 0
	return err
}

// joinWarnings hands over the warnings of the target that goes.
func (f *folder) joinWarnings(gone, keep *Target) error {
	mine, _, _ := f.standing(keep)
	theirs, _, _ := f.standing(gone)
	for _, w := range f.of[gone.ID] {
		w.Target = keep.ID
		f.touchW(w)
	}
	f.of[keep.ID] = append(f.of[keep.ID], f.of[gone.ID]...)
	f.of[gone.ID] = nil
	last := f.warnings[keep.Last]
	other := f.warnings[gone.Last]
	if last == nil || other != nil && other.OpenedAt > last.OpenedAt {
		keep.Last = gone.Last
	}
	switch {
	case mine != nil && theirs != nil:
		stays, goes := senior(mine, theirs)
		keep.Last = stays.ID
		return f.absorb(stays, goes)
	case mine != nil:
		keep.Last = mine.ID
	case theirs != nil:
		keep.Last = theirs.ID
	}
	return nil
}

// senior chooses which of two active warnings goes on: the one that somebody works on, else the older one.
func senior(a, b *Warning) (stays, goes *Warning) {
	if a.State != b.State {
		if a.State == Working {
			return a, b
		}
		return b, a
	}
	if b.OpenedAt < a.OpenedAt {
		return b, a
	}
	return a, b
}

// absorb moves the evidence of one warning into another and closes the first.
func (f *folder) absorb(stays, goes *Warning) error {
	stays.Hits += goes.Hits
	stays.FirstHitAt, stays.LastHitAt = min(stays.FirstHitAt, goes.FirstHitAt), max(stays.LastHitAt, goes.LastHitAt)
	stays.AlertAt = max(stays.AlertAt, goes.AlertAt)
	stays.PossibleLossFen = max(stays.PossibleLossFen, goes.PossibleLossFen)
	stays.Scenarios = append(stays.Scenarios, goes.Scenarios...)
	slices.Sort(stays.Scenarios)
	stays.Scenarios = slices.Compact(stays.Scenarios)
	if goes.MovedAt != 0 && (stays.MovedAt == 0 || goes.MovedAt < stays.MovedAt) {
		stays.MovedAt = goes.MovedAt
	}
	if goes.ReachedAt != 0 && (stays.ReachedAt == 0 || goes.ReachedAt < stays.ReachedAt) {
		stays.ReachedAt = goes.ReachedAt
	}
	stays.ContactAt = max(stays.ContactAt, goes.ContactAt)
	if goes.Family == Fund {
		stays.Family = Fund
	}
	if goes.Evidence.Above(stays.Evidence) || goes.Evidence == stays.Evidence && goes.Score > stays.Score {
		stays.Evidence, stays.Score, stays.Scenario, stays.Fraud = goes.Evidence, goes.Score, goes.Scenario, goes.Fraud
		stays.ReasonZH, stays.ReasonEN = goes.ReasonZH, goes.ReasonEN
	}
	f.into[goes.ID] = stays.ID
	f.out.Absorbs = append(f.out.Absorbs, Absorb{From: goes.ID, To: stays.ID})
	goes.Hits = 0
	err := f.do(goes, Act{Verb: Absorbed, Into: stays.ID, Note: stays.ID})
	if err != nil {
		return err
	}
	f.touchW(stays)
	if goes.Level.Above(stays.Level) {
		return f.do(stays, Act{Verb: LevelRaised, Level: goes.Level, Note: goes.ID})
	}
	return nil
}
