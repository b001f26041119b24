package roomtest

import (
	"fmt"
	"math/rand/v2"

	"fanzha/base/access"
	"fanzha/centre/dispatch"
	"fanzha/term/fault"
	"fanzha/term/when"
)

// warningsPlayed bounds how many different warnings Play uses, so that commands meet.
const warningsPlayed = 60

// Play gives one random command, the same for the same source, and says what came of it.
func Play(d *Desk, rnd *rand.Rand) string {
	d.After(when.Micros(rnd.Int64N(int64(4 * when.Minute))))
	warning := fmt.Sprintf("w%d", rnd.IntN(warningsPlayed))
	unit := pick(rnd, Station1, Station2, Station3)
	switch rnd.IntN(10) {
	case 0, 1, 2:
		cmd := Cmd(warning, unit)
		cmd.Cause = fmt.Sprintf("%s %s %d", warning, unit, rnd.IntN(3))
		cmd.Level = pick(rnd, dispatch.Urgent, dispatch.High, dispatch.Medium, dispatch.Low)
		cmd.Family = pick(rnd, dispatch.FamilyFund, dispatch.FamilyContact)
		o, err := d.Service.Issue(ctx, cmd)
		return fmt.Sprint("issue ", o.Number, o.State, fault.CodeOf(err))
	case 3:
		n, err := d.Tick(ctx, d.Clock.Now())
		return fmt.Sprint("tick ", n, err)
	case 4:
		n, err := d.Escalate(ctx, warning, pick(rnd, dispatch.Urgent, dispatch.High))
		return fmt.Sprint("escalate ", n, err)
	case 5:
		if rnd.IntN(3) > 0 {
			return "rest"
		}
		n, err := d.Withdraw(ctx, warning, "closed")
		return fmt.Sprint("withdraw ", n, err)
	}
	return d.playOrder(rnd)
}

// playOrder gives a random command on a random order of the queue.
func (d *Desk) playOrder(rnd *rand.Rand) string {
	list, _, err := d.List(ctx, Leader(City), dispatch.Filter{Limit: 60})
	if err != nil || len(list) == 0 {
		return fmt.Sprint("nothing ", err)
	}
	o := list[rnd.IntN(len(list))]
	who := access.Scope{User: "u", Name: "u", Unit: pick(rnd, o.Unit, City, Station2), Roles: []access.Role{access.Leader}}
	version := o.Version - rnd.Int64N(6)/5 // sometimes stale
	var v dispatch.View
	switch rnd.IntN(8) {
	case 0, 1:
		v, err = d.Sign(ctx, who, o.ID, version)
	case 2, 3:
		c := dispatch.Contact{ID: fmt.Sprint("a", rnd.IntN(1000)), At: d.Clock.Now(), Channel: pick(rnd, "call", "sms", "visit"), Reached: rnd.IntN(2) == 0}
		c.Met = c.Reached && c.Channel == "visit"
		d.Contacts.Add(o.ID, c)
		err = d.Contacted(ctx, o.ID, c)
	case 4:
		result := dispatch.Results[rnd.IntN(len(dispatch.Results))].Code
		v, err = d.Report(ctx, who, dispatch.ReportCmd{ID: o.ID, Version: version, Result: result, Note: pick(rnd, "", "seen"), LossFen: pick(rnd, int64(0), 0, 500)})
	case 5:
		v, err = d.Transfer(ctx, who, dispatch.TransferCmd{ID: o.ID, Version: version, ToUnit: pick(rnd, Station1, Station2, Station3, Dormant), Reason: "lives there"})
	case 6:
		v, err = d.Chase(ctx, who, o.ID, "please")
	case 7:
		v, err = d.CloseOrder(ctx, who, o.ID, version)
	}
	return fmt.Sprint(o.Number, v.State, v.Version, v.Rev, fault.CodeOf(err))
}

func pick[T any](rnd *rand.Rand, list ...T) T { return list[rnd.IntN(len(list))] }
