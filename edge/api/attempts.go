package api

import (
	"context"
	"net/http"

	"fanzha/base/access"
	"fanzha/centre/dissuade"
)

// Proof is one thing that shows that an attempt took place.
type Proof struct {
	Kind  string `json:"kind" enum:"call_record,receipt,place,photo,signature,voice,pledge,note"`
	Value string `json:"value" maxLength:"500"`
}

// Attempt is one attempt to reach a person.
type Attempt struct {
	ID          string  `json:"id"`
	At          string  `json:"at"`
	Channel     string  `json:"channel" enum:"call,sms,visit"`
	Outcome     string  `json:"outcome"`
	By          Actor   `json:"by"`
	Unit        Unit    `json:"unit"`
	Believes    *bool   `json:"believes"`
	AlreadyPaid int64   `json:"already_paid_fen"`
	Evidence    []Proof `json:"evidence"`
	Note        string  `json:"note"`
	NextAt      string  `json:"next_at"`
	Reason      string  `json:"reason" doc:"Why the person was contacted all the same."`
}

// Caution is something an officer should know.
type Caution struct {
	Code string `json:"code"`
	ZH   string `json:"zh"`
	EN   string `json:"en"`
}

type attemptInput struct {
	Key  string `header:"Idempotency-Key" maxLength:"64" doc:"The same key of the same officer records once."`
	Body struct {
		WarningID   string  `json:"warning_id" maxLength:"64"`
		OrderID     string  `json:"order_id,omitempty" maxLength:"64"`
		Channel     string  `json:"channel" enum:"call,sms,visit"`
		Outcome     string  `json:"outcome" maxLength:"32"`
		Believes    *bool   `json:"believes,omitempty"`
		AlreadyPaid int64   `json:"already_paid_fen,omitempty" minimum:"0"`
		Evidence    []Proof `json:"evidence,omitempty" maxItems:"20"`
		Note        string  `json:"note,omitempty" maxLength:"8000"`
		NextAt      string  `json:"next_at,omitempty"`
		Reason      string  `json:"reason,omitempty" maxLength:"1200" doc:"Why the person is contacted all the same: over the budget, soon after another call, against his word."`
		At          string  `json:"at,omitempty"`
	}
}

type attemptAnswer struct {
	Attempt  Attempt   `json:"attempt"`
	Cautions []Caution `json:"cautions"`
}

func (a *API) attemptRoutes() {
	route(a, op{method: http.MethodPost, path: "/attempts", id: "record-attempt", summary: "Record a call, message or visit", tag: "attempts"},
		func(ctx context.Context, scope access.Scope, in *attemptInput) (attemptAnswer, error) {
			cmd, err := in.command()
			if err != nil {
				return attemptAnswer{}, err
			}
			done, cautions, err := a.Attempts.Record(ctx, scope, cmd)
			if err != nil {
				return attemptAnswer{}, err
			}
			out := attemptAnswer{Attempt: a.attempt(ctx, done), Cautions: []Caution{}}
			for _, c := range cautions {
				out.Cautions = append(out.Cautions, Caution{c.Code, c.ZH, c.EN})
			}
			return out, nil
		})
}

func (in *attemptInput) command() (dissuade.AttemptCmd, error) {
	next, err := moment("body.next_at", in.Body.NextAt)
	if err != nil {
		return dissuade.AttemptCmd{}, err
	}
	at, err := moment("body.at", in.Body.At)
	if err != nil {
		return dissuade.AttemptCmd{}, err
	}
	proofs := make([]dissuade.Evidence, 0, len(in.Body.Evidence))
	for _, p := range in.Body.Evidence {
		proofs = append(proofs, dissuade.Evidence(p))
	}
	return dissuade.AttemptCmd{
		Key: in.Key, Warning: in.Body.WarningID, Order: in.Body.OrderID, At: at, Channel: dissuade.Channel(in.Body.Channel), Outcome: in.Body.Outcome,
		Believes: in.Body.Believes, AlreadyPaidFen: in.Body.AlreadyPaid, Evidence: proofs, Note: in.Body.Note, NextAt: next, Reason: in.Body.Reason,
	}, nil
}

func (a *API) attempt(ctx context.Context, t dissuade.Attempt) Attempt {
	out := Attempt{
		ID: t.ID, At: stamp(t.At), Channel: string(t.Channel), Outcome: t.Outcome, By: Actor{t.By, t.ByName}, Unit: a.unit(ctx, t.Unit),
		Believes: t.Believes, AlreadyPaid: t.AlreadyPaidFen, Evidence: []Proof{}, Note: t.Note, NextAt: stamp(t.NextAt), Reason: t.Reason,
	}
	for _, e := range t.Evidence {
		out.Evidence = append(out.Evidence, Proof(e))
	}
	return out
}

func (a *API) attempts(ctx context.Context, scope access.Scope, f dissuade.Filter) ([]Attempt, error) {
	all, _, err := a.Attempts.ListFor(ctx, scope, f)
	out := make([]Attempt, 0, len(all))
	for _, t := range all {
		out = append(out, a.attempt(ctx, t))
	}
	return out, err
}

func (a *API) attemptsOf(ctx context.Context, scope access.Scope, warning string) ([]Attempt, error) {
	return a.attempts(ctx, scope, dissuade.Filter{Warning: warning})
}

func (a *API) attemptsOfOrder(ctx context.Context, scope access.Scope, order string) ([]Attempt, error) {
	return a.attempts(ctx, scope, dissuade.Filter{Order: order})
}
