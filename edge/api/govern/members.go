package govern

import (
	"context"
	"net/http"

	"fanzha/base/access"
	"fanzha/centre/govern"
	"fanzha/edge/api"
)

// MemberRow is a member unit of the joint conference.
type MemberRow struct {
	GovernHead
	Name  string `json:"name"`
	Short string `json:"short"`
	Key   string `json:"key" doc:"Under which figures know it."`
	Rank  int64  `json:"rank"`
}

// LiaisonRow is the person of a member unit.
type LiaisonRow struct {
	GovernHead
	Name  string `json:"name"`
	Phone string `json:"phone" doc:"Masked."`
	Post  string `json:"post"`
	Note  string `json:"note" doc:"What was handed over."`
	Until string `json:"until"`
}

// SeatRow is a place in the leading group or a task group.
type SeatRow struct {
	GovernHead
	Group string `json:"group"`
	Name  string `json:"name"`
	Post  string `json:"post"`
	Until string `json:"until"`
}

type governMemberInput struct {
	Body struct {
		Code   string `json:"code" minLength:"1" maxLength:"32"`
		Kind   string `json:"kind" enum:"county,township,bank,carrier,department,school,enterprise"`
		Name   string `json:"name" minLength:"1" maxLength:"60"`
		Short  string `json:"short,omitempty" maxLength:"20"`
		Key    string `json:"key,omitempty" maxLength:"32"`
		Region string `json:"region,omitempty" maxLength:"12"`
		Unit   string `json:"unit,omitempty" maxLength:"12"`
		Rank   int64  `json:"rank,omitempty" minimum:"0" maximum:"10000"`
	}
}

type governLiaisonInput struct {
	Body struct {
		Member string `json:"member" minLength:"1" maxLength:"32"`
		Kind   string `json:"kind" enum:"chief,deputy"`
		Name   string `json:"name" minLength:"1" maxLength:"60"`
		Phone  string `json:"phone" minLength:"1" maxLength:"20"`
		Post   string `json:"post,omitempty" maxLength:"60"`
		Note   string `json:"note,omitempty" maxLength:"2000" doc:"What is handed over; needed where somebody holds the place."`
	}
}

type governSeatInput struct {
	Body struct {
		Group  string `json:"group" minLength:"1" maxLength:"60"`
		Kind   string `json:"kind" enum:"head,deputy,member,office"`
		Name   string `json:"name" minLength:"1" maxLength:"60"`
		Post   string `json:"post" minLength:"1" maxLength:"60"`
		Member string `json:"member,omitempty" maxLength:"32"`
	}
}

type memberReveal struct {
	api.ByID
	Body struct {
		Reason string `json:"reason" minLength:"1" maxLength:"500"`
	}
}

// GovernRevealed is a value in full.
type GovernRevealed struct {
	Value string `json:"value"`
}

func (d *desk) memberRoutes() {
	listing(d, route{"/govern/members", "list-members", "Member units of the joint conference"}, whole(d.Room.Members), d.member)
	making(d, route{"/govern/members", "add-member", "Add a member unit"}, func(ctx context.Context, scope access.Scope, in *governMemberInput) (govern.Member, error) {
		b := in.Body
		return d.Room.AddMember(ctx, scope, govern.MemberCmd{Code: b.Code, Kind: b.Kind, Name: b.Name, Short: b.Short, Key: b.Key, Region: b.Region, Unit: b.Unit, Rank: b.Rank})
	}, d.member)
	acting(d, route{"/govern/members/{id}/leave", "leave-member", "Take a member unit out, with a reason"},
		d.Room.Leave, d.member)
	listing(d, route{"/govern/liaisons", "list-liaisons", "Liaisons, numbers masked"}, whole(d.Room.Liaisons), d.liaison)
	making(d, route{"/govern/liaisons", "take-over-liaison", "A liaison takes the place of the one before"},
		func(ctx context.Context, scope access.Scope, in *governLiaisonInput) (govern.Liaison, error) {
			return d.Room.TakeOver(ctx, scope, govern.LiaisonCmd(in.Body))
		}, d.liaison)
	api.Handle(d.api, api.Route{Method: http.MethodPost, Path: "/govern/liaisons/{id}/reveal", ID: "reveal-liaison", Summary: "The number of a liaison, with a reason", Tag: tag},
		func(ctx context.Context, scope access.Scope, in *memberReveal) (GovernRevealed, error) {
			phone, err := d.Room.RevealPhone(ctx, scope, govern.Act{ID: in.ID, Note: in.Body.Reason})
			return GovernRevealed{phone}, err
		})
	listing(d, route{"/govern/seats", "list-seats", "Places of the leading group and of task groups"}, whole(d.Room.Seats), d.seat)
	making(d, route{"/govern/seats", "take-seat", "Give a person a place in a group"}, func(ctx context.Context, scope access.Scope, in *governSeatInput) (govern.Seat, error) {
		return d.Room.TakeSeat(ctx, scope, govern.SeatCmd(in.Body))
	}, d.seat)
	acting(d, route{"/govern/seats/{id}/leave", "leave-seat", "End a place in a group"},
		d.Room.LeaveSeat, d.seat)
}

func (d *desk) member(ctx context.Context, m *govern.Member) MemberRow {
	return MemberRow{d.head(ctx, m.Head), m.Name, m.Short, m.Key, m.Rank}
}

func (d *desk) liaison(ctx context.Context, l *govern.Liaison) LiaisonRow {
	return LiaisonRow{d.head(ctx, l.Head), l.Name, l.Phone, l.Post, l.Note, api.Stamp(l.Until)}
}

func (d *desk) seat(ctx context.Context, x *govern.Seat) SeatRow {
	return SeatRow{d.head(ctx, x.Head), x.Ref, x.Name, x.Post, api.Stamp(x.Until)}
}
