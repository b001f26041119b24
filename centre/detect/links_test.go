package detect

import (
	"fmt"
	"testing"

	"pgregory.net/rapid"

	"fanzha/centre/detect/scenario"
	"fanzha/centre/signal"
	"fanzha/internal/check"
	"fanzha/term/ident"
	"fanzha/term/when"
)

const joined = `on: [transfer, call]
windows:
  - {name: by_owner, by: owner, of: [transfer, call], over: 24h, measure: count}
  - {name: by_holder, by: holder, of: [transfer], over: 24h, measure: count}
  - {name: to_self, of: [transfer], where: 'holder("payee") == phone', over: 24h, measure: count}
  - {name: same_owner, of: [call], where: 'owner("peer") != "" && owner("peer") == owner("phone")', over: 24h, measure: count}
where: 'by_owner >= 0 && by_holder >= 0 && to_self >= 0 && same_owner >= 0'
reason: {zh: 测, en: t}`

// linksSeen is the naive model: who holds and owns what by the newest signal so far, and the windows as counts.
type linksSeen struct {
	holder, owner     map[string]string
	byOwner, byHolder map[string]int64
	toSelf, sameOwner map[ident.Phone]int64
}

func (l *linksSeen) ownerKey(s *signal.Signal) string {
	id := string(s.PersonID)
	if id == "" {
		id = l.owner[string(s.Phone)]
	}
	if id == "" {
		return string(s.Phone)
	}
	return id
}

func (l *linksSeen) values(s *signal.Signal) []int64 {
	held := int64(0)
	if h := l.holder[string(s.PayeeAccount)]; h != "" {
		held = l.byHolder[h]
	}
	return []int64{l.byOwner[l.ownerKey(s)], held, l.toSelf[s.Phone], l.sameOwner[s.Phone]}
}

func (l *linksSeen) learn(s *signal.Signal) {
	l.byOwner[l.ownerKey(s)]++
	if s.Kind == signal.Transfer {
		h := l.holder[string(s.PayeeAccount)]
		if h != "" {
			l.byHolder[h]++
		}
		if h == string(s.Phone) {
			l.toSelf[s.Phone]++
		}
	}
	own := string(s.PersonID)
	if own == "" {
		own = l.owner[string(s.Phone)]
	}
	if s.Kind == signal.Call && own != "" && l.owner[string(s.Peer)] == own {
		l.sameOwner[s.Phone]++
	}
	if s.Account != "" {
		l.holder[string(s.Account)] = string(s.Phone)
	}
	if s.PersonID != "" {
		l.owner[string(s.Phone)] = string(s.PersonID)
	}
}

// TestLinks protects joins on linked identifiers: for any signals the engine knows the same holders of accounts and owners of numbers as a
// naive model, in conditions and as keys of windows.
func TestLinks(t *testing.T) {
	set, err := scenario.Load(story(joined))
	check.NoError(t, err)
	check.Equal(t, NewEngine(set, Options{}).needs.Links, [2]bool{true, true})
	phones := []ident.Phone{"+8613900010001", "+8613900010002", "+8613900010003", "+85251234567"}
	accounts := []ident.Account{"", "6222000000000001", "6222000000000002", "6222000000000003"}
	ids := []ident.IDNumber{"", "", "11010519491231002X", "440524188001010014"}
	rapid.Check(t, func(t *rapid.T) {
		e := NewEngine(set, Options{})
		naive := &linksSeen{map[string]string{}, map[string]string{}, map[string]int64{}, map[string]int64{}, map[ident.Phone]int64{}, map[ident.Phone]int64{}}
		for i := range rapid.IntRange(1, 60).Draw(t, "signals") {
			s := &signal.Signal{
				Kind: signal.Call, Source: "t", ID: fmt.Sprint(i), Time: scenario.ExampleNow + when.Micros(i)*when.Minute,
				Phone: rapid.SampledFrom(phones).Draw(t, "phone"), PersonID: rapid.SampledFrom(ids).Draw(t, "id"), Peer: rapid.SampledFrom(phones).Draw(t, "peer"),
			}
			if rapid.Bool().Draw(t, "pays") {
				s.Kind, s.Peer, s.AmountFen = signal.Transfer, "", 100
				s.Account, s.PayeeAccount = rapid.SampledFrom(accounts).Draw(t, "account"), rapid.SampledFrom(accounts[1:]).Draw(t, "payee")
			}
			e.Observe(s)
			want := naive.values(s)
			for j, f := range set.Scenarios[0].Extras() {
				if got := f.Int(e.frame); got != want[j] {
					t.Fatalf("signal %d: %s is %d, want %d", i, f.Name, got, want[j])
				}
			}
			naive.learn(s)
		}
	})
}
