package app

import (
	"bytes"
	"context"
	"crypto/rand"
	"encoding/base32"
	"encoding/json"
	"fmt"
	"path/filepath"
	"time"

	"fanzha/base/access"
	accessstore "fanzha/base/access/store"
	"fanzha/base/id"
	"fanzha/base/seal"
	"fanzha/centre/lead"
	leadstore "fanzha/centre/lead/store"
	"fanzha/centre/measure"
	measurestore "fanzha/centre/measure/store"
	"fanzha/centre/signal"
	"fanzha/centre/stoppay"
	"fanzha/centre/stoppay/guard"
	stoppaystore "fanzha/centre/stoppay/store"
	apifunds "fanzha/edge/api/funds"
	"fanzha/edge/connect/push"
	"fanzha/edge/partner/bank"
	"fanzha/term/fault"
)

// Names within the folder of keys.
const (
	sealFolder = "seal"
	vaultFile  = "bank.key"
)

// pulseEvery is how often deliveries that fall due by themselves are looked for; what is new is delivered at once.
const pulseEvery = 500 * time.Millisecond

// moneySide is the part of the centre that chases money: claims and orders, what outlasts a hold, the banks' door and channels, and
// what the centre has seen of money moving.
type moneySide struct {
	rules     guard.Rules
	transfers *transfers
	lines     *channels
	bell      *bank.Bell
	index     *bank.Index
	keys      *accessstore.BankKeys
	sealer    *seal.Sealer
	stops     *stoppay.Service
	measures  *measure.Service
	leads     *lead.Service
	pulse     chan struct{}
}

// openMoney makes the money side of a centre whose records and people are open.
func (c *Centre) openMoney(context.Context) error {
	m := &moneySide{bell: &bank.Bell{}, index: bank.NewIndex(), pulse: make(chan struct{}, 1)}
	var err error
	m.rules, err = guard.Load()
	if err != nil {
		return fmt.Errorf("rulebook/stoppay.yaml: %w", err)
	}
	m.transfers, err = openTransfers(m.rules.Attribution)
	if err != nil {
		return err
	}
	c.money = m
	keys := KeyDir(c.settings.Data)
	m.sealer, err = seal.Open(filepath.Join(keys, sealFolder), c.settings.SealSuite)
	if err != nil {
		return err
	}
	vault, err := accessstore.OpenVault(filepath.Join(keys, vaultFile))
	if err != nil {
		return err
	}
	m.keys = accessstore.NewBankKeys(c.People, vault)
	m.lines = &channels{bell: m.bell, data: c.settings.Data}
	m.lines.push = push.New(push.Options{Keys: push.Stored(m.keys), Plain: c.site.Demo, Now: func() time.Time { return c.clock.Now().Time() }})
	newID := id.New(c.clock.Now, rand.Reader).New
	records := stoppaystore.New(c.records)
	m.stops = stoppay.New(stoppay.Options{
		Ledger: records, Queue: records, Reader: records, Lists: records, Tally: records, Gateway: m.lines, Sealer: m.sealer,
		Units: unitNames{c.People}, Flow: m.transfers, Holders: m.transfers, Payers: m.transfers, Clock: c.clock, Rules: &m.rules, NewID: newID, Receipt: receipt,
	})
	m.lines.stops, m.lines.queue = m.stops, records
	m.leads = lead.New(lead.Options{Store: leadstore.New(c.records), Clock: c.clock, NewID: newID})
	rules, err := measure.Load()
	if err != nil {
		return fmt.Errorf("rulebook/measure.yaml: %w", err)
	}
	kept := measurestore.New(c.records)
	m.measures = measure.New(measure.Options{
		Ledger: kept, Reader: kept, Lists: kept, Counter: kept, Holds: holds{m.stops}, Objects: holds{m.stops}, Clock: c.clock, Rules: &rules,
		NewID: newID, NewReceipt: receipt,
	})
	return nil
}

// receipt is unguessable: 100 bits in letters and digits that can be read out on the telephone.
func receipt() string {
	var raw [13]byte
	_, err := rand.Read(raw[:])
	if err != nil {
		panic("no randomness: " + err.Error())
	}
	return base32.StdEncoding.WithPadding(base32.NoPadding).EncodeToString(raw[:])[:20]
}

// startMoney sets the procedures of the money side going.
func (c *Centre) startMoney(ctx context.Context) {
	m := c.money
	report := func(err error) {
		if ctx.Err() == nil {
			c.log.Error("stop-payment", "err", err)
		}
	}
	for p := range c.settings.Partitions {
		c.working.Go(func() { m.transfers.follow(ctx, c.bus, p, report) })
	}
	c.working.Go(func() { m.stops.Run(ctx, m.pulse, report) })
	c.working.Go(func() { m.lines.look(ctx, report) })
	c.working.Go(func() {
		m.index.Follow(ctx, bank.Reading{From: &marks{stops: m.stops, records: c.records}, Every: markEvery, Failed: report, Now: func() time.Time { return c.clock.Now().Time() }})
	})
	c.working.Go(func() {
		tick := time.NewTicker(pulseEvery)
		defer tick.Stop()
		for {
			select {
			case <-ctx.Done():
				return
			case <-tick.C:
				m.wake()
			}
		}
	})
}

// wake looks for deliveries now.
func (m *moneySide) wake() {
	select {
	case m.pulse <- struct{}{}:
	default: // it has been woken and has not looked yet
	}
}

// tickMoney lets the clocks of orders and measures run.
func (c *Centre) tickMoney(ctx context.Context) error {
	_, err := c.money.stops.Tick(ctx)
	if err != nil {
		return err
	}
	_, err = c.money.measures.Tick(ctx)
	return err
}

// unitNames names units for what is printed on orders.
type unitNames struct{ people *accessstore.Store }

// Name implements stoppay.Units.
func (u unitNames) Name(ctx context.Context, code string) (string, error) {
	found, err := u.people.Get(ctx, code)
	return found.Name, err
}

// holds shows the room of measures what the room of stop-payment holds.
type holds struct{ stops *stoppay.Service }

// Hold implements measure.Holds.
func (h holds) Hold(ctx context.Context, order string) (measure.Hold, error) {
	o, _, err := h.stops.Order(ctx, access.System(), order)
	return measure.Hold{
		Order: o.ID, Claim: o.Claim, Unit: o.Unit, Bank: o.Target.Bank, Account: o.Target.Account, Holder: o.Target.Name, Kind: o.Target.Kind, Fen: o.Fen,
	}, err
}

// Object implements measure.Objects.
func (h holds) Object(ctx context.Context, kind measure.ObjectKind, id string) (measure.Object, error) {
	if kind != measure.OfHold {
		return measure.Object{}, fault.New(fault.NotFound, stoppay.ErrNotFound.Code)
	}
	o, _, err := h.stops.Order(ctx, access.System(), id)
	if err != nil {
		return measure.Object{}, err
	}
	d, err := h.stops.Claim(ctx, access.System(), o.Claim)
	if err != nil {
		return measure.Object{}, err
	}
	out := measure.Object{
		Kind: kind, ID: o.ID, Unit: o.Unit, Claim: o.Claim, Bank: o.Target.Bank, Live: o.HoldState.Live(), Orderers: []string{d.Claim.OpenedBy}, Fen: o.HeldFen,
		Cleared: o.Lane == guard.LaneMerchant,
	}
	for _, m := range o.Matches {
		out.CreditFen, out.CreditAt = m.Fen, m.At
	}
	return out, nil
}

// authority shows the console under whose hand orders go out.
type authority struct{ people *accessstore.Store }

// Authority implements funds.Authority.
func (a authority) Authority(ctx context.Context, unit string) ([2]stoppay.Officer, stoppay.Document, error) {
	s, err := a.people.Authority(ctx, access.System(), unit)
	if err != nil {
		return [2]stoppay.Officer{}, stoppay.Document{}, err
	}
	officers := [2]stoppay.Officer{stoppay.Officer(s.Officers[0]), stoppay.Officer(s.Officers[1])}
	return officers, stoppay.Document{Kind: s.DocumentKind, Number: s.DocumentNumber, SHA256: s.DocumentSHA256}, nil
}

// payerSource is the source of signals about people who paid an account that is being chased.
const payerSource = "stoppay"

// payerWarner makes another payer known as a report of a loss: detection raises the warning, and the station goes to the door.
type payerWarner struct{ intake *signal.Intake }

// Warn implements funds.PayerWarner.
func (w payerWarner) Warn(ctx context.Context, one apifunds.Warn) error {
	p, payee := one.Payer, one.Payee
	if p.Phone == "" {
		return errNoPhone
	}
	body, err := json.Marshal(map[string]any{
		"id": "payer-" + one.ID, "time": p.At.Time().Format(time.RFC3339Nano), "phone": string(p.Phone), "name": p.Name, "account": string(p.Account),
		"payee_account": string(payee.Account), "payee_name": payee.Name, "amount_fen": p.Fen, "channel": "other", "lost": true,
		"text": "该收款账户正被另案止付，付款人可能受骗尚不知情",
	})
	if err != nil {
		return fmt.Errorf("write signal: %w", err)
	}
	receipt, err := w.intake.Accept(ctx, signal.Request{Source: payerSource, Kind: signal.Report, Document: true, Body: bytes.NewReader(body)})
	if err == nil && receipt.Rejected > 0 {
		err = errNotWarned
	}
	return err
}

// Faults of warning another payer.
var (
	errNoPhone   = fault.New(fault.Conflict, "app.payer_no_phone")
	errNotWarned = fault.New(fault.Internal, "app.payer_not_warned")
)
