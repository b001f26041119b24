// Package smpp reads and writes the protocol data units of SMPP 3.4 that a sender of text messages needs: bind, submit_sm,
// deliver_sm, enquire_link, unbind, and their answers. It knows no network and no message of ours.
package smpp

import (
	"encoding/binary"
	"errors"
	"io"
)

// Commands. The answer to a command has the highest bit set.
const (
	GenericNack     uint32 = 0x80000000
	BindReceiver    uint32 = 0x00000001
	BindTransmitter uint32 = 0x00000002
	SubmitSM        uint32 = 0x00000004
	DeliverSM       uint32 = 0x00000005
	Unbind          uint32 = 0x00000006
	BindTransceiver uint32 = 0x00000009
	EnquireLink     uint32 = 0x00000015
	Answer          uint32 = 0x80000000
)

// Status codes of answers.
const (
	OK         uint32 = 0x00
	BadLength  uint32 = 0x01
	BadCommand uint32 = 0x03
	NotBound   uint32 = 0x04
	SystemErr  uint32 = 0x08
	BadSource  uint32 = 0x0a
	BadDest    uint32 = 0x0b
	BindFailed uint32 = 0x0d
	BadSecret  uint32 = 0x0e
	QueueFull  uint32 = 0x14
	SubmitFail uint32 = 0x45
	Throttled  uint32 = 0x58
	NotTaken   uint32 = 0x64 // the receiver cannot take a delivery now: send it again
	BadCoding  uint32 = 0x104
)

// Bounds of a unit: the largest text is 254 octets, or 64 KiB in a field of its own, which nobody who sends receipts needs.
const (
	headLen = 16
	// Max is the largest unit that is read.
	Max = 8 << 10
)

// Faults of reading.
var (
	ErrSize  = errors.New("smpp: a unit of impossible length")
	ErrField = errors.New("smpp: a field is longer than its bound, or ends nowhere")
)

// PDU is one unit.
type PDU struct {
	Command uint32
	Status  uint32
	Seq     uint32
	Body    []byte
}

// Read reads one unit.
func Read(r io.Reader) (PDU, error) {
	var head [headLen]byte
	_, err := io.ReadFull(r, head[:])
	if err != nil {
		return PDU{}, err
	}
	n := binary.BigEndian.Uint32(head[:])
	if n < headLen || n > Max {
		return PDU{}, ErrSize
	}
	p := PDU{Command: binary.BigEndian.Uint32(head[4:]), Status: binary.BigEndian.Uint32(head[8:]), Seq: binary.BigEndian.Uint32(head[12:]), Body: make([]byte, n-headLen)}
	_, err = io.ReadFull(r, p.Body)
	return p, err
}

// Bytes writes one unit.
func (p PDU) Bytes() []byte {
	out := make([]byte, headLen, headLen+len(p.Body))
	binary.BigEndian.PutUint32(out, uint32(headLen+len(p.Body)))
	binary.BigEndian.PutUint32(out[4:], p.Command)
	binary.BigEndian.PutUint32(out[8:], p.Status)
	binary.BigEndian.PutUint32(out[12:], p.Seq)
	return append(out, p.Body...)
}

// Reply is the answer to a unit.
func (p PDU) Reply(status uint32, body []byte) PDU {
	return PDU{Command: p.Command | Answer, Status: status, Seq: p.Seq, Body: body}
}

// Bind is the body of the three commands to bind.
type Bind struct{ SystemID, Password string }

// Body writes it.
func (b Bind) Body() []byte {
	var w writer
	w.text(b.SystemID, 16)
	w.text(b.Password, 9)
	w.text("", 13) // system type
	w.octets(0x34, 0, 0)
	w.text("", 41) // address range
	return w.raw
}

// ReadBind reads it.
func ReadBind(body []byte) (Bind, error) {
	r := reader{raw: body}
	b := Bind{SystemID: r.text(16), Password: r.text(9)}
	return b, r.err
}

// Coding of a text.
const (
	CodingDefault byte = 0
	CodingUCS2    byte = 8
)

// Bits of esm_class.
const (
	ClassReceipt byte = 0x04 // bits 2 to 5: a receipt
	classKind    byte = 0x3c
	ClassHead    byte = 0x40 // the text begins with a head (UDH)
)

// Address is a number with its kind.
type Address struct {
	TON, NPI byte
	Digits   string
}

// Kinds of numbers.
const (
	TONUnknown       byte = 0
	TONInternational byte = 1
	NPIISDN          byte = 1
)

// Short is the body of submit_sm and deliver_sm, which have the same form.
type Short struct {
	From, To   Address
	Class      byte
	Registered byte // 1: a receipt is wanted
	Coding     byte
	Text       []byte // at most 254 octets
	Fields     []Field
}

// Field is an optional field.
type Field struct {
	Tag   uint16
	Value []byte
}

// Tags of optional fields.
const (
	TagReceiptedID  uint16 = 0x001e
	TagMessageState uint16 = 0x0427
)

// fieldsMax bounds the optional fields of one unit.
const fieldsMax = 32

// TextMax is the most octets of a text.
const TextMax = 254

// Body writes it. A text that is too long is an error of the caller.
func (s Short) Body() ([]byte, error) {
	if len(s.Text) > TextMax {
		return nil, ErrField
	}
	var w writer
	w.text("", 6) // service type
	for _, a := range []Address{s.From, s.To} {
		w.octets(a.TON, a.NPI)
		w.text(a.Digits, 21)
	}
	w.octets(s.Class, 0, 0)
	w.text("", 17) // at once
	w.text("", 17) // the carrier's own validity
	w.octets(s.Registered, 0, s.Coding, 0, byte(len(s.Text)))
	w.raw = append(w.raw, s.Text...)
	for _, f := range s.Fields {
		w.raw = binary.BigEndian.AppendUint16(w.raw, f.Tag)
		w.raw = binary.BigEndian.AppendUint16(w.raw, uint16(len(f.Value)))
		w.raw = append(w.raw, f.Value...)
	}
	return w.raw, w.err
}

// ReadShort reads it.
func ReadShort(body []byte) (Short, error) {
	r := reader{raw: body}
	var s Short
	r.text(6)
	for _, a := range []*Address{&s.From, &s.To} {
		a.TON, a.NPI = r.octet(), r.octet()
		a.Digits = r.text(21)
	}
	s.Class = r.octet()
	r.octet()
	r.octet()
	r.text(17)
	r.text(17)
	s.Registered = r.octet()
	r.octet()
	s.Coding = r.octet()
	r.octet()
	n := int(r.octet())
	if n > TextMax {
		return s, ErrField
	}
	s.Text = r.take(n)
	for r.err == nil && len(r.raw) > 0 {
		head := r.take(4)
		if r.err != nil || len(s.Fields) >= fieldsMax {
			return s, ErrField
		}
		s.Fields = append(s.Fields, Field{Tag: binary.BigEndian.Uint16(head), Value: r.take(int(binary.BigEndian.Uint16(head[2:])))})
	}
	return s, r.err
}

// Field returns an optional field.
func (s Short) Field(tag uint16) ([]byte, bool) {
	for _, f := range s.Fields {
		if f.Tag == tag {
			return f.Value, true
		}
	}
	return nil, false
}

// ReadID reads the body of the answer to submit_sm: the carrier's id, empty when it gave none.
func ReadID(body []byte) (string, error) {
	if len(body) == 0 {
		return "", nil
	}
	r := reader{raw: body}
	id := r.text(65)
	return id, r.err
}

// IDBody writes the body of the answer to submit_sm, to bind and to deliver_sm: one text.
func IDBody(id string) []byte {
	var w writer
	w.text(id, 65)
	return w.raw
}

type writer struct {
	raw []byte
	err error
}

// text writes a text that ends with a zero octet; limit counts that octet.
func (w *writer) text(s string, limit int) {
	for i := range len(s) {
		if s[i] == 0 {
			w.err = ErrField
			return
		}
	}
	if len(s) >= limit {
		w.err = ErrField
		return
	}
	w.raw = append(append(w.raw, s...), 0)
}

func (w *writer) octets(b ...byte) { w.raw = append(w.raw, b...) }

type reader struct {
	raw []byte
	err error
}

func (r *reader) text(limit int) string {
	for i := 0; r.err == nil && i < len(r.raw) && i < limit; i++ {
		if r.raw[i] == 0 {
			s := string(r.raw[:i])
			r.raw = r.raw[i+1:]
			return s
		}
	}
	r.err = ErrField
	return ""
}

func (r *reader) take(n int) []byte {
	if r.err != nil || n > len(r.raw) {
		r.err = ErrField
		return make([]byte, min(n, 4))
	}
	out := r.raw[:n:n]
	r.raw = r.raw[n:]
	return out
}

func (r *reader) octet() byte {
	b := r.take(1)
	return b[0]
}
