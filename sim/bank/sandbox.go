package bank

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"slices"
	"time"

	"fanzha/edge/partner/wire"
	"fanzha/term/fault"
	"fanzha/term/when"
)

// Bounds of one call of the sandbox.
const (
	sandboxAccounts = 100
	sandboxHistory  = 1000
)

// errSandbox refuses a call that cannot be read.
var errSandbox = fault.New(fault.Invalid, "kit.sandbox_call")

// testAccount is an account as the sandbox is asked for it.
type testAccount struct {
	Name      string      `json:"name"`
	Kind      string      `json:"kind"`
	Protected string      `json:"protected,omitempty"`
	Merchant  bool        `json:"merchant,omitempty"`
	Lost      bool        `json:"lost,omitempty"`
	Closed    bool        `json:"closed,omitempty"`
	History   []testEntry `json:"history,omitempty"`
	Prior     []testPrior `json:"prior,omitempty"`
}

// testEntry is one line of a history, or one that happens now.
type testEntry struct {
	Account   string `json:"account,omitempty"` // of the test bank; only for a line that happens now
	Direction string `json:"direction"`         // credit, debit
	AgoS      int64  `json:"ago_s,omitempty"`
	Fen       int64  `json:"fen"`
	Code      string `json:"code,omitempty"` // debit: how it left
	Ref       string `json:"ref,omitempty"`
	Bank      string `json:"bank,omitempty"`
	Other     string `json:"other,omitempty"` // account of the other side
	Name      string `json:"name,omitempty"`
	Kind      string `json:"kind,omitempty"`
	Place     string `json:"place,omitempty"`
}

// testPrior is a freeze that was there before.
type testPrior struct {
	By   string `json:"by"`
	Fen  int64  `json:"fen"`
	ForS int64  `json:"for_s,omitempty"`
}

// opened is what was made.
type opened struct {
	Number  string       `json:"number"`
	Name    string       `json:"name"`
	Kind    string       `json:"kind"`
	History []openedLine `json:"history"`
}

type openedLine struct {
	Ref  string    `json:"ref"`
	Time time.Time `json:"time"`
	Fen  int64     `json:"fen"`
}

// readCall reads one call strictly.
func readCall[T any](body []byte) (T, error) {
	var v T
	d := json.NewDecoder(bytes.NewReader(body))
	d.DisallowUnknownFields()
	err := d.Decode(&v)
	if err != nil {
		return v, errSandbox.With(err)
	}
	_, err = d.Token()
	if !errors.Is(err, io.EOF) {
		return v, errSandbox
	}
	return v, nil
}

func badCall(err error) reply { return reply{http.StatusBadRequest, refused(err)} }

// readAccounts reads a call for accounts and keeps it within bounds.
func readAccounts(body []byte) ([]testAccount, error) {
	call, err := readCall[struct {
		Accounts []testAccount `json:"accounts"`
	}](body)
	if err != nil {
		return nil, err
	}
	if len(call.Accounts) == 0 || len(call.Accounts) > sandboxAccounts {
		return nil, errSandbox
	}
	for _, a := range call.Accounts {
		if a.Name == "" || len(a.History) > sandboxHistory || len(a.Prior) > wire.EarlierMax {
			return nil, errSandbox
		}
		for _, e := range a.History {
			if !e.fits() || e.Account != "" {
				return nil, errSandbox
			}
		}
		for _, p := range a.Prior {
			if p.Fen <= 0 || p.Fen > fenMax || p.ForS < 0 || p.ForS > int64(FreezeMax/time.Second) {
				return nil, errSandbox
			}
		}
	}
	return call.Accounts, nil
}

// fits refuses lines that no ledger has.
func (e testEntry) fits() bool {
	_, known := wire.MeaningOf(wire.Code(e.Code))
	return (e.Direction == "credit" || e.Direction == "debit") && e.Fen > 0 && e.Fen <= fenMax &&
		e.AgoS >= 0 && e.AgoS <= int64(FreezeMax/time.Second) && (e.Code == "" || known)
}

// entryAt makes a ledger's line.
func (e testEntry) entryAt(at when.Micros) Entry {
	return Entry{
		Ref: e.Ref, At: at, Fen: e.Fen, Code: wire.Code(e.Code), Bank: e.Bank, Account: e.Other, Name: e.Name, Kind: e.Kind,
		Place: e.Place, debit: e.Direction == "debit",
	}
}

// open makes test accounts.
func (s *Server) open(body []byte) reply {
	calls, err := readAccounts(body)
	if err != nil {
		return badCall(err)
	}
	b := s.opts.Bank
	now := b.opts.Clock.Now()
	made := make([]opened, 0, len(calls))
	for _, call := range calls {
		o := opened{Number: s.newNumber(), Name: call.Name, Kind: call.Kind}
		history := make([]Entry, 0, len(call.History))
		for i, e := range call.History {
			at := now - when.Micros(e.AgoS)*when.Second
			if e.Ref == "" {
				e.Ref = fmt.Sprintf("%s-%03d", o.Number[len(o.Number)-8:], i+1)
			}
			history = append(history, e.entryAt(at))
			o.History = append(o.History, openedLine{Ref: e.Ref, Time: at.Time(), Fen: e.Fen})
		}
		err = b.Open(Account{
			Number: o.Number, Name: call.Name, Kind: call.Kind, Protected: call.Protected, Merchant: call.Merchant, Lost: call.Lost, Closed: call.Closed,
		}, history...)
		for _, p := range call.Prior {
			prior := Prior{By: p.By, Fen: p.Fen}
			if p.ForS > 0 {
				prior.Until = now + when.Micros(p.ForS)*when.Second
			}
			err = errors.Join(err, b.Prior(o.Number, prior))
		}
		if err != nil {
			return badCall(errSandbox.With(err))
		}
		made = append(made, o)
	}
	return reply{http.StatusOK, map[string]any{"accounts": made}}
}

// newNumber makes a card number with a good check digit.
func (s *Server) newNumber() string {
	s.mu.Lock()
	s.number++
	n := s.number
	s.mu.Unlock()
	return CardNumber(s.opts.Prefix, n)
}

// CardNumber makes the n-th card number of a six-digit prefix: 16 digits with the Luhn digit.
func CardNumber(prefix string, n int) string {
	digits := fmt.Sprintf("%s%09d", prefix, n)
	sum := 0
	for i := range len(digits) {
		d := int(digits[len(digits)-1-i] - '0')
		if i%2 == 0 {
			d *= 2
			if d > 9 {
				d -= 9
			}
		}
		sum += d
	}
	return fmt.Sprintf("%s%d", digits, (10-sum%10)%10)
}

// entry posts a line that happens now. A debit that a hold or restriction refuses is not an error of the call: done is false.
func (s *Server) entry(body []byte) reply {
	e, err := readCall[testEntry](body)
	if err == nil && (!e.fits() || e.AgoS != 0) {
		err = errSandbox
	}
	if err != nil {
		return badCall(err)
	}
	b := s.opts.Bank
	switch {
	case e.Direction == "credit":
		err = b.Credit(e.Account, e.entryAt(0))
	case wire.Code(e.Code) == wire.MovedInternal && e.Other != "":
		err = b.Move(e.Account, e.Other, e.entryAt(0))
	default:
		err = b.Debit(e.Account, e.entryAt(0))
	}
	if err != nil && !errors.Is(err, ErrShort) && !errors.Is(err, ErrCurbed) {
		return badCall(errSandbox.With(err))
	}
	return reply{http.StatusOK, map[string]bool{"done": err == nil}}
}

// look tells how an account stands.
func (s *Server) look(body []byte) reply {
	call, err := readCall[struct {
		Account string `json:"account"`
	}](body)
	if err != nil {
		return badCall(err)
	}
	p, ok := s.opts.Bank.Look(call.Account)
	if !ok {
		return badCall(errSandbox)
	}
	return reply{http.StatusOK, map[string]int64{"balance_fen": p.BalanceFen, "held_fen": p.HeldFen, "usable_fen": p.UsableFen}}
}

// out lists what the bank has sent to the centre by itself: further answers and notices.
func (s *Server) out(body []byte) reply {
	call, err := readCall[struct {
		After int `json:"after"`
	}](body)
	if err != nil || call.After < 0 {
		return badCall(errSandbox)
	}
	s.collect()
	s.mu.Lock()
	defer s.mu.Unlock()
	answers, notices := []wire.Answer{}, []wire.Notice{}
	for _, line := range s.outbox[min(max(call.After-s.dropped, 0), len(s.outbox)):] {
		switch {
		case line.answer != nil:
			answers = append(answers, *line.answer)
		case line.notice != nil:
			notices = append(notices, *line.notice)
		}
	}
	return reply{http.StatusOK, map[string]any{"answers": answers, "notices": notices, "next": s.dropped + len(s.outbox)}}
}

// collect takes what the bank wants to say into the outbox and returns it.
func (s *Server) collect() (answers []wire.Answer, notices []wire.Notice) {
	answers, notices = s.opts.Bank.Later(), s.opts.Bank.Notices()
	if !s.opts.Sandbox {
		return answers, notices
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	for i := range answers {
		s.outbox = append(s.outbox, sent{answer: &answers[i]})
	}
	for i := range notices {
		s.outbox = append(s.outbox, sent{notice: &notices[i]})
	}
	if over := len(s.outbox) - outboxMax; over > 0 {
		s.dropped += over
		s.outbox = slices.Delete(s.outbox, 0, over)
	}
	return answers, notices
}

// restart is the bank's program ending and starting again.
func (s *Server) restart([]byte) reply {
	s.opts.Bank.Restart()
	return reply{http.StatusOK, map[string]bool{"done": true}}
}
