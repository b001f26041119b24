package ingest

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"strconv"
	"time"

	"fanzha/centre/signal"
)

// batch is one request's worth of records.
type batch struct {
	body    []byte
	lines   []int // file line of each record of the body
	rejects []Reject
	last    int   // last file line covered, own rejects included
	at      int64 // bytes of the file read so far
	receipt signal.Receipt
	err     error
	done    chan struct{}
}

// sender delivers batches.
type sender struct {
	o       *Options
	client  *http.Client
	url     string
	retries func()
}

// errSplit asks for two smaller requests.
var errSplit = errors.New("too large for the server")

// deliver sends a batch until it is answered, within patience, and fills its receipt; lines are those of the body.
func (s *sender) deliver(ctx context.Context, body []byte, records int) (signal.Receipt, error) {
	started, pause := time.Now(), pauseMin
	for {
		r, wait, err := s.once(ctx, body)
		switch {
		case err == nil:
			return r, nil
		case errors.Is(err, errSplit) && records > 1:
			return s.halves(ctx, body, records)
		case ctx.Err() != nil:
			return r, ctx.Err()
		case wait < 0:
			return r, err
		case time.Since(started) > patience:
			return r, ErrAway.With(err)
		}
		s.retries()
		wait = max(wait, pause/2+rand.N(pause))
		pause = min(2*pause, pauseMax)
		select {
		case <-ctx.Done():
			return r, ctx.Err()
		case <-time.After(wait):
		}
	}
}

// halves sends the two halves of a body one after the other and joins their receipts.
func (s *sender) halves(ctx context.Context, body []byte, records int) (signal.Receipt, error) {
	cut, half := 0, records/2
	for range half {
		cut += bytes.IndexByte(body[cut:], '\n') + 1
	}
	first, err := s.deliver(ctx, body[:cut], half)
	if err != nil {
		return first, err
	}
	second, err := s.deliver(ctx, body[cut:], records-half)
	if err != nil {
		return second, err
	}
	for i := range second.Rejects {
		second.Rejects[i].Line += half
	}
	first.Read += second.Read
	first.Accepted += second.Accepted
	first.Duplicate += second.Duplicate
	first.Rejected += second.Rejected
	first.Rejects = append(first.Rejects, second.Rejects...)
	return first, nil
}

// once makes one attempt. wait is the pause that the server asked for, negative when trying again is useless.
func (s *sender) once(ctx context.Context, body []byte) (receipt signal.Receipt, wait time.Duration, err error) {
	ctx, cancel := context.WithTimeout(ctx, requestTime)
	defer cancel()
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, s.url, bytes.NewReader(body))
	if err != nil {
		return receipt, -1, ErrRefused.With(err)
	}
	req.Header.Set("Authorization", "Bearer "+s.o.Key)
	req.Header.Set("Content-Type", "application/x-ndjson")
	resp, err := s.client.Do(req)
	if err != nil {
		return receipt, 0, err
	}
	defer resp.Body.Close()
	raw, err := io.ReadAll(io.LimitReader(resp.Body, 8<<20))
	if err != nil {
		return receipt, 0, err
	}
	switch {
	case resp.StatusCode == http.StatusOK:
		err = json.Unmarshal(raw, &receipt)
		return receipt, 0, err
	case resp.StatusCode == http.StatusRequestEntityTooLarge:
		return receipt, -1, errors.Join(errSplit, ErrRefused.With(said(resp, raw)))
	case resp.StatusCode == http.StatusTooManyRequests, resp.StatusCode == http.StatusRequestTimeout, resp.StatusCode >= 500:
		seconds, _ := strconv.Atoi(resp.Header.Get("Retry-After")) // absent: our own pause
		return receipt, time.Duration(seconds) * time.Second, said(resp, raw)
	}
	return receipt, -1, ErrRefused.With(said(resp, raw))
}

// said is the server's refusal in its own words.
func said(resp *http.Response, raw []byte) error {
	var p struct {
		Code      string `json:"code"`
		MessageEN string `json:"message_en"`
		MessageZH string `json:"message_zh"`
	}
	err := json.Unmarshal(raw, &p)
	if err != nil || p.Code == "" {
		return fmt.Errorf("the server answered %s", resp.Status)
	}
	return fmt.Errorf("%s: %s %s", p.Code, p.MessageZH, p.MessageEN)
}
