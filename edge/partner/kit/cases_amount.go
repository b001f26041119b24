package kit

import (
	"fmt"
	"time"

	"fanzha/edge/partner/wire"
)

var mendAmount = Text{
	ZH: "只控制指令金额以内的部分，绝不控制整个账户；反馈的金额与账户实际一致。",
	EN: "Hold within the amount of the order and never the account; what the answer says is what the account shows.",
}

// amountCases: no more than asked, no more than there is, and the truth about it.
var amountCases = []Case{
	{"amount.no_more", Text{"账户钱多也只控制指令金额", "holds no more than asked although there is more"}, mendAmount, func(p *probe) {
		a := p.account(in(90_000, 80_000*yuan), in(600, 5000*yuan))
		p.holds(a, p.send(p.stop(a, 5000*yuan, 1)), wire.Held, 5000*yuan)
	}},
	{"amount.part_of_credit", Text{"只要求一部分就只控制一部分", "holds a part of the credit when a part is asked for"}, mendAmount, func(p *probe) {
		a := p.account(in(600, 5000*yuan))
		p.holds(a, p.send(p.stop(a, 1234_56, 0)), wire.Held, 1234_56)
	}},
	{"amount.one_fen", Text{"一分也能止付", "can hold one fen"}, mendAmount, func(p *probe) {
		a := p.account(in(600, 5000*yuan))
		p.holds(a, p.send(p.stop(a, 1, 0)), wire.Held, 1)
	}},
	{"amount.short", Text{"余额不足则控制余额并说明是部分", "holds what is left and says that it is a part"}, mendAmount, func(p *probe) {
		a := p.account(in(600, 5000*yuan), out(300, 3500*yuan, wire.CashATM))
		p.holds(a, p.send(p.stop(a, 5000*yuan, 0)), wire.PartiallyHeld, 1500*yuan)
	}},
	{"amount.nothing", Text{"没有余额要如实说", "says that nothing was there"}, mendAmount, func(p *probe) {
		a := p.account(in(600, 5000*yuan), out(300, 5000*yuan, wire.CashATM))
		p.holds(a, p.send(p.stop(a, 5000*yuan, 0)), wire.NotHeld, 0)
	}},
	{"amount.balance", Text{"反馈账户余额", "tells the balance"},
		Text{"在 balance_fen 填执行时的账户余额。", "Put the balance at the time of execution into balance_fen."},
		func(p *probe) {
			a := p.account(in(90_000, 80*yuan), in(600, 5000*yuan))
			p.fen("反馈的余额", "the balance of the answer", p.send(p.stop(a, 5000*yuan, 1)).BalanceFen, 5080*yuan)
		}},
	{"amount.usable", Text{"被控制的钱取不走，其余的可以", "held money cannot be taken out, the rest can"}, mendAmount, func(p *probe) {
		a := p.account(in(90_000, 1000*yuan), in(600, 5000*yuan))
		p.holds(a, p.send(p.stop(a, 5000*yuan, 1)), wire.Held, 5000*yuan)
		p.must(!p.entry(a, out(0, 1001*yuan, wire.CashATM)), "动用被控制资金的取现成功了", "a withdrawal that needs held money was paid")
		p.must(p.entry(a, out(0, 1000*yuan, wire.CashATM)), "未被控制的钱也取不出", "a withdrawal of money that is not held was refused")
		p.held(a, 5000*yuan)
	}},
	{"amount.floor", Text{"留出生活费", "leaves the living money"},
		Text{"floor_fen 是持卡人自有资金中须保持可用的金额，先留出再控制。", "floor_fen of the holder's own money stays usable: set it aside before you hold."},
		func(p *probe) {
			a := p.account(in(90_000, 3000*yuan), in(600, 5000*yuan), out(300, 4000*yuan, wire.CashATM))
			o := p.stop(a, 5000*yuan, 1)
			o.FloorFen = 2000 * yuan
			p.holds(a, p.send(o), wire.PartiallyHeld, 2000*yuan)
			p.fen("可用余额", "the usable money", p.look(a).UsableFen, 2000*yuan)
		}},
	{"amount.prior", Text{"如实反馈在先冻结，只控制余下的", "tells of an earlier freeze and holds the rest"},
		Text{"在先的止付、冻结写入 earlier（机关、金额、期限）；被占用的部分以 ALREADY_HELD 反馈。", "Put earlier stops and freezes into earlier (by whom, how much, until when); report what they keep back as ALREADY_HELD."},
		prior},
	{"amount.two_claims", Text{"两案并存不超过余额", "two claims together never hold more than the balance"},
		Text{"可用余额要扣除其他止付、冻结后再控制。", "Subtract what is held for others before you hold."}, twoClaims},
	{"amount.company", Text{"单位账户同样按金额止付", "holds an amount on a company's account as well"}, mendAmount, func(p *probe) {
		a := p.open(Account{Name: "云河市示例商贸有限公司", Kind: "company", History: []Entry{in(90_000, 80_000*yuan), in(600, 5000*yuan)}})[0]
		p.holds(a, p.send(p.stop(a, 5000*yuan, 1)), wire.Held, 5000*yuan)
	}},
}

func prior(p *probe) {
	a := p.open(Account{
		Name: holder, Kind: "person", History: []Entry{in(600, 5000*yuan)}, Prior: []Prior{{By: "示例省某法院", Fen: 3000 * yuan, ForS: 86_400}},
	})[0]
	answer := p.send(p.stop(a, 5000*yuan, 0))
	p.result(answer, wire.PartiallyHeld)
	p.fen("反馈的止付金额", "the amount held by the answer", answer.HeldFen, 2000*yuan)
	p.held(a, 5000*yuan)
	p.must(len(answer.Earlier) == 1 && answer.Earlier[0].Fen == 3000*yuan, "未反馈在先冻结", "the earlier freeze is not told")
	p.fen("ALREADY_HELD 金额", "the amount of ALREADY_HELD", sumOf(answer, wire.AlreadyHeld), 3000*yuan)
}

func twoClaims(p *probe) {
	a := p.account(in(900, 3000*yuan), in(600, 4000*yuan), out(300, 2000*yuan, wire.CashATM))
	p.holds(a, p.send(p.stop(a, 3000*yuan, 0)), wire.Held, 3000*yuan)
	o := p.stop(a, 4000*yuan, 1)
	o.Claim += "-B"
	second := p.send(o)
	p.result(second, wire.PartiallyHeld)
	p.fen("第二案的止付金额", "the amount held for the second claim", second.HeldFen, 2000*yuan)
	p.held(a, 5000*yuan)
}

// sumOf adds the lines with a code.
func sumOf(a wire.Answer, code wire.Code) int64 {
	var sum int64
	for _, d := range a.Dispositions {
		if d.Code == code {
			sum += d.Fen
		}
	}
	return sum
}

var mendCatch = Text{
	ZH: "金额未满之前，后续入账随到随控，直至满额；每次变化主动发新反馈，seq 递增，金额为累计数。",
	EN: "Until the amount is reached, catch what comes in, up to the amount; tell each change in a new answer with a higher seq and total amounts.",
}

// catchCases: later credits.
var catchCases = []Case{
	{"catch.later", Text{"后续入账随到随控", "catches a later credit"}, mendCatch, func(p *probe) {
		a := p.account(in(600, 5000*yuan), out(300, 5000*yuan, wire.CashATM))
		p.holds(a, p.send(p.stop(a, 5000*yuan, 0)), wire.NotHeld, 0)
		p.entry(a, in(0, 2000*yuan))
		p.held(a, 2000*yuan)
	}},
	{"catch.no_more", Text{"控满即止", "stops catching when the amount is reached"}, mendCatch, func(p *probe) {
		a := p.account(in(600, 5000*yuan), out(300, 4000*yuan, wire.CashATM))
		p.holds(a, p.send(p.stop(a, 5000*yuan, 0)), wire.PartiallyHeld, 1000*yuan)
		p.entry(a, in(0, 9000*yuan))
		p.held(a, 5000*yuan)
		p.entry(a, in(0, 9000*yuan))
		p.held(a, 5000*yuan)
	}},
	{"catch.told", Text{"后续控制主动反馈", "tells what it caught"}, mendCatch, caught},
	{"catch.once", Text{"每次变化反馈一次，先后有序", "tells each change once and in order"},
		Text{"后续反馈按发生先后发送，各有编号，seq 递增；收到回执后不再重发。", "Send further answers in the order of the changes, each with its own id and a higher seq; do not send again what was received."},
		caughtTwice},
	{"catch.full", Text{"本已控满的不再控制", "catches nothing when all was held at once"}, mendCatch, func(p *probe) {
		a := p.account(in(600, 5000*yuan))
		p.holds(a, p.send(p.stop(a, 5000*yuan, 0)), wire.Held, 5000*yuan)
		p.entry(a, in(0, 3000*yuan))
		p.held(a, 5000*yuan)
	}},
}

func caught(p *probe) {
	a := p.account(in(600, 5000*yuan), out(300, 4000*yuan, wire.CashATM))
	o := p.stop(a, 5000*yuan, 0)
	p.holds(a, p.send(o), wire.PartiallyHeld, 1000*yuan)
	before := p.outbox(0).Next
	p.entry(a, in(0, 2500*yuan))
	p.held(a, 3500*yuan)
	var last wire.Answer
	for _, later := range p.laterOf(o, before) {
		if later.Seq >= last.Seq {
			last = later
		}
	}
	p.must(last.Seq > 1, "后续控制没有以更大的 seq 反馈", "what was caught was not told in an answer with a higher seq")
	p.fen("后续反馈的止付总额", "the total of the further answer", last.HeldFen, 3500*yuan)
	err := last.Check()
	p.must(err == nil, fmt.Sprintf("后续反馈不合规范：%v", err), fmt.Sprintf("the further answer is not one of the page: %v", err))
}

// laterOf reads what the bank has sent by itself about an order.
func (p *probe) laterOf(o wire.Order, after int) []wire.Answer {
	var list []wire.Answer
	for try := 0; try < 5 && len(list) == 0 && !p.over(); try++ {
		for _, later := range p.outbox(after).Answers {
			if later.Order == o.ID {
				list = append(list, later)
			}
		}
		if len(list) == 0 {
			p.after(time.Second)
		}
	}
	return list
}

func caughtTwice(p *probe) {
	a := p.account(in(600, 5000*yuan), out(300, 5000*yuan, wire.CashATM))
	o := p.stop(a, 5000*yuan, 0)
	last := p.send(o)
	p.result(last, wire.NotHeld)
	before := p.outbox(0).Next
	p.entry(a, in(0, 1000*yuan))
	p.entry(a, in(0, 1000*yuan))
	further := p.laterOf(o, before)
	p.must(len(further) > 0, "后续控制没有反馈", "what was caught was not told")
	for _, next := range further {
		p.must(next.Seq > last.Seq && next.ID != last.ID && next.HeldFen > last.HeldFen, "后续反馈重复或次序颠倒", "a further answer is repeated or out of order")
		last = next
	}
	p.fen("最后反馈的止付总额", "the total of the last answer", last.HeldFen, 2000*yuan)
}
