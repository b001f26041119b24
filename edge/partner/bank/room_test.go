package bank_test

import (
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/sha256"
	"crypto/tls"
	"crypto/x509"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"math/big"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"fanzha/base/access"
	"fanzha/base/seal"
	"fanzha/centre/stoppay"
	"fanzha/edge/partner/bank"
	"fanzha/edge/partner/page"
	"fanzha/edge/partner/wire"
	"fanzha/internal/check"
	"fanzha/internal/db"
	"fanzha/term/when"
)

func instruction() stoppay.Instruction {
	return stoppay.Instruction{
		Kind: stoppay.KindStop, ID: "order-1", Number: "云公止付1号", Claim: "ZF20261121-000123", Parent: "order-0", Depth: 2, Bank: "hk_rural",
		Account: stoppay.Party{Account: known, Name: "陈示例", Kind: "person"},
		Matches: []stoppay.Match{{Ref: "R", At: when.Of(start), Fen: 8_600_000, Payer: stoppay.Party{Bank: "yh_bank", Account: unknown, Name: "李示例"}, Channel: "mobile"}},
		HoldFen: 8_600_000, HoldForS: 172800, Count: 1, FloorFen: 5, Basis: "银发〔2016〕86号", Reason: "涉嫌电信网络诈骗", Urgent: true,
		Officers: [2]stoppay.Officer{{ID: "1", Name: "王示例", Phone: "0990-1"}, {ID: "2", Name: "赵示例", Phone: "0990-2"}},
		Document: stoppay.Document{Kind: "stop_notice", Number: "1", SHA256: strings.Repeat("0", 64)},
		UnitCode: "990101000000", UnitName: "云东区反诈中心", IssuedAt: when.Of(start), AnswerBy: when.Of(start.Add(time.Minute)),
	}
}

func message(t *testing.T, s *seal.Sealer, m stoppay.Instruction) stoppay.Message {
	t.Helper()
	out := stoppay.Message{Instruction: m, Seq: 7, Canonical: m.Canonical()}
	var err error
	out.Suite, out.Key, out.Seal, err = s.Seal(out.Canonical)
	check.NoError(t, err)
	return out
}

// Protects the seal across the house: the bytes that the room seals are the bytes that a bank makes of the JSON it got.
func TestRoomAndPageAgree(t *testing.T) {
	s, err := seal.New(seal.SM2)
	check.NoError(t, err)
	v, err := seal.NewVerifier(s.Public())
	check.NoError(t, err)
	stop := instruction()
	freeze, release, remind := instruction(), instruction(), instruction()
	for _, m := range []*stoppay.Instruction{&freeze, &release, &remind} {
		m.Matches, m.HoldFen, m.HoldForS, m.Count, m.FloorFen = nil, 0, 0, 0, 0
	}
	freeze.Kind, freeze.Fen, freeze.Until = stoppay.KindFreeze, 100, when.Of(start.AddDate(0, 6, 0))
	release.Kind, release.Fen = stoppay.KindRelease, 100
	remind.Kind = stoppay.KindRemind
	for _, m := range []stoppay.Instruction{stop, freeze, release, remind} {
		o, err := page.Order(message(t, s, m))
		check.NoError(t, err)
		raw, err := wire.Encode(o)
		check.NoError(t, err)
		back, err := wire.DecodeOrder(raw)
		check.NoError(t, err)
		check.NoError(t, wire.Verify(back, v))
		check.Equal(t, string(back.Canonical()), string(m.Canonical()))
	}
	bare := message(t, s, stop)
	bare.Seal = nil
	_, err = page.Order(bare)
	check.Fault(t, err, "wire.unsealed")
}

// Protects the room's words: nothing of an answer or notice is lost on the way in.
func TestAnswersInTheRoomsWords(t *testing.T) {
	a := answer("a1", "order-1", "hk_rural")
	a.ExpiresAt, a.BalanceFen, a.Text, a.Person, a.Phone = start.Add(time.Hour), 7, "x", "周示例", "0990-7"
	a.Earlier = []wire.Earlier{{By: "e", Fen: 1, Until: start}}
	a.Dispositions = []wire.Disposition{{Code: wire.MovedInternal, Fen: 3, Time: start, Ref: "r", Account: unknown, Name: "n", Kind: "person", Place: "p", Claim: "c"}}
	at := when.Of(start)
	check.Equal(t, page.Answer(a), stoppay.Answer{ID: "a1", Message: "order-1", Bank: "hk_rural", Seq: 1, At: at, Result: stoppay.ResultHeld, Text: "x",
		ExecutedAt: at, ExpiresAt: at + when.Hour, HeldFen: 100, BalanceFen: 7, Earlier: []stoppay.Earlier{{By: "e", Fen: 1, Until: at}},
		Dispositions: []stoppay.Disposition{{Code: stoppay.MovedInternal, Fen: 3, At: at, Ref: "r",
			To: stoppay.Party{Bank: "hk_rural", Account: unknown, Name: "n", Kind: "person"}, Place: "p", Claim: "c"}}, Final: true, Person: "周示例", Phone: "0990-7"})
	for _, m := range wire.Meanings() {
		_, ok := stoppay.Code(m.Code).Fate()
		check.True(t, ok, "the room does not know "+string(m.Code))
		fate, _ := stoppay.Code(m.Code).Fate()
		check.Equal(t, fate == stoppay.FateOnward, m.Code.OpensLayer())
		check.Equal(t, fate == stoppay.FateExit, m.Code.Exit())
	}
}

// stops is the room behind Over.
type stops struct {
	messages []stoppay.Message
	answers  []stoppay.Answer
	notices  []stoppay.Notice
}

func (s *stops) Answer(_ context.Context, _ string, a stoppay.Answer) (stoppay.Order, error) {
	s.answers = append(s.answers, a)
	return stoppay.Order{}, nil
}

func (s *stops) Notice(_ context.Context, _ string, n stoppay.Notice) error {
	s.notices = append(s.notices, n)
	return nil
}

func (s *stops) Pending(context.Context, string, int64, int) ([]stoppay.Message, error) {
	return s.messages, nil
}

// history is the log of events.
type history []db.Event

func (h history) Events(_ context.Context, after int64, limit int) ([]db.Event, error) {
	var out []db.Event
	for _, e := range h {
		if e.Seq > after && len(out) < limit {
			out = append(out, e)
		}
	}
	return out, nil
}

// Protects what a bank is told of the log: its own orders alone, in its words, and the cursor goes past what is others'.
func TestDeskOverRoom(t *testing.T) {
	s, err := seal.New(seal.Ed25519)
	check.NoError(t, err)
	damaged := message(t, s, instruction())
	damaged.Canonical = damaged.Canonical[:9]
	r := &stops{messages: []stoppay.Message{damaged, message(t, s, instruction())}}
	event := func(seq int64, kind, code string, count int) db.Event {
		body, err := json.Marshal(stoppay.EventBody{Bank: code, Order: "order-1", Fen: 5, ExpiresAt: when.Of(start), Count: count})
		check.NoError(t, err)
		return db.Event{Seq: seq, Kind: kind, At: when.Of(start), Body: body}
	}
	var log history
	for i := range int64(1500) {
		log = append(log, event(i+1, "warning.opened", "hk_rural", 0))
	}
	log = append(log, event(1501, stoppay.EvHeld, "hk_rural", 1), event(1502, stoppay.EvHeld, "yh_bank", 1), event(1503, stoppay.EvHeld, "hk_rural", 2),
		event(1504, stoppay.EvHalted, "hk_rural", 0), event(1505, stoppay.EvExpired, "yh_bank", 0))
	d := bank.Over(r, log)
	ctx := context.Background()
	got, err := d.Pending(ctx, "hk_rural", 0, 10)
	check.NoError(t, err)
	check.True(t, len(got) == 1 && got[0].Seq == 7 && got[0].Order.ID == "order-1", "a damaged order kept the others back")
	events, next, err := d.Happened(ctx, "hk_rural", 0, 10)
	check.NoError(t, err)
	check.Equal(t, events, []wire.Event{{Seq: 1501, At: start, Kind: wire.EventHeld, Order: "order-1", Fen: 5, Until: start},
		{Seq: 1503, At: start, Kind: wire.EventRenewed, Order: "order-1", Fen: 5, Until: start}})
	check.Equal(t, next, int64(1505))
	_, next, err = d.Happened(ctx, "hk_rural", 0, 1)
	check.NoError(t, err)
	check.Equal(t, next, int64(1501))
	check.NoError(t, d.Answer(ctx, "hk_rural", answer("a", "order-1", "hk_rural")))
	check.NoError(t, d.Notice(ctx, "hk_rural", wire.Notice{ID: "n", Bank: "hk_rural"}))
	check.True(t, len(r.answers) == 1 && len(r.notices) == 1, "handed on")
}

// certs is a store of keys with one certificate.
type certs struct{ fingerprint string }

func (c certs) Secret(context.Context, string) (access.BankKey, []byte, error) {
	return access.BankKey{}, nil, access.ErrBankKey
}

func (c certs) Certificate(_ context.Context, fingerprint string) (access.BankKey, error) {
	if fingerprint != c.fingerprint {
		return access.BankKey{}, access.ErrBankKey
	}
	return access.BankKey{ID: "c1", Bank: "hk_rural"}, nil
}

// Protects the way in by certificate: only the pinned one opens, only while it is valid, and not where that way is closed.
func TestCertificate(t *testing.T) {
	pinned, stranger := certificate(t, time.Hour), certificate(t, time.Hour)
	sum := sha256.Sum256(pinned.Certificate[0])
	keys := bank.Stored(certs{hex.EncodeToString(sum[:])})
	try := func(cert *tls.Certificate, o bank.Options) (int, string) {
		o.Keys, o.Desk = keys, &room{}
		server := httptest.NewUnstartedServer(bank.New(o))
		server.TLS = &tls.Config{ClientAuth: tls.RequestClientCert, MinVersion: tls.VersionTLS12}
		server.StartTLS()
		defer server.Close()
		client := server.Client()
		if cert != nil {
			client.Transport.(*http.Transport).TLSClientConfig.Certificates = []tls.Certificate{*cert}
		}
		resp, err := client.Get(server.URL + "/partner/v1/words")
		check.NoError(t, err)
		defer resp.Body.Close()
		raw, err := io.ReadAll(resp.Body)
		check.NoError(t, err)
		return resp.StatusCode, reply{body: raw}.code(t)
	}
	status, _ := try(&pinned, bank.Options{})
	check.Equal(t, status, 200)
	for _, c := range []struct {
		cert *tls.Certificate
		o    bank.Options
		code string
	}{
		{&stranger, bank.Options{}, "bank.certificate"},
		{nil, bank.Options{}, "bank.no_key"},
		{&pinned, bank.Options{NoCertificates: true}, "bank.way_closed"},
		{&pinned, bank.Options{Now: func() time.Time { return time.Now().Add(2 * time.Hour) }}, "bank.certificate"},
	} {
		status, code := try(c.cert, c.o)
		check.Equal(t, code, c.code)
		check.True(t, status == 401 || status == 403, "status")
	}
}

func certificate(t *testing.T, valid time.Duration) tls.Certificate {
	t.Helper()
	k, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	check.NoError(t, err)
	template := &x509.Certificate{SerialNumber: big.NewInt(1), NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(valid)}
	der, err := x509.CreateCertificate(rand.Reader, template, template, &k.PublicKey, k)
	check.NoError(t, err)
	return tls.Certificate{Certificate: [][]byte{der}, PrivateKey: k}
}

// marks is a source of the index that ends the reading when it has been read to its end twice.
type marks struct {
	all  []bank.Mark
	end  func()
	ends int
}

func (m *marks) Marks(_ context.Context, after int64, limit int) ([]bank.Mark, int64, error) {
	rest := m.all[min(int(after), len(m.all)):]
	rest = rest[:min(limit, len(rest))]
	if len(rest) == 0 {
		m.ends++
		if m.ends == 2 {
			m.end()
		}
	}
	return rest, after + int64(len(rest)), nil
}

// Protects the freshness of checks: the index reads everything that is known before it says how far it has come.
func TestIndexFollows(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	m := &marks{end: cancel}
	for i := range 2500 {
		m.all = append(m.all, report(fmt.Sprint(i), "r", start))
	}
	x := bank.NewIndex()
	x.Follow(ctx, bank.Reading{From: m, Every: time.Millisecond, Now: func() time.Time { return start }, Failed: func(error) { t.Error("a fault") }})
	check.Equal(t, x.Watermark(), when.Of(start))
	check.Equal(t, x.Risk(known, when.Of(start)).OpenReports, 200) // the bound of one account
}
