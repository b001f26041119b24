package scenario

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"fanzha/centre/detect/lexical"
	"fanzha/centre/detect/lists"
	"fanzha/centre/detect/ruletext"
	"fanzha/centre/signal"
	"fanzha/internal/check"
	"fanzha/term/ident"
)

// fakeMemory answers with what the test drew.
type fakeMemory struct {
	seen   bool
	weight int64
}

func (m fakeMemory) Window(int) int64                  { return 7 }
func (m fakeMemory) Step(int) (Mark, bool)             { return Mark{}, false }
func (m fakeMemory) Seen(Pair) bool                    { return m.seen }
func (m fakeMemory) Sighted(s Subject) (int64, string) { return m.weight, "fake_loan" }
func (m fakeMemory) Scam(text string) (int64, string)  { return int64(len(text)), "romance" }

// alike are fields that may be compared with each other; the last group also with shares.
var alike = [][]string{{"amount_fen"}, {"duration_s"}, {"scam_p", "text_length", `sighted_weight("account")`}}

// genInt, genText and genBool draw expressions of the language as text; the numbers of one comparison are of one unit.
func genInt(t *rapid.T, depth int) string {
	return genNumber(t, depth, rapid.IntRange(0, len(alike)-1).Draw(t, "unit"))
}

func genNumber(t *rapid.T, depth, unit int) string {
	if depth <= 0 || rapid.Bool().Draw(t, "leaf") {
		return rapid.SampledFrom(append([]string{"0", "1", "-3", "200000", "9223372036854775807", "never"}, alike[unit]...)).Draw(t, "int")
	}
	if unit == len(alike)-1 && rapid.IntRange(0, 5).Draw(t, "ratio") == 0 {
		return "ratio(" + genInt(t, depth-1) + ", 7)"
	}
	a, b := genNumber(t, depth-1, unit), genNumber(t, depth-1, unit)
	switch rapid.IntRange(0, 6).Draw(t, "op") {
	case 0:
		return "(" + a + " + " + b + ")"
	case 1:
		return "(" + a + " - " + b + ")"
	case 2:
		return "(" + a + " * " + b + ")"
	case 3:
		return "(" + a + " / 7)"
	case 4:
		return "(" + a + " - size(" + genText(t) + "))"
	case 5:
		return "size(" + genText(t) + ")"
	}
	return "(" + a + " % -5)"
}

func genText(t *rapid.T) string {
	return rapid.SampledFrom([]string{`"sms"`, `"https://a.top/x"`, "channel", "url", "text", "peer", "scam_type", `""`, `"反诈"`}).Draw(t, "text")
}

func genBool(t *rapid.T, depth int) string {
	if depth <= 0 {
		return rapid.SampledFrom([]string{"true", "false", "outgoing", "peer_foreign", `first_seen("payee")`, `involved("phone")`}).Draw(t, "bool")
	}
	switch rapid.IntRange(0, 10).Draw(t, "op") {
	case 0:
		return "(" + genBool(t, depth-1) + " && " + genBool(t, depth-1) + ")"
	case 1:
		return "(" + genBool(t, depth-1) + " || " + genBool(t, depth-1) + ")"
	case 2:
		return "!(" + genBool(t, depth-1) + ")"
	case 3:
		return "(" + genBool(t, depth-1) + " ? " + genBool(t, depth-1) + " : " + genBool(t, depth-1) + ")"
	case 4:
		return "(" + genText(t) + rapid.SampledFrom([]string{" == ", " != ", " < "}).Draw(t, "cmp") + genText(t) + ")"
	case 5:
		return genText(t) + rapid.SampledFrom([]string{".startsWith(", ".endsWith(", ".contains("}).Draw(t, "sub") + genText(t) + ")"
	case 6:
		return "(" + genText(t) + ` in ["sms", "反诈", ""])`
	case 7:
		return "(" + genInt(t, depth-1) + " in [0, 1, 7])"
	case 8:
		return `list("colours").has(` + genText(t) + ")"
	}
	unit := rapid.IntRange(0, len(alike)-1).Draw(t, "unit")
	return "(" + genNumber(t, depth-1, unit) + rapid.SampledFrom([]string{" < ", " <= ", " > ", " >= ", " == ", " != "}).Draw(t, "cmp") + genNumber(t, depth-1, unit) + ")"
}

// TestClosuresAgainstCEL protects the fast path: for any condition and any signal, the closures and the CEL program agree, errors
// included.
func TestClosuresAgainstCEL(t *testing.T) {
	named := lists.New()
	named.Put("colours", []string{"sms", "反诈"})
	lang, err := newLanguage(named)
	check.NoError(t, err)
	fast := 0
	rapid.Check(t, func(t *rapid.T) {
		text := genBool(t, 4)
		c, err := lang.compile(text, nil)
		if err != nil {
			if strings.Contains(err.Error(), "may cost") {
				return
			}
			t.Fatalf("%s: %v", text, err)
		}
		if c.Fast() {
			fast++
		}
		memory := fakeMemory{rapid.Bool().Draw(t, "seen"), rapid.Int64Range(0, 100).Draw(t, "weight")}
		f := NewFrame(&Set{Lists: named}, memory, memory)
		f.Reset(&signal.Signal{
			Kind: signal.Message, Peer: ident.Phone(rapid.SampledFrom([]string{"", "+85251234567", "95533"}).Draw(t, "peer")), Outgoing: rapid.Bool().Draw(t, "outgoing"),
			Channel: rapid.SampledFrom([]string{"", "sms", "voip"}).Draw(t, "channel"), Text: rapid.SampledFrom([]string{"", "反诈", "sms"}).Draw(t, "body"),
			AmountFen: rapid.SampledFrom([]int64{0, 1, 1 << 62, 200000}).Draw(t, "amount"), Duration: rapid.Int64Range(0, 9).Draw(t, "duration"), URL: "https://a.top/x",
		})
		if got, want := c.hold(f), c.run(f); got != want {
			t.Fatalf("%s: closures %d, CEL %d", text, got, want)
		}
	})
	check.True(t, fast > 0, "no condition took the fast path")
}

// FuzzCondition protects the compiler of conditions against any text: a mistake with a place inside the text, or a condition on which the
// fast way and the CEL program agree.
func FuzzCondition(f *testing.F) {
	for _, text := range []string{
		`amount_fen >= 5000元 && first_seen("payee") && (hour < 6 || duration_s > 30m) && !involved("phone")`, `list("colours").has(channel) ? text.contains("返") : ratio(amount_fen, 7) > 10%`,
		`peer in ["95533", "10086"] && text.matches("^a+$") && size(text) - 3 * -2 % 5 != 0`, "'''\n5元''' == text || \"\\\"\" != url // 30块", `((((((true))))))`, "first_seen(", "9223372036854775807 + amount_fen > 0",
	} {
		f.Add(text)
	}
	named := lists.New()
	named.Put("colours", []string{"sms", "反诈"})
	lang, err := newLanguage(named)
	check.NoError(f, err)
	memory := fakeMemory{weight: 60}
	frame := NewFrame(&Set{Lists: named}, memory, memory)
	signals := []signal.Signal{
		{Kind: signal.Transfer, Time: 1_795_140_000_000_000, AmountFen: 600_000, PayeeAccount: "6222000000000001", Channel: "sms"},
		{Kind: signal.Message, Text: "返利", URL: "https://a.top/x", Peer: "95533", AmountFen: 1 << 62},
	}
	f.Fuzz(func(t *testing.T, text string) {
		c, err := lang.compile(text, nil)
		if err != nil {
			var p *ruletext.Problem
			if errors.As(err, &p) && (p.Line < 1 || p.Column < 1 || p.Line > 1+strings.Count(text, "\n")) {
				t.Fatalf("%q: the mistake is at %d:%d: %s", text, p.Line, p.Column, p.Message)
			}
			return
		}
		for i := range signals {
			frame.Reset(&signals[i])
			if got, want := c.hold(frame), c.run(frame); got != want {
				t.Fatalf("%q: closures %d, CEL %d", text, got, want)
			}
		}
	})
}

// TestURLFeatures protects the lexical features on addresses of known nature.
func TestURLFeatures(t *testing.T) {
	words := lists.New()
	words.Put("brands", []string{"taobao taobao.com", "icbc icbc.com.cn", "boc boc.cn"})
	words.Put("odd_suffix", []string{"top", "vip"})
	cases := []struct {
		url    string
		brand  string
		points string
	}{
		{"https://www.taobao.com/", "", "0"},
		{"https://mybank.icbc.com.cn/", "", "0"},
		{"http://ta0ba0.top/", "taobao", "80"},
		{"http://icbc-kefu.top/", "icbc", "70"},
		{"http://bocai.com/", "", "0"},
		{"http://1.2.3.4/a", "", "45"},
		{"http://8823771.vip/", "", "50"},
		{"http://a.b.c.d.example.com/", "", "10"},
		{"http://beijingzhongguancun.com/", "", "0"},
		{"http://xk3q9zt2w.com/", "", "30"},
		{"http://zhangsan.top/", "", "25"},
	}
	for _, c := range cases {
		u, err := ident.ParseURL(c.url)
		check.NoError(t, err)
		f := lexical.Of(u, u.Host(), u.Site(), words)
		if f.Brand != c.brand || fmt.Sprint(f.Points) != c.points {
			t.Errorf("%s: brand %q points %d (%+v), want %q %s", c.url, f.Brand, f.Points, f, c.brand, c.points)
		}
	}
}

// BenchmarkCondition measures a condition of five comparisons.
func BenchmarkCondition(b *testing.B) {
	lang, err := newLanguage(lists.New())
	check.NoError(b, err)
	c, err := lang.compile(`amount_fen >= 100000 && first_seen("payee") && channel != "pos" && amount_fen < 90000000 && !involved("account")`, nil)
	check.NoError(b, err)
	f := NewFrame(&Set{Lists: lists.New()}, fakeMemory{}, nil)
	f.Reset(&signal.Signal{Kind: signal.Transfer, AmountFen: 500000, Channel: "mobile"})
	b.Run("closures", func(b *testing.B) {
		for b.Loop() {
			c.Holds(f)
		}
	})
	b.Run("cel", func(b *testing.B) {
		for b.Loop() {
			c.HoldsSlow(f)
		}
	})
}
