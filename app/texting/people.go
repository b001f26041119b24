package texting

import (
	"context"
	"errors"

	"fanzha/base/access"
	"fanzha/centre/hotline"
	"fanzha/centre/notify"
	"fanzha/centre/warning"
	"fanzha/term/ident"
)

// Calls is what texts ask of the desk of the hotline.
type Calls interface {
	Get(ctx context.Context, scope access.Scope, ticket string) (hotline.Ticket, []hotline.Step, error)
	// First is the first call of the number of a ticket.
	First(ctx context.Context, ticket string) (hotline.Ticket, error)
}

// people are those who are written to: people at risk as the room of warnings knows them, and who rang the hotline.
type people struct {
	warnings *warning.Service
	calls    func() Calls
}

// Phone implements notify.People: the number that was seen last, or that a call came from, when a text reaches it.
func (p people) Phone(ctx context.Context, target string) (ident.Phone, error) {
	var phone ident.Phone
	ticket, rang := notify.CallerOf(target)
	if rang {
		t, _, err := p.calls().Get(ctx, access.System(), ticket)
		if err != nil {
			return "", err
		}
		phone = t.Phone
	} else {
		t, err := p.warnings.Person(ctx, access.System(), target)
		if err != nil {
			return "", err
		}
		phone = t.Phone
	}
	if !phone.Mobile() && !phone.Foreign() {
		return "", notify.ErrNumber
	}
	return phone, nil
}

// Unit implements notify.People.
func (p people) Unit(ctx context.Context, target string) (string, error) {
	ticket, rang := notify.CallerOf(target)
	if rang {
		t, _, err := p.calls().Get(ctx, access.System(), ticket)
		return t.Unit, err
	}
	t, err := p.warnings.Person(ctx, access.System(), target)
	return t.Unit, err
}

// About finds who is written to by hand. Its Warning and Call look within the caller's jurisdiction.
type About struct {
	warnings *warning.Service
	calls    func() Calls
}

// Whom is how a screen names who is written to: masked.
func (a About) Whom(ctx context.Context, target string) (name, phone string, err error) {
	ticket, rang := notify.CallerOf(target)
	if rang {
		t, _, err := a.calls().Get(ctx, access.System(), ticket)
		return "", t.Phone.Mask(), err
	}
	p, err := a.warnings.Person(ctx, access.System(), target)
	return ident.MaskName(p.Name), p.Phone.Mask(), err
}

// WarningOf implements playbook.Callers.
func (a About) WarningOf(ctx context.Context, ticket string) (string, error) {
	to, err := a.Call(ctx, access.System(), ticket)
	if errors.Is(err, hotline.ErrNoNumber) {
		return "", nil
	}
	return to.Warning, err
}

// Warning is the person of a warning of the caller's jurisdiction.
func (a About) Warning(ctx context.Context, scope access.Scope, id string) (notify.Subject, error) {
	v, err := a.warnings.View(ctx, scope, id)
	return notify.Subject{Target: v.Target, Warning: v.ID, Number: v.Number, Unit: v.Unit}, err
}

// Call is who rang in a call of the caller's jurisdiction: the person at risk with that number, so that his budget and his mute hold for
// the desk too, or else the caller of the first call of that number.
func (a About) Call(ctx context.Context, scope access.Scope, ticket string) (notify.Subject, error) {
	t, _, err := a.calls().Get(ctx, scope, ticket)
	if err != nil {
		return notify.Subject{}, err
	}
	if t.Phone == "" {
		return notify.Subject{}, hotline.ErrNoNumber
	}
	to := notify.Subject{Ticket: t.ID, Number: t.Number, Unit: t.Unit}
	found, err := a.warnings.Search(ctx, access.System(), string(t.Phone))
	if err != nil {
		return to, err
	}
	if len(found.Persons) > 0 {
		to.Target = found.Persons[0].ID
		for _, v := range found.Warnings {
			if v.Target == to.Target && v.Active() {
				to.Warning = v.ID
			}
		}
		return to, nil
	}
	first, err := a.calls().First(ctx, t.ID)
	to.Target = notify.Caller(first.ID)
	return to, err
}
