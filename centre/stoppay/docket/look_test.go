// Protects: what is said to be still on an account is what came, less what is known to have left it, the latest to come being there longest;
// never more than came, never less than nothing.
package docket_test

import (
	"testing"

	"fanzha/centre/stoppay/docket"
	"fanzha/internal/check"
	"fanzha/term/ident"
	"fanzha/term/when"
)

func TestStill(t *testing.T) {
	leg := func(id, from, to string, at, fen int64) docket.Leg {
		return docket.Leg{ID: id, From: ident.Account(from), To: docket.Party{Account: ident.Account(to)}, At: when.Micros(at), Fen: 2 * fen, TaintedFen: fen, Code: docket.MovedOtherBank}
	}
	exit := leg("e", "b", "", 9, 100)
	exit.Halt = docket.HaltExit
	f := docket.File{Legs: []docket.Leg{leg("1", "v", "a", 1, 500), leg("2", "a", "b", 2, 300), leg("3", "a", "b", 5, 150), leg("4", "b", "c", 6, 80), exit}}
	check.Equal(t, f.Still(), map[string]int64{"1": 50, "2": 120, "3": 150, "4": 80})
	f.Orders = []docket.Order{{Target: docket.Party{Account: "b"}, HoldState: docket.Holding, HeldFen: 200}, {Target: docket.Party{Account: "c"}, HoldState: docket.Holding, HeldFen: 90}}
	check.Equal(t, f.Still(), map[string]int64{"1": 50, "2": 0, "3": 70, "4": 0})
}
