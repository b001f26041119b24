package bank

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"

	"fanzha/edge/partner/wire"
	"fanzha/term/when"
)

// replyMax bounds what a bank reads of the centre's replies: a page of 50 orders.
const replyMax = 8 << 20

// ask makes one signed call to the centre: a GET, or with a line a POST.
func (m *member) ask(ctx context.Context, line owedLine, out any) (int, error) {
	method, body := http.MethodPost, line.body
	if body == nil {
		method = http.MethodGet
	}
	req, err := http.NewRequestWithContext(ctx, method, m.fleet.opts.Centre+line.path, bytes.NewReader(body))
	if err != nil {
		return 0, err
	}
	if body != nil {
		req.Header.Set("Content-Type", "application/json")
	}
	m.key.SignRequest(req, wire.FromBank, body, m.fleet.opts.Clock.Now().Time())
	resp, err := m.fleet.opts.Client.Do(req)
	if err != nil {
		return 0, err
	}
	defer func() { _ = resp.Body.Close() }()
	raw, err := io.ReadAll(io.LimitReader(resp.Body, replyMax))
	if err != nil {
		return 0, err
	}
	if resp.StatusCode != http.StatusOK {
		return resp.StatusCode, nil
	}
	return resp.StatusCode, json.Unmarshal(raw, out)
}

// poll fetches what is in the bank's queue, when the bank is one that asks and its time has come.
func (m *member) poll(ctx context.Context, now when.Micros) {
	b := m.bank.Behaviour()
	if b.Channel != Poll && b.Channel != Paper || m.fleet.opts.Centre == "" || now < m.look {
		return
	}
	for more := true; more; {
		var page wire.Page
		status, err := m.ask(ctx, owedLine{path: fmt.Sprintf("/partner/v1/orders?after=%d", m.cursor)}, &page)
		if err != nil || status != http.StatusOK {
			m.fleet.opts.Report(fmt.Sprintf("%s poll: status %d %v", m.bank.Code(), status, err))
			break
		}
		for _, o := range page.Orders {
			if !b.Silent {
				m.later(o, m.bank.Delay(o.ID))
			}
		}
		more = page.More && page.Next > m.cursor
		m.cursor = max(m.cursor, page.Next)
	}
	m.look = m.bank.NextLook(now)
	if b.Channel == Paper {
		m.look = now + 10*when.Second
	}
}

// owe notes something to be told to the centre.
func (m *member) owe(path string, object any) {
	if m.fleet.opts.Centre == "" {
		return
	}
	raw, err := json.Marshal(object)
	if err != nil {
		return // an object of the page has no value that JSON lacks
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	if len(m.owed) >= owedMax {
		m.owed = m.owed[1:]
	}
	m.owed = append(m.owed, owedLine{path: path, body: raw})
}

// pay delivers what is owed, in order. What the centre cannot take now is kept; what it refuses is dropped and told to people.
func (m *member) pay(ctx context.Context) {
	for {
		m.mu.Lock()
		if len(m.owed) == 0 {
			m.mu.Unlock()
			return
		}
		line := m.owed[0]
		m.mu.Unlock()
		var receipts wire.Receipts
		status, err := m.ask(ctx, line, &receipts)
		switch {
		case err != nil || status >= http.StatusInternalServerError || status == http.StatusTooManyRequests:
			return
		case status == http.StatusOK && receipts.Rejected > 0 && len(receipts.Receipts) > 0 && receipts.Receipts[0].Retry:
			return
		case status != http.StatusOK || receipts.Rejected > 0:
			m.fleet.opts.Report(fmt.Sprintf("%s: the centre refused %s: status %d %+v", m.bank.Code(), line.path, status, receipts.Receipts))
		}
		m.mu.Lock()
		if len(m.owed) > 0 {
			m.owed = m.owed[1:]
		}
		m.mu.Unlock()
	}
}

// control lets tests and demonstrations on this machine open accounts and move money.
func (f *Fleet) control() {
	f.mux.HandleFunc("POST /control/{bank}/open", f.here(func(m *member, body []byte) reply {
		call, err := readCall[controlAccount](body)
		if err != nil || call.Number == "" {
			return badCall(errSandbox)
		}
		a := Account{Number: call.Number, Name: call.Name, Kind: call.Kind, Protected: call.Protected, Merchant: call.Merchant}
		return outcome(m.bank.Open(a))
	}))
	f.mux.HandleFunc("POST /control/{bank}/entry", f.here(func(m *member, body []byte) reply {
		out := m.server.entry(body)
		f.opts.Report(fmt.Sprintf("%s entry %s: %d", m.bank.Code(), body, out.status))
		return out
	}))
	f.mux.HandleFunc("POST /control/{bank}/look", f.here(func(m *member, body []byte) reply { return m.server.look(body) }))
}

// controlAccount is an account with a number that the caller chooses.
type controlAccount struct {
	Number    string `json:"number"`
	Name      string `json:"name"`
	Kind      string `json:"kind"`
	Protected string `json:"protected,omitempty"`
	Merchant  bool   `json:"merchant,omitempty"`
}

func outcome(err error) reply {
	if err != nil {
		return badCall(errSandbox.With(err))
	}
	return reply{http.StatusOK, map[string]bool{"done": true}}
}

// here admits callers on this machine only.
func (f *Fleet) here(do func(*member, []byte) reply) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		host, _, err := net.SplitHostPort(r.RemoteAddr)
		m := f.by[r.PathValue("bank")]
		if err != nil || !net.ParseIP(host).IsLoopback() || m == nil || r.Header.Get("Origin") != "" {
			http.NotFound(w, r)
			return
		}
		body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, bodyMax))
		if err != nil {
			return // too long, or the caller has gone
		}
		out := do(m, body)
		raw, err := json.Marshal(out.body)
		if err != nil {
			raw = []byte("{}")
		}
		w.Header().Set("Content-Type", "application/json")
		w.WriteHeader(out.status)
		_, _ = w.Write(raw)
	}
}
