package api

import (
	"encoding/json"
	"fmt"
	"net/http"
	"sync"
	"time"

	"fanzha/base/access"
)

// Bounds of the live push. A console that cannot follow is cut off and comes back with a full refetch.
const (
	liveQueue    = 256              // events waiting for one console
	liveConsoles = 2000             // consoles at once
	livePing     = 15 * time.Second // keeps proxies from closing a quiet stream
)

// Push is one change that consoles hear of. It carries no personal data: a console refetches what it shows.
type Push struct {
	Name  string `json:"-"`
	ID    string `json:"id,omitempty"`
	Kind  string `json:"kind,omitempty"`
	Level string `json:"level,omitempty"`
	Unit  string `json:"unit,omitempty"`
}

// bankHears are the changes that a bank's liaison is told of.
var bankHears = map[string]bool{"stop": true, "objection": true, "lead": true}

// Hub hands changes to the consoles whose jurisdiction they concern.
type Hub struct {
	mu       sync.Mutex // guards consoles and closed
	consoles map[*console]struct{}
	closed   bool
}

type console struct {
	scope access.Scope
	ch    chan Push
}

// NewHub returns an empty hub.
func NewHub() *Hub { return &Hub{consoles: map[*console]struct{}{}} }

// Send hands a change to all consoles that may see its unit; a full queue ends that console's stream.
func (h *Hub) Send(p Push) {
	h.mu.Lock()
	defer h.mu.Unlock()
	for c := range h.consoles {
		if p.Unit != "" && !c.scope.Covers(p.Unit) {
			continue
		}
		p := p
		if c.scope.Bank != "" {
			if !bankHears[p.Name] {
				continue
			}
			p = Push{Name: p.Name} // that something has changed, not what: it may be another bank's
		}
		select {
		case c.ch <- p:
		default:
			delete(h.consoles, c)
			close(c.ch)
		}
	}
}

// Close ends all streams, so that the server can drain.
func (h *Hub) Close() {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.closed = true
	for c := range h.consoles {
		delete(h.consoles, c)
		close(c.ch)
	}
}

// Consoles counts the open streams.
func (h *Hub) Consoles() int {
	h.mu.Lock()
	defer h.mu.Unlock()
	return len(h.consoles)
}

func (h *Hub) join(scope access.Scope) (*console, bool) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.closed || len(h.consoles) >= liveConsoles {
		return nil, false
	}
	c := &console{scope: scope, ch: make(chan Push, liveQueue)}
	h.consoles[c] = struct{}{}
	return c, true
}

func (h *Hub) leave(c *console) {
	h.mu.Lock()
	defer h.mu.Unlock()
	_, ok := h.consoles[c]
	if ok {
		delete(h.consoles, c)
		close(c.ch)
	}
}

// serve streams changes to one console as server-sent events until it goes away.
func (h *Hub) serve(w http.ResponseWriter, r *http.Request, scope access.Scope, alive func() bool) {
	c, ok := h.join(scope)
	if !ok {
		http.Error(w, "too many consoles", http.StatusServiceUnavailable)
		return
	}
	defer h.leave(c)
	rc := http.NewResponseController(w)
	w.Header().Set("Content-Type", "text/event-stream")
	w.Header().Set("Cache-Control", "no-store")
	w.Header().Set("X-Accel-Buffering", "no")
	_, err := fmt.Fprint(w, "retry: 1000\nevent: hello\ndata: {}\n\n")
	if err != nil {
		return
	}
	ping := time.NewTicker(livePing)
	defer ping.Stop()
	for {
		err = rc.Flush()
		if err != nil {
			return
		}
		select {
		case <-r.Context().Done():
			return
		case <-ping.C:
			if !alive() {
				return
			}
			_, err = fmt.Fprint(w, "event: ping\ndata: {}\n\n")
		case p, open := <-c.ch:
			if !open {
				return
			}
			err = writePush(w, p)
		}
		if err != nil {
			return
		}
	}
}

func writePush(w http.ResponseWriter, p Push) error {
	data, err := json.Marshal(p)
	if err != nil {
		return err
	}
	_, err = fmt.Fprintf(w, "event: %s\ndata: %s\n\n", p.Name, data)
	return err
}
