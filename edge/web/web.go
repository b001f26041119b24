// Package web serves the console (TypeScript, see src) as files built into the binary. The build tag "console" embeds what
// `npm run build` wrote to dist; without the tag a plain page says that the console is not built in, so that work on the
// centre needs no Node.
package web

import (
	"net/http"
	"strings"
)

// policy lets pages load from the centre only. Styles may stand in the page because the component library writes them there;
// pictures and voice notes of evidence are shown from the answer that held them. The service worker and the manifest are its own files.
const policy = "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; media-src 'self' data:; object-src 'none'; base-uri 'none'; frame-ancestors 'none'; form-action 'self'"

// Handler serves the console. Unknown addresses without a file ending get the start page, because the console's own places
// (/alerts, /tasks) exist only in the browser.
func Handler() http.Handler { return secured(content()) }

// secured sets what every answer of the console carries and refuses everything but reading.
func secured(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h := w.Header()
		h.Set("Content-Security-Policy", policy)
		h.Set("X-Content-Type-Options", "nosniff")
		h.Set("Referrer-Policy", "no-referrer") // one-time links carry a token in the address
		if r.Method != http.MethodGet && r.Method != http.MethodHead {
			h.Set("Allow", "GET, HEAD")
			http.Error(w, http.StatusText(http.StatusMethodNotAllowed), http.StatusMethodNotAllowed)
			return
		}
		next.ServeHTTP(w, r)
	})
}

// takesGzip says whether the browser accepts gzip and does not refuse it by a weight of zero.
func takesGzip(r *http.Request) bool {
	for _, part := range strings.Split(r.Header.Get("Accept-Encoding"), ",") {
		name, weight, _ := strings.Cut(strings.TrimSpace(part), ";")
		if strings.EqualFold(strings.TrimSpace(name), "gzip") {
			weight = strings.ReplaceAll(weight, " ", "")
			return strings.Trim(weight, "q=0.") != "" || weight == ""
		}
	}
	return false
}
