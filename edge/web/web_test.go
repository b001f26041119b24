package web

// Protects how the console's files reach a browser: the right file, packed when the browser can unpack it, cached as long as
// its name allows, the start page for the console's own places, and nothing but reading.

import (
	"bytes"
	"compress/gzip"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"testing"
	"testing/fstest"

	"fanzha/internal/check"
)

const script = "console.log('fanzha');"

func pack(t *testing.T, text string) []byte {
	t.Helper()
	var out bytes.Buffer
	z := gzip.NewWriter(&out)
	_, err := io.WriteString(z, text)
	check.NoError(t, err)
	check.NoError(t, z.Close())
	return out.Bytes()
}

func testSite(t *testing.T) http.Handler {
	t.Helper()
	s, err := load(fstest.MapFS{
		"index.html":           {Data: []byte("<html>start</html>")},
		"icon.svg":             {Data: []byte("<svg/>")},
		"sw.js":                {Data: []byte(script)},
		"manifest.webmanifest": {Data: []byte("{}")},
		"assets/a-1234.js":     {Data: []byte(script)},
		"assets/a-1234.js.gz":  {Data: pack(t, script)},
		".keep":                {Data: []byte{}},
	})
	check.NoError(t, err)
	return secured(s)
}

func ask(h http.Handler, method, target string, headers ...string) *httptest.ResponseRecorder {
	r := httptest.NewRequest(method, target, nil)
	for i := 0; i+1 < len(headers); i += 2 {
		r.Header.Set(headers[i], headers[i+1])
	}
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	return w
}

func TestFiles(t *testing.T) {
	h := testSite(t)
	for _, c := range []struct {
		name, target, accept string
		status               int
		cache, encoding, ct  string
	}{
		{"start page", "/", "gzip", 200, always, "", "text/html; charset=utf-8"},
		{"a place of the console", "/alerts", "gzip", 200, always, "", "text/html; charset=utf-8"},
		{"a deep place of the console", "/persons/p-1", "", 200, always, "", "text/html; charset=utf-8"},
		{"packed asset", "/assets/a-1234.js", "br, gzip;q=0.8", 200, forever, "gzip", "text/javascript; charset=utf-8"},
		{"asset for a browser without gzip", "/assets/a-1234.js", "", 200, forever, "", "text/javascript; charset=utf-8"},
		{"asset for a browser that refuses gzip", "/assets/a-1234.js", "gzip;q=0", 200, forever, "", "text/javascript; charset=utf-8"},
		{"file without packed form", "/icon.svg", "gzip", 200, always, "", "image/svg+xml"},
		{"asset of another build", "/assets/old.js", "gzip", 404, "", "", "text/plain; charset=utf-8"},
		{"the worker is asked for anew", "/sw.js", "", 200, always, "", "text/javascript; charset=utf-8"},
		{"the manifest", "/manifest.webmanifest", "", 200, always, "", "application/manifest+json"},
		{"climbing out", "/../../etc/passwd.txt", "", 404, "", "", "text/plain; charset=utf-8"},
		{"hidden file", "/.keep", "", 404, "", "", "text/plain; charset=utf-8"},
	} {
		t.Run(c.name, func(t *testing.T) {
			w := ask(h, http.MethodGet, c.target, "Accept-Encoding", c.accept)
			check.Equal(t, w.Code, c.status)
			check.Equal(t, w.Header().Get("Content-Encoding"), c.encoding)
			check.Equal(t, w.Header().Get("Content-Type"), c.ct)
			if c.status == 200 {
				check.Equal(t, w.Header().Get("Cache-Control"), c.cache)
			}
		})
	}
}

func TestPackedIsTheSameContent(t *testing.T) {
	w := ask(testSite(t), http.MethodGet, "/assets/a-1234.js", "Accept-Encoding", "gzip")
	z, err := gzip.NewReader(w.Body)
	check.NoError(t, err)
	text, err := io.ReadAll(z)
	check.NoError(t, err)
	check.Equal(t, string(text), script)
}

func TestUnchangedIsNotSentAgain(t *testing.T) {
	h := testSite(t)
	tag := ask(h, http.MethodGet, "/").Header().Get("ETag")
	w := ask(h, http.MethodGet, "/", "If-None-Match", tag)
	check.Equal(t, w.Code, http.StatusNotModified)
	check.Equal(t, w.Body.Len(), 0)
}

func TestEveryAnswerIsGuarded(t *testing.T) {
	for _, target := range []string{"/", "/assets/a-1234.js", "/nothing.js"} {
		w := ask(testSite(t), http.MethodGet, target)
		check.Equal(t, w.Header().Get("Content-Security-Policy"), policy)
		check.Equal(t, w.Header().Get("X-Content-Type-Options"), "nosniff")
		check.Equal(t, w.Header().Get("Referrer-Policy"), "no-referrer")
	}
	w := ask(testSite(t), http.MethodPost, "/")
	check.Equal(t, w.Code, http.StatusMethodNotAllowed)
}

func TestBuildWithoutStartPageIsRefused(t *testing.T) {
	_, err := load(fstest.MapFS{".keep": {}})
	check.Equal(t, errors.Is(err, errNoStart), true)
}

func TestHandlerAnswers(t *testing.T) {
	w := ask(Handler(), http.MethodGet, "/")
	check.Equal(t, w.Header().Get("Content-Type"), "text/html; charset=utf-8")
}
