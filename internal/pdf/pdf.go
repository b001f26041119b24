// Package pdf reads the objects of PDF files that strangers made, and appends objects to files that we made (ISO 32000,
// incremental update). It knows no pages and no drawing.
//
// Reading trusts no table of the file: it finds the objects themselves, one after the other, and of two with one number the later
// counts, as in a file that was saved by appending. So a file with a damaged or forged table is read like a sound one, work is
// linear in the file's length, and nothing is followed in circles. Everything is bounded: see the constants.
package pdf

import (
	"bytes"
	"compress/zlib"
	"errors"
	"io"
	"slices"
	"strconv"
	"strings"
	"unicode/utf16"
	"unicode/utf8"
)

// Bounds of what is read. A filled form has some hundred objects and is below 1 MB.
const (
	MaxFile     = 8 << 20  // bytes
	maxObjects  = 20_000   // in all, those of object streams included
	maxDepth    = 24       // arrays and dictionaries inside each other
	maxInflated = 16 << 20 // bytes of all object streams together
	maxDamaged  = 50       // objects that cannot be read, before the file is given up
	maxValues   = 1 << 18  // values in all objects together
	maxFollow   = 8        // references to references
)

// What makes a file unreadable.
var (
	ErrNotPDF    = errors.New("pdf: not a PDF file")
	ErrTooLarge  = errors.New("pdf: too large")
	ErrDamaged   = errors.New("pdf: damaged")
	ErrEncrypted = errors.New("pdf: encrypted")
)

// The kinds of values, beside bool and nil.
type (
	// Name is a name, without its slash.
	Name string
	// String is the bytes of a string; Text makes characters of them.
	String string
	// Number is a number as it was written.
	Number string
	// Array is a list of values.
	Array []any
	// Dict is a dictionary.
	Dict map[Name]any
	// Ref points to an object.
	Ref struct{ Number, Generation int }
	// Stream is a dictionary with bytes, as they stand in the file.
	Stream struct {
		Dict Dict
		Raw  []byte
	}
	// Raw is written as it is.
	Raw string
)

// File is the objects of a file.
type File struct {
	raw     []byte
	objects map[int]any
	trailer Dict
	left    int // bytes that may still be inflated
	values  int // values that may still be read
	damaged int
	ahead   map[string]int // where the words of step stand next: each byte is searched once
}

// Open finds the objects of a file.
func Open(raw []byte) (*File, error) {
	if len(raw) > MaxFile {
		return nil, ErrTooLarge
	}
	if !bytes.Contains(raw[:min(len(raw), 1024)], []byte("%PDF-")) {
		return nil, ErrNotPDF
	}
	f := &File{raw: raw, objects: map[int]any{}, left: maxInflated, values: maxValues, ahead: map[string]int{}}
	for at := 0; at >= 0; {
		next, err := f.step(at)
		if err != nil {
			return nil, err
		}
		at = next
	}
	if f.trailer["Encrypt"] != nil {
		return nil, ErrEncrypted
	}
	return f, nil
}

// step reads the next object or trailer behind at, and says where to go on; negative at the end.
func (f *File) step(at int) (int, error) {
	object, trailer := f.find("obj", at), f.find("trailer", at)
	if object < 0 && trailer < 0 {
		return -1, nil
	}
	if object < 0 || trailer >= 0 && trailer < object {
		p := &parser{b: f.raw, at: trailer + len("trailer"), left: &f.values}
		v, err := p.value(0)
		if err != nil {
			return trailer + len("trailer"), f.damage(err)
		}
		dict, ok := v.(Dict)
		if ok {
			f.trailed(dict)
		}
		return p.at, nil
	}
	number, ok := objectNumber(f.raw[at:object])
	if !ok {
		return object + len("obj"), nil
	}
	p := &parser{b: f.raw, at: object + len("obj"), left: &f.values}
	v, err := p.value(0)
	if err != nil {
		return object + len("obj"), f.damage(err)
	}
	dict, isDict := v.(Dict)
	if isDict && p.word("stream") {
		return f.stream(p, number, dict)
	}
	return p.at, f.put(number, v)
}

// find is where a word stands next.
func (f *File) find(word string, from int) int {
	at, known := f.ahead[word]
	if !known || at >= 0 && at < from {
		at = index(f.raw, word, from)
		f.ahead[word] = at
	}
	return at
}

func index(b []byte, word string, from int) int {
	i := bytes.Index(b[from:], []byte(word))
	if i < 0 {
		return i
	}
	return i + from
}

// trailed keeps the newest trailer; what it leaves out is as it was.
func (f *File) trailed(d Dict) {
	if f.trailer == nil {
		f.trailer = Dict{}
	}
	for _, name := range []Name{"Root", "Encrypt", "Info", "Size", "ID"} {
		if d[name] != nil {
			f.trailer[name] = d[name]
		}
	}
}

func (f *File) damage(err error) error {
	if err == nil {
		return nil
	}
	f.damaged++
	if f.damaged > maxDamaged {
		return ErrDamaged
	}
	return nil
}

func (f *File) put(number int, v any) error {
	f.objects[number] = v
	if len(f.objects) > maxObjects {
		return ErrTooLarge
	}
	return nil
}

// objectNumber reads "12 0 " before the word obj.
func objectNumber(before []byte) (int, bool) {
	before = before[max(0, len(before)-24):]
	fields := bytes.Fields(before)
	if len(fields) < 2 || len(before) == 0 || !isSpace(before[len(before)-1]) {
		return 0, false
	}
	last := fields[len(fields)-2]
	start := len(last)
	for start > 0 && last[start-1] >= '0' && last[start-1] <= '9' {
		start--
	}
	_, err := strconv.ParseUint(string(fields[len(fields)-1]), 10, 16)
	if err != nil {
		return 0, false
	}
	n, err := strconv.ParseUint(string(last[start:]), 10, 31)
	return int(n), err == nil && n > 0
}

// stream reads the bytes behind a dictionary. A length that does not lead to the end word is not believed.
func (f *File) stream(p *parser, number int, d Dict) (int, error) {
	start := p.at
	if start < len(f.raw) && f.raw[start] == '\r' {
		start++
	}
	if start < len(f.raw) && f.raw[start] == '\n' {
		start++
	}
	end := -1
	length, ok := d["Length"].(Number)
	if ok {
		n, err := strconv.Atoi(string(length))
		if err == nil && n >= 0 && n <= len(f.raw)-start {
			tail := f.raw[start+n : min(len(f.raw), start+n+32)]
			if bytes.HasPrefix(bytes.TrimLeft(tail, "\r\n "), []byte("endstream")) {
				end = start + n
			}
		}
	}
	if end < 0 {
		end = index(f.raw, "endstream", start)
	}
	if end < 0 {
		return start, f.damage(ErrDamaged)
	}
	s := Stream{Dict: d, Raw: f.raw[start:end]}
	err := f.put(number, s)
	switch d["Type"] {
	case Name("ObjStm"):
		err = errors.Join(err, f.unpack(s))
	case Name("XRef"):
		f.trailed(d)
	}
	return end + len("endstream"), err
}

// unpack puts the objects of an object stream.
func (f *File) unpack(s Stream) error {
	raw, err := f.Bytes(s)
	if err != nil {
		return err
	}
	count, first := number(s.Dict["N"]), number(s.Dict["First"])
	if count < 0 || count > maxObjects || first < 0 || first > len(raw) {
		return ErrDamaged
	}
	head := &parser{b: raw[:first]}
	p := &parser{b: raw, left: &f.values}
	for range count {
		id, offset := number(head.token()), number(head.token())
		if id <= 0 || offset < 0 || offset > len(raw)-first || first+offset < p.at { // objects stand one behind the other
			return ErrDamaged
		}
		p.at = first + offset
		v, err := p.value(0)
		if err != nil {
			return err
		}
		err = f.put(id, v)
		if err != nil {
			return err
		}
	}
	return nil
}

func number(v any) int {
	n, ok := v.(Number)
	if !ok {
		return -1
	}
	i, err := strconv.Atoi(string(n))
	if err != nil {
		return -1
	}
	return i
}

// Bytes unpacks a stream, within what the file may unpack in all.
func (f *File) Bytes(s Stream) ([]byte, error) {
	filter := f.Resolve(s.Dict["Filter"])
	list, ok := filter.(Array)
	if ok && len(list) == 1 {
		filter = f.Resolve(list[0])
	}
	if filter == nil {
		return s.Raw, nil
	}
	if filter != Name("FlateDecode") || f.Resolve(s.Dict["DecodeParms"]) != nil {
		return nil, ErrDamaged
	}
	z, err := zlib.NewReader(bytes.NewReader(s.Raw))
	if err != nil {
		return nil, ErrDamaged
	}
	out, err := io.ReadAll(io.LimitReader(z, int64(f.left)+1))
	if len(out) > f.left {
		f.left = 0
		return nil, ErrTooLarge
	}
	f.left -= len(out)
	if err != nil {
		return nil, ErrDamaged
	}
	return out, nil
}

// Resolve follows references to a value; nil when it leads nowhere.
func (f *File) Resolve(v any) any {
	for range maxFollow {
		ref, ok := v.(Ref)
		if !ok {
			return v
		}
		v = f.objects[ref.Number]
	}
	return nil
}

// Dict is the dictionary that a value is or leads to; empty, never nil, when it is none.
func (f *File) Dict(v any) Dict {
	switch d := f.Resolve(v).(type) {
	case Dict:
		return d
	case Stream:
		return d.Dict
	}
	return Dict{}
}

// Array is the list that a value is or leads to.
func (f *File) Array(v any) Array {
	list, _ := f.Resolve(v).(Array)
	return list
}

// Root is the catalogue: the one that the newest trailer names, or else the one with the highest number.
func (f *File) Root() (Ref, Dict) {
	ref, _ := f.trailer["Root"].(Ref)
	d := f.Dict(ref)
	if len(d) > 0 {
		return ref, d
	}
	for n, v := range f.objects {
		c, ok := v.(Dict)
		if ok && c["Type"] == Name("Catalog") && n > ref.Number {
			ref, d = Ref{Number: n}, c
		}
	}
	return ref, d
}

// Text makes characters of a string: UTF-16 or UTF-8 with their marks, else UTF-8 where it is that, else Latin.
func Text(s String) string {
	b := string(s)
	switch {
	case strings.HasPrefix(b, "\xFE\xFF"), strings.HasPrefix(b, "\xFF\xFE"):
		big := b[0] == 0xFE
		var units []uint16
		for i := 2; i+1 < len(b); i += 2 {
			hi, lo := b[i], b[i+1]
			if !big {
				hi, lo = lo, hi
			}
			units = append(units, uint16(hi)<<8|uint16(lo))
		}
		return string(utf16.Decode(units))
	case strings.HasPrefix(b, "\xEF\xBB\xBF"):
		return strings.ToValidUTF8(b[3:], "\uFFFD")
	case utf8.ValidString(b):
		return b
	}
	var out strings.Builder
	for i := range len(b) {
		out.WriteRune(rune(b[i]))
	}
	return out.String()
}

// TextOf writes characters as a string: as they are when they are plain ASCII, else as UTF-16 with its mark.
func TextOf(s string) String {
	plain := !slices.ContainsFunc([]byte(s), func(b byte) bool { return b >= 0x7F || b < 0x20 })
	if plain {
		return String(s)
	}
	out := []byte{0xFE, 0xFF}
	for _, u := range utf16.Encode([]rune(s)) {
		out = append(out, byte(u>>8), byte(u))
	}
	return String(out)
}
