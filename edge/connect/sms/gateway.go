// Package sms hands text messages to a carrier over SMPP 3.4 and takes its receipts: one session, bound as transceiver, with a window
// of units that wait for their answer. A text that does not fit one part goes as several, joined by their head (UDH).
//
// When the connection breaks, what was handed over and not answered is kept and sent again on the next one, until its caller gives up:
// then it is told as unanswered, because the carrier may have taken it. A carrier that asks to slow down is left alone for a while that
// doubles. A receipt is answered only when it is stored, so that a carrier that hears nothing sends it again.
package sms

import (
	"context"
	"crypto/tls"
	"fmt"
	"log/slog"
	"net"
	"net/url"
	"strings"
	"sync"
	"time"

	"fanzha/centre/notify"
	"fanzha/edge/connect/sms/smpp"
	"fanzha/term/ident"
	"fanzha/term/sms"
)

// Bounds of a session.
const (
	windowDefault = 10
	windowMax     = 500
	enquireEvery  = 30 * time.Second
	answerWithin  = 25 * time.Second // the wait for one answer; the room waits a minute for all parts
	dialWithin    = 10 * time.Second
	firstPause    = time.Second // after a broken connection, and after "slow down"
	mostPause     = time.Minute
)

// Options say which carrier.
type Options struct {
	Address  string // host:port
	SystemID string
	Password string
	TLS      *tls.Config // nil: none, as carriers have it inside their own networks
	Command  uint32      // 0: smpp.BindTransceiver
	Window   int         // 0: windowDefault
	// Receive stores a receipt; an error lets the carrier send it again.
	Receive func(ctx context.Context, r notify.Receipt) error
	Log     *slog.Logger // nil: slog.Default

	Enquire, Answer, First, Most time.Duration // 0: the bounds above
}

// Parse reads smpp://id:password@host:port, or smpps:// for TLS.
func Parse(address string) (Options, error) {
	u, err := url.Parse(address)
	if err != nil || u.Scheme != "smpp" && u.Scheme != "smpps" || u.Port() == "" || u.Hostname() == "" || u.User == nil || strings.Trim(u.Path, "/") != "" || u.RawQuery != "" {
		return Options{}, ErrAddress
	}
	password, _ := u.User.Password()
	o := Options{Address: u.Host, SystemID: u.User.Username(), Password: password}
	if u.Scheme == "smpps" {
		o.TLS = &tls.Config{ServerName: u.Hostname(), MinVersion: tls.VersionTLS12}
	}
	if o.SystemID == "" || len(o.SystemID) > 15 || len(password) > 8 {
		return Options{}, ErrAddress
	}
	return o, nil
}

func (o Options) filled() Options {
	for _, d := range []struct {
		to    *time.Duration
		usual time.Duration
	}{{&o.Enquire, enquireEvery}, {&o.Answer, answerWithin}, {&o.First, firstPause}, {&o.Most, mostPause}} {
		if *d.to <= 0 {
			*d.to = d.usual
		}
	}
	if o.Command == 0 {
		o.Command = smpp.BindTransceiver
	}
	if o.Window <= 0 {
		o.Window = windowDefault
	}
	o.Window = min(o.Window, windowMax)
	if o.Log == nil {
		o.Log = slog.Default()
	}
	return o
}

// Gateway is one session with a carrier. It is safe for concurrent use.
type Gateway struct {
	opts   Options
	window chan struct{}

	mu      sync.Mutex // guards the rest
	conn    net.Conn   // nil: not bound
	seq     uint32
	joined  byte // reference of the next text of several parts
	pending map[uint32]*request
	slow    time.Duration // last pause that the carrier asked for
	until   time.Time     // nothing is handed over before
}

// request is a unit that waits for its answer.
type request struct {
	seq     uint32
	pdu     smpp.PDU
	written bool
	done    chan smpp.PDU
}

var _ notify.Gateway = (*Gateway)(nil)

// New makes a gateway; Run keeps its session.
func New(o Options) *Gateway {
	o = o.filled()
	return &Gateway{opts: o, window: make(chan struct{}, o.Window), pending: map[uint32]*request{}}
}

// Bound says whether the session stands.
func (g *Gateway) Bound() bool {
	g.mu.Lock()
	defer g.mu.Unlock()
	return g.conn != nil
}

// Send implements notify.Gateway.
func (g *Gateway) Send(ctx context.Context, p notify.Parcel) ([]string, error) {
	to, err := destination(p.To)
	if err != nil {
		return nil, err
	}
	ctx, cancel := context.WithTimeout(ctx, g.opts.Answer)
	defer cancel()
	var refs []string
	for i, s := range g.cut(p, to) {
		body, err := s.Body()
		if err != nil {
			return nil, notify.Refused("length")
		}
		ref, err := g.submit(ctx, body)
		for i > 0 && patient(err) && wait(ctx, g.opts.First) {
			ref, err = g.submit(ctx, body) // half a text is worse than a late one
		}
		if err != nil && i > 0 && patient(err) {
			return refs, notify.ErrUnanswered.With(err)
		}
		if err != nil {
			return refs, err
		}
		refs = append(refs, ref)
	}
	return refs, nil
}

// destination is the number as carriers want it: digits with the country code.
func destination(p ident.Phone) (smpp.Address, error) {
	digits := strings.TrimPrefix(string(p), "+")
	if len(digits) < 7 || len(digits) > 15 || strings.Trim(digits, "0123456789") != "" || digits == string(p) {
		return smpp.Address{}, notify.ErrNumber
	}
	return smpp.Address{TON: smpp.TONInternational, NPI: smpp.NPIISDN, Digits: digits}, nil
}

// cut makes the units of a text.
func (g *Gateway) cut(p notify.Parcel, to smpp.Address) []smpp.Short {
	coding, parts := sms.Split(p.Text)
	var ref byte
	if len(parts) > 1 {
		g.mu.Lock()
		g.joined++
		ref = g.joined
		g.mu.Unlock()
	}
	out := make([]smpp.Short, 0, len(parts))
	for i, part := range parts {
		s := smpp.Short{From: smpp.Address{Digits: p.Sender}, To: to, Registered: 1, Text: sms.Encode(coding, part)}
		if coding == sms.UCS2 {
			s.Coding = smpp.CodingUCS2
		}
		if len(parts) > 1 {
			s.Class = smpp.ClassHead
			s.Text = append([]byte{5, 0, 3, ref, byte(len(parts)), byte(i + 1)}, s.Text...)
		}
		out = append(out, s)
	}
	return out
}

// submit hands one part over and waits for its answer.
func (g *Gateway) submit(ctx context.Context, body []byte) (string, error) {
	select {
	case g.window <- struct{}{}:
		defer func() { <-g.window }()
	case <-ctx.Done():
		return "", notify.ErrBusy.With(ctx.Err())
	}
	r, err := g.start(smpp.PDU{Command: smpp.SubmitSM, Body: body})
	if err != nil {
		return "", err
	}
	select {
	case p := <-r.done:
		return g.judge(p)
	case <-ctx.Done():
	}
	if g.drop(r) {
		return "", notify.ErrUnanswered.With(ctx.Err())
	}
	return "", notify.ErrAway.With(ctx.Err())
}

// judge reads the carrier's answer to a hand-over.
func (g *Gateway) judge(p smpp.PDU) (string, error) {
	switch p.Status {
	case smpp.OK:
		g.mu.Lock()
		g.slow = 0
		g.mu.Unlock()
		id, err := smpp.ReadID(p.Body)
		if err != nil {
			return "", nil //nolint:nilerr // it was taken; without an id there will be no receipt for it
		}
		return id, nil
	case smpp.Throttled, smpp.QueueFull, smpp.SystemErr:
		g.slowDown()
		return "", notify.ErrBusy
	}
	return "", notify.Refused(fmt.Sprintf("0x%08x", p.Status))
}

// slowDown leaves the carrier alone for a while that doubles.
func (g *Gateway) slowDown() {
	g.mu.Lock()
	defer g.mu.Unlock()
	now := time.Now()
	if now.Before(g.until) {
		return // several answers of one window ask for it once
	}
	g.slow = min(max(2*g.slow, g.opts.First), g.opts.Most)
	g.until = now.Add(g.slow)
}

// start puts a unit among those that wait, and writes it.
func (g *Gateway) start(p smpp.PDU) (*request, error) {
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.conn == nil {
		return nil, notify.ErrAway
	}
	if time.Now().Before(g.until) {
		return nil, notify.ErrBusy
	}
	p.Seq = g.next()
	r := &request{seq: p.Seq, pdu: p, done: make(chan smpp.PDU, 1)}
	g.pending[p.Seq] = r
	g.write(r)
	return r, nil
}

// next numbers units; a number is never used twice while one waits. The caller holds mu.
func (g *Gateway) next() uint32 {
	for {
		g.seq = g.seq%0x7fffffff + 1
		if g.pending[g.seq] == nil {
			return g.seq
		}
	}
}

// write writes a request; a connection that cannot be written to is closed, and the request waits for the next. The caller holds mu.
func (g *Gateway) write(r *request) {
	r.written = true // perhaps: a write that fails may have reached the carrier
	_ = g.conn.SetWriteDeadline(time.Now().Add(g.opts.Answer))
	_, err := g.conn.Write(r.pdu.Bytes())
	if err != nil {
		_ = g.conn.Close()
	}
}

// drop gives a request up, and says whether it was written.
func (g *Gateway) drop(r *request) bool {
	g.mu.Lock()
	defer g.mu.Unlock()
	delete(g.pending, r.seq)
	return r.written
}

// patient says whether an error may pass while the caller waits.
func patient(err error) bool { return isAway(err) }

// wait waits, false when the caller gave up.
func wait(ctx context.Context, d time.Duration) bool {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-ctx.Done():
		return false
	case <-t.C:
		return true
	}
}
