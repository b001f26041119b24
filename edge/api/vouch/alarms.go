package vouch

import (
	"context"

	"fanzha/base/access"
	"fanzha/centre/hotline/vouch"
	"fanzha/edge/api"
	"fanzha/term/ident"
)

// ImpostorAlarm is what wrong codes of one network left.
type ImpostorAlarm struct {
	ID       string    `json:"id"`
	Number   string    `json:"number"`
	Unit     api.Unit  `json:"unit"`
	At       string    `json:"at"`
	LastAt   string    `json:"last_at"`
	Cause    string    `json:"cause" enum:"unknown,mistyped,ended,other_number,spent,guessing"`
	Channel  string    `json:"channel" enum:"page,desk"`
	Tails    []string  `json:"tails" doc:"Ends of the codes."`
	Officer  string    `json:"officer" doc:"Who issued a code that was misused; empty: none of ours, here and below."`
	Kind     string    `json:"kind" enum:",order,warning,ticket"`
	Subject  string    `json:"subject" doc:"What it was issued for."`
	Title    string    `json:"title"`
	Network  string    `json:"network" doc:"Sign of the network: the same sign is the same network, and no address can be had from it."`
	Rang     string    `json:"rang" doc:"Number that rang the citizen; masked until the caller has taken the alarm."`
	Ticket   string    `json:"ticket" doc:"Call on which it was asked."`
	Count    int64     `json:"count" doc:"Wrong answers."`
	State    string    `json:"state" enum:"open,taken,closed"`
	Owner    api.Actor `json:"owner"`
	Mine     bool      `json:"mine"`
	TakenAt  string    `json:"taken_at"`
	Outcome  string    `json:"outcome" enum:",impostor,typed_wrong,our_late,unclear"`
	Note     string    `json:"note"`
	Passable bool      `json:"passable" doc:"The number can be handed to detection."`
	Passed   bool      `json:"passed"`
	ClosedAt string    `json:"closed_at"`
	Version  int64     `json:"version"`
}

// ImpostorCounts are the alarms that a caller may see and that are not ended.
type ImpostorCounts struct {
	Open  int64 `json:"open"`
	Taken int64 `json:"taken"`
}

type impostorListInput struct {
	State  []string `query:"state" maxItems:"3" enum:"open,taken,closed"`
	Cursor string   `query:"cursor" maxLength:"100"`
	Limit  int      `query:"limit" minimum:"0" maximum:"200"`
}

type impostorTakeInput struct {
	api.ByID
	Body struct {
		Version int64 `json:"version" minimum:"1"`
	}
}

type impostorCloseInput struct {
	api.ByID
	Body struct {
		Version int64  `json:"version" minimum:"1"`
		Outcome string `json:"outcome" enum:"impostor,typed_wrong,our_late,unclear"`
		Note    string `json:"note" minLength:"1" maxLength:"2000"`
		Pass    bool   `json:"pass,omitempty" doc:"Hand the number that rang to detection."`
	}
}

func (d *desk) alarms(ctx context.Context, scope access.Scope, in *impostorListInput) (api.List[ImpostorAlarm], error) {
	list, next, err := d.Room.List(ctx, scope, vouch.AlarmFilter{States: api.Convert[vouch.AlarmState](in.State), Cursor: in.Cursor, Limit: in.Limit})
	out := api.List[ImpostorAlarm]{Items: []ImpostorAlarm{}, Next: next}
	for i := range list {
		out.Items = append(out.Items, d.alarm(ctx, scope, &list[i]))
	}
	return out, err
}

func (d *desk) alarm(ctx context.Context, scope access.Scope, a *vouch.Alarm) ImpostorAlarm {
	_, passable := a.Passable()
	mine := a.Owner != "" && a.Owner == scope.User
	rang := ident.Phone(a.Rang)
	shown := rang.Mask()
	if mine {
		shown = rang.National()
	}
	return ImpostorAlarm{
		ID: a.ID, Number: a.Number, Unit: d.api.UnitOf(ctx, a.Unit), At: api.Stamp(a.At), LastAt: api.Stamp(a.LastAt), Cause: string(a.Cause), Channel: string(a.Channel), Tails: a.Tails,
		Officer: a.Officer, Kind: string(a.Kind), Subject: a.Subject, Title: a.Title, Network: a.Network[:min(len(a.Network), 8)], Rang: shown, Ticket: a.Ticket, Count: a.Count, State: string(a.State), Owner: api.Actor{ID: a.Owner, Name: a.OwnerName}, Mine: mine,
		TakenAt: api.Stamp(a.TakenAt), Outcome: string(a.Outcome), Note: a.Note, Passable: passable, Passed: a.Passed, ClosedAt: api.Stamp(a.ClosedAt), Version: a.Version,
	}
}
