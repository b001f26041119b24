package kit

import (
	"fmt"
	"time"

	"fanzha/edge/partner/wire"
)

// clockSlack is how far the bank's clock may be from ours.
const clockSlack = wire.Tolerance

var mendClock = Text{
	ZH: "期限自本行实际执行时刻起算：expires_at = executed_at + hold_for_s，两者都要反馈；到期自动解除，不等指令。",
	EN: "The term runs from your own execution: expires_at = executed_at + hold_for_s, tell both; at the end release by yourself, without waiting for an order.",
}

// clockCases: every hold ends by itself, and not later than the law allows.
var clockCases = []Case{
	{"clock.executed", Text{"反馈执行时刻", "tells when it executed"}, mendClock, func(p *probe) {
		a := p.account(in(600, 5000*yuan))
		answer := p.send(p.stop(a, 5000*yuan, 0))
		off := p.opts.Now().Sub(answer.ExecutedAt)
		p.must(off > -clockSlack && off < clockSlack, "执行时刻缺失或与当前时间相差超过 5 分钟", "the time of execution is missing or more than five minutes off")
	}},
	{"clock.from_execution", Text{"期限自执行时刻起算", "the term runs from the execution"}, mendClock, func(p *probe) {
		a := p.account(in(600, 5000*yuan))
		answer := p.send(p.stop(a, 5000*yuan, 0))
		p.must(answer.ExpiresAt.Sub(answer.ExecutedAt) == ordinaryS*time.Second,
			fmt.Sprintf("到期减执行为 %s，应为 48 小时", answer.ExpiresAt.Sub(answer.ExecutedAt)), fmt.Sprintf("the end is %s after the execution, want 48 hours", answer.ExpiresAt.Sub(answer.ExecutedAt)))
	}},
	{"clock.ends", Text{"到期自动解除", "a hold ends by itself"}, mendClock, func(p *probe) {
		a := p.account(in(600, 5000*yuan))
		p.holds(a, p.send(short(p.stop(a, 5000*yuan, 0))), wire.Held, 5000*yuan)
		p.after(shortS*time.Second + 500*time.Millisecond)
		p.held(a, 0)
		p.must(p.entry(a, out(0, 5000*yuan, wire.CashATM)), "到期后仍取不出钱", "the money cannot be taken out after the end")
	}},
	{"clock.not_early", Text{"到期之前不解除", "a hold does not end early"}, mendClock, func(p *probe) {
		a := p.account(in(600, 5000*yuan))
		o := p.stop(a, 5000*yuan, 0)
		o.HoldForS = 3600
		p.holds(a, p.send(o), wire.Held, 5000*yuan)
		p.after(shortS*time.Second + 500*time.Millisecond)
		p.held(a, 5000*yuan)
	}},
	{"clock.ends_catching", Text{"到期后不再控制新入账", "catches nothing after the end"}, mendClock, func(p *probe) {
		a := p.account(in(600, 5000*yuan), out(300, 5000*yuan, wire.CashATM))
		p.holds(a, p.send(short(p.stop(a, 5000*yuan, 0))), wire.NotHeld, 0)
		p.after(shortS*time.Second + 500*time.Millisecond)
		p.entry(a, in(0, 3000*yuan))
		p.held(a, 0)
	}},
	{"clock.truth_after_end", Text{"到期后不再反馈“已止付”", "never says that it holds after the end"}, mendClock, func(p *probe) {
		a := p.account(in(600, 5000*yuan))
		o := short(p.stop(a, 5000*yuan, 0))
		p.holds(a, p.send(o), wire.Held, 5000*yuan)
		before := p.outbox(0).Next
		p.after(shortS*time.Second + 500*time.Millisecond)
		p.held(a, 0)
		for _, later := range p.outbox(before).Answers {
			p.must(later.Order != o.ID || later.HeldFen == 0, "到期之后仍反馈控制金额", "an answer after the end says that money is held")
		}
	}},
	{"clock.term", Text{"拒绝超过 48 小时的止付", "refuses a stop of more than 48 hours"},
		Text{"hold_for_s 超过 172800 的以 term 拒绝。", "Refuse with term when hold_for_s is more than 172800."},
		func(p *probe) {
			a := p.account(in(600, 5000*yuan))
			o := p.stop(a, 5000*yuan, 0)
			o.HoldForS = 49 * 3600
			p.declined(p.seal(o), wire.RefusalTerm)
			p.held(a, 0)
		}},
	{"clock.renewed", Text{"续止付接替原止付，重新计时", "a second stop takes the first one's place and begins anew"},
		Text{"第二次止付接替第一次：金额不叠加，期限自第二次执行起算。", "The second stop replaces the first: amounts do not add up, the term runs from the second execution."},
		renewed},
	{"clock.third", Text{"拒绝第三次止付", "refuses a third stop"},
		Text{"同一账户止付以两次为限（银发〔2016〕86号），以 stop_count 拒绝。", "An account is stopped at most twice (银发〔2016〕86号): refuse with stop_count."},
		func(p *probe) {
			a := p.account(in(600, 5000*yuan))
			p.holds(a, p.send(p.stop(a, 5000*yuan, 0)), wire.Held, 5000*yuan)
			for range 2 {
				second := p.stop(a, 5000*yuan, 0)
				second.Count = 2
				if p.orders == 2 {
					p.holds(a, p.send(second), wire.Held, 5000*yuan)
					continue
				}
				p.refused(second, wire.RefusalCount)
			}
		}},
	{"clock.late_release", Text{"到期后的解除指令不出错", "a release after the end does no harm"}, mendClock, func(p *probe) {
		a := p.account(in(600, 5000*yuan))
		o := short(p.stop(a, 5000*yuan, 0))
		p.holds(a, p.send(o), wire.Held, 5000*yuan)
		p.after(shortS*time.Second + 500*time.Millisecond)
		answer := p.send(p.follow(wire.Release, o, 5000*yuan))
		p.must(answer.Result == wire.Done && answer.HeldFen == 0 || answer.Result == wire.Refused && answer.Refusal == wire.RefusalTooLate,
			"应反馈 done（0 分）或 too_late", "want done with nothing held, or too_late")
		p.held(a, 0)
	}},
}

func renewed(p *probe) {
	a := p.account(in(90_000, 9000*yuan), in(600, 5000*yuan))
	first := p.stop(a, 5000*yuan, 1)
	p.holds(a, p.send(first), wire.Held, 5000*yuan)
	p.after(time.Second)
	second := p.stop(a, 5000*yuan, 1)
	second.Count = 2
	answer := p.send(second)
	p.holds(a, answer, wire.Held, 5000*yuan)
	p.must(answer.ExpiresAt.Sub(answer.ExecutedAt) == ordinaryS*time.Second, "续止付没有自执行起计 48 小时", "the second stop does not run 48 hours from its execution")
	p.send(p.follow(wire.Release, second, 5000*yuan))
	p.held(a, 0)
}

var mendWhere = Text{
	ZH: "没控住的部分，从对应入账起按时间先后列出转出（先进先出），直到补足；逐笔写去向代码、金额、时间、对方机构、账号、户名；各行合计等于指令所列入账的金额（指令要求止付的金额可以更少）。",
	EN: "For what is not held, list the debits after the credit in order of time (first in, first out) until it is covered: code, amount, time, and the other side's bank, account and name; the lines add up to the credits that the order names (it may ask for less to be held).",
}

// whereCases: where the money went. Each answer opens the next layer.
var whereCases = []Case{
	{"where.other_bank", Text{"跨行转出写明对方账户", "names the account at another bank"}, mendWhere, func(p *probe) {
		p.onward(wire.MovedOtherBank, "kit_bank", "9900080000000017", "测试户丙")
	}},
	{"where.wallet", Text{"转入支付账户写明对方账户", "names the wallet"}, mendWhere, func(p *probe) {
		p.onward(wire.Wallet, "kit_pay", "9900080000000025", "测试户丁")
	}},
	{"where.internal", Text{"行内转出写明对方账户", "names the account at the same bank"}, mendWhere, func(p *probe) {
		to := p.open(Account{Name: "测试户戊", Kind: "person"})[0]
		e := out(300, 5000*yuan, wire.MovedInternal)
		e.Bank, e.Other, e.Name, e.Kind = p.opts.Bank, to.Number, to.Name, to.Kind
		a := p.account(in(600, 5000*yuan), e)
		d := p.line(p.send(p.stop(a, 5000*yuan, 0)), wire.MovedInternal, 5000*yuan)
		p.must(d.Account == to.Number && d.Name == to.Name, "行内转出没有写明对方账户", "the account at the same bank is not named")
	}},
	{"where.atm", Text{"自助机取现", "cash at a machine"}, mendWhere, func(p *probe) { p.exit(wire.CashATM) }},
	{"where.counter", Text{"柜面取现", "cash at a counter"}, mendWhere, func(p *probe) { p.exit(wire.CashCounter) }},
	{"where.pos", Text{"刷卡消费", "a purchase"}, mendWhere, func(p *probe) { p.exit(wire.POSPurchase) }},
	{"where.crypto", Text{"购买虚拟货币", "crypto assets"}, mendWhere, func(p *probe) { p.exit(wire.CryptoOfframp) }},
	{"where.abroad", Text{"汇往境外", "abroad"}, mendWhere, func(p *probe) { p.exit(wire.Abroad) }},
	{"where.loan", Text{"归还贷款", "a loan repaid"}, mendWhere, func(p *probe) { p.exit(wire.LoanRepaid) }},
	{"where.first_out", Text{"按时间先后，先转出的算先进的", "the first debit after the credit took it, not the last"}, mendWhere, func(p *probe) {
		a := p.account(in(900, 5000*yuan), out(600, 5000*yuan, wire.MovedOtherBank), in(500, 4000*yuan), out(300, 4000*yuan, wire.CashATM))
		answer := p.send(p.stop(a, 5000*yuan, 0))
		p.line(answer, wire.MovedOtherBank, 5000*yuan)
		p.fen("取现行金额", "the amount of the cash line", sumOf(answer, wire.CashATM), 0)
	}},
	{"where.before", Text{"入账之前的转出不算", "debits before the credit do not count"}, mendWhere, func(p *probe) {
		a := p.account(in(9000, 5000*yuan), out(8000, 5000*yuan, wire.CashATM), in(600, 5000*yuan), out(300, 5000*yuan, wire.MovedOtherBank))
		answer := p.send(p.stop(a, 5000*yuan, 2))
		p.line(answer, wire.MovedOtherBank, 5000*yuan)
		p.fen("取现行金额", "the amount of the cash line", sumOf(answer, wire.CashATM), 0)
	}},
	{"where.part_of_debit", Text{"一笔转出只算其中属于本案的部分", "only the part of a debit that was stolen is told"}, mendWhere, func(p *probe) {
		a := p.account(in(600, 5000*yuan), in(500, 9000*yuan), out(400, 3000*yuan, wire.MovedOtherBank), out(300, 11_000*yuan, wire.CashATM))
		answer := p.send(p.stop(a, 5000*yuan, 0))
		p.line(answer, wire.MovedOtherBank, 3000*yuan)
		p.line(answer, wire.CashATM, 2000*yuan)
	}},
	{"where.whole_transfer", Text{"只有部分属于本案的转出，另写整笔金额", "a transfer of which a part is meant is told with its whole amount"},
		Text{"fen 填属于本案的部分，tx_fen 填整笔金额：下一家银行按整笔金额查找入账。", "Put the part into fen and the whole amount into tx_fen: the next bank looks for the credit by its whole amount."},
		func(p *probe) {
			a := p.account(in(600, 5000*yuan), in(500, 6000*yuan), out(400, 11_000*yuan, wire.MovedOtherBank))
			d := p.line(p.send(p.stop(a, 5000*yuan, 0)), wire.MovedOtherBank, 5000*yuan)
			p.fen("tx_fen", "tx_fen", d.TxFen, 11_000*yuan)
		}},
	{"where.held_and_gone", Text{"一部分控住、一部分转走", "some held, some gone"}, mendWhere, func(p *probe) {
		a := p.account(in(600, 5000*yuan), out(400, 1800*yuan, wire.MovedOtherBank), out(300, 700*yuan, wire.CashATM))
		answer := p.send(p.stop(a, 5000*yuan, 0))
		p.holds(a, answer, wire.PartiallyHeld, 2500*yuan)
		p.line(answer, wire.CodePartiallyHeld, 2500*yuan)
		p.line(answer, wire.MovedOtherBank, 1800*yuan)
		p.line(answer, wire.CashATM, 700*yuan)
		p.whole(answer, 5000*yuan)
	}},
	{"where.adds_up", Text{"各行合计等于指令金额", "the lines add up to the amount"}, mendWhere, func(p *probe) {
		a := p.account(in(600, 5000*yuan), out(400, 1800*yuan, wire.MovedOtherBank))
		p.whole(p.send(p.stop(a, 5000*yuan, 0)), 5000*yuan)
	}},
	{"where.small", Text{"小额转出也要计入", "small debits are counted as well"}, mendWhere, func(p *probe) {
		a := p.account(in(600, 50*yuan), out(400, 1*yuan, wire.MovedOtherBank), out(300, 2*yuan, wire.MovedOtherBank), out(200, 47*yuan, wire.CashATM))
		p.whole(p.send(p.stop(a, 50*yuan, 0)), 50*yuan)
	}},
	{"where.many", Text{"六百笔转出也能反馈", "answers for an account with six hundred debits"},
		Text{"反馈最多 500 行：最大的逐笔列，其余合并为一行 BELOW_THRESHOLD。", "At most 500 lines: the largest each, the others together as BELOW_THRESHOLD."},
		func(p *probe) {
			history := []Entry{in(3600, 60_000*yuan)}
			for i := range 600 {
				history = append(history, out(3000-int64(i), 100*yuan, wire.MovedOtherBank))
			}
			a := p.account(history...)
			p.whole(p.send(p.stop(a, 60_000*yuan, 0)), 60_000*yuan)
		}},
}

// onward: the whole credit went to one account elsewhere.
func (p *probe) onward(code wire.Code, bank, account, name string) {
	e := out(300, 5000*yuan, code)
	e.Ref = "KIT-ONWARD"
	a := p.account(in(600, 5000*yuan), e)
	d := p.line(p.send(p.stop(a, 5000*yuan, 0)), code, 5000*yuan)
	p.must(d.Bank == bank && d.Account == account && d.Name == name, "没有写明对方机构、账号、户名", "bank, account and name of the other side are not told")
	p.must(d.Ref == "KIT-ONWARD", "没有写明转出流水号", "the serial of the transfer is not told")
	if len(a.History) == 2 {
		p.must(d.Time.Equal(a.History[1].Time), "转出时间不符", "the time of the transfer is not the ledger's")
	}
}

// exit: the whole credit left in one way.
func (p *probe) exit(code wire.Code) {
	a := p.account(in(600, 5000*yuan), out(300, 5000*yuan, code))
	p.line(p.send(p.stop(a, 5000*yuan, 0)), code, 5000*yuan)
}

// line insists on exactly one line with a code, and on its amount.
func (p *probe) line(a wire.Answer, code wire.Code, fen int64) wire.Disposition {
	var found wire.Disposition
	n := 0
	for _, d := range a.Dispositions {
		if d.Code == code {
			found, n = d, n+1
		}
	}
	p.must(n == 1, fmt.Sprintf("%s 应有一行，有 %d 行", code, n), fmt.Sprintf("%d lines with %s, want one", n, code))
	p.fen(string(code)+" 金额", "the amount of "+string(code), found.Fen, fen)
	return found
}

// whole insists that the lines add up.
func (p *probe) whole(a wire.Answer, fen int64) {
	var sum int64
	for _, d := range a.Dispositions {
		sum += d.Fen
	}
	p.fen("各行合计", "the sum of the lines", sum, fen)
}
