package wire_test

import (
	"bytes"
	"encoding/hex"
	"encoding/json"
	"flag"
	"fmt"
	"net/http"
	"os"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"fanzha/base/seal"
	"fanzha/edge/partner/wire"
	"fanzha/internal/check"
	"fanzha/term/fault"
)

var update = flag.Bool("update", false, "write the vectors anew")

// Protects banks that have learnt the page: canonical bytes, a seal and the signature of a request never change unseen. The
// vectors are published in docs/partner, so that a bank can test its own code with them.
func TestVectors(t *testing.T) {
	objects := []struct {
		Name      string `json:"name"`
		JSON      any    `json:"json"`
		Canonical string `json:"canonical_hex"`
	}{
		{Name: "stop", JSON: stop(), Canonical: hex.EncodeToString(stop().Canonical())},
		{Name: "restrict", JSON: restrict(), Canonical: hex.EncodeToString(restrict().Canonical())},
		{Name: "supplement", JSON: supplement(), Canonical: hex.EncodeToString(supplement().Canonical())},
		{Name: "freeze", JSON: freeze(), Canonical: hex.EncodeToString(freeze().Canonical())},
		{Name: "release", JSON: release(), Canonical: hex.EncodeToString(release().Canonical())},
		{Name: "remind", JSON: remind(), Canonical: hex.EncodeToString(remind().Canonical())},
		{Name: "answer", JSON: answer(), Canonical: hex.EncodeToString(answer().Canonical())},
		{Name: "notice", JSON: notice(), Canonical: hex.EncodeToString(notice().Canonical())},
	}
	golden(t, "testdata/canonical.json", objects)

	type vector struct {
		Suite     wire.Suite `json:"suite"`
		Secret    string     `json:"secret_hex"`
		Side      wire.Side  `json:"side"`
		Method    string     `json:"method"`
		Target    string     `json:"target"`
		Time      string     `json:"time"`
		Nonce     string     `json:"nonce"`
		Body      string     `json:"body"`
		Signature string     `json:"signature"`
	}
	var signatures []vector
	secret := bytes.Repeat([]byte{0xA5}, 32)
	for _, suite := range []wire.Suite{wire.HMACSHA256, wire.HMACSM3} {
		for _, v := range []vector{
			{Side: wire.FromBank, Method: "GET", Target: "/partner/v1/orders?after=17&wait_s=25"},
			{Side: wire.FromBank, Method: "POST", Target: "/partner/v1/answers", Body: `{"version":1}`},
			{Side: wire.FromCentre, Method: "POST", Target: "/fanzha/orders", Body: "反诈"},
		} {
			v.Suite, v.Secret, v.Time, v.Nonce = suite, hex.EncodeToString(secret), "1795226600", "00112233445566778899aabbccddeeff"
			v.Signature = wire.Key{ID: "k1", Suite: suite, Secret: secret}.Sign(wire.Request{Side: v.Side, Method: v.Method, Target: v.Target,
				At: time.Unix(1795226600, 0), Nonce: v.Nonce, Body: []byte(v.Body)})
			signatures = append(signatures, v)
		}
	}
	golden(t, "testdata/signatures.json", signatures)
}

func golden(t *testing.T, path string, v any) {
	t.Helper()
	got, err := json.MarshalIndent(v, "", "  ")
	check.NoError(t, err)
	got = append(got, '\n')
	if *update {
		check.NoError(t, os.WriteFile(path, got, 0o600))
	}
	want, err := os.ReadFile(path)
	check.NoError(t, err)
	check.True(t, bytes.Equal(got, want), path+" is not what the code gives: banks that rely on it would break (-update writes it anew)")
}

// Protects the seal: what a bank reads from JSON gives the bytes that were sealed, and canonical bytes give the order back.
func TestRoundTrip(t *testing.T) {
	for _, o := range []wire.Order{stop(), supplement(), freeze(), release(), remind(), restrict(), lift()} {
		raw, err := wire.Encode(o)
		check.NoError(t, err)
		back, err := wire.DecodeOrder(raw)
		check.NoError(t, err)
		check.Equal(t, back, o)
		check.True(t, bytes.Equal(back.Canonical(), o.Canonical()), "JSON changes the canonical bytes")
		parsed, err := wire.ParseOrder(o.Canonical())
		check.NoError(t, err)
		check.Equal(t, parsed, o)
	}
	a := answer()
	raw, err := wire.Encode(a)
	check.NoError(t, err)
	back, err := wire.DecodeAnswer(raw)
	check.NoError(t, err)
	check.Equal(t, back, a)
	for _, v := range []wire.Object{notice(), objection(), wire.Query{Version: 1, Account: "9900020000000004567"}} {
		_, err = wire.Encode(v)
		check.NoError(t, err)
	}
}

// Protects against forged orders, in both suites: nothing but what the centre sealed verifies.
func TestSeal(t *testing.T) {
	for _, suite := range seal.Suites {
		s, err := seal.New(suite)
		check.NoError(t, err)
		v, err := seal.NewVerifier(s.Public())
		check.NoError(t, err)
		o, err := wire.Sign(stop(), s)
		check.NoError(t, err)
		check.NoError(t, wire.Verify(o, v))

		other, err := seal.New(suite)
		check.NoError(t, err)
		forged, err := wire.Sign(stop(), other)
		check.NoError(t, err)
		check.Fault(t, wire.Verify(forged, v), "wire.seal")
		forged.Seal.Key = o.Seal.Key
		check.Fault(t, wire.Verify(forged, v), "wire.seal")

		bare := stop()
		check.Fault(t, wire.Verify(bare, v), "wire.unsealed")
		for name, change := range map[string]func(*wire.Order){
			"amount":  func(o *wire.Order) { o.HoldFen-- },
			"account": func(o *wire.Order) { o.Account.Number = "9900020000000004568" },
			"bank":    func(o *wire.Order) { o.Bank = "yh_bank" },
			"match":   func(o *wire.Order) { o.Matches[0].Fen++ },
			"id":      func(o *wire.Order) { o.ID += "X" },
			"length":  func(o *wire.Order) { o.HoldForS++ },
			"urgent":  func(o *wire.Order) { o.Urgent = false },
			"shift":   func(o *wire.Order) { o.Number, o.Claim = o.Number+o.Claim[:1], o.Claim[1:] },
			"suite":   func(o *wire.Order) { o.Seal.Suite = "none" },
			"value":   func(o *wire.Order) { o.Seal.Value = "AAAA" },
			"base64":  func(o *wire.Order) { o.Seal.Value = "!" },
			"long":    func(o *wire.Order) { o.Seal.Value = strings.Repeat("A", 1024) },
		} {
			changed := o
			changed.Matches = append([]wire.Match(nil), o.Matches...)
			change(&changed)
			err = wire.Verify(changed, v)
			check.True(t, err != nil, "verified after a change of "+name)
			check.Fault(t, err, "wire.seal")
		}
		sealed, err := wire.Sealed(o.Canonical(), o.Seal.Suite, o.Seal.Key, []byte("x"))
		check.NoError(t, err)
		check.Fault(t, wire.Verify(sealed, v), "wire.seal")
	}
}

// Protects readers: what is not exactly the page is refused, and the fault names the field, never the value.
func TestDecodeRefuses(t *testing.T) {
	good, err := json.Marshal(stop())
	check.NoError(t, err)
	replace := func(old, by string) string {
		check.True(t, strings.Contains(string(good), old), "the sample has no "+old)
		return strings.Replace(string(good), old, by, 1)
	}
	for _, c := range []struct{ name, raw, code, field string }{
		{"empty", "", "wire.json", ""},
		{"not an object", "[]", "wire.type", ""},
		{"cut", string(good[:len(good)-1]), "wire.json", ""},
		{"two values", string(good) + "{}", "wire.json", ""},
		{"rest", string(good) + "x", "wire.json", ""},
		{"deep", strings.Repeat(`{"matches":[`, 50), "wire.unknown_field", "matches[0].matches"},
		{"unknown", replace(`"urgent":true`, `"urgent":true,"hurry":1`), "wire.unknown_field", "hurry"},
		{"unknown below", replace(`"kind":"person"`, `"kind":"person","balance":1`), "wire.unknown_field", "account.balance"},
		{"other case", replace(`"urgent":true`, `"Urgent":true`), "wire.unknown_field", "Urgent"},
		{"strange name", replace(`"urgent":true`, `"=cmd|' /C'!A0":true`), "wire.unknown_field", "?"},
		{"twice", replace(`"urgent":true`, `"urgent":true,"urgent":false`), "wire.field_twice", "urgent"},
		{"null", replace(`"urgent":true`, `"urgent":null`), "wire.type", "urgent"},
		{"float", replace(`"hold_fen":8600000`, `"hold_fen":8600000.5`), "wire.type", "hold_fen"},
		{"exponent", replace(`"hold_fen":8600000`, `"hold_fen":86e5`), "wire.type", "hold_fen"},
		{"huge", replace(`"hold_fen":8600000`, `"hold_fen":9300000000000000000000`), "wire.type", "hold_fen"},
		{"text for number", replace(`"hold_fen":8600000`, `"hold_fen":"8600000"`), "wire.type", "hold_fen"},
		{"object for text", replace(`"bank":"hk_rural"`, `"bank":{}`), "wire.type", "bank"},
		{"time", replace(`"issued_at":"2026`, `"issued_at":"26`), "wire.time", "issued_at"},
		{"fine time", replace(`20.123456Z"`, `20.1234567Z"`), "wire.time", "matches[0].time"},
		{"half a character", replace(`"name":"陈示例"`, `"name":"\ud800"`), "wire.form", "account.name"},
		{"control", replace(`"name":"陈示例"`, `"name":"a\u0007"`), "wire.form", "account.name"},
		{"turned", replace(`"name":"陈示例"`, `"name":"a\u202eb"`), "wire.form", "account.name"},
		{"not utf-8", replace("陈", "\xff"), "wire.utf8", ""},
		{"too large", strings.Repeat(" ", wire.OrderMax+1), "wire.too_large", ""},
	} {
		_, err := wire.DecodeOrder([]byte(c.raw))
		check.Fault(t, err, c.code)
		if c.field != "" {
			check.Equal(t, argOf(err, "field"), any(c.field))
		}
		check.True(t, c.name == "rest" || !strings.Contains(err.Error(), "cmd"), c.name+" repeats what was sent")
	}
}

func argOf(err error, name string) any {
	f, _ := err.(*fault.Fault) //nolint:errorlint // the outermost is ours
	if f == nil {
		return nil
	}
	return f.Arg(name)
}

// Protects the invariants of an order: an amount that the credits cover, two officers, a document, an end; and no field that has
// no meaning for its type.
func TestOrderCheck(t *testing.T) {
	for _, c := range []struct {
		field  string
		code   string
		of     func() wire.Order
		change func(*wire.Order)
	}{
		{"", "wire.version", stop, func(o *wire.Order) { o.Version = 2 }},
		{"type", "wire.word", stop, func(o *wire.Order) { o.Type = "seize" }},
		{"id", "wire.missing", stop, func(o *wire.Order) { o.ID = "" }},
		{"id", "wire.form", stop, func(o *wire.Order) { o.ID = "../x" }},
		{"id", "wire.length", stop, func(o *wire.Order) { o.ID = strings.Repeat("a", 65) }},
		{"number", "wire.missing", stop, func(o *wire.Order) { o.Number = "" }},
		{"claim", "wire.length", stop, func(o *wire.Order) { o.Claim = strings.Repeat("号", 65) }},
		{"depth", "wire.range", stop, func(o *wire.Order) { o.Depth = 0 }},
		{"bank", "wire.form", stop, func(o *wire.Order) { o.Bank = "HK" }},
		{"bank", "wire.missing", stop, func(o *wire.Order) { o.Bank = "" }},
		{"account.number", "wire.form", stop, func(o *wire.Order) { o.Account.Number = "62 22" }},
		{"account.number", "wire.missing", stop, func(o *wire.Order) { o.Account.Number = "" }},
		{"account.name", "wire.missing", stop, func(o *wire.Order) { o.Account.Name = "" }},
		{"account.kind", "wire.word", stop, func(o *wire.Order) { o.Account.Kind = "dog" }},
		{"hold_fen", "wire.range", stop, func(o *wire.Order) { o.HoldFen = 0 }},
		{"hold_fen", "wire.conflict", stop, func(o *wire.Order) { o.HoldFen = 8_600_001 }},
		{"hold_for_s", "wire.range", stop, func(o *wire.Order) { o.HoldForS = 0 }},
		{"hold_for_s", "wire.range", stop, func(o *wire.Order) { o.HoldForS = wire.HoldMaxS + 1 }},
		{"count", "wire.range", stop, func(o *wire.Order) { o.Count = 3 }},
		{"floor_fen", "wire.range", stop, func(o *wire.Order) { o.FloorFen = -1 }},
		{"matches", "wire.range", stop, func(o *wire.Order) { o.Matches = nil }},
		{"matches[1].fen", "wire.range", stop, func(o *wire.Order) { o.Matches[1].Fen = wire.FenMax + 1 }},
		{"matches[0].time", "wire.missing", stop, func(o *wire.Order) { o.Matches[0].Time = time.Time{} }},
		{"matches[0].payer_account", "wire.form", stop, func(o *wire.Order) { o.Matches[0].PayerAccount = "x" }},
		{"fen", "wire.extra", stop, func(o *wire.Order) { o.Fen = 1 }},
		{"until", "wire.extra", stop, func(o *wire.Order) { o.Until = at }},
		{"fen", "wire.range", freeze, func(o *wire.Order) { o.Fen = 0 }},
		{"until", "wire.missing", freeze, func(o *wire.Order) { o.Until = time.Time{} }},
		{"until", "wire.conflict", freeze, func(o *wire.Order) { o.Until = o.IssuedAt }},
		{"parent", "wire.missing", freeze, func(o *wire.Order) { o.Parent = "" }},
		{"hold_fen", "wire.extra", release, func(o *wire.Order) { o.HoldFen = 1 }},
		{"matches", "wire.extra", release, func(o *wire.Order) { o.Matches = stop().Matches }},
		{"until", "wire.extra", release, func(o *wire.Order) { o.Until = at.Add(time.Hour) }},
		{"fen", "wire.extra", remind, func(o *wire.Order) { o.Fen = 1 }},
		{"officers", "wire.range", stop, func(o *wire.Order) { o.Officers = o.Officers[:1] }},
		{"officers[1].id", "wire.conflict", stop, func(o *wire.Order) { o.Officers = []wire.Officer{o.Officers[0], o.Officers[0]} }},
		{"officers[0].phone", "wire.missing", stop, func(o *wire.Order) { o.Officers[0].Phone = "" }},
		{"document.kind", "wire.missing", stop, func(o *wire.Order) { o.Document.Kind = "" }},
		{"document.sha256", "wire.form", stop, func(o *wire.Order) { o.Document.SHA256 = "ABC" }},
		{"unit.code", "wire.form", stop, func(o *wire.Order) { o.Unit.Code = "9901" }},
		{"basis", "wire.missing", stop, func(o *wire.Order) { o.Basis = "" }},
		{"reason", "wire.length", stop, func(o *wire.Order) { o.Reason = strings.Repeat("字", 501) }},
		{"issued_at", "wire.time", stop, func(o *wire.Order) { o.IssuedAt = time.Date(1999, 1, 1, 0, 0, 0, 0, time.UTC) }},
		{"answer_by", "wire.conflict", stop, func(o *wire.Order) { o.AnswerBy = o.IssuedAt }},
	} {
		o := c.of()
		c.change(&o)
		err := o.Check()
		check.Fault(t, err, c.code)
		if c.field != "" {
			check.Equal(t, argOf(err, "field"), any(c.field))
		}
	}
}

// Protects the room from answers that contradict themselves.
func TestAnswerCheck(t *testing.T) {
	for _, c := range []struct {
		field, code string
		change      func(*wire.Answer)
	}{
		{"order", "wire.missing", func(a *wire.Answer) { a.Order = "" }},
		{"seq", "wire.range", func(a *wire.Answer) { a.Seq = 0 }},
		{"result", "wire.word", func(a *wire.Answer) { a.Result = "maybe" }},
		{"held_fen", "wire.range", func(a *wire.Answer) { a.HeldFen = 0 }},
		{"held_fen", "wire.range", func(a *wire.Answer) { a.HeldFen = -5 }},
		{"executed_at", "wire.missing", func(a *wire.Answer) { a.ExecutedAt = time.Time{} }},
		{"expires_at", "wire.conflict", func(a *wire.Answer) { a.ExpiresAt = a.ExecutedAt }},
		{"refusal", "wire.extra", func(a *wire.Answer) { a.Refusal = wire.RefusalName }},
		{"refusal", "wire.word", func(a *wire.Answer) { a.Result, a.Refusal = wire.Refused, "because" }},
		{"held_fen", "wire.extra", func(a *wire.Answer) { a.Result, a.Refusal = wire.Refused, wire.RefusalName }},
		{"held_fen", "wire.extra", func(a *wire.Answer) { a.Result = wire.NotHeld }},
		{"dispositions[1].code", "wire.word", func(a *wire.Answer) { a.Dispositions[1].Code = "GONE" }},
		{"dispositions[1].account", "wire.missing", func(a *wire.Answer) { a.Dispositions[1].Account = "" }},
		{"dispositions[1].bank", "wire.missing", func(a *wire.Answer) { a.Dispositions[1].Bank = "" }},
		{"dispositions[1].time", "wire.missing", func(a *wire.Answer) { a.Dispositions[1].Time = time.Time{} }},
		{"dispositions[2].fen", "wire.range", func(a *wire.Answer) { a.Dispositions[2].Fen = 0 }},
		{"dispositions", "wire.range", func(a *wire.Answer) { a.Dispositions = make([]wire.Disposition, wire.DispositionsMax+1) }},
		{"earlier[0].by", "wire.missing", func(a *wire.Answer) { a.Earlier[0].By = "" }},
	} {
		a := answer()
		c.change(&a)
		err := a.Check()
		check.Fault(t, err, c.code)
		check.Equal(t, argOf(err, "field"), any(c.field))
	}
	seen := wire.Answer{Version: 1, ID: "s", Order: "o", Bank: "hk_rural", At: at, Result: wire.Seen}
	check.NoError(t, seen.Check())
	n := notice()
	n.To.Number = n.From.Number
	check.Fault(t, n.Check(), "wire.conflict")
	ob := objection()
	ob.Kind = "angry"
	check.Fault(t, ob.Check(), "wire.word")
	ob = objection()
	ob.Evidence[0].SHA256 = "x"
	check.Fault(t, ob.Check(), "wire.form")
	check.Fault(t, wire.Query{Version: 1}.Check(), "wire.missing")
}

// Protects the tables: every word has a text in both languages, and the fates of dispositions stay what the page says.
func TestTables(t *testing.T) {
	seen := map[string]bool{}
	for _, r := range wire.Refusals() {
		check.True(t, r.ZH != "" && r.EN != "" && !seen[r.Code], "refusal "+r.Code)
		seen[r.Code] = true
	}
	for _, m := range wire.Meanings() {
		check.True(t, m.ZH != "" && m.EN != "", string(m.Code))
		check.True(t, !(m.Code.OpensLayer() && m.Code.Exit()), string(m.Code))
	}
	check.True(t, wire.Wallet.OpensLayer() && wire.CashATM.Exit() && !wire.CodeHeld.Exit(), "fates")
}

var key = wire.Key{ID: "k1", Suite: wire.HMACSHA256, Secret: bytes.Repeat([]byte{7}, 32)}

func signed(t *testing.T, k wire.Key, body string) *http.Request {
	t.Helper()
	r, err := http.NewRequest(http.MethodPost, "https://centre.example/partner/v1/answers?x=1", strings.NewReader(body))
	check.NoError(t, err)
	k.SignRequest(r, wire.FromBank, []byte(body), at)
	return r
}

// Protects the door: a request that is changed in any covered part, stale, signed by another key or for another direction is refused.
func TestSignature(t *testing.T) {
	for _, suite := range []wire.Suite{wire.HMACSHA256, wire.HMACSM3} {
		k := key
		k.Suite = suite
		r := signed(t, k, "body")
		nonce, err := k.VerifyRequest(r, wire.FromBank, []byte("body"), at.Add(wire.Tolerance-time.Second))
		check.NoError(t, err)
		check.True(t, len(nonce) == 32, "nonce")
		check.Equal(t, wire.KeyOf(r.Header), "k1")
	}
	for _, c := range []struct {
		name, code string
		change     func(r *http.Request) (body string, k wire.Key, side wire.Side, now time.Time)
	}{
		{"body", "wire.signature", func(*http.Request) (string, wire.Key, wire.Side, time.Time) { return "body2", key, wire.FromBank, at }},
		{"other secret", "wire.signature", func(*http.Request) (string, wire.Key, wire.Side, time.Time) {
			return "body", wire.Key{ID: "k1", Suite: wire.HMACSHA256, Secret: bytes.Repeat([]byte{8}, 32)}, wire.FromBank, at
		}},
		{"other suite", "wire.signature", func(*http.Request) (string, wire.Key, wire.Side, time.Time) {
			return "body", wire.Key{ID: "k1", Suite: wire.HMACSM3, Secret: key.Secret}, wire.FromBank, at
		}},
		{"no secret", "wire.signature", func(r *http.Request) (string, wire.Key, wire.Side, time.Time) {
			r.Header.Set(wire.HeaderSignature, "")
			r.Header.Set(wire.HeaderSignature, "hmac-sha256=")
			return "body", wire.Key{ID: "k1", Suite: wire.HMACSHA256}, wire.FromBank, at
		}},
		{"reflected", "wire.signature", func(*http.Request) (string, wire.Key, wire.Side, time.Time) { return "body", key, wire.FromCentre, at }},
		{"method", "wire.signature", func(r *http.Request) (string, wire.Key, wire.Side, time.Time) {
			r.Method = http.MethodPut
			return "body", key, wire.FromBank, at
		}},
		{"query", "wire.signature", func(r *http.Request) (string, wire.Key, wire.Side, time.Time) {
			r.URL.RawQuery = "x=2"
			return "body", key, wire.FromBank, at
		}},
		{"path", "wire.signature", func(r *http.Request) (string, wire.Key, wire.Side, time.Time) {
			r.URL.Path = "/partner/v1/notices"
			return "body", key, wire.FromBank, at
		}},
		{"time moved", "wire.signature", func(r *http.Request) (string, wire.Key, wire.Side, time.Time) {
			r.Header.Set(wire.HeaderTime, fmt.Sprint(at.Unix()+1))
			return "body", key, wire.FromBank, at
		}},
		{"nonce moved", "wire.signature", func(r *http.Request) (string, wire.Key, wire.Side, time.Time) {
			r.Header.Set(wire.HeaderNonce, strings.Repeat("a", 16))
			return "body", key, wire.FromBank, at
		}},
		{"short nonce", "wire.header", func(r *http.Request) (string, wire.Key, wire.Side, time.Time) {
			r.Header.Set(wire.HeaderNonce, "short")
			return "body", key, wire.FromBank, at
		}},
		{"broken nonce", "wire.header", func(r *http.Request) (string, wire.Key, wire.Side, time.Time) {
			r.Header.Set(wire.HeaderNonce, "0123456789abcdef\n")
			return "body", key, wire.FromBank, at
		}},
		{"time form", "wire.header", func(r *http.Request) (string, wire.Key, wire.Side, time.Time) {
			r.Header.Set(wire.HeaderTime, "+1")
			return "body", key, wire.FromBank, at
		}},
		{"late", "wire.stale", func(*http.Request) (string, wire.Key, wire.Side, time.Time) {
			return "body", key, wire.FromBank, at.Add(wire.Tolerance + 2*time.Second)
		}},
		{"early", "wire.stale", func(*http.Request) (string, wire.Key, wire.Side, time.Time) {
			return "body", key, wire.FromBank, at.Add(-wire.Tolerance - 2*time.Second)
		}},
		{"unsigned", "wire.unsigned", func(r *http.Request) (string, wire.Key, wire.Side, time.Time) {
			r.Header.Del(wire.HeaderSignature)
			return "body", key, wire.FromBank, at
		}},
		{"twice", "wire.unsigned", func(r *http.Request) (string, wire.Key, wire.Side, time.Time) {
			r.Header.Add(wire.HeaderNonce, "0123456789abcdef")
			return "body", key, wire.FromBank, at
		}},
	} {
		r := signed(t, key, "body")
		body, k, side, now := c.change(r)
		_, err := k.VerifyRequest(r, side, []byte(body), now)
		check.True(t, err != nil, c.name+" was accepted")
		check.Fault(t, err, c.code)
	}
}

// Protects pushed orders from answers that were made for something else.
func TestSignedAnswer(t *testing.T) {
	h := http.Header{}
	check.Fault(t, key.VerifyAnswer(h, "n", 200, nil), "wire.unsigned")
	key.SignAnswer(h, "n", 200, []byte("x"))
	check.NoError(t, key.VerifyAnswer(h, "n", 200, []byte("x")))
	check.Fault(t, key.VerifyAnswer(h, "m", 200, []byte("x")), "wire.signature")
	check.Fault(t, key.VerifyAnswer(h, "n", 202, []byte("x")), "wire.signature")
	check.Fault(t, key.VerifyAnswer(h, "n", 200, []byte("y")), "wire.signature")
	check.Fault(t, wire.Key{ID: "k1", Suite: key.Suite}.VerifyAnswer(h, "n", 200, []byte("x")), "wire.signature")
}

// Protects against replay: within the time in which a request can come back, a nonce works once; memory is bounded by refusing.
func TestNonces(t *testing.T) {
	var n wire.Nonces
	check.NoError(t, n.Use("k1", "a", at))
	check.Fault(t, n.Use("k1", "a", at), "wire.replayed")
	check.NoError(t, n.Use("k2", "a", at))
	check.Fault(t, n.Use("k1", "a", at.Add(2*wire.Tolerance-time.Second)), "wire.replayed")
	check.Fault(t, n.Use("k1", "a", at.Add(2*wire.Tolerance)), "wire.replayed") // the half before
	check.NoError(t, n.Use("k1", "a", at.Add(8*wire.Tolerance)))
	check.Fault(t, n.Use("k1", "a", at), "wire.replayed") // the clock stepped back
	for i := range wire.NoncesMax {
		err := n.Use("k3", fmt.Sprint(i), at)
		check.NoError(t, err)
	}
	check.Fault(t, n.Use("k3", "one more", at), "wire.nonces_full")
}

// Protects the page as a whole: any order that Check accepts survives JSON and canonical bytes, and a changed field changes the bytes.
func TestOrderProperties(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		o := stop()
		o.Reason = rapid.StringN(1, 50, 200).Draw(r, "reason")
		o.Account.Name = rapid.StringN(1, 20, 80).Draw(r, "name")
		o.HoldFen = rapid.Int64Range(-5, 2*wire.FenMax).Draw(r, "hold")
		o.Depth = rapid.IntRange(-1, 120).Draw(r, "depth")
		o.Urgent = rapid.Bool().Draw(r, "urgent")
		o.IssuedAt = time.UnixMicro(rapid.Int64Range(-1, 5e15).Draw(r, "at")).UTC()
		o.Matches = append(o.Matches, wire.Match{Time: at, Fen: rapid.Int64Range(1, wire.FenMax).Draw(r, "fen")})
		if o.Check() != nil {
			return
		}
		raw, err := wire.Encode(o)
		check.NoError(t, err)
		back, err := wire.DecodeOrder(raw)
		check.NoError(t, err)
		check.Equal(t, back, o)
		parsed, err := wire.ParseOrder(o.Canonical())
		check.NoError(t, err)
		check.Equal(t, parsed, o)
		changed := o
		changed.Reason += "x"
		check.True(t, !bytes.Equal(changed.Canonical(), o.Canonical()), "two orders with the same bytes")
	})
}
