package learn

import (
	"bytes"
	"compress/flate"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math"

	"fanzha/term/fault"
)

// ErrFile says that a model file is damaged, of another version or contradicts itself.
var ErrFile = fault.New(fault.Invalid, "model.file_broken")

// MaxBody bounds an inflated model file.
const MaxBody = 512 << 20

// Seal writes a model file: the magic word with its version, the SHA-256 of the rest, and the deflated body.
func Seal(w io.Writer, magic string, body []byte) error {
	var packed bytes.Buffer
	z, err := flate.NewWriter(&packed, flate.BestCompression)
	if err != nil {
		return fmt.Errorf("write model: %w", err)
	}
	_, err = z.Write(body)
	err = errors.Join(err, z.Close())
	if err != nil {
		return fmt.Errorf("write model: %w", err)
	}
	sum := sha256.Sum256(packed.Bytes())
	for _, part := range [][]byte{[]byte(magic), sum[:], packed.Bytes()} {
		_, err = w.Write(part)
		if err != nil {
			return fmt.Errorf("write model: %w", err)
		}
	}
	return nil
}

// Unseal reads what Seal wrote. Any damage is ErrFile.
func Unseal(in io.Reader, magic string) ([]byte, error) {
	data, err := io.ReadAll(io.LimitReader(in, MaxBody))
	if err != nil {
		return nil, fmt.Errorf("read model: %w", err)
	}
	if len(data) < len(magic)+sha256.Size || string(data[:len(magic)]) != magic {
		return nil, Broken("not a model file of this kind and version")
	}
	packed := data[len(magic)+sha256.Size:]
	sum := sha256.Sum256(packed)
	if !bytes.Equal(sum[:], data[len(magic):len(magic)+sha256.Size]) {
		return nil, Broken("checksum differs")
	}
	return Inflate(packed)
}

// Inflate reads a deflated body, up to MaxBody bytes.
func Inflate(packed []byte) ([]byte, error) {
	body, err := io.ReadAll(io.LimitReader(flate.NewReader(bytes.NewReader(packed)), MaxBody+1))
	if err != nil {
		return nil, ErrFile.With(err)
	}
	if len(body) > MaxBody {
		return nil, Broken("too large")
	}
	return body, nil
}

// Broken is ErrFile with what was found.
func Broken(why string) error { return ErrFile.With(errors.New(why)) }

// packedForest is a forest in a file: the nodes of all trees one after another.
type packedForest struct {
	Base    float32   `json:"base"`
	Columns int       `json:"columns"`
	Sizes   []int     `json:"sizes"`
	Column  []int16   `json:"column"`
	Left    []int16   `json:"left"`
	Cut     []float32 `json:"cut"`
	Value   []float32 `json:"value"`
}

// MarshalJSON writes a forest.
func (f *Forest) MarshalJSON() ([]byte, error) {
	p := packedForest{Base: f.Base, Columns: f.Columns}
	for _, t := range f.trees {
		p.Sizes = append(p.Sizes, len(t))
		for _, n := range t {
			p.Column, p.Left = append(p.Column, n.Column), append(p.Left, n.Left)
			p.Cut, p.Value = append(p.Cut, n.Cut), append(p.Value, n.Value)
		}
	}
	return json.Marshal(p)
}

// UnmarshalJSON reads a forest and refuses one that could not be walked: children come after their parents, columns exist.
func (f *Forest) UnmarshalJSON(data []byte) error {
	var p packedForest
	err := json.Unmarshal(data, &p)
	if err != nil {
		return ErrFile.With(err)
	}
	n := len(p.Column)
	if p.Columns < 0 || p.Columns > MaxColumn || len(p.Sizes) > MaxTrees || len(p.Left) != n || len(p.Cut) != n || len(p.Value) != n {
		return Broken("sizes of a forest")
	}
	out := Forest{Base: p.Base, Columns: p.Columns}
	at := 0
	for _, size := range p.Sizes {
		if size < 1 || size > maxNodes || size > n-at {
			return Broken("size of a tree")
		}
		t := make([]node, size)
		for i := range t {
			t[i] = node{p.Column[at+i], p.Cut[at+i], p.Left[at+i], p.Value[at+i]}
			if !t[i].sound(i, size, p.Columns) {
				return Broken("a question of a tree")
			}
		}
		out.trees = append(out.trees, t)
		at += size
	}
	if at != n {
		return Broken("something follows the last tree")
	}
	*f = out
	return nil
}

func (n *node) sound(at, size, columns int) bool {
	if math.IsNaN(float64(n.Value)) || math.IsInf(float64(n.Value), 0) {
		return false
	}
	return n.Column == -1 || n.Column >= 0 && int(n.Column) < columns && int(n.Left) > at && int(n.Left)+1 < size
}
