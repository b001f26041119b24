package bank_test

import (
	"context"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"fanzha/base/access"
	"fanzha/base/seal"
	"fanzha/centre/stoppay/roomtest"
	stopstore "fanzha/centre/stoppay/store"
	"fanzha/edge/partner/bank"
	"fanzha/edge/partner/wire"
	"fanzha/internal/check"
	"fanzha/internal/db/dbtest"
	"fanzha/term/when"
)

// Protects the whole way of a polling bank through the real room and its store: the order is fetched and its seal holds, the
// answer holds money once however often it is sent, the next layer is asked for, and nobody else's word counts.
func TestPollingBankThroughTheRoom(t *testing.T) {
	ctx := context.Background()
	books := dbtest.SQLite(t)
	room := roomtest.NewDesk(t, stopstore.New(books))
	v, err := seal.NewVerifier(room.Options.Sealer.(*seal.Sealer).Public())
	check.NoError(t, err)
	h := &house{t: t, now: room.Clock.Now().Time()}
	xb, yh := keyOf("xb1", "xb_bank", 4), keyOf("yh1", "yh_bank", 3)
	h.api = bank.New(bank.Options{Keys: keys{"xb1": xb, "yh1": yh}, Desk: bank.Over(room.Service, books), Now: h.clock})
	server := httptest.NewServer(h.api)
	defer server.Close()
	h.url = server.URL

	opened, err := room.Open(ctx, roomtest.Operator(roomtest.East), roomtest.Cmd("c1", room.Clock.Now(), roomtest.Card(5, 1), 5_000_000))
	check.NoError(t, err)
	_, _, err = room.Work(ctx, 100)
	check.NoError(t, err)
	page := decode[wire.Page](t, h.do(call{key: xb, method: "GET", path: "/orders"}))
	check.True(t, len(page.Orders) == 1 && page.Orders[0].ID == opened.Orders[0].ID, "the order is in the queue")
	o := page.Orders[0]
	check.NoError(t, wire.Verify(o, v))
	check.Equal(t, len(decode[wire.Page](t, h.do(call{key: yh, method: "GET", path: "/orders"})).Orders), 0)

	check.Equal(t, h.do(call{key: yh, method: "POST", path: "/orders/" + o.ID + "/seen"}).status, 404)
	for range 2 {
		check.Equal(t, h.do(call{key: xb, method: "POST", path: "/orders/" + o.ID + "/seen"}).status, 200)
	}
	room.After(when.Second)
	now := room.Clock.Now().Time()
	onward := roomtest.Card(1, 7)
	room.Town.Put(onward, 3_000_000)
	a := wire.Answer{Version: 1, ID: "xb-1", Order: o.ID, Bank: "xb_bank", Seq: 1, At: now, Result: wire.PartiallyHeld, ExecutedAt: now,
		ExpiresAt: now.Add(48 * time.Hour), HeldFen: 2_000_000, BalanceFen: 2_000_000, Final: true,
		Dispositions: []wire.Disposition{{Code: wire.CodePartiallyHeld, Fen: 2_000_000}, {Code: wire.MovedOtherBank, Fen: 3_000_000,
			Time: now.Add(-time.Minute), Ref: "XB9", Bank: "yh_bank", Account: string(onward), Name: roomtest.NameOf(onward), Kind: "person"}}}
	other := a
	other.Bank = "yh_bank"
	got := decode[wire.Receipts](t, h.do(call{key: yh, method: "POST", path: "/answers", body: encode(t, other)}))
	check.Equal(t, got.Receipts[0].Code, "stoppay.not_found")
	claim, err := room.Claim(ctx, access.System(), opened.Claim.ID)
	check.NoError(t, err)
	check.Equal(t, claim.Claim.HeldFen, int64(0))

	line := encode(t, a)
	got = decode[wire.Receipts](t, h.do(call{key: xb, method: "POST", path: "/answers", body: strings.Repeat(line+"\n", 3), media: "application/x-ndjson"}))
	check.Equal(t, got.Accepted, 3)
	a.HeldFen = 1
	got = decode[wire.Receipts](t, h.do(call{key: xb, method: "POST", path: "/answers", body: encode(t, a)}))
	check.Equal(t, got.Receipts[0].Code, "stoppay.answer_conflict")

	_, _, err = room.Work(ctx, 100)
	check.NoError(t, err)
	claim, err = room.Claim(ctx, access.System(), opened.Claim.ID)
	check.NoError(t, err)
	check.Equal(t, claim.Claim.HeldFen, int64(5_000_000))
	check.Equal(t, len(claim.Orders), 2)
	check.Equal(t, claim.Orders[1].HeldFen, int64(3_000_000))
	check.Equal(t, room.Town.Held(onward), int64(3_000_000))

	told := map[wire.EventKind]int{}
	for _, e := range decode[wire.Events](t, h.do(call{key: xb, method: "GET", path: "/events"})).Events {
		check.Equal(t, e.Order, o.ID)
		told[e.Kind]++
	}
	check.True(t, told[wire.EventSealed] == 1 && told[wire.EventHeld] == 1 && told[wire.EventAnswered] >= 1, "events of the order")
	check.Equal(t, len(decode[wire.Page](t, h.do(call{key: xb, method: "GET", path: "/orders?after=0"})).Orders), 0)
}
