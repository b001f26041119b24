package scenery

import (
	"context"
	"errors"
	"time"

	"fanzha/base/access"
	accessstore "fanzha/base/access/store"
	"fanzha/base/clock"
	"fanzha/centre/duty"
	"fanzha/sim"
	"fanzha/term/when"
)

// rosterDays is how far ahead the roster of the invented city is written: past the days that must be full.
const rosterDays = 21

// The logins of the two who sign the hand-over that the invented city shows.
const (
	leaverLogin = DutyLogin
	takerLogin  = "zhifu"
)

// Duty fills the roster of the invented city and shows one finished hand-over. Its county centres have no roster: what their stations do not
// take goes to the city, and the escalation says so.
type Duty struct {
	Room   *duty.Service
	People *accessstore.Store
	Clock  clock.Clock
}

// Roster writes the rosters, once: what is there already stays.
func (d Duty) Roster(ctx context.Context) error {
	b, err := d.Room.Board(ctx, system(), Unit, "")
	if err != nil || len(b.Shifts) > 0 {
		return err
	}
	day := d.Clock.Now().Time().In(when.Zone).Format(time.DateOnly)
	city := duty.Pattern{From: day, Days: rosterDays, Teams: []duty.Team{
		{Officer: "jiexian", Deputy: "zhifu", Leader: "lingdao"}, {Officer: StaffLogin(Unit), Deputy: DutyLogin, Leader: ShiftLogin}, {Officer: "zhifu", Deputy: "jiexian", Leader: ApproverLogin},
	}}
	_, err = d.Room.Rotate(ctx, system(), Unit, city)
	for _, s := range sim.Stations() {
		if err == nil {
			_, err = d.Room.Rotate(ctx, system(), s.Code, duty.Pattern{From: day, Days: rosterDays, Teams: []duty.Team{{Officer: StaffLogin(s.Code)}}})
		}
	}
	return err
}

// drawMost bounds how often the list is drawn anew because the city lives on between drawing and signing.
const drawMost = 20

// HandOver finishes one hand-over of what is open then, once.
func (d Duty) HandOver(ctx context.Context) error {
	have, err := d.Room.HandOvers(ctx, system())
	if err != nil || len(have) > 0 {
		return err
	}
	leaver, err := d.People.AccountByLogin(ctx, system(), leaverLogin)
	if err != nil {
		return err
	}
	taker, err := d.People.AccountByLogin(ctx, system(), takerLogin)
	if err != nil {
		return err
	}
	for range drawMost {
		err = d.handOver(ctx, leaver.Scope(), taker.Scope())
		if err == nil || !changed(err) {
			return err
		}
	}
	return err
}

// changed says whether the city lived on between drawing and signing.
func changed(err error) bool {
	return errors.Is(err, duty.ErrChanged) || errors.Is(err, duty.ErrUnowned)
}

func (d Duty) handOver(ctx context.Context, from, to access.Scope) error {
	h, err := d.Room.Draw(ctx, from, to.User, note+"：银行对公窗口十七点三十分停止受理，急件先打电话。")
	if err == nil && h.Unowned() > 0 {
		h, err = d.Room.Assign(ctx, from, h.ID, duty.Giving{Version: h.Version, To: to.User})
	}
	if err == nil && h.Unowned() > 0 { // what the taker has no right to is the leader's
		h, err = d.Room.Assign(ctx, from, h.ID, duty.Giving{Version: h.Version, To: "lingdao"})
	}
	if err == nil {
		h, err = d.Room.Do(ctx, from, h.ID, duty.Act{Do: "sign", Version: h.Version})
	}
	if err == nil {
		_, err = d.Room.Do(ctx, to, h.ID, duty.Act{Do: "take", Version: h.Version})
	}
	return err
}
