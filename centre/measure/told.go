package measure

import (
	"context"

	"fanzha/base/access"
	"fanzha/term/when"
)

// ToldState is what became of the latest instruction to the bank about a measure.
type ToldState string

// The states.
const (
	ToldNothing     ToldState = ""            // the bank was told nothing
	ToldAsked       ToldState = "asked"       // 已下达，待反馈: the bank's turn
	ToldSilent      ToldState = "silent"      // 逾期未反馈: reminded, the second contact was told; ours: by telephone
	ToldDone        ToldState = "done"        // 已执行
	ToldRefused     ToldState = "refused"     // 未执行: Refusal says why; ours
	ToldUndelivered ToldState = "undelivered" // 未能送达; ours: by telephone
)

// Told is what the bank has done of the latest that it was told about a measure: imposing, continuing, lifting; of a freeze its thaw.
type Told struct {
	State   ToldState
	Refusal string // code, of a bank that has not done it
	At      when.Micros
}

// Failed says whether somebody has to see to it that the bank does it.
func (t Told) Failed() bool {
	return t.State == ToldSilent || t.State == ToldRefused || t.State == ToldUndelivered
}

// ToldCmd records what a bank has done. Bank is the bank that says so.
type ToldCmd struct {
	ID   string
	Bank string
	Told Told
}

// old says whether a word changes nothing: it was heard before, or a later one has come.
func (t Told) old(word Told) bool {
	return t.State == word.State && t.Refusal == word.Refusal || word.At < t.At
}

// told records what the bank has done; the same again changes nothing.
func (x Restriction) told(t Told) (Restriction, error) {
	if x.Told.old(t) {
		return x, errSame
	}
	next, err := x.step(actTold)
	next.Told = t
	return next, err
}

func (f Freeze) told(t Told) (Freeze, error) {
	if f.Told.old(t) {
		return f, errSame
	}
	to, err := move(freezeMoves, f.State, actTold)
	if err != nil {
		return f, err
	}
	f.State, f.Told = to, t
	f.Version++
	return f, nil
}

// RestrictionTold records what the bank has done of a restriction. Another bank's word is ErrNotFound.
func (s *Service) RestrictionTold(ctx context.Context, cmd ToldCmd) error {
	x, err := s.o.Reader.GetRestriction(ctx, access.System(), cmd.ID)
	if err != nil {
		return err
	}
	if x.Bank != cmd.Bank {
		return ErrNotFound
	}
	next, err := x.told(cmd.Told)
	if err != nil {
		return same(err)
	}
	by := byOf(access.System(), s.o.Clock.Now(), "")
	return s.save(ctx, by.At, s.restrictionChange(&next, by, actTold, string(x.State)))
}

// FreezeTold records what the bank has done of a thaw.
func (s *Service) FreezeTold(ctx context.Context, cmd ToldCmd) error {
	f, err := s.o.Reader.GetFreeze(ctx, access.System(), cmd.ID)
	if err != nil {
		return err
	}
	if f.Bank != cmd.Bank {
		return ErrNotFound
	}
	next, err := f.told(cmd.Told)
	if err != nil {
		return same(err)
	}
	by := byOf(access.System(), s.o.Clock.Now(), "")
	return s.save(ctx, by.At, s.freezeChange(&next, by, actTold, string(f.State)))
}
