package scenario

import (
	"fmt"
	"strings"
	"testing"

	"pgregory.net/rapid"

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

// genInt, genText and genBool draw expressions of the language as text.
func genInt(t *rapid.T, depth int) string {
	if depth <= 0 || rapid.Bool().Draw(t, "leaf") {
		return rapid.SampledFrom([]string{"0", "1", "-3", "200000", "9223372036854775807", "amount_fen", "duration_s", "scam_p", "text_length", "never", `sighted_weight("account")`}).Draw(t, "int")
	}
	a, b := genInt(t, depth-1), genInt(t, depth-1)
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
		return "ratio(" + a + ", " + b + ")"
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
	return "(" + genInt(t, depth-1) + rapid.SampledFrom([]string{" < ", " <= ", " > ", " >= ", " == ", " != "}).Draw(t, "cmp") + genInt(t, depth-1) + ")"
}

// TestClosuresAgainstCEL protects the fast path: for any condition and any signal, the closures and the CEL program agree, errors
// included.
func TestClosuresAgainstCEL(t *testing.T) {
	lists := newLists()
	lists.put("colours", []string{"sms", "反诈"})
	lang, err := newLanguage(lists)
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
		f := NewFrame(&Set{Lists: lists}, memory, memory)
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

// TestURLFeatures protects the lexical features on addresses of known nature.
func TestURLFeatures(t *testing.T) {
	lists := newLists()
	lists.put(listBrands, []string{"taobao taobao.com", "icbc icbc.com.cn", "boc boc.cn"})
	lists.put(listOddSuffix, []string{"top", "vip"})
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
		f := lexical(u, u.Host(), u.Site(), lists)
		if f.brand != c.brand || fmt.Sprint(f.points) != c.points {
			t.Errorf("%s: brand %q points %d (%+v), want %q %s", c.url, f.brand, f.points, f, c.brand, c.points)
		}
	}
}

// BenchmarkCondition measures a condition of five comparisons.
func BenchmarkCondition(b *testing.B) {
	lang, err := newLanguage(newLists())
	check.NoError(b, err)
	c, err := lang.compile(`amount_fen >= 100000 && first_seen("payee") && channel != "pos" && amount_fen < 90000000 && !involved("account")`, nil)
	check.NoError(b, err)
	f := NewFrame(&Set{Lists: newLists()}, fakeMemory{}, nil)
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
