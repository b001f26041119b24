package store

import (
	"context"

	"fanzha/base/access"
	"fanzha/base/audit"
	auditstore "fanzha/base/audit/store"
	"fanzha/centre/warning"
	"fanzha/internal/db"
)

// auditStep enters a step of a warning into the audit log.
func auditStep(ctx context.Context, tx db.Tx, s warning.Step) error {
	e := audit.Entry{
		At: s.At, Actor: s.Actor, ActorName: s.ActorName, Unit: s.Unit, Action: "warning." + string(s.Verb),
		Object: "warning", ObjectID: s.Warning, Reason: s.Note,
	}
	return auditstore.Append(ctx, tx, e.With("from", string(s.From)).With("to", string(s.To)).With("level", string(s.Level)))
}

// auditReveal enters an unmasking: who, which field of whom, why, because of which warning. Never the value.
func auditReveal(ctx context.Context, tx db.Tx, scope access.Scope, u warning.Unmask) error {
	e := audit.By(scope, u.At, "person.reveal").On("person", u.Cmd.Target).Because(u.Cmd.Reason)
	return auditstore.Append(ctx, tx, e.With("field", u.Cmd.Field).With("warning", u.Cmd.Warning))
}
