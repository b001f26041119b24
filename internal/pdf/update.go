package pdf

import (
	"bytes"
	"fmt"
	"maps"
	"slices"
	"strconv"
)

// Update is objects that are appended to a file: the file's own bytes stay as they are.
type Update struct {
	file  *File
	next  int
	order []int
	new   map[int]any
}

// Change begins an update.
func (f *File) Change() *Update {
	next := max(number(f.trailer["Size"]), 1)
	for n := range f.objects {
		next = max(next, n+1)
	}
	return &Update{file: f, next: next, new: map[int]any{}}
}

// Add gives an object its number.
func (u *Update) Add(v any) Ref {
	ref := Ref{Number: u.next}
	u.next++
	u.Set(ref, v)
	return ref
}

// Set replaces an object.
func (u *Update) Set(ref Ref, v any) {
	_, there := u.new[ref.Number]
	if !there {
		u.order = append(u.order, ref.Number)
	}
	u.new[ref.Number] = v
}

// Bytes is the file with the update behind it, its table in the classic form.
func (u *Update) Bytes() []byte {
	var b bytes.Buffer
	b.Write(u.file.raw)
	if !bytes.HasSuffix(u.file.raw, []byte("\n")) {
		b.WriteByte('\n')
	}
	offsets := map[int]int{}
	for _, n := range u.order {
		offsets[n] = b.Len()
		fmt.Fprintf(&b, "%d 0 obj\n", n)
		write(&b, u.new[n])
		b.WriteString("\nendobj\n")
	}
	table := b.Len()
	b.WriteString("xref\n")
	for _, n := range slices.Sorted(maps.Keys(offsets)) {
		fmt.Fprintf(&b, "%d 1\n%010d 00000 n \n", n, offsets[n])
	}
	trailer := Dict{"Size": Number(strconv.Itoa(u.next)), "Prev": Number(strconv.Itoa(lastTable(u.file.raw)))}
	root, _ := u.file.Root()
	trailer["Root"] = root
	for _, name := range []Name{"Info", "ID"} {
		if u.file.trailer[name] != nil {
			trailer[name] = u.file.trailer[name]
		}
	}
	b.WriteString("trailer\n")
	write(&b, trailer)
	fmt.Fprintf(&b, "\nstartxref\n%d\n%%%%EOF\n", table)
	return b.Bytes()
}

// lastTable is where the file says that its table stands.
func lastTable(raw []byte) int {
	i := bytes.LastIndex(raw, []byte("startxref"))
	if i < 0 {
		return 0
	}
	p := &parser{b: raw, at: i + len("startxref")}
	return max(number(p.token()), 0)
}

// write writes a value; the keys of a dictionary in order, so that the same content is the same bytes.
func write(b *bytes.Buffer, v any) {
	switch v := v.(type) {
	case nil:
		b.WriteString("null")
	case bool:
		b.WriteString(strconv.FormatBool(v))
	case Raw:
		b.WriteString(string(v))
	case Number:
		b.WriteString(string(v))
	case Name:
		writeName(b, v)
	case String:
		fmt.Fprintf(b, "<%X>", string(v))
	case Ref:
		fmt.Fprintf(b, "%d %d R", v.Number, v.Generation)
	case Array:
		b.WriteByte('[')
		for i, item := range v {
			if i > 0 {
				b.WriteByte(' ')
			}
			write(b, item)
		}
		b.WriteByte(']')
	case Dict:
		b.WriteString("<<")
		for _, key := range slices.Sorted(maps.Keys(v)) {
			writeName(b, key)
			b.WriteByte(' ')
			write(b, v[key])
			b.WriteByte(' ')
		}
		b.WriteString(">>")
	case Stream:
		d := maps.Clone(v.Dict)
		d["Length"] = Number(strconv.Itoa(len(v.Raw)))
		write(b, d)
		b.WriteString("\nstream\n")
		b.Write(v.Raw)
		b.WriteString("\nendstream")
	}
}

func writeName(b *bytes.Buffer, n Name) {
	b.WriteByte('/')
	for i := range len(n) {
		c := n[i]
		if c <= ' ' || c >= 0x7F || c == '#' || isDelimiter(c) {
			fmt.Fprintf(b, "#%02X", c)
			continue
		}
		b.WriteByte(c)
	}
}

// Identify gives a file that has none its identifier (ISO 32000, 14.4); the second half would tell versions apart.
func (u *Update) Identify(id []byte) {
	if u.file.trailer == nil {
		u.file.trailer = Dict{}
	}
	u.file.trailer["ID"] = Array{String(id), String(id)}
}
