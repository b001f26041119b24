package kit

import (
	"time"

	"fanzha/edge/partner/wire"
)

var mendAgain = Text{
	ZH: "以指令编号为幂等键：同号同内容返回原反馈，不再执行；原反馈（含执行时刻）须落盘。",
	EN: "Use the order's id as idempotency key: the same id with the same content gets the stored answer, time of execution and all, and is not executed again.",
}

// againCases: the centre sends an order again whenever it is not sure that it arrived.
var againCases = []Case{
	{"again.stop", Text{"重复的止付指令只执行一次", "a repeated stop is executed once"}, mendAgain, func(p *probe) {
		a := p.account(in(3600, 9000*yuan), in(600, 5000*yuan))
		o := p.stop(a, 5000*yuan, 1)
		first := p.send(o)
		p.same(first, p.send(o))
		p.same(first, p.send(o))
		p.holds(a, first, wire.Held, 5000*yuan)
	}},
	{"again.clock", Text{"重复的指令不重新计时", "a repeated stop does not begin its term anew"}, mendAgain, func(p *probe) {
		a := p.account(in(600, 5000*yuan))
		o := p.stop(a, 5000*yuan, 0)
		first := p.send(o)
		p.after(time.Second)
		second := p.send(o)
		p.must(first.ExecutedAt.Equal(second.ExecutedAt) && first.ExpiresAt.Equal(second.ExpiresAt), "重复指令后执行或到期时刻变了", "the time of execution or the end has changed")
		p.same(first, second)
	}},
	{"again.changed", Text{"拒绝同号不同内容的指令", "refuses an id that was used with other content"},
		Text{"同号而内容不同的以 id_reused 拒绝，原来的止付不变。", "Refuse with id_reused and leave what is held as it is."},
		func(p *probe) {
			a := p.account(in(3600, 9000*yuan), in(600, 5000*yuan))
			o := p.stop(a, 2000*yuan, 1)
			p.holds(a, p.send(o), wire.Held, 2000*yuan)
			o.HoldFen = 4000 * yuan
			p.refused(o, wire.RefusalDuplicate, wire.RefusalHandled)
			p.held(a, 2000*yuan)
		}},
	{"again.refused", Text{"已拒绝的指令重发仍是原反馈", "a refused order that is repeated keeps its answer"}, mendAgain, func(p *probe) {
		a := p.account(in(600, 5000*yuan))
		o := p.stop(a, 3000*yuan, 7) // a credit that is not there
		first := p.send(o)
		p.result(first, wire.Refused)
		p.entry(a, in(0, 3000*yuan))
		p.same(first, p.send(o))
		p.held(a, 0)
	}},
	{"again.release", Text{"重复的解除指令只解除一次", "a repeated release gives free once"}, mendAgain, func(p *probe) {
		a := p.account(in(600, 5000*yuan))
		o := p.stop(a, 5000*yuan, 0)
		p.holds(a, p.send(o), wire.Held, 5000*yuan)
		r := p.follow(wire.Release, o, 1000*yuan)
		first := p.send(r)
		p.same(first, p.send(r))
		p.held(a, 4000*yuan)
	}},
	{"again.freeze", Text{"重复的冻结指令只冻结一次", "a repeated freeze freezes once"}, mendAgain, func(p *probe) {
		a := p.account(in(600, 5000*yuan))
		o := p.stop(a, 5000*yuan, 0)
		p.holds(a, p.send(o), wire.Held, 5000*yuan)
		f := p.follow(wire.Freeze, o, 2000*yuan)
		first := p.send(f)
		p.result(first, wire.Done)
		p.same(first, p.send(f))
		p.held(a, 5000*yuan)
	}},
	{"again.new_id", Text{"同案同笔入账换号再来，不叠加止付", "a second stop of the same credit for the same claim does not stand beside the first"},
		Text{"同一案件、同一笔入账再次止付时接替原止付，控制总额不超过指令金额。", "A second stop of the same credit for the same claim takes the first one's place; together they never hold more than asked."},
		func(p *probe) {
			a := p.account(in(3600, 9000*yuan), in(600, 5000*yuan))
			p.holds(a, p.send(p.stop(a, 5000*yuan, 1)), wire.Held, 5000*yuan)
			p.send(p.stop(a, 5000*yuan, 1))
			p.held(a, 5000*yuan)
		}},
}

var mendMatch = Text{
	ZH: "止付前逐项核对户名、账号、金额、交易时间；任一不符不得止付（银发〔2016〕86号），按原因反馈 name_mismatch、account_not_found、amount、no_match。",
	EN: "Compare name, account, amount and time before you hold; hold nothing on a mismatch and say why: name_mismatch, account_not_found, amount, no_match.",
}

// matchCases: the four fields.
var matchCases = []Case{
	{"match.fits", Text{"四要素相符即止付", "holds when the four fields fit"}, mendMatch, func(p *probe) {
		a := p.account(in(7200, 300*yuan), in(600, 5000*yuan))
		p.holds(a, p.send(p.stop(a, 5000*yuan, 1)), wire.Held, 5000*yuan)
	}},
	{"match.name", Text{"户名不符不得止付", "holds nothing when the name differs"}, mendMatch, func(p *probe) {
		a := p.account(in(600, 5000*yuan))
		o := p.stop(a, 5000*yuan, 0)
		o.Account.Name = "另外一人"
		p.refused(o, wire.RefusalName, wire.RefusalIdentity)
		p.held(a, 0)
	}},
	{"match.name_one_character", Text{"户名差一个字也不得止付", "one other character in the name is a mismatch"}, mendMatch, func(p *probe) {
		a := p.account(in(600, 5000*yuan))
		o := p.stop(a, 5000*yuan, 0)
		o.Account.Name = holder[:len(holder)-3] + "己"
		p.refused(o, wire.RefusalName, wire.RefusalIdentity)
		p.held(a, 0)
	}},
	{"match.account", Text{"账户不存在要说明", "says that it has no such account"}, mendMatch, func(p *probe) {
		a := p.account(in(600, 5000*yuan))
		o := p.stop(a, 5000*yuan, 0)
		o.Account.Number = a.Number[:6] + "9999999999"
		p.refused(o, wire.RefusalNotFound, wire.RefusalNotOurs)
		p.held(a, 0)
	}},
	{"match.account_of_another", Text{"账号属于另一户名不得止付", "holds nothing on the account of another holder"}, mendMatch, func(p *probe) {
		two := p.open(Account{Name: holder, Kind: "person", History: []Entry{in(600, 5000*yuan)}}, Account{Name: "测试户庚", Kind: "person", History: []Entry{in(600, 5000*yuan)}})
		o := p.stop(two[0], 5000*yuan, 0)
		o.Account.Number = two[1].Number
		p.refused(o, wire.RefusalName, wire.RefusalIdentity)
		p.held(two[1], 0)
	}},
	{"match.amount", Text{"金额不符不得止付", "holds nothing when the amount differs"}, mendMatch, func(p *probe) {
		a := p.account(in(600, 5000*yuan))
		o := p.stop(a, 3000*yuan, 0)
		o.Matches[0].Fen, o.Matches[0].Ref = 3000*yuan, ""
		p.refused(o, wire.RefusalAmount, wire.RefusalTime)
		p.held(a, 0)
	}},
	{"match.amount_one_fen", Text{"金额差一分也不得止付", "one fen is a mismatch"}, mendMatch, func(p *probe) {
		a := p.account(in(600, 5000*yuan))
		o := p.stop(a, 4000*yuan, 0)
		o.Matches[0].Fen, o.Matches[0].Ref = 5000*yuan+1, ""
		p.refused(o, wire.RefusalAmount, wire.RefusalTime)
		p.held(a, 0)
	}},
	{"match.time", Text{"交易时间不符不得止付", "holds nothing when the time differs"}, mendMatch, func(p *probe) {
		a := p.account(in(600, 5000*yuan))
		o := p.stop(a, 5000*yuan, 0)
		o.Matches[0].Time, o.Matches[0].Ref = o.Matches[0].Time.Add(-48*time.Hour), ""
		p.refused(o, wire.RefusalTime, wire.RefusalAmount)
		p.held(a, 0)
	}},
	{"match.time_near", Text{"时间差两分钟仍是同一笔", "two minutes off is still the same credit"},
		Text{"报案人说的时间不精确：至少容许前后五分钟。", "People do not remember seconds: allow at least five minutes either way."},
		func(p *probe) {
			a := p.account(in(3600, 5000*yuan))
			o := p.stop(a, 5000*yuan, 0)
			o.Matches[0].Time, o.Matches[0].Ref = o.Matches[0].Time.Add(2*time.Minute), ""
			p.holds(a, p.send(o), wire.Held, 5000*yuan)
		}},
	{"match.direction", Text{"转出不能当作入账", "a debit is not the credit"}, mendMatch, func(p *probe) {
		a := p.account(in(90_000, 8000*yuan), out(600, 5000*yuan, wire.POSPurchase))
		o := p.stop(a, 5000*yuan, 1)
		o.Matches[0].Ref = ""
		p.refused(o, wire.RefusalTime, wire.RefusalAmount)
		p.held(a, 0)
	}},
	{"match.two", Text{"两笔入账都找到则合计止付", "holds the sum of two credits that it finds"}, mendMatch, func(p *probe) {
		a := p.account(in(900, 2000*yuan), in(600, 3000*yuan))
		p.holds(a, p.send(p.stop(a, 5000*yuan, 0, 1)), wire.Held, 5000*yuan)
	}},
	{"match.one_of_two", Text{"只找到一笔则只止付这一笔", "holds only for the credit that it finds"}, mendMatch, func(p *probe) {
		a := p.account(in(90_000, 9000*yuan), in(600, 3000*yuan))
		o := p.stop(a, 5000*yuan, 1)
		o.Matches = append(o.Matches, wire.Match{Time: o.Matches[0].Time, Fen: 2000 * yuan})
		p.holds(a, p.send(o), wire.PartiallyHeld, 3000*yuan)
	}},
	{"match.one_for_two", Text{"一笔入账不能算两笔", "one credit is not two"}, mendMatch, func(p *probe) {
		a := p.account(in(90_000, 9000*yuan), in(600, 3000*yuan))
		o := p.stop(a, 6000*yuan, 1)
		o.Matches[0].Ref = ""
		o.Matches = append(o.Matches, o.Matches[0])
		p.holds(a, p.send(o), wire.PartiallyHeld, 3000*yuan)
	}},
}
