package push_test

import (
	"context"
	"net/http/httptest"
	"testing"

	"fanzha/base/access"
	"fanzha/base/seal"
	"fanzha/centre/stoppay"
	"fanzha/centre/stoppay/roomtest"
	stopstore "fanzha/centre/stoppay/store"
	"fanzha/edge/connect/push"
	"fanzha/internal/check"
	"fanzha/internal/db/dbtest"
	"fanzha/sim/bank"
	"fanzha/term/when"
)

// Protects the whole way of a push bank: the room seals, the gateway posts, a bank that was written after the page alone verifies
// and holds, and its answer comes back into the room; delivering once more holds nothing twice.
func TestPushThroughTheRoom(t *testing.T) {
	ctx := context.Background()
	room := roomtest.NewDesk(t, stopstore.New(dbtest.SQLite(t)))
	v, err := seal.NewVerifier(room.Options.Sealer.(*seal.Sealer).Public())
	check.NoError(t, err)
	account := roomtest.Card(2, 1)
	b := bank.New(bank.Options{Code: "hk_rural", Clock: room.Clock, Keys: v})
	check.NoError(t, b.Open(bank.Account{Number: string(account), Name: roomtest.NameOf(account), Kind: "person"}))
	check.NoError(t, b.Credit(string(account), bank.Entry{Ref: "P-c1", At: room.Clock.Now() - 4*when.Minute, Fen: 5_000_000, Account: string(roomtest.Victim)}))
	server := httptest.NewServer(bank.NewServer(bank.ServerOptions{Bank: b, Key: key}))
	defer server.Close()

	room.Options.Gateway = push.New(push.Options{Keys: some{key}, Plain: true, Now: room.Clock.Now().Time})
	s := room.Again()
	for _, entry := range roomtest.Banks() {
		if entry.Code == "hk_rural" {
			entry.Address = server.URL
			_, err = s.SaveBank(ctx, access.System(), entry, 1)
			check.NoError(t, err)
		}
	}
	opened, err := s.Open(ctx, roomtest.Operator(roomtest.East), roomtest.Cmd("c1", room.Clock.Now(), account, 5_000_000))
	check.NoError(t, err)
	_, _, err = s.Work(ctx, 100)
	check.NoError(t, err)
	o, _, err := s.Order(ctx, roomtest.Operator(roomtest.East), opened.Orders[0].ID)
	check.NoError(t, err)
	check.Equal(t, o.Result, stoppay.ResultHeld)
	check.Equal(t, o.HeldFen, int64(5_000_000))
	check.Equal(t, b.HeldFen(), int64(5_000_000))
	_, _, err = s.Work(ctx, 100)
	check.NoError(t, err)
	check.Equal(t, b.HeldFen(), int64(5_000_000))
}
