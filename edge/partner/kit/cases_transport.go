package kit

import (
	"fmt"
	"io"
	"net/http"
	"strconv"
	"strings"
	"time"

	"fanzha/edge/partner/wire"
)

var mendCaller = Text{
	ZH: "先核对请求头 X-Fanzha-Key、Time、Nonce、Signature（对正文、路径、时间和随机数的 HMAC），不符一律返回 401，不执行任何内容。",
	EN: "Verify the headers X-Fanzha-Key, Time, Nonce and Signature (HMAC over body, path, time and nonce) first; answer 401 and do nothing when they do not hold.",
}

// transportCases: who may speak to the bank at all.
var transportCases = []Case{
	{"transport.accepts", Text{"接受签名正确的指令", "takes a correctly signed order"},
		Text{"检查地址、密钥和密钥编号是否与反诈中心登记的一致。", "Check that address, key and key id are those that the centre has on record."},
		func(p *probe) {
			a := p.account(in(600, 5000*yuan))
			p.holds(a, p.send(p.stop(a, 5000*yuan, 0)), wire.Held, 5000*yuan)
		}},
	{"transport.unsigned", Text{"拒绝没有签名的请求", "refuses a request without a signature"}, mendCaller,
		func(p *probe) {
			p.stranger(func(r *http.Request) { dropSignature(r) })
		}},
	{"transport.wrong_secret", Text{"拒绝用别的密钥签名的请求", "refuses a signature made with another secret"}, mendCaller,
		func(p *probe) {
			p.stranger(func(r *http.Request) {
				k := p.opts.Key
				k.Secret = []byte(strings.Repeat("another secret, not shared. ", 2))
				resign(r, signing{key: k, side: wire.FromCentre, at: p.opts.Now()})
			})
		}},
	{"transport.unknown_key", Text{"拒绝未登记的密钥编号", "refuses a key id that it does not know"}, mendCaller,
		func(p *probe) {
			p.stranger(func(r *http.Request) { r.Header.Set(wire.HeaderKey, "nobody") })
		}},
	{"transport.changed_body", Text{"拒绝签名后被改动的正文", "refuses a body that was changed after it was signed"}, mendCaller,
		func(p *probe) {
			p.stranger(func(r *http.Request) {
				resign(r, signing{key: p.opts.Key, side: wire.FromCentre, at: p.opts.Now(), over: []byte("{}")})
			})
		}},
	{"transport.other_path", Text{"拒绝为别的路径签的名", "refuses a signature made for another path"}, mendCaller,
		func(p *probe) {
			p.stranger(func(r *http.Request) {
				sign := *r
				u := *r.URL
				u.Path += "/other"
				sign.URL = &u
				resign(&sign, signing{key: p.opts.Key, side: wire.FromCentre, at: p.opts.Now()})
			})
		}},
	{"transport.wrong_side", Text{"拒绝以银行身份签名的请求（回送攻击）", "refuses a request signed as the bank itself (reflection)"}, mendCaller,
		func(p *probe) {
			p.stranger(func(r *http.Request) { resign(r, signing{key: p.opts.Key, side: wire.FromBank, at: p.opts.Now()}) })
		}},
	{"transport.stale", Text{"拒绝一小时前签名的请求", "refuses a request signed an hour ago"},
		Text{"X-Fanzha-Time 与本机时间相差超过 5 分钟的请求返回 401。", "Answer 401 when X-Fanzha-Time is more than five minutes from your clock."},
		func(p *probe) {
			p.stranger(func(r *http.Request) {
				resign(r, signing{key: p.opts.Key, side: wire.FromCentre, at: p.opts.Now().Add(-time.Hour)})
			})
		}},
	{"transport.future", Text{"拒绝时间在一小时后的请求", "refuses a request signed an hour ahead"},
		Text{"X-Fanzha-Time 与本机时间相差超过 5 分钟的请求返回 401。", "Answer 401 when X-Fanzha-Time is more than five minutes from your clock."},
		func(p *probe) {
			p.stranger(func(r *http.Request) {
				resign(r, signing{key: p.opts.Key, side: wire.FromCentre, at: p.opts.Now().Add(time.Hour)})
			})
		}},
	{"transport.replayed", Text{"拒绝原样重放的请求", "refuses a captured request that is sent again"},
		Text{"记住 10 分钟内用过的随机数，重复的返回 401。", "Remember nonces for ten minutes and answer 401 to one used before."}, replayed},
	{"transport.signed_answer", Text{"反馈带有签名", "signs its answer"},
		Text{"对反馈的随机数、状态和正文签名，写入 X-Fanzha-Key 与 X-Fanzha-Signature。", "Sign nonce, status and body of the answer into X-Fanzha-Key and X-Fanzha-Signature."}, signedAnswer},
	{"transport.method", Text{"只接受 POST", "takes orders by POST only"},
		Text{"对 GET 返回 405。", "Answer 405 to GET."}, onlyPost},
}

func dropSignature(r *http.Request) {
	for _, h := range []string{wire.HeaderKey, wire.HeaderTime, wire.HeaderNonce, wire.HeaderSignature} {
		r.Header.Del(h)
	}
}

// signing is how a request is signed anew.
type signing struct {
	key  wire.Key
	side wire.Side
	at   time.Time
	over []byte // another body than the one that is sent; nil: the same
}

func resign(r *http.Request, s signing) {
	body := s.over
	if body == nil && r.GetBody != nil {
		same, err := r.GetBody()
		if err == nil {
			body, _ = io.ReadAll(same) // it is in memory
		}
	}
	s.key.SignRequest(r, s.side, body, s.at)
}

// stranger sends a good order in a request that is not the centre's, and insists that it is turned away and nothing is held.
func (p *probe) stranger(spoil func(*http.Request)) {
	a := p.account(in(600, 5000*yuan))
	o := p.seal(p.stop(a, 5000*yuan, 0))
	if p.over() {
		return
	}
	g, err := p.client.post(p.ctx, "/orders", encode(o), spoil)
	p.broke("orders", err)
	if p.over() {
		return
	}
	p.must(g.status == http.StatusUnauthorized || g.status == http.StatusForbidden,
		"返回状态 "+strconv.Itoa(g.status)+"，应为 401 或 403", "status "+strconv.Itoa(g.status)+", want 401 or 403")
	p.held(a, 0)
}

func replayed(p *probe) {
	a := p.account(in(600, 5000*yuan))
	o := p.seal(p.stop(a, 5000*yuan, 0))
	if p.over() {
		return
	}
	var kept http.Header
	_, err := p.client.post(p.ctx, "/orders", encode(o), func(r *http.Request) { kept = r.Header.Clone() })
	p.broke("orders", err)
	if p.over() {
		return
	}
	g, err := p.client.post(p.ctx, "/orders", encode(o), func(r *http.Request) { r.Header = kept.Clone() })
	p.broke("orders", err)
	p.must(g.status == http.StatusUnauthorized || g.status == http.StatusForbidden || g.status == http.StatusConflict,
		fmt.Sprintf("返回状态 %d，应为 401", g.status), fmt.Sprintf("status %d, want 401", g.status))
	p.held(a, 5000*yuan)
}

func signedAnswer(p *probe) {
	a := p.account(in(600, 5000*yuan))
	o := p.seal(p.stop(a, 5000*yuan, 0))
	if p.over() {
		return
	}
	g, err := p.client.post(p.ctx, "/orders", encode(o), nil)
	p.broke("orders", err)
	if p.over() {
		return
	}
	err = p.opts.Key.VerifyAnswer(g.header, g.nonce, g.status, g.body)
	p.must(err == nil, fmt.Sprintf("反馈的签名不成立：%v", err), fmt.Sprintf("the signature of the answer does not hold: %v", err))
}

func onlyPost(p *probe) {
	req, err := http.NewRequestWithContext(p.ctx, http.MethodGet, p.opts.URL+"/orders", http.NoBody)
	p.broke("orders", err)
	if p.over() {
		return
	}
	p.opts.Key.SignRequest(req, wire.FromCentre, nil, p.opts.Now())
	g, err := p.do(req)
	p.broke("orders", err)
	p.must(g.status >= 400 && g.status < 500, fmt.Sprintf("GET 返回状态 %d，应为 405", g.status), fmt.Sprintf("GET gives status %d, want 405", g.status))
}

var mendSeal = Text{
	ZH: "按规范对指令全部字段（签章除外）生成规范字节，用反诈中心登记的公钥核验签章；不成立的以 seal 拒绝，不执行、不登记该编号。",
	EN: "Make the canonical bytes of all fields but the seal and verify the seal with the centre's pinned key; refuse with seal, do nothing and do not note the id.",
}

// sealCases: the seal stands for the unit that orders; a signed connection does not replace it.
var sealCases = []Case{
	{"seal.missing", Text{"拒绝没有签章的指令", "refuses an order without a seal"}, mendSeal, func(p *probe) {
		p.unsealed(func(o wire.Order) wire.Order { return o })
	}},
	{"seal.forged", Text{"拒绝陌生密钥的签章", "refuses a seal of a key that it does not know"}, mendSeal, func(p *probe) {
		p.unsealed(func(o wire.Order) wire.Order { return p.sealWith(o, p.opts.Forger) })
	}},
	{"seal.borrowed_name", Text{"拒绝冒用密钥编号的签章", "refuses a forged seal under the name of the true key"}, mendSeal, func(p *probe) {
		p.unsealed(func(o wire.Order) wire.Order {
			name := p.seal(o).Seal.Key
			o = p.sealWith(o, p.opts.Forger)
			o.Seal.Key = name
			return o
		})
	}},
	{"seal.changed_amount", Text{"拒绝签章后改大金额的指令", "refuses an order whose amount was raised after it was sealed"}, mendSeal, func(p *probe) {
		p.unsealed(func(o wire.Order) wire.Order {
			o.HoldFen -= 1000
			o = p.seal(o)
			o.HoldFen += 1000
			return o
		})
	}},
	{"seal.changed_account", Text{"拒绝签章后换了账户的指令", "refuses an order whose account was exchanged after it was sealed"}, mendSeal, func(p *probe) {
		p.unsealed(func(o wire.Order) wire.Order {
			number := o.Account.Number
			o.Account.Number = "9900080000000017"
			o = p.seal(o)
			o.Account.Number = number
			return o
		})
	}},
	{"seal.of_another", Text{"拒绝移用另一条指令的签章", "refuses the seal of another order"}, mendSeal, func(p *probe) {
		p.unsealed(func(o wire.Order) wire.Order {
			other := o
			other.ID = p.id()
			o.Seal = p.seal(other).Seal
			return o
		})
	}},
	{"seal.suite", Text{"拒绝写错算法的签章", "refuses a seal under a suite that is not the key's"}, mendSeal, func(p *probe) {
		p.unsealed(func(o wire.Order) wire.Order {
			o = p.seal(o)
			o.Seal.Suite = "none"
			return o
		})
	}},
	{"seal.release", Text{"拒绝伪造的解除指令", "refuses a forged release"}, mendSeal, func(p *probe) {
		a := p.account(in(600, 5000*yuan))
		o := p.stop(a, 5000*yuan, 0)
		p.holds(a, p.send(o), wire.Held, 5000*yuan)
		p.declined(p.sealWith(p.follow(wire.Release, o, 5000*yuan), p.opts.Forger), wire.RefusalSeal)
		p.held(a, 5000*yuan)
	}},
	{"seal.forged_first", Text{"伪造的指令不妨碍随后的真指令", "a forged order does not stand in the way of the true one"},
		Text{"先核验签章，再登记指令编号；签章不成立的编号不得登记。", "Verify the seal before you note the id; an id whose seal does not hold is not noted."},
		func(p *probe) {
			a := p.account(in(600, 5000*yuan))
			o := p.stop(a, 5000*yuan, 0)
			forged := o
			forged.HoldFen -= 100
			_, _ = p.ask(p.sealWith(forged, p.opts.Forger))
			p.holds(a, p.send(o), wire.Held, 5000*yuan)
		}},
	{"seal.other_bank", Text{"拒绝发给别家机构的指令", "refuses an order addressed to another bank"},
		Text{"核对 bank 字段是否为本机构代码，不是的以 not_ours 拒绝。", "Compare the field bank with your own code and refuse with not_ours."},
		func(p *probe) {
			a := p.account(in(600, 5000*yuan))
			o := p.stop(a, 5000*yuan, 0)
			o.Bank = "another_bank"
			p.declined(p.seal(o), wire.RefusalNotOurs)
			p.held(a, 0)
		}},
}

// unsealed sends an order with a seal that does not hold.
func (p *probe) unsealed(spoil func(wire.Order) wire.Order) {
	a := p.account(in(600, 5000*yuan))
	p.declined(spoil(p.stop(a, 5000*yuan, 0)), wire.RefusalSeal)
	p.held(a, 0)
}
