package audit

import "crypto/ed25519"

// What can be wrong at an entry.
const (
	BrokenContent    = "content"    // a field of the entry was changed
	BrokenHash       = "hash"       // the stored hash of the entry was changed
	BrokenPrev       = "prev"       // the stored hash of the entry before was changed
	BrokenVersion    = "version"    // a layout that this program does not know
	BrokenUnreadable = "unreadable" // the row cannot be read as an entry
	BrokenMissing    = "missing"    // entries are missing from here on, up to the next that is there
	BrokenInserted   = "inserted"   // the entry does not belong to the chain
	BrokenTruncated  = "truncated"  // the end of the chain is missing from here on
	BrokenTip        = "tip"        // the store's own note of the chain's end does not agree
	BrokenHead       = "head"       // a signed head names another hash for this entry
	BrokenSignature  = "signature"  // a signed head does not bear its key's signature
)

// Break is the first place where the chain does not hold.
type Break struct {
	Seq  int64  `json:"seq"`
	What string `json:"what"`
}

// Report is the result of a verification.
type Report struct {
	Entries     int64  `json:"entries"`      // entries that hold
	Head        string `json:"head"`         // hash of the last of them
	Heads       int64  `json:"heads"`        // signed heads that hold
	Signed      int64  `json:"signed"`       // entries up to here are protected by a signature
	UnknownKeys int64  `json:"unknown_keys"` // heads signed by keys that the verifier was not given: not counted, not trusted
	Broken      *Break `json:"broken"`       // nil when all is well
}

// OK says whether the chain holds.
func (r Report) OK() bool { return r.Broken == nil }

// Verifier checks a chain that is handed to it in order, entries and heads, in constant memory.
type Verifier struct {
	keys    map[string]ed25519.PublicKey
	report  Report
	last    Hash
	suspect *suspect
}

// suspect is an entry whose bytes and hash do not agree; the next entry tells which of the two was changed.
type suspect struct {
	seq      int64
	computed Hash
}

// NewVerifier starts before the first entry. Without keys no head is trusted.
func NewVerifier(keys []ed25519.PublicKey) *Verifier {
	v := &Verifier{keys: map[string]ed25519.PublicKey{}, last: Genesis}
	for _, k := range keys {
		v.keys[KeyID(k)] = k
	}
	return v
}

// Seq is the entry checked last.
func (v *Verifier) Seq() int64 { return v.report.Entries }

// Done says that a break was found: what follows is not looked at.
func (v *Verifier) Done() bool { return v.report.Broken != nil }

func (v *Verifier) broken(seq int64, what string) {
	if v.report.Broken == nil {
		v.report.Broken = &Break{Seq: seq, What: what}
	}
}

// Unreadable marks the next entry as one that cannot be read.
func (v *Verifier) Unreadable() {
	if v.suspect != nil {
		v.settle(nil)
		return
	}
	v.broken(v.Seq()+1, BrokenUnreadable)
}

// Add checks the next entry.
func (v *Verifier) Add(s Stored) {
	if v.suspect != nil {
		v.settle(&s.Prev)
	}
	if v.Done() {
		return
	}
	want := v.Seq() + 1
	switch {
	case s.Seq > want:
		v.broken(want, BrokenMissing)
		return
	case s.Seq < want:
		v.broken(s.Seq, BrokenInserted)
		return
	case s.Version != Version:
		v.broken(want, BrokenVersion)
		return
	}
	computed := hashOf(s.Version, v.last, s.Entry)
	switch {
	case s.Prev != v.last && computed == s.Hash:
		v.broken(want, BrokenPrev)
	case s.Prev != v.last && hashOf(s.Version, s.Prev, s.Entry) == s.Hash:
		v.broken(want, BrokenInserted) // sound in itself, but it follows something else
	case computed != s.Hash:
		v.suspect = &suspect{seq: want, computed: computed}
	default:
		v.report.Entries = want
		v.last = s.Hash
	}
}

// settle decides about the suspect: when what follows builds on the computed hash, only the stored hash was changed.
func (v *Verifier) settle(next *Hash) {
	what := BrokenContent
	if next != nil && *next == v.suspect.computed {
		what = BrokenHash
	}
	v.broken(v.suspect.seq, what)
	v.suspect = nil
}

// AddHead checks a signed head. It is given after its entry and before the next; heads of entries that are not there are
// given at the end, and show that the chain was cut.
func (v *Verifier) AddHead(h Head) {
	if v.Done() {
		return
	}
	key, known := v.keys[h.Key]
	switch {
	case !known:
		v.report.UnknownKeys++
	case !h.SignedBy(key):
		v.broken(h.Seq, BrokenSignature)
	case v.suspect != nil && h.Seq >= v.suspect.seq:
		v.settle(&h.Hash)
	case h.Seq > v.Seq():
		v.broken(v.Seq()+1, BrokenTruncated)
	case h.Seq < v.Seq() || h.Hash != v.last:
		v.broken(h.Seq, BrokenHead)
	default:
		v.report.Heads++
		v.report.Signed = h.Seq
	}
}

// Finish compares the end with what the holder of the chain says it is, and returns the report.
func (v *Verifier) Finish(seq int64, hash Hash) Report {
	if v.suspect != nil {
		var next *Hash
		if seq == v.suspect.seq {
			next = &hash
		}
		v.settle(next)
	}
	if !v.Done() && seq > v.Seq() {
		v.broken(v.Seq()+1, BrokenTruncated)
	}
	if !v.Done() && (seq != v.Seq() || hash != v.last) {
		v.broken(seq, BrokenTip)
	}
	v.report.Head = v.last.String()
	return v.report
}
