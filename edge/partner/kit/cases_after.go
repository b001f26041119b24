package kit

import (
	"time"

	"fanzha/edge/partner/wire"
)

var mendRelease = Text{
	ZH: "解除指令立即按金额执行，解除后不再补控；反馈 done，held_fen 为余下控制的金额；找不到原指令以 order_not_found 拒绝。",
	EN: "Release the amount at once and catch nothing in its place; answer done with what is still held; refuse with order_not_found when you do not know the order.",
}

// releaseCases: money is given back as fast as it was held.
var releaseCases = []Case{
	{"release.all", Text{"全部解除立即生效", "a release of all works at once"}, mendRelease, func(p *probe) {
		a := p.account(in(600, 5000*yuan))
		o := p.stop(a, 5000*yuan, 0)
		p.holds(a, p.send(o), wire.Held, 5000*yuan)
		p.holds(a, p.send(p.follow(wire.Release, o, 5000*yuan)), wire.Done, 0)
		p.must(p.entry(a, out(0, 5000*yuan, wire.CashATM)), "解除后仍取不出钱", "the money cannot be taken out after the release")
	}},
	{"release.part", Text{"部分解除只放该金额", "a release of a part gives that part free"}, mendRelease, func(p *probe) {
		a := p.account(in(600, 5000*yuan))
		o := p.stop(a, 5000*yuan, 0)
		p.holds(a, p.send(o), wire.Held, 5000*yuan)
		p.holds(a, p.send(p.follow(wire.Release, o, 1500*yuan)), wire.Done, 3500*yuan)
	}},
	{"release.no_refill", Text{"解除后不再补控", "nothing is caught in place of what was released"}, mendRelease, func(p *probe) {
		a := p.account(in(600, 5000*yuan), in(500, 4000*yuan))
		o := p.stop(a, 5000*yuan, 0)
		p.holds(a, p.send(o), wire.Held, 5000*yuan)
		p.holds(a, p.send(p.follow(wire.Release, o, 5000*yuan)), wire.Done, 0)
		p.entry(a, in(0, 3000*yuan))
		p.held(a, 0)
	}},
	{"release.unknown", Text{"找不到原指令要拒绝", "refuses to release what it never held"}, mendRelease, func(p *probe) {
		a := p.account(in(600, 5000*yuan))
		o := p.stop(a, 5000*yuan, 0) // never sent
		p.refused(p.follow(wire.Release, o, 5000*yuan), wire.RefusalOrderNotFound)
	}},
	{"release.other_account", Text{"账户与原指令不符的解除要拒绝", "refuses a release that names another account"}, mendRelease, func(p *probe) {
		two := p.open(Account{Name: holder, Kind: "person", History: []Entry{in(600, 5000*yuan)}}, Account{Name: "测试户庚", Kind: "person"})
		o := p.stop(two[0], 5000*yuan, 0)
		p.holds(two[0], p.send(o), wire.Held, 5000*yuan)
		r := p.follow(wire.Release, o, 5000*yuan)
		r.Account.Number, r.Account.Name = two[1].Number, two[1].Name
		p.refused(r, wire.RefusalOrderNotFound, wire.RefusalNotFound, wire.RefusalName, wire.RefusalIdentity)
		p.held(two[0], 5000*yuan)
	}},
	{"release.one_of_two", Text{"只解除所指的那一案", "a release concerns its own claim alone"}, mendRelease, func(p *probe) {
		a := p.account(in(900, 3000*yuan), in(600, 4000*yuan))
		o := p.stop(a, 3000*yuan, 0)
		p.holds(a, p.send(o), wire.Held, 3000*yuan)
		other := p.stop(a, 4000*yuan, 1)
		other.Claim += "-B"
		p.send(other)
		p.held(a, 7000*yuan)
		p.send(p.follow(wire.Release, o, 3000*yuan))
		p.held(a, 4000*yuan)
	}},
	{"release.remind", Text{"催办要应答，并重发原反馈，不再执行", "answers a reminder, says the answer again and executes nothing"},
		Text{"对催办指令反馈 done，并把 parent 所指指令的最新反馈按原编号再发一次。", "Answer done to a reminder, and send your latest answer to the order named by parent once more, under its id."},
		reminded},
}

var mendFreeze = Text{
	ZH: "冻结由止付转来：金额不超过该止付尚控制的部分，转过去即从止付中减去；到期自动解除；止付已到期的以 too_late、超额的以 exceeds 拒绝。",
	EN: "A freeze grows from a stop: at most what the stop still holds, and taken from it; it ends by itself; refuse with too_late when the stop has ended and with exceeds when it is more.",
}

// freezeCases: a freeze is another thing than a stop, with its own document, term and end.
var freezeCases = []Case{
	{"freeze.all", Text{"止付全部转冻结，总额不变", "turns the whole hold into a freeze, once"}, mendFreeze, func(p *probe) {
		a := p.account(in(900, 9000*yuan), in(600, 5000*yuan))
		o := p.stop(a, 5000*yuan, 1)
		p.holds(a, p.send(o), wire.Held, 5000*yuan)
		p.holds(a, p.send(p.follow(wire.Freeze, o, 5000*yuan)), wire.Done, 5000*yuan)
	}},
	{"freeze.outlives", Text{"冻结不随止付到期", "a freeze outlives the stop it grew from"}, mendFreeze, func(p *probe) {
		a := p.account(in(600, 5000*yuan))
		o := short(p.stop(a, 5000*yuan, 0))
		p.holds(a, p.send(o), wire.Held, 5000*yuan)
		p.result(p.send(p.follow(wire.Freeze, o, 3000*yuan)), wire.Done)
		p.after(shortS*time.Second + 500*time.Millisecond)
		p.held(a, 3000*yuan)
	}},
	{"freeze.more", Text{"拒绝超过止付金额的冻结", "refuses to freeze more than is held"}, mendFreeze, func(p *probe) {
		a := p.account(in(900, 9000*yuan), in(600, 5000*yuan))
		o := p.stop(a, 3000*yuan, 1)
		p.holds(a, p.send(o), wire.Held, 3000*yuan)
		p.refused(p.follow(wire.Freeze, o, 4000*yuan), wire.RefusalExceeds, wire.RefusalAmount)
		p.held(a, 3000*yuan)
	}},
	{"freeze.late", Text{"止付到期后不能再转冻结", "refuses to freeze what is not held any more"}, mendFreeze, func(p *probe) {
		a := p.account(in(600, 5000*yuan))
		o := short(p.stop(a, 5000*yuan, 0))
		p.holds(a, p.send(o), wire.Held, 5000*yuan)
		p.after(shortS*time.Second + 500*time.Millisecond)
		p.refused(p.follow(wire.Freeze, o, 5000*yuan), wire.RefusalTooLate, wire.RefusalOrderNotFound)
		p.held(a, 0)
	}},
	{"freeze.ends", Text{"冻结到期自动解除", "a freeze ends by itself"}, mendFreeze, func(p *probe) {
		a := p.account(in(600, 5000*yuan))
		o := p.stop(a, 5000*yuan, 0)
		p.holds(a, p.send(o), wire.Held, 5000*yuan)
		f := p.follow(wire.Freeze, o, 5000*yuan)
		f.Until = p.opts.Now().UTC().Truncate(time.Microsecond).Add(shortS * time.Second)
		p.holds(a, p.send(f), wire.Done, 5000*yuan)
		p.after(shortS*time.Second + 500*time.Millisecond)
		p.held(a, 0)
	}},
	{"freeze.term", Text{"拒绝超过一年的冻结", "refuses a freeze of more than a year"},
		Text{"冻结最长一年（重大复杂案件），更长的以 term 拒绝。", "A freeze lasts at most a year (major cases); refuse more with term."},
		func(p *probe) {
			a := p.account(in(600, 5000*yuan))
			o := p.stop(a, 5000*yuan, 0)
			p.holds(a, p.send(o), wire.Held, 5000*yuan)
			f := p.follow(wire.Freeze, o, 5000*yuan)
			f.Until = p.opts.Now().UTC().Truncate(time.Microsecond).AddDate(3, 0, 0)
			p.refused(f, wire.RefusalTerm)
		}},
	{"freeze.thaw_part", Text{"部分解除冻结只放该金额", "thaws a part"}, mendFreeze, func(p *probe) {
		a := p.account(in(600, 5000*yuan))
		o := p.stop(a, 5000*yuan, 0)
		p.holds(a, p.send(o), wire.Held, 5000*yuan)
		f := p.follow(wire.Freeze, o, 5000*yuan)
		p.holds(a, p.send(f), wire.Done, 5000*yuan)
		p.holds(a, p.send(p.follow(wire.Thaw, f, 2000*yuan)), wire.Done, 3000*yuan)
	}},
	{"freeze.thaw_all", Text{"全部解除冻结立即生效", "thaws all at once"}, mendFreeze, func(p *probe) {
		a := p.account(in(600, 5000*yuan))
		o := p.stop(a, 5000*yuan, 0)
		p.holds(a, p.send(o), wire.Held, 5000*yuan)
		f := p.follow(wire.Freeze, o, 5000*yuan)
		p.holds(a, p.send(f), wire.Done, 5000*yuan)
		p.holds(a, p.send(p.follow(wire.Thaw, f, 5000*yuan)), wire.Done, 0)
		p.must(p.entry(a, out(0, 5000*yuan, wire.CashATM)), "解除冻结后仍取不出钱", "the money cannot be taken out after the thaw")
	}},
}

var mendProtected = Text{
	ZH: "党费、工会经费、社保、公积金、备付金、清算、保证金等账户依法不得止付（银监发〔2014〕53号第21–22条），以 protected 拒绝。",
	EN: "Accounts of party and union dues, social insurance, housing fund, reserves, clearing and deposits may not be stopped (银监发〔2014〕53号 Art 21–22): refuse with protected.",
}

// protectedCases: kinds of account that may not be stopped at all.
var protectedCases = []Case{
	{"protected.social_insurance", Text{"不止付社保资金账户", "does not stop a social insurance account"}, mendProtected, func(p *probe) { p.protected("social_insurance") }},
	{"protected.housing_fund", Text{"不止付住房公积金账户", "does not stop a housing fund account"}, mendProtected, func(p *probe) { p.protected("housing_fund") }},
	{"protected.union_dues", Text{"不止付工会经费账户", "does not stop an account of union dues"}, mendProtected, func(p *probe) { p.protected("union_dues") }},
	{"protected.reserve", Text{"不止付备付金账户", "does not stop a reserve account"}, mendProtected, func(p *probe) { p.protected("reserve") }},
	{"protected.settlement", Text{"不止付清算账户", "does not stop a clearing account"}, mendProtected, func(p *probe) { p.protected("settlement") }},
	{"protected.lost", Text{"已挂失的卡要说明", "says that a card was reported lost"},
		Text{"挂失的以 lost_card 反馈，不止付。", "Answer lost_card and hold nothing."},
		func(p *probe) { p.state(Account{Lost: true}, wire.RefusalLostCard) }},
	{"protected.closed", Text{"已销户的要说明", "says that an account is closed"},
		Text{"销户的以 closed 反馈，不止付。", "Answer closed and hold nothing."},
		func(p *probe) { p.state(Account{Closed: true}, wire.RefusalClosed, wire.RefusalNotFound) }},
}

func (p *probe) protected(kind string) {
	p.state(Account{Protected: kind, Kind: "company"}, wire.RefusalProtected, wire.RefusalWhiteListed)
}

// state: an account in a state in which nothing may be held.
func (p *probe) state(with Account, codes ...string) {
	with.Name, with.History = holder, []Entry{in(600, 5000*yuan)}
	if with.Kind == "" {
		with.Kind = "person"
	}
	a := p.open(with)[0]
	p.refused(p.stop(a, 5000*yuan, 0), codes...)
	p.held(a, 0)
}

var mendBook = Text{
	ZH: "行内转账不经清算系统，须在 300 秒内主动通知：编号、流水、时间、双方账户、金额。",
	EN: "A transfer inside the bank passes no switch: tell it by yourself within 300 seconds with id, serial, time, both accounts and amount.",
}

// bookCases: transfers within the bank.
var bookCases = []Case{
	{"book.notice", Text{"行内转账主动通知", "tells a transfer inside the bank"}, mendBook, bookNotice},
	{"book.once", Text{"两笔转账是两条不同的通知", "two transfers are two notices"}, mendBook, func(p *probe) {
		_, notices := p.book(1200*yuan, 1200*yuan)
		p.must(len(notices) == 2 && notices[0].ID != notices[1].ID, "两笔行内转账应有两条编号不同的通知", "two transfers must give two notices with different ids")
	}},
	{"book.held", Text{"被控制的钱不能行内转走", "held money cannot be moved inside the bank"},
		Text{"行内转账同样受止付限制。", "A hold binds transfers inside the bank as well."},
		func(p *probe) {
			two := p.open(Account{Name: holder, Kind: "person", History: []Entry{in(600, 5000*yuan)}}, Account{Name: "测试户庚", Kind: "person"})
			p.holds(two[0], p.send(p.stop(two[0], 5000*yuan, 0)), wire.Held, 5000*yuan)
			p.must(!p.entry(two[0], p.inside(two[1], 1000*yuan)), "被控制的钱被行内转走了", "held money was moved inside the bank")
			p.held(two[0], 5000*yuan)
		}},
	{"book.caught", Text{"行内转入也会被补控", "money moved inside the bank is caught like any credit"}, mendCatch, func(p *probe) {
		two := p.open(Account{Name: holder, Kind: "person", History: []Entry{in(600, 5000*yuan), out(300, 5000*yuan, wire.CashATM)}},
			Account{Name: "测试户庚", Kind: "person", History: []Entry{in(600, 5000*yuan)}})
		p.holds(two[0], p.send(p.stop(two[0], 5000*yuan, 0)), wire.NotHeld, 0)
		p.entry(two[1], p.inside(two[0], 2000*yuan))
		p.held(two[0], 2000*yuan)
	}},
}

// inside is a transfer to an account of the same bank.
func (p *probe) inside(to opened, fen int64) Entry {
	return Entry{Direction: "debit", Fen: fen, Code: wire.MovedInternal, Bank: p.opts.Bank, Other: to.Number, Name: to.Name, Kind: to.Kind}
}

// book moves amounts between two accounts and reads the notices.
func (p *probe) book(fens ...int64) ([]opened, []wire.Notice) {
	two := p.open(Account{Name: holder, Kind: "person", History: []Entry{in(600, 5000*yuan)}}, Account{Name: "测试户庚", Kind: "person"})
	before := p.outbox(0).Next
	for _, fen := range fens {
		e := p.inside(two[1], fen)
		e.Ref = p.id()
		p.must(p.entry(two[0], e), "行内转账未成功", "the transfer was not done")
	}
	var notices []wire.Notice
	for _, n := range p.outbox(before).Notices {
		if n.From.Number == two[0].Number {
			notices = append(notices, n)
		}
	}
	return two, notices
}

func bookNotice(p *probe) {
	two, notices := p.book(1200 * yuan)
	if p.over() {
		return
	}
	p.must(len(notices) == 1, "没有行内转账通知", "the transfer was not told")
	if p.over() {
		return
	}
	n := notices[0]
	p.must(n.Check() == nil && n.Bank == p.opts.Bank, "通知不合规范", "the notice is not one of the page")
	p.must(n.To.Number == two[1].Number && n.To.Name == two[1].Name && n.Fen == 1200*yuan, "通知的对方账户或金额不符", "the notice names another account or amount")
}

func reminded(p *probe) {
	a := p.account(in(900, 9000*yuan), in(600, 5000*yuan))
	o := p.stop(a, 5000*yuan, 1)
	first := p.send(o)
	p.holds(a, first, wire.Held, 5000*yuan)
	before := p.outbox(0).Next
	p.result(p.send(p.follow(wire.Remind, o, 0)), wire.Done)
	p.held(a, 5000*yuan)
	again := p.laterOf(o, before)
	p.must(len(again) == 1, "催办后没有重发原反馈", "the answer to the order was not sent again")
	if len(again) == 1 {
		p.same(first, again[0])
	}
}
