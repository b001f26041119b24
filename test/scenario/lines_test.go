package scenario

import (
	"fmt"
	"os"
	"strconv"
	"strings"
	"testing"
	"time"
)

// line is one sentence of a story.
type line struct {
	file    string
	n       int
	words   []string
	refused string        // code with which it must be refused
	ago     time.Duration // "at -20m": before the story's present
}

func (l line) String() string {
	return fmt.Sprintf("%s:%d: %s", l.file, l.n, strings.Join(l.words, " "))
}

// read cuts a story into sentences.
func read(t *testing.T, path string) []line {
	t.Helper()
	raw, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	var out []line
	for i, text := range strings.Split(string(raw), "\n") {
		text = strings.TrimSpace(text)
		if text == "" || text[0] == '#' {
			continue
		}
		l := line{file: path, n: i + 1, words: cut(text)}
		if len(l.words) > 2 && l.words[len(l.words)-2] == "refused" {
			l.refused = l.words[len(l.words)-1]
			l.words = l.words[:len(l.words)-2]
		}
		if l.words[0] == "at" {
			l.ago = -span(t, l, l.words[1])
			l.words = l.words[2:]
		}
		out = append(out, l)
	}
	return out
}

// cut splits at spaces outside of quotes.
func cut(text string) []string {
	quoted := false
	fields := strings.FieldsFunc(text, func(r rune) bool {
		if r == '"' {
			quoted = !quoted
		}
		return r == ' ' && !quoted
	})
	for i := range fields {
		fields[i] = strings.Trim(fields[i], `"`)
	}
	return fields
}

// span reads +6m, -20m, +31d.
func span(t *testing.T, l line, word string) time.Duration {
	t.Helper()
	if days, ok := strings.CutSuffix(word, "d"); ok {
		n, err := strconv.Atoi(days)
		if err != nil {
			t.Fatalf("%s: no span: %q", l, word)
		}
		return time.Duration(n) * 24 * time.Hour
	}
	d, err := time.ParseDuration(word)
	if err != nil {
		t.Fatalf("%s: no span: %q", l, word)
	}
	return d
}

// pairs reads "name value name value".
func pairs(t *testing.T, l line, words []string) [][2]string {
	t.Helper()
	if len(words)%2 != 0 {
		t.Fatalf("%s: names and values do not pair", l)
	}
	var out [][2]string
	for i := 0; i < len(words); i += 2 {
		out = append(out, [2]string{words[i], words[i+1]})
	}
	return out
}

// value finds a named word.
func value(words []string, name string) string {
	for i := 0; i+1 < len(words); i++ {
		if words[i] == name {
			return words[i+1]
		}
	}
	return ""
}
