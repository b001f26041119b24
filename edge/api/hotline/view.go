package hotline

import (
	"context"

	"fanzha/centre/hotline"
	"fanzha/edge/api"
)

// Ticket is one call.
type Ticket struct {
	ID          string    `json:"id"`
	Number      string    `json:"number"`
	Unit        api.Unit  `json:"unit"`
	Direction   string    `json:"direction" enum:"in,out"`
	State       string    `json:"state" enum:"queued,answered,taken_over,wrapped,promised,closed"`
	Phone       string    `json:"phone" doc:"Masked; empty when the caller withheld it."`
	EarlierID   string    `json:"earlier_id" doc:"The call before of the same number within the window."`
	Times       int64     `json:"times" doc:"Calls of the number within the window, this one included."`
	Desk        api.Actor `json:"desk"`
	Leader      api.Actor `json:"leader" doc:"Who took it over."`
	QueuedAt    string    `json:"queued_at"`
	AnsweredAt  string    `json:"answered_at"`
	EndedAt     string    `json:"ended_at"`
	PromiseAt   string    `json:"promise_at"`
	Late        bool      `json:"late" doc:"The promised call was not made in time."`
	ClosedAt    string    `json:"closed_at"`
	Abusive     bool      `json:"abusive"`
	Risk        bool      `json:"risk" doc:"To somebody's life."`
	Kind        string    `json:"kind"`
	RecordID    string    `json:"record_id"`
	ClaimID     string    `json:"claim_id"`
	ClaimNumber string    `json:"claim_number"`
	Version     int64     `json:"version"`
}

// TicketStep is one act on a ticket.
type TicketStep struct {
	At    string    `json:"at"`
	By    api.Actor `json:"by"`
	Act   string    `json:"act"`
	State string    `json:"state"`
	Note  string    `json:"note"`
}

// TicketDetail is one call with what was done on it.
type TicketDetail struct {
	Ticket Ticket       `json:"ticket"`
	Steps  []TicketStep `json:"steps"`
}

// CareNote is what the next operator should know before he answers a number.
type CareNote struct {
	ID   string    `json:"id"`
	At   string    `json:"at"`
	By   api.Actor `json:"by"`
	Note string    `json:"note"`
}

func (d *desk) ticket(ctx context.Context, t hotline.Ticket) Ticket {
	return Ticket{
		ID: t.ID, Number: t.Number, Unit: d.api.UnitOf(ctx, t.Unit), Direction: string(t.Direction), State: string(t.State), Phone: t.Phone.Mask(),
		EarlierID: t.Earlier, Times: t.Times, Desk: api.Actor{ID: t.Desk, Name: t.DeskName}, Leader: api.Actor{ID: t.Leader, Name: t.LeaderName},
		QueuedAt: api.Stamp(t.QueuedAt), AnsweredAt: api.Stamp(t.AnsweredAt), EndedAt: api.Stamp(t.EndedAt), PromiseAt: api.Stamp(t.PromiseAt),
		Late: t.Late(d.Clock.Now()), ClosedAt: api.Stamp(t.ClosedAt), Abusive: t.Abusive, Risk: t.Risk, Kind: t.Kind, RecordID: t.Record,
		ClaimID: t.Claim, ClaimNumber: t.ClaimNumber, Version: t.Version,
	}
}

func (d *desk) tickets(ctx context.Context, list []hotline.Ticket) []Ticket {
	out := make([]Ticket, 0, len(list))
	for _, t := range list {
		out = append(out, d.ticket(ctx, t))
	}
	return out
}

func careNote(c hotline.Care) CareNote {
	return CareNote{ID: c.ID, At: api.Stamp(c.At), By: api.Actor{ID: c.By, Name: c.ByName}, Note: c.Note}
}
