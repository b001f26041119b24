// Package parcel (交换包) is what two centres hand each other, over HTTP or as a file: some messages about orders, sealed by the sender and
// enclosed for the receiver (base/seal). docs/partner/centre.md describes it for those who write the other side.
//
// A parcel is the four bytes FZX1 and seven fields, each four bytes of length (big-endian) and its bytes: sender, receiver, id of the
// sender's sealing key, id of the receiver's key, wrapped key, nonce, and the encrypted content. The content is the canonical bytes of
// base/seal (mark X, version 1) and their seal, two fields in the same form. Sender, receiver and both key ids stand inside the seal as
// well, so that a parcel cannot be enclosed again for somebody else; the fields outside are bound by the encryption.
//
// The package knows no transport, no order of parcels and no clock: numbers inside the messages say what is new, and whoever takes a parcel
// looks at its time.
package parcel

import (
	"encoding/binary"

	"fanzha/base/seal"
	"fanzha/centre/upstream"
	"fanzha/term/fault"
	"fanzha/term/ident"
	"fanzha/term/when"
)

// The faults of parcels. Texts are in term/fault/texts/parcel.yaml. What does not open and what is not sealed by the named sender is
// seal.invalid.
var (
	ErrForm   = fault.New(fault.Invalid, "parcel.form")   // not a parcel, or damaged
	ErrSender = fault.New(fault.Denied, "parcel.sender")  // of a centre that we do not know; args: from
	ErrOther  = fault.New(fault.Denied, "parcel.other")   // for another centre
	ErrTooBig = fault.New(fault.Invalid, "parcel.toobig") // more than Max
)

// Max bounds a parcel: an envelope and its fields.
const Max = seal.MaxEnvelope + 4<<10

// ContentMax bounds the messages of a parcel by their size; the rest goes with the next.
const ContentMax = seal.MaxCanonical - 4<<10

const (
	magic   = "FZX1"
	mark    = 'X'
	version = 1
	outer   = 7 // fields
)

// Parcel is one parcel, opened.
type Parcel struct {
	From    string
	To      string
	MadeAt  when.Micros // by the sender's clock; no two of one sender have the same
	Answers when.Micros // MadeAt of the request that it answers; 0 for a request and a file
	Batch   upstream.Batch
}

// Keys are this centre's own.
type Keys struct {
	Sealer *seal.Sealer
	Opener *seal.Opener
}

// OpenKeys reads the keys from a folder, and makes them at the first use.
func OpenKeys(dir string) (Keys, error) {
	s, err := seal.Open(dir, seal.SM2)
	if err != nil {
		return Keys{}, err
	}
	o, err := seal.OpenEnvelopes(dir)
	return Keys{s, o}, err
}

// Fit cuts a batch to what one parcel holds; at least one message stays.
func Fit(b upstream.Batch) upstream.Batch {
	for n := range b.Messages {
		if n > 0 && len(write(Parcel{Batch: upstream.Batch{Messages: b.Messages[:n+1]}}, "", "")) > ContentMax {
			b.Messages = b.Messages[:n]
			break
		}
	}
	return b
}

// Make seals a parcel and encloses it for its receiver, whose public key is openKey (PEM).
func Make(k Keys, openKey string, p Parcel) ([]byte, error) {
	to, err := seal.ParsePublic([]byte(openKey))
	if err != nil {
		return nil, err
	}
	signer := k.Sealer.Public().ID
	canonical := write(p, signer, to[0].ID)
	_, _, sig, err := k.Sealer.Seal(canonical)
	if err != nil {
		return nil, err
	}
	head := fields([]byte(p.From), []byte(p.To), []byte(signer), []byte(to[0].ID))
	e, err := seal.Enclose(to[0], fields(canonical, sig), append([]byte(magic), head...))
	if err != nil {
		return nil, err
	}
	out := append([]byte(magic), head...)
	return append(out, fields(e.Wrapped, e.Nonce, e.Text)...), nil
}

// Sender reads from a parcel who says to have sent it, and for whom; nothing of it is verified.
func Sender(raw []byte) (from, to string, err error) {
	list, err := split(raw)
	if err != nil {
		return "", "", err
	}
	return string(list[0]), string(list[1]), nil
}

// Open opens a parcel and checks its seal with the sender's public key (PEM).
func Open(k Keys, signKey string, raw []byte) (Parcel, error) {
	list, err := split(raw)
	if err != nil {
		return Parcel{}, err
	}
	label := append([]byte(magic), fields(list[0], list[1], list[2], list[3])...)
	content, err := k.Opener.Open(seal.Envelope{Key: string(list[3]), Wrapped: list[4], Nonce: list[5], Text: list[6]}, label)
	if err != nil {
		return Parcel{}, err
	}
	inner, err := cut(content, 2)
	if err != nil {
		return Parcel{}, err
	}
	keys, err := seal.ParsePublic([]byte(signKey))
	if err != nil {
		return Parcel{}, err
	}
	v, err := seal.NewVerifier(keys...)
	if err != nil {
		return Parcel{}, err
	}
	err = v.Verify(inner[0], seal.SM2, string(list[2]), inner[1])
	if err != nil {
		return Parcel{}, err
	}
	p, signer, receiver, err := read(inner[0])
	if err != nil {
		return Parcel{}, err
	}
	if p.From != string(list[0]) || p.To != string(list[1]) || signer != string(list[2]) || receiver != string(list[3]) {
		return Parcel{}, fault.New(seal.ErrSeal.Kind, seal.ErrSeal.Code) // sealed for somebody else
	}
	return p, nil
}

// fields writes length-prefixed fields.
func fields(list ...[]byte) []byte {
	var out []byte
	for _, f := range list {
		out = binary.BigEndian.AppendUint32(out, uint32(len(f))) //nolint:gosec // everything here is bounded by Max
		out = append(out, f...)
	}
	return out
}

// cut reads exactly n fields.
func cut(b []byte, n int) ([][]byte, error) {
	list := make([][]byte, 0, n)
	for range n {
		if len(b) < 4 {
			return nil, ErrForm
		}
		size := binary.BigEndian.Uint32(b)
		b = b[4:]
		if uint64(size) > uint64(len(b)) {
			return nil, ErrForm
		}
		list = append(list, b[:size])
		b = b[size:]
	}
	if len(b) != 0 {
		return nil, ErrForm
	}
	return list, nil
}

func split(raw []byte) ([][]byte, error) {
	if len(raw) > Max {
		return nil, ErrTooBig
	}
	if len(raw) < len(magic) || string(raw[:len(magic)]) != magic {
		return nil, ErrForm
	}
	list, err := cut(raw[len(magic):], outer)
	if err != nil {
		return nil, err
	}
	for _, name := range list[:4] {
		if len(name) > upstream.WordMax {
			return nil, ErrForm
		}
	}
	return list, nil
}

func write(p Parcel, signer, receiver string) []byte {
	w := seal.NewWriter(mark, version)
	w.Text(p.From).Text(p.To).Text(signer).Text(receiver).Time(p.MadeAt).Time(p.Answers).Int(p.Batch.Ack).List(len(p.Batch.Messages))
	for _, m := range p.Batch.Messages {
		w.Int(m.Seq).Text(m.Kind).Text(m.Order).Time(m.At).Text(m.Text).Text(m.Number).Text(m.Level).Text(m.Family).Text(m.Fraud)
		w.Text(m.Name).Text(string(m.Phone)).Text(m.Place).Time(m.AckDue).Time(m.Due).Text(m.Result).Int(m.LossFen)
	}
	return w.Bytes()
}

// read reads canonical bytes back. Messages are checked here: a sealed one that no centre would say is refused as a whole parcel.
func read(canonical []byte) (p Parcel, signer, receiver string, err error) {
	r := seal.NewReader(canonical, mark, version)
	p.From, p.To, signer, receiver = r.Text(), r.Text(), r.Text(), r.Text()
	p.MadeAt, p.Answers, p.Batch.Ack = r.Time(), r.Time(), r.Int()
	n := r.List()
	if n > upstream.BatchMax {
		return p, "", "", ErrForm
	}
	for range n {
		m := upstream.Message{
			Seq: r.Int(), Kind: r.Text(), Order: r.Text(), At: r.Time(), Text: r.Text(), Number: r.Text(), Level: r.Text(), Family: r.Text(), Fraud: r.Text(),
			Name: r.Text(), Phone: ident.Phone(r.Text()), Place: r.Text(), AckDue: r.Time(), Due: r.Time(), Result: r.Text(), LossFen: r.Int(),
		}
		p.Batch.Messages = append(p.Batch.Messages, m)
	}
	err = r.Done()
	if err != nil {
		return p, "", "", err
	}
	for i := range p.Batch.Messages {
		err = p.Batch.Messages[i].Check()
		if err != nil {
			return p, "", "", err
		}
	}
	return p, signer, receiver, nil
}
