package playbook

import (
	"context"

	"fanzha/centre/dispatch"
	"fanzha/centre/warning"
)

// outcomes says which outcome of a warning the result of an order is.
var outcomes = map[dispatch.Result]warning.Outcome{
	dispatch.MetDissuaded:  warning.Dissuaded,
	dispatch.CallDissuaded: warning.Dissuaded,
	dispatch.MetRefused:    warning.Refused,
	dispatch.LostStopped:   warning.LostStopped,
	dispatch.Lost:          warning.Lost,
	dispatch.Unreachable:   warning.Unreachable,
	dispatch.FalseAlarm:    warning.FalseAlarm,
	dispatch.Duplicate:     warning.Duplicate,
}

// closeWarning: when a unit has reported, the warning ends with the same outcome, and its watch begins. What the unit learnt
// of the person first becomes part of the warning: that the person was reached, and what had been paid.
func (b Book) closeWarning(ctx context.Context, e Event) error {
	body, err := dispatch.ParseEvent(e.Body)
	if err != nil {
		return err
	}
	v, err := b.Warnings.View(ctx, centre(), body.Warning)
	if err != nil || v.FinishedAt != 0 {
		return err
	}
	o, err := b.Orders.Get(ctx, centre(), body.Order)
	if err != nil {
		return err
	}
	rule, known := dispatch.ResultOf(body.Result)
	if known && rule.Reached && (v.ReachedAt == 0 || body.LossFen > 0) {
		at := o.ReachedAt
		if at == 0 {
			at = e.At
		}
		_, err = b.Warnings.Contacted(ctx, centre(), warning.ContactCmd{ID: v.ID, At: at, Reached: true, PaidFen: body.LossFen})
		if err != nil {
			return err
		}
	}
	note := o.Note
	if note == "" {
		note = "order " + o.Number
	}
	_, err = b.Warnings.Close(ctx, centre(), warning.CloseCmd{ID: v.ID, Outcome: outcomes[body.Result], Note: note})
	return err
}
