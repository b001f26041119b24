// Package vouch is the HTTP of verification codes: issuing one, checking one at the hotline desk, impostor alarms, and the public page on
// which a citizen checks an officer without signing in. It stands on edge/api and keeps its habits.
package vouch

import (
	"context"
	"net/http"

	"fanzha/base/access"
	"fanzha/centre/hotline/vouch"
	"fanzha/edge/api"
)

// Services are the rooms behind these pages.
type Services struct {
	Room *vouch.Service
}

// desk registers and answers the routes.
type desk struct {
	Services
	api *api.API
}

// Register adds the routes of verification codes to the console and the public page.
func Register(a *api.API, s Services) {
	d := &desk{Services: s, api: a}
	route := func(method, path, id, summary string) api.Route {
		return api.Route{Method: method, Path: "/vouch" + path, ID: id, Summary: summary, Tag: "vouch"}
	}
	api.Handle(a, route(http.MethodPost, "/codes", "issue-vouch-code", "Get a verification code (核验码) for one visit or call; asked again it is the same one"), d.issue)
	api.Handle(a, route(http.MethodGet, "/codes", "list-vouch-codes", "The caller's live codes for one order, warning or ticket"), d.mine)
	api.Handle(a, route(http.MethodPost, "/codes/{id}/withdraw", "withdraw-vouch-code", "End one of the caller's codes before its time"),
		func(ctx context.Context, scope access.Scope, in *api.ByID) (api.None, error) {
			_, err := d.Room.Withdraw(ctx, scope, in.ID)
			return api.None{}, err
		})
	api.Handle(a, route(http.MethodPost, "/check", "check-vouch-code", "Check a code for somebody on the line"), d.check)
	api.Handle(a, route(http.MethodGet, "/alarms", "list-impostor-alarms", "Impostor alarms (冒充警报), the latest first"), d.alarms)
	api.Handle(a, route(http.MethodGet, "/counts", "count-impostor-alarms", "How many alarms wait"),
		func(ctx context.Context, scope access.Scope, _ *api.None) (ImpostorCounts, error) {
			open, taken, err := d.Room.Counts(ctx, scope)
			return ImpostorCounts{open, taken}, err
		})
	api.Handle(a, route(http.MethodPost, "/alarms/{id}/take", "take-impostor-alarm", "Take an alarm, also from a colleague"),
		func(ctx context.Context, scope access.Scope, in *impostorTakeInput) (ImpostorAlarm, error) {
			out, err := d.Room.Do(ctx, scope, vouch.Ref{ID: in.ID, Version: in.Body.Version}, vouch.AlarmAct{Take: true})
			return d.alarm(ctx, scope, &out), err
		})
	api.Handle(a, route(http.MethodPost, "/alarms/{id}/close", "close-impostor-alarm", "End an alarm with what was found"),
		func(ctx context.Context, scope access.Scope, in *impostorCloseInput) (ImpostorAlarm, error) {
			b := in.Body
			out, err := d.Room.Do(ctx, scope, vouch.Ref{ID: in.ID, Version: b.Version}, vouch.AlarmAct{Outcome: vouch.Outcome(b.Outcome), Note: b.Note, Pass: b.Pass})
			return d.alarm(ctx, scope, &out), err
		})
	api.Handle(a, api.Route{Public: true, Method: http.MethodPost, Path: "/verify", ID: "verify-officer", Summary: "Is this officer, this number, this time real? For citizens, without signing in", Tag: "public"}, d.verify)
}
