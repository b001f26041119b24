package kit

import (
	"time"

	"fanzha/edge/partner/wire"
)

var mendRestrict = Text{
	ZH: "保护性限制只管被害人本人账户的付款方式：non_counter 只暂停非柜面支付，柜面本人仍可办理；payments 只收不付。不控制金额，入账照常，到期自动解除。",
	EN: "A restriction bounds how the victim's own account pays: non_counter leaves the counter open, payments lets nothing out. It holds no amount, lets credits in and ends by itself.",
}

var mendLift = Text{
	ZH: "解除限制立即生效，只解除所指的那条限制；已到期的也反馈 done；账户、户名或原指令不符的拒绝。",
	EN: "A lifting ends the restriction that it names, at once; one that has ended is done as well. Refuse another account, holder or an unknown order.",
}

// restrictCases: the victim's own account, kept from paying for hours.
var restrictCases = []Case{
	{"restrict.non_counter", Text{"限制非柜面：只有柜面还能付款", "non_counter leaves the counter and nothing else"}, mendRestrict, func(p *probe) {
		a, _ := p.restricted(wire.LimitNonCounter)
		p.must(!p.entry(a, out(0, 100*yuan, wire.MovedOtherBank)), "限制非柜面后仍转得出去", "money was transferred away in spite of the restriction")
		p.must(!p.entry(a, out(0, 100*yuan, wire.POSPurchase)), "限制非柜面后仍能刷卡", "a purchase was paid in spite of the restriction")
		p.must(!p.entry(a, out(0, 100*yuan, wire.CashATM)), "限制非柜面后仍能在自助机取现", "cash was taken at a machine in spite of the restriction")
		p.must(p.entry(a, out(0, 100*yuan, wire.CashCounter)), "限制非柜面时本人在柜面取不出钱", "the holder could not take cash at the counter")
	}},
	{"restrict.payments", Text{"限制交易：只收不付", "payments lets nothing out and credits in"}, mendRestrict, func(p *probe) {
		a, _ := p.restricted(wire.LimitPayments)
		p.must(!p.entry(a, out(0, 100*yuan, wire.CashCounter)), "限制交易后柜面仍能付款", "cash was taken at the counter in spite of the restriction")
		p.must(p.entry(a, in(0, 100*yuan)), "限制交易后不能入账", "a credit was refused")
	}},
	{"restrict.holds_nothing", Text{"限制不控制金额", "a restriction holds no money"}, mendRestrict, func(p *probe) {
		a, _ := p.restricted(wire.LimitNonCounter)
		p.held(a, 0)
	}},
	{"restrict.again", Text{"重复的限制指令只执行一次", "a repeated restriction is executed once"}, mendAgain, func(p *probe) {
		a := p.account(in(600, 5000*yuan))
		o := p.seal(p.restriction(a, wire.LimitNonCounter))
		first := p.sendSealed(o)
		p.result(first, wire.Done)
		p.same(first, p.sendSealed(o))
	}},
	{"restrict.ends", Text{"限制到期自动解除", "a restriction ends by itself"}, mendRestrict, func(p *probe) {
		a := p.account(in(600, 5000*yuan))
		o := p.restriction(a, wire.LimitNonCounter)
		o.Until = p.opts.Now().UTC().Truncate(time.Microsecond).Add(shortS * time.Second)
		p.result(p.send(o), wire.Done)
		p.after(shortS*time.Second + 500*time.Millisecond)
		p.must(p.entry(a, out(0, 100*yuan, wire.MovedOtherBank)), "到期后仍不能付款", "the account could not pay after the end")
	}},
	{"restrict.renewed", Text{"续限代替原限制，一并解除", "a continued restriction takes the place of the first, and one lifting ends it"}, mendRestrict, func(p *probe) {
		a, o := p.restricted(wire.LimitNonCounter)
		more := p.restriction(a, wire.LimitNonCounter)
		more.Parent, more.Claim, more.Until = o.ID, o.Claim, more.Until.Add(time.Hour)
		p.result(p.send(more), wire.Done)
		p.must(!p.entry(a, out(0, 100*yuan, wire.MovedOtherBank)), "续限后转得出去", "money was transferred away after the restriction was continued")
		p.result(p.send(p.lifting(more)), wire.Done)
		p.must(p.entry(a, out(0, 100*yuan, wire.MovedOtherBank)), "解除后仍不能付款", "the account could not pay after the lifting")
	}},
	{"restrict.lift", Text{"解除限制立即生效", "a lifting works at once"}, mendLift, func(p *probe) {
		a, o := p.restricted(wire.LimitPayments)
		l := p.lifting(o)
		first := p.send(l)
		p.result(first, wire.Done)
		p.must(p.entry(a, out(0, 100*yuan, wire.MovedOtherBank)), "解除后仍不能付款", "the account could not pay after the lifting")
	}},
	{"restrict.lift_other", Text{"只按原账户解除限制", "lifts nothing for another account"}, mendLift, func(p *probe) {
		a, o := p.restricted(wire.LimitNonCounter)
		l := p.lifting(o)
		l.Account.Number = p.account(in(600, 100*yuan)).Number
		p.refused(l, wire.RefusalOrderNotFound, wire.RefusalNotFound, wire.RefusalName)
		p.must(!p.entry(a, out(0, 100*yuan, wire.MovedOtherBank)), "限制被写错账户的指令解除了", "the restriction was lifted by an order that names another account")
	}},
	{"restrict.lift_unknown", Text{"解除未知的限制要说明", "says that it does not know the restriction to lift"}, mendLift, func(p *probe) {
		o := p.restriction(p.account(in(600, 100*yuan)), wire.LimitNonCounter)
		p.refused(p.lifting(o), wire.RefusalOrderNotFound)
	}},
	{"restrict.lift_forged", Text{"拒绝伪造的解除限制指令", "refuses a forged lifting"}, mendLift, func(p *probe) {
		a, o := p.restricted(wire.LimitNonCounter)
		p.declined(p.sealWith(p.lifting(o), p.opts.Forger), wire.RefusalSeal)
		p.must(!p.entry(a, out(0, 100*yuan, wire.MovedOtherBank)), "限制被伪造的指令解除了", "the restriction was lifted by a forged order")
	}},
	{"restrict.name", Text{"户名不符不得限制", "restricts nothing when the name differs"}, mendRestrict, func(p *probe) {
		a := p.account(in(600, 5000*yuan))
		o := p.restriction(a, wire.LimitPayments)
		o.Account.Name = "测试户戊"
		p.refused(o, wire.RefusalName, wire.RefusalIdentity)
		p.must(p.entry(a, out(0, 100*yuan, wire.MovedOtherBank)), "户名不符仍被限制", "the account was restricted though the name differs")
	}},
	{"restrict.account", Text{"账户不存在要说明", "says that it has no such account"}, mendRestrict, func(p *probe) {
		p.refused(p.restriction(opened{Number: "9900010000099991", Name: holder, Kind: "person"}, wire.LimitNonCounter), wire.RefusalNotFound)
	}},
	{"restrict.term", Text{"拒绝超过 96 小时的限制", "refuses a restriction of more than 96 hours"}, mendRestrict, func(p *probe) {
		o := p.restriction(p.account(in(600, 5000*yuan)), wire.LimitNonCounter)
		o.Until = o.IssuedAt.AddDate(0, 0, 30)
		p.declined(p.seal(o), wire.RefusalTerm, wire.RefusalFormat)
	}},
	{"restrict.limits", Text{"拒绝没有写明限制什么的指令", "refuses a restriction that does not say what it bounds"}, mendRestrict, func(p *probe) {
		o := p.restriction(p.account(in(600, 5000*yuan)), "everything")
		p.declined(p.seal(o), wire.RefusalFormat)
	}},
}

// restriction makes an order that bounds how an account pays, for two hours.
func (p *probe) restriction(a opened, limits string) wire.Order {
	o := p.order(wire.Restrict, a)
	o.Depth, o.Limits, o.Until = 0, limits, o.IssuedAt.Add(2*time.Hour)
	o.Basis, o.Reason, o.Document.Kind = "反电信网络诈骗法第三十四条", "账户持有人正遭受电信网络诈骗，为保护其资金限制支付", "保护性限制通知书"
	return o
}

// lifting makes the order that ends a restriction.
func (p *probe) lifting(parent wire.Order) wire.Order {
	o := p.restriction(opened{Number: parent.Account.Number, Name: parent.Account.Name, Kind: parent.Account.Kind}, "")
	o.Type, o.Parent, o.Claim, o.Until = wire.Lift, parent.ID, parent.Claim, time.Time{}
	return o
}

// restricted opens an account and restricts it.
func (p *probe) restricted(limits string) (opened, wire.Order) {
	a := p.account(in(600, 5000*yuan))
	o := p.restriction(a, limits)
	p.result(p.send(o), wire.Done)
	return a, o
}
