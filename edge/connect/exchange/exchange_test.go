package exchange

import (
	"io"
	"log/slog"
	"net/http/httptest"
	"os"
	"path/filepath"
	"testing"
	"time"

	accessstore "fanzha/base/access/store"
	"fanzha/centre/upstream"
	"fanzha/centre/upstream/roomtest"
	"fanzha/centre/upstream/store"
	"fanzha/edge/partner/centre"
	"fanzha/edge/partner/parcel"
	"fanzha/internal/check"
	"fanzha/internal/db/dbtest"
)

// side is one of two centres, with keys and a desk.
type side struct {
	*roomtest.Centre
	desk *parcel.Desk
	t    *testing.T
}

func newSide(t *testing.T, code string) *side {
	t.Helper()
	vault, err := accessstore.NewVault([32]byte{9})
	check.NoError(t, err)
	c := roomtest.NewCentre(t, code, store.New(dbtest.SQLite(t), vault))
	keys, err := parcel.OpenKeys(t.TempDir())
	check.NoError(t, err)
	return &side{c, &parcel.Desk{Keys: keys, Room: c.Room, Heard: c.Room, Clock: c.Clock, Rules: c.Room.Rules()}, t}
}

// connect tells s of another centre.
func (s *side) connect(o *side, place upstream.Place, via, where string) upstream.Peer {
	s.t.Helper()
	sign, err := o.desk.Keys.Sealer.Public().Text()
	check.NoError(s.t, err)
	open, err := o.desk.Keys.Opener.Public().Text()
	check.NoError(s.t, err)
	check.NoError(s.t, s.Room.Connect(s.t.Context(), upstream.Peer{Code: o.Code, Name: "中心", Place: place, Via: via, URL: where, Dir: where, SignKey: sign, OpenKey: open, Active: true}))
	return s.link(o)
}

func (s *side) link(o *side) upstream.Peer {
	s.t.Helper()
	p, err := s.Room.LinkOf(s.t.Context(), o.Code)
	check.NoError(s.t, err)
	return p
}

func (s *side) give(key string) {
	s.t.Helper()
	_, err := s.Room.Give(s.t.Context(), s.Boss, roomtest.Cmd(key, roomtest.City, ""))
	check.NoError(s.t, err)
}

func (s *side) received() int {
	s.t.Helper()
	list, _, err := s.Room.List(s.t.Context(), s.Boss, upstream.Filter{Side: upstream.Received})
	check.NoError(s.t, err)
	return len(list)
}

// Protects files: complete ones are taken once and put into done, one after a gap waits for the one before, what is damaged, old, or of
// another centre goes to bad with its reason, and none of it stops the others.
func TestFolder(t *testing.T) {
	ctx := t.Context()
	a, b, stranger := newSide(t, roomtest.Province), newSide(t, roomtest.City), newSide(t, roomtest.County)
	out, in := t.TempDir(), t.TempDir()
	toB, toA := a.connect(b, upstream.Below, upstream.ByFile, out), b.connect(a, upstream.Above, upstream.ByFile, in)
	from, err := OpenFolder(a.desk, out)
	check.NoError(t, err)
	into, err := OpenFolder(b.desk, in)
	check.NoError(t, err)
	put := func(name string, raw []byte) {
		check.NoError(t, os.WriteFile(filepath.Join(in, "in", name), raw, 0o600))
	}
	file := func() []byte {
		name, err := from.Put(ctx, a.link(b))
		check.NoError(t, err)
		raw, err := os.ReadFile(filepath.Join(out, "out", name))
		check.NoError(t, err)
		return raw
	}
	a.give("1")
	first := file()
	// the second file is made as if the first had been confirmed: it stands after a gap
	a.give("2")
	check.NoError(t, a.Kept.Acked(ctx, b.Code, 1))
	second := file()
	put("2.fzx", second)
	put("bad.fzx", append([]byte(nil), second[:len(second)-1]...))
	put("odd.fzx", []byte("FZX1 no parcel"))
	put(".hidden.fzx", second)
	put("half.part", first)
	look, err := into.Take(ctx, toA)
	check.NoError(t, err)
	check.Equal(t, look, Look{Waiting: 1, Refused: 2})
	check.Equal(t, b.link(a).Trouble, "upstream.gap")
	why, err := os.ReadFile(filepath.Join(in, "bad", "odd.fzx.txt"))
	check.NoError(t, err)
	check.Equal(t, string(why), "parcel.form\n")
	put("1.fzx", first)
	put("1-again.fzx", first)
	look, err = into.Take(ctx, toA)
	check.NoError(t, err)
	check.Equal(t, look, Look{Taken: 3})
	check.Equal(t, b.received(), 2)
	check.Equal(t, b.link(a).Trouble, "")
	foreign, _, err := stranger.desk.Out(ctx, stranger.connect(a, upstream.Above, upstream.ByCalls, ""), 0)
	check.NoError(t, err)
	put("3.fzx", foreign)
	old := file()
	b.Clock.Set(b.Clock.Now().Add(b.Room.Rules().FileAge + time.Hour))
	put("4.fzx", old)
	look, err = into.Take(ctx, toA)
	check.NoError(t, err)
	check.Equal(t, look, Look{Refused: 2})
	check.Equal(t, b.link(a).Trouble, "parcel.old")
	check.Equal(t, toB.Code, b.Code)
}

// Protects HTTP: orders go and receipts come in one exchange; an answer that was lost is made good by the next; a replayed request, one by a
// wrong clock and one of a stranger change nothing; a centre that is not there is told on the link.
func TestHTTP(t *testing.T) {
	ctx := t.Context()
	check.Equal(t, []string{path, media}, []string{centre.Path, centre.Media})
	a, b := newSide(t, roomtest.Province), newSide(t, roomtest.City)
	server := httptest.NewServer(centre.Handler(b.desk, slog.New(slog.NewTextHandler(io.Discard, nil))))
	defer server.Close()
	toB := a.connect(b, upstream.Below, upstream.ByHTTP, server.URL)
	b.connect(a, upstream.Above, upstream.ByCalls, "")
	client := NewClient(a.desk)
	for _, key := range []string{"1", "2", "3"} {
		a.give(key)
	}
	lost, _, err := a.desk.Out(ctx, toB, 0) // b takes it, a never hears the answer
	check.NoError(t, err)
	_, err = client.post(ctx, server.URL+path, lost)
	check.NoError(t, err)
	check.Equal(t, b.received(), 3)
	_, err = client.post(ctx, server.URL+path, lost)
	check.Fault(t, err, "exchange.refused")
	check.NoError(t, client.Exchange(ctx, a.link(b)))
	check.Equal(t, b.received(), 3)
	check.Equal(t, a.link(b).Acked, int64(3))
	b.Clock.Set(b.Clock.Now().Add(b.Room.Rules().Skew + time.Minute))
	a.give("4")
	check.Fault(t, client.Exchange(ctx, a.link(b)), "exchange.refused")
	check.Equal(t, []any{b.received(), b.link(a).Trouble, a.link(b).Trouble}, []any{3, "parcel.old", "exchange.refused"})
	a.Clock.Set(b.Clock.Now())
	check.NoError(t, client.Exchange(ctx, a.link(b)))
	check.Equal(t, []any{b.received(), b.link(a).Trouble, a.link(b).Trouble}, []any{4, "", ""})
	forger := newSide(t, roomtest.Province) // has the name, not the key
	forged, _, err := forger.desk.Out(ctx, forger.connect(b, upstream.Below, upstream.ByHTTP, server.URL), 0)
	check.NoError(t, err)
	_, err = client.post(ctx, server.URL+path, forged)
	check.Fault(t, err, "exchange.refused")
	server.Close()
	check.Fault(t, client.Exchange(ctx, a.link(b)), "exchange.unreachable")
	check.Equal(t, a.link(b).Trouble, "exchange.unreachable")
}
