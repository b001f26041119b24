package vouch

import (
	"context"

	"fanzha/base/access"
	"fanzha/centre/hotline/vouch"
	"fanzha/edge/api"
	"fanzha/term/ident"
)

// VouchCode is a code with its digits, for the one who reads it out.
type VouchCode struct {
	ID       string     `json:"id"`
	Digits   string     `json:"digits" doc:"In two groups."`
	Way      string     `json:"way" enum:"call,visit"`
	Kind     string     `json:"kind" enum:"order,warning,ticket"`
	Subject  string     `json:"subject"`
	Title    string     `json:"title"`
	Number   string     `json:"number" doc:"That rings; empty: nobody rings with this code."`
	Badge    string     `json:"badge" doc:"Last digits, as the officer typed them."`
	From     string     `json:"from"`
	Until    string     `json:"until"`
	Confirms int64      `json:"confirms" doc:"How often it was vouched for."`
	Say      VerifyLine `json:"say" doc:"Words to read out with it."`
}

// VouchCodes are the caller's live codes for one order, warning or ticket.
type VouchCodes struct {
	Items []VouchCode `json:"items"`
	Badge string      `json:"badge" doc:"Last digits of the badge number that the caller gave before."`
}

// VouchCheck is what an operator is told of a code.
type VouchCheck struct {
	Verdict string   `json:"verdict" enum:"real,unknown,mistyped,ended,other_number,spent,throttled"`
	Officer string   `json:"officer" doc:"Empty unless somebody issued the code; also set for one that is not real any more."`
	Unit    api.Unit `json:"unit"`
	Badge   string   `json:"badge"`
	Way     string   `json:"way" enum:",call,visit"`
	Number  string   `json:"number" doc:"That rings with the code."`
	Kind    string   `json:"kind" enum:",order,warning,ticket"`
	Subject string   `json:"subject" doc:"Empty outside of the caller's jurisdiction."`
	Title   string   `json:"title"`
	Since   string   `json:"since"`
	Until   string   `json:"until"`
	Same    string   `json:"same" enum:",yes,no" doc:"Whether the caller's number is the one that the code was issued for."`
}

type vouchIssueInput struct {
	Body struct {
		Kind    string `json:"kind" enum:"order,warning,ticket"`
		Subject string `json:"subject" minLength:"1" maxLength:"64"`
		Way     string `json:"way" enum:"call,visit"`
		Number  string `json:"number,omitempty" maxLength:"24" doc:"That will ring; the desk's own when empty."`
		Badge   string `json:"badge,omitempty" maxLength:"12" doc:"Badge number or its end; only the last digits are kept."`
	}
}

type vouchMineInput struct {
	Kind    string `query:"kind" enum:"order,warning,ticket" required:"true"`
	Subject string `query:"subject" maxLength:"64" required:"true"`
}

type vouchCheckInput struct {
	Body struct {
		Code   string `json:"code" minLength:"1" maxLength:"40"`
		Number string `json:"number,omitempty" maxLength:"24" doc:"That rang the caller before."`
		Ticket string `json:"ticket,omitempty" maxLength:"64"`
	}
}

func (d *desk) issue(ctx context.Context, scope access.Scope, in *vouchIssueInput) (VouchCode, error) {
	b := in.Body
	s, err := d.Room.Issue(ctx, scope, vouch.IssueCmd{Kind: vouch.Kind(b.Kind), Subject: b.Subject, Way: vouch.Way(b.Way), Number: b.Number, Badge: b.Badge})
	if err != nil {
		return VouchCode{}, err
	}
	return d.code(&s), nil
}

func (d *desk) mine(ctx context.Context, scope access.Scope, in *vouchMineInput) (VouchCodes, error) {
	list, err := d.Room.Mine(ctx, scope, vouch.Kind(in.Kind), in.Subject)
	out := VouchCodes{Items: []VouchCode{}}
	for i := range list {
		out.Items = append(out.Items, d.code(&list[i]))
		if out.Badge == "" {
			out.Badge = list[i].Badge
		}
	}
	return out, err
}

func (d *desk) code(s *vouch.Shown) VouchCode {
	say := d.Room.Rules().Words(s.Way)
	return VouchCode{
		ID: s.ID, Digits: s.Digits.Spoken(), Way: string(s.Way), Kind: string(s.Kind), Subject: s.Subject, Title: s.Title, Number: ident.Phone(s.Number).National(), Badge: s.Badge,
		From: api.Stamp(s.From), Until: api.Stamp(s.Until), Confirms: s.Confirms, Say: VerifyLine{say.ZH, say.EN},
	}
}

func (d *desk) check(ctx context.Context, scope access.Scope, in *vouchCheckInput) (VouchCheck, error) {
	b := in.Body
	a, err := d.Room.CheckAtDesk(ctx, scope, vouch.DeskTry{Code: b.Code, Rang: b.Number, Ticket: b.Ticket})
	if err != nil {
		return VouchCheck{}, err
	}
	c := &a.Code
	out := VouchCheck{
		Verdict: string(a.Verdict), Officer: c.OfficerName, Badge: c.Badge, Way: string(c.Way), Number: ident.Phone(c.Number).National(), Kind: string(c.Kind), Title: c.Title,
		Since: api.Stamp(c.From), Until: api.Stamp(c.Until), Same: a.Same,
	}
	if c.Unit != "" {
		out.Unit = d.api.UnitOf(ctx, c.Unit)
	}
	if scope.Covers(c.Unit) {
		out.Subject = c.Subject
	}
	return out, nil
}
