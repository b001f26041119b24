package playbook

import (
	"context"

	"fanzha/base/access"
	"fanzha/centre/dissuade"
	"fanzha/centre/notify"
	"fanzha/centre/warning"
)

// Texts is what the playbook asks of the room of text messages; nil where no carrier is set.
type Texts interface {
	Accept(ctx context.Context, cmd notify.AcceptCmd) (notify.Message, bool, error)
	Withdraw(ctx context.Context, warning, target string) (int, error)
}

// Attempts is what the playbook asks of the record of attempts.
type Attempts interface {
	Record(ctx context.Context, scope access.Scope, cmd dissuade.AttemptCmd) (dissuade.Attempt, []dissuade.Caution, error)
}

// writeWarned: when a warning has been raised, or its level has, the person is written to as the rulebook says.
func (b Book) writeWarned(ctx context.Context, e Event) error {
	if b.Texts == nil {
		return nil
	}
	v, err := b.Warnings.View(ctx, centre(), e.Subject)
	if err != nil || !v.Active() {
		return err
	}
	on, cause := notify.WarningRaised, "warning.raised/"+v.ID
	if e.Kind == warning.EventLevelRaised {
		on, cause = notify.LevelRaised, "warning.level_raised/"+string(v.Level)+"/"+v.ID
	}
	return b.write(ctx, v, on, cause)
}

func (b Book) write(ctx context.Context, v warning.View, on notify.Occasion, cause string) error {
	_, _, err := b.Texts.Accept(ctx, notify.AcceptCmd{
		Cause: cause, On: on, Family: string(v.Family), Level: string(v.Level), Target: v.Target, Warning: v.ID, Number: v.Number, Unit: v.Unit,
	})
	return err
}

// writeMissed: who did not take an officer's call is written to, once for each call.
func (b Book) writeMissed(ctx context.Context, e Event) error {
	a, err := dissuade.ParseEvent(e.Body)
	if err != nil || b.Texts == nil || a.Channel != dissuade.Call || a.Reached {
		return err
	}
	v, err := b.Warnings.View(ctx, centre(), a.Warning)
	if err != nil || !v.Active() {
		return err
	}
	return b.write(ctx, v, notify.CallMissed, "call.missed/"+a.Attempt)
}

// withdrawTexts: what still waits about a warning on which the work has ended is not sent.
func (b Book) withdrawTexts(ctx context.Context, e Event) error {
	if b.Texts == nil {
		return nil
	}
	v, err := b.Warnings.View(ctx, centre(), e.Subject)
	if err != nil {
		return err
	}
	_, err = b.Texts.Withdraw(ctx, v.ID, v.Target)
	return err
}

// textOutcomes are the outcomes of rulebook/dissuade.yaml for the ends of a text.
var textOutcomes = map[notify.State]string{notify.Delivered: "delivered", notify.Undelivered: "failed", notify.Failed: "failed", notify.Unconfirmed: "sent"}

// recordText: a text that was sent is an attempt to reach the person, with the receipt as evidence. One to a caller of whom no warning is
// worked on is no attempt.
func (b Book) recordText(ctx context.Context, e Event) error {
	m, err := notify.ParseEvent(e.Body)
	if err != nil || m.Warning == "" || textOutcomes[m.State] == "" {
		return err
	}
	cmd := dissuade.AttemptCmd{
		Key: string(m.State) + "/" + m.Message, Warning: m.Warning, At: m.SentAt, Channel: dissuade.SMS, Outcome: textOutcomes[m.State], NextAt: m.NextAt,
		Evidence: []dissuade.Evidence{{Kind: "receipt", Value: e.Subject + " " + string(m.State) + " " + m.Detail}},
	}
	if cmd.At == 0 {
		cmd.At = m.DoneAt
	}
	_, _, err = b.Attempts.Record(ctx, centre(), cmd)
	return err
}
