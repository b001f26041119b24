// Package texts holds what people in the simulated city read and tell: ordinary messages, the wordings of fraudsters, and
// narratives of reports. All of it was written for this city. None of it may be used to train or tune detection: the city is
// the unseen test.
//
// A wording is a template with slots in braces; the city fills them from its own numbers.
package texts

import "strings"

// Template is a wording cut at its slots.
type Template struct {
	parts []part
}

type part struct {
	lit  string
	slot string
}

// Cut makes a template from a wording such as "您的取件码{pick}".
func Cut(wording string) Template {
	var t Template
	for wording != "" {
		open := strings.IndexByte(wording, '{')
		end := strings.IndexByte(wording[max(open, 0):], '}')
		if open < 0 || end < 0 {
			t.parts = append(t.parts, part{lit: wording})
			break
		}
		end += open
		t.parts = append(t.parts, part{lit: wording[:open], slot: wording[open+1 : end]})
		wording = wording[end+1:]
	}
	return t
}

// Append writes the wording; fill writes the value of a slot.
func (t Template) Append(dst []byte, fill func(dst []byte, slot string) []byte) []byte {
	for _, p := range t.parts {
		dst = append(dst, p.lit...)
		if p.slot != "" {
			dst = fill(dst, p.slot)
		}
	}
	return dst
}

// Slots lists the slots of the wording.
func (t Template) Slots() []string {
	var out []string
	for _, p := range t.parts {
		if p.slot != "" {
			out = append(out, p.slot)
		}
	}
	return out
}

// cutAll cuts one wording a line.
func cutAll(lines string) []Template {
	var out []Template
	for line := range strings.SplitSeq(strings.TrimSpace(lines), "\n") {
		out = append(out, Cut(strings.TrimSpace(line)))
	}
	return out
}
