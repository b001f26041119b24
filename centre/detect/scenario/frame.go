package scenario

import (
	"strings"

	"fanzha/centre/signal"
	"fanzha/term/when"
)

// Never is what a window of measure `since` and a step's `_ago_s` say when nothing happened: larger than any span, so that
// "since < 600" is false by itself.
const Never = 1_000_000_000

// Pair names a memory of "seen before".
type Pair uint8

// The pairs of the person with …
const (
	PairPayee Pair = iota // an account the person paid
	PairPeer              // a number the person talked to for at least TalkSeconds
	PairSite              // a site the person opened
	PairApp               // an app the person opened
	pairCount
)

// TalkSeconds is how long an answered call must last for the other number to count as known: a short ring makes no acquaintance.
const TalkSeconds = 20

// PairNames are the words of first_seen("…").
var PairNames = [pairCount]string{"payee", "peer", "site", "app"}

// Subject names a list of sighted subjects.
type Subject uint8

// The subjects of sightings.
const (
	SubjectAccount Subject = iota // the payee's account of a transfer
	SubjectPhone                  // the other number of a call or message
	SubjectSite                   // the opened site
	SubjectApp                    // the opened app
	subjectCount
)

// SubjectNames are the words of involved("…").
var SubjectNames = [subjectCount]string{"account", "phone", "site", "app"}

// Mark is a step that has happened: when it ended, its length or amount, and the number on the other side as digits.
type Mark struct {
	At    when.Micros
	Value int64
	Peer  uint64
}

// Memory answers what a condition asks about the past. All answers are as of just before the evaluated signal.
type Memory interface {
	Window(i int) int64                        // value of the set's shared window i; times in seconds since 1970
	Step(i int) (Mark, bool)                   // the mark of the set's step i
	Seen(p Pair) bool                          // whether the pair was seen before
	Sighted(s Subject) (w int64, fraud string) // weight in percent of the active lead, 0 when there is none
}

// Text judges a text: the probability in permille that it serves a fraud, and the likeliest type.
type Text interface {
	Scam(text string) (permille int64, fraud string)
}

// Frame is one signal under evaluation with everything that is computed about it at most once.
type Frame struct {
	S    *signal.Signal
	Mem  Memory
	Text Text

	Errors uint64 // conditions that ended in an error (overflow) since the frame was made

	address   *address
	addresses []address // recently seen hosts, by hash: what their letters say is the same every time
	scamP     int64
	scamType  string
	done      uint8
	lists     *Lists
}

const (
	hostDone = 1 << iota
	scamDone
)

// address is a host with what is computed from it alone.
type address struct {
	host, site string
	features   urlFeatures
	known      bool // features are computed
}

// addressSlots is how many hosts are kept: most visits go to few of them.
const addressSlots = 1 << 12

// NewFrame makes a frame for one engine; Reset puts a signal into it.
func NewFrame(set *Set, mem Memory, text Text) *Frame {
	return &Frame{Mem: mem, Text: text, lists: set.Lists, addresses: make([]address, addressSlots)}
}

// Reset puts the next signal into the frame.
func (f *Frame) Reset(s *signal.Signal) {
	f.S = s
	f.done = 0
}

// End is the moment at which the signal was over: a call or a stay on a site counts from its end.
func End(s *signal.Signal) when.Micros {
	if s.Kind == signal.Call || s.Kind == signal.Visit {
		return s.Time + when.Micros(s.Duration)*when.Second
	}
	return s.Time
}

func (f *Frame) hosts() *address {
	if f.done&hostDone != 0 {
		return f.address
	}
	f.done |= hostDone
	host := f.S.URL.Host()
	h := uint32(2166136261)
	for i := range len(host) {
		h = (h ^ uint32(host[i])) * 16777619
	}
	f.address = &f.addresses[(h^h>>16)%addressSlots]
	if f.address.host != host || host == "" {
		*f.address = address{host: strings.Clone(host), site: strings.Clone(f.S.URL.Site())}
	}
	return f.address
}

// Host is the host of the signal's URL, empty when it has none.
func (f *Frame) Host() string { return f.hosts().host }

// Site is the registrable domain of the signal's URL.
func (f *Frame) Site() string { return f.hosts().site }

func (f *Frame) features() *urlFeatures {
	a := f.hosts()
	if !a.known {
		a.known, a.features = true, lexical(f.S.URL, a.host, a.site, f.lists)
	}
	return &a.features
}

// Scam is the text model's answer on the signal's text, asked at most once per signal.
func (f *Frame) Scam() (permille int64, fraud string) {
	if f.done&scamDone == 0 {
		f.done |= scamDone
		f.scamP, f.scamType = 0, ""
		if f.Text != nil && f.S.Text != "" {
			f.scamP, f.scamType = f.Text.Scam(f.S.Text)
		}
	}
	return f.scamP, f.scamType
}
