package upstream

import (
	"context"
	"slices"
	"strings"

	"fanzha/base/access"
	"fanzha/base/seal"
	"fanzha/term/region"
)

// Bounds of a page.
const (
	PageDefault = 50
	PageMax     = 200
)

// Filter chooses orders. Empty fields do not restrict.
type Filter struct {
	Side   Side
	States []State
	Peer   string
	Open   bool
	Late   bool
	Limit  int
	Cursor string
}

// List returns orders of the caller's centre, the latest first, and the cursor of the next page.
func (s *Service) List(ctx context.Context, scope access.Scope, f Filter) ([]Order, string, error) {
	err := scope.Require(access.UpstreamRead)
	if err != nil {
		return nil, "", err
	}
	for _, st := range f.States {
		if !slices.Contains(States, st) {
			return nil, "", badField("state")
		}
	}
	if f.Side != "" && f.Side != Received && f.Side != Given || !word(f.Peer) || !word(f.Cursor) {
		return nil, "", badField("filter")
	}
	q := Query{Side: f.Side, States: f.States, Peer: f.Peer, Open: f.Open, Before: f.Cursor, Limit: min(f.Limit, PageMax)}
	if q.Limit <= 0 {
		q.Limit = PageDefault
	}
	if f.Late {
		q.Late = s.o.Clock.Now()
	}
	list, err := s.o.Ledger.List(ctx, scope, q)
	next := ""
	if len(list) == q.Limit {
		next = list[len(list)-1].ID
	}
	return list, next, err
}

// Get returns an order with what was done on it.
func (s *Service) Get(ctx context.Context, scope access.Scope, id string) (Order, []Step, error) {
	err := scope.Require(access.UpstreamRead)
	if err != nil {
		return Order{}, nil, err
	}
	o, err := s.o.Ledger.Get(ctx, scope, id)
	if err != nil {
		return o, nil, err
	}
	steps, err := s.o.Notes.Steps(ctx, id)
	return o, steps, err
}

// Counts are what waits in the caller's centre.
func (s *Service) Counts(ctx context.Context, scope access.Scope) (Counts, error) {
	err := scope.Require(access.UpstreamRead)
	if err != nil {
		return Counts{}, err
	}
	return s.o.Notes.Counts(ctx, scope, s.o.Clock.Now())
}

// Order returns an order to the centre's own procedures.
func (s *Service) Order(ctx context.Context, id string) (Order, error) {
	return s.o.Ledger.Get(ctx, access.System(), id)
}

// Links lists the other centres.
func (s *Service) Links(ctx context.Context, scope access.Scope) ([]Peer, error) {
	err := scope.Require(access.UpstreamRead)
	if err != nil {
		return nil, err
	}
	return s.o.Peers.Peers(ctx)
}

// Peers lists the other centres for the centre's own procedures.
func (s *Service) Peers(ctx context.Context) ([]Peer, error) { return s.o.Peers.Peers(ctx) }

// LinkOf is the other centre with a code.
func (s *Service) LinkOf(ctx context.Context, code string) (Peer, error) {
	return s.o.Peers.Peer(ctx, code)
}

// Connect adds a centre or changes what is entered of it. It is the act of the machine's operator: keys come by hand.
func (s *Service) Connect(ctx context.Context, p Peer) error {
	own, err := s.o.Own(ctx)
	if err != nil {
		return err
	}
	_, err = region.ParseUnit(p.Code)
	inside, above := region.Under(own, p.Code), region.Under(p.Code, own)
	switch {
	case err != nil || p.Code == own:
		return badField("code")
	case p.Place == Below && !inside, p.Place == Above && !above, p.Place != Below && p.Place != Above:
		return badField("place")
	case !words(p.Name, NameMax) || strings.TrimSpace(p.Name) == "":
		return badField("name")
	case p.Via == ByHTTP && !strings.HasPrefix(p.URL, "http"), p.Via == ByFile && p.Dir == "", p.Via != ByHTTP && p.Via != ByFile && p.Via != ByCalls:
		return badField("via")
	}
	for name, text := range map[string]string{"sign_key": p.SignKey, "open_key": p.OpenKey} {
		keys, err := seal.ParsePublic([]byte(text))
		if err != nil || len(keys) != 1 || keys[0].Suite != seal.SM2 {
			return badField(name)
		}
	}
	return s.o.Peers.SavePeer(ctx, By{User: "system", Name: "system", At: s.o.Clock.Now()}, p)
}

// Heard notes how the last parcel of a peer went.
func (s *Service) Heard(ctx context.Context, p Peer) error { return s.o.Peers.Heard(ctx, p) }
