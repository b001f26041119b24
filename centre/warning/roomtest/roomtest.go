// Package roomtest builds what tests of and around the room warning need: rules, units, people, hits and scopes. All people
// and places are invented: area codes begin with 99, which GB/T 2260 has not given to anybody.
package roomtest

import (
	"context"
	"fmt"
	"sync/atomic"
	"testing"

	"fanzha/base/access"
	"fanzha/base/clock"
	"fanzha/centre/detect"
	"fanzha/centre/warning"
	"fanzha/rulebook"
	"fanzha/term/ident"
	"fanzha/term/when"
)

// Units of the fictional city.
const (
	City    = "990100000000" // 云河市反诈中心
	East    = "990101000000" // 云东区
	East1   = "990101010000" // 云东区 first station
	East2   = "990101020000"
	West    = "990102000000" // 云西区
	West1   = "990102010000"
	PlaceE1 = "990101001"
	PlaceE2 = "990101002"
	PlaceW1 = "990102001"
)

// Start is when tests begin.
const Start = when.Micros(1_795_000_000_000_000)

// Rules reads the shipped rulebook.
func Rules(t testing.TB) warning.Rules {
	t.Helper()
	raw, err := rulebook.FS.ReadFile("warning.yaml")
	if err != nil {
		t.Fatal(err)
	}
	r, err := warning.ParseRules(raw)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// Units answers for the fictional city.
type Units struct{}

// Responsible names the station of a street, else the county, else the city.
func (Units) Responsible(_ context.Context, place string) (string, error) {
	switch {
	case len(place) >= 9 && place[6:8] == "00":
		return place[:6] + "0" + place[8:9] + "0000", nil
	case len(place) >= 6 && place[:4] == "9901":
		return place[:6] + "000000", nil
	}
	return City, nil
}

// IDs returns a source of ids that ascend.
func IDs() func() string {
	var n atomic.Int64
	return func() string { return fmt.Sprintf("ID%010d", n.Add(1)) }
}

// Service makes a service on a store with a clock that stands at Start.
func Service(t testing.TB, s warning.Store, more ...warning.Moments) (*warning.Service, *clock.Manual) {
	t.Helper()
	c := clock.NewManual(Start)
	return warning.New(warning.Options{Store: s, Units: Units{}, Moments: more, Clock: c, Rules: Rules(t), NewID: IDs()}), c
}

// Phone is the n-th invented phone (170 00 is a virtual carrier's range that our fictional carriers use).
func Phone(n int) ident.Phone { return ident.Phone(fmt.Sprintf("+86170%08d", n)) }

// ID is the n-th invented identity number, with its check character (ISO 7064 MOD 11-2).
func ID(n int) ident.IDNumber {
	body := fmt.Sprintf("990101%04d0101%03d", 1950+n%50, n%1000)
	weights := [17]int{7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2}
	sum := 0
	for i, w := range weights {
		sum += int(body[i]-'0') * w
	}
	return ident.IDNumber(body + string("10X98765432"[sum%11]))
}

// Hit makes a hit; change it with the functions given.
func Hit(id string, changes ...func(*detect.Hit)) detect.Hit {
	h := detect.Hit{
		ID: id, Scenario: "long_call", Version: 1, Family: "contact", Level: "medium", Score: 50, Fraud: "impostor_police",
		At: Start, Source: "carrier-a", Signal: "s-" + id, Kind: "call", Place: PlaceE1, Peer: "+85212345678",
		ReasonZH: "与境外号码长时间通话", ReasonEN: "A long call from abroad", Evidence: []detect.Evidence{{Name: "duration", Value: "1800"}},
	}
	for _, change := range changes {
		change(&h)
	}
	return h
}

// Of sets the phone of the person.
func Of(p ident.Phone) func(*detect.Hit) { return func(h *detect.Hit) { h.Phone = p } }

// As sets the identity number of the person.
func As(id ident.IDNumber) func(*detect.Hit) { return func(h *detect.Hit) { h.PersonID = id } }

// At sets the time since Start.
func At(d when.Micros) func(*detect.Hit) { return func(h *detect.Hit) { h.At = Start + d } }

// Level sets the level.
func Level(l warning.Level) func(*detect.Hit) { return func(h *detect.Hit) { h.Level = string(l) } }

// In sets the place.
func In(place string) func(*detect.Hit) { return func(h *detect.Hit) { h.Place = place } }

// Paid makes it a transfer of the fund family.
func Paid(fen int64) func(*detect.Hit) {
	return func(h *detect.Hit) {
		h.Kind, h.Family, h.AmountFen, h.Scenario, h.Payee = "transfer", "fund", fen, "payee_reported", "6222990000000001"
	}
}

// Report makes it a report of a loss.
func Report(fen int64) func(*detect.Hit) {
	return func(h *detect.Hit) {
		h.Kind, h.Family, h.AmountFen, h.Scenario = "report", "fund", fen, "report_of_loss"
	}
}

// Scope is a person of a unit in the roles.
func Scope(user, unit string, roles ...access.Role) access.Scope {
	return access.Scope{User: user, Name: "民警" + user, Unit: unit, Roles: roles}
}

// Operator is an operator of the city's desk.
func Operator(user string) access.Scope { return Scope(user, City, access.Operator) }

// Leader is a leader of the city.
func Leader(user string) access.Scope { return Scope(user, City, access.Leader) }
