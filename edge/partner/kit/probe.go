package kit

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"time"

	"fanzha/edge/partner/wire"
)

// probe is one case at work. It keeps the first thing that went wrong; after it every step is passed over, so that a case reads
// as a story without a check behind every line.
type probe struct {
	*client
	ctx     context.Context
	number  int
	orders  int
	miss    *Text
	skipped bool
}

// fail notes what went wrong, in both languages.
func (p *probe) fail(zh, en string) {
	if p.miss == nil {
		p.miss = &Text{ZH: zh, EN: en}
	}
}

// over says whether the case is decided.
func (p *probe) over() bool { return p.miss != nil || p.skipped }

// must notes a failure unless ok.
func (p *probe) must(ok bool, zh, en string) {
	if !ok && !p.over() {
		p.fail(zh, en)
	}
}

// fen compares an amount.
func (p *probe) fen(zh, en string, got, want int64) {
	p.must(got == want, fmt.Sprintf("%s为 %d 分，应为 %d 分", zh, got, want), fmt.Sprintf("%s is %d fen, want %d", en, got, want))
}

// broke notes a call that went wrong: not answered, or not as described.
func (p *probe) broke(what string, err error) {
	if err != nil && !p.over() {
		p.fail(fmt.Sprintf("调用 %s 出错：%v", what, err), fmt.Sprintf("%s: %v", what, err))
	}
}

// open makes test accounts.
func (p *probe) open(accounts ...Account) []opened {
	made := make([]opened, len(accounts))
	if p.over() {
		return made
	}
	var out openedAccounts
	err := p.sandbox(p.ctx, "accounts", openAccounts{accounts}, &out)
	if err == nil && len(out.Accounts) != len(accounts) {
		err = fmt.Errorf("%d accounts were asked for, %d came back", len(accounts), len(out.Accounts))
	}
	for i := range out.Accounts {
		if err == nil && len(out.Accounts[i].History) != len(accounts[i].History) {
			err = fmt.Errorf("a history of %d lines was asked for, %d came back", len(accounts[i].History), len(out.Accounts[i].History))
		}
	}
	p.broke("sandbox/accounts", err)
	if err != nil {
		return made
	}
	return out.Accounts
}

// holder is the name on ordinary test accounts.
const holder = "测试户乙"

// account makes one ordinary account with a history.
func (p *probe) account(history ...Entry) opened {
	return p.open(Account{Name: holder, Kind: "person", History: history})[0]
}

// in is a credit some seconds ago; out a debit.
func in(ago, fen int64) Entry { return Entry{Direction: "credit", AgoS: ago, Fen: fen} }

func out(ago, fen int64, code wire.Code) Entry {
	e := Entry{Direction: "debit", AgoS: ago, Fen: fen, Code: code}
	switch code {
	case wire.MovedOtherBank:
		e.Bank, e.Other, e.Name, e.Kind = "kit_bank", "9900080000000017", "测试户丙", "person"
	case wire.Wallet:
		e.Bank, e.Other, e.Name, e.Kind = "kit_pay", "9900080000000025", "测试户丁", "payment"
	case wire.CashATM, wire.CashCounter, wire.POSPurchase:
		e.Place = "云河市示例路1号"
	}
	return e
}

// post makes a line happen now and reports whether the bank did it: a debit of money that is held is not done.
func (p *probe) entry(a opened, e Entry) bool {
	if p.over() {
		return false
	}
	var reply struct {
		Done bool `json:"done"`
	}
	e.Account, e.AgoS = a.Number, 0
	p.broke("sandbox/entries", p.sandbox(p.ctx, "entries", e, &reply))
	return reply.Done
}

// look tells how an account stands.
func (p *probe) look(a opened) position {
	var at position
	if !p.over() {
		p.broke("sandbox/look", p.sandbox(p.ctx, "look", map[string]string{"account": a.Number}, &at))
	}
	return at
}

// held checks what is really held on an account.
func (p *probe) held(a opened, want int64) {
	at := p.look(a)
	p.fen("账户上实际控制的金额", "what is really held on the account", at.HeldFen, want)
	p.must(at.UsableFen == max(at.BalanceFen-at.HeldFen, 0), "可用余额与余额减控制金额不等", "the usable money is not the balance less what is held")
}

// after waits, so that clocks of the bank run.
func (p *probe) after(d time.Duration) {
	if !p.over() {
		p.opts.Wait(p.ctx, d)
	}
}

// outbox reads everything that the bank has sent by itself since a cursor.
func (p *probe) outbox(after int) outbox {
	var o outbox
	if !p.over() {
		p.broke("sandbox/outbox", p.sandbox(p.ctx, "outbox", map[string]int{"after": after}, &o))
	}
	return o
}

// send seals an order, sends it and reads the answer.
func (p *probe) send(o wire.Order) wire.Answer { return p.sendSealed(p.seal(o)) }

// seal seals without a check: some orders are meant to be wrong.
func (p *probe) seal(o wire.Order) wire.Order { return p.sealWith(o, p.opts.Sealer) }

func (p *probe) sealWith(o wire.Order, s wire.Sealer) wire.Order {
	suite, key, sig, err := s.Seal(o.Canonical())
	p.broke("seal", err)
	o.Seal = wire.SealOf(suite, key, sig)
	return o
}

// sendSealed sends an order as it is and insists on an answer to it.
func (p *probe) sendSealed(o wire.Order) wire.Answer {
	if p.over() {
		return wire.Answer{}
	}
	g, err := p.client.post(p.ctx, "/orders", encode(o), nil)
	p.broke("orders", err)
	if p.over() {
		return wire.Answer{}
	}
	return p.answerOf(o, g)
}

// answerOf reads the answer to an order, and waits for it when the bank only said that it had seen the order.
func (p *probe) answerOf(o wire.Order, g got) wire.Answer {
	p.must(g.status == http.StatusOK, fmt.Sprintf("返回状态 %d，应为 200 及反馈", g.status), fmt.Sprintf("status %d, want 200 with an answer", g.status))
	if p.over() {
		return wire.Answer{}
	}
	a, err := wire.DecodeAnswer(g.body)
	if err != nil {
		p.fail(fmt.Sprintf("反馈不合规范：%v", err), fmt.Sprintf("the answer is not one of the page: %v", err))
		return wire.Answer{}
	}
	p.must(a.Order == o.ID && a.Bank == p.opts.Bank, "反馈的指令编号或机构代码不符", "the answer names another order or bank")
	for waited := time.Duration(0); a.Result == wire.Seen && waited < answerWait && !p.over(); waited += time.Second {
		p.after(time.Second)
		for _, later := range p.outbox(0).Answers {
			if later.Order == o.ID && later.Seq > a.Seq {
				a = later
			}
		}
	}
	return a
}

// ask sends an order and reports what came back without judging it: an answer, or a status that refuses.
func (p *probe) ask(o wire.Order) (wire.Answer, int) {
	if p.over() {
		return wire.Answer{}, 0
	}
	g, err := p.client.post(p.ctx, "/orders", encode(o), nil)
	p.broke("orders", err)
	if p.over() || g.status != http.StatusOK {
		return wire.Answer{}, g.status
	}
	return p.answerOf(o, g), g.status
}

// declined insists that a sealed order is refused: by an answer with one of the codes, or, where the order cannot be read or is
// not genuine, by a status of 4xx.
func (p *probe) declined(o wire.Order, codes ...string) {
	a, status := p.ask(o)
	if p.over() || status >= 400 && status < 500 {
		return
	}
	p.must(status == http.StatusOK, fmt.Sprintf("返回状态 %d，应拒绝", status), fmt.Sprintf("status %d, want a refusal", status))
	p.must(a.Result == wire.Refused, fmt.Sprintf("反馈结果为 %s，应为 refused", a.Result), fmt.Sprintf("the result is %s, want refused", a.Result))
	p.must(len(codes) == 0 || slices.Contains(codes, a.Refusal), fmt.Sprintf("拒绝原因为 %q，应为 %v 之一", a.Refusal, codes),
		fmt.Sprintf("the refusal is %q, want one of %v", a.Refusal, codes))
}

// refused insists on an answer that refuses with one of the codes: the order is genuine and readable, so it deserves one.
func (p *probe) refused(o wire.Order, codes ...string) {
	a := p.send(o)
	p.result(a, wire.Refused)
	p.must(slices.Contains(codes, a.Refusal), fmt.Sprintf("拒绝原因为 %q，应为 %v 之一", a.Refusal, codes), fmt.Sprintf("the refusal is %q, want one of %v", a.Refusal, codes))
}

// result compares the result of an answer.
func (p *probe) result(a wire.Answer, want wire.Result) {
	p.must(a.Result == want, fmt.Sprintf("反馈结果为 %s（%s），应为 %s", a.Result, a.Refusal, want), fmt.Sprintf("the result is %s (%s), want %s", a.Result, a.Refusal, want))
}

// holds insists that an answer says so much is held and that the account shows the same.
func (p *probe) holds(a opened, answer wire.Answer, result wire.Result, want int64) {
	p.result(answer, result)
	p.fen("反馈的止付金额", "the amount held by the answer", answer.HeldFen, want)
	p.held(a, want)
}

// same insists that two answers are one.
func (p *probe) same(first, second wire.Answer) {
	p.must(first.ID == second.ID, "同一指令第二次的反馈编号不同", "the second answer to the same order has another id")
	p.must(string(first.Canonical()) == string(second.Canonical()), "同一指令第二次的反馈内容不同", "the second answer to the same order differs")
}

// offered skips the case when the test environment does not have an optional call.
func (p *probe) offered(call string, in any) {
	if p.over() {
		return
	}
	var ignored map[string]any
	err := p.sandbox(p.ctx, call, in, &ignored)
	var status *badStatus
	if errors.As(err, &status) && (status.status == http.StatusNotFound || status.status == http.StatusNotImplemented) {
		p.skipped = true
		return
	}
	p.broke("sandbox/"+call, err)
}

// historyTime is when a line of the history happened.
func (o opened) historyTime(i int) time.Time {
	if i >= len(o.History) {
		return time.Time{}
	}
	return o.History[i].Time.UTC().Truncate(time.Microsecond)
}
