package bulletin

import (
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"hash"
	"maps"
	"slices"
)

// digestVersion is the first byte under the hash of an issue: another way of writing its content is another version.
const digestVersion = 1

// Digest is the SHA-256, in hexadecimal, over all that an issue says: kind, number, period, words, tables and figures, each with its
// length before it.
func (i *Issue) Digest() string {
	h := sha256.New()
	h.Write([]byte{digestVersion})
	words(h, i.Kind, i.Unit, itoa(i.No), i.Span.From.String(), i.Span.To.String(), i.Title, i.Head.Centre, i.Head.Style, i.Head.To, i.Head.Embargo)
	numbers(h, int64(i.CutOff), int64(len(i.Sections)))
	for _, s := range i.Sections {
		words(h, s.ID, s.Heading)
		numbers(h, int64(len(s.Paragraphs)))
		for _, p := range s.Paragraphs {
			words(h, p.ID, p.Text, p.Object)
			numbers(h, int64(len(p.Figures)))
			words(h, p.Figures...)
		}
		digestTable(h, s.Table)
	}
	numbers(h, int64(len(i.Figures)))
	for _, id := range slices.Sorted(maps.Keys(i.Figures)) {
		f := i.Figures[id]
		words(h, f.ID, f.Name, f.Unit, f.Text, f.Share, f.Revision, f.StruckWhy)
		words(h, f.Ask.Code, f.Ask.Top, f.Ask.Unit, f.Ask.Region, f.Ask.Span.From.String(), f.Ask.Span.To.String())
		numbers(h, f.Value.Num, f.Value.Den, int64(f.CutOff), int64(len(f.Ask.Only)))
		for _, o := range f.Ask.Only {
			numbers(h, int64(o.Dim), int64(len(o.Values)))
			words(h, o.Values...)
		}
		if f.Ask.Until != 0 { // and so have those in which the last day was counted whole
			numbers(h, int64(f.Ask.Until))
		}
		numbers(h, int64(len(f.Compare)))
		for _, c := range f.Compare {
			words(h, c.Kind, c.Span.From.String(), c.Span.To.String(), c.Text)
			numbers(h, c.Value.Num, c.Value.Den)
			if c.Until != 0 { // issues of whole periods have the hash they always had
				numbers(h, int64(c.Until))
			}
		}
	}
	numbers(h, int64(len(i.Waivers)))
	for _, w := range i.Waivers {
		words(h, w.Finding, w.Code, w.By, w.Reason)
		numbers(h, int64(w.At))
	}
	if i.UpTo != 0 { // issues from before there was a number keep their hash
		numbers(h, i.UpTo)
	}
	return hex.EncodeToString(h.Sum(nil))
}

func digestTable(h hash.Hash, t *Table) {
	if t == nil {
		numbers(h, -1)
		return
	}
	words(h, t.Title, t.First, t.Note)
	if t.Object != "" { // issues from before there were such tables keep their hash
		words(h, t.Object)
	}
	numbers(h, int64(len(t.Columns)), int64(len(t.Rows)))
	for _, c := range t.Columns {
		words(h, c.Name, c.Code, c.What, c.Unit)
	}
	for _, r := range t.Rows {
		words(h, r.Key, r.Label)
		numbers(h, int64(len(r.Cells)))
		for _, c := range r.Cells {
			words(h, c.Text, c.Figure)
			numbers(h, c.Place)
		}
	}
}

func words(h hash.Hash, list ...string) {
	for _, s := range list {
		numbers(h, int64(len(s)))
		h.Write([]byte(s))
	}
}

func numbers(h hash.Hash, list ...int64) {
	for _, n := range list {
		var b [8]byte
		binary.BigEndian.PutUint64(b[:], uint64(n))
		h.Write(b[:])
	}
}
