package bank_test

import (
	"bytes"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"fanzha/edge/partner/bank"
	"fanzha/edge/partner/wire"
	"fanzha/internal/check"
	"fanzha/term/when"
)

// Protects the door itself: nothing unsigned, forged, changed, stale, replayed or sent in another bank's place has any effect.
func TestAttacks(t *testing.T) {
	h := newHouse(t, nil)
	body := encode(t, answer("a1", "order-1", "hk_rural"))
	post := func(k bank.Key, change func(*http.Request)) reply {
		return h.do(call{key: k, method: "POST", path: "/answers", body: body, change: change})
	}
	thief := hk
	thief.Secret = bytes.Repeat([]byte{9}, 32)
	for _, c := range []struct {
		name   string
		got    reply
		status int
		code   string
	}{
		{"unsigned", post(hk, func(r *http.Request) {
			for _, n := range []string{wire.HeaderKey, wire.HeaderNonce, wire.HeaderSignature, wire.HeaderTime} {
				r.Header.Del(n)
			}
		}), 401, "bank.no_key"},
		{"no signature", post(hk, func(r *http.Request) { r.Header.Del(wire.HeaderSignature) }), 401, "wire.unsigned"},
		{"signature without a key", post(hk, func(r *http.Request) { r.Header.Del(wire.HeaderKey) }), 401, "bank.key"},
		{"two keys", post(hk, func(r *http.Request) { r.Header.Add(wire.HeaderKey, "yh1") }), 401, "bank.key"},
		{"unknown key", post(keyOf("zz", "hk_rural", 1), nil), 401, "bank.key"},
		{"secret too short to count", post(bank.Key{Key: wire.Key{ID: "short", Suite: wire.HMACSHA256, Secret: []byte("short")}}, nil), 401, "bank.key"},
		{"guessed secret", post(thief, nil), 401, "wire.signature"},
		{"another bank's secret", post(keyOf("hk1", "hk_rural", 3), nil), 401, "wire.signature"},
		{"claims another key", post(keyOf("yh1", "yh_bank", 1), nil), 401, "wire.signature"},
		{"stale", post(hk, func(r *http.Request) {
			hk.Key.SignRequest(r, wire.FromBank, []byte(body), start.Add(-6*time.Minute))
		}), 401, "wire.stale"},
		{"from the future", post(hk, func(r *http.Request) {
			hk.Key.SignRequest(r, wire.FromBank, []byte(body), start.Add(6*time.Minute))
		}), 401, "wire.stale"},
		{"body changed after signing", post(hk, func(r *http.Request) {
			hk.Key.SignRequest(r, wire.FromBank, []byte(strings.Replace(body, "100", "999", 1)), start)
		}), 401, "wire.signature"},
		{"signed as the centre", post(hk, func(r *http.Request) { hk.Key.SignRequest(r, wire.FromCentre, []byte(body), start) }), 401, "wire.signature"},
		{"other hash", post(hk, func(r *http.Request) {
			k := hk.Key
			k.Suite = wire.HMACSM3
			k.SignRequest(r, wire.FromBank, []byte(body), start)
		}), 401, "wire.signature"},
	} {
		check.Equal(t, fmt.Sprint(c.name, " ", c.got.status, " ", c.got.code(t)), fmt.Sprint(c.name, " ", c.status, " ", c.code))
	}
	check.Equal(t, len(h.room.answers), 0)

	var captured http.Header
	check.Equal(t, post(hk, func(r *http.Request) { captured = r.Header.Clone() }).status, 200)
	again := post(hk, func(r *http.Request) { r.Header = captured.Clone() })
	check.Equal(t, again.status, 409)
	check.Equal(t, again.code(t), "wire.replayed")
	other := h.do(call{key: hk, method: "POST", path: "/notices", body: body, change: func(r *http.Request) { r.Header = captured.Clone() }})
	check.Equal(t, other.code(t), "wire.signature")

	yh := keyOf("yh1", "yh_bank", 3)
	r := decode[wire.Receipts](t, h.do(call{key: yh, method: "POST", path: "/answers", body: body}))
	check.Equal(t, r.Receipts[0].Code, "bank.other_bank")
	r = decode[wire.Receipts](t, h.do(call{key: yh, method: "POST", path: "/answers", body: encode(t, answer("a9", "order-1", "yh_bank"))}))
	check.Equal(t, r.Receipts[0].Code, "stoppay.order_not_found")
	check.Equal(t, len(h.room.answers), 1)
}

const (
	known   = "9900020000000004567"
	unknown = "9900020000000009999"
)

func ask(h *house, account, customer string) reply {
	return h.do(call{key: hk, method: "POST", path: "/payees/check", body: encode(h.t, wire.Query{Version: 1, Account: account, Customer: customer})})
}

func report(claim, reporter string, at time.Time) bank.Mark {
	return bank.Mark{Kind: bank.MarkReported, Account: known, At: when.Of(at), Claim: claim, Reporter: reporter, Fen: 8_650_000}
}

// Protects the answer to a payee check: counts by window, holds that run, states of reports; nobody is named in it.
func TestCheck(t *testing.T) {
	h := newHouse(t, nil)
	day := 24 * time.Hour
	held := bank.Mark{Kind: bank.MarkHeld, Account: known, At: when.Of(start), Order: "o1", Until: when.Of(start.Add(48 * time.Hour)), Fen: 8_650_000}
	for range 2 { // marks may come twice
		h.index.Feed(
			report("c1", "李示例", start.Add(-time.Hour)), report("c2", "李示例", start.Add(-2*time.Hour)), report("c3", "王示例", start.Add(-100*day)),
			report("c4", "赵示例", start.Add(-400*day)), report("c5", "钱示例", start.Add(-10*day)), report("c6", "孙示例", start.Add(-6*365*day)),
			bank.Mark{Kind: bank.MarkClosed, Account: known, Claim: "c4"}, bank.Mark{Kind: bank.MarkRejected, Account: known, Claim: "c5"},
			bank.Mark{Kind: bank.MarkClosed, Account: known, Claim: "c6"}, held)
	}
	raw := ask(h, known, "")
	check.True(t, !bytes.Contains(raw.body, []byte("示例")) && !bytes.Contains(raw.body, []byte("c1")), "an identity is in the answer")
	r := decode[wire.Risk](t, raw)
	r.Left, r.Watermark, r.FirstSeen = 0, time.Time{}, time.Time{}
	check.Equal(t, r, wire.Risk{Version: 1, Known: true, OpenReports: 3, OpenReporters: 2, HoldsNow: 1, HeldNowFen: 8_600_000, RejectedReports: 1,
		Days90: wire.Window{Reports: 2, Reporters: 1, Holds: 1, Fen: 17_300_000}, Months12: wire.Window{Reports: 3, Reporters: 2, Holds: 1, Fen: 25_900_000},
		Months60: wire.Window{Reports: 4, Reporters: 3, Holds: 1, Fen: 34_600_000}, Cost: 1, Advice: wire.AdviceDelay})

	h.index.Feed(bank.Mark{Kind: bank.MarkHoldEnded, Account: known, At: when.Of(start), Order: "o1"})
	r = decode[wire.Risk](t, ask(h, known, ""))
	check.True(t, r.HoldsNow == 0 && r.Days90.Holds == 1, "an ended hold still runs")
	h.index.Feed(bank.Mark{Kind: bank.MarkSmallCredits, Account: known})
	check.Equal(t, decode[wire.Risk](t, ask(h, known, "")).Advice, wire.AdviceAsk)
	h.index.Feed(bank.Mark{Kind: bank.MarkInvolved, Account: known})
	check.Equal(t, decode[wire.Risk](t, ask(h, known, "")).Advice, wire.AdviceDelay)
	h.index.Feed(bank.Mark{Kind: bank.MarkCleared, Account: known}, bank.Mark{Kind: bank.MarkOrdinary, Account: known})
	r = decode[wire.Risk](t, ask(h, unknown, ""))
	check.True(t, !r.Known && r.Cost == 3 && r.Advice == wire.AdviceNone, "an unknown account")
	h.pass(61 * time.Second)
	check.Equal(t, ask(h, known, "").code(t), "bank.index_old")
}

// Protects the index from those who go through numbers: a miss costs more, an empty budget says when to come back and nothing of
// the account, and a customer has a budget of his own.
func TestCheckBudget(t *testing.T) {
	h := newHouse(t, func(o *bank.Options) {
		o.Settings = bank.DefaultSettings()
		o.Settings.Checks = bank.Budget{PerS: 1, Burst: 10, HitCost: 1, MissCost: 3, CustomerPerMin: 6, CustomerBurst: 6}
	})
	h.index.Feed(report("c1", "李示例", start))
	for left := 9; left >= 8; left-- {
		check.Equal(t, decode[wire.Risk](t, ask(h, known, "")).Left, left)
	}
	for _, left := range []int{5, 2} {
		check.Equal(t, decode[wire.Risk](t, ask(h, unknown, "")).Left, left)
	}
	hit, miss := ask(h, known, ""), ask(h, unknown, "")
	check.True(t, hit.status == 429 && miss.status == 429 && bytes.Equal(hit.body, miss.body), "the refusal tells hit from miss")
	check.Equal(t, hit.code(t), "bank.tokens")
	check.Equal(t, hit.header.Get("Retry-After"), "1")
	h.pass(30 * time.Second)
	check.Equal(t, ask(h, unknown, "u1").status, 200)
	check.Equal(t, ask(h, unknown, "u1").status, 200)
	check.Equal(t, ask(h, unknown, "u1").code(t), "bank.customer")
	check.Equal(t, ask(h, unknown, "u2").status, 200)
}
