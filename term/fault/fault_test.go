package fault

import (
	"errors"
	"fmt"
	"strings"
	"testing"
)

// These tests use testing alone: internal/check stands on this package.

// Protects the files of texts: every one is read, and both languages name the same arguments; an argument that is a text itself comes
// in both, as zh and as en.
func TestTextsAreSound(t *testing.T) {
	err := Check()
	if err != nil {
		t.Fatal(err)
	}
	codes := Codes()
	if len(codes) == 0 {
		t.Fatal("no texts")
	}
	for _, c := range codes {
		e, _ := Find(c)
		places := Places(e.ZH + e.DoZH)
		if strings.ReplaceAll(fmt.Sprint(places), "zh", "en") != fmt.Sprint(Places(e.EN+e.DoEN)) {
			t.Errorf("%s: the Chinese text names %v, the English %v", c, places, Places(e.EN+e.DoEN))
		}
	}
}

// Protects what a user reads: arguments are filled in, an unknown code is still named.
func TestLookup(t *testing.T) {
	message, do := Text("ident.phone_empty", EN)
	if message != "The phone number is empty." || do == "" {
		t.Fatal(message, do)
	}
	message, _ = Text("ident.phone_empty", ZH)
	if message != "电话号码是空的。" {
		t.Fatal(message)
	}
	e := Lookup(New(Invalid, "nowhere.unheard"))
	if e.ZH != "nowhere.unheard" || e.EN != "nowhere.unheard" {
		t.Fatal(e)
	}
	got := fill("at most {limit} of {kind}, {open", []any{"limit", 3, "kind", "{limit}"})
	if got != "at most 3 of {limit}, {open" {
		t.Fatal(got)
	}
	if fill("{missing}", []any{"limit", 3, "odd"}) != "{missing}" {
		t.Fatal("a place without value was changed")
	}
	if fmt.Sprint(Places("{b} {a} {b} {")) != "[a b]" {
		t.Fatal(Places("{b} {a} {b} {"))
	}
}

// Protects the parser: quoted and plain texts are read, everything that YAML reads otherwise is refused with its line.
func TestParseTexts(t *testing.T) {
	const good = "# comment\n- code: x.a\n  zh: \"引\\\"号: #\"\n  en: 'it''s'\n  do_zh: 做\n  do_en: do\n\n- code: x.b\n  zh: z\n  en: e\n  do_zh: d\n  do_en: d\n"
	entries, err := parseTexts("x", good)
	if err != nil || len(entries) != 2 || entries[0].ZH != "引\"号: #" || entries[0].EN != "it's" {
		t.Fatalf("%+v %v", entries, err)
	}
	item := "- code: x.a\n  zh: z\n  en: e\n  do_zh: d\n  do_en: d\n"
	for text, want := range map[string]string{
		"zh: z\n":                                "x.yaml:1",
		"  zh: z\n":                              "x.yaml:1",
		"- code: x.a\n":                          "has no zh",
		item + item:                              "x.a twice",
		strings.Replace(item, "x.a", "y.a", 1):   "does not start",
		strings.Replace(item, "x.a", "x.A b", 1): "does not start",
		strings.Replace(item, "zh: z", "zh: z: y", 1):  "needs quotes",
		strings.Replace(item, "zh: z", "zh: [z]", 1):   "needs quotes",
		strings.Replace(item, "zh: z", "zh: z # c", 1): "needs quotes",
		strings.Replace(item, "zh: z", "zh: \"z", 1):   "double-quoted",
		strings.Replace(item, "zh: z", "zh: 'z'y'", 1): "single-quoted",
		strings.Replace(item, "zh: z", "zh:z", 1):      "key: value",
		strings.Replace(item, "zh: z", "who: z", 1):    "unknown key",
		item + "  zh: z\n":                             "zh twice",
		"- code: x.a\n    zh: z\n":                     "unknown key",
	} {
		_, err := parseTexts("x", text)
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: %v, want %q", text, err, want)
		}
	}
}

// Protects the fault type itself: codes compare, causes unwrap, kinds are found through wrapping.
func TestFault(t *testing.T) {
	cause := errors.New("disk")
	f := New(Conflict, "x.busy", "by", "li").With(cause)
	wrapped := fmt.Errorf("claim: %w", f)
	if !errors.Is(wrapped, New(Internal, "x.busy")) || !errors.Is(wrapped, cause) || errors.Is(wrapped, New(Conflict, "x.other")) {
		t.Fatal("comparison")
	}
	if KindOf(wrapped) != Conflict || CodeOf(wrapped) != "x.busy" || f.Arg("by") != "li" || f.Arg("who") != nil {
		t.Fatal("reading")
	}
	if KindOf(cause) != Internal || CodeOf(cause) != "internal" {
		t.Fatal("a foreign error is internal")
	}
	f.Op = "claim"
	if f.Error() != "claim: x.busy by=li: disk" {
		t.Fatal(f.Error())
	}
}

// Protects the parser against any input.
func FuzzParseTexts(f *testing.F) {
	f.Add("- code: x.a\n  zh: \"z\"\n  en: 'e'\n  do_zh: d\n  do_en: d\n")
	f.Fuzz(func(t *testing.T, s string) {
		entries, err := parseTexts("x", s)
		if err != nil {
			return
		}
		for _, e := range entries {
			if e.ZH == "" || e.EN == "" || e.DoZH == "" || e.DoEN == "" || !strings.HasPrefix(e.Code, "x") {
				t.Fatalf("%+v accepted", e)
			}
		}
	})
}
