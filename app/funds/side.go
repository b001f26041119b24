// Package funds wires the money side of the centre: the rooms of stop-payment and of measures, the channels to banks and their door, and
// the transfers that the centre itself has seen.
package funds

import (
	"bytes"
	"context"
	"crypto/rand"
	"encoding/base32"
	"encoding/json"
	"fmt"
	"log/slog"
	"net/http"
	"path/filepath"
	"time"

	"fanzha/base/access"
	accessstore "fanzha/base/access/store"
	"fanzha/base/clock"
	"fanzha/base/id"
	"fanzha/base/seal"
	"fanzha/centre/lead"
	leadstore "fanzha/centre/lead/store"
	"fanzha/centre/measure"
	measurestore "fanzha/centre/measure/store"
	"fanzha/centre/sanction"
	sanctionstore "fanzha/centre/sanction/store"
	"fanzha/centre/signal"
	"fanzha/centre/stoppay"
	"fanzha/centre/stoppay/guard"
	stoppaystore "fanzha/centre/stoppay/store"
	apifunds "fanzha/edge/api/funds"
	apimeasures "fanzha/edge/api/measures"
	"fanzha/edge/connect/push"
	"fanzha/edge/partner/bank"
	"fanzha/internal/bus"
	"fanzha/internal/db"
	"fanzha/term/fault"
)

// Names within the folder of keys.
const (
	SealFolder  = "seal"
	paperFolder = "paper"
	VaultFile   = "bank.key"
)

// pulseEvery is how often deliveries that fall due by themselves are looked for; what is new is delivered at once.
const pulseEvery = 500 * time.Millisecond

// Side is the part of the centre that chases money: claims and orders, what outlasts a hold, the banks' door and channels, and
// what the centre has seen of money moving.
type Side struct {
	Rules     guard.Rules
	Stops     *stoppay.Service
	Measures  *measure.Service
	Sanctions *sanction.Service
	Leads     *lead.Service
	Keys      *accessstore.BankKeys
	Sealer    *seal.Sealer
	Index     *bank.Index
	Bell      *bank.Bell
	Lines     *Channels

	opts      Options
	local     local
	Transfers *Transfers
	pulse     chan struct{}
}

// Options are what the money side stands on.
type Options struct {
	Records *db.DB
	People  *accessstore.Store
	Clock   clock.Clock
	Log     *slog.Logger
	Data    string // the data folder
	KeyDir  string
	Suite   string // of seals
	Plain   bool   // banks on this machine may be reached without TLS: simulations
}

// Open makes the rooms of the money side, their ports and their keys. Nothing runs before Start.
func Open(o Options) (*Side, error) {
	m := &Side{opts: o, Bell: &bank.Bell{}, Index: bank.NewIndex(), pulse: make(chan struct{}, 1)}
	var err error
	m.Rules, err = guard.Load()
	if err != nil {
		return nil, fmt.Errorf("rulebook/stoppay.yaml: %w", err)
	}
	m.Sealer, err = seal.Open(filepath.Join(o.KeyDir, SealFolder), o.Suite)
	if err != nil {
		return nil, err
	}
	vault, err := accessstore.OpenVault(filepath.Join(o.KeyDir, VaultFile))
	if err != nil {
		return nil, err
	}
	m.Keys = accessstore.NewBankKeys(o.People, vault)
	rules, err := measure.Load()
	if err != nil {
		return nil, fmt.Errorf("rulebook/measure.yaml: %w", err)
	}
	punish, err := sanction.Load()
	if err != nil {
		return nil, fmt.Errorf("rulebook/sanction.yaml: %w", err)
	}
	m.local, err = loadLocal()
	if err != nil {
		return nil, err
	}
	m.Transfers, err = openTransfers(transfersOptions{
		rule: m.Rules.Attribution, within: m.local.match, path: m.snapshotPath(), centre: m.Sealer.Public().ID,
		warn: func(err error) { o.Log.Warn("transfers in memory", "err", err) },
	})
	if err != nil {
		return nil, err
	}
	m.openRooms(&rules, &punish)
	return m, nil
}

// snapshotPath is where the transfers in memory are kept; empty without a data folder.
func (m *Side) snapshotPath() string {
	if m.opts.Data == "" {
		return ""
	}
	return filepath.Join(m.opts.Data, FlowFolder, keptFile)
}

// openRooms joins the rooms with each other and with the channels.
func (m *Side) openRooms(rules *measure.Rules, punish *sanction.Rules) {
	o := m.opts
	m.Lines = &Channels{bell: m.Bell, data: o.Data, papers: filepath.Join(o.KeyDir, paperFolder), now: m.now}
	m.Lines.push = push.New(push.Options{Keys: push.Stored(m.Keys), Plain: o.Plain, Now: m.now})
	newID := id.New(o.Clock.Now, rand.Reader).New
	records := stoppaystore.New(o.Records)
	m.Stops = stoppay.New(stoppay.Options{
		Ledger: records, Queue: records, Orders: records, Reader: records, Lists: records, Tally: records, Gateway: m.Lines, Sealer: m.Sealer, Units: unitNames{o.People},
		Flow: m.Transfers, Holders: m.Transfers, Payers: m.Transfers, Clock: o.Clock, Rules: &m.Rules, NewID: newID, Receipt: receipt,
	})
	m.Lines.stops, m.Lines.Queue = m.Stops, records
	m.Leads = lead.New(lead.Options{Store: leadstore.New(o.Records), Clock: o.Clock, NewID: newID, AnswerIn: m.local.answer})
	m.Sanctions = sanction.New(sanction.Options{Store: sanctionstore.New(o.Records), Clock: o.Clock, Rules: punish, NewID: newID})
	kept := measurestore.New(o.Records)
	about := objects{m.Stops, m.Sanctions}
	m.Measures = measure.New(measure.Options{
		Ledger: kept, Reader: kept, Lists: kept, Counter: kept, Holds: about, Objects: about, Clock: o.Clock, Rules: rules,
		NewID: newID, NewReceipt: receipt,
	})
}

func (m *Side) now() time.Time { return m.opts.Clock.Now().Time() }

// Close writes the transfers in memory to disk and gives the memory back. What runs has ended before.
func (m *Side) Close() error { return m.Transfers.close() }

// receipt is unguessable: 100 bits in letters and digits that can be read out on the telephone.
func receipt() string {
	var raw [13]byte
	_, err := rand.Read(raw[:])
	if err != nil {
		panic("no randomness: " + err.Error())
	}
	return base32.StdEncoding.WithPadding(base32.NoPadding).EncodeToString(raw[:])[:20]
}

// Start sets the procedures of the money side going until ctx ends; run starts a goroutine that somebody waits for.
func (m *Side) Start(ctx context.Context, log *bus.Log, run func(func())) {
	report := func(err error) {
		if ctx.Err() == nil {
			m.opts.Log.Error("stop-payment", "err", err)
		}
	}
	err := m.Transfers.check(ctx, log)
	if err != nil { // what cannot be asked now is asked again by those who follow the log
		report(err)
	}
	run(func() { m.Transfers.keep(ctx, m.local.snapshot) })
	for p := range log.Partitions() {
		run(func() { m.Transfers.follow(ctx, log, p, report) })
	}
	run(func() { m.Stops.Run(ctx, m.pulse, report) })
	run(func() { m.Lines.look(ctx, report) })
	run(func() {
		m.Index.Follow(ctx, bank.Reading{From: &marks{stops: m.Stops, records: m.opts.Records}, Every: markEvery, Failed: report, Now: m.now})
	})
	run(func() {
		tick := time.NewTicker(pulseEvery)
		defer tick.Stop()
		for {
			select {
			case <-ctx.Done():
				return
			case <-tick.C:
				m.Wake()
			}
		}
	})
}

// Wake looks for deliveries now.
func (m *Side) Wake() {
	select {
	case m.pulse <- struct{}{}:
	default: // it has been woken and has not looked yet
	}
}

// Tick lets the clocks of orders and measures run.
func (m *Side) Tick(ctx context.Context) error {
	_, err := m.Stops.Tick(ctx)
	if err != nil {
		return err
	}
	_, err = m.Measures.Tick(ctx)
	if err != nil {
		return err
	}
	_, err = m.Sanctions.Tick(ctx)
	return err
}

// Door is the banks' HTTP.
func (m *Side) Door() http.Handler {
	return bank.New(bank.Options{
		Settings: m.local.door, Keys: bank.Stored(m.Keys), Desk: bank.Over(m.Stops, m.opts.Records), Objections: bankObjections{m}, Index: m.Index, Bell: m.Bell, Logger: m.opts.Log, Now: m.now,
	})
}

// Desk is what the console's pages of the money side stand on.
func (m *Side) Desk(intake *signal.Intake) apifunds.Services {
	return apifunds.Services{
		Stops: m.Stops, Rules: m.Rules, Measures: m.Measures, People: m.opts.People, Keys: m.Keys, Authority: authority{m.opts.People},
		Warner: payerWarner{intake}, Clock: m.opts.Clock, Remedy: m.local.remedy,
	}
}

// Measured is what the console's pages of restrictions, marks and sanctions stand on.
func (m *Side) Measured() apimeasures.Services {
	return apimeasures.Services{Measures: m.Measures, Sanctions: m.Sanctions, Banks: m.Stops, Told: m.Stops, People: m.opts.People, Clock: m.opts.Clock}
}

// unitNames names units for what is printed on orders.
type unitNames struct{ people *accessstore.Store }

// Name implements stoppay.Units.
func (u unitNames) Name(ctx context.Context, code string) (string, error) {
	found, err := u.people.Get(ctx, code)
	return found.Name, err
}

// authority shows the console under whose hand orders go out.
type authority struct{ people *accessstore.Store }

// Hands says under whose hand instructions go out, for the playbook.
func (m *Side) Hands() apifunds.Authority { return authority{m.opts.People} }

// Authority implements funds.Authority and playbook.Hands.
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
