package scenario

import (
	"strings"

	"fanzha/centre/detect/lexical"
	"fanzha/centre/detect/lists"
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
	PairPayee  Pair = iota // an account the person paid
	PairPeer               // a number the person talked to for at least TalkSeconds
	PairSite               // a site the person opened
	PairApp                // an app the person opened
	PairSender             // a number the person had a message from, or sent one to
	PairOwn                // an account the person paid from
	pairCount
)

// TalkSeconds is how long an answered call must last for the other number to count as known: a short ring makes no acquaintance.
const TalkSeconds = 20

// PairNames are the words of first_seen("…").
var PairNames = [pairCount]string{"payee", "peer", "site", "app", "sender", "own"}

// Subject names a list of sighted subjects.
type Subject = lists.Subject

// The subjects of sightings.
const (
	SubjectAccount = lists.Account
	SubjectPhone   = lists.Phone
	SubjectSite    = lists.Site
	SubjectApp     = lists.App
	SubjectMule    = lists.Mule
)

// SubjectNames are the words of involved("…").
var SubjectNames = lists.SubjectNames

// Lists are the named lists of the rulebook.
type Lists = lists.Book

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

// The links between identifiers that signals carrying both have shown.
const (
	LinkHolder = iota // account → number of its holder
	LinkOwner         // number → identity of its owner
)

// Links answers which identifiers belong together, empty when nothing is known. A Memory may be one.
type Links interface {
	Holder() string         // of the payee's account
	Owner(peer bool) string // of the other number, or of the person's own
}

func (f *Frame) owner(peer bool) string {
	l, ok := f.Mem.(Links)
	if !ok {
		return ""
	}
	return l.Owner(peer)
}

func (f *Frame) holder() string {
	l, ok := f.Mem.(Links)
	if !ok {
		return ""
	}
	return l.Holder()
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
	bounds    Bounds // Mem, when it is one
}

const (
	hostDone = 1 << iota
	scamDone
)

// address is a host with what is computed from it alone.
type address struct {
	host, site string
	features   lexical.Features
	known      bool // features are computed
}

// addressSlots is how many hosts are kept: most visits go to few of them.
const addressSlots = 1 << 12

// NewFrame makes a frame for one engine; Reset puts a signal into it.
func NewFrame(set *Set, mem Memory, text Text) *Frame {
	bounds, _ := mem.(Bounds)
	return &Frame{Mem: mem, Text: text, lists: set.Lists, bounds: bounds, addresses: make([]address, addressSlots)}
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

func (f *Frame) features() *lexical.Features {
	a := f.hosts()
	if !a.known {
		a.known, a.features = true, lexical.Of(f.S.URL, a.host, a.site, f.lists)
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
