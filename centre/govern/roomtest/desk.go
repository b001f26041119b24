// Package roomtest holds the conformance suite that every store of the joint conference's room must pass, with the desk it works at.
package roomtest

import (
	"context"
	"fmt"
	"sync/atomic"
	"testing"

	"fanzha/base/access"
	"fanzha/base/clock"
	"fanzha/centre/govern"
	"fanzha/centre/govern/score"
	"fanzha/internal/check"
	"fanzha/term/when"
)

// Units of the tests.
const (
	City  = "990100000000"
	East  = "990101000000"
	Other = "990200000000"
)

// Start is Wednesday 2026-11-18 10:00 in the centre's zone.
const Start = when.Micros(1_794_967_200) * when.Second

// Store is what a store of this room must be.
type Store interface {
	govern.Ledger
	govern.Reader
}

// Opened is a fresh store with a look at what it emitted ("return.accepted g00001"), in order, and at bodies by kind.
type Opened struct {
	Store
	Emitted func() []string
	Bodies  func(kind string) []govern.EventBody
}

// figures are values by indicator and key.
type figures map[string]map[string]score.Value

// Figures implements govern.Figures.
func (f figures) Figures(_ context.Context, a govern.Ask) (map[string]score.Value, error) {
	if f[a.Indicator] == nil {
		return map[string]score.Value{}, nil
	}
	return f[a.Indicator], nil
}

// Desk is a joint office on a store.
type Desk struct {
	*govern.Service
	Clock   *clock.Manual
	Values  figures
	Emitted func() []string
	Bodies  func(kind string) []govern.EventBody
}

// NewDesk opens an office with a few member units.
func NewDesk(t *testing.T, o Opened) *Desk {
	t.Helper()
	rules, err := govern.LoadRules()
	check.NoError(t, err)
	d := &Desk{Clock: clock.NewManual(Start), Values: figures{}, Emitted: o.Emitted, Bodies: o.Bodies}
	var n atomic.Int64
	d.Service = govern.New(govern.Options{Ledger: o, Reader: o, Figures: d.Values, Clock: d.Clock, Rules: rules, NewID: func() string {
		return fmt.Sprintf("g%05d", n.Add(1))
	}})
	for i, m := range []govern.MemberCmd{
		{Code: "edu", Kind: "department", Name: "云河市教育局"}, {Code: "court", Kind: "department", Name: "云河市中级人民法院"},
		{Code: "yh_bank", Kind: "bank", Name: "云河银行"}, {Code: "east", Kind: "county", Name: "云东区", Key: "990101", Region: "990101", Unit: East},
		{Code: "west", Kind: "county", Name: "云西县", Key: "990102", Region: "990102"}, {Code: "south", Kind: "county", Name: "云南县", Key: "990103", Region: "990103"},
	} {
		m.Rank = int64(i + 1)
		_, err := d.AddMember(ctx, Clerk("a"), m)
		check.NoError(t, err)
	}
	return d
}

var ctx = context.Background()

// Clerk is a person of the joint office.
func Clerk(user string) access.Scope {
	return access.Scope{User: "clerk-" + user, Name: "联席办", Unit: City, Roles: []access.Role{access.JointClerk}}
}

// Leader is a leader of the city.
func Leader(user string) access.Scope {
	return access.Scope{User: "leader-" + user, Name: "李领导", Unit: City, Roles: []access.Role{access.Leader}}
}

// Liaison is a person of a member unit.
func Liaison(member, user string) access.Scope {
	return access.Scope{User: member + "-" + user, Name: "联络员", Unit: City, Member: member, Roles: []access.Role{access.MemberLiaison}}
}

// After lets time go by and the clocks run.
func (d *Desk) After(t *testing.T, span when.Micros) {
	t.Helper()
	d.Clock.Set(d.Clock.Now() + span)
	for {
		n, err := d.Tick(ctx)
		check.NoError(t, err)
		if n == 0 {
			return
		}
	}
}

func act(h govern.Head, note string) govern.Act {
	return govern.Act{ID: h.ID, Version: h.Version, Note: note}
}

var proof = []govern.Evidence{{Name: "总结.pdf", SHA256: "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"}}
