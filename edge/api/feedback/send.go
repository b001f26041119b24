package feedback

import (
	"context"
	"encoding/json"

	"fanzha/base/access"
	"fanzha/centre/dispatch"
	"fanzha/centre/dissuade"
	"fanzha/centre/dissuade/proof"
	"fanzha/edge/api"
	"fanzha/term/fault"
)

// Contact is the call or visit that a feedback rests on.
type Contact struct {
	Channel     string      `json:"channel" enum:"call,visit"`
	Outcome     string      `json:"outcome" maxLength:"32"`
	Believes    *bool       `json:"believes,omitempty"`
	AlreadyPaid int64       `json:"already_paid_fen,omitempty" minimum:"0"`
	Evidence    []api.Proof `json:"evidence,omitempty" maxItems:"10"`
	NextAt      string      `json:"next_at,omitempty"`
}

// Given is the content of a feedback: what counts once under its key.
type Given struct {
	OrderID string   `json:"order_id" maxLength:"64"`
	Result  string   `json:"result" maxLength:"32"`
	Note    string   `json:"note,omitempty" maxLength:"8000"`
	LossFen int64    `json:"loss_fen,omitempty" minimum:"0"`
	Contact *Contact `json:"contact,omitempty" doc:"Absent: it is on record already, or the result needs none."`
	Made    string   `json:"made" doc:"When it was filled in, by the clock of the device."`
}

type givenInput struct {
	Key  string `header:"Idempotency-Key" maxLength:"64"`
	Body struct {
		Given
		Sent string `json:"sent" doc:"When it is sent, by the same clock: the centre believes the span, not the clock."`
	}
}

// Taken is the answer to a feedback.
type Taken struct {
	OrderID    string        `json:"order_id"`
	Number     string        `json:"number"`
	State      string        `json:"state"`
	Result     string        `json:"result"`
	ReportedAt string        `json:"reported_at"`
	Again      bool          `json:"again" doc:"It had arrived before."`
	Cautions   []api.Caution `json:"cautions"`
}

// send records the contact, then reports. Each step may be repeated: a phone that lost the answer sends again and finds it done. The
// contact is a fact and stays on record when the report is refused because somebody else was faster.
func (d *desk) send(ctx context.Context, scope access.Scope, in *givenInput) (Taken, error) {
	content, err := json.Marshal(in.Body.Given)
	if err != nil {
		return Taken{}, err
	}
	sent, err := d.Proofs.Begin(ctx, scope, proof.Once{Key: in.Key, Order: in.Body.OrderID}, content)
	if err != nil {
		return Taken{}, err
	}
	if sent.Done {
		return d.stands(ctx, scope, in.Body.OrderID), nil
	}
	order, err := d.Orders.Get(ctx, scope, in.Body.OrderID)
	if err != nil {
		return Taken{}, err
	}
	out := Taken{OrderID: order.ID, Cautions: []api.Caution{}}
	if in.Body.Contact != nil {
		out.Cautions, err = d.contact(ctx, scope, in, order)
		if err != nil {
			return Taken{}, err
		}
	}
	g := in.Body.Given
	ours := order.State == dispatch.Reported && order.ReportedBy == scope.User && string(order.Result) == g.Result && order.ReportedAt >= sent.Begun
	if !ours {
		// A phone without signal cannot know a level that was raised meanwhile: what it reports is decided on the state of the order alone.
		order.View, err = d.Orders.Report(ctx, scope, dispatch.ReportCmd{ID: order.ID, Version: order.Version, Result: dispatch.Result(g.Result), Note: g.Note, LossFen: g.LossFen})
		if err != nil {
			return Taken{}, err
		}
	}
	out.Number, out.State, out.Result, out.ReportedAt, out.Again = order.Number, string(order.State), string(order.Result), api.Stamp(order.ReportedAt), ours
	return out, d.Proofs.Finish(ctx, sent)
}

// contact records the call or visit under a key of its own.
func (d *desk) contact(ctx context.Context, scope access.Scope, in *givenInput, order dispatch.Detail) ([]api.Caution, error) {
	c := in.Body.Contact
	at, err := api.ParseMoment("body.made", in.Body.Made)
	if err != nil {
		return nil, err
	}
	sent, err := api.ParseMoment("body.sent", in.Body.Sent)
	if err != nil {
		return nil, err
	}
	next, err := api.ParseMoment("body.contact.next_at", c.NextAt)
	if err != nil {
		return nil, err
	}
	cmd := dissuade.AttemptCmd{
		Key: "feedback/" + in.Key, Warning: order.Warning, Order: order.ID, At: made(d.Clock.Now(), at, sent), Channel: dissuade.Channel(c.Channel), Outcome: c.Outcome,
		Believes: c.Believes, AlreadyPaidFen: c.AlreadyPaid, NextAt: next,
	}
	for _, p := range c.Evidence {
		cmd.Evidence = append(cmd.Evidence, dissuade.Evidence(p))
	}
	if len(cmd.Key) > dissuade.KeyMax {
		return nil, fault.New(dissuade.ErrField.Kind, dissuade.ErrField.Code, "field", "key")
	}
	_, cautions, err := d.Attempts.Record(ctx, scope, cmd)
	out := []api.Caution{}
	for _, each := range cautions {
		out = append(out, api.Caution{Code: each.Code, ZH: each.ZH, EN: each.EN})
	}
	return out, err
}

// stands is the answer to a feedback that was done before; the order may lie elsewhere by now.
func (d *desk) stands(ctx context.Context, scope access.Scope, id string) Taken {
	out := Taken{OrderID: id, Again: true, Cautions: []api.Caution{}}
	o, err := d.Orders.Get(ctx, scope, id)
	if err == nil {
		out.Number, out.State, out.Result, out.ReportedAt = o.Number, string(o.State), string(o.Result), api.Stamp(o.ReportedAt)
	}
	return out
}
