package vouch

import (
	"bytes"
	_ "embed"
	"errors"
	"html/template"
	"log/slog"
	"net"
	"net/http"
	"net/url"
	"strings"

	"fanzha/base/rulefile"
	"fanzha/centre/hotline/vouch"
	"fanzha/edge/api"
	"fanzha/term/fault"
	"fanzha/term/when"
)

// The public page is plain HTML from the server: it works without scripts, on any telephone, in one request of some kilobytes.

//go:embed page.html
var pageText string

//go:embed page.yaml
var pageWords []byte

var (
	page      = template.Must(template.New("verify").Option("missingkey=error").Parse(pageText))
	pageTexts = mustRead(pageWords)
)

func mustRead(raw []byte) map[string]map[string]string {
	var out map[string]map[string]string
	err := rulefile.Decode(raw, &out)
	if err != nil || out["zh"]["title"] == "" || out["en"]["title"] == "" {
		panic("vouch: the texts of the public page are not readable")
	}
	return out
}

// formMost bounds what the page's form may send.
const formMost = 4 << 10

// shownPage is what the template fills in.
type shownPage struct {
	Lang         string
	Text         map[string]string
	Answer       *VerifyAnswer
	Since, Until string
	Fault        *pageFault
}

type pageFault struct{ What, Do string }

// Page is the public page: GET shows it, POST checks a code. It knows no session and sets no cookie.
func Page(s Services) http.Handler {
	d := &desk{Services: s}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		lang := langOf(r)
		out := shownPage{Lang: lang, Text: pageTexts[lang]}
		status := http.StatusOK
		switch r.Method {
		case http.MethodGet, http.MethodHead:
		case http.MethodPost:
			status = d.posted(w, r, &out)
		default:
			w.Header().Set("Allow", "GET, HEAD, POST")
			http.Error(w, http.StatusText(http.StatusMethodNotAllowed), http.StatusMethodNotAllowed)
			return
		}
		var b bytes.Buffer
		err := page.Execute(&b, out)
		if err != nil {
			slog.Error("public page of verification codes", "err", err)
			http.Error(w, http.StatusText(http.StatusInternalServerError), http.StatusInternalServerError)
			return
		}
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		w.Header().Set("Cache-Control", "no-store")
		w.Header().Set("Referrer-Policy", "same-origin") // else an old browser names no origin for the page's own form
		w.WriteHeader(status)
		_, _ = w.Write(b.Bytes()) // who has gone reads no answer
	})
}

// posted answers the form.
func (d *desk) posted(w http.ResponseWriter, r *http.Request, out *shownPage) int {
	a, err := VerifyAnswer{}, error(errForeign)
	if ownPage(r) {
		r.Body = http.MaxBytesReader(w, r.Body, formMost)
		err = r.ParseForm()
		if err != nil {
			err = vouch.ErrForm.With(err)
		}
	}
	if err == nil {
		host, _, cut := net.SplitHostPort(r.RemoteAddr)
		if cut != nil {
			host = r.RemoteAddr
		}
		a, err = d.answer(r.Context(), host, r.PostForm.Get("code"), r.PostForm.Get("number"))
	}
	if err == nil {
		out.Answer, out.Since, out.Until = &a, local(a.Since), local(a.Until)
		return http.StatusOK
	}
	var f *fault.Fault
	if !errors.As(err, &f) {
		f = fault.New(fault.Internal, "internal").With(err)
	}
	t := fault.Lookup(f)
	out.Fault = &pageFault{t.ZH, t.DoZH}
	if out.Lang == "en" {
		out.Fault = &pageFault{t.EN, t.DoEN}
	}
	switch {
	case errors.Is(f, errForeign):
		return http.StatusForbidden
	case f.Kind == fault.Invalid:
		return http.StatusOK // the form again, with what to mend
	}
	slog.Error("public page of verification codes", "err", err)
	return http.StatusServiceUnavailable
}

var errForeign = fault.New(fault.Invalid, "vouch.foreign_page")

// ownPage says whether the form is ours: another site must not spend a citizen's tries or raise alarms in his name.
func ownPage(r *http.Request) bool {
	site := r.Header.Get("Sec-Fetch-Site")
	if site != "" {
		return site == "same-origin" || site == "none"
	}
	origin := r.Header.Get("Origin") // of browsers that are too old to say it in a word
	u, err := url.Parse(origin)
	return origin == "" || err == nil && u.Host == r.Host
}

// langOf is what the address asks for, else what the telephone speaks; Chinese unless it speaks something else.
func langOf(r *http.Request) string {
	switch r.URL.Query().Get("lang") {
	case "zh":
		return "zh"
	case "en":
		return "en"
	}
	said := strings.ToLower(strings.TrimSpace(r.Header.Get("Accept-Language")))
	if said == "" || said == "*" || strings.HasPrefix(said, "zh") {
		return "zh"
	}
	return "en"
}

// local is a moment of an answer as a citizen reads it.
func local(stamp string) string {
	m, err := api.ParseMoment("at", stamp)
	if err != nil || m == 0 {
		return ""
	}
	return m.Time().In(when.Zone).Format("2006-01-02 15:04")
}
