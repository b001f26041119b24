package texts

import (
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"fanzha/internal/check"
	"fanzha/term/fraud"
)

// all lists every wording with a name for messages.
func all() map[string][]Template {
	out := map[string][]Template{
		"codes": Codes, "bank": BankNotices, "promos": Promos, "parcels": Parcels, "family": Family, "utilities": Utilities,
		"work": Work, "official": Official, "finance": Finance, "consults": Consults, "neighbours": Neighbours,
	}
	for code, s := range Scams {
		out["lure "+string(code)], out["trust "+string(code)], out["push "+string(code)] = s.Lure, s.Trust, s.Push
	}
	for code, list := range Reports {
		out["report "+string(code)] = list
	}
	return out
}

// TestWordings protects the emitter, which writes wordings into JSON without escaping, and the variety of the texts.
func TestWordings(t *testing.T) {
	seen := map[string]bool{}
	for name, list := range all() {
		check.True(t, len(list) >= 2, "too few wordings: "+name)
		for _, w := range list {
			text := string(w.Append(nil, func(dst []byte, slot string) []byte { return append(dst, "<"+slot+">"...) }))
			check.True(t, utf8.ValidString(text) && !strings.ContainsAny(text, "\"\\\n\r\t{}"), "not fit for JSON: "+text)
			check.True(t, !seen[text], "twice: "+text)
			seen[text] = true
		}
	}
}

// TestSlots protects the city from a slot that it cannot fill; links and app names belong to fraudsters only.
func TestSlots(t *testing.T) {
	known := []string{"code", "tail", "yuan", "small", "big", "n", "order", "pick", "time", "day", "name", "shop", "courier", "bank", "wx", "qq", "url", "link", "app"}
	for name, list := range all() {
		scam := strings.HasPrefix(name, "lure") || strings.HasPrefix(name, "trust") || strings.HasPrefix(name, "push")
		for _, w := range list {
			for _, slot := range w.Slots() {
				check.True(t, slices.Contains(known, slot), name+" has the unknown slot "+slot)
				check.True(t, scam || slot != "link" && slot != "app", name+" uses a gang's "+slot)
			}
		}
	}
}

// TestEveryType protects coverage: each national type has its words and its reports.
func TestEveryType(t *testing.T) {
	for _, e := range fraud.All {
		if e.Code == fraud.Other {
			continue
		}
		s := Scams[e.Code]
		check.True(t, len(s.Lure) >= 3 && len(s.Trust) >= 2 && len(s.Push) >= 2 && len(Reports[e.Code]) >= 2, "few wordings for "+string(e.Code))
	}
}

// TestCut protects the template syntax.
func TestCut(t *testing.T) {
	fill := func(dst []byte, slot string) []byte { return append(dst, strings.ToUpper(slot)...) }
	check.Equal(t, string(Cut("a{b}c{d}").Append(nil, fill)), "aBcD")
	check.Equal(t, string(Cut("plain").Append(nil, fill)), "plain")
	check.Equal(t, len(Cut("").Slots()), 0)
}

// FuzzCut protects the template syntax from any wording: nothing is lost but the braces of slots.
func FuzzCut(f *testing.F) {
	for _, s := range []string{"a{b}c", "{", "}{", "{}", "{{x}}", "a}b"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, wording string) {
		got := string(Cut(wording).Append(nil, func(dst []byte, slot string) []byte { return append(append(append(dst, '{'), slot...), '}') }))
		check.Equal(t, strings.ReplaceAll(got, "{}", ""), strings.ReplaceAll(wording, "{}", ""))
	})
}
