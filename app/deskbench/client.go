package deskbench

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/cookiejar"
	"time"
)

// caller is a signed-in person.
type caller struct {
	base, login string
	http        *http.Client
}

// connections is a transport with room for everybody.
func connections(n int) *http.Transport {
	return &http.Transport{MaxIdleConns: n, MaxIdleConnsPerHost: n, IdleConnTimeout: time.Minute}
}

func newCaller(base, login string, through http.RoundTripper) (*caller, error) {
	jar, err := cookiejar.New(nil)
	return &caller{base, login, &http.Client{Jar: jar, Transport: through, Timeout: time.Minute}}, err
}

func (c *caller) signIn(ctx context.Context) error {
	status, raw, err := c.send(ctx, http.MethodPost, "/session", map[string]string{"login": c.login, "password": password})
	if err == nil && status != http.StatusOK {
		err = fmt.Errorf("sign in as %s: %d %s", c.login, status, raw)
	}
	return err
}

// send is one request.
func (c *caller) send(ctx context.Context, method, path string, body any) (int, []byte, error) {
	var in io.Reader
	if body != nil {
		raw, err := json.Marshal(body)
		if err != nil {
			return 0, nil, err
		}
		in = bytes.NewReader(raw)
	}
	req, err := http.NewRequestWithContext(ctx, method, c.base+"/api/v1"+path, in)
	if err != nil {
		return 0, nil, err
	}
	req.Header.Set("X-Fanzha", "1")
	if body != nil {
		req.Header.Set("Content-Type", "application/json")
	}
	res, err := c.http.Do(req)
	if err != nil {
		return 0, nil, err
	}
	defer func() { _ = res.Body.Close() }()
	raw, err := io.ReadAll(res.Body)
	return res.StatusCode, raw, err
}

// do is send; whose session a pushed clock has ended signs in once more.
func (c *caller) do(ctx context.Context, method, path string, body any) (int, []byte, error) {
	status, raw, err := c.send(ctx, method, path, body)
	if err != nil || status != http.StatusUnauthorized {
		return status, raw, err
	}
	err = c.signIn(ctx)
	if err != nil {
		return 0, nil, err
	}
	return c.send(ctx, method, path, body)
}

// must is do for what has to be answered with 200, read into out.
func (c *caller) must(ctx context.Context, path string, out any) error {
	status, raw, err := c.do(ctx, http.MethodGet, path, nil)
	if err == nil && status != http.StatusOK {
		err = fmt.Errorf("%s: %d %s", path, status, raw)
	}
	if err != nil {
		return err
	}
	return json.Unmarshal(raw, out)
}

// hand posts records with the key of a source.
func hand(ctx context.Context, base, key string, lines []byte) (receipt, error) {
	var out receipt
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, base+"/v1/signals/mixed", bytes.NewReader(lines))
	if err != nil {
		return out, err
	}
	req.Header.Set("Authorization", "Bearer "+key)
	req.Header.Set("Content-Type", "application/x-ndjson")
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		return out, err
	}
	defer func() { _ = res.Body.Close() }()
	raw, err := io.ReadAll(res.Body)
	if err != nil {
		return out, err
	}
	err = json.Unmarshal(raw, &out)
	if err == nil && (res.StatusCode != http.StatusOK || out.Rejected > 0) {
		err = fmt.Errorf("signals not accepted: %d %s", res.StatusCode, raw)
	}
	return out, err
}

// receipt is the answer of the intake.
type receipt struct{ Read, Accepted, Duplicate, Rejected int }
