package iso20022_test

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"fanzha/edge/connect/iso20022"
	"fanzha/edge/partner/wire"
	"fanzha/internal/check"
)

var noon = time.Date(2026, 11, 21, 4, 0, 0, 123000, time.UTC)

func stop() wire.Order {
	return wire.Order{
		Version: wire.Version, Type: wire.Stop, ID: "01JD00000000000000000000AA", Number: "ZF-1", Claim: "ZF20261121-000001", Depth: 1,
		Bank: "yh_bank", Account: wire.Account{Number: "9900010000000000017", Name: "张三", Kind: "person"},
		Matches: []wire.Match{
			{Ref: "TX-1", Time: noon.Add(-4 * time.Minute), Fen: 8_600_000, PayerBank: "sl_bank", PayerAccount: "9900030000000000013", PayerName: "李四", Channel: "mobile"},
			{Time: noon.Add(-3 * time.Minute), Fen: 100},
		},
		HoldFen: 8_600_100, HoldForS: 172_800, Count: 1, Basis: "stop.48h", Reason: strings.Repeat("涉嫌电信网络诈骗，", 20), Urgent: true,
		Officers: []wire.Officer{{ID: "990101", Name: "王五", Phone: "13800000000"}, {ID: "990102", Name: "赵六", Phone: "13800000001"}},
		Document: wire.Document{Kind: "stop_application", Number: "1", SHA256: strings.Repeat("ab", 32)},
		Unit:     wire.Unit{Code: "990100000000", Name: "云河市反诈中心"}, IssuedAt: noon, AnswerBy: noon.Add(10 * time.Minute),
		Seal: wire.Seal{Suite: "ed25519-sha256", Key: "k1", Value: "c2VhbA=="},
	}
}

func held() wire.Answer {
	return wire.Answer{
		Version: wire.Version, ID: "A-1", Order: stop().ID, Bank: "yh_bank", Seq: 2, At: noon.Add(time.Second), Result: wire.PartiallyHeld,
		ExecutedAt: noon, ExpiresAt: noon.Add(48 * time.Hour), HeldFen: 6_120_000,
		Dispositions: []wire.Disposition{{Code: wire.CryptoOfframp, Fen: 2_480_100, Time: noon}}, Final: true,
	}
}

// valid checks a document against the public schema with xmllint.
func valid(t testing.TB, schema string, doc []byte) {
	t.Helper()
	lint, err := exec.LookPath("xmllint")
	if err != nil {
		t.Skip("xmllint (Debian: libxml2-utils) is not installed: documents are not checked against the schemas")
	}
	cmd := exec.Command(lint, "--nonet", "--noout", "--schema", filepath.Join("testdata", "xsd", schema), "-")
	cmd.Stdin = bytes.NewReader(doc)
	out, err := cmd.CombinedOutput()
	if err != nil {
		t.Fatalf("%s refuses the document: %v\n%s\n%s", schema, err, out, doc)
	}
}

// Protects: what we send is valid against the public schemas, and a bank reads from it exactly the order that was sealed.
func TestOrderRoundTrip(t *testing.T) {
	release := stop()
	release.Type, release.Matches, release.HoldFen, release.HoldForS, release.Count = wire.Release, nil, 0, 0, 0
	release.Parent, release.Fen = "01JD00000000000000000000BB", 500
	supplement := stop()
	supplement.Supplements = "01JD00000000000000000000CC"
	for _, o := range []wire.Order{stop(), supplement, release} {
		doc, err := iso20022.EncodeOrder(o)
		check.NoError(t, err)
		valid(t, "camt.056.001.09.xsd", doc)
		back, err := iso20022.DecodeOrder(doc)
		check.NoError(t, err)
		check.Equal(t, back, o)
	}
	freeze := stop()
	freeze.Type = wire.Freeze
	_, err := iso20022.EncodeOrder(freeze)
	check.Fault(t, err, "iso20022.kind")
}

// Protects: an answer survives the message whole, and every result has a document that the schema accepts.
func TestAnswerRoundTrip(t *testing.T) {
	for _, result := range []wire.Result{wire.Seen, wire.Held, wire.PartiallyHeld, wire.NotHeld, wire.Refused, wire.Done, wire.Failed} {
		a := held()
		a.Result = result
		switch result {
		case wire.Held:
			a.HeldFen, a.Dispositions = stop().HoldFen, nil
		case wire.NotHeld:
			a.HeldFen, a.ExecutedAt, a.ExpiresAt = 0, time.Time{}, time.Time{}
		case wire.Seen, wire.Failed:
			a.HeldFen, a.ExecutedAt, a.ExpiresAt, a.Dispositions, a.Final = 0, time.Time{}, time.Time{}, nil, false
		case wire.Done:
			a.HeldFen, a.ExpiresAt, a.Dispositions = 0, time.Time{}, nil
		case wire.Refused:
			a.HeldFen, a.ExecutedAt, a.ExpiresAt, a.Refusal, a.Text, a.Dispositions = 0, time.Time{}, time.Time{}, wire.RefusalName, "户名不符", nil
		}
		doc, err := iso20022.EncodeAnswer(stop(), a)
		check.NoError(t, err)
		valid(t, "camt.029.001.10.xsd", doc)
		back, err := iso20022.DecodeAnswer(doc, stop())
		check.NoError(t, err)
		check.Equal(t, back, a)
		id, err := iso20022.OrderOf(doc)
		check.NoError(t, err)
		check.Equal(t, id, a.Order)
	}
}

// Protects: a document whose visible fields say something else than the sealed bytes is refused: a bank's software acts on
// the fields, its auditor reads the seal.
func TestTampered(t *testing.T) {
	doc, err := iso20022.EncodeOrder(stop())
	check.NoError(t, err)
	for from, to := range map[string]string{
		"86000.00": "860000.00", "9900010000000000017": "9900010000000000018", "<Nm>张三</Nm>": "<Nm>张四</Nm>", "TX-1": "TX-2", "ZF20261121-000001": "ZF20261121-000002",
		"<MmbId>yh_bank</MmbId>": "<MmbId>xx_bank</MmbId>", "<Id>01JD00000000000000000000AA": "<Id>01JD00000000000000000000AB", "2026-11-21</OrgnlIntrBkSttlmDt>": "2026-11-20</OrgnlIntrBkSttlmDt>",
	} {
		changed := strings.ReplaceAll(string(doc), from, to)
		check.True(t, changed != string(doc), from+" is not in the document")
		_, err = iso20022.DecodeOrder([]byte(changed))
		check.Fault(t, err, "iso20022.differs")
	}
	answer, err := iso20022.EncodeAnswer(stop(), held())
	check.NoError(t, err)
	for from, to := range map[string]string{"61200.00": "61200.01", "<TxCxlSts>ACCR": "<TxCxlSts>RJCR", "<Id>A-1": "<Id>A-2"} {
		changed := strings.Replace(string(answer), from, to, 1)
		check.True(t, changed != string(answer), from+" is not in the document")
		_, err = iso20022.DecodeAnswer([]byte(changed), stop())
		check.Fault(t, err, "iso20022.differs")
	}
}

// Protects: hostile and foreign documents get a named refusal, never a panic or half an order.
func TestRefused(t *testing.T) {
	doc, err := iso20022.EncodeOrder(stop())
	check.NoError(t, err)
	text := string(doc)
	for name, c := range map[string]struct{ doc, code string }{
		"empty":       {"", "iso20022.not_xml"},
		"no xml":      {"order please", "iso20022.not_xml"},
		"doctype":     {`<!DOCTYPE x [<!ENTITY a "b">]>` + text[strings.Index(text, "<Document"):], "iso20022.not_xml"},
		"two":         {text + text[strings.Index(text, "<Document"):], "iso20022.not_xml"},
		"cut":         {text[:len(text)/2], "iso20022.not_xml"},
		"version":     {strings.ReplaceAll(text, "camt.056.001.09", "camt.056.001.08"), "iso20022.message"},
		"root":        {strings.ReplaceAll(text, "Document", "Dokument"), "iso20022.message"},
		"no bytes":    {text[:strings.Index(text, "<SplmtryData>")] + text[strings.Index(text, "</SplmtryData>")+len("</SplmtryData>"):], "iso20022.object"},
		"bad base64":  {strings.Replace(text, `kind="order">`, `kind="order">*`, 1), "iso20022.object"},
		"answer kind": {strings.Replace(text, `kind="order"`, `kind="answer"`, 1), "iso20022.object"},
		"too large":   {text + strings.Repeat(" ", 1<<20), "iso20022.too_large"},
	} {
		_, err := iso20022.DecodeOrder([]byte(c.doc))
		if err == nil {
			t.Errorf("%s was taken", name)
			continue
		}
		check.Fault(t, err, c.code)
	}
	long := stop()
	long.ID = strings.Repeat("x", 36)
	_, err = iso20022.EncodeOrder(long)
	check.Fault(t, err, "iso20022.length")
}

// Protects: a bank that knows nothing of our supplementary data can answer all the same, and what its message does not say is
// taken at its least.
func TestPlain(t *testing.T) {
	doc := func(status, extra string) []byte {
		return []byte(`<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.029.001.10"><RsltnOfInvstgtn><Assgnmt><Id>B-7</Id>
<Assgnr><Agt><FinInstnId><ClrSysMmbId><MmbId>yh_bank</MmbId></ClrSysMmbId></FinInstnId></Agt></Assgnr>
<Assgne><Agt><FinInstnId><ClrSysMmbId><MmbId>990100000000</MmbId></ClrSysMmbId></FinInstnId></Agt></Assgne>
<CreDtTm>2026-11-21T04:00:05Z</CreDtTm></Assgnmt><Sts><Conf>CNCL</Conf></Sts>
<CxlDtls><TxInfAndSts><OrgnlTxId>` + stop().ID + `</OrgnlTxId><TxCxlSts>` + status + `</TxCxlSts>` + extra + `</TxInfAndSts></CxlDtls></RsltnOfInvstgtn></Document>`)
	}
	rsn := func(code string) string { return `<CxlStsRsnInf><Rsn><Cd>` + code + `</Cd></Rsn></CxlStsRsnInf>` }
	amount := `<OrgnlTxRef><IntrBkSttlmAmt Ccy="CNY">612.00</IntrBkSttlmAmt></OrgnlTxRef>`
	for _, c := range []struct {
		status, extra string
		result        wire.Result
		refusal       string
		held          int64
	}{
		{"ACCR", "", wire.Held, "", 8_600_100},
		{"ACCR", amount, wire.PartiallyHeld, "", 61_200},
		{"PDCR", "", wire.Seen, "", 0},
		{"RJCR", rsn("AM04"), wire.NotHeld, "", 0},
		{"RJCR", rsn("AC04"), wire.Refused, wire.RefusalClosed, 0},
		{"RJCR", rsn("XXXX"), wire.Refused, wire.RefusalHandled, 0},
	} {
		raw := doc(c.status, c.extra)
		valid(t, "camt.029.001.10.xsd", raw)
		a, err := iso20022.DecodeAnswer(raw, stop())
		check.NoError(t, err)
		check.Equal(t, a.Result, c.result)
		check.Equal(t, a.Refusal, c.refusal)
		check.Equal(t, a.HeldFen, c.held)
		check.Equal(t, a.ID, "B-7")
		if c.held > 0 {
			check.Equal(t, a.ExpiresAt.Sub(a.ExecutedAt), 48*time.Hour)
		}
	}
	_, err := iso20022.DecodeAnswer(doc("NONE", ""), stop())
	check.Fault(t, err, "iso20022.element")
	other := stop()
	other.Bank = "sl_bank"
	_, err = iso20022.DecodeAnswer(doc("ACCR", ""), other)
	check.Fault(t, err, "iso20022.differs")
}

// Protects: money given back is named to the fen, and the document is one that the schema accepts.
func TestReturn(t *testing.T) {
	r := iso20022.Return{ID: "R-1", Order: stop().ID, From: "yh_bank", To: "sl_bank", Fen: 6_120_000, OfFen: 8_600_000, At: noon.Truncate(time.Microsecond)}
	doc, err := iso20022.EncodeReturn(r)
	check.NoError(t, err)
	valid(t, "pacs.004.001.10.xsd", doc)
	back, err := iso20022.DecodeReturn(doc)
	check.NoError(t, err)
	check.Equal(t, back, r)
	for _, change := range []func(*iso20022.Return){
		func(r *iso20022.Return) { r.Fen = 0 }, func(r *iso20022.Return) { r.Fen = r.OfFen + 1 }, func(r *iso20022.Return) { r.ID = "" }, func(r *iso20022.Return) { r.To = "" },
	} {
		bad := r
		change(&bad)
		_, err = iso20022.EncodeReturn(bad)
		check.Fault(t, err, "iso20022.element")
	}
	_, err = iso20022.DecodeReturn([]byte(strings.Replace(string(doc), `RtrdIntrBkSttlmAmt Ccy="CNY"`, `RtrdIntrBkSttlmAmt Ccy="USD"`, 1)))
	check.Fault(t, err, "iso20022.element")
}

// Protects: any text that an order may carry (quotes, angle brackets, controls that XML allows, four-byte runes) comes back unchanged.
func TestAnyText(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		o := stop()
		o.Account.Name = rapid.StringMatching(`[!-~一-龥𠮷𝒳]{1,60}`).Draw(t, "name")
		o.Reason = rapid.StringMatching(`[!-~一-龥]{1,300}`).Draw(t, "reason")
		o.Matches[0].Fen = rapid.Int64Range(1, wire.FenMax).Draw(t, "fen")
		o.HoldFen = o.Matches[0].Fen
		doc, err := iso20022.EncodeOrder(o)
		if err != nil {
			t.Fatal(err)
		}
		back, err := iso20022.DecodeOrder(doc)
		if err != nil {
			t.Fatal(err)
		}
		if back.Account.Name != o.Account.Name || back.Reason != o.Reason || back.Matches[0].Fen != o.Matches[0].Fen {
			t.Fatalf("%+v came back as %+v", o, back)
		}
	})
}

// FuzzDecode protects the readers from hostile documents.
func FuzzDecode(f *testing.F) {
	order, err := iso20022.EncodeOrder(stop())
	check.NoError(f, err)
	answer, err := iso20022.EncodeAnswer(stop(), held())
	check.NoError(f, err)
	back, err := iso20022.EncodeReturn(iso20022.Return{ID: "R", Order: "O", From: "a", To: "b", Fen: 1, OfFen: 1, At: noon})
	check.NoError(f, err)
	for _, seed := range [][]byte{order, answer, back} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, raw []byte) {
		o, err := iso20022.DecodeOrder(raw)
		if err == nil {
			_, err = iso20022.EncodeOrder(o)
			check.NoError(t, err)
		}
		_, _ = iso20022.DecodeAnswer(raw, stop())
		r, err := iso20022.DecodeReturn(raw)
		if err == nil {
			_, err = iso20022.EncodeReturn(r)
			check.NoError(t, err)
		}
	})
}

// Protects: the schemas stand beside the tests; without them nothing would be checked.
func TestSchemasStand(t *testing.T) {
	for _, name := range []string{"camt.056.001.09.xsd", "camt.029.001.10.xsd", "pacs.004.001.10.xsd"} {
		_, err := os.Stat(filepath.Join("testdata", "xsd", name))
		check.NoError(t, err)
	}
}
