package playbook

import (
	"context"

	"fanzha/centre/dispatch"
	"fanzha/centre/dissuade/sample"
)

// Samples is what the playbook asks of the call-backs of feedback.
type Samples interface {
	Enter(ctx context.Context, r sample.Report) error
}

// frameReport puts a report into the frame from which the call-backs of its period are drawn.
func (b Book) frameReport(ctx context.Context, e Event) error {
	if b.Samples == nil {
		return nil
	}
	o, err := dispatch.ParseEvent(e.Body)
	if err != nil {
		return err
	}
	return b.Samples.Enter(ctx, sample.Report{
		Order: o.Order, Number: o.Number, Warning: o.Warning, Target: o.Target, Unit: o.Unit, Result: string(o.Result), At: o.ReportedAt,
	})
}
