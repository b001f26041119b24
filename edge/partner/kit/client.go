package kit

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"time"

	"fanzha/edge/partner/wire"
)

// client speaks to one endpoint.
type client struct{ opts Options }

// replyMax bounds what is read of a bank's reply.
const replyMax = 4 << 20

// got is what came back.
type got struct {
	status int
	header http.Header
	body   []byte
	nonce  string // of the request
}

// post sends a body, signed as the centre signs; spoil may damage the request afterwards.
func (c *client) post(ctx context.Context, path string, body []byte, spoil func(*http.Request)) (got, error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, c.opts.URL+path, bytes.NewReader(body))
	if err != nil {
		return got{}, err
	}
	req.Header.Set("Content-Type", "application/json")
	c.opts.Key.SignRequest(req, wire.FromCentre, body, c.opts.Now())
	if spoil != nil {
		spoil(req)
	}
	return c.do(req)
}

func (c *client) do(req *http.Request) (got, error) {
	resp, err := c.opts.Client.Do(req)
	if err != nil {
		return got{}, err
	}
	defer func() { _ = resp.Body.Close() }()
	body, err := io.ReadAll(io.LimitReader(resp.Body, replyMax))
	if err != nil {
		return got{}, err
	}
	return got{status: resp.StatusCode, header: resp.Header, body: body, nonce: req.Header.Get(wire.HeaderNonce)}, nil
}

// sandbox makes one call of the test environment.
func (c *client) sandbox(ctx context.Context, call string, in, out any) error {
	body, err := json.Marshal(in)
	if err != nil {
		return err
	}
	g, err := c.post(ctx, "/sandbox/"+call, body, nil)
	if err != nil {
		return err
	}
	if g.status != http.StatusOK {
		return &badStatus{call: call, status: g.status, body: string(g.body[:min(len(g.body), 200)])}
	}
	err = json.Unmarshal(g.body, out)
	if err != nil {
		return fmt.Errorf("read the reply to sandbox/%s: %w", call, err)
	}
	return nil
}

// badStatus is a sandbox call that was not answered with 200.
type badStatus struct {
	call   string
	status int
	body   string
}

// Error names the call and the status.
func (b *badStatus) Error() string {
	return fmt.Sprintf("sandbox/%s: status %d: %s", b.call, b.status, b.body)
}

// preflight makes sure that the sandbox can be used at all, so that a wrong address is told once and not a hundred times.
func (c *client) preflight(ctx context.Context) error {
	var out openedAccounts
	err := c.sandbox(ctx, "accounts", openAccounts{Accounts: []Account{{Name: "测试户甲", Kind: "person"}}}, &out)
	if err == nil && (len(out.Accounts) != 1 || out.Accounts[0].Number == "") {
		err = fmt.Errorf("sandbox/accounts: one account was asked for, %d came back", len(out.Accounts))
	}
	if err != nil {
		return ErrSandbox.With(err)
	}
	return nil
}

// Account is a test account as the sandbox is asked for it.
type Account struct {
	Name      string  `json:"name"`
	Kind      string  `json:"kind"`
	Protected string  `json:"protected,omitempty"`
	Merchant  bool    `json:"merchant,omitempty"`
	Lost      bool    `json:"lost,omitempty"`
	Closed    bool    `json:"closed,omitempty"`
	History   []Entry `json:"history,omitempty"`
	Prior     []Prior `json:"prior,omitempty"`
}

// Entry is one line of an account: of its history, or one that happens now.
type Entry struct {
	Account   string    `json:"account,omitempty"`
	Direction string    `json:"direction"`
	AgoS      int64     `json:"ago_s,omitempty"`
	Fen       int64     `json:"fen"`
	Code      wire.Code `json:"code,omitempty"`
	Ref       string    `json:"ref,omitempty"`
	Bank      string    `json:"bank,omitempty"`
	Other     string    `json:"other,omitempty"`
	Name      string    `json:"name,omitempty"`
	Kind      string    `json:"kind,omitempty"`
	Place     string    `json:"place,omitempty"`
}

// Prior is a freeze of somebody else that is on the account before the centre asks.
type Prior struct {
	By   string `json:"by"`
	Fen  int64  `json:"fen"`
	ForS int64  `json:"for_s,omitempty"`
}

type openAccounts struct {
	Accounts []Account `json:"accounts"`
}

type openedAccounts struct {
	Accounts []opened `json:"accounts"`
}

// opened is a test account that the bank has made.
type opened struct {
	Number  string `json:"number"`
	Name    string `json:"name"`
	Kind    string `json:"kind"`
	History []struct {
		Ref  string    `json:"ref"`
		Time time.Time `json:"time"`
		Fen  int64     `json:"fen"`
	} `json:"history"`
}

// position is how an account stands.
type position struct {
	BalanceFen int64 `json:"balance_fen"`
	HeldFen    int64 `json:"held_fen"`
	UsableFen  int64 `json:"usable_fen"`
}

// outbox is what the bank has sent to the centre by itself.
type outbox struct {
	Answers []wire.Answer `json:"answers"`
	Notices []wire.Notice `json:"notices"`
	Next    int           `json:"next"`
}
