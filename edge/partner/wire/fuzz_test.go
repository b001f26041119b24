package wire_test

import (
	"bytes"
	"encoding/json"
	"net/http"
	"testing"

	"fanzha/edge/partner/wire"
	"fanzha/internal/check"
)

// Protects every reader from what anyone may send: no panic, and what is accepted is the page and survives being written again.
func FuzzDecode(f *testing.F) {
	for _, v := range []any{stop(), freeze(), restrict(), lift(), answer(), notice(), objection(), wire.Query{Version: 1, Account: "9900020000000004567"}} {
		raw, err := json.Marshal(v)
		check.NoError(f, err)
		f.Add(raw)
	}
	f.Add([]byte(`{"version":1,"matches":[{"time":"2026-11-21T10:00:00+08:00"}]}`))
	f.Fuzz(func(t *testing.T, raw []byte) {
		o, err := wire.DecodeOrder(raw)
		if err == nil {
			again(t, o, wire.DecodeOrder)
			back, err := wire.ParseOrder(o.Canonical())
			check.NoError(t, err)
			check.True(t, bytes.Equal(back.Canonical(), o.Canonical()), "canonical bytes")
		}
		a, err := wire.DecodeAnswer(raw)
		if err == nil {
			again(t, a, wire.DecodeAnswer)
		}
		n, err := wire.DecodeNotice(raw)
		if err == nil {
			again(t, n, wire.DecodeNotice)
		}
		ob, err := wire.DecodeObjection(raw)
		if err == nil {
			again(t, ob, wire.DecodeObjection)
		}
		q, err := wire.DecodeQuery(raw)
		if err == nil {
			again(t, q, wire.DecodeQuery)
		}
	})
}

func again[T wire.Object](t *testing.T, v T, decode func([]byte) (T, error)) {
	t.Helper()
	raw, err := wire.Encode(v)
	check.NoError(t, err)
	back, err := decode(raw)
	check.NoError(t, err)
	check.Equal(t, back, v)
}

// Protects the reader of canonical bytes: what it accepts are the only bytes for that order.
func FuzzCanonical(f *testing.F) {
	for _, o := range []wire.Order{stop(), freeze(), release(), remind()} {
		f.Add(o.Canonical())
	}
	f.Fuzz(func(t *testing.T, raw []byte) {
		o, err := wire.ParseOrder(raw)
		if err != nil {
			return
		}
		check.True(t, bytes.Equal(o.Canonical(), raw), "two texts for one order")
	})
}

// Protects the check of signatures from strange headers: only what SignRequest made verifies.
func FuzzSignature(f *testing.F) {
	f.Add("k1", "1795226600", "00112233445566778899aabbccddeeff", "hmac-sha256=00", "/partner/v1/answers")
	f.Fuzz(func(t *testing.T, id, time, nonce, signature, path string) {
		r, err := http.NewRequest(http.MethodPost, "http://x/", http.NoBody)
		check.NoError(t, err)
		r.URL.Path = path
		r.Header = http.Header{wire.HeaderKey: {id}, wire.HeaderTime: {time}, wire.HeaderNonce: {nonce}, wire.HeaderSignature: {signature}}
		_ = wire.KeyOf(r.Header)
		_, err = key.VerifyRequest(r, wire.FromBank, nil, at)
		check.True(t, err != nil, "a guessed signature was accepted")
	})
}
