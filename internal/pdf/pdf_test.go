package pdf_test

import (
	"bytes"
	"compress/zlib"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"fanzha/internal/check"
	"fanzha/internal/pdf"
)

const small = "%PDF-1.7\n1 0 obj\n<</Type /Catalog /A [1 -2.5 true null (a\\(b\\)\\101\\\nc) <48 6> /N#20x 2 0 R]>>\nendobj\n" +
	"2 0 obj\n(first)\nendobj\n3 0 obj\n<</Length 99>>\nstream\n2 0 obj (in a stream) endobj\nendstream\nendobj\n" +
	"trailer\n<</Root 1 0 R /Size 4>>\nstartxref\n0\n%%EOF\n"

// Protects: values are read as they are written, a stream is not taken for objects, and of two objects the later counts.
func TestOpen(t *testing.T) {
	f, err := pdf.Open([]byte(small))
	check.NoError(t, err)
	ref, root := f.Root()
	check.Equal(t, ref, pdf.Ref{Number: 1})
	check.Equal(t, root["A"], any(pdf.Array{pdf.Number("1"), pdf.Number("-2.5"), true, nil, pdf.String("a(b)Ac"), pdf.String("H`"), pdf.Name("N x"),
		pdf.Ref{Number: 2}}))
	check.Equal(t, f.Resolve(pdf.Ref{Number: 2}), any(pdf.String("first")))
	later, err := pdf.Open([]byte(small + "2 0 obj (second) endobj"))
	check.NoError(t, err)
	check.Equal(t, later.Resolve(pdf.Ref{Number: 2}), any(pdf.String("second")))
}

// Protects: what is appended is read back, and the file's own bytes stay.
func TestChange(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		f, err := pdf.Open([]byte(small))
		check.NoError(t, err)
		text := rapid.String().Draw(r, "text")
		name := pdf.Name(rapid.StringMatching(`[ -~]{1,9}`).Draw(r, "name"))
		want := pdf.Dict{"T": pdf.TextOf(text), name: pdf.Array{name, false, pdf.Ref{Number: 2}}, "Z": pdf.Number("7")}
		u := f.Change()
		ref := u.Add(want)
		check.Equal(t, ref, pdf.Ref{Number: 4})
		raw := u.Bytes()
		check.True(t, bytes.HasPrefix(raw, []byte(small)), "the file was changed")
		back, err := pdf.Open(raw)
		check.NoError(t, err)
		check.Equal(t, back.Resolve(ref), any(want))
		s, _ := back.Dict(ref)["T"].(pdf.String)
		if name != "T" {
			check.Equal(t, pdf.Text(s), text)
		}
	})
}

func packed(b []byte) string {
	var out bytes.Buffer
	z := zlib.NewWriter(&out)
	_, err := z.Write(b)
	if err != nil || z.Close() != nil {
		panic("zlib")
	}
	return out.String()
}

// Protects: a hostile file costs no more than its length: nothing is followed in circles, no packed bomb is unpacked, no part is
// read again and again.
func TestHostile(t *testing.T) {
	head := "%PDF-1.7\n"
	bomb := packed(make([]byte, 64<<20))
	circle := head + "1 0 obj 2 0 R endobj 2 0 obj 1 0 R endobj"
	for name, raw := range map[string]string{
		"deep":      head + "1 0 obj " + strings.Repeat("[", 1<<18),
		"open":      head + strings.Repeat("1 0 obj (", 1<<17),
		"trailers":  head + strings.Repeat("trailer", 1<<17),
		"nested":    head + strings.Repeat("trailer<</A(", 1<<16) + strings.Repeat(")>>", 1<<16),
		"no stream": head + strings.Repeat("1 0 obj<<>>stream ", 1<<16),
		"numbers":   head + "1 0 obj [" + strings.Repeat("1 ", 1<<19) + "]",
		"objects":   head + strings.Repeat("obj ", 1<<18),
		"bomb":      head + fmt.Sprintf("1 0 obj<</Type/ObjStm/N 1/First 4/Filter/FlateDecode/Length %d>>stream\n%s\nendstream", len(bomb), bomb),
		"again": head + fmt.Sprintf("1 0 obj<</Type/ObjStm/N 9999/First 60000>>stream\n%s%sendstream",
			strings.Repeat("7 0 ", 15000), strings.Repeat("[1] ", 1<<16)),
		"circle": circle,
	} {
		began := time.Now()
		f, err := pdf.Open([]byte(raw))
		check.True(t, time.Since(began) < 20*time.Second, name+" took too long")
		if err == nil {
			_, _ = f.Root()
		}
	}
	f, err := pdf.Open([]byte(circle))
	check.NoError(t, err)
	check.Equal(t, f.Resolve(pdf.Ref{Number: 1}), nil)
	_, err = pdf.Open([]byte(head + fmt.Sprintf("1 0 obj<</Type/ObjStm/N 1/First 4/Filter/FlateDecode/Length %d>>stream\n%s\nendstream", len(bomb), bomb)))
	check.True(t, errors.Is(err, pdf.ErrTooLarge), "a bomb was unpacked")
}

// FuzzOpen protects the reader of strangers' files.
func FuzzOpen(f *testing.F) {
	f.Add([]byte(small))
	f.Add([]byte("%PDF-1.7\n1 0 obj<</Type/ObjStm/N 1/First 4/Length 9>>stream\n7 0 <<>>\nendstream endobj"))
	f.Fuzz(func(t *testing.T, raw []byte) {
		file, err := pdf.Open(raw)
		if err == nil {
			_, _ = file.Root()
			_ = file.Change().Bytes()
		}
	})
}
