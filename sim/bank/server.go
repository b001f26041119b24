package bank

import (
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"sync"
	"time"

	"fanzha/edge/partner/wire"
	"fanzha/term/fault"
)

// Bounds of a bank's endpoint.
const (
	// SeenAfter: an order that takes longer is acknowledged at once and answered later, as a bank does whose core is slow.
	SeenAfter = 2 * time.Second
	// outboxMax bounds what is kept for the sandbox to read; older lines are gone.
	outboxMax = 20_000
	// bodyMax is the largest body that is read for the sandbox.
	bodyMax = 1 << 20
)

// ServerOptions make an endpoint.
type ServerOptions struct {
	Bank    *Bank
	Key     wire.Key                        // shared with the centre
	Now     func() time.Time                // for the age of requests; nil: the bank's clock
	Wait    func(time.Duration)             // how a slow bank passes its time; nil: it is not slow
	Base    string                          // path before /orders; the signature of a request covers it
	Sandbox bool                            // offers the calls of a test environment
	Prefix  string                          // of new account numbers: six digits
	Later   func(wire.Order, time.Duration) // takes an order that was only acknowledged; nil: all are answered at once
	Told    func(wire.Order, wire.Answer)   // hears what was answered; may be nil
}

// Server is the endpoint of one bank: POST {base}/orders takes a signed request of the centre with one sealed order and answers it,
// signed; with Sandbox also the calls under {base}/sandbox/ that the conformance kit documents.
type Server struct {
	opts   ServerOptions
	mux    *http.ServeMux
	nonces *wire.Nonces

	mu      sync.Mutex // guards all below
	outbox  []sent
	dropped int // lines of the outbox that are gone
	number  int
}

// sent is one line of the outbox: an answer or a notice.
type sent struct {
	answer *wire.Answer
	notice *wire.Notice
}

// NewServer makes the endpoint.
func NewServer(o ServerOptions) *Server {
	if o.Now == nil {
		o.Now = func() time.Time { return o.Bank.opts.Clock.Now().Time() }
	}
	if o.Prefix == "" {
		o.Prefix = "990009"
	}
	o.Bank.pause = func() { time.Sleep(30 * time.Millisecond) }
	s := &Server{opts: o, mux: http.NewServeMux(), nonces: &wire.Nonces{}}
	s.mux.HandleFunc("POST "+o.Base+"/orders", s.signed(wire.OrderMax, s.order))
	if o.Bank.lies(AnyMethod) {
		s.mux.HandleFunc("GET "+o.Base+"/orders", func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusOK) })
	}
	if o.Sandbox {
		s.mux.HandleFunc("POST "+o.Base+"/sandbox/accounts", s.signed(bodyMax, s.open))
		s.mux.HandleFunc("POST "+o.Base+"/sandbox/entries", s.signed(bodyMax, s.entry))
		s.mux.HandleFunc("POST "+o.Base+"/sandbox/look", s.signed(bodyMax, s.look))
		s.mux.HandleFunc("POST "+o.Base+"/sandbox/outbox", s.signed(bodyMax, s.out))
		s.mux.HandleFunc("POST "+o.Base+"/sandbox/restart", s.signed(bodyMax, s.restart))
	}
	return s
}

// ServeHTTP serves the endpoint.
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) { s.mux.ServeHTTP(w, r) }

// reply is what a call gives back; the body is JSON.
type reply struct {
	status int
	body   any
}

// signed lets only signed requests through, reads the body within its bound and signs what goes back.
func (s *Server) signed(limit int, do func([]byte) reply) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		b := s.opts.Bank
		most := limit
		if b.lies(TakesAnySize) {
			most = 64 << 20
		}
		body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, int64(most)))
		var over *http.MaxBytesError
		switch {
		case errors.As(err, &over):
			s.write(w, "", reply{http.StatusRequestEntityTooLarge, refused(wire.ErrTooLarge)})
			return
		case err != nil:
			return // the caller has gone
		}
		nonce, err := s.genuine(r, body)
		if err != nil {
			s.write(w, "", reply{http.StatusUnauthorized, refused(err)})
			return
		}
		_, away := b.Away(b.opts.Clock.Now())
		if away {
			s.write(w, nonce, reply{http.StatusServiceUnavailable, refused(errAway)})
			return
		}
		s.write(w, nonce, do(body))
	}
}

// errAway is what callers hear during an outage.
var errAway = fault.New(fault.Unavailable, "kit.bank_away")

// genuine checks the signature and that it is used once.
func (s *Server) genuine(r *http.Request, body []byte) (string, error) {
	b, now := s.opts.Bank, s.opts.Now()
	if b.lies(AnyHour) {
		now = claimed(r, now)
	}
	nonce, err := s.opts.Key.VerifyRequest(r, wire.FromCentre, body, now)
	if err == nil && wire.KeyOf(r.Header) != s.opts.Key.ID {
		err = wire.ErrSignature
	}
	if err == nil {
		err = s.nonces.Use(s.opts.Key.ID, nonce, now)
	}
	if b.lies(AnyCaller) {
		return r.Header.Get(wire.HeaderNonce), nil
	}
	return nonce, err
}

// claimed believes the sender's clock.
func claimed(r *http.Request, now time.Time) time.Time {
	n, err := json.Number(r.Header.Get(wire.HeaderTime)).Int64()
	if err != nil {
		return now
	}
	return time.Unix(n, 0)
}

func refused(err error) map[string]string {
	out := map[string]string{"code": fault.CodeOf(err)}
	var f *fault.Fault
	if errors.As(err, &f) {
		t := fault.Lookup(f)
		out["message_zh"], out["message_en"] = t.ZH, t.EN
	}
	return out
}

func (s *Server) write(w http.ResponseWriter, nonce string, out reply) {
	raw := []byte("{}")
	if out.body != nil {
		var err error
		raw, err = json.Marshal(out.body)
		if err != nil {
			out.status, raw = http.StatusInternalServerError, []byte("{}")
		}
	}
	if s.opts.Bank.lies(Garbles) {
		raw = garble(raw)
	}
	s.opts.Key.SignAnswer(w.Header(), nonce, out.status, raw)
	if s.opts.Bank.lies(UnsignedAnswers) {
		w.Header().Del(wire.HeaderSignature)
	}
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(out.status)
	_, _ = w.Write(raw)
}

// garble breaks what is not ASCII, as a program does that takes UTF-8 for something else.
func garble(raw []byte) []byte {
	for i, c := range raw {
		if c >= 0x80 {
			raw[i] = '?'
		}
	}
	return raw
}

// order takes one order.
func (s *Server) order(body []byte) reply {
	b := s.opts.Bank
	o, err := wire.DecodeOrder(body)
	if err != nil && len(b.opts.Lies) > 0 {
		o, err = b.careless(body, err)
	}
	if err != nil {
		if b.lies(CrashesOnGarbage) {
			return reply{http.StatusInternalServerError, nil}
		}
		return reply{http.StatusBadRequest, refused(err)}
	}
	wait := b.Delay(o.ID)
	_, known := b.Answered(o.ID)
	switch {
	case known || wait == 0 || s.opts.Wait == nil && s.opts.Later == nil:
	case b.Behaviour().Silent:
	case wait <= SeenAfter && s.opts.Wait != nil:
		s.opts.Wait(wait)
	case s.opts.Later != nil:
		if b.strange(o) == "" {
			answer := b.Acknowledge(o)
			s.opts.Later(o, wait)
			s.told(o, answer)
			return reply{http.StatusOK, answer}
		}
	}
	answer, err := b.Execute(o)
	switch {
	case errors.Is(err, ErrAway):
		return reply{http.StatusServiceUnavailable, refused(errAway)}
	case errors.Is(err, ErrSilent):
		return reply{http.StatusAccepted, nil}
	case err != nil:
		return reply{http.StatusBadRequest, refused(err)}
	}
	s.told(o, answer)
	return reply{http.StatusOK, answer}
}

func (s *Server) told(o wire.Order, a wire.Answer) {
	if s.opts.Told != nil {
		s.opts.Told(o, a)
	}
}

// careless reads what a strict reader refuses, when the bank's lies overlook it.
func (b *Bank) careless(body []byte, refusal error) (wire.Order, error) {
	var o wire.Order
	err := json.Unmarshal(body, &o)
	if err != nil {
		return o, refusal
	}
	code := fault.CodeOf(refusal)
	switch {
	case code == fault.CodeOf(wire.ErrUnknown) && b.lies(TakesUnknown), code == fault.CodeOf(wire.ErrTooLarge) && b.lies(TakesAnySize):
		return o, nil
	case b.overlook(o).Check() == nil && o.Check() != nil:
		return o, nil
	}
	return o, refusal
}
