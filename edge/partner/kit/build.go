package kit

import (
	"encoding/json"
	"fmt"
	"time"

	"fanzha/edge/partner/wire"
)

// The terms of ordinary orders.
const (
	ordinaryS = 48 * 3600 // 银发〔2016〕86号: 48 hours from execution
	shortS    = 2         // a hold whose end the kit can wait for
	yuan      = 100
)

// id makes an id that no other run uses.
func (p *probe) id() string {
	p.orders++
	return fmt.Sprintf("KIT-%s-%03d-%02d", p.opts.Run, p.number+1, p.orders)
}

// order begins an order of any type for an account.
func (p *probe) order(kind wire.Type, a opened) wire.Order {
	now := p.opts.Now().UTC().Truncate(time.Microsecond)
	id := p.id()
	return wire.Order{
		Version: wire.Version, Type: kind, ID: id, Number: "云反诈止字" + id, Claim: fmt.Sprintf("ZF-KIT-%s-%03d", p.opts.Run, p.number+1),
		Depth: 1, Bank: p.opts.Bank, Account: wire.Account{Number: a.Number, Name: a.Name, Kind: a.Kind},
		Basis: "86号文二(一)2", Reason: "涉嫌电信网络诈骗，资金来自被害人转账", Urgent: true,
		Officers: []wire.Officer{
			{ID: "990100001", Name: "测试民警甲", Phone: "01099900001"},
			{ID: "990100002", Name: "测试民警乙", Phone: "01099900002"},
		},
		Document: wire.Document{Kind: "紧急止付申请表", Number: "测试2026-1", SHA256: "3f79bb7b435b05321651daefd374cdc681dc06faa65e374e38337b88ca046dea"},
		Unit:     wire.Unit{Code: "990100000000", Name: "云河市反诈中心"},
		// Issued a little ago: a bank must count the term from its own execution.
		IssuedAt: now.Add(-40 * time.Second), AnswerBy: now.Add(5 * time.Minute),
	}
}

// stop asks for so much of the credits with the given places in the history.
func (p *probe) stop(a opened, fen int64, credits ...int) wire.Order {
	o := p.order(wire.Stop, a)
	o.HoldFen, o.HoldForS, o.Count = fen, ordinaryS, 1
	for _, i := range credits {
		m := wire.Match{Time: o.IssuedAt, Fen: fen}
		if i < len(a.History) {
			m = wire.Match{Ref: a.History[i].Ref, Time: a.History[i].Time.UTC().Truncate(time.Microsecond), Fen: a.History[i].Fen}
		}
		o.Matches = append(o.Matches, m)
	}
	return o
}

// short makes a stop whose end the kit waits for.
func short(o wire.Order) wire.Order {
	o.HoldForS = shortS
	return o
}

// follow makes an order that concerns another: a release, freeze, thaw or reminder.
func (p *probe) follow(kind wire.Type, parent wire.Order, fen int64) wire.Order {
	o := p.order(kind, opened{Number: parent.Account.Number, Name: parent.Account.Name, Kind: parent.Account.Kind})
	o.Parent, o.Claim, o.Fen = parent.ID, parent.Claim, fen
	if kind == wire.Freeze {
		o.Until = p.opts.Now().UTC().Truncate(time.Microsecond).AddDate(0, 6, 0)
		o.Document.Kind, o.Basis = "协助冻结财产通知书", "公安机关办理刑事案件程序规定第239条"
	}
	return o
}

// encode writes an order as it is, checked or not.
func encode(o wire.Order) []byte {
	raw, err := json.Marshal(o)
	if err != nil {
		return nil // an order has no value that JSON lacks
	}
	return raw
}
