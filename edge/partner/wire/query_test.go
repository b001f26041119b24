package wire

import (
	"strings"
	"testing"

	"fanzha/internal/check"
)

// Protects the short way of reading a question: it takes what banks write, and nothing that the strict reader would read otherwise.
func TestPlainQuery(t *testing.T) {
	for _, text := range []string{
		`{"version":1,"account":"9900020000000004567"}`, ` { "customer" : "c1" , "account":"9900020000000004567",` + "\n\t" + `"version":1 } `, `{"version":9}`,
	} {
		_, ok := plainQuery([]byte(text))
		check.True(t, ok, text)
	}
	for _, text := range []string{
		``, `{`, `}`, `{}`, `{"version":1,}`, `{"version":1,"version":1}`, `{"version":01}`, `{"version":1.0}`, `{"version":"1"}`, `{"version":null}`,
		`{"account":"\u0031"}`, `{"account":"\\"}`, `{"account":"` + "\x7f" + `"}`, `{"account":"张"}`, `{"account":1}`, `{"account":"1}`, `{"Account":"1"}`, `{"version":1}{}`,
		`{"version":1}}`, `{{"version":1}`, `{"version" 1}`, `{"":1}`, `{"version":1,"more":1}`, `{"account":"` + strings.Repeat("1", NoticeMax) + `"}`,
	} {
		_, ok := plainQuery([]byte(text))
		check.True(t, !ok, text)
	}
}

// Protects from two readings of the same bytes.
func FuzzPlainQuery(f *testing.F) {
	f.Add([]byte(`{"version":1,"account":"9900020000000004567","customer":"c1"}`))
	f.Add([]byte(` { "version" : 1 } `))
	f.Add([]byte(`{"account":"a","account":"b"}`))
	f.Fuzz(func(t *testing.T, raw []byte) {
		short, ok := plainQuery(raw)
		if !ok {
			return
		}
		long, err := decode[Query](raw, NoticeMax)
		check.Equal(t, short, long)
		shown := short.Check()
		check.Equal(t, shown == nil, err == nil)
	})
}
