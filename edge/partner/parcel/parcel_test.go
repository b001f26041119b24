package parcel

import (
	"bytes"
	"encoding/hex"
	"os"
	"strings"
	"testing"

	"fanzha/base/seal"
	"fanzha/centre/upstream"
	"fanzha/internal/check"
	"fanzha/term/ident"
	"fanzha/term/when"
)

func keys(t testing.TB) (k Keys, sign, open string) {
	t.Helper()
	s, err := seal.New(seal.SM2)
	check.NoError(t, err)
	o, err := seal.NewOpener()
	check.NoError(t, err)
	sign, err = s.Public().Text()
	check.NoError(t, err)
	open, err = o.Public().Text()
	check.NoError(t, err)
	return Keys{s, o}, sign, open
}

// sample is the parcel that docs/partner/centre.md shows.
func sample(t testing.TB) Parcel {
	t.Helper()
	phone, err := ident.ParsePhone("19900003001")
	check.NoError(t, err)
	at := when.Micros(1_795_000_000_000_000)
	return Parcel{From: "990000000000", To: "990100000000", MadeAt: at + 7, Batch: upstream.Batch{Ack: 3, Messages: []upstream.Message{
		{
			Seq: 12, Kind: upstream.MsgOrder, Order: "01K0", At: at, Text: "正在与涉诈网站联系", Number: "ZL20261118-000012", Level: "high", Family: "contact",
			Fraud: "romance", Name: "林晓", Phone: phone, Place: "990101001", AckDue: at + 30*60*when.Second, Due: at + 24*when.Hour,
		},
		{Seq: 13, Kind: upstream.MsgWithdraw, Order: "01JZ", At: at, Text: "核实为误报"},
	}}}
}

// Protects: only the receiver opens a parcel and only the sender can have made it; no bit of it can be changed; it cannot be enclosed anew for
// another centre, nor be shown under another sender's name.
func TestParcel(t *testing.T) {
	a, aSign, aOpen := keys(t)
	b, bSign, bOpen := keys(t)
	p := sample(t)
	raw, err := Make(a, bOpen, p)
	check.NoError(t, err)
	for _, secret := range []string{"林晓", "19900003001", "涉诈"} {
		check.True(t, !bytes.Contains(raw, []byte(secret)), "readable: "+secret)
	}
	got, err := Open(b, aSign, raw)
	check.NoError(t, err)
	check.Equal(t, got, p)
	from, to, err := Sender(raw)
	check.NoError(t, err)
	check.Equal(t, []string{from, to}, []string{p.From, p.To})
	for i := 0; i < len(raw); i += 3 {
		forged := bytes.Clone(raw)
		forged[i] ^= 1
		_, err = Open(b, aSign, forged)
		check.True(t, err != nil, "a changed bit was taken")
	}
	_, err = Open(b, bSign, raw)
	check.Fault(t, err, "seal.invalid")
	_, err = Open(a, aSign, raw)
	check.Fault(t, err, "seal.invalid")
	// b opens it and encloses the sealed content for a third centre, which must see that it was not for it
	c, _, cOpen := keys(t)
	list, err := split(raw)
	check.NoError(t, err)
	content, err := b.Opener.Open(seal.Envelope{Key: string(list[3]), Wrapped: list[4], Nonce: list[5], Text: list[6]}, append([]byte(magic), fields(list[:4]...)...))
	check.NoError(t, err)
	third, err := seal.ParsePublic([]byte(cOpen))
	check.NoError(t, err)
	for _, to := range []string{p.To, "990200000000"} {
		head := fields([]byte(p.From), []byte(to), list[2], []byte(third[0].ID))
		e, err := seal.Enclose(third[0], content, append([]byte(magic), head...))
		check.NoError(t, err)
		_, err = Open(c, aSign, append(append([]byte(magic), head...), fields(e.Wrapped, e.Nonce, e.Text)...))
		check.Fault(t, err, "seal.invalid")
	}
	_ = aOpen
}

// Protects: a batch is cut to what a parcel holds, nothing of it is lost, and a full one is still taken.
func TestFit(t *testing.T) {
	a, aSign, _ := keys(t)
	b, _, bOpen := keys(t)
	m := sample(t).Batch.Messages[0]
	m.Text = strings.Repeat("诈", upstream.TextMax)
	var all []upstream.Message
	for i := range upstream.BatchMax {
		m.Seq = int64(i + 1)
		all = append(all, m)
	}
	rounds := 0
	for rest := all; len(rest) > 0; rounds++ {
		fit := Fit(upstream.Batch{Messages: rest})
		check.True(t, len(fit.Messages) > 0, "nothing fits")
		p := sample(t)
		p.Batch = fit
		raw, err := Make(a, bOpen, p)
		check.NoError(t, err)
		got, err := Open(b, aSign, raw)
		check.NoError(t, err)
		check.Equal(t, len(got.Batch.Messages), len(fit.Messages))
		rest = rest[len(fit.Messages):]
	}
	check.Equal(t, rounds, 4)
}

// Protects: what a parcel's author would never write is refused whole.
func TestOddMessages(t *testing.T) {
	a, aSign, _ := keys(t)
	b, _, bOpen := keys(t)
	p := sample(t)
	p.Batch.Messages[0].Level = "top"
	raw, err := Make(a, bOpen, p)
	check.NoError(t, err)
	_, err = Open(b, aSign, raw)
	check.Fault(t, err, "upstream.field")
	_, err = Open(b, aSign, make([]byte, Max+1))
	check.Fault(t, err, "parcel.toobig")
	_, err = Open(b, aSign, []byte("FZX2"))
	check.Fault(t, err, "parcel.form")
}

// Protects: the canonical bytes that docs/partner/centre.md shows are those that are sealed.
func TestGuide(t *testing.T) {
	page, err := os.ReadFile("../../../docs/partner/centre.md")
	check.NoError(t, err)
	_, block, found := strings.Cut(string(page), "<!-- sample -->\n```\n")
	check.True(t, found, "the guide has no sample")
	block, _, _ = strings.Cut(block, "```")
	want := hex.EncodeToString(write(sample(t), "0123456789abcdef", "fedcba9876543210"))
	got := strings.Join(strings.Fields(block), "")
	check.True(t, got == want, "the sample of docs/partner/centre.md should be "+want)
	raw, err := hex.DecodeString(got)
	check.NoError(t, err)
	p, signer, receiver, err := read(raw)
	check.NoError(t, err)
	check.Equal(t, p, sample(t))
	check.Equal(t, []string{signer, receiver}, []string{"0123456789abcdef", "fedcba9876543210"})
}

// FuzzRead: content that was sealed by a hostile centre never ends the program, and what is taken is written back the same.
func FuzzRead(f *testing.F) {
	f.Add(write(sample(f), "a", "b"))
	f.Add([]byte("FZX\x01"))
	f.Fuzz(func(t *testing.T, raw []byte) {
		p, signer, receiver, err := read(raw)
		if err == nil && !bytes.Equal(write(p, signer, receiver), raw) {
			t.Fatal("two texts of one parcel")
		}
	})
}

// FuzzSplit: a file from outside never ends the program, whatever it is.
func FuzzSplit(f *testing.F) {
	a, sign, open := keys(f)
	raw, err := Make(a, open, sample(f))
	check.NoError(f, err)
	f.Add(raw)
	f.Add([]byte(magic))
	f.Fuzz(func(t *testing.T, raw []byte) {
		list, err := split(raw)
		if err == nil && !bytes.Equal(append([]byte(magic), fields(list...)...), raw) {
			t.Fatal("two texts of one container")
		}
		_, err = Open(a, sign, raw)
		if err == nil && len(list) != outer {
			t.Fatal("opened what is no parcel")
		}
	})
}
