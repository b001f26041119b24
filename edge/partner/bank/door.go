package bank

import (
	"bytes"
	"compress/gzip"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io"
	"net/http"
	"strings"
	"time"

	"fanzha/edge/partner/wire"
)

// Bounds of a body.
const (
	// BodyMax bounds a body as sent and as decompressed: 1,000 answers of usual size take 2 MB.
	BodyMax = 8 << 20
	// bodyTime is how long a body may take to arrive; a slower one would hold its place against others.
	bodyTime = 30 * time.Second
	// bodyAtOnce is up to which length a body gets its room before it is there; more is given only as it comes.
	bodyAtOnce = 64 << 10
)

// caller is who asks, known by key or certificate, with the body that the signature covered.
type caller struct {
	bank string
	key  string // budgets are counted by it
	body []byte // decompressed
}

type callerKey struct{}

func callerOf(ctx context.Context) caller {
	c, _ := ctx.Value(callerKey{}).(caller)
	return c
}

// admit finds out who asks and reads the body. The id of the key is looked up before a byte of the body is read, and nothing is
// decompressed before the signature held.
func (a *API) admit(w http.ResponseWriter, r *http.Request) (caller, error) {
	now := a.opts.Now()
	key, err := a.who(r, now)
	if err != nil {
		return caller{}, err
	}
	sent, err := readBody(w, r)
	if err != nil {
		return caller{}, err
	}
	if len(key.Secret) > 0 {
		err = a.genuine(r, key, sent, now)
		if err != nil {
			return caller{}, err
		}
	}
	body, err := unpack(r, sent)
	if err != nil {
		return caller{}, err
	}
	return caller{bank: key.Bank, key: key.ID, body: body}, nil
}

// who finds the bank. A request that is signed is judged by its signature, even when a certificate comes with it.
func (a *API) who(r *http.Request, now time.Time) (Key, error) {
	if len(r.Header.Values(wire.HeaderKey)) > 0 || len(r.Header.Values(wire.HeaderSignature)) > 0 {
		if a.opts.NoSignatures {
			return Key{}, ErrDoor
		}
		id := wire.KeyOf(r.Header)
		if id == "" {
			return Key{}, ErrKey
		}
		key, err := a.keys.secret(r.Context(), id, now)
		if err == nil && (!key.Usable() || key.ID != id || key.Bank == "") {
			err = ErrKey
		}
		return key, err
	}
	if r.TLS == nil || len(r.TLS.PeerCertificates) == 0 {
		return Key{}, ErrNoKey
	}
	if a.opts.NoCertificates {
		return Key{}, ErrDoor
	}
	cert := r.TLS.PeerCertificates[0]
	if now.Before(cert.NotBefore) || now.After(cert.NotAfter) {
		return Key{}, ErrCert
	}
	sum := sha256.Sum256(cert.Raw)
	key, err := a.keys.certificate(r.Context(), hex.EncodeToString(sum[:]), now)
	if err == nil && key.Bank == "" || errors.Is(err, ErrKey) {
		return Key{}, ErrCert.With(err)
	}
	key.Secret = nil
	return key, err
}

// genuine checks the signature. What changes something uses up its nonce; what only reads may be repeated within the tolerance:
// the answer goes to whoever holds the connection, and the tokens are the bank's own.
func (a *API) genuine(r *http.Request, key Key, sent []byte, now time.Time) error {
	nonce, err := key.Key.VerifyRequest(r, wire.FromBank, sent, now)
	if err != nil || reads(r) {
		return err
	}
	return a.nonces.Use(key.ID, nonce, now)
}

func reads(r *http.Request) bool {
	return r.Method == http.MethodGet || r.URL.Path == base+checkPath
}

// readBody reads what was sent, as sent: that is what is signed.
func readBody(w http.ResponseWriter, r *http.Request) ([]byte, error) {
	if r.Body == nil || r.Body == http.NoBody {
		return nil, nil
	}
	if r.ContentLength > BodyMax {
		return nil, refuse(ErrBody, "limit", BodyMax)
	}
	_ = http.NewResponseController(w).SetReadDeadline(time.Now().Add(bodyTime)) // not every writer can; then the server's own limits hold
	if r.ContentLength > 0 && r.ContentLength <= bodyAtOnce {
		b := make([]byte, r.ContentLength)
		_, err := io.ReadFull(r.Body, b)
		if err != nil {
			return nil, ErrBroken.With(err)
		}
		return b, nil
	}
	var b bytes.Buffer
	_, err := b.ReadFrom(http.MaxBytesReader(w, r.Body, BodyMax))
	var over *http.MaxBytesError
	switch {
	case errors.As(err, &over):
		return nil, refuse(ErrBody, "limit", BodyMax)
	case err != nil:
		return nil, ErrBroken.With(err)
	}
	return b.Bytes(), nil
}

// unpack decompresses, up to the same bound: a bomb costs no more than the largest honest body.
func unpack(r *http.Request, sent []byte) ([]byte, error) {
	switch strings.ToLower(r.Header.Get("Content-Encoding")) {
	case "", "identity":
		return sent, nil
	case "gzip", "x-gzip":
	default:
		return nil, ErrEncoding
	}
	z, err := gzip.NewReader(bytes.NewReader(sent))
	if err != nil {
		return nil, ErrGzip.With(err)
	}
	out, err := io.ReadAll(io.LimitReader(z, BodyMax+1))
	if err != nil {
		return nil, ErrGzip.With(err)
	}
	if len(out) > BodyMax {
		return nil, refuse(ErrBody, "limit", BodyMax)
	}
	return out, nil
}
