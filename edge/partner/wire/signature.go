package wire

import (
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"hash"
	"net/http"
	"strconv"
	"strings"
	"time"

	"fanzha/base/seal"
)

// The headers of a signed request, in both directions.
const (
	HeaderKey       = "X-Fanzha-Key"       // id of the shared key, not the key
	HeaderTime      = "X-Fanzha-Time"      // seconds since 1970 in UTC
	HeaderNonce     = "X-Fanzha-Nonce"     // 16 to 64 letters and digits, never used before with this key
	HeaderSignature = "X-Fanzha-Signature" // suite, "=", lower-case hex of the MAC
)

// Bounds of a signed request.
const (
	// Tolerance is how far the sender's clock may be from ours: banks' servers keep time within seconds, five minutes forgive a
	// broken time service, and the memory for nonces is bounded by it.
	Tolerance = 5 * time.Minute
	nonceMin  = 16
	nonceMax  = 64
	// SecretMin is the shortest secret in bytes that a key may have.
	SecretMin = 32
)

// Suite is how a request is signed.
type Suite string

// The suites. A key has one; a request signed with another is refused.
const (
	HMACSHA256 Suite = "hmac-sha256"
	HMACSM3    Suite = "hmac-sm3" // 国密
)

// hashes are the hash functions of the suites.
var hashes = map[Suite]func() hash.Hash{HMACSHA256: sha256.New, HMACSM3: seal.SM3}

// Side says who speaks: a captured request cannot be sent back to where it came from.
type Side string

// The sides.
const (
	FromBank   Side = "bank"
	FromCentre Side = "centre"
)

// Key is a secret shared by the centre and one bank.
type Key struct {
	ID     string
	Suite  Suite
	Secret []byte
}

// Usable says whether the key can sign.
func (k Key) Usable() bool {
	return k.ID != "" && len(k.Secret) >= SecretMin && hashes[k.Suite] != nil
}

// mac signs lines. No line can hold a line break: each is checked or made by us.
func (k Key) mac(lines ...string) []byte {
	text := make([]byte, 0, 512)
	for _, l := range lines {
		text = append(append(text, l...), '\n')
	}
	m := hmac.New(hashes[k.Suite], k.Secret)
	m.Write(text)
	return m.Sum(text[:0])
}

func (k Key) digest(body []byte) string {
	h := hashes[k.Suite]()
	h.Write(body)
	return hex.EncodeToString(h.Sum(nil))
}

// Request is what a signature covers.
type Request struct {
	Side   Side
	Method string
	Target string // path and query as they are sent: "/partner/v1/orders?after=0"
	At     time.Time
	Nonce  string
	Body   []byte // as sent, before decompression
}

// Sign makes the value of the signature's header: HMAC over seven lines, each ended by a line break:
// "fanzha-v1", side, method, target, time, nonce, hash of the body in hex.
func (k Key) Sign(r Request) string {
	sum := k.mac("fanzha-v1", string(r.Side), r.Method, r.Target, strconv.FormatInt(r.At.Unix(), 10), r.Nonce, k.digest(r.Body))
	return string(k.Suite) + "=" + hex.EncodeToString(sum)
}

// NewNonce makes a nonce of 128 random bits.
func NewNonce() string {
	b := make([]byte, 16)
	_, _ = rand.Read(b) // never fails: the program ends instead
	return hex.EncodeToString(b)
}

// SignRequest puts the headers of a signature on a request that is about to be sent. body is what the request will send.
func (k Key) SignRequest(r *http.Request, side Side, body []byte, now time.Time) {
	nonce := NewNonce()
	h := r.Header
	h.Set(HeaderKey, k.ID)
	h.Set(HeaderTime, strconv.FormatInt(now.Unix(), 10))
	h.Set(HeaderNonce, nonce)
	h.Set(HeaderSignature, k.Sign(Request{Side: side, Method: r.Method, Target: r.URL.RequestURI(), At: now, Nonce: nonce, Body: body}))
}

// KeyOf returns the id of the key that a request names; empty when it is not signed or names nothing that can be a key.
func KeyOf(h http.Header) string {
	c := &checker{}
	id := single(h, HeaderKey)
	c.id("key", id, true)
	if c.err != nil {
		return ""
	}
	return id
}

// single returns a header that occurs exactly once, else "".
func single(h http.Header, name string) string {
	values := h.Values(name)
	if len(values) != 1 {
		return ""
	}
	return values[0]
}

// VerifyRequest refuses a request whose signature is missing, wrong or stale. It returns the nonce, which the caller then
// gives to a Nonces: only a request that is genuine may use one up.
func (k Key) VerifyRequest(r *http.Request, side Side, body []byte, now time.Time) (nonce string, err error) {
	at, nonce, err := stamps(r.Header, now)
	if err != nil {
		return "", err
	}
	want := k.signUsable(Request{Side: side, Method: r.Method, Target: r.URL.RequestURI(), At: at, Nonce: nonce, Body: body})
	if !same(single(r.Header, HeaderSignature), want) {
		return "", ErrSignature
	}
	return nonce, nil
}

// signUsable signs, or gives nothing when the key cannot.
func (k Key) signUsable(r Request) string {
	if !k.Usable() {
		return ""
	}
	return k.Sign(r)
}

// same compares in constant time; nothing is the same as nothing.
func same(got, want string) bool {
	return want != "" && hmac.Equal([]byte(got), []byte(want))
}

// stamps reads time and nonce, before any secret is used.
func stamps(h http.Header, now time.Time) (at time.Time, nonce string, err error) {
	for _, name := range []string{HeaderKey, HeaderTime, HeaderNonce, HeaderSignature} {
		if single(h, name) == "" {
			return at, "", header(ErrUnsigned, name)
		}
	}
	text := single(h, HeaderTime)
	s, err := strconv.ParseInt(text, 10, 64)
	if err != nil || strconv.FormatInt(s, 10) != text {
		return at, "", header(ErrHeader, HeaderTime)
	}
	nonce = single(h, HeaderNonce)
	if len(nonce) < nonceMin || len(nonce) > nonceMax || strings.ContainsFunc(nonce, notNonce) {
		return at, "", header(ErrHeader, HeaderNonce)
	}
	at = time.Unix(s, 0)
	off := now.Sub(at)
	if off > Tolerance || off < -Tolerance {
		return at, "", stale()
	}
	return at, nonce, nil
}

func notNonce(r rune) bool {
	return (r|0x20 < 'a' || r|0x20 > 'z') && (r < '0' || r > '9')
}

// SignAnswer puts a signature on the answer to a pushed request: the body cannot be exchanged on the way, nor used for
// another request, because the request's nonce is covered.
func (k Key) SignAnswer(h http.Header, nonce string, status int, body []byte) {
	h.Set(HeaderKey, k.ID)
	h.Set(HeaderSignature, k.signAnswer(nonce, status, body))
}

func (k Key) signAnswer(nonce string, status int, body []byte) string {
	if !k.Usable() {
		return ""
	}
	sum := k.mac("fanzha-v1", "answer", nonce, strconv.Itoa(status), k.digest(body))
	return string(k.Suite) + "=" + hex.EncodeToString(sum)
}

// VerifyAnswer refuses an answer that is not signed for the request with that nonce.
func (k Key) VerifyAnswer(h http.Header, nonce string, status int, body []byte) error {
	if single(h, HeaderSignature) == "" {
		return header(ErrUnsigned, HeaderSignature)
	}
	if single(h, HeaderKey) != k.ID || !same(single(h, HeaderSignature), k.signAnswer(nonce, status, body)) {
		return ErrSignature
	}
	return nil
}
