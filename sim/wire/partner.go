package wire

import (
	"bytes"
	"context"
	"fmt"
	"net/http"

	"fanzha/sim"
)

// Partner hands batches to the public intake.
type Partner struct {
	Base   string            // http://127.0.0.1:8096
	Key    string            // intake key used for every partner without its own
	Keys   map[string]string // intake keys by partner code
	Client *http.Client      // nil means a default one
}

// Bounds of one request; a partner sends large batches in several.
const (
	maxLines = 1000
	maxBytes = 1 << 20
)

// Post sends the batch in pieces that a request may hold, in order, each acknowledged before the next. Posting again after
// an error is safe: the intake knows the records by their ids.
func (p *Partner) Post(ctx context.Context, b sim.Batch) (sim.Receipt, error) {
	key := p.Keys[b.Partner]
	if key == "" {
		key = p.Key
	}
	header := http.Header{
		"Authorization": {"Bearer " + key},
		"Content-Type":  {"application/x-ndjson"},
	}
	var total sim.Receipt
	for rest := b.Lines; len(rest) > 0; {
		n := piece(rest)
		var got sim.Receipt
		_, err := send(ctx, p.Client, call{method: http.MethodPost, url: p.Base + "/v1/signals/mixed", header: header, body: rest[:n]}, &got)
		if err != nil {
			return total, fmt.Errorf("post %d bytes for %s: %w", n, b.Partner, err)
		}
		total.Read += got.Read
		total.Accepted += got.Accepted
		total.Duplicate += got.Duplicate
		total.Rejected += got.Rejected
		rest = rest[n:]
	}
	return total, nil
}

// piece is the length of the first lines that fit into a request; a single line always does.
func piece(b []byte) int {
	end := 0
	for range maxLines {
		i := bytes.IndexByte(b[end:], '\n')
		if i < 0 {
			return len(b)
		}
		if end > 0 && end+i+1 > maxBytes {
			return end
		}
		end += i + 1
		if end == len(b) {
			return end
		}
	}
	return end
}
