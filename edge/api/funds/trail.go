package funds

import (
	"context"
	"fanzha/edge/api"
	"net/http"

	"fanzha/base/access"
	"fanzha/centre/measure"
	"fanzha/centre/stoppay"
)

// TrailExit is money that has left the accounts that can be followed.
type TrailExit struct {
	ZH  string `json:"zh"`
	EN  string `json:"en"`
	Fen int64  `json:"fen"`
	At  string `json:"at"`
}

// Trail is what a victim sees of the money, by receipt: no names, no accounts.
type Trail struct {
	Number      string      `json:"number"`
	OpenedAt    string      `json:"opened_at"`
	LossFen     int64       `json:"loss_fen"`
	HeldFen     int64       `json:"held_fen"`
	HeldPlaces  int         `json:"held_places"`
	Exits       []TrailExit `json:"exits"`
	FollowedFen int64       `json:"followed_fen"`
	BackFen     int64       `json:"back_fen"`
	NextZH      string      `json:"next_zh"`
	NextEN      string      `json:"next_en"`
	UpdatedAt   string      `json:"updated_at"`
}

func (a *desk) trailRoutes() {
	api.Handle(a.api, api.Route{Public: true, Method: http.MethodGet, Path: "/trail/{receipt}", ID: "victim-trail", Summary: "Where a victim's money is, by receipt", Tag: "public"},
		func(ctx context.Context, _ access.Scope, in *struct {
			Receipt string `path:"receipt" minLength:"8" maxLength:"64"`
		}) (Trail, error) {
			t, err := a.Stops.Trail(ctx, in.Receipt)
			if err != nil {
				return Trail{}, err
			}
			return a.trail(t), nil
		})
	api.Handle(a.api, api.Route{Public: true, Method: http.MethodGet, Path: "/objection/{receipt}", ID: "objection-trail", Summary: "What has become of an objection, by receipt", Tag: "public"},
		func(ctx context.Context, _ access.Scope, in *struct {
			Receipt string `path:"receipt" minLength:"8" maxLength:"64"`
		}) (ObjectionTrail, error) {
			s, err := a.Measures.Receipt(ctx, in.Receipt)
			if err != nil {
				return ObjectionTrail{}, err
			}
			return a.objectionTrail(s), nil
		})
}

// ObjectionTrail is what has become of an objection, for whoever has its receipt: no names, no accounts.
type ObjectionTrail struct {
	Number     string `json:"number"`
	Object     string `json:"object" enum:"hold,freeze,restriction,mark,sanction"`
	State      string `json:"state" enum:"open,upheld,refused,missed,withdrawn"`
	FiledAt    string `json:"filed_at"`
	DecideBy   string `json:"decide_by" doc:"Until when a person decides."`
	DecidedAt  string `json:"decided_at"`
	Machine    bool   `json:"machine" doc:"A rule decided."`
	Fen        int64  `json:"fen" doc:"Upheld: so much is released; 0: all."`
	Reason     string `json:"reason"`
	Remedy     string `json:"remedy" doc:"What one can do next."`
	ReleasedAt string `json:"released_at" doc:"When the measure really ended."`
	UpdatedAt  string `json:"updated_at"`
}

func (a *desk) objectionTrail(s measure.Status) ObjectionTrail {
	return ObjectionTrail{
		Number: s.Number, Object: string(s.Object), State: string(s.State), FiledAt: api.Stamp(s.FiledAt), DecideBy: api.Stamp(s.HumanBy), DecidedAt: api.Stamp(s.DecidedAt),
		Machine: s.Machine, Fen: s.Fen, Reason: s.Reason, Remedy: s.Remedy, ReleasedAt: api.Stamp(s.ReleasedAt), UpdatedAt: api.Stamp(a.Clock.Now()),
	}
}

func (a *desk) trail(t stoppay.Trail) Trail {
	out := Trail{
		Number: t.Number, OpenedAt: api.Stamp(t.OpenedAt), LossFen: t.LossFen, HeldFen: t.HeldFen + t.FrozenFen, Exits: []TrailExit{}, FollowedFen: t.OpenFen,
		BackFen: t.BackFen, UpdatedAt: api.Stamp(a.Clock.Now()),
	}
	for _, p := range t.Places {
		switch p.Kind {
		case "held", "frozen":
			out.HeldPlaces++
		case "exit":
			words := codeText(p.Code)
			out.Exits = append(out.Exits, TrailExit{words.zh, words.en, p.Fen, api.Stamp(p.At)})
		}
	}
	next := trailNext(t)
	out.NextZH, out.NextEN = next.zh, next.en
	return out
}

// trailNext says what happens now, and what the victim need not do.
func trailNext(t stoppay.Trail) pair {
	switch {
	case t.State == stoppay.ClaimWithdrawn:
		return pair{"本案止付已撤销。如有疑问请拨打 96110。", "The claim was withdrawn. Call 96110 if you have questions."}
	case t.HeldFen+t.FrozenFen > 0:
		return pair{"已控制的资金正在核实，核实后依法冻结并办理返还，民警会主动联系您。返还不收任何费用，凡要求先交钱的都是诈骗。",
			"What is held is being verified and will be frozen and returned by law; an officer will call you. Nothing is charged: whoever asks for money first is a fraudster."}
	case t.OpenFen > 0:
		return pair{"正在逐级追查，请保留转账凭证和聊天记录，不要再转账。", "The money is being followed. Keep your receipts and chats, and do not pay again."}
	}
	return pair{"资金已离开可追查账户，案件继续侦办。", "The money has left the accounts that can be followed; the case goes on."}
}
