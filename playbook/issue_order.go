package playbook

import (
	"context"
	"errors"
	"strings"

	"fanzha/centre/dispatch"
	"fanzha/centre/warning"
	"fanzha/term/ident"
)

// issueOrder: when a warning has been raised, the responsible unit gets an order. A warning on which the work has ended
// meanwhile needs none.
func (b Book) issueOrder(ctx context.Context, e Event) error {
	v, err := b.Warnings.View(ctx, centre(), e.Subject)
	if err != nil || !v.Active() {
		return err
	}
	return b.issue(ctx, v)
}

// issue asks for the one order of a warning. The cause is the warning itself: asked twice, there is one order. A unit that
// has been dissolved since it became responsible is replaced by the one above it: an order must reach somebody.
func (b Book) issue(ctx context.Context, v warning.View) error {
	cmd := dispatch.IssueCmd{
		Cause: "warning.raised/" + v.ID, Warning: v.ID, Target: v.Target, Person: masked(v.Person), Unit: v.Unit,
		Level: dispatch.Level(v.Level), Family: dispatch.Family(v.Family), Fraud: v.Fraud, ReasonZH: v.ReasonZH, ReasonEN: v.ReasonEN,
	}
	for {
		_, err := b.Dispatch.Issue(ctx, cmd)
		gone := errors.Is(err, dispatch.ErrUnitUnknown) || errors.Is(err, dispatch.ErrUnitInactive)
		up := above(cmd.Unit)
		if !gone || up == cmd.Unit {
			return err
		}
		cmd.Unit = up
	}
}

// above names the unit one step up: station → county → city → province → ministry.
func above(unit string) string {
	for _, n := range []int{6, 4, 2, 0} {
		if len(unit) == 12 && strings.Trim(unit[n:], "0") != "" {
			return unit[:n] + strings.Repeat("0", 12-n)
		}
	}
	return unit
}

// masked is the line by which an order names the person: an order never holds a full name or number.
func masked(t warning.Target) dispatch.Person {
	p := dispatch.Person{Name: ident.MaskName(t.Name), Place: t.Place}
	phone := t.Phone.Mask()
	if strings.Contains(phone, "*") {
		p.Phone = phone
	}
	return p
}
