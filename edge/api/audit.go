package api

import (
	"context"
	"net/http"

	"fanzha/base/access"
	"fanzha/base/audit"
	auditstore "fanzha/base/audit/store"
	"fanzha/internal/db"
)

// AuditLog is the audit chain with the keys to check it.
type AuditLog struct {
	DB    db.Queryer
	Trust func() (auditstore.VerifyOptions, error)
}

// AuditEntry is one act.
type AuditEntry struct {
	Seq       int64       `json:"seq"`
	At        string      `json:"at"`
	Actor     string      `json:"actor"`
	ActorName string      `json:"actor_name"`
	Unit      Unit        `json:"unit"`
	Action    string      `json:"action"`
	Object    string      `json:"object"`
	ObjectID  string      `json:"object_id"`
	Reason    string      `json:"reason"`
	Detail    []AuditPair `json:"detail"`
	Hash      string      `json:"hash"`
}

// AuditPair is one named value of an entry.
type AuditPair struct {
	Name  string `json:"name"`
	Value string `json:"value"`
}

// AuditReport says whether the chain holds.
type AuditReport struct {
	OK       bool   `json:"ok"`
	Entries  int64  `json:"entries" doc:"Entries that hold."`
	Head     string `json:"head"`
	Signed   int64  `json:"signed" doc:"Entries up to here are protected by a signature."`
	BrokenAt int64  `json:"broken_at" doc:"The first entry that does not hold; 0 when all do."`
	What     string `json:"what" doc:"What is wrong with it."`
}

type auditQuery struct {
	Actor    string `query:"actor" maxLength:"64"`
	Action   string `query:"action" maxLength:"64"`
	Object   string `query:"object" maxLength:"64"`
	ObjectID string `query:"object_id" maxLength:"64"`
	From     string `query:"from"`
	To       string `query:"to"`
	Cursor   string `query:"cursor" maxLength:"64"`
	Limit    int    `query:"limit" minimum:"0" maximum:"500"`
}

func (a *API) auditRoutes() {
	route(a, op{method: http.MethodGet, path: "/audit", id: "list-audit", summary: "Who did what, newest first", tag: "audit"},
		func(ctx context.Context, scope access.Scope, in *auditQuery) (list[AuditEntry], error) {
			return a.auditList(ctx, scope, in)
		})
	route(a, op{method: http.MethodGet, path: "/audit/verify", id: "verify-audit", summary: "Check the whole chain", tag: "audit"},
		func(ctx context.Context, scope access.Scope, _ *none) (AuditReport, error) {
			return a.verifyAudit(ctx, scope)
		})
}

func (a *API) auditList(ctx context.Context, scope access.Scope, in *auditQuery) (list[AuditEntry], error) {
	out := list[AuditEntry]{Items: []AuditEntry{}}
	from, err := moment("query.from", in.From)
	if err != nil {
		return out, err
	}
	to, err := moment("query.to", in.To)
	if err != nil {
		return out, err
	}
	found, next, err := auditstore.List(ctx, a.Audit.DB, scope, auditstore.Filter{
		Actor: in.Actor, Action: in.Action, Object: in.Object, ObjectID: in.ObjectID, From: from, To: to, Cursor: in.Cursor, Limit: in.Limit,
	})
	if err != nil {
		return out, err
	}
	for _, e := range found {
		out.Items = append(out.Items, a.auditEntry(ctx, e))
	}
	out.Next = next
	return out, nil
}

func (a *API) auditEntry(ctx context.Context, e audit.Stored) AuditEntry {
	row := AuditEntry{
		Seq: e.Seq, At: stamp(e.At), Actor: e.Actor, ActorName: e.ActorName, Unit: a.unit(ctx, e.Unit), Action: e.Action,
		Object: e.Object, ObjectID: e.ObjectID, Reason: e.Reason, Detail: []AuditPair{}, Hash: e.Hash.String(),
	}
	for _, p := range e.Detail {
		row.Detail = append(row.Detail, AuditPair(p))
	}
	return row
}

func (a *API) verifyAudit(ctx context.Context, scope access.Scope) (AuditReport, error) {
	err := scope.Require(access.AuditRead)
	if err != nil {
		return AuditReport{}, err
	}
	trust, err := a.Audit.Trust()
	if err != nil {
		return AuditReport{}, err
	}
	r, err := auditstore.Verify(ctx, a.Audit.DB, trust)
	if err != nil {
		return AuditReport{}, err
	}
	out := AuditReport{OK: r.OK(), Entries: r.Entries, Head: r.Head, Signed: r.Signed}
	if r.Broken != nil {
		out.BrokenAt, out.What = r.Broken.Seq, r.Broken.What
	}
	return out, nil
}
