package audit

import (
	"bufio"
	"bytes"
	"crypto/ed25519"
	"encoding/json"
	"errors"
	"io"

	"fanzha/term/fault"
	"fanzha/term/when"
)

// maxLine bounds a line of an exported file: a full entry, escaped, stays well below.
const maxLine = 4 << 20

// line is one line of an exported file: an entry, a head, or the end. The hashes are computed over the canonical bytes of
// the values, not over this text.
type line struct {
	Entry *fileEntry `json:"entry,omitempty"`
	Head  *Head      `json:"head,omitempty"`
	End   *fileEnd   `json:"end,omitempty"`
}

type fileEntry struct {
	Version   int         `json:"v"`
	Seq       int64       `json:"seq"`
	At        int64       `json:"at_us"`
	Actor     string      `json:"actor"`
	ActorName string      `json:"actor_name"`
	Unit      string      `json:"unit"`
	Action    string      `json:"action"`
	Object    string      `json:"object"`
	ObjectID  string      `json:"object_id"`
	Reason    string      `json:"reason"`
	Detail    [][2]string `json:"detail"`
	Prev      Hash        `json:"prev"`
	Hash      Hash        `json:"hash"`
}

type fileEnd struct {
	Seq  int64 `json:"seq"`
	Hash Hash  `json:"hash"`
}

// Writer writes a chain as JSON lines that VerifyFile checks without the database.
type Writer struct {
	json *json.Encoder
	out  *bufio.Writer
}

// NewWriter starts a file.
func NewWriter(w io.Writer) *Writer {
	out := bufio.NewWriterSize(w, 64<<10)
	enc := json.NewEncoder(out)
	enc.SetEscapeHTML(false)
	return &Writer{json: enc, out: out}
}

// Entry writes the next entry.
func (w *Writer) Entry(s Stored) error {
	f := fileEntry{s.Version, s.Seq, int64(s.At), s.Actor, s.ActorName, s.Unit, s.Action, s.Object, s.ObjectID, s.Reason,
		make([][2]string, 0, len(s.Detail)), s.Prev, s.Hash}
	for _, p := range s.Detail {
		f.Detail = append(f.Detail, [2]string{p.Name, p.Value})
	}
	return w.json.Encode(line{Entry: &f})
}

// Head writes a signed head, after its entry.
func (w *Writer) Head(h Head) error {
	return w.json.Encode(line{Head: &h})
}

// End writes the last line and flushes.
func (w *Writer) End(seq int64, hash Hash) error {
	err := w.json.Encode(line{End: &fileEnd{seq, hash}})
	if err != nil {
		return err
	}
	return w.out.Flush()
}

// VerifyFile checks an exported file against the public keys.
func VerifyFile(r io.Reader, keys []ed25519.PublicKey) (Report, error) {
	v := NewVerifier(keys)
	lines := bufio.NewScanner(r)
	lines.Buffer(make([]byte, 64<<10), maxLine)
	number := 0
	for lines.Scan() {
		number++
		l, ok := parseLine(lines.Bytes())
		switch {
		case !ok:
			return Report{}, fault.New(ErrFile.Kind, ErrFile.Code, "line", number)
		case l.End != nil:
			if lines.Scan() {
				return Report{}, fault.New(ErrFile.Kind, ErrFile.Code, "line", number+1)
			}
			return v.Finish(l.End.Seq, l.End.Hash), lineFault(lines.Err(), number)
		case l.Head != nil:
			v.AddHead(*l.Head)
		default:
			v.Add(l.Entry.stored())
		}
	}
	err := lineFault(lines.Err(), number)
	if err != nil {
		return Report{}, err
	}
	return v.Finish(v.Seq()+1, Hash{}), nil // a file without its last line was cut
}

func lineFault(err error, number int) error {
	if err == nil {
		return nil
	}
	return fault.New(ErrFile.Kind, ErrFile.Code, "line", number+1).With(err)
}

// parseLine reads one line; exactly one of its parts must be there.
func parseLine(text []byte) (line, bool) {
	var l line
	dec := json.NewDecoder(bytes.NewReader(text))
	dec.DisallowUnknownFields()
	err := dec.Decode(&l)
	if err != nil {
		return line{}, false
	}
	_, err = dec.Token()
	if !errors.Is(err, io.EOF) {
		return line{}, false
	}
	parts := 0
	for _, there := range []bool{l.Entry != nil, l.Head != nil, l.End != nil} {
		if there {
			parts++
		}
	}
	return l, parts == 1
}

func (f *fileEntry) stored() Stored {
	s := Stored{Version: f.Version, Prev: f.Prev, Hash: f.Hash, Entry: Entry{Seq: f.Seq, At: when.Micros(f.At), Actor: f.Actor,
		ActorName: f.ActorName, Unit: f.Unit, Action: f.Action, Object: f.Object, ObjectID: f.ObjectID, Reason: f.Reason}}
	for _, p := range f.Detail {
		s.Detail = append(s.Detail, Pair{p[0], p[1]})
	}
	return s
}
