package store

import (
	"strconv"

	"fanzha/base/audit"
	"fanzha/centre/measure"
)

// details are what the audit entry of a change says beside who, what and why. No names, phones or account numbers.
func details(c *measure.Change) []audit.Pair {
	fen := func(n int64) string { return strconv.FormatInt(n, 10) }
	switch {
	case c.Freeze != nil:
		f := c.Freeze
		return []audit.Pair{
			{Name: "number", Value: f.Number}, {Name: "order", Value: f.Order}, {Name: "fen", Value: fen(f.Fen)}, {Name: "frozen_fen", Value: fen(f.Frozen)},
			{Name: "document", Value: f.Basis.Document}, {Name: "sha256", Value: f.Basis.SHA256}, {Name: "expires_at", Value: f.ExpiresAt.String()},
		}
	case c.Restriction != nil:
		x := c.Restriction
		return []audit.Pair{{Name: "number", Value: x.Number}, {Name: "reason", Value: x.Reason}, {Name: "ends_at", Value: x.EndsAt.String()}}
	case c.Mark != nil:
		m := c.Mark
		return []audit.Pair{{Name: "number", Value: m.Number}, {Name: "kind", Value: m.Kind}, {Name: "source", Value: m.Source},
			{Name: "ends_at", Value: m.EndsAt.String()}}
	}
	o := c.Objection
	return []audit.Pair{
		{Name: "number", Value: o.Number}, {Name: "object", Value: string(o.Object)}, {Name: "object_id", Value: o.ObjectID},
		{Name: "ground", Value: o.Ground}, {Name: "evidence", Value: strconv.Itoa(len(o.Evidence))}, {Name: "fen", Value: fen(o.Fen)},
		{Name: "machine", Value: strconv.FormatBool(o.Machine)}, {Name: "human_by", Value: o.HumanBy.String()},
	}
}
