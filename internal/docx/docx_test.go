package docx

import (
	"archive/zip"
	"bytes"
	"encoding/xml"
	"errors"
	"io"
	"strings"
	"testing"
	"time"

	"fanzha/internal/check"
)

func sample() Document {
	return Document{Title: "通报", Author: "云河市反诈中心", Created: time.Unix(1_795_000_000, 0), Blocks: []Block{
		Paragraph{Header, "云河市反诈中心"}, Line{}, Paragraph{Title, "周通报"}, Paragraph{Body, "全市立案31起 <&> \x01\xff，同比上升47.62%。"},
		Table{Widths: []int{2, 1, 1}, Left: 1, Rows: [][]string{{"地区", "立案", "案损"}, {"河东县", "12", "3万元"}, {"短行"}}}, Break{}, Paragraph{Sign, "2026年11月22日"},
	}}
}

// Protects: every part of the file is well-formed XML whatever the text, the text stands in it, and the same document is the same
// bytes.
func TestBytes(t *testing.T) {
	d := sample()
	raw, err := d.Bytes()
	check.NoError(t, err)
	again, err := d.Bytes()
	check.NoError(t, err)
	check.True(t, bytes.Equal(raw, again), "two prints differ")
	body := parts(t, raw)["word/document.xml"]
	check.True(t, strings.Contains(body, "同比上升47.62%") && strings.Contains(body, "&lt;&amp;&gt; \uFFFD\uFFFD"), "text is missing: "+body)
	check.Equal(t, strings.Count(body, "<w:tc>"), 9)
}

func parts(t testing.TB, raw []byte) map[string]string {
	t.Helper()
	z, err := zip.NewReader(bytes.NewReader(raw), int64(len(raw)))
	check.NoError(t, err)
	out := map[string]string{}
	for _, f := range z.File {
		r, err := f.Open()
		check.NoError(t, err)
		text, err := io.ReadAll(io.LimitReader(r, 16<<20))
		check.NoError(t, err)
		d := xml.NewDecoder(bytes.NewReader(text))
		for {
			_, err = d.Token()
			if errors.Is(err, io.EOF) {
				break
			}
			check.NoError(t, err)
		}
		out[f.Name] = string(text)
	}
	check.Equal(t, len(out), 9)
	return out
}

// Protects: what is too large is refused.
func TestTooLarge(t *testing.T) {
	d := Document{Blocks: []Block{Paragraph{Body, strings.Repeat("字", maxText)}}}
	_, err := d.Bytes()
	check.True(t, errors.Is(err, ErrTooLarge), "a long paragraph")
	d.Blocks = []Block{Table{Widths: []int{1}, Rows: make([][]string, maxRows+1)}}
	_, err = d.Bytes()
	check.True(t, errors.Is(err, ErrTooLarge), "a long table")
}

// Protects: no text breaks a document.
func FuzzParagraph(f *testing.F) {
	f.Add("全市立案31起\n\x00")
	f.Fuzz(func(t *testing.T, text string) {
		d := Document{Title: text, Author: text, Blocks: []Block{Paragraph{Body, text}, Table{Widths: []int{1}, Rows: [][]string{{text}}}}}
		raw, err := d.Bytes()
		if err != nil {
			check.True(t, errors.Is(err, ErrTooLarge), "another error")
			return
		}
		parts(t, raw)
	})
}
