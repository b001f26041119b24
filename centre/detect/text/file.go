package text

import (
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"math"

	"fanzha/centre/detect/learn"
	"fanzha/term/fault"
)

// A model file is a magic word with its version, the SHA-256 of the rest, and a deflated body: the head as JSON, then the known
// grams as gap, rarity and weights in variable-length numbers.
const (
	fileMagic = "FZTEXT2\n"
	maxKnown  = 1 << 22 // grams
)

// head is everything but the weights.
type head struct {
	Classes []string  `json:"classes"`
	Info    Info      `json:"info"`
	Plan    Features  `json:"plan"`
	Known   int       `json:"known"`
	Bias    []float32 `json:"bias"`
	Looked  int       `json:"positive"` // the class that is looked for, -1 for none
	Lean    []float32 `json:"lean"`
	Scale   float32   `json:"scale"`
	Sharp   float32   `json:"sharp"`
	Doubt   *doubt    `json:"doubt,omitempty"` // the second judge; the texts it remembers follow the grams
}

func tooFew(rows, classes int) error {
	return fault.New(ErrTooFew.Kind, ErrTooFew.Code, "rows", rows, "classes", classes)
}

// Write writes the model file.
func (m *Model) Write(w io.Writer) error {
	body, err := m.body()
	if err != nil {
		return err
	}
	return learn.Seal(w, fileMagic, body)
}

func (m *Model) body() ([]byte, error) {
	h := head{Classes: m.Classes, Info: m.Info, Plan: m.plan, Known: len(m.keys), Bias: m.bias, Lean: m.lean, Looked: m.positive, Scale: m.scale, Sharp: m.sharp, Doubt: m.doubt}
	var rows []byte
	last := uint64(0)
	for n, key := range m.keys {
		rows = binary.AppendUvarint(rows, key-last)
		last = key
		row := m.rows[n*m.stride : (n+1)*m.stride]
		rows = binary.AppendUvarint(rows, uint64(row[0]))
		for _, w := range row[1 : 1+len(m.Classes)] {
			rows = binary.AppendVarint(rows, int64(w))
		}
	}
	text, err := json.Marshal(h)
	if err != nil {
		return nil, fmt.Errorf("text: write model: %w", err)
	}
	if m.doubt != nil {
		rows = m.doubt.kin.append(rows)
	}
	out := binary.AppendUvarint(nil, uint64(len(text)))
	return append(append(out, text...), rows...), nil
}

// identify names the model by what it computes.
func (m *Model) identify() {
	sum := sha256.New()
	for _, k := range m.keys {
		sum.Write(binary.LittleEndian.AppendUint64(nil, k))
	}
	for _, v := range m.rows {
		sum.Write([]byte{byte(v), byte(uint16(v) >> 8)})
	}
	fmt.Fprint(sum, m.Classes, m.plan, m.bias, m.lean, m.scale, m.sharp)
	if m.doubt != nil {
		sum.Write(m.doubt.kin.append(nil))
		trees, err := json.Marshal(m.doubt)
		fmt.Fprint(sum, string(trees), err)
	}
	m.id = hex.EncodeToString(sum.Sum(nil)[:8])
}

// Read reads a model file. A file that is damaged, of another version or contradicts itself is ErrFile.
func Read(in io.Reader) (*Model, error) {
	body, err := learn.Unseal(in, fileMagic)
	if err != nil {
		return nil, err
	}
	return readBody(body)
}

func readBody(body []byte) (*Model, error) {
	n, used := binary.Uvarint(body)
	if used <= 0 || n > uint64(len(body)-used) {
		return nil, learn.Broken("no head")
	}
	var h head
	err := json.Unmarshal(body[used:used+int(n)], &h)
	if err != nil {
		return nil, ErrFile.With(err)
	}
	rest := body[used+int(n):]
	err = h.check(len(rest))
	if err != nil {
		return nil, err
	}
	m := newModel(h.Classes, h.Plan)
	m.Info, m.scale, m.sharp = h.Info, h.Scale, h.Sharp
	copy(m.bias, h.Bias)
	m.positive = h.Looked
	copy(m.lean, h.Lean)
	m.rows = make([]int16, h.Known*m.stride)
	rest, err = m.readRows(rest, h.Known)
	if err == nil {
		err = m.readDoubt(h.Doubt, rest)
	}
	if err != nil {
		return nil, err
	}
	m.index()
	m.identify()
	return m, nil
}

func (h *head) check(rest int) error {
	switch {
	case len(h.Classes) < 2 || len(h.Classes) > maxClasses || len(h.Bias) != len(h.Classes) || len(h.Lean) != len(h.Classes):
		return learn.Broken("number of classes")
	case h.Looked < -1 || h.Looked >= len(h.Classes):
		return learn.Broken("class that is looked for")
	case h.Known < 0 || h.Known > maxKnown || h.Known > rest/(2+len(h.Classes)):
		return learn.Broken("number of grams")
	case h.Plan.Grams < 1 || h.Plan.Grams > len(mulN) || h.Plan.Opening < 0 || h.Plan.Opening > MaxRunes:
		return learn.Broken("what is read of a text")
	case !(h.Scale > 0) || !(h.Sharp > 0) || math.IsInf(float64(h.Scale), 0) || math.IsInf(float64(h.Sharp), 0):
		return learn.Broken("scale")
	}
	return nil
}

// readDoubt takes in the second judge, if there is one, and the rest of the file.
func (m *Model) readDoubt(d *doubt, rest []byte) error {
	if d == nil {
		if len(rest) > 0 {
			return learn.Broken("something follows the end")
		}
		return nil
	}
	if d.Forest == nil || d.Forest.Columns != doubtColumns || len(d.Prior) != len(m.Classes) || !(d.Sure >= 0) {
		return learn.Broken("the second judge")
	}
	k, err := readKin(rest, len(m.keys), len(m.Classes))
	if err != nil {
		return err
	}
	d.kin = k
	m.doubt = d
	return nil
}

// readRows reads the grams and returns what follows them.
func (m *Model) readRows(b []byte, known int) ([]byte, error) {
	last := uint64(0)
	for i := range known {
		gap, n1 := binary.Uvarint(b)
		if n1 <= 0 || (i > 0 && gap == 0) || gap >= 1<<48-last {
			return nil, learn.Broken("gram")
		}
		last += gap
		m.keys = append(m.keys, last)
		b = b[n1:]
		rare, n2 := binary.Uvarint(b)
		if n2 <= 0 || rare == 0 || rare > math.MaxInt16 {
			return nil, learn.Broken("rarity")
		}
		b = b[n2:]
		row := m.rows[i*m.stride : (i+1)*m.stride]
		row[0] = int16(rare)
		for k := range m.Classes {
			w, n := binary.Varint(b)
			if n <= 0 || w > math.MaxInt16 || w < math.MinInt16 {
				return nil, learn.Broken("weight")
			}
			row[1+k] = int16(w)
			b = b[n:]
		}
	}
	return b, nil
}
