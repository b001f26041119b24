// Package texting keeps the sending of text messages (短信) going: the room of messages, the session with the carrier, and the turns in
// which what is due is handed over. Without a carrier in the settings nothing is accepted and nothing is sent.
package texting

import (
	"context"
	"fmt"
	"log/slog"
	"time"

	"fanzha/base/clock"
	"fanzha/centre/notify"
	notifystore "fanzha/centre/notify/store"
	"fanzha/centre/warning"
	"fanzha/edge/connect/sms"
	"fanzha/internal/db"
	"fanzha/playbook"
	"fanzha/rulebook"
)

// turnEvery is how often messages that fall due by themselves are looked for; what is new goes at once.
const turnEvery = time.Second

// Options say for which centre.
type Options struct {
	Carrier  string // smpp://id:password@host:port; empty: none
	Records  *db.DB
	Warnings *warning.Service
	Calls    func() Calls // the desk of the hotline, which is opened later
	Clock    clock.Clock
	Log      *slog.Logger
	NewID    func() string
}

// Side is the sending of one centre.
type Side struct {
	*notify.Service
	gateway *sms.Gateway // nil: no carrier
	About   About
	log     *slog.Logger
	wake    chan struct{}
}

// Rules reads rulebook/notify.yaml.
func Rules() (*notify.Rules, error) {
	raw, err := rulebook.FS.ReadFile("notify.yaml")
	if err != nil {
		return nil, fmt.Errorf("rulebook/notify.yaml: %w", err)
	}
	return notify.ParseRules(raw)
}

// Open makes the room and, where there is one, the session with the carrier, which Run begins.
func Open(o Options) (*Side, error) {
	rules, err := Rules()
	if err != nil {
		return nil, err
	}
	s := &Side{log: o.Log, wake: make(chan struct{}, 1), About: About{o.Warnings, o.Calls}}
	var gateway notify.Gateway = nobody{}
	if o.Carrier != "" {
		carrier, err := sms.Parse(o.Carrier)
		if err != nil {
			return nil, err
		}
		carrier.Log, carrier.Receive = o.Log, func(ctx context.Context, r notify.Receipt) error { return s.Receive(ctx, r) }
		carrier.Answer = rules.AnswerWithin * 2 / 3 // its answer is recorded before the room gives it up
		s.gateway = sms.New(carrier)
		gateway = s.gateway
	}
	s.Service = notify.New(notify.Options{
		Store: notifystore.New(o.Records), Gateway: gateway, People: people{o.Warnings, o.Calls}, Clock: o.Clock, Rules: rules, NewID: o.NewID,
	})
	return s, nil
}

// Texts is what the playbook writes through; nil where no carrier is set.
func (s *Side) Texts() playbook.Texts {
	if s.gateway == nil {
		return nil
	}
	return s.Service
}

// Sends says whether there is a carrier.
func (s *Side) Sends() bool { return s.gateway != nil }

// Wake lets what is new go at once.
func (s *Side) Wake() {
	select {
	case s.wake <- struct{}{}:
	default:
	}
}

// Run keeps the session and takes turns until ctx ends.
func (s *Side) Run(ctx context.Context, work func(func())) {
	if s.gateway == nil {
		return
	}
	work(func() { s.gateway.Run(ctx) })
	tick := time.NewTicker(turnEvery)
	defer tick.Stop()
	for {
		n, err := s.Turn(ctx)
		if err != nil && ctx.Err() == nil {
			s.log.Error("text messages", "err", err)
		}
		if n > 0 && err == nil {
			continue
		}
		select {
		case <-ctx.Done():
			return
		case <-s.wake:
		case <-tick.C:
		}
	}
}

// nobody is the carrier of a centre that has none.
type nobody struct{}

func (nobody) Send(context.Context, notify.Parcel) ([]string, error) { return nil, notify.ErrAway }
