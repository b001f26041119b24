package duty

import (
	"cmp"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"slices"

	"fanzha/term/fault"
	"fanzha/term/when"
)

// The states of a hand-over.
const (
	Draft  = "draft"  // the leaver's turn
	Signed = "signed" // the taker's
	Done   = "done"
)

// The kinds of items.
const (
	KindWarning   = "warning"
	KindOrder     = "order"
	KindTicket    = "ticket"
	KindClaim     = "claim"
	KindObjection = "objection"
)

// ItemsMax bounds a list: what one person can read through before he signs, several times over.
const ItemsMax = 2000

// Item is one thing that is open, as its room says.
type Item struct {
	Kind    string      `json:"kind"`
	ID      string      `json:"id"`
	Number  string      `json:"number"`
	About   string      `json:"about"` // masked
	Level   string      `json:"level,omitempty"`
	State   string      `json:"state"`
	DueWhat string      `json:"due_what,omitempty"`
	DueAt   when.Micros `json:"due_at,omitempty"`
	Overdue bool        `json:"overdue,omitempty"`
	Owner   Person      `json:"owner"`             // who has it; empty: nobody
	InRoom  bool        `json:"in_room,omitempty"` // its own room names the owner
	Next    Person      `json:"next"`              // who has it after the second signature
}

// Key names an item within a list.
func (i *Item) Key() string { return i.Kind + "/" + i.ID }

// Sign is a signature: who, when, over what.
type Sign struct {
	Person Person      `json:"person"`
	At     when.Micros `json:"at"`
	Digest string      `json:"digest"`
}

// HandOver (交接班) is the list of what is open when a shift ends.
type HandOver struct {
	Head
	From   Person      `json:"from"`
	To     Person      `json:"to"`
	Items  []Item      `json:"items"`
	Note   string      `json:"note"`
	Drawn  when.Micros `json:"drawn"`
	Left   Sign        `json:"left"`   // of who leaves
	Taken  Sign        `json:"taken"`  // of who takes
	Return string      `json:"return"` // why the taker gave it back
}

func (h *HandOver) head() *Head { return &h.Head }

// Unowned counts the items that nobody takes.
func (h *HandOver) Unowned() int {
	n := 0
	for i := range h.Items {
		if h.Items[i].Next.ID == "" {
			n++
		}
	}
	return n
}

// Digest is the fingerprint of the list: of every field that is printed, length-prefixed, so that no two lists share one.
func (h *HandOver) Digest() string {
	sum := sha256.New()
	put := func(texts ...string) {
		for _, t := range texts {
			_ = binary.Write(sum, binary.BigEndian, int64(len(t)))
			_, _ = sum.Write([]byte(t))
		}
	}
	put("handover/1", h.ID, h.Unit, h.From.ID, h.From.Name, h.To.ID, h.To.Name, h.Note)
	_ = binary.Write(sum, binary.BigEndian, int64(h.Drawn))
	for i := range h.Items {
		x := &h.Items[i]
		put(x.Kind, x.ID, x.Number, x.About, x.Level, x.State, x.DueWhat, x.Owner.ID, x.Owner.Name, x.Next.ID, x.Next.Name)
		_ = binary.Write(sum, binary.BigEndian, []int64{int64(x.DueAt)})
	}
	return hex.EncodeToString(sum.Sum(nil))
}

// Sound says whether both signatures still belong to the list.
func (h *HandOver) Sound() bool {
	d := h.Digest()
	return (h.Left.At == 0 || h.Left.Digest == d) && (h.Taken.At == 0 || h.Taken.Digest == d)
}

// draw writes the list: what the rooms say is open, with the owners that were chosen before. What its owner keeps stays with him; what the
// leaver has goes to who takes, as far as his rights let him work on it; what nobody has is left open for the leaver to choose.
func (h *HandOver) draw(open []Item, people crew, at when.Micros) {
	chosen := map[string]Person{}
	for i := range h.Items {
		chosen[h.Items[i].Key()] = h.Items[i].Next
	}
	for i := range open {
		x := &open[i]
		next, before := chosen[x.Key()]
		switch {
		case before && people.can(next.ID, x.Kind) && (x.Owner.ID == "" || x.Owner.ID == h.From.ID):
			x.Next = next
		case x.Owner.ID == h.From.ID && people.can(h.To.ID, x.Kind):
			x.Next = h.To
		case x.Owner.ID == h.From.ID:
			x.Next = Person{}
		default:
			x.Next = x.Owner
		}
	}
	slices.SortFunc(open, func(a, b Item) int {
		return cmp.Or(cmp.Compare(kindRank(a.Kind), kindRank(b.Kind)), cmp.Compare(a.due(), b.due()), cmp.Compare(a.ID, b.ID))
	})
	h.Items, h.Drawn = open, at
}

var kinds = []string{KindWarning, KindOrder, KindClaim, KindObjection, KindTicket}

func kindRank(k string) int { return slices.Index(kinds, k) }

// due orders by the deadline; what has none comes last.
func (i *Item) due() when.Micros {
	if i.DueAt == 0 {
		return 1 << 62
	}
	return i.DueAt
}

// matches says whether the list is what is open now: the same items, each with the owner and state that the list says.
func (h *HandOver) matches(open []Item) bool {
	if len(open) != len(h.Items) {
		return false
	}
	now := map[string]Item{}
	for _, x := range open {
		now[x.Key()] = x
	}
	for i := range h.Items {
		x := &h.Items[i]
		is, there := now[x.Key()]
		if !there || is.Owner.ID != x.Owner.ID || is.State != x.State {
			return false
		}
	}
	return true
}

// papers are the acts on a hand-over: from which state to which, and whose they are.
var papers = map[string]struct {
	from, to string
	takers   bool
}{
	"assign": {Draft, Draft, false}, "refresh": {Draft, Draft, false}, "sign": {Draft, Signed, false}, "withdraw": {Draft, Withdrawn, false},
	"recall": {Signed, Draft, false}, "return": {Signed, Draft, true}, "take": {Signed, Done, true},
}

// step decides whether an act is the caller's and possible now. It is pure.
func (h *HandOver) step(act, user string) error {
	p, ok := papers[act]
	if !ok {
		return badField("act")
	}
	if p.takers && user != h.To.ID || !p.takers && user != h.From.ID {
		return ErrNotYours
	}
	if h.State != p.from {
		return fault.New(ErrState.Kind, ErrState.Code, "state", h.State, "act", act)
	}
	h.State = p.to
	h.Who = h.From.ID
	if p.to == Signed {
		h.Who = h.To.ID
	}
	if p.to == Done || p.to == Withdrawn {
		h.Who, h.Key = "", h.ID
	}
	return nil
}
