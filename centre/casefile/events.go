package casefile

import (
	"encoding/json"

	"fanzha/term/when"
)

// The kinds of events of this room. Subject is the case's id; the body is always a whole EventBody, so that whoever counts may take any
// of them and has everything.
const (
	EvFiled      = "case.filed"
	EvCorrected  = "case.corrected"
	EvSolved     = "case.solved"
	EvReopened   = "case.reopened"
	EvClosed     = "case.closed"
	EvWithdrawn  = "case.withdrawn"
	EvSupervised = "case.supervised"
	EvProgressed = "case.progressed"
	EvTagged     = "case.tagged"
	EvMoney      = "case.money"
	EvSuspect    = "suspect.added"
	EvMeasured   = "suspect.measured"
	EvSeized     = "exhibit.seized"
	EvInvolved   = "card.involved"
	EvChecked    = "card.checked"
	EvRemoved    = "case.part_removed"
)

// kinds names the event of each act.
var kinds = map[string]string{
	actFile: EvFiled, actCorrect: EvCorrected, actSolve: EvSolved, actReopen: EvReopened, actClose: EvClosed, actWithdraw: EvWithdrawn,
	actSupervise: EvSupervised, actProgress: EvProgressed, actTag: EvTagged, actMoney: EvMoney, actSuspect: EvSuspect, actMeasure: EvMeasured,
	actExhibit: EvSeized, actCard: EvInvolved, actCheck: EvChecked, actRemove: EvRemoved,
}

// Kinds lists the kinds of events of this room.
func Kinds() []string {
	return []string{
		EvFiled, EvCorrected, EvSolved, EvReopened, EvClosed, EvWithdrawn, EvSupervised, EvProgressed, EvTagged, EvMoney, EvSuspect, EvMeasured,
		EvSeized, EvInvolved, EvChecked, EvRemoved,
	}
}

// EventBody is the whole case as figures see it: no names, no numbers of persons or cards. Moments are µs of UTC, money is fen.
type EventBody struct {
	ID           string        `json:"id"`
	Number       string        `json:"number"`
	Unit         string        `json:"unit"`
	Region       string        `json:"region"`
	Fraud        string        `json:"fraud"`
	Scope        string        `json:"scope"`
	Track        string        `json:"track,omitempty"`
	State        State         `json:"state"`
	Void         bool          `json:"void,omitempty"`
	FiledAt      when.Micros   `json:"filed_at"`
	SolvedAt     when.Micros   `json:"solved_at,omitempty"`
	ClosedAt     when.Micros   `json:"closed_at,omitempty"`
	WithdrawnAt  when.Micros   `json:"withdrawn_at,omitempty"`
	EnteredAt    when.Micros   `json:"entered_at"`
	LossFen      int64         `json:"loss_fen"`
	Band         string        `json:"band"`
	Large        bool          `json:"large,omitempty"`
	Campaigns    []string      `json:"campaigns,omitempty"`
	CampaignsOut []string      `json:"campaigns_out,omitempty"` // those that this very change took it out of
	Supervision  string        `json:"supervision,omitempty"`
	SupervisedAt when.Micros   `json:"supervised_at,omitempty"`
	SuperviseDue when.Micros   `json:"supervise_due,omitempty"`
	Victim       EventVictim   `json:"victim"`
	Warned       bool          `json:"warned,omitempty"`
	Warning      string        `json:"warning,omitempty"`
	Claims       []string      `json:"claims,omitempty"`
	Suspects     []EventPerson `json:"suspects,omitempty"`
	Money        []EventMoney  `json:"money,omitempty"`
	Exhibits     []EventThing  `json:"exhibits,omitempty"`
	Cards        []EventCard   `json:"cards,omitempty"`
	Actor        string        `json:"actor"`
	Version      int64         `json:"version"`
}

// EventVictim is the profile of who was harmed.
type EventVictim struct {
	Kind       string `json:"kind"`
	Sex        string `json:"sex,omitempty"`
	AgeBand    string `json:"age_band,omitempty"`
	Occupation string `json:"occupation,omitempty"`
	Area       string `json:"area,omitempty"`
	MemberUnit string `json:"member_unit,omitempty"`
}

// EventPerson is a suspect with his measures.
type EventPerson struct {
	ID       string         `json:"id"`
	Role     string         `json:"role"`
	TwoCards bool           `json:"two_cards,omitempty"`
	Fugitive string         `json:"fugitive,omitempty"`
	Gone     bool           `json:"gone,omitempty"`
	Measures []EventMeasure `json:"measures,omitempty"`
}

// EventMeasure is one measure against a person. A taken out one comes before the one that replaced it.
type EventMeasure struct {
	Kind string      `json:"kind"`
	At   when.Micros `json:"at"`
	Gone bool        `json:"gone,omitempty"`
}

// EventMoney is money that came back or is kept.
type EventMoney struct {
	ID   string      `json:"id"`
	Kind string      `json:"kind"`
	Fen  int64       `json:"fen"`
	At   when.Micros `json:"at"`
	Gone bool        `json:"gone,omitempty"`
}

// EventThing is what was seized.
type EventThing struct {
	ID   string      `json:"id"`
	Kind string      `json:"kind"`
	N    int64       `json:"n"`
	Fen  int64       `json:"fen,omitempty"`
	At   when.Micros `json:"at"`
	Gone bool        `json:"gone,omitempty"`
}

// EventCard is an involved card.
type EventCard struct {
	ID        string      `json:"id"`
	Kind      string      `json:"kind"`
	Bank      string      `json:"bank,omitempty"`
	Carrier   string      `json:"carrier,omitempty"`
	Outlet    string      `json:"outlet,omitempty"`
	OpenedAt  when.Micros `json:"opened_at,omitempty"`
	At        when.Micros `json:"at"`
	Check     string      `json:"check,omitempty"`
	CheckedAt when.Micros `json:"checked_at,omitempty"`
	Gone      bool        `json:"gone,omitempty"`
}

// Event is what the events of a case say.
func (c Case) Event(actor string) EventBody {
	b := EventBody{
		ID: c.ID, Number: c.Number, Unit: c.Unit, Region: c.Region, Fraud: c.Fraud, Scope: c.Scope, Track: c.Track, State: c.State, Void: c.Void,
		FiledAt: c.FiledAt, SolvedAt: c.SolvedAt, ClosedAt: c.ClosedAt, WithdrawnAt: c.WithdrawnAt, EnteredAt: c.EnteredAt, LossFen: c.LossFen, Band: c.Band,
		Large: c.Large, Campaigns: c.Campaigns, Supervision: c.Supervision, SupervisedAt: c.SupervisedAt, SuperviseDue: c.SuperviseDue,
		Victim: EventVictim{Kind: c.Victim.Kind, Sex: c.Victim.Sex, AgeBand: c.AgeBand, Occupation: c.Victim.Occupation, Area: c.Victim.Area, MemberUnit: c.Victim.MemberUnit},
		Warned: c.Warned, Warning: c.Warning, Claims: c.Claims, Actor: actor, Version: c.Version,
	}
	for _, s := range c.Suspects {
		p := EventPerson{ID: s.ID, Role: s.Role, TwoCards: s.TwoCards, Fugitive: s.Fugitive, Gone: s.Gone}
		for _, m := range c.Measures {
			if m.Suspect == s.ID {
				p.Measures = append(p.Measures, EventMeasure{Kind: m.Kind, At: m.At, Gone: m.Gone || s.Gone})
			}
		}
		b.Suspects = append(b.Suspects, p)
	}
	for _, m := range c.Money {
		b.Money = append(b.Money, EventMoney{ID: m.ID, Kind: m.Kind, Fen: m.Fen, At: m.At, Gone: m.Gone})
	}
	for _, x := range c.Exhibits {
		b.Exhibits = append(b.Exhibits, EventThing{ID: x.ID, Kind: x.Kind, N: x.N, Fen: x.Fen, At: x.At, Gone: x.Gone})
	}
	for _, k := range c.Cards {
		b.Cards = append(b.Cards, EventCard{
			ID: k.ID, Kind: k.Kind, Bank: k.Bank, Carrier: k.Carrier, Outlet: k.Outlet, OpenedAt: k.OpenedAt, At: k.At, Check: k.Check, CheckedAt: k.CheckedAt,
			Gone: k.Gone,
		})
	}
	return b
}

// ParseEvent reads the body of an event of this room.
func ParseEvent(body []byte) (EventBody, error) {
	var b EventBody
	err := json.Unmarshal(body, &b)
	if err != nil {
		return b, badField("body").With(err)
	}
	return b, nil
}
