package wire

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"fanzha/internal/check"
	"fanzha/sim"
	"fanzha/sim/staff"
	"fanzha/term/when"
)

// TestPartnerPosts protects the partner's manners: its own key, pieces of bounded size in order, patience with a busy centre,
// and the sum of the receipts.
func TestPartnerPosts(t *testing.T) {
	busy := 2
	var bodies []string
	srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		check.Equal(t, r.Method+" "+r.URL.Path, "POST /v1/signals/mixed")
		check.Equal(t, r.Header.Get("Authorization"), "Bearer bank-key")
		if busy > 0 {
			busy--
			http.Error(w, `{"code":"signal.overloaded"}`, http.StatusServiceUnavailable)
			return
		}
		body, _ := io.ReadAll(r.Body)
		bodies = append(bodies, string(body))
		n := strings.Count(string(body), "\n")
		fmt.Fprintf(w, `{"read":%d,"accepted":%d,"duplicate":1,"rejected":0,"rejects":[]}`, n, n-1)
	}))
	defer srv.Close()
	p := &Partner{Base: srv.URL, Key: "other", Keys: map[string]string{"yhbank": "bank-key"}, Client: srv.Client()}
	var lines strings.Builder
	for i := range 4500 {
		fmt.Fprintf(&lines, "{\"id\":\"%d\"}\n", i)
	}
	got, err := p.Post(t.Context(), sim.Batch{Partner: "yhbank", Lines: []byte(lines.String()), Records: 4500})
	check.NoError(t, err)
	check.Equal(t, got, sim.Receipt{Read: 4500, Accepted: 4495, Duplicate: 5})
	check.Equal(t, len(bodies), 5)
	check.Equal(t, strings.Join(bodies, ""), lines.String())
}

// TestPieces protects the limits of a request: lines are never cut, one huge line still goes.
func TestPieces(t *testing.T) {
	huge := strings.Repeat("x", maxBytes+10) + "\n"
	check.Equal(t, piece([]byte(huge+"a\n")), len(huge))
	check.Equal(t, piece([]byte("a\n"+huge)), 2)
	check.Equal(t, piece([]byte("a\nb")), 3)
	check.Equal(t, piece([]byte("a\nb\n")), 4)
}

// TestPartnerGivesUp protects against waiting for ever, and keys that are wrong.
func TestPartnerGivesUp(t *testing.T) {
	srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		http.Error(w, `{"code":"source.key_unknown","message_en":"no such key"}`, http.StatusUnauthorized)
	}))
	p := &Partner{Base: srv.URL}
	_, err := p.Post(t.Context(), sim.Batch{Lines: []byte("{}\n")})
	var refused *Refusal
	check.True(t, errors.As(err, &refused) && refused.Code == "source.key_unknown" && !refused.Away(), "not refused")
	srv.Close()
	ctx, stop := context.WithTimeout(t.Context(), 80*time.Millisecond)
	defer stop()
	_, err = p.Post(ctx, sim.Batch{Lines: []byte("{}\n")})
	check.True(t, err != nil, "a closed door answered")
}

// office is a fake console with one order and one warning; it keeps what it was told.
type office struct {
	t        *testing.T
	sessions int
	expired  bool // the next request meets an ended session
	conflict bool // the next command meets a newer version
	told     []string
}

func (o *office) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	body, _ := io.ReadAll(r.Body)
	if r.Method != http.MethodGet {
		check.Equal(o.t, r.Header.Get("X-Fanzha"), "1")
	}
	if strings.HasPrefix(r.URL.Path, "/api/v1/session") {
		o.sessions++
		o.told = append(o.told, r.URL.Path+" "+string(body))
		http.SetCookie(w, &http.Cookie{Name: "fanzha_session", Value: fmt.Sprint("s", o.sessions), Secure: true, HttpOnly: true})
		fmt.Fprint(w, `{"user":{"login":"op1"}}`)
		return
	}
	cookie, err := r.Cookie("fanzha_session")
	if err != nil || cookie.Value != fmt.Sprint("s", o.sessions) || o.expired {
		o.expired = false
		http.Error(w, `{"code":"access.session_expired"}`, http.StatusUnauthorized)
		return
	}
	if r.Method == http.MethodPost {
		if o.conflict {
			o.conflict = false
			http.Error(w, `{"code":"dispatch.version"}`, http.StatusConflict)
			return
		}
		check.Equal(o.t, r.Header.Get("Idempotency-Key") != "", r.URL.Path == "/api/v1/attempts")
		o.told = append(o.told, r.URL.Path+" "+string(body))
	}
	answer, ok := o.pages()[r.Method+" "+r.URL.Path]
	if !ok {
		http.Error(w, `{"code":"x.not_found","message_zh":"没有"}`, http.StatusNotFound)
		return
	}
	fmt.Fprint(w, answer)
}

func (o *office) pages() map[string]string {
	return map[string]string{
		"GET /api/v1/today": `{"queue":[{"type":"order","id":"o1","number":"20260601-000001","level":"urgent","family":"fund","fraud":"romance","state":"issued",
			"person":{"id":"p1","name":"张**"},"unit":{"code":"990101010000"},"due_at":"2026-06-01T01:02:03.500Z","due_what":"sign"},
			{"type":"warning","id":"w2","number":"2","level":"low","state":"open","person":null,"due_at":""}],"counts":{}}`,
		"GET /api/v1/orders/o1":           `{"id":"o1","warning_id":"w1","state":"issued","version":7}`,
		"GET /api/v1/warnings/w2":         `{"id":"w2","state":"open","version":3}`,
		"POST /api/v1/orders/o1/sign":     `{}`,
		"POST /api/v1/orders/o1/report":   `{}`,
		"POST /api/v1/warnings/w2/claim":  `{}`,
		"POST /api/v1/warnings/w2/close":  `{}`,
		"POST /api/v1/attempts":           `{"attempt":{},"cautions":[]}`,
		"POST /api/v1/persons/p1/reveal":  `{"value":"+8619800000001"}`,
		"POST /api/v1/persons/p9/unknown": ``,
	}
}

func enter(t *testing.T, password string) (*office, *Console) {
	t.Helper()
	o := &office{t: t}
	srv := httptest.NewServer(o)
	t.Cleanup(srv.Close)
	c, err := Login(t.Context(), Options{Base: srv.URL, Login: "op1", Password: password, Client: srv.Client()})
	check.NoError(t, err)
	return o, c
}

// TestConsole protects the shapes that the console expects: versions, ids, codes, and the header on every command.
func TestConsole(t *testing.T) {
	o, c := enter(t, "secret")
	tasks, err := c.Queue(t.Context())
	check.NoError(t, err)
	check.Equal(t, len(tasks), 2)
	want := staff.Task{Type: staff.Order, ID: "o1", Number: "20260601-000001", Level: "urgent", Family: "fund", Fraud: "romance", State: "issued",
		Person: "p1", Unit: "990101010000", DueWhat: "sign", DueAt: when.Of(time.Date(2026, 6, 1, 1, 2, 3, 500_000_000, time.UTC))}
	check.Equal(t, tasks[0], want)
	check.Equal(t, tasks[1].Warning, "w2")
	check.NoError(t, c.Sign(t.Context(), tasks[0]))
	check.NoError(t, c.Sign(t.Context(), tasks[1]))
	phone, err := c.Contact(t.Context(), tasks[0])
	check.NoError(t, err)
	check.Equal(t, phone, "+8619800000001")
	yes := true
	check.NoError(t, c.Attempt(t.Context(), tasks[0], staff.Attempt{Channel: "call", Outcome: "answered", Believes: &yes, PaidFen: 5, Evidence: []staff.Evidence{{Kind: "call_record", Value: "r1"}}, Note: "n"}))
	check.NoError(t, c.Attempt(t.Context(), tasks[1], staff.Attempt{Channel: "call", Outcome: "no_answer", NextAt: sim.DefaultStart}))
	check.NoError(t, c.Finish(t.Context(), tasks[0], staff.Report{Result: "lost", Note: "n", LossFen: 9}))
	check.NoError(t, c.Finish(t.Context(), tasks[1], staff.Report{Result: "false_alarm", Note: "n"}))
	check.Equal(t, o.told, []string{
		`/api/v1/session {"login":"op1","password":"secret"}`,
		`/api/v1/orders/o1/sign {"version":7}`,
		`/api/v1/warnings/w2/claim {"version":3}`,
		`/api/v1/persons/p1/reveal {"field":"phone","reason":"劝阻联系当事人","warning_id":"w1"}`,
		`/api/v1/attempts {"warning_id":"w1","order_id":"o1","channel":"call","outcome":"answered","believes":true,"already_paid_fen":5,"evidence":[{"kind":"call_record","value":"r1"}],"note":"n"}`,
		`/api/v1/attempts {"warning_id":"w2","channel":"call","outcome":"no_answer","evidence":[],"note":"","next_at":"2026-05-31T16:00:00.000Z"}`,
		`/api/v1/orders/o1/report {"loss_fen":9,"note":"n","result":"lost","version":7}`,
		`/api/v1/warnings/w2/close {"note":"n","outcome":"false_alarm","version":3}`,
	})
}

// TestSessionEnds protects long runs: a session that has ended is opened again, a command that met a newer version is sent once more.
func TestSessionEnds(t *testing.T) {
	o, c := enter(t, "")
	check.True(t, strings.HasPrefix(o.told[0], "/api/v1/session/demo"), "not the one-click sign-in")
	o.expired = true
	_, err := c.Queue(t.Context())
	check.NoError(t, err)
	check.Equal(t, o.sessions, 2)
	o.conflict = true
	check.NoError(t, c.Sign(t.Context(), staff.Task{Type: staff.Order, ID: "o1"}))
	_, err = c.Contact(t.Context(), staff.Task{Type: staff.Warning, ID: "w2", Warning: "w2", Person: "p9"})
	var refused *Refusal
	check.True(t, errors.As(err, &refused) && !refused.Away(), "an unknown person was found")
}

// TestFullQueue protects units from the end of a page: when the queue is full, the lists behind it are read to their ends.
func TestFullQueue(t *testing.T) {
	line := func(kind, id, state string) string {
		return fmt.Sprintf(`{"type":%q,"id":%q,"number":%q,"state":%q,"level":"low","unit":{"code":"u"},"due_at":""}`, kind, id, id, state)
	}
	var asked []string
	srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		q := r.URL.Query()
		asked = append(asked, r.URL.Path+" "+q.Get("state")+" "+q.Get("cursor"))
		switch {
		case r.URL.Path == "/api/v1/session":
			http.SetCookie(w, &http.Cookie{Name: "fanzha_session", Value: "s"})
		case r.URL.Path == "/api/v1/today":
			var lines []string
			for i := range todayFull {
				lines = append(lines, line("warning", fmt.Sprint("w", i), "open"))
			}
			fmt.Fprintf(w, `{"queue":[%s]}`, strings.Join(lines, ","))
		case r.URL.Path == "/api/v1/warnings" && q.Get("state") == "open" && q.Get("cursor") == "":
			fmt.Fprintf(w, `{"items":[%s,%s],"next":"a b"}`, line("", "w1", "open"), line("", "w100", "open"))
		case r.URL.Path == "/api/v1/warnings" && q.Get("cursor") == "a b":
			fmt.Fprintf(w, `{"items":[%s],"next":""}`, line("", "w101", "open"))
		default:
			fmt.Fprint(w, `{"items":[]}`)
		}
	}))
	defer srv.Close()
	c, err := Login(t.Context(), Options{Base: srv.URL, Login: "op1", Password: "x"})
	check.NoError(t, err)
	tasks, err := c.Queue(t.Context())
	check.NoError(t, err)
	check.Equal(t, len(tasks), todayFull+2)
	check.Equal(t, tasks[todayFull+1].Type+tasks[todayFull+1].Warning, "warningw101")
	check.Equal(t, asked[2:], []string{"/api/v1/orders issued ", "/api/v1/orders signed ", "/api/v1/warnings working ", "/api/v1/warnings open ", "/api/v1/warnings open a b"})
}

// FuzzRefusal protects the reader of answers from anything that a broken proxy may say.
func FuzzRefusal(f *testing.F) {
	f.Add(500, []byte(`{"code":"a.b","message_zh":"x"}`))
	f.Add(404, []byte("<html>"))
	f.Fuzz(func(t *testing.T, status int, body []byte) {
		err := refusalOf(status, body)
		_ = err.Error()
		_, jsonErr := json.Marshal(err.Error())
		check.NoError(t, jsonErr)
	})
}

// FuzzPiece protects the cutting of batches: pieces are never empty, never too long unless one line is, and end at line ends.
func FuzzPiece(f *testing.F) {
	f.Add([]byte("a\nb\n"))
	f.Add([]byte("\n\n"))
	f.Add([]byte("x"))
	f.Fuzz(func(t *testing.T, b []byte) {
		for len(b) > 0 {
			n := piece(b)
			check.True(t, n > 0 && n <= len(b), "a piece of a wrong length")
			check.True(t, n == len(b) || b[n-1] == '\n', "a line was cut")
			b = b[n:]
		}
	})
}
