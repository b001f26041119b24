// Package sample makes transfers for measurements: accounts with power-law degrees, payees who are paid again and again, the
// hours of a day, and planted layering cases whose first transfers are the roots of traces. The distributions are those of the
// LDBC FinBench generator (fitted on real samples by its authors): out-degree exponent −1.72, in-degree −2.24, weights up to
// 10,000, about 1.8 transfers a pair, a quarter of a day's transfers in its ninth hour. The same options give the same
// transfers, in the order of time.
package sample

import (
	"cmp"
	"math"
	"math/rand/v2"
	"slices"
	"strconv"
	"unsafe"

	"fanzha/centre/trace"
	"fanzha/term/when"
)

// Options say what is made.
type Options struct {
	Transfers int    // in all, planted ones included
	Accounts  int    // 0 is a fifth of Transfers
	Cases     int    // planted
	Days      int    // 0 is 7
	Seed      uint64 //
}

// Begin is the moment at which every sample begins, on a whole second.
const Begin = when.Micros(1_780_243_200_000_000)

const (
	outExponent = -1.72
	inExponent  = -2.24
	mostWeight  = 10_000
	repeat      = 1.25 // transfers of a payer for each of its regular payees
	prime       = 2_654_435_761
)

// hours are the shares of the hours of a day, in thousandths.
var hours = [24]float64{9, 6, 4, 3, 3, 5, 14, 60, 260, 90, 62, 52, 44, 46, 50, 48, 46, 44, 40, 36, 30, 22, 16, 10}

// power is a power law on [1, most] from which accounts are drawn in proportion to their weight.
type power struct{ b, lo, span, rank0, rankSpan float64 }

func newPower(b float64) power {
	return power{b: b, lo: 1, span: math.Pow(mostWeight, b+2) - 1, rank0: 1, rankSpan: math.Pow(mostWeight, b+1) - 1}
}

// draw turns a uniform number into the rank (0 to 1, light to heavy) of an account and its weight.
func (p power) draw(u float64) (rank, weight float64) {
	log := math.Log(p.lo + p.span*u)
	z := math.Exp(log * (p.b + 1) / (p.b + 2))
	return min(max((z-p.rank0)/p.rankSpan, 0), 1-1e-12), math.Exp(log / (p.b + 2))
}

// mean is the mean weight of an account.
func (p power) mean() float64 { return (p.b + 1) / (p.b + 2) * p.span / p.rankSpan }

// Stream makes the transfers one after the other.
type Stream struct {
	o       Options
	r       *rand.Rand
	out, in power
	scale   float64 // transfers a unit of out-weight
	until   []float64
	made    int // ordinary transfers so far
	plain   int // ordinary transfers in all
	hour    int
	planted []planted
	roots   []trace.Transfer
	next    int
	ahead   planted // the next ordinary transfer
	ready   bool
	serial  [sources]uint64
	text    []byte
}

// sources is how many banks report; each numbers its own transfers.
const sources = 6

type planted struct {
	at       int64 // seconds since Begin
	from, to uint32
	fen      int64
	root     bool
}

// New prepares a stream.
func New(o Options) *Stream {
	if o.Accounts == 0 {
		o.Accounts = max(o.Transfers/5, 10)
	}
	if o.Days == 0 {
		o.Days = 7
	}
	s := &Stream{o: o, r: rand.New(rand.NewPCG(o.Seed, 0xf10)), out: newPower(outExponent), in: newPower(inExponent)}
	for c := range o.Cases {
		s.plant(c)
	}
	slices.SortStableFunc(s.planted, func(a, b planted) int { return cmp.Compare(a.at, b.at) })
	s.plain = max(o.Transfers-len(s.planted), 0)
	s.scale = float64(s.plain) / float64(o.Accounts) / s.out.mean()
	sum := 0.0
	for range o.Days {
		for _, h := range hours {
			sum += h
			s.until = append(s.until, sum)
		}
	}
	for i := range s.until {
		s.until[i] /= sum
	}
	return s
}

// plant makes one layering case: a victim's transfer, three to five accounts behind it, four levels, minutes between them.
func (s *Stream) plant(c int) {
	o := s.o
	span := int64(o.Days) * 86400
	at := int64(s.r.Float64() * float64(span) * 0.55)
	victim, first := s.mule(), s.mule()
	fen := int64(math.Exp(s.r.NormFloat64()*0.9+math.Log(8_000_000))) + 100
	s.planted = append(s.planted, planted{at: at, from: victim, to: first, fen: fen, root: true})
	type holder struct {
		account uint32
		at, fen int64
	}
	front := []holder{{first, at, fen}}
	for level := range 4 {
		var next []holder
		for _, h := range front {
			n := 2 + s.r.IntN(4)
			if level == 0 {
				n = 3 + s.r.IntN(3)
			}
			left, t := h.fen, h.at
			for i := range n {
				t += 1 + int64(math.Exp(s.r.NormFloat64()*0.8+math.Log(120)))
				part := left / int64(n-i)
				if i < n-1 {
					part = part*3/4 + s.r.Int64N(part/2+1)
				}
				if part <= 0 || t >= span {
					continue
				}
				left -= part
				to := s.mule()
				s.planted = append(s.planted, planted{at: t, from: h.account, to: to, fen: part})
				next = append(next, holder{to, t, part})
			}
		}
		front = next
	}
}

// mule is an account in proportion to how often it pays: accounts that are rented out are busy ones.
func (s *Stream) mule() uint32 {
	rank, _ := s.out.draw(s.r.Float64())
	return s.account(rank, 0)
}

// account turns a rank into an account, so that neighbours in weight are not neighbours in number; side keeps payers and payees apart.
func (s *Stream) account(rank float64, side uint64) uint32 {
	n := uint64(s.o.Accounts)
	return uint32((uint64(rank*float64(n))*prime + side*n/3) % n)
}

// payee is one of the regular payees of a payer: always the same for the same payer and number.
func (s *Stream) payee(payer uint32, k uint64) uint32 {
	x := (uint64(payer)<<20 + k + 1) * 0x9e3779b97f4a7c15
	x ^= s.o.Seed * 0xbf58476d1ce4e5b9
	x = (x ^ x>>30) * 0xbf58476d1ce4e5b9
	x = (x ^ x>>27) * 0x94d049bb133111eb
	rank, _ := s.in.draw(float64((x^x>>31)>>11) / (1 << 53))
	return s.account(rank, 1)
}

// ordinary makes the next ordinary transfer.
func (s *Stream) ordinary() planted {
	u := (float64(s.made) + 0.5) / float64(s.plain)
	for s.until[s.hour] < u {
		s.hour++
	}
	before := 0.0
	if s.hour > 0 {
		before = s.until[s.hour-1]
	}
	at := int64(3600 * (float64(s.hour) + (u-before)/(s.until[s.hour]-before)))
	s.made++
	rank, weight := s.out.draw(s.r.Float64())
	from := s.account(rank, 0)
	regular := uint64(math.Ceil(weight * s.scale / repeat))
	to := s.payee(from, s.r.Uint64N(max(regular, 1)))
	fen := int64(math.Exp(s.r.NormFloat64()*1.6+math.Log(60_000))) + 1
	return planted{at: at, from: from, to: to, fen: fen}
}

// Fill fills ts with the next transfers and returns how many there were. Their texts live until the caller drops them.
func (s *Stream) Fill(ts []trace.Transfer) int {
	s.text = make([]byte, 0, len(ts)*(2*accountDigits+idLength))
	for n := range ts {
		p, ok := s.take()
		if !ok {
			return n
		}
		ts[n] = s.named(p)
		if p.root {
			s.roots = append(s.roots, ts[n])
		}
	}
	return len(ts)
}

// take is the earlier of the next planted and the next ordinary transfer.
func (s *Stream) take() (planted, bool) {
	if !s.ready && s.made < s.plain {
		s.ahead, s.ready = s.ordinary(), true
	}
	if s.next < len(s.planted) && (!s.ready || s.planted[s.next].at <= s.ahead.at) {
		s.next++
		return s.planted[s.next-1], true
	}
	ok := s.ready
	s.ready = false
	return s.ahead, ok
}

// Roots are the victims' transfers that have been made so far.
func (s *Stream) Roots() []trace.Transfer { return s.roots }

const (
	accountDigits = 19
	idLength      = 24
)

// named gives a transfer its texts: a card of 19 digits, and the reporting bank's serial of 16 digits.
func (s *Stream) named(p planted) trace.Transfer {
	source := p.from % sources
	s.serial[source]++
	at := len(s.text)
	s.text = append(s.text, 'b', byte('1'+source), '/')
	s.text = strconv.AppendUint(s.text, 2606_0000_0000_0000+s.serial[source], 10)
	id := s.cut(at)
	return trace.Transfer{ID: id, From: s.card(p.from), To: s.card(p.to), At: Begin + when.Micros(p.at)*when.Second, Fen: p.fen, Kind: "mobile"}
}

// card is an invented card number: prefixes of demo banks.
func (s *Stream) card(account uint32) string {
	at := len(s.text)
	s.text = strconv.AppendUint(s.text, 990_001_000_000_000_0000+uint64(account%sources)*1_000_000_000_0000+uint64(account)*10, 10)
	return s.cut(at)
}

// cut is what was appended since at, without a copy: the buffer only grows within its capacity and is never written again.
func (s *Stream) cut(at int) string { return unsafe.String(&s.text[at], len(s.text)-at) }
