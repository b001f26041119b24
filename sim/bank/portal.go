package bank

import (
	"context"
	"fmt"
	"slices"

	"fanzha/edge/partner/wire"
	"fanzha/term/when"
)

// glanceEvery is how often the bank of a human looks whether the human has answered.
const glanceEvery = 5 * when.Second

// standing is an order that waits for the human at the portal.
type standing struct {
	order wire.Order
	since when.Micros
}

// attend stands behind the human who answers for this bank at the centre's portal: what the human has answered is booked without
// a further word, and what nobody has answered after Member.Patience is executed and answered by the bank's own clerk.
func (m *member) attend(ctx context.Context, now when.Micros) {
	if m.patience <= 0 || m.fleet.opts.Letters == nil || now < m.look {
		return
	}
	m.look = now + glanceEvery
	letters, err := m.fleet.opts.Letters(ctx, m.bank.Code())
	if err != nil {
		m.fleet.opts.Report(fmt.Sprintf("%s letters: %v", m.bank.Code(), err))
		return
	}
	open := map[string]bool{}
	for _, o := range letters {
		open[o.ID] = true
		_, done := m.bank.Answered(o.ID)
		known := slices.ContainsFunc(m.standing, func(s standing) bool { return s.order.ID == o.ID })
		if !known && !done {
			m.standing = append(m.standing, standing{o, now})
		}
	}
	var left []standing
	for _, s := range m.standing {
		answered := !open[s.order.ID]
		if !answered && now < s.since.Add(m.patience) {
			left = append(left, s)
			continue
		}
		a, err := m.bank.Execute(s.order)
		if err != nil {
			m.fleet.opts.Report(fmt.Sprintf("%s %s %s: %v", m.bank.Code(), s.order.Type, s.order.ID, err))
			continue
		}
		m.told(s.order, a)
		if !answered {
			m.owe("/partner/v1/answers", a)
		}
	}
	m.standing = left
}
