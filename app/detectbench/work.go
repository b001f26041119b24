package detectbench

import (
	"fanzha/centre/signal"
	"fanzha/term/when"
)

// work makes the signals of a job, the same ones for the same seed. Of a fraud there is nothing in it: it is the load of ordinary life
// that an engine has to carry, in which now and then somebody does something unusual.
type work struct {
	seed   uint64
	people uint64
	payees uint64
	peers  uint64
	start  when.Micros
	span   when.Micros // of all events
	events uint64
	mixed  bool // calls and visits beside transfers
	arena  []byte
	pieces []piece
	buf    []signal.Signal
}

// piece is a text of a signal while its chunk is made.
type piece struct {
	to         *string
	begin, end int
}

// newWork makes the generator of a job of so many events.
func newWork(seed uint64, events int) *work {
	return &work{seed: seed, events: uint64(events), start: 1_795_140_000 * when.Second, span: when.Day}
}

// mix spreads n over 64 bits.
func (g *work) mix(n uint64) uint64 { return mix(n + g.seed*0x9e3779b97f4a7c15) }

func mix(x uint64) uint64 {
	x = (x ^ x>>30) * 0xbf58476d1ce4e5b9
	x = (x ^ x>>27) * 0x94d049bb133111eb
	return x ^ x>>31
}

// chunk makes the signals from..from+n-1, in the order of time. They live until the next call; all their texts are one string.
func (g *work) chunk(from, n int) []signal.Signal {
	if len(g.buf) < n {
		g.buf = make([]signal.Signal, n)
	}
	g.arena, g.pieces = g.arena[:0], g.pieces[:0]
	for i := range n {
		g.signal(uint64(from+i), &g.buf[i])
	}
	all := string(g.arena)
	for _, p := range g.pieces {
		*p.to = all[p.begin:p.end]
	}
	return g.buf[:n]
}

var channels = [8]string{"mobile", "mobile", "web", "third_party", "atm", "counter", "pos", "other"}

// signal is the n-th signal: a transfer, or, mixed, of ten four calls, four transfers, two visits.
func (g *work) signal(n uint64, s *signal.Signal) {
	h := g.mix(n)
	at := g.start + when.Micros(n)*g.span/when.Micros(g.events)
	person := h % g.people
	*s = signal.Signal{Kind: signal.Transfer, Source: "bench", Time: at, Received: at}
	g.text(&s.ID, "e", n, 10)
	g.text((*string)(&s.Phone), "+86139", person, 8)
	k := g.mix(h)
	if g.mixed {
		switch d := k % 10; {
		case d < 4:
			g.call(s, g.mix(k), person)
			return
		case d < 6:
			s.Kind, s.Duration = signal.Visit, int64(k>>8%600)
			s.App = apps[k>>16%uint64(len(apps))]
			return
		}
	}
	g.transfer(s, g.mix(k), person)
}

// usual is how many of ten dealings are with one of the usual partners.
const usual = 5

func (g *work) transfer(s *signal.Signal, h, person uint64) {
	payee := g.partner(h, person, g.payees)
	g.text((*string)(&s.PayeeAccount), "62220299", payee, 8)
	s.Channel = channels[h>>40%8]
	s.AmountFen = amount(h >> 20)
}

func (g *work) call(s *signal.Signal, h, person uint64) {
	peer := g.partner(h, person, g.peers)
	s.Kind, s.Answered, s.Outgoing, s.Duration = signal.Call, h>>50%8 != 0, h>>53%2 == 0, int64(h>>20%400)
	if h>>30%100 == 0 {
		s.Duration *= 6
	}
	g.text((*string)(&s.Peer), "+86138", peer, 8)
}

// partner is one of three usual ones, or anybody; low numbers are met more often, as shops and hotlines are.
func (g *work) partner(h, person, of uint64) uint64 {
	if h%10 < usual {
		return (person*7919 + h>>8%3) % of
	}
	u := h >> 12 % 65536
	return (u*u>>16*of>>16 + h>>44) % of
}

// amount is what is paid, in fen: tens of yuan, seldom some thousands, very seldom more.
func amount(h uint64) int64 {
	switch {
	case h%2000 == 0:
		return int64(1_000_000 + h>>12%20_000_000)
	case h%50 == 0:
		return int64(100_000 + h>>12%1_000_000)
	}
	return int64(100 + h>>12%30_000)
}

// text notes a text: a word and a number of so many digits.
func (g *work) text(to *string, word string, v uint64, width int) {
	begin := len(g.arena)
	g.arena = pad(append(g.arena, word...), v, width)
	g.pieces = append(g.pieces, piece{to, begin, len(g.arena)})
}

func pad(b []byte, v uint64, width int) []byte {
	var digits [20]byte
	for i := width - 1; i >= 0; i-- {
		digits[i] = '0' + byte(v%10)
		v /= 10
	}
	return append(b, digits[:width]...)
}
