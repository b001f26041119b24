// Package wire is how the simulated city speaks to a centre: as a partner at the public intake, with a key, and as members of
// the centre's staff at the console, with a session. It uses nothing but HTTP, so that it meets the same doors, refusals and
// limits as the real ones; a test may put the centre's handler behind the client's transport.
package wire

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strconv"
	"strings"
	"time"
)

// Bounds of patience: a busy centre is asked again, at growing distances.
const (
	maxTries     = 8
	firstWait    = 50 * time.Millisecond
	longestWait  = 5 * time.Second
	maxAnswer    = 8 << 20 // bytes of an answer that is read at most
	defaultLimit = 30 * time.Second
)

// Refusal is an answer other than success.
type Refusal struct {
	Status  int
	Code    string // fault code, for example warning.already_claimed
	Message string
}

// Error says what was refused.
func (r *Refusal) Error() string {
	return fmt.Sprintf("refused with %d %s: %s", r.Status, r.Code, r.Message)
}

// Away says whether the centre itself is out of reach, as opposed to refusing a command.
func (r *Refusal) Away() bool { return r.Status == http.StatusTooManyRequests || r.Status >= 500 }

// unreachable is a request that got no answer.
type unreachable struct{ cause error }

func (u *unreachable) Error() string { return "no answer: " + u.cause.Error() }
func (u *unreachable) Unwrap() error { return u.cause }

// Away is true: nobody answered.
func (u *unreachable) Away() bool { return true }

// call is one request; it may be sent several times.
type call struct {
	method string
	url    string
	header http.Header
	body   []byte
}

// send asks until there is an answer that is not "busy". into may be nil.
func send(ctx context.Context, client *http.Client, c call, into any) (http.Header, error) {
	if client == nil {
		client = &http.Client{Timeout: defaultLimit}
	}
	wait := firstWait
	for try := 1; ; try++ {
		header, err := sendOnce(ctx, client, c, into)
		var busy *Refusal
		again := errors.As(err, &busy) && (busy.Status == http.StatusTooManyRequests || busy.Status == http.StatusServiceUnavailable)
		var lost *unreachable
		if err == nil || try == maxTries || !again && !errors.As(err, &lost) || ctx.Err() != nil {
			return header, err
		}
		pause := time.NewTimer(max(wait, retryAfter(header)))
		select {
		case <-ctx.Done():
			pause.Stop()
			return nil, ctx.Err()
		case <-pause.C:
		}
		wait = min(wait*2, longestWait)
	}
}

func retryAfter(h http.Header) time.Duration {
	seconds, err := strconv.Atoi(h.Get("Retry-After"))
	if err != nil || seconds < 0 {
		return 0
	}
	return min(time.Duration(seconds)*time.Second, longestWait)
}

func sendOnce(ctx context.Context, client *http.Client, c call, into any) (http.Header, error) {
	req, err := http.NewRequestWithContext(ctx, c.method, c.url, bytes.NewReader(c.body))
	if err != nil {
		return nil, fmt.Errorf("make request: %w", err)
	}
	for k, v := range c.header {
		req.Header[k] = v
	}
	resp, err := client.Do(req)
	if err != nil {
		if ctx.Err() != nil {
			return nil, ctx.Err()
		}
		return nil, &unreachable{err}
	}
	defer resp.Body.Close()
	body, err := io.ReadAll(io.LimitReader(resp.Body, maxAnswer))
	if err != nil {
		return nil, &unreachable{err}
	}
	if resp.StatusCode/100 != 2 {
		return resp.Header, refusalOf(resp.StatusCode, body)
	}
	if into == nil || len(bytes.TrimSpace(body)) == 0 {
		return resp.Header, nil
	}
	err = json.Unmarshal(body, into)
	if err != nil {
		return resp.Header, fmt.Errorf("answer of %s %s: %w", c.method, c.url, err)
	}
	return resp.Header, nil
}

// refusalOf reads a fault as the centre renders it.
func refusalOf(status int, body []byte) error {
	var f struct {
		Code      string `json:"code"`
		MessageEN string `json:"message_en"`
		MessageZH string `json:"message_zh"`
	}
	err := json.Unmarshal(body, &f)
	if err != nil {
		f.MessageEN = strings.TrimSpace(string(body[:min(len(body), 200)]))
	}
	if f.MessageEN == "" {
		f.MessageEN = f.MessageZH
	}
	return &Refusal{Status: status, Code: f.Code, Message: f.MessageEN}
}
