package signal

import (
	"bytes"
	"errors"
	"fmt"
	"testing"

	"fanzha/internal/check"
	"fanzha/term/when"
)

const testNow = when.Micros(1_795_228_980_000_000) // 2026-11-21T02:43:00Z

func sampleSignal() *Signal {
	return &Signal{
		Kind: Transfer, Source: "bank-1", ID: "T-1", Time: testNow - when.Minute, Phone: "+8613800138000", Name: "张三", Place: "990101001",
		Channel: "mobile", Account: "6222021000000000009", PayeeAccount: "6222021000000000017", PayeeName: "李四", PayeeBank: "示例银行", AmountFen: 1250000, Device: "864394010000001",
	}
}

// Protects: what is logged comes back exactly, with the moment of receipt where no time was given.
func TestEnvelopeRoundTrip(t *testing.T) {
	a := sampleSignal()
	b := &Signal{Kind: Call, Source: "carrier", ID: "2", Phone: "+8613800138001", Outgoing: true, Answered: true, Duration: 61, Time: -5}
	c := &Signal{Kind: Sighting, Source: "x", ID: "3", Subject: "url", URL: "http://example.com/", Until: testNow, Weight: 100}
	env := EncodeEnvelope([]byte("prefix"), testNow, a, b, c)
	check.Equal(t, EnvelopeCount(env), 3)
	var got []Signal
	check.NoError(t, DecodeEnvelope(env, func(s *Signal) error { got = append(got, *s); return nil }))
	a.Received, b.Received, c.Received, c.Time = testNow, testNow, testNow, testNow
	check.Equal(t, got, []Signal{*a, *b, *c})

	stop := fmt.Errorf("stop")
	check.True(t, errors.Is(DecodeEnvelope(env, func(*Signal) error { return stop }), stop), "the callback's error comes back")
}

// Protects: of an envelope the payments between two known accounts come, and nothing else; their strings outlive the envelope.
func TestDecodePayments(t *testing.T) {
	half := sampleSignal()
	half.Account = ""
	call := &Signal{Kind: Call, Source: "carrier", ID: "2", Phone: "+8613800138001"}
	report := &Signal{Kind: Report, Source: "hotline", ID: "3", Account: "6222021000000000009", PayeeAccount: "6222021000000000017"}
	want := *sampleSignal()
	want.Received = testNow
	for n, list := range map[int][]*Signal{0: {half, call, report}, 2: {half, sampleSignal(), call, report, sampleSignal()}} {
		env := EncodeEnvelope(nil, testNow, list...)
		var got []Signal
		check.NoError(t, DecodePayments(env, func(s *Signal) { got = append(got, *s) }))
		clear(env)
		for _, s := range got {
			check.Equal(t, s, want)
		}
		check.Equal(t, len(got), n)
	}
	env := EncodeEnvelope(nil, testNow, sampleSignal())
	for n := range env {
		check.Fault(t, DecodePayments(env[:n], func(*Signal) {}), "signal.envelope_corrupt")
	}
}

// Protects: a damaged envelope is refused, never read wrongly past its end: every cut and every unknown version.
func TestEnvelopeDamage(t *testing.T) {
	env := EncodeEnvelope(nil, testNow, sampleSignal(), sampleSignal())
	none := func(*Signal) error { return nil }
	for n := range env {
		check.Fault(t, DecodeEnvelope(env[:n], none), "signal.envelope_corrupt")
	}
	check.Fault(t, DecodeEnvelope(append(bytes.Clone(env), 0), none), "signal.envelope_corrupt")
	env[0] = 2
	check.Fault(t, DecodeEnvelope(env, none), "signal.envelope_corrupt")
}

// Protects: the dedupe identity: source and id aside, equal content has an equal checksum, changed content another.
func TestIdentity(t *testing.T) {
	a, b := sampleSignal(), sampleSignal()
	b.Source, b.ID = "other", "T-2"
	source, id, sumA, ok := identity(appendSignal(nil, a))
	check.Equal(t, []any{string(source), string(id), ok}, []any{"bank-1", "T-1", true})
	_, _, sumB, _ := identity(appendSignal(nil, b))
	check.Equal(t, sumA, sumB)
	b.AmountFen++
	_, _, sumB, _ = identity(appendSignal(nil, b))
	check.True(t, sumA != sumB, "other content, same sum")
}

// FuzzEnvelope: any bytes are read without a panic, and what is accepted is written back to the same bytes.
func FuzzEnvelope(f *testing.F) {
	f.Add(EncodeEnvelope(nil, testNow, sampleSignal()))
	f.Add(EncodeEnvelope(nil, 0))
	e := beginEnvelope(nil, testNow, Group{Number: 7})
	e.add(appendSignal(nil, sampleSignal()), 2)
	e.add(appendSignal(nil, sampleSignal()), 300)
	f.Add(e.bytes(3))
	f.Fuzz(func(t *testing.T, env []byte) {
		var again []*Signal
		var received when.Micros
		var places []uint64
		err := walkEnvelope(env, func(enc []byte, at stamp) error {
			s := &Signal{}
			if !readSignal(string(enc), s) {
				return ErrEnvelope
			}
			received, places = at.received, append(places, at.place)
			again = append(again, s)
			return nil
		})
		if err == nil && len(again) > 0 {
			g, _ := GroupOf(env)
			if g.Number == 0 && env[0] == versionGrouped {
				return // a group without a number is never written
			}
			e := beginEnvelope(nil, received, g)
			for i, s := range again {
				e.add(appendSignal(nil, s), places[i])
			}
			if !bytes.Equal(e.bytes(g.Parts), env) {
				t.Fatalf("not canonical: %x", env)
			}
		}
	})
}

// FuzzSignal: every signal that can be made of the fuzzer's values survives the codec.
func FuzzSignal(f *testing.F) {
	f.Add("src", "id", "text", int64(5), int64(-1), byte(3))
	f.Fuzz(func(t *testing.T, source, id, text string, n, m int64, bits byte) {
		s := &Signal{
			Kind: Kind(bits%6) + 1, Source: source, ID: id, Text: text, Name: text, Duration: n, Time: when.Micros(m), AmountFen: m,
			Outgoing: bits&8 != 0, Answered: bits&16 != 0, Lost: bits&32 != 0,
		}
		var got Signal
		if !readSignal(string(appendSignal(nil, s)), &got) {
			t.Fatal("not readable")
		}
		check.Equal(t, got, *s)
	})
}

func BenchmarkEnvelopeDecode(b *testing.B) {
	var list []*Signal
	for range 500 {
		list = append(list, sampleSignal())
	}
	env := EncodeEnvelope(nil, testNow, list...)
	n := 0
	for b.Loop() {
		_ = DecodeEnvelope(env, func(s *Signal) error { n += len(s.Phone); return nil })
	}
	b.ReportMetric(float64(b.N)*500/b.Elapsed().Seconds(), "signals/s")
}

func BenchmarkEnvelopeEncode(b *testing.B) {
	s, buf := sampleSignal(), []byte(nil)
	for b.Loop() {
		buf = appendSignal(buf[:0], s)
	}
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "signals/s")
}
