package scenario

import (
	"context"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"sync/atomic"
	"time"

	"fanzha/edge/connect/folder"
	"fanzha/edge/partner/wire"
	"fanzha/internal/check"
	"fanzha/sim/bank"
	"fanzha/term/when"
	"fanzha/test/harness"
)

// mirror is the banks' clock: that of the exercise.
type mirror struct{ now atomic.Int64 }

// Now implements bank.Clock.
func (m *mirror) Now() when.Micros { return when.Micros(m.now.Load()) }

// street is the banks of the invented city around a centre: two are pushed to, one of which never answers; one polls; one has a
// folder; one has a person at the screen.
type street struct {
	clock   *mirror
	fleet   *bank.Fleet
	keys    map[string]wire.Key
	names   map[string]string // account → holder
	claims  map[string]record // alias → id, receipt
	serials int
}

var streetBanks = []struct{ code, name, prefix, channel string }{
	{"yh_bank", "云河银行", "990001", "push"}, {"hk_rural", "河口农商银行", "990002", "folder"}, {"sl_bank", "示例商业银行", "990003", "poll"},
	{"df_bank", "东方示例银行", "990004", "push"}, {"xb_bank", "西部示例银行", "990005", "paper"},
}

// openStreet puts the banks into the directory, makes their keys and lets them serve.
func (p *play) openStreet(banks *harness.Banks) {
	s := &street{clock: &mirror{}, keys: map[string]wire.Key{}, names: map[string]string{}, claims: map[string]record{}}
	p.street = s
	s.clock.now.Store(p.now().UnixMicro())
	var members []bank.Member
	for _, b := range streetBanks {
		status, raw := p.staff("sys").Do(http.MethodPut, "/api/v1/banks/"+b.code, harness.BankEntry(b.name, b.prefix, b.channel, map[string]string{"push": banks.URL + "/" + b.code}[b.channel]))
		check.True(p.t, status == http.StatusOK, string(raw))
		s.keys[b.code] = p.c.BankKey(p.t, b.code)
		m := bank.Member{Code: b.code, Name: b.name, Prefix: b.prefix}
		switch b.code {
		case "sl_bank":
			m.Behaviour = bank.Behaviour{Channel: bank.Poll, Every: time.Minute}
		case "df_bank":
			m.Behaviour = bank.Mute()
		}
		members = append(members, m)
	}
	s.fleet = bank.NewFleet(bank.FleetOptions{
		Members: members, Clock: s.clock, Keys: p.c.Seals(p.t), Key: func(code string) wire.Key { return s.keys[code] }, Centre: p.c.URL,
		Report: func(line string) { p.t.Log(line) },
	})
	banks.Serve(s.fleet)
	status, raw := p.staff("chief").Do(http.MethodPut, "/api/v1/authority", harness.Authority(p.now().Add(300*24*time.Hour)))
	check.True(p.t, status == http.StatusOK, string(raw))
}

// bankOf finds the bank of an account by its number.
func (s *street) bankOf(account string) *bank.Bank {
	for _, b := range streetBanks {
		if strings.HasPrefix(account, b.prefix) {
			found, _ := s.fleet.Bank(b.code)
			return found
		}
	}
	return nil
}

// money plays what happens at banks:
//
//	account 9900010000000000101 张三
//	at -4m 9900010000000000101 gets 8600000
//	at -3m 9900010000000000101 sends 3000000 to 9900030000000000102
//	at -2m 9900010000000000101 loses 600000 by CASH_ATM
//	bank yh_bank polls | works its folder
//	bank yh_bank objects to 9900010000000000101 of c1 merchant
//	expect bank holds 9900010000000000101 2000000
func (p *play) money(l line) (bool, error) {
	w, s := l.words, p.street
	if s == nil {
		return false, nil
	}
	at := when.Of(p.now().Add(-l.ago))
	s.clock.now.Store(p.now().UnixMicro())
	switch {
	case w[0] == "account":
		s.names[w[1]] = w[2]
		return true, s.bankOf(w[1]).Open(bank.Account{Number: w[1], Name: w[2], Kind: "person"})
	case w[0] == "bank":
		return true, p.bankActs(l)
	case len(w) > 2 && (w[1] == "gets" || w[1] == "sends" || w[1] == "loses"):
		fen, err := strconv.ParseInt(w[2], 10, 64)
		if err != nil {
			return true, err
		}
		return true, s.move(w, at, fen)
	}
	return false, nil
}

func (s *street) move(w []string, at when.Micros, fen int64) error {
	s.serials++
	e := bank.Entry{Ref: fmt.Sprint("R", s.serials), At: at, Fen: fen}
	from := s.bankOf(w[0])
	switch w[1] {
	case "gets":
		return from.Credit(w[0], e)
	case "loses":
		e.Code, e.Place = wire.Code(w[4]), "云河市东街"
		return from.Debit(w[0], e)
	}
	to := s.bankOf(w[4])
	if to == from {
		return from.Move(w[0], w[4], e)
	}
	out := e
	out.Code, out.Bank, out.Account, out.Name, out.Kind = wire.MovedOtherBank, to.Code(), w[4], s.names[w[4]], "person"
	err := from.Debit(w[0], out)
	if err != nil {
		return err
	}
	e.Bank, e.Account, e.Name = from.Code(), w[0], s.names[w[0]]
	return to.Credit(w[4], e)
}

func (p *play) bankActs(l line) error {
	w, s := l.words, p.street
	switch w[2] {
	case "works": // bank hk_rural works its folder
		return p.folderWork(w[1])
	case "objects": // bank yh_bank objects to 9900… of c1 merchant
		stop, err := p.stop(w[4], w[6])
		if err != nil {
			return err
		}
		s.serials++
		body := wire.Objection{Version: wire.Version, ID: fmt.Sprint("ob-", s.serials), Bank: w[1], Order: text(stop, "id"), Holder: s.names[w[4]],
			Phone: "13900990077", Fen: 100, Kind: w[7], Text: "这是货款", At: s.clock.Now().Time()}
		status, raw := p.c.AsBank(p.t, harness.Call{Key: s.keys[w[1]], Method: http.MethodPost, Path: "/partner/v1/objections", Body: body, At: s.clock.Now().Time()})
		return l.judge(status, raw)
	}
	return errUnknown
}

// folderWork is the clerk's program of a bank with a folder: it executes what lies in out/ and puts its answers into in/.
func (p *play) folderWork(code string) error {
	dir := filepath.Join(p.c.Dir, "exchange", code)
	files, err := filepath.Glob(filepath.Join(dir, "out", "*.csv"))
	if err != nil || len(files) == 0 {
		return fmt.Errorf("nothing lies in the folder of %s: %w", code, err)
	}
	b, _ := p.street.fleet.Bank(code)
	var answers []wire.Answer
	for _, name := range files {
		raw, err := os.ReadFile(name)
		if err != nil {
			return err
		}
		o, err := folder.DecodeOrder(raw)
		if err != nil {
			return err
		}
		a, err := b.Execute(o)
		if err != nil {
			return err
		}
		answers = append(answers, a)
	}
	raw, err := folder.EncodeAnswers(answers)
	if err != nil {
		return err
	}
	p.street.serials++
	return os.WriteFile(filepath.Join(dir, "in", fmt.Sprintf("answers-%d.csv", p.street.serials)), raw, 0o600)
}

// live lets the banks do what is due.
func (p *play) live() {
	if p.street != nil {
		p.street.clock.now.Store(p.now().UnixMicro())
		p.street.fleet.Step(context.Background())
	}
}
