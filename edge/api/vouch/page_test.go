package vouch

import (
	"context"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"fanzha/base/access"
	"fanzha/base/clock"
	"fanzha/centre/hotline/vouch"
	"fanzha/centre/hotline/vouch/store"
	"fanzha/internal/check"
	"fanzha/internal/db/dbtest"
	"fanzha/rulebook"
)

const unit = "990101060000"

type anywhere struct{}

func (anywhere) Subject(context.Context, access.Scope, vouch.Kind, string) (vouch.Subject, error) {
	return vouch.Subject{Unit: unit, Title: "20261123-000001", Phone: "+8619900001111", Open: true}, nil
}
func (anywhere) Name(context.Context, string) string        { return "云东<一>所" }
func (anywhere) Top(context.Context) (string, error)        { return unit, nil }
func (anywhere) Pass(context.Context, vouch.Sighting) error { return nil }

// room is the room on a fresh database, with one code for a visit.
func room(t *testing.T) (*vouch.Service, string) {
	t.Helper()
	raw, err := rulebook.FS.ReadFile("vouch.yaml")
	check.NoError(t, err)
	rules, err := vouch.ParseRules(raw)
	check.NoError(t, err)
	kept := store.New(dbtest.SQLite(t))
	s := vouch.New(vouch.Options{
		Codes: kept, Alarms: store.Alarms{Store: kept}, Meter: kept, Tally: store.Alarms{Store: kept}, Rooms: anywhere{}, Units: anywhere{}, Sightings: anywhere{},
		Clock: clock.NewManual(1_795_000_000_000_000), Rules: rules, Secret: vouch.Secret{7}, NewID: func() string { return strings.ToLower(t.Name()) },
	})
	officer := access.Scope{User: "u1", Name: "欧阳小明", Unit: unit, Roles: []access.Role{access.Officer}}
	code, err := s.Issue(t.Context(), officer, vouch.IssueCmd{Kind: vouch.ForOrder, Subject: "o1", Way: vouch.Visit, Badge: "060123"})
	check.NoError(t, err)
	return s, code.Digits.Spoken()
}

// ask sends the page's form with some headers.
func ask(h http.Handler, form url.Values, headers ...string) (int, string, http.Header) {
	r := httptest.NewRequest(http.MethodPost, "/verify", strings.NewReader(form.Encode()))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	for i := 0; i+1 < len(headers); i += 2 {
		r.Header.Set(headers[i], headers[i+1])
	}
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	return w.Code, w.Body.String(), w.Header()
}

// Protects the citizen's page: both languages, no script, no cookie, small, everything escaped, nothing of what was typed said back.
func TestPage(t *testing.T) {
	s, code := room(t)
	h := Page(Services{Room: s})
	status, zh, head := ask(h, url.Values{"code": {code}})
	check.Equal(t, []any{status, head.Get("Cache-Control"), head.Get("Set-Cookie"), head.Get("Content-Type")}, []any{http.StatusOK, "no-store", "", "text/html; charset=utf-8"})
	for _, part := range []string{`data-verdict="real"`, "欧阳警官", "云东&lt;一&gt;所", ">123<", "上门核实"} {
		check.True(t, strings.Contains(zh, part), part+" is not on the page")
	}
	check.True(t, !strings.Contains(zh, "小明") && !strings.Contains(zh, "<script") && !strings.Contains(zh, code), "the page says more than it may")
	_, en, _ := ask(h, url.Values{"code": {code}}, "Accept-Language", "en-GB,en;q=0.9")
	check.True(t, strings.Contains(en, "This is real") && strings.Contains(en, "Officer 欧阳"), "not in English")
	_, typed, _ := ask(h, url.Values{"code": {`"><b>12`}, "number": {"<i>"}})
	check.True(t, strings.Contains(typed, `data-verdict="refused"`) && !strings.Contains(typed, "<b>12"), "what was typed is said back")
	for lang, page := range map[string]string{"zh": zh, "en": en} {
		check.True(t, len(page) < 10_000, lang+" page is heavy for a cheap telephone")
	}
	for _, verdict := range append([]vouch.Verdict{vouch.Throttled}, vouch.Causes...) {
		for _, lang := range []string{"zh", "en"} {
			_, told := pageTexts[lang]["v_"+string(verdict)], pageTexts[lang]["d_"+string(verdict)]
			check.True(t, told != "" || verdict == vouch.Guessing, string(verdict)+" has no words in "+lang) // a guesser is told the cause of each answer
		}
	}
	check.Equal(t, len(pageTexts["zh"]), len(pageTexts["en"]))
}

// Protects a citizen's tries from other sites, and the centre from large forms and other methods.
func TestPageHostile(t *testing.T) {
	s, code := room(t)
	h := Page(Services{Room: s})
	form := url.Values{"code": {code}}
	for _, headers := range [][]string{{"Sec-Fetch-Site", "cross-site"}, {"Sec-Fetch-Site", "same-site"}, {"Origin", "https://example.org"}, {"Origin", "null"}} {
		status, _, _ := ask(h, form, headers...)
		check.Equal(t, status, http.StatusForbidden)
	}
	for _, headers := range [][]string{{}, {"Sec-Fetch-Site", "same-origin", "Origin", "null"}, {"Origin", "http://example.com"}, {"Sec-Fetch-Site", "none"}} {
		status, text, _ := ask(h, form, headers...)
		check.Equal(t, []any{status, strings.Contains(text, `data-verdict="real"`)}, []any{http.StatusOK, true})
	}
	_, text, _ := ask(h, url.Values{"code": {code}, "more": {strings.Repeat("x", formMost)}})
	check.True(t, strings.Contains(text, `data-verdict="refused"`), "a large form was read")
	w := httptest.NewRecorder()
	h.ServeHTTP(w, httptest.NewRequest(http.MethodDelete, "/verify", nil))
	check.Equal(t, w.Code, http.StatusMethodNotAllowed)
}

// Protects the limits: neighbours in one network count together, whatever way their address is written.
func TestNetwork(t *testing.T) {
	s, _ := room(t)
	for address, want := range map[string]string{
		"203.0.113.9": "203.0.113.0/24", "::ffff:203.0.113.77": "203.0.113.0/24", "2001:db8:1:2ff::7": "2001:db8:1:200::/56", "fe80::1%eth0": "fe80::/56", "": "unknown", "nonsense": "unknown",
	} {
		check.Equal(t, networkOf(address, s.Rules()), want)
	}
}
