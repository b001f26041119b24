package playbook_test

import (
	"context"
	"testing"

	"fanzha/centre/dispatch"
	"fanzha/centre/dissuade/sample"
	"fanzha/internal/check"
	"fanzha/playbook"
	"fanzha/term/when"
)

// frame is a room of call-backs that notes what entered.
type frame struct{ in []sample.Report }

// Enter implements playbook.Samples.
func (f *frame) Enter(_ context.Context, r sample.Report) error {
	f.in = append(f.in, r)
	return nil
}

// Protects: every report enters the frame from which call-backs are drawn, with the unit that gave it; a broken event is refused.
func TestReportsEnterTheFrame(t *testing.T) {
	f := &frame{}
	w := standing(t, true)
	b := w.book()
	b.Samples = f
	e := playbook.Event{Seq: 1, Kind: dispatch.EvReported, Subject: "O1", Body: body(dispatch.EventBody{
		Order: "O1", Number: "20261121-000001", Warning: "W1", Target: "T1", Unit: "990101010000", State: dispatch.Reported, Result: dispatch.MetDissuaded, ReportedAt: 5 * when.Second,
	})}
	check.NoError(t, b.Handle(context.Background(), e))
	check.Equal(t, f.in, []sample.Report{{
		Order: "O1", Number: "20261121-000001", Warning: "W1", Target: "T1", Unit: "990101010000", Result: "met_dissuaded", At: 5 * when.Second,
	}})
	e.Body = []byte("{")
	check.True(t, b.Handle(context.Background(), e) != nil, "a broken event")
}
