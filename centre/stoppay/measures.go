package stoppay

import (
	"context"
	"math"
	"strconv"

	"fanzha/base/access"
	"fanzha/centre/stoppay/chase"
	"fanzha/centre/stoppay/docket"
)

// Direct tells a bank of a restriction of the victim's own account, or of its lifting (措施指令), by the same way as a stop order: sealed,
// audited, delivered, answered. The bank's answer comes back as the event stop.instructed, its silence as stop.unanswered, what never
// reached it as stop.failed. The same command again changes nothing; ErrBank: nobody in the directory.
func (s *Service) Direct(ctx context.Context, cmd DirectCmd) error {
	err := chase.CheckDirect(&cmd)
	if err != nil {
		return err
	}
	name, err := s.o.Units.Name(ctx, cmd.Unit)
	if err != nil {
		return err
	}
	d, err := s.desk(ctx, access.System())
	if err != nil {
		return err
	}
	return s.change(ctx, d, Touch{Measure: cmd.Measure}, func(f *File) error { return d.Direct(f, cmd, name) })
}

// Instructions returns what banks were told for a measure (freeze, thaw, restriction, lifting), how far each has come and what the bank
// has answered, the oldest first. A bank's liaison sees those of his bank.
func (s *Service) Instructions(ctx context.Context, scope access.Scope, measure string) ([]Message, error) {
	if scope.Bank == "" || !scope.Can(access.BankWork) {
		err := scope.Require(access.ClaimRead)
		if err != nil {
			return nil, err
		}
	}
	return s.o.Orders.Instructions(ctx, scope, measure)
}

// Told returns a page of everything that a liaison's bank was ever told (止付, 解除, 冻结, 限制 …), answered or not, the latest first, and the
// cursor of the next page. Reminders are marks on what they remind of. ErrBank for who answers for no bank.
func (s *Service) Told(ctx context.Context, scope access.Scope, cursor string, limit int) ([]Message, string, error) {
	err := scope.Require(access.BankWork)
	if err != nil {
		return nil, "", err
	}
	if scope.Bank == "" {
		return nil, "", docket.Refuse(ErrBank, "field", "bank")
	}
	before := int64(math.MaxInt64)
	if cursor != "" {
		before, err = strconv.ParseInt(cursor, 36, 64)
		if err != nil || before < 0 {
			return nil, "", ErrCursor
		}
	}
	limit = pageOf(limit)
	list, err := s.o.Orders.Told(ctx, scope, before, limit+1)
	if err != nil || len(list) <= limit {
		return list, "", err
	}
	return list[:limit], strconv.FormatInt(list[limit-1].Seq, 36), nil
}

// RemindOf reminds a bank by hand of one of those; ErrNotWaiting where it has answered or has nothing yet.
func (s *Service) RemindOf(ctx context.Context, scope access.Scope, measure, message string) error {
	err := scope.Require(access.ClaimWork)
	if err != nil {
		return err
	}
	list, err := s.o.Orders.Instructions(ctx, scope, measure)
	if err != nil {
		return err
	}
	for i := range list {
		if list[i].ID != message {
			continue
		}
		d, err := s.desk(ctx, scope)
		if err != nil {
			return err
		}
		return s.change(ctx, d, homeOf(&list[i]), func(f *File) error {
			err := d.RemindMeasureNow(f, message)
			if err == nil && f.Measure == "" {
				d.Leave(f)
			}
			return err
		})
	}
	return docket.ErrNotFound
}

// homeOf is where the decision about a message is made: its claim, or the measure that it rests on alone.
func homeOf(m *Message) Touch {
	if m.ClaimID == "" {
		return Touch{Measure: m.Ref}
	}
	return Touch{Claim: m.ClaimID}
}

// answerMeasure records what a bank says to a message that rests on a measure alone.
func (s *Service) answerMeasure(ctx context.Context, d *chase.Desk, found Found, a Answer) error {
	conflict := false
	err := s.change(ctx, d, Touch{Measure: found.Measure, Bank: a.Bank, Answer: a.ID}, func(f *File) error {
		var err error
		conflict, err = d.AnswerWith(f, a, nil)
		return err
	})
	if err == nil && conflict {
		return ErrAnswerConflict
	}
	return err
}

// tickMeasures reminds banks of what they have not answered.
func (s *Service) tickMeasures(ctx context.Context) (int, error) {
	changed := 0
	for changed < tickMax {
		list, err := s.o.Orders.DueMeasures(ctx, s.o.Clock.Now(), tickBatch)
		if err != nil {
			return changed, err
		}
		before := changed
		for _, measure := range list {
			d, err := s.desk(ctx, access.System())
			if err != nil {
				return changed, err
			}
			err = s.change(ctx, d, Touch{Measure: measure}, func(f *File) error {
				err := d.TickMeasure(f)
				if err == nil {
					changed++
				}
				return err
			})
			if err != nil {
				return changed, err
			}
		}
		if len(list) < tickBatch || changed == before {
			break
		}
	}
	return changed, nil
}
