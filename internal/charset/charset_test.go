package charset

import (
	"bytes"
	"errors"
	"io"
	"strings"
	"testing"
	"testing/iotest"
	"unicode/utf16"
	"unicode/utf8"

	"golang.org/x/text/encoding/simplifiedchinese"

	"fanzha/internal/check"
)

func gb(t testing.TB, s string) []byte {
	t.Helper()
	b, err := simplifiedchinese.GB18030.NewEncoder().Bytes([]byte(s))
	check.NoError(t, err)
	return b
}

func utf16of(s string, big bool) (out []byte) {
	for _, u := range utf16.Encode([]rune("\ufeff" + s)) {
		if big {
			out = append(out, byte(u>>8), byte(u))
		} else {
			out = append(out, byte(u), byte(u>>8))
		}
	}
	return out
}

// Protects: each charset is recognised, also when one line is damaged, and a cut sample does not deceive.
func TestDetect(t *testing.T) {
	text := "您的快递丢失\n请加客服微信\n"
	for want, sample := range map[string][]byte{
		UTF8:    []byte(text),
		UTF8BOM: []byte("\ufeff" + text),
		GB18030: gb(t, text),
		UTF16LE: utf16of(text, false),
		UTF16BE: utf16of(text, true),
		Unknown: {0xff, 0x00, 0xff, '\n'},
	} {
		check.Equal(t, Detect(sample, true), want)
	}
	check.Equal(t, Detect([]byte(text + text)[:len(text)+4], false), UTF8)
	check.Equal(t, Detect(append([]byte(text), 0xff, '\n'), true), UTF8)
	check.Equal(t, Detect(append(gb(t, text), 0xff, '\n'), true), GB18030)
}

// Protects: conversion is exact, in small reads too, and a damaged line spoils itself only.
func TestReader(t *testing.T) {
	text := "第一行 😀 €\n第二行\n" + strings.Repeat("长", 100_000) + "\nlast"
	for name, raw := range map[string][]byte{GB18030: gb(t, text), UTF16LE: utf16of(text, false), UTF16BE: utf16of(text, true), UTF8: []byte(text)} {
		out, err := io.ReadAll(iotest.HalfReader(Reader(bytes.NewReader(raw), name)))
		check.True(t, err == nil || errors.Is(err, io.ErrUnexpectedEOF), name)
		check.True(t, string(out) == text, name+" differs")
	}
	raw := bytes.Join([][]byte{gb(t, "好"), {0xc4, 0xff, 'x'}, gb(t, "行\ufffd")}, []byte("\n"))
	out, err := io.ReadAll(Reader(bytes.NewReader(raw), GB18030))
	check.NoError(t, err)
	parts := bytes.Split(out, []byte("\n"))
	check.Equal(t, []string{string(parts[0]), string(parts[2])}, []string{"好", "行\ufffd"})
	check.True(t, !utf8.Valid(parts[1]), "the damaged line must not pass as text")
}

// FuzzReader: any bytes are converted without a panic and the lines keep their number.
func FuzzReader(f *testing.F) {
	f.Add([]byte("a\nb"), true)
	f.Fuzz(func(t *testing.T, raw []byte, wide bool) {
		_ = Detect(raw, true)
		name := GB18030
		if wide {
			name = UTF16LE
		}
		out, _ := io.ReadAll(Reader(bytes.NewReader(raw), name))
		if !wide && bytes.Count(out, []byte("\n")) != bytes.Count(raw, []byte("\n")) {
			t.Fatal("lines moved")
		}
	})
}
