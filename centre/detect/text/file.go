package text

import (
	"bytes"
	"compress/flate"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math"

	"fanzha/term/fault"
)

// A model file is a magic word with its version, the SHA-256 of the rest, and a deflated body: the head as JSON, then the known
// buckets as gap, rarity and weights in variable-length numbers.
const (
	fileMagic  = "FZTEXT1\n"
	maxBuckets = 1 << 22
	maxBody    = 512 << 20 // of an inflated file
)

// head is everything but the weights.
type head struct {
	Classes []string  `json:"classes"`
	Info    Info      `json:"info"`
	Buckets int       `json:"buckets"`
	Known   int       `json:"known"`
	Bias    []float32 `json:"bias"`
	Scale   float32   `json:"scale"`
	Sharp   float32   `json:"sharp"`
}

func tooFew(rows, classes int) error {
	return fault.New(ErrTooFew.Kind, ErrTooFew.Code, "rows", rows, "classes", classes)
}

func badRow(line int, why string) error {
	return fault.New(ErrRows.Kind, ErrRows.Code, "line", line, "why", why)
}

func broken(why string) error { return ErrFile.With(errors.New(why)) }

// Write writes the model file.
func (m *Model) Write(w io.Writer) error {
	body, err := m.body()
	if err != nil {
		return err
	}
	var packed bytes.Buffer
	z, err := flate.NewWriter(&packed, flate.BestCompression)
	if err != nil {
		return fmt.Errorf("text: write model: %w", err)
	}
	_, err = z.Write(body)
	if err != nil {
		return fmt.Errorf("text: write model: %w", err)
	}
	err = z.Close()
	if err != nil {
		return fmt.Errorf("text: write model: %w", err)
	}
	sum := sha256.Sum256(packed.Bytes())
	for _, part := range [][]byte{[]byte(fileMagic), sum[:], packed.Bytes()} {
		_, err = w.Write(part)
		if err != nil {
			return fmt.Errorf("text: write model: %w", err)
		}
	}
	return nil
}

func (m *Model) body() ([]byte, error) {
	buckets := len(m.rows) / m.stride
	h := head{Classes: m.Classes, Info: m.Info, Buckets: buckets, Bias: m.bias, Scale: m.scale, Sharp: m.sharp}
	var rows []byte
	last := 0
	for b := range buckets {
		row := m.rows[b*m.stride : (b+1)*m.stride]
		if row[0] == 0 {
			continue
		}
		h.Known++
		rows = binary.AppendUvarint(rows, uint64(b-last))
		rows = binary.AppendUvarint(rows, uint64(row[0]))
		for _, w := range row[1 : 1+len(m.Classes)] {
			rows = binary.AppendVarint(rows, int64(w))
		}
		last = b
	}
	text, err := json.Marshal(h)
	if err != nil {
		return nil, fmt.Errorf("text: write model: %w", err)
	}
	out := binary.AppendUvarint(nil, uint64(len(text)))
	return append(append(out, text...), rows...), nil
}

// identify names the model by what it computes.
func (m *Model) identify() {
	sum := sha256.New()
	for _, v := range m.rows {
		sum.Write([]byte{byte(v), byte(uint16(v) >> 8)})
	}
	fmt.Fprint(sum, m.Classes, m.bias, m.scale, m.sharp)
	m.id = hex.EncodeToString(sum.Sum(nil)[:8])
}

// Read reads a model file. A file that is damaged, of another version or contradicts itself is ErrFile.
func Read(in io.Reader) (*Model, error) {
	data, err := io.ReadAll(io.LimitReader(in, maxBody))
	if err != nil {
		return nil, fmt.Errorf("text: read model: %w", err)
	}
	if len(data) < len(fileMagic)+sha256.Size || string(data[:len(fileMagic)]) != fileMagic {
		return nil, broken("not a model file of this version")
	}
	packed := data[len(fileMagic)+sha256.Size:]
	sum := sha256.Sum256(packed)
	if !bytes.Equal(sum[:], data[len(fileMagic):len(fileMagic)+sha256.Size]) {
		return nil, broken("checksum differs")
	}
	return readBody(packed)
}

func readBody(packed []byte) (*Model, error) {
	body, err := io.ReadAll(io.LimitReader(flate.NewReader(bytes.NewReader(packed)), maxBody))
	if err != nil {
		return nil, ErrFile.With(err)
	}
	n, used := binary.Uvarint(body)
	if used <= 0 || n > uint64(len(body)-used) {
		return nil, broken("no head")
	}
	var h head
	err = json.Unmarshal(body[used:used+int(n)], &h)
	if err != nil {
		return nil, ErrFile.With(err)
	}
	m := &Model{Classes: h.Classes, Info: h.Info, stride: strideOf(len(h.Classes)), bias: h.Bias, scale: h.Scale, sharp: h.Sharp}
	err = h.check()
	if err != nil {
		return nil, err
	}
	m.shift = uint(64 - log2(h.Buckets))
	m.rows = make([]int16, h.Buckets*m.stride)
	err = m.readRows(body[used+int(n):], h.Known)
	if err != nil {
		return nil, err
	}
	m.finish()
	m.identify()
	return m, nil
}

func (h *head) check() error {
	switch {
	case len(h.Classes) < 2 || len(h.Classes) > maxClasses || len(h.Bias) != len(h.Classes):
		return broken("number of classes")
	case h.Buckets < 1<<10 || h.Buckets > maxBuckets || h.Buckets&(h.Buckets-1) != 0:
		return broken("number of buckets")
	case !(h.Scale > 0) || !(h.Sharp > 0) || math.IsInf(float64(h.Scale), 0) || math.IsInf(float64(h.Sharp), 0):
		return broken("scale")
	}
	return nil
}

func (m *Model) readRows(b []byte, known int) error {
	at := 0
	buckets := len(m.rows) / m.stride
	for i := range known {
		gap, n1 := binary.Uvarint(b)
		if n1 <= 0 || (i > 0 && gap == 0) || gap >= uint64(buckets-at) {
			return broken("bucket")
		}
		at += int(gap)
		b = b[n1:]
		rare, n2 := binary.Uvarint(b)
		if n2 <= 0 || rare == 0 || rare > math.MaxInt16 {
			return broken("rarity")
		}
		b = b[n2:]
		row := m.rows[at*m.stride : (at+1)*m.stride]
		row[0] = int16(rare)
		for k := range m.Classes {
			w, n := binary.Varint(b)
			if n <= 0 || w > math.MaxInt16 || w < math.MinInt16 {
				return broken("weight")
			}
			row[1+k] = int16(w)
			b = b[n:]
		}
	}
	if len(b) > 0 {
		return broken("something follows the end")
	}
	return nil
}
