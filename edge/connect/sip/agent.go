package sip

import (
	"context"
	"errors"
	"log/slog"
	"net"
	"strconv"
	"sync"
	"time"

	"github.com/emiago/sipgo"
	"github.com/emiago/sipgo/sip"

	"fanzha/centre/hotline"
)

// Bounds of the calls.
const (
	callsMax    = 500              // at the same time, in and out: more desks than one copy serves
	deskRing    = 30 * time.Second // the desk's own telephone rings so long
	otherRing   = 60 * time.Second // the citizen's
	queueMost   = 20 * time.Minute // a caller waits so long; networks give up before
	byeWithin   = 5 * time.Second  // the other side answers a BYE within this, or is left
	hearTries   = 5                // how often what was heard is told again when the records are away
	hearPause   = time.Second
	sdpMax      = 16 << 10 // bytes of an offer or answer of voice
	lookWithin  = 2 * time.Second
	startWithin = 10 * time.Second
)

// Options are what an Agent stands on.
type Options struct {
	Setting
	Phone  func(ctx context.Context, account string) (string, error)             // extension or address of a desk's telephone; ErrNoPhone
	Hear   func(ctx context.Context, n hotline.News) error                       // what became of a call
	Arrive func(ctx context.Context, record string, from string) (string, error) // makes a ticket of a call in and returns its id
	NewID  func() string
	Log    *slog.Logger
}

// Agent is the centre's side of the calls. It is safe for concurrent use.
type Agent struct {
	o      Options
	ua     *sipgo.UserAgent
	client *sipgo.Client
	server *sipgo.Server
	outs   *sipgo.DialogClientCache
	ins    *sipgo.DialogServerCache
	serve  func() error
	close  func() error
	addr   string
	host   string // that stands in our addresses
	port   int

	life context.Context //nolint:containedctx // of the agent: ends its calls
	stop context.CancelFunc
	all  sync.WaitGroup

	mu     sync.Mutex // guards the rest
	calls  map[string]*call
	closed bool
}

var _ hotline.Telephony = (*Agent)(nil)

// call is the call of one ticket.
type call struct {
	ticket string
	record string
	ctx    context.Context //nolint:containedctx // ended by HangUp
	end    context.CancelFunc
	pick   chan string // the telephone of the desk that takes a caller who waits; nil of a call out
}

// New listens; Run ends it.
func New(o Options) (*Agent, error) {
	a := &Agent{o: o, calls: map[string]*call{}}
	a.life, a.stop = context.WithCancel(context.Background())
	err := a.listen()
	if err != nil {
		return nil, err
	}
	contact := sip.ContactHeader{Address: sip.Uri{Scheme: "sip", User: o.User, Host: a.host, Port: a.port}}
	if o.Transport == "tcp" {
		contact.Address.UriParams = sip.NewParams()
		contact.Address.UriParams.Add("transport", "tcp")
	}
	a.outs = sipgo.NewDialogClientCache(a.client, contact)
	a.ins = sipgo.NewDialogServerCache(a.client, contact)
	a.server.OnInvite(a.guarded(a.onInvite))
	a.server.OnAck(a.guarded(a.onAck))
	a.server.OnBye(a.guarded(a.onBye))
	a.server.OnOptions(a.guarded(func(req *sip.Request, tx sip.ServerTransaction) { a.respond(req, tx, sip.StatusOK) }))
	return a, a.begun()
}

// begun serves, and waits until the library knows the socket: a call before that would want another one at the same address.
func (a *Agent) begun() error {
	a.all.Go(func() {
		err := a.serve()
		if err != nil && a.life.Err() == nil {
			a.o.Log.Error("telephone network: listening has ended", "err", err)
		}
	})
	if a.o.Transport != "udp" {
		return nil
	}
	for end := time.Now().Add(startWithin); ; time.Sleep(time.Millisecond) {
		_, err := a.ua.TransportLayer().GetConnection("udp", a.addr)
		if err == nil {
			return nil
		}
		if time.Now().After(end) {
			a.stop()
			return errors.Join(ErrListen.With(err), a.close())
		}
	}
}

func (a *Agent) listen() error {
	var err error
	a.ua, err = sipgo.NewUA(sipgo.WithUserAgent(a.o.User), sipgo.WithUserAgentHostname(a.o.Host))
	if err != nil {
		return ErrListen.With(err)
	}
	a.server, err = sipgo.NewServer(a.ua, sipgo.WithServerLogger(a.o.Log))
	if err != nil {
		return ErrListen.With(err)
	}
	if a.o.Transport == "tcp" {
		l, err := net.Listen("tcp", a.o.Listen)
		if err != nil {
			return ErrListen.With(err)
		}
		a.addr, a.serve, a.close = l.Addr().String(), func() error { return a.server.ServeTCP(l) }, l.Close
	} else {
		l, err := net.ListenPacket("udp", a.o.Listen)
		if err != nil {
			return ErrListen.With(err)
		}
		a.addr, a.serve, a.close = l.LocalAddr().String(), func() error { return a.server.ServeUDP(l) }, l.Close
	}
	host, port, err := net.SplitHostPort(a.addr)
	if err != nil {
		return errors.Join(ErrListen.With(err), a.close())
	}
	a.port, err = strconv.Atoi(port)
	if err != nil {
		return errors.Join(ErrListen.With(err), a.close())
	}
	a.host = a.reachedAt(host)
	options := []sipgo.ClientOption{sipgo.WithClientHostname(a.host), sipgo.WithClientPort(a.port)}
	if a.o.Transport == "udp" { // one socket for both ways: what lies between lets the answers through
		options = append(options, sipgo.WithClientConnectionAddr(a.addr))
	}
	a.client, err = sipgo.NewClient(a.ua, options...)
	if err != nil {
		return errors.Join(ErrListen.With(err), a.close())
	}
	return nil
}

// reachedAt is the host that the server reaches us at.
func (a *Agent) reachedAt(listening string) string {
	ip := net.ParseIP(listening)
	switch {
	case a.o.Contact != "":
		return a.o.Contact
	case ip != nil && !ip.IsUnspecified():
		return listening
	}
	c, err := net.Dial("udp", net.JoinHostPort(a.o.Host, strconv.Itoa(a.o.Port))) // sends nothing
	if err != nil {
		return listening
	}
	defer func() { _ = c.Close() }()
	own, _, err := net.SplitHostPort(c.LocalAddr().String())
	if err != nil {
		return listening
	}
	return own
}

// Addr is where the agent listens.
func (a *Agent) Addr() string { return a.addr }

// Run waits until ctx ends, then ends all calls and waits for them.
func (a *Agent) Run(ctx context.Context) {
	<-ctx.Done()
	a.mu.Lock()
	a.closed = true
	a.mu.Unlock()
	a.stop()
	a.ended()
	_ = a.close()
	_ = a.ua.Close()
	a.all.Wait()
}

// ended waits until the calls have said goodbye, but not for ever.
func (a *Agent) ended() {
	patience := time.NewTimer(2 * byeWithin)
	defer patience.Stop()
	look := time.NewTicker(20 * time.Millisecond)
	defer look.Stop()
	for a.on() > 0 {
		select {
		case <-look.C:
		case <-patience.C:
			return
		}
	}
}

// on is how many calls are on.
func (a *Agent) on() int {
	a.mu.Lock()
	defer a.mu.Unlock()
	return len(a.calls)
}

// guarded keeps a handler from breaking the centre: what others send is parsed by the library and may still lack anything.
func (a *Agent) guarded(fn func(*sip.Request, sip.ServerTransaction)) sipgo.RequestHandler {
	return func(req *sip.Request, tx sip.ServerTransaction) {
		defer func() {
			v := recover()
			if v != nil {
				a.o.Log.Error("telephone network: a request was dropped", "method", req.Method, "panic", v)
			}
		}()
		if req.CallID() == nil || req.CSeq() == nil || req.From() == nil || req.To() == nil {
			return // not even an answer can be addressed
		}
		if !a.trusted(req.Source()) && req.Method != sip.ACK && req.Method != sip.BYE { // those belong to a call, or to nothing
			a.respond(req, tx, sip.StatusForbidden)
			return
		}
		fn(req, tx)
	}
}

// trusted says whether a request comes from the server. Telephones speak to us only within calls that we began.
func (a *Agent) trusted(source string) bool {
	host, _, err := net.SplitHostPort(source)
	if err != nil {
		return false
	}
	from := net.ParseIP(host)
	ctx, cancel := context.WithTimeout(a.life, lookWithin)
	defer cancel()
	ips, err := net.DefaultResolver.LookupIP(ctx, "ip", a.o.Host)
	if err != nil || from == nil {
		return false
	}
	for _, ip := range ips {
		if ip.Equal(from) {
			return true
		}
	}
	return false
}

func (a *Agent) respond(req *sip.Request, tx sip.ServerTransaction, status int) {
	if tx == nil {
		return
	}
	err := tx.Respond(sip.NewResponseFromRequest(req, status, reasons[status], nil))
	if err != nil {
		a.o.Log.Debug("telephone network: no answer could be given", "err", err)
	}
}

// reasons are the words of the statuses that we give.
var reasons = map[int]string{200: "OK", 403: "Forbidden", 480: "Temporarily Unavailable", 481: "Call Does Not Exist", 488: "Not Acceptable Here", 503: "Service Unavailable"}

// begin notes a call; a ticket has one at a time. A caller who waits can be picked up by a desk.
func (a *Agent) begin(ticket, record string, waits bool) (*call, error) {
	a.mu.Lock()
	defer a.mu.Unlock()
	switch {
	case a.closed || len(a.calls) >= callsMax:
		return nil, ErrBusy
	case a.calls[ticket] != nil:
		return nil, ErrOnCall
	}
	c := &call{ticket: ticket, record: record}
	c.ctx, c.end = context.WithCancel(a.life)
	if waits {
		c.pick = make(chan string, 1)
	}
	a.calls[ticket] = c
	return c, nil
}

func (a *Agent) done(c *call) {
	c.end()
	a.mu.Lock()
	defer a.mu.Unlock()
	delete(a.calls, c.ticket)
}

func (a *Agent) callOf(ticket string) *call {
	a.mu.Lock()
	defer a.mu.Unlock()
	return a.calls[ticket]
}

// hear tells what became of a call, again while the records are away: a call that ended must not stay open on a screen.
func (a *Agent) hear(c *call, s hotline.Sound, outcome string) {
	n := hotline.News{Ticket: c.ticket, Record: c.record, Sound: s, Outcome: outcome}
	ctx := context.WithoutCancel(c.ctx)
	for try := 1; ; try++ {
		err := a.o.Hear(ctx, n)
		if err == nil {
			return
		}
		if try == hearTries || a.life.Err() != nil {
			a.o.Log.Error("telephone network: what became of a call is not on its ticket", "ticket", c.ticket, "what", s, "err", err)
			return
		}
		select {
		case <-a.life.Done():
		case <-time.After(hearPause):
		}
	}
}

// ByHand implements hotline.Telephony.
func (a *Agent) ByHand() bool { return false }

// HangUp implements hotline.Telephony.
func (a *Agent) HangUp(_ context.Context, ticket string) {
	c := a.callOf(ticket)
	if c != nil {
		c.end()
	}
}

// Connect implements hotline.Telephony.
func (a *Agent) Connect(ctx context.Context, l hotline.Leg) error {
	c := a.callOf(l.Ticket)
	if c == nil || c.pick == nil {
		return nil
	}
	phone, err := a.o.Phone(ctx, l.Desk)
	if err != nil {
		return err
	}
	select {
	case c.pick <- phone:
	case <-c.ctx.Done(): // the caller has just rung off
	case <-ctx.Done():
		return ctx.Err()
	default: // a telephone is being rung already
	}
	return nil
}

// Dial implements hotline.Telephony: the call goes on by itself, and what becomes of it is heard. A caller who still waits on the line of
// the ticket is connected instead.
func (a *Agent) Dial(ctx context.Context, l hotline.Leg) (string, error) {
	c := a.callOf(l.Ticket)
	if c != nil && c.pick != nil {
		return c.record, a.Connect(ctx, l)
	}
	phone, err := a.o.Phone(ctx, l.Desk)
	if err != nil {
		return "", err
	}
	desk, err := a.address(phone)
	if err != nil {
		return "", ErrNoPhone
	}
	other, err := a.address(dialled(l.To))
	if err != nil {
		return "", hotline.ErrNoNumber
	}
	c, err = a.begin(l.Ticket, a.o.NewID(), false)
	if err != nil {
		return "", err
	}
	a.all.Go(func() {
		defer a.done(c)
		a.out(c, desk, other)
	})
	return c.record, nil
}

// address is where an extension, a number or a whole address is called.
func (a *Agent) address(s string) (sip.Uri, error) {
	var uri sip.Uri
	if len(s) > 4 && s[:4] == "sip:" {
		err := sip.ParseUri(s, &uri)
		return uri, err
	}
	uri = sip.Uri{Scheme: "sip", User: s, Host: a.o.Host, Port: a.o.Port}
	return uri, nil
}

// Waits says whether the caller of a ticket waits on the line.
func (a *Agent) Waits(ticket string) bool {
	c := a.callOf(ticket)
	return c != nil && c.pick != nil
}
