package kit

import (
	"time"

	"fanzha/edge/partner/wire"
)

var mendSupplement = Text{
	ZH: "带 supplements 的止付是对所指止付的补充：在其已控制金额之外追加控制，不另计次数，不代替、不延长原止付，与其同时到期。",
	EN: "A stop with supplements adds to the stop that it names: hold beside it, count no further stop, neither replace nor prolong it, and end with it.",
}

// supplementCases: a further order of the same stop adds to it.
var supplementCases = []Case{
	{"supplement.adds", Text{"补充指令追加控制，不代替原止付", "a supplement adds to the hold and does not replace it"}, mendSupplement, func(p *probe) {
		a := p.account(in(900, 5000*yuan))
		o := p.stop(a, 3000*yuan, 0)
		p.holds(a, p.send(o), wire.Held, 3000*yuan)
		more := p.supplement(a, o, 2000*yuan, 0)
		answer := p.send(more)
		p.result(answer, wire.Held)
		p.fen("反馈的止付金额", "the amount held by the answer", answer.HeldFen, 2000*yuan)
		p.held(a, 5000*yuan)
		p.same(answer, p.send(more))
		p.held(a, 5000*yuan)
	}},
	{"supplement.other_credit", Text{"补充另一笔入账", "a supplement names a further credit"}, mendMatch, func(p *probe) {
		a := p.account(in(900, 3000*yuan), in(600, 4000*yuan))
		o := p.stop(a, 3000*yuan, 0)
		p.holds(a, p.send(o), wire.Held, 3000*yuan)
		p.result(p.send(p.supplement(a, o, 4000*yuan, 1)), wire.Held)
		p.held(a, 7000*yuan)
	}},
	{"supplement.match", Text{"补充指令同样核对四要素", "the four fields of a supplement are compared as well"}, mendMatch, func(p *probe) {
		a := p.account(in(900, 5000*yuan))
		o := p.stop(a, 3000*yuan, 0)
		p.holds(a, p.send(o), wire.Held, 3000*yuan)
		more := p.supplement(a, o, 2000*yuan, 0)
		more.Account.Name = "测试户戊"
		p.refused(more, wire.RefusalName, wire.RefusalIdentity)
		p.held(a, 3000*yuan)
	}},
	{"supplement.count", Text{"补充指令不占止付次数", "a supplement takes no further stop"}, mendSupplement, func(p *probe) {
		a := p.account(in(900, 6000*yuan))
		o := p.stop(a, 1000*yuan, 0)
		p.holds(a, p.send(o), wire.Held, 1000*yuan)
		for i := range int64(3) {
			p.result(p.send(p.supplement(a, o, 1000*yuan, 0)), wire.Held)
			p.held(a, (i+2)*1000*yuan)
		}
	}},
	{"supplement.ends", Text{"补充指令与原止付同时到期", "a supplement ends with the stop that it adds to"}, mendSupplement, func(p *probe) {
		a := p.account(in(900, 5000*yuan))
		o := short(p.stop(a, 3000*yuan, 0))
		p.holds(a, p.send(o), wire.Held, 3000*yuan)
		p.send(p.supplement(a, o, 2000*yuan, 0))
		p.after((shortS + 1) * time.Second)
		p.held(a, 0)
	}},
}

// supplement asks for more in the stop of another order.
func (p *probe) supplement(a opened, main wire.Order, fen int64, credits ...int) wire.Order {
	o := p.stop(a, fen, credits...)
	o.Claim, o.Supplements = main.Claim, main.ID
	return o
}
