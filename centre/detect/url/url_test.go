package url

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"os"
	"strings"
	"testing"

	"fanzha/centre/detect/learn"
	"fanzha/internal/check"
)

func settings(t testing.TB) *Settings {
	t.Helper()
	data, err := os.ReadFile("../../../rulebook/model/url.yaml")
	check.NoError(t, err)
	s, err := ReadSettings(data)
	check.NoError(t, err)
	return s
}

// Protects: the cutting of addresses, among them those made to mislead.
func TestSplit(t *testing.T) {
	cases := []struct{ in, host, site, suffix, sub, path, query string }{
		{"https://www.Example.com.tw/a/b.php?x=1#y", "www.example.com.tw", "example", "com.tw", "www", "/a/b.php", "x=1"},
		{"http://user@paypal.com@evil.top:8080/", "evil.top", "evil", "top", "", "/", ""},
		{"10.1.2.3/login", "10.1.2.3", "10.1.2.3", "", "", "/login", ""},
		{"http://a.github.io", "a.github.io", "a", "github.io", "", "", ""},
		{"http://", "", "", "", "", "", ""},
		{"://../..", "", "", "", "", "/..", ""},
	}
	for _, c := range cases {
		p := split(c.in)
		check.Equal(t, []string{p.host, p.site, p.suffix, p.sub, p.path, p.query}, []string{c.host, c.site, c.suffix, c.sub, c.path, c.query})
	}
	check.Equal(t, Site("https://x.y.example.com/z"), "example.com")
}

// Protects: look-alikes of brands are found, the brand's own site is not one.
func TestLookAlikes(t *testing.T) {
	s := settings(t)
	s.index()
	of := func(address, name string) float32 {
		p := split(address)
		f := form{named: true}
		s.measures(&p, &f)
		for i, n := range f.names {
			if n == name {
				return f.values[i]
			}
		}
		t.Fatal("no measure " + name)
		return 0
	}
	check.Equal(t, of("https://www.paypal.com/login", "brand_own"), float32(1))
	check.Equal(t, of("https://www.paypal.com/login", "brand_site"), float32(0))
	check.Equal(t, of("https://paypa1.com/", "brand_similar"), float32(1))
	check.Equal(t, of("https://rnicrosoft.com/", "brand_similar"), float32(1))
	check.Equal(t, of("https://paypal.com.evil.top/", "brand_sub"), float32(1))
	check.Equal(t, of("https://example.org/paypal/x", "brand_path"), float32(1))
	check.Equal(t, of("https://xn--pypal-4ve.com/", "punycode"), float32(1))
	check.Equal(t, of("https://example.org/", "brand_similar"), float32(0))
}

// invented are addresses of two kinds that are told apart by their form.
func invented(n int) []Row {
	r := rand.New(rand.NewPCG(1, 1))
	nouns := strings.Fields("garden bread river music stone apple winter paper cloud bridge")
	var rows []Row
	for i := range n {
		a, b := nouns[r.IntN(len(nouns))], nouns[r.IntN(len(nouns))]
		if i%2 == 0 {
			rows = append(rows, Row{fmt.Sprintf("https://www.%s%s%d.org/%s-%s.html", a, b, r.IntN(50), b, a), false, "good"})
		} else {
			rows = append(rows, Row{fmt.Sprintf("http://%s-secure-login%d.top/%x/verify.php", a, r.IntN(9999), r.Uint32()), true, "bad"})
		}
	}
	return rows
}

// Protects: training tells two plain kinds apart, is the same by the same seed, and a file gives the model back.
func TestModel(t *testing.T) {
	rows := invented(200)
	o := Options{Trees: learn.Boost{Trees: 20}}
	m, err := Train(rows[:160], settings(t), o)
	check.NoError(t, err)
	told := m.Eval(rows[160:], nil)
	check.True(t, told.Accuracy > 0.95, "two plain kinds are mixed up")
	check.Equal(t, told.PerClass["bad"].Rows+told.PerClass["good"].Rows, 40)
	var file bytes.Buffer
	check.NoError(t, m.Write(&file))
	again, err := Read(bytes.NewReader(file.Bytes()))
	check.NoError(t, err)
	for _, r := range rows[160:] {
		check.Equal(t, again.Probability(r.URL), m.Probability(r.URL))
	}
	file.Bytes()[file.Len()-1] ^= 1
	_, err = Read(&file)
	check.Fault(t, err, "model.file_broken")
	_, err = Train(rows[:10], settings(t), o)
	check.Fault(t, err, "model.too_few_rows")
}

// Protects: the lists against unknown fields and floods.
func TestSettings(t *testing.T) {
	_, err := ReadSettings([]byte("brand: {}"))
	check.Fault(t, err, "model.settings_invalid")
	_, err = ReadSettings([]byte("lures: [" + strings.Repeat("a,", maxEntries+1) + "]"))
	check.Fault(t, err, "model.settings_invalid")
}

// FuzzAddress protects the reading of addresses: it never fails and is always as wide.
func FuzzAddress(f *testing.F) {
	s := settings(f)
	width := len(s.sample("").form)
	f.Add("http://user@paypa1.com:80/a//b?c=http://d#e@f")
	f.Fuzz(func(t *testing.T, address string) {
		check.Equal(t, len(s.sample(address).form), width)
	})
}

// FuzzFile protects the reader of model files: what it accepts can judge an address.
func FuzzFile(f *testing.F) {
	f.Add([]byte(`{"settings":{},"bags":[{"bits":4,"at":[1],"rare":[1],"w":[1]}],"forests":[{"columns":3}]}`))
	f.Fuzz(func(_ *testing.T, body []byte) {
		m, err := readBody(body)
		if err == nil {
			m.Probability("http://example.com/")
		}
	})
}

// BenchmarkProbability measures a usual address.
func BenchmarkProbability(b *testing.B) {
	m, err := Train(invented(100), settings(b), Options{Trees: learn.Boost{Trees: 400}})
	check.NoError(b, err)
	b.ReportAllocs()
	for b.Loop() {
		m.Probability("http://support.paypa1.com.secure-update.example.org/ap/c0394d?cmd=_update")
	}
}
