package push_test

import (
	"bytes"
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"encoding/json"
	"io"
	"math/big"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"fanzha/base/seal"
	"fanzha/centre/stoppay"
	"fanzha/edge/connect/push"
	"fanzha/edge/partner/wire"
	"fanzha/internal/check"
	"fanzha/term/fault"
	"fanzha/term/when"
)

var (
	ctx   = context.Background()
	start = time.Date(2026, 11, 21, 2, 3, 20, 0, time.UTC)
	key   = wire.Key{ID: "hk1", Suite: wire.HMACSHA256, Secret: bytes.Repeat([]byte{5}, 32)}
)

// some are the keys that work for every bank.
type some []wire.Key

func (k some) Signing(context.Context, string) ([]wire.Key, error) { return k, nil }

// house is a sealer, an order and a bank that refuses what a real one would.
type house struct {
	t       *testing.T
	message stoppay.Message
	verify  *seal.Verifier
	nonces  wire.Nonces
	seen    atomic.Int64
	// reply makes the bank's answer; nil is an honest one.
	reply func(w http.ResponseWriter, o wire.Order, nonce string)
}

func newHouse(t *testing.T) *house {
	t.Helper()
	s, err := seal.New(seal.Ed25519)
	check.NoError(t, err)
	v, err := seal.NewVerifier(s.Public())
	check.NoError(t, err)
	h := &house{t: t, verify: v}
	m := stoppay.Message{Instruction: stoppay.Instruction{
		Kind: stoppay.KindStop, ID: "order-1", Number: "云公止付1号", Claim: "ZF20261121-000123", Depth: 1, Bank: "hk_rural",
		Account: stoppay.Party{Account: "9900020000000004567", Name: "陈示例", Kind: "person"},
		Matches: []stoppay.Match{{At: when.Of(start), Fen: 8_600_000}}, HoldFen: 8_600_000, HoldForS: 172800, Count: 1,
		Basis: "银发〔2016〕86号", Reason: "涉嫌电信网络诈骗", Urgent: true,
		Officers: [2]stoppay.Officer{{ID: "1", Name: "王示例", Phone: "0990-1"}, {ID: "2", Name: "赵示例", Phone: "0990-2"}},
		Document: stoppay.Document{Kind: "stop_notice", Number: "1", SHA256: strings.Repeat("0", 64)},
		UnitCode: "990101000000", UnitName: "云东区反诈中心", IssuedAt: when.Of(start), AnswerBy: when.Of(start.Add(time.Minute)),
	}}
	m.Canonical = m.Instruction.Canonical()
	m.Suite, m.Key, m.Seal, err = s.Seal(m.Canonical)
	check.NoError(t, err)
	h.message = m
	return h
}

// ServeHTTP is the bank: it demands signature, nonce, seal and its own name before it does anything.
func (h *house) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(r.Body)
	if err != nil || r.Method != http.MethodPost || r.URL.Path != "/fz/orders" || r.Header.Get("Content-Type") != "application/json" {
		w.WriteHeader(http.StatusBadRequest)
		return
	}
	nonce := ""
	if r.TLS == nil || len(r.TLS.PeerCertificates) == 0 {
		nonce, err = key.VerifyRequest(r, wire.FromCentre, body, start)
		if err == nil {
			err = h.nonces.Use(key.ID, nonce, start)
		}
		if err != nil {
			w.WriteHeader(http.StatusUnauthorized)
			return
		}
	}
	o, err := wire.DecodeOrder(body)
	if err == nil {
		err = wire.Verify(o, h.verify)
	}
	if err != nil || o.Bank != "hk_rural" {
		w.WriteHeader(http.StatusUnprocessableEntity)
		return
	}
	h.seen.Add(1)
	if h.reply != nil {
		h.reply(w, o, nonce)
		return
	}
	send(w, nonce, http.StatusOK, held(o))
}

func held(o wire.Order) wire.Answer {
	return wire.Answer{Version: 1, ID: "a-" + o.ID, Order: o.ID, Bank: o.Bank, Seq: 1, At: start, Result: wire.Held, ExecutedAt: start, HeldFen: o.HoldFen, Final: true}
}

func send(w http.ResponseWriter, nonce string, status int, a wire.Answer) {
	raw, _ := json.Marshal(a)
	key.SignAnswer(w.Header(), nonce, status, raw)
	w.WriteHeader(status)
	_, _ = w.Write(raw)
}

func (h *house) bank(url string) stoppay.Bank {
	return stoppay.Bank{Code: "hk_rural", Channel: "push", Address: url + "/fz", Active: true}
}

func (h *house) plain() (*push.Gateway, stoppay.Bank) {
	h.t.Helper()
	server := httptest.NewServer(h)
	h.t.Cleanup(server.Close)
	return push.New(push.Options{Keys: some{key}, Plain: true, Now: func() time.Time { return start }}), h.bank(server.URL)
}

// Protects the way to a bank and back: the sealed order arrives whole, the answer comes back, and a repeat is a new request.
func TestDeliver(t *testing.T) {
	h := newHouse(t)
	g, b := h.plain()
	for range 2 {
		a, err := g.Deliver(ctx, b, h.message)
		check.NoError(t, err)
		check.Equal(t, a.Message, "order-1")
		check.Equal(t, a.HeldFen, int64(8_600_000))
		check.Equal(t, a.ExecutedAt, when.Of(start))
	}
	check.Equal(t, h.seen.Load(), int64(2))
	h.reply = func(w http.ResponseWriter, _ wire.Order, nonce string) {
		key.SignAnswer(w.Header(), nonce, http.StatusAccepted, nil)
		w.WriteHeader(http.StatusAccepted)
	}
	a, err := g.Deliver(ctx, b, h.message)
	check.NoError(t, err)
	check.True(t, a == nil, "202 is no answer")
}

// Protects orders while a key takes another's place: whichever of the two the bank has, the order arrives, once; with neither it is refused.
func TestTwoKeys(t *testing.T) {
	h := newHouse(t)
	_, b := h.plain()
	with := func(keys ...wire.Key) (*stoppay.Answer, error) {
		return push.New(push.Options{Keys: some(keys), Plain: true, Now: func() time.Time { return start }}).Deliver(ctx, b, h.message)
	}
	fresh := wire.Key{ID: "hk2", Suite: wire.HMACSM3, Secret: bytes.Repeat([]byte{6}, 32)}
	for n, keys := range [][]wire.Key{{key, fresh}, {fresh, key}} {
		a, err := with(keys...)
		check.NoError(t, err)
		check.Equal(t, a.HeldFen, int64(8_600_000))
		check.Equal(t, h.seen.Load(), int64(n+1))
	}
	_, err := with(fresh)
	check.Fault(t, err, "push.refused")
}

// Protects banks from orders that the centre did not seal for them: such a thing is not even sent, and a bank would refuse it.
func TestUnsealedIsNotSent(t *testing.T) {
	h := newHouse(t)
	g, b := h.plain()
	bare := h.message
	bare.Seal = nil
	_, err := g.Deliver(ctx, b, bare)
	check.Fault(t, err, "wire.unsealed")
	damaged := h.message
	damaged.Canonical = append([]byte(nil), h.message.Canonical...)
	damaged.Canonical[6] ^= 1
	_, err = g.Deliver(ctx, b, damaged)
	check.True(t, err != nil, "damaged bytes were sent")
	other := b
	other.Code = "yh_bank"
	_, err = g.Deliver(ctx, other, h.message)
	check.Fault(t, err, "push.other_bank")
	forged := h.message
	forged.Seal = bytes.Repeat([]byte{1}, 64)
	_, err = g.Deliver(ctx, b, forged)
	check.Fault(t, err, "push.refused")
	check.Equal(t, h.seen.Load(), int64(0))
}

// Protects the room from what comes back: only an answer to this order, by this bank, proven and within bounds counts. What may
// pass by itself has another kind of fault than what people must mend.
func TestBadAnswers(t *testing.T) {
	for _, c := range []struct {
		name, code string
		kind       fault.Kind
		reply      func(w http.ResponseWriter, o wire.Order, nonce string)
	}{
		{"broken", "push.away", fault.Unavailable, func(w http.ResponseWriter, _ wire.Order, _ string) {
			w.Header().Set("Content-Length", "100")
			_, _ = w.Write([]byte("{"))
		}},
		{"down", "push.busy", fault.Unavailable, func(w http.ResponseWriter, _ wire.Order, _ string) { w.WriteHeader(503) }},
		{"too many", "push.busy", fault.Unavailable, func(w http.ResponseWriter, _ wire.Order, _ string) { w.WriteHeader(429) }},
		{"refuses", "push.refused", fault.Denied, func(w http.ResponseWriter, _ wire.Order, _ string) { w.WriteHeader(401) }},
		{"odd success", "push.refused", fault.Denied, func(w http.ResponseWriter, _ wire.Order, _ string) { w.WriteHeader(204) }},
		{"redirect", "push.redirect", fault.Denied, func(w http.ResponseWriter, _ wire.Order, _ string) {
			w.Header().Set("Location", "http://127.0.0.1:1/")
			w.WriteHeader(307)
		}},
		{"unsigned", "push.answer_unsigned", fault.Denied, func(w http.ResponseWriter, o wire.Order, _ string) {
			raw, _ := json.Marshal(held(o))
			_, _ = w.Write(raw)
		}},
		{"unsigned acknowledgement", "push.answer_unsigned", fault.Denied, func(w http.ResponseWriter, _ wire.Order, _ string) { w.WriteHeader(202) }},
		{"signed for another request", "push.answer_unsigned", fault.Denied, func(w http.ResponseWriter, o wire.Order, _ string) {
			send(w, "0123456789abcdef", 200, held(o))
		}},
		{"changed", "push.answer_unsigned", fault.Denied, func(w http.ResponseWriter, o wire.Order, nonce string) {
			raw, _ := json.Marshal(held(o))
			key.SignAnswer(w.Header(), nonce, 200, raw)
			_, _ = w.Write(bytes.Replace(raw, []byte("8600000"), []byte("9600000"), 1))
		}},
		{"not the page", "push.answer", fault.Invalid, func(w http.ResponseWriter, o wire.Order, nonce string) {
			a := held(o)
			a.Result = "perhaps"
			send(w, nonce, 200, a)
		}},
		{"another order", "push.answer_other", fault.Denied, func(w http.ResponseWriter, o wire.Order, nonce string) {
			a := held(o)
			a.Order = "order-2"
			send(w, nonce, 200, a)
		}},
		{"another bank", "push.answer_other", fault.Denied, func(w http.ResponseWriter, o wire.Order, nonce string) {
			a := held(o)
			a.Bank = "yh_bank"
			send(w, nonce, 200, a)
		}},
		{"oversized", "push.answer_large", fault.Invalid, func(w http.ResponseWriter, _ wire.Order, _ string) {
			_, _ = w.Write(bytes.Repeat([]byte(" "), wire.AnswerMax+1))
		}},
	} {
		h := newHouse(t)
		h.reply = c.reply
		g, b := h.plain()
		_, err := g.Deliver(ctx, b, h.message)
		check.True(t, err != nil, c.name+" was believed")
		check.Equal(t, c.name+" "+fault.CodeOf(err), c.name+" "+c.code)
		check.Equal(t, fault.KindOf(err), c.kind)
		check.Equal(t, h.seen.Load(), int64(1))
		_, known := fault.Find(c.code)
		check.True(t, known, c.code+" has no text")
	}
}

// Protects the queue from a bank that does not answer: the delivery ends at its time.
func TestSlow(t *testing.T) {
	h := newHouse(t)
	end := make(chan struct{})
	h.reply = func(http.ResponseWriter, wire.Order, string) { <-end }
	server := httptest.NewServer(h)
	g := push.New(push.Options{Keys: some{key}, Plain: true, Timeout: 50 * time.Millisecond, Now: func() time.Time { return start }})
	_, err := g.Deliver(ctx, h.bank(server.URL), h.message)
	check.Fault(t, err, "push.away")
	close(end)
	server.Close()
	_, err = g.Deliver(ctx, h.bank(server.URL), h.message)
	check.Fault(t, err, "push.away")
}

// Protects what an order says about people: it goes encrypted to where the directory says, or not at all.
func TestAddress(t *testing.T) {
	h := newHouse(t)
	g := push.New(push.Options{Keys: some{key}})
	for _, address := range []string{"", "http://127.0.0.1:9/", "https://", "ftp://bank.example", "https://u:p@bank.example", "https://bank.example/?a=1", "://"} {
		_, err := g.Send(ctx, "hk_rural", address, wire.Order{})
		check.Fault(t, err, "push.address")
	}
	g = push.New(push.Options{Keys: some{key}, Plain: true})
	_, err := g.Send(ctx, "hk_rural", "http://bank.example/", wire.Order{})
	check.Fault(t, err, "push.address")
	g = push.New(push.Options{Keys: some{}, Plain: true})
	_, err = g.Deliver(ctx, h.bank("http://127.0.0.1:9"), h.message)
	check.Fault(t, err, "push.no_key")
}

// Protects the connection: a certificate of the wrong authority or host is refused, ours is shown where the bank wants it, and
// over a connection that holds, an answer needs no signature of its own.
func TestTLS(t *testing.T) {
	h := newHouse(t)
	server := httptest.NewUnstartedServer(h)
	ours := certificate(t)
	pool := x509.NewCertPool()
	pool.AddCert(ours.Leaf)
	server.TLS = &tls.Config{ClientAuth: tls.RequireAndVerifyClientCert, ClientCAs: pool, MinVersion: tls.VersionTLS12}
	server.Config.ErrorLog = nil
	server.StartTLS()
	defer server.Close()
	h.reply = func(w http.ResponseWriter, o wire.Order, _ string) { _ = json.NewEncoder(w).Encode(held(o)) }

	roots := x509.NewCertPool()
	roots.AddCert(server.Certificate())
	with := func(cfg *tls.Config) *push.Gateway {
		return push.New(push.Options{Keys: some{}, TLS: func(string) (*tls.Config, error) { return cfg, nil }})
	}
	certs := []tls.Certificate{ours}
	good := with(&tls.Config{RootCAs: roots, Certificates: certs, MinVersion: tls.VersionTLS12})
	a, err := good.Deliver(ctx, h.bank(server.URL), h.message)
	check.NoError(t, err)
	check.Equal(t, a.HeldFen, int64(8_600_000))
	good.Forget("hk_rural")

	for name, cfg := range map[string]*tls.Config{
		"unknown authority": {RootCAs: x509.NewCertPool(), Certificates: certs},
		"another host":      {RootCAs: roots, ServerName: "other.example", Certificates: certs},
		"our stranger":      {RootCAs: roots, Certificates: []tls.Certificate{certificate(t)}},
	} {
		_, err = with(cfg).Deliver(ctx, h.bank(server.URL), h.message)
		check.True(t, err != nil, name+" was accepted")
		if name == "our stranger" && fault.CodeOf(err) == "push.away" {
			continue // the bank closed the connection before its reason was read
		}
		check.Equal(t, name+" "+fault.CodeOf(err), name+" push.certificate")
	}
	check.Equal(t, h.seen.Load(), int64(1))
}

// certificate makes one that signs itself.
func certificate(t *testing.T) tls.Certificate {
	t.Helper()
	k, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	check.NoError(t, err)
	template := &x509.Certificate{SerialNumber: big.NewInt(1), NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(time.Hour),
		KeyUsage: x509.KeyUsageDigitalSignature | x509.KeyUsageCertSign, ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageClientAuth}, IsCA: true, BasicConstraintsValid: true}
	der, err := x509.CreateCertificate(rand.Reader, template, template, &k.PublicKey, k)
	check.NoError(t, err)
	leaf, err := x509.ParseCertificate(der)
	check.NoError(t, err)
	return tls.Certificate{Certificate: [][]byte{der}, PrivateKey: k, Leaf: leaf}
}
