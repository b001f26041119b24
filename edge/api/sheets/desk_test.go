// Protects the analyst's HTTP: files of every kind arrive whole, what is wrong with them is said, acts can be undone, another
// county sees nothing, who may only read changes nothing and sees masks, and an import whose process died can be given again.
package sheets_test

import (
	"bytes"
	"context"
	"crypto/rand"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"testing"
	"time"

	"fanzha/base/access"
	accessstore "fanzha/base/access/store"
	auditstore "fanzha/base/audit/store"
	"fanzha/base/clock"
	"fanzha/base/id"
	"fanzha/centre/trace/sheet"
	"fanzha/centre/trace/sheet/statement"
	"fanzha/centre/trace/sheet/store"
	"fanzha/edge/api"
	"fanzha/edge/api/sheets"
	"fanzha/internal/check"
	"fanzha/internal/db"
	"fanzha/term/when"
)

const (
	start    = when.Micros(1_795_000_000) * when.Second
	password = "Yunhe-City-2026"
	patience = 30 * time.Second
)

// settings of the tests: a cheap hash, everything else as shipped.
var settings = access.Settings{LockAfter: 5, LockFor: 30 * time.Minute, IdleTimeout: 30 * time.Minute, SessionMax: 12 * time.Hour,
	PasswordMin: 10, ClassesMin: 3, LinkFor: 72 * time.Hour, SetupFor: 24 * time.Hour, HashKiB: 8 * 1024, HashPasses: 1, HashAtOnce: 2}

// office is the HTTP of the sheets on a database, with its people.
type office struct {
	t      *testing.T
	url    string
	people *accessstore.Store
	sheets *sheet.Service
	desk   *sheets.Desk
	clock  *clock.Manual
	tokens map[string]string
}

// people of the office: login → unit and role.
var staff = map[string]struct {
	unit string
	role access.Role
}{
	"chen": {"990101000000", access.Analyst}, "zhao": {"990101000000", access.Operator}, "lin": {"990102000000", access.Analyst},
	"zhou": {"990100000000", access.Leader},
}

func open(t *testing.T, d *db.DB) *office {
	t.Helper()
	o := serve(t, d)
	link, err := o.people.SetupToken(t.Context())
	check.NoError(t, err)
	admin := func(role access.Role, login string) accessstore.SetupAccount {
		return accessstore.SetupAccount{Role: role, Login: login, Name: login, Password: password}
	}
	_, err = o.people.SetUp(t.Context(), accessstore.Setup{Token: link.Token, UnitCode: "990100000000", UnitName: "云河市反诈中心",
		Accounts: []accessstore.SetupAccount{admin(access.SystemAdmin, "sys"), admin(access.SecurityAdmin, "sec"), admin(access.AuditAdmin, "aud")}})
	check.NoError(t, err)
	sys, err := o.people.AccountByLogin(t.Context(), access.System(), "sys")
	check.NoError(t, err)
	sec, err := o.people.AccountByLogin(t.Context(), access.System(), "sec")
	check.NoError(t, err)
	for _, code := range []string{"990101000000", "990102000000"} {
		_, err = o.people.CreateUnit(t.Context(), sys.Scope(), access.Unit{Code: code, Name: "单位" + code})
		check.NoError(t, err)
	}
	for login, who := range staff {
		a, link, err := o.people.CreateAccount(t.Context(), sys.Scope(), accessstore.NewAccount{Login: login, Name: login, Unit: who.unit})
		check.NoError(t, err)
		check.NoError(t, o.people.SetPassword(t.Context(), link.Token, password))
		_, err = o.people.SetRoles(t.Context(), sec.Scope(), accessstore.Grant{Account: a.ID, Roles: []access.Role{who.role}, Reason: "到岗"})
		check.NoError(t, err)
	}
	o.signIn()
	return o
}

// serve starts the HTTP on a database: once, or again after a process has died.
func serve(t *testing.T, d *db.DB) *office {
	t.Helper()
	o := &office{t: t, clock: clock.NewManual(start), tokens: map[string]string{}}
	var err error
	o.people, err = accessstore.New(accessstore.Options{DB: d, Clock: o.clock, IDs: id.New(o.clock.Now, nil), Settings: settings, Audit: auditstore.Record})
	check.NoError(t, err)
	rules, err := sheet.LoadRules()
	check.NoError(t, err)
	columns, err := statement.LoadColumns()
	check.NoError(t, err)
	kept := store.New(d)
	o.sheets = sheet.New(sheet.Options{Sheets: kept, Files: kept, Reads: kept, Clock: o.clock, NewID: id.New(o.clock.Now, rand.Reader).New, Rules: rules, Columns: columns})
	console := api.New(api.Services{People: o.people, Clock: o.clock})
	o.desk = sheets.Register(console, sheets.Services{Sheets: o.sheets, Clock: o.clock, Dir: t.TempDir()})
	server := httptest.NewServer(console)
	o.url = server.URL
	t.Cleanup(func() {
		server.Close()
		o.desk.Close()
	})
	return o
}

func (o *office) signIn() {
	o.t.Helper()
	for login := range staff {
		opened, err := o.people.SignIn(context.Background(), accessstore.Try{Login: login, Password: password, Address: "10.0.0.9", Agent: "browser"})
		check.NoError(o.t, err)
		o.tokens[login] = opened.Token
	}
}

// call is one request of a person; body is bytes, or anything as JSON.
type call struct {
	who, method, path string
	body              any
	fieldMap          string
}

func (o *office) do(c call) (int, []byte) {
	o.t.Helper()
	var body io.Reader
	switch b := c.body.(type) {
	case nil:
	case []byte:
		body = bytes.NewReader(b)
	case io.Reader:
		body = b
	default:
		raw, err := json.Marshal(b)
		check.NoError(o.t, err)
		body = bytes.NewReader(raw)
	}
	req, err := http.NewRequestWithContext(o.t.Context(), c.method, o.url+"/api/v1/sheets"+c.path, body)
	check.NoError(o.t, err)
	known, sized := c.body.(*endless)
	if sized {
		req.ContentLength = known.left
		req.Header.Set("Expect", "100-continue")
	}
	req.Header.Set("X-Fanzha", "1")
	req.Header.Set("Content-Type", "application/json")
	if c.fieldMap != "" {
		req.Header.Set("X-Map", url.PathEscape(c.fieldMap))
	}
	if c.who != "" {
		req.AddCookie(&http.Cookie{Name: "fanzha_session", Value: o.tokens[c.who]})
	}
	res, err := http.DefaultClient.Do(req)
	check.NoError(o.t, err)
	raw, err := io.ReadAll(res.Body)
	check.NoError(o.t, err)
	check.NoError(o.t, res.Body.Close())
	return res.StatusCode, raw
}

// must is do where only a good answer will do.
func (o *office) must(c call, out any) {
	o.t.Helper()
	status, raw := o.do(c)
	if status != http.StatusOK {
		o.t.Fatalf("%s %s: %d %s", c.method, c.path, status, raw)
	}
	check.NoError(o.t, json.Unmarshal(raw, out))
}

// refused demands a code.
func (o *office) refused(c call, code string) {
	o.t.Helper()
	status, raw := o.do(c)
	var p struct{ Code string }
	_ = json.Unmarshal(raw, &p)
	if status == http.StatusOK || p.Code != code {
		o.t.Fatalf("%s %s by %q: %d %s, want %s", c.method, c.path, c.who, status, raw, code)
	}
}

// The parts of a sheet that the tests look at.
type (
	fileSeen struct {
		ID, Name, State, Error string
		Rows, Bad, Skipped     int64
		Faults                 []struct {
			Line   int64
			Column string
			Why    string
			ZH     string
		}
	}
	accountSeen struct {
		Account, Holder, Note, Exit string
		Layer                       int
		Hidden                      bool
		Merged                      string `json:"merged_into"`
	}
	edgeSeen struct {
		ID, From, To   string
		Fen            int64
		Hidden, Manual bool
	}
	sheetSeen struct {
		ID         string
		Version    int64
		Files      []fileSeen
		Rows       int64
		Matched    int64
		Undo, Redo string
		Params     map[string]any
		Accounts   []accountSeen
		Edges      []edgeSeen
		Roots      []struct {
			ID, From, To string
			Fen          int64
			Chosen       bool
		}
		Conservation struct {
			InFen    int64 `json:"in_fen"`
			HeldFen  int64 `json:"held_fen"`
			ExitFen  int64 `json:"exit_fen"`
			Balanced bool
		}
	}
)

func (o *office) create() sheetSeen {
	o.t.Helper()
	var s sheetSeen
	o.must(call{who: "chen", method: http.MethodPost, path: "", body: map[string]any{"name": "刘某被骗案"}}, &s)
	return s
}

func (o *office) look(who, sheet string) sheetSeen {
	o.t.Helper()
	var s sheetSeen
	o.must(call{who: who, method: http.MethodGet, path: "/" + sheet}, &s)
	return s
}

// give uploads a file and waits until it has been read.
func (o *office) give(sheet, name string, file []byte) fileSeen {
	o.t.Helper()
	var s sheetSeen
	o.must(call{who: "chen", method: http.MethodPost, path: "/" + sheet + "/files?name=" + url.QueryEscape(name), body: file}, &s)
	return o.read(sheet, name)
}

// read asks, as the console does, until no file is on its way.
func (o *office) read(sheet, name string) fileSeen {
	o.t.Helper()
	end := time.Now().Add(patience)
	for time.Now().Before(end) {
		var found fileSeen
		for _, f := range o.look("chen", sheet).Files {
			if f.Name == name {
				found = f
			}
		}
		switch found.State {
		case "queued", "reading":
		case "":
			o.t.Fatalf("no file %s", name)
		default:
			return found
		}
	}
	o.t.Fatalf("%s is still on its way", name)
	return fileSeen{}
}

// act does one act on the version that stands.
func (o *office) act(sheet string, body map[string]any) sheetSeen {
	o.t.Helper()
	body["version"] = o.look("chen", sheet).Version
	var s sheetSeen
	o.must(call{who: "chen", method: http.MethodPost, path: "/" + sheet + "/act", body: body}, &s)
	return s
}
