package script

import (
	"slices"
	"strings"
)

// Entry is a word with what it means and the characters after which it is another word.
type Entry struct {
	Word []rune
	not  []rune
	Kind int
	Text string
}

// Table finds the longest word at a place. It is by first character, longest first.
type Table map[rune][]Entry

// Add puts a word in; behind a slash are the characters after which it is another word.
func (t Table) Add(word string, kind int) {
	text, not, _ := strings.Cut(word, "/")
	if text == "" || text == "万元" {
		return
	}
	r := []rune(text)
	t[r[0]] = append(t[r[0]], Entry{Word: r, not: []rune(not), Kind: kind, Text: text})
}

// Sorted puts longer words first.
func (t Table) Sorted() Table {
	for _, list := range t {
		slices.SortStableFunc(list, func(a, b Entry) int { return len(b.Word) - len(a.Word) })
	}
	return t
}

// At is the longest word that begins at r[i].
func (t Table) At(r []rune, i int) (Entry, bool) {
	if i < 0 || i >= len(r) {
		return Entry{}, false
	}
	for _, e := range t[r[i]] {
		if !Has(r, i, e.Word) {
			continue
		}
		next := i + len(e.Word)
		if len(e.not) > 0 && next < len(r) && slices.Contains(e.not, r[next]) {
			continue
		}
		return e, true
	}
	return Entry{}, false
}

// Before is the longest word that ends at r[i-1].
func (t Table) Before(r []rune, i int) (Entry, bool) {
	if i <= 0 || i > len(r) {
		return Entry{}, false
	}
	for _, e := range t[r[i-1]] {
		if i-len(e.Word) >= 0 && hasReversed(r, i, e.Word) {
			return e, true
		}
	}
	return Entry{}, false
}

// Has says whether a word begins at r[i].
func Has(r []rune, i int, word []rune) bool {
	return i+len(word) <= len(r) && slices.Equal(r[i:i+len(word)], word)
}

// Says is Has for a text: it makes nothing.
func Says(r []rune, i int, text string) bool {
	if i < 0 {
		return false
	}
	for _, c := range text {
		if i >= len(r) || r[i] != c {
			return false
		}
		i++
	}
	return true
}

func hasReversed(r []rune, i int, reversed []rune) bool {
	for k, c := range reversed {
		if r[i-1-k] != c {
			return false
		}
	}
	return true
}

// TableOf is a table of lists; the kind of a word is the number of its list.
func TableOf(lists ...[]string) Table {
	t := Table{}
	for kind, list := range lists {
		for _, w := range list {
			t.Add(w, kind)
		}
	}
	return t.Sorted()
}

// ReversedOf is a table for Before.
func ReversedOf(lists ...[]string) Table {
	t := Table{}
	for kind, list := range lists {
		for _, w := range list {
			r := []rune(w)
			slices.Reverse(r)
			t[r[0]] = append(t[r[0]], Entry{Word: r, Kind: kind, Text: w})
		}
	}
	return t.Sorted()
}
