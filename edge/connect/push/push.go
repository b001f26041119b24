package push

import (
	"bytes"
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"slices"
	"strings"
	"sync"
	"time"

	"fanzha/centre/stoppay"
	"fanzha/edge/partner/page"
	"fanzha/edge/partner/wire"
)

// Bounds of a delivery.
const (
	// Timeout is the longest that a bank may take; one whose core is slower acknowledges with 202.
	Timeout = 10 * time.Second
	// connsPerBank bounds what one slow bank can hold.
	connsPerBank = 32
	headerMax    = 32 << 10
)

// Keys gives the keys that work for a bank, the oldest first: while one takes the place of another there are two, and nobody here knows
// from when on the bank has the new one. A bank that relies on our client certificate alone has none.
type Keys interface {
	Signing(ctx context.Context, bank string) ([]wire.Key, error)
}

// Options are what a Gateway stands on.
type Options struct {
	Keys Keys
	// TLS gives the configuration for a bank: its authority, our client certificate. nil: the system's authorities. It is asked
	// once a bank, and again after Forget.
	TLS func(bank string) (*tls.Config, error)
	// Plain allows http to a loopback address, for simulations on one machine.
	Plain   bool
	Timeout time.Duration    // 0: Timeout
	Now     func() time.Time // nil: time.Now
}

// Gateway delivers to banks with the channel push. It is safe for concurrent use.
type Gateway struct {
	opts    Options
	mu      sync.Mutex // guards clients
	clients map[string]*client
}

// client is the connection pool to one bank.
type client struct {
	http  *http.Client
	proof bool // our client certificate proves who sends
}

// New makes a gateway.
func New(o Options) *Gateway {
	if o.Timeout <= 0 {
		o.Timeout = Timeout
	}
	if o.Now == nil {
		o.Now = time.Now
	}
	return &Gateway{opts: o, clients: map[string]*client{}}
}

// Deliver hands a message to a bank. The answer is nil when the bank has it and will answer later.
func (g *Gateway) Deliver(ctx context.Context, b stoppay.Bank, m stoppay.Message) (*stoppay.Answer, error) {
	order, err := page.Order(m)
	if err != nil {
		return nil, err
	}
	if order.Bank != b.Code {
		return nil, ErrOtherBank
	}
	answer, err := g.Send(ctx, b.Code, b.Address, order)
	if err != nil || answer == nil {
		return nil, err
	}
	out := page.Answer(*answer)
	return &out, nil
}

// Send posts one order. It is Deliver in the words of the page.
func (g *Gateway) Send(ctx context.Context, bank, address string, order wire.Order) (*wire.Answer, error) {
	target, err := g.target(address)
	if err != nil {
		return nil, err
	}
	c, err := g.client(bank)
	if err != nil {
		return nil, err
	}
	keys, err := g.opts.Keys.Signing(ctx, bank)
	if err != nil {
		return nil, err
	}
	if slices.ContainsFunc(keys, func(k wire.Key) bool { return !k.Usable() }) || len(keys) == 0 && (!c.proof || !strings.HasPrefix(target, "https:")) {
		return nil, ErrNoKey
	}
	body, err := wire.Encode(order)
	if err != nil {
		return nil, err
	}
	ctx, cancel := context.WithTimeout(ctx, g.opts.Timeout)
	defer cancel()
	if len(keys) == 0 {
		keys = []wire.Key{{}}
	}
	for _, key := range keys[:len(keys)-1] { // a bank that does not know this key may have the next one
		answer, err := g.post(ctx, c, posted{target, key, order, body})
		if !errors.Is(err, ErrRefused) {
			return answer, err
		}
	}
	return g.post(ctx, c, posted{target, keys[len(keys)-1], order, body})
}

// posted is an order on its way to a bank; a key without an id signs nothing.
type posted struct {
	target string
	key    wire.Key
	order  wire.Order
	body   []byte
}

func (g *Gateway) post(ctx context.Context, c *client, p posted) (*wire.Answer, error) {
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, p.target, bytes.NewReader(p.body))
	if err != nil {
		return nil, ErrAddress.With(err)
	}
	r.Header.Set("Content-Type", "application/json")
	r.Header.Set("Accept", "application/json")
	r.Header.Set("User-Agent", "fanzha")
	if p.key.ID != "" {
		p.key.SignRequest(r, wire.FromCentre, p.body, g.opts.Now())
	}
	got, err := c.exchange(r)
	if err != nil {
		return nil, err
	}
	return got.answer(p.order, p.key, r.Header.Get(wire.HeaderNonce))
}

// target checks the address: the order carries personal data, so it goes encrypted or not at all.
func (g *Gateway) target(address string) (string, error) {
	u, err := url.Parse(address)
	switch {
	case err != nil:
		return "", ErrAddress.With(err)
	case u.Host == "" || u.User != nil || u.RawQuery != "" || u.Fragment != "":
		return "", ErrAddress
	case u.Scheme == "https", u.Scheme == "http" && g.opts.Plain && loopback(u.Hostname()):
	default:
		return "", ErrAddress
	}
	return u.JoinPath("orders").String(), nil
}

func loopback(host string) bool {
	ip, err := netip.ParseAddr(host)
	return err == nil && ip.IsLoopback()
}

// client returns the connection pool of a bank.
func (g *Gateway) client(bank string) (*client, error) {
	g.mu.Lock()
	defer g.mu.Unlock()
	have := g.clients[bank]
	if have != nil {
		return have, nil
	}
	cfg := &tls.Config{}
	if g.opts.TLS != nil {
		own, err := g.opts.TLS(bank)
		if err != nil {
			return nil, ErrCert.With(err)
		}
		if own != nil {
			cfg = own.Clone()
		}
	}
	cfg.MinVersion = max(cfg.MinVersion, tls.VersionTLS12)
	transport := &http.Transport{ // no proxy from the environment: an order takes no way that the directory does not name
		DialContext:     (&net.Dialer{Timeout: 5 * time.Second, KeepAlive: 30 * time.Second}).DialContext,
		TLSClientConfig: cfg, TLSHandshakeTimeout: 5 * time.Second, ForceAttemptHTTP2: true,
		MaxConnsPerHost: connsPerBank, MaxIdleConnsPerHost: connsPerBank, IdleConnTimeout: 90 * time.Second,
		MaxResponseHeaderBytes: headerMax, DisableCompression: true,
	}
	c := &client{proof: len(cfg.Certificates) > 0 || cfg.GetClientCertificate != nil, http: &http.Client{Transport: transport,
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}}
	g.clients[bank] = c
	return c, nil
}

// Forget closes the idle connections to a bank whose certificate or authority has changed; the next delivery asks anew.
func (g *Gateway) Forget(bank string) {
	g.mu.Lock()
	defer g.mu.Unlock()
	c := g.clients[bank]
	if c != nil {
		c.http.CloseIdleConnections()
		delete(g.clients, bank)
	}
}

// got is what came back, within bounds.
type got struct {
	status int
	header http.Header
	body   []byte
	proven bool // over a connection whose certificate held
}

// exchange sends the request and reads what comes back.
func (c *client) exchange(r *http.Request) (got, error) {
	resp, err := c.http.Do(r)
	if err != nil {
		return got{}, away(err)
	}
	defer func() { _ = resp.Body.Close() }()
	body, err := io.ReadAll(io.LimitReader(resp.Body, wire.AnswerMax+1))
	if err != nil {
		return got{}, away(err)
	}
	if len(body) > wire.AnswerMax {
		return got{}, ErrTooLarge
	}
	return got{resp.StatusCode, resp.Header, body, resp.TLS != nil}, nil
}

// away tells a certificate that does not hold, which nobody should wait out, from a bank that cannot be reached.
func away(err error) error {
	var verify *tls.CertificateVerificationError
	var unknown x509.UnknownAuthorityError
	var host x509.HostnameError
	var op *net.OpError
	refused := errors.As(err, &op) && op.Op == "remote error" // the bank's word on our certificate
	if refused || errors.As(err, &verify) || errors.As(err, &unknown) || errors.As(err, &host) {
		return ErrCert.With(err)
	}
	return ErrAway.With(err)
}

// said is the status that came back, for the log.
func (g got) said() error { return fmt.Errorf("status %d", g.status) }

// answer judges what came back.
func (g got) answer(order wire.Order, key wire.Key, nonce string) (*wire.Answer, error) {
	switch {
	case g.status >= 300 && g.status < 400:
		return nil, refuse(ErrRedirect, "status", g.status)
	case g.status == http.StatusRequestTimeout, g.status == http.StatusTooEarly, g.status == http.StatusTooManyRequests, g.status >= 500:
		return nil, ErrBusy.With(g.said())
	case g.status != http.StatusOK && g.status != http.StatusAccepted:
		return nil, ErrRefused.With(g.said())
	}
	signed := len(g.header.Values(wire.HeaderSignature)) > 0
	if signed || !g.proven {
		err := key.VerifyAnswer(g.header, nonce, g.status, g.body)
		if err != nil {
			return nil, ErrUnproven.With(err)
		}
	}
	if g.status == http.StatusAccepted {
		return nil, nil //nolint:nilnil // the bank has it and will answer later
	}
	a, err := wire.DecodeAnswer(g.body)
	if err != nil {
		return nil, ErrAnswer.With(err)
	}
	if a.Order != order.ID || a.Bank != order.Bank {
		return nil, ErrOther
	}
	return &a, nil
}
