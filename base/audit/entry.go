// Package audit (审计) is the record of who did what, when and why. Entries form a chain: each carries the hash of the one
// before it, and the hash of an entry covers every field over canonical, length-prefixed bytes with a version byte. From
// time to time the head of the chain is signed (Ed25519); the signature lets an outsider who holds only the public key and
// an exported file find any change, deletion, insertion or truncation up to the signed entry.
//
// Entries are written in the transaction of the act itself (base/audit/store.Append). They hold names of staff and ids of
// records, never the personal data of the people whom the records are about.
//
// What the chain does not do: between two signed heads, someone who can write to the database can rewrite the newest
// entries and all hashes after them. The report says up to which entry signatures reach.
package audit

import (
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"strings"

	"fanzha/base/access"
	"fanzha/term/fault"
	"fanzha/term/when"
)

// The faults of the audit log. Texts are in term/fault/texts/audit.yaml.
var (
	ErrIncomplete = fault.New(fault.Internal, "audit.incomplete")  // an entry needs actor, action and time
	ErrTooLong    = fault.New(fault.Invalid, "audit.too_long")     // args: field, limit
	ErrFile       = fault.New(fault.Invalid, "audit.file_invalid") // a line of an exported file cannot be read; args: line
	ErrKey        = fault.New(fault.Unavailable, "audit.key_unusable")
	ErrKeyRights  = fault.New(fault.Conflict, "audit.key_rights") // the key file can be read by others; args: path, mode
	ErrPublicKey  = fault.New(fault.Invalid, "audit.public_key_invalid")
	ErrCursor     = fault.New(fault.Invalid, "audit.cursor_invalid")
)

// Bounds of one entry: an act has few arguments, and a reason is a sentence or two.
const (
	MaxField = 500  // bytes of any text but the reason
	MaxText  = 8000 // bytes of the reason and of a detail's value: 2,000 Chinese characters with room
	MaxPairs = 64
)

// Entry is one act.
type Entry struct {
	Seq       int64       // place in the chain, from 1; given by the store
	At        when.Micros // when it was done
	Actor     string      // account id, or "system"
	ActorName string
	Unit      string // unit whose matter it is; empty for the centre as a whole
	Action    string // "warning.claim"
	Object    string // kind of the record: "warning", "person", "account"
	ObjectID  string
	Reason    string
	Detail    []Pair
}

// Pair is one named value of an entry's detail.
type Pair struct{ Name, Value string }

// By starts an entry for an act of the caller.
func By(scope access.Scope, at when.Micros, action string) Entry {
	return Entry{At: at, Actor: scope.User, ActorName: scope.Name, Unit: scope.Unit, Action: action}
}

// On names the record that the act is about.
func (e Entry) On(object, objectID string) Entry {
	e.Object, e.ObjectID = object, objectID
	return e
}

// In names the unit whose matter it is, when that is not the caller's own.
func (e Entry) In(unit string) Entry {
	e.Unit = unit
	return e
}

// Because adds the reason.
func (e Entry) Because(reason string) Entry {
	e.Reason = reason
	return e
}

// With adds a detail.
func (e Entry) With(name, value string) Entry {
	e.Detail = append(e.Detail[:len(e.Detail):len(e.Detail)], Pair{name, value})
	return e
}

// Clean makes an entry storable: what no database holds in a text (a zero byte, broken UTF-8) becomes the replacement
// character, so that what is hashed is what is stored. It refuses an entry that says nothing or too much.
func (e Entry) Clean() (Entry, error) {
	if e.At == 0 || e.Actor == "" || e.Action == "" {
		return e, ErrIncomplete
	}
	for _, f := range []struct {
		name  string
		text  *string
		limit int
	}{
		{"actor", &e.Actor, MaxField}, {"actor_name", &e.ActorName, MaxField}, {"unit", &e.Unit, MaxField}, {"action", &e.Action, MaxField},
		{"object", &e.Object, MaxField}, {"object_id", &e.ObjectID, MaxField}, {"reason", &e.Reason, MaxText},
	} {
		*f.text = storable(*f.text)
		if len(*f.text) > f.limit {
			return e, fault.New(ErrTooLong.Kind, ErrTooLong.Code, "field", f.name, "limit", f.limit)
		}
	}
	if len(e.Detail) > MaxPairs {
		return e, fault.New(ErrTooLong.Kind, ErrTooLong.Code, "field", "detail", "limit", MaxPairs)
	}
	clean := make([]Pair, 0, len(e.Detail))
	for _, p := range e.Detail {
		p = Pair{storable(p.Name), storable(p.Value)}
		if len(p.Name) > MaxField || len(p.Value) > MaxText {
			return e, fault.New(ErrTooLong.Kind, ErrTooLong.Code, "field", "detail", "limit", MaxText)
		}
		clean = append(clean, p)
	}
	e.Detail = clean
	return e, nil
}

func storable(s string) string {
	return strings.ReplaceAll(strings.ToValidUTF8(s, "\uFFFD"), "\x00", "\uFFFD")
}

// Hash is a SHA-256 value of the chain.
type Hash [sha256.Size]byte

// String prints it in hexadecimal.
func (h Hash) String() string { return hex.EncodeToString(h[:]) }

// MarshalText writes a hash into an exported file.
func (h Hash) MarshalText() ([]byte, error) { return []byte(h.String()), nil }

// UnmarshalText reads what MarshalText wrote.
func (h *Hash) UnmarshalText(text []byte) error {
	if len(text) != 2*len(h) {
		return ErrFile
	}
	_, err := hex.Decode(h[:], text)
	return err
}

// Version is the layout of the canonical bytes that this program writes.
const Version = 1

// Genesis is what the first entry has before it.
var Genesis = Hash(sha256.Sum256([]byte("fanzha audit chain, version 1")))

// Stored is an entry in its place in the chain.
type Stored struct {
	Entry
	Version int
	Prev    Hash
	Hash    Hash
}

// Chain puts an entry behind prev.
func Chain(prev Hash, e Entry) Stored {
	return Stored{Entry: e, Version: Version, Prev: prev, Hash: hashOf(Version, prev, e)}
}

// hashOf covers the hash before, the version, and every field with its length, so that no two entries share their bytes.
func hashOf(version int, prev Hash, e Entry) Hash {
	b := make([]byte, 0, 256)
	b = append(b, prev[:]...)
	b = append(b, byte(version))
	b = binary.BigEndian.AppendUint64(b, uint64(e.Seq))
	b = binary.BigEndian.AppendUint64(b, uint64(e.At))
	for _, s := range []string{e.Actor, e.ActorName, e.Unit, e.Action, e.Object, e.ObjectID, e.Reason} {
		b = appendText(b, s)
	}
	detail := EncodeDetail(e.Detail)
	b = binary.BigEndian.AppendUint32(b, uint32(len(detail)))
	b = append(b, detail...)
	return sha256.Sum256(b)
}

func appendText(b []byte, s string) []byte {
	b = binary.BigEndian.AppendUint32(b, uint32(len(s)))
	return append(b, s...)
}

// EncodeDetail is the canonical form of the pairs: their count, then each name and value with its length.
func EncodeDetail(pairs []Pair) []byte {
	b := binary.BigEndian.AppendUint32(nil, uint32(len(pairs)))
	for _, p := range pairs {
		b = appendText(b, p.Name)
		b = appendText(b, p.Value)
	}
	return b
}

// DecodeDetail reads what EncodeDetail wrote; ok is false for anything else.
func DecodeDetail(b []byte) (pairs []Pair, ok bool) {
	if len(b) < 4 {
		return nil, false
	}
	n := binary.BigEndian.Uint32(b)
	b = b[4:]
	if n > MaxPairs {
		return nil, false
	}
	for range n {
		var p Pair
		p.Name, b, ok = cutText(b)
		if !ok {
			return nil, false
		}
		p.Value, b, ok = cutText(b)
		if !ok {
			return nil, false
		}
		pairs = append(pairs, p)
	}
	return pairs, len(b) == 0
}

func cutText(b []byte) (string, []byte, bool) {
	if len(b) < 4 {
		return "", nil, false
	}
	n := binary.BigEndian.Uint32(b)
	b = b[4:]
	if uint64(n) > uint64(len(b)) {
		return "", nil, false
	}
	return string(b[:n]), b[n:], true
}
