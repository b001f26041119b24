package sms

import (
	"bufio"
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"maps"
	"net"
	"slices"
	"time"

	"fanzha/centre/notify"
	"fanzha/edge/connect/sms/smpp"
	"fanzha/term/fault"
)

// Faults of a session. Texts are in term/fault/texts/sms.yaml.
var (
	ErrAddress = fault.New(fault.Invalid, "sms.address") // not smpp://id:password@host:port
	ErrBind    = fault.New(fault.Denied, "sms.bind")     // the carrier does not let us in; args: status
)

// errEnd is the carrier's own unbind.
var errEnd = errors.New("sms: the carrier ended the session")

func isAway(err error) bool { return errors.Is(err, notify.ErrAway) || errors.Is(err, notify.ErrBusy) }

// Run keeps the session until ctx ends: a connection that breaks is followed by another after a pause that doubles.
func (g *Gateway) Run(ctx context.Context) {
	pause := g.opts.First
	for ctx.Err() == nil {
		began := time.Now()
		err := g.session(ctx)
		if ctx.Err() != nil {
			return
		}
		g.opts.Log.Warn("session with the carrier of text messages ended", "address", g.opts.Address, "err", err)
		if time.Since(began) > g.opts.Most {
			pause = g.opts.First
		}
		if !wait(ctx, pause) {
			return
		}
		pause = min(2*pause, g.opts.Most)
	}
}

// session is one connection from its bind to its end.
func (g *Gateway) session(ctx context.Context) error {
	conn, err := g.dial(ctx)
	if err != nil {
		return err
	}
	defer func() { _ = conn.Close() }()
	in := bufio.NewReader(conn)
	err = g.bind(conn, in)
	if err != nil {
		return err
	}
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	g.resume(conn)
	defer g.lose()
	stop := context.AfterFunc(ctx, func() { g.leave(conn) })
	defer stop()
	for {
		// an idle carrier is asked whether it is still there; one that says nothing then is gone
		p, err := g.read(conn, in)
		if err != nil {
			return err
		}
		err = g.take(ctx, conn, p)
		if err != nil {
			return err
		}
	}
}

func (g *Gateway) dial(ctx context.Context) (net.Conn, error) {
	d := net.Dialer{Timeout: dialWithin, KeepAlive: 30 * time.Second}
	conn, err := d.DialContext(ctx, "tcp", g.opts.Address)
	if err != nil || g.opts.TLS == nil {
		return conn, err
	}
	secure := tls.Client(conn, g.opts.TLS)
	err = secure.HandshakeContext(ctx)
	if err != nil {
		_ = conn.Close()
		return nil, err
	}
	return secure, nil
}

func (g *Gateway) bind(conn net.Conn, in *bufio.Reader) error {
	_ = conn.SetDeadline(time.Now().Add(g.opts.Answer))
	body := smpp.Bind{SystemID: g.opts.SystemID, Password: g.opts.Password}.Body()
	_, err := conn.Write(smpp.PDU{Command: g.opts.Command, Seq: 1, Body: body}.Bytes())
	if err != nil {
		return err
	}
	p, err := smpp.Read(in)
	switch {
	case err != nil:
		return err
	case p.Command != g.opts.Command|smpp.Answer || p.Status != smpp.OK:
		return fault.New(ErrBind.Kind, ErrBind.Code, "status", fmt.Sprintf("0x%08x", p.Status))
	}
	return conn.SetDeadline(time.Time{})
}

// resume makes the connection the one that is written to, and sends again what was handed over on an earlier one and not answered.
func (g *Gateway) resume(conn net.Conn) {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.conn = conn
	g.seq = max(g.seq, 1)
	for _, seq := range slices.Sorted(maps.Keys(g.pending)) {
		g.write(g.pending[seq])
	}
}

// lose forgets the connection; what waits goes on waiting.
func (g *Gateway) lose() {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.conn = nil
}

// leave says goodbye and closes.
func (g *Gateway) leave(conn net.Conn) {
	g.mu.Lock()
	defer g.mu.Unlock()
	_ = conn.SetWriteDeadline(time.Now().Add(time.Second))
	_, _ = conn.Write(smpp.PDU{Command: smpp.Unbind, Seq: g.next()}.Bytes())
	_ = conn.Close()
}

// read reads one unit. When none comes for a while it asks once whether the carrier is there.
func (g *Gateway) read(conn net.Conn, in *bufio.Reader) (smpp.PDU, error) {
	_ = conn.SetReadDeadline(time.Now().Add(g.opts.Enquire))
	_, err := in.Peek(1)
	var timeout net.Error
	if errors.As(err, &timeout) && timeout.Timeout() {
		g.mu.Lock()
		seq := g.next()
		g.mu.Unlock()
		err = g.say(conn, smpp.PDU{Command: smpp.EnquireLink, Seq: seq})
	}
	if err != nil {
		return smpp.PDU{}, err
	}
	_ = conn.SetReadDeadline(time.Now().Add(g.opts.Answer))
	return smpp.Read(in)
}

// say writes a unit for which nobody waits.
func (g *Gateway) say(conn net.Conn, p smpp.PDU) error {
	g.mu.Lock()
	defer g.mu.Unlock()
	_ = conn.SetWriteDeadline(time.Now().Add(g.opts.Answer))
	_, err := conn.Write(p.Bytes())
	return err
}

// take acts on one unit of the carrier.
func (g *Gateway) take(ctx context.Context, conn net.Conn, p smpp.PDU) error {
	switch p.Command {
	case smpp.SubmitSM | smpp.Answer, smpp.GenericNack:
		g.mu.Lock()
		r := g.pending[p.Seq]
		delete(g.pending, p.Seq)
		g.mu.Unlock()
		if r != nil { // else its caller gave up
			if p.Command == smpp.GenericNack && p.Status == smpp.OK {
				p.Status = smpp.SystemErr
			}
			r.done <- p
		}
		return nil
	case smpp.DeliverSM:
		return g.say(conn, p.Reply(g.delivered(ctx, p), smpp.IDBody("")))
	case smpp.EnquireLink:
		return g.say(conn, p.Reply(smpp.OK, nil))
	case smpp.Unbind:
		_ = g.say(conn, p.Reply(smpp.OK, nil))
		return errEnd
	case smpp.EnquireLink | smpp.Answer, smpp.Unbind | smpp.Answer:
		return nil
	}
	if p.Command&smpp.Answer != 0 {
		return nil
	}
	return g.say(conn, smpp.PDU{Command: smpp.GenericNack, Status: smpp.BadCommand, Seq: p.Seq})
}

// delivered takes a delivery and returns the status of its answer. What a person writes is thanked for and not kept: our texts ask for
// no reply.
func (g *Gateway) delivered(ctx context.Context, p smpp.PDU) uint32 {
	s, err := smpp.ReadShort(p.Body)
	if err != nil {
		return smpp.BadLength
	}
	r, ok := smpp.ReceiptOf(s)
	if !ok {
		return smpp.OK
	}
	delivered, final := r.Final()
	if !final || g.opts.Receive == nil {
		return smpp.OK
	}
	detail := r.State
	if r.Err != "" && r.Err != "000" && r.Err != "0" {
		detail += " " + r.Err
	}
	err = g.opts.Receive(ctx, notify.Receipt{Ref: r.ID, Delivered: delivered, Detail: detail})
	if err != nil && fault.KindOf(err) != fault.Invalid {
		g.opts.Log.Warn("receipt of a text message", "err", err)
		return smpp.NotTaken
	}
	return smpp.OK
}
