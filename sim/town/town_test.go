package town

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"fanzha/internal/check"
	"fanzha/term/ident"
	"fanzha/term/when"
)

var start = when.Of(time.Date(2026, 5, 31, 16, 0, 0, 0, time.UTC))

// TestRandStays protects old seeds: these numbers may never change.
func TestRandStays(t *testing.T) {
	r := Roll(1, StreamLife, 2, 3)
	check.Equal(t, fmt.Sprintf("%x %x %d %d", r.Next(), r.Next(), r.N(1000), r.Between(5, 9)), "194ff1de22ac7178 57c6b637c2ac8a45 157 7")
}

// TestRandShapes protects the distributions that everything is drawn from.
func TestRandShapes(t *testing.T) {
	r := Roll(1, StreamLife, 0, 0)
	sum, small, large := 0.0, 0, 0
	const n = 20_000
	for range n {
		sum += r.normal()
		small += r.Poisson(3, 0.049787068367863944)
		large += r.Poisson(400, 0)
	}
	check.True(t, sum/n < 0.03 && sum/n > -0.03, "the normal shape is off centre")
	check.True(t, small > 2.9*n && small < 3.1*n, "small Poisson")
	check.True(t, large > 398*n && large < 402*n, "large Poisson")
}

// TestNumbersParse protects the parsers' side of the bargain: whatever key a number is made from, it is a valid one and says
// what it is meant to be.
func TestNumbersParse(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		key := rapid.Uint64().Draw(t, "key")
		r := Seeded(key)
		kinds := map[string]Number{
			"mobile": Written(Outsider(key), &r), "virtual": Num(AsIs, Virtual(key)), "foreign": Foreign(key), "landline": Landline(key),
			"service": Port(key),
		}
		for kind, n := range kinds {
			p, err := ident.ParsePhone(n.String())
			if err != nil {
				t.Fatalf("%s %s: %v", kind, n, err)
			}
			is := map[string]bool{
				"mobile": p.Mobile(), "virtual": p.Mobile() && p.Carrier().Virtual, "foreign": p.Foreign(), "landline": p.Landline(), "service": p.Service(),
			}
			if !is[kind] {
				t.Fatalf("%s is not a %s", n, kind)
			}
			if n.Personal() != (kind == "mobile" || kind == "virtual") {
				t.Fatalf("%s: personal %v", n, n.Personal())
			}
		}
		a := MakeAccount(r.N(9), key)
		parsed, err := ident.ParseAccount(a.String())
		if err != nil || !parsed.LuhnOK() || BankNameOf(a) == "" || !strings.HasPrefix(a.String(), "99000") {
			t.Fatalf("account %s: %v", a, err)
		}
	})
}

// TestServices protects the short numbers.
func TestServices(t *testing.T) {
	for _, n := range []uint64{ServiceBank, ServiceBank + 5, ServiceCarrier + 2, ServiceParcel, ServiceShop, Hotline96110, Warn12381, City12345} {
		p, err := ident.ParsePhone(Service(n).String())
		check.NoError(t, err)
		check.True(t, p.Service() && !Service(n).Personal(), "not a service number: "+string(p))
	}
}

// TestRegister protects the residents: unique identifiers, households that live together, ages and births that agree, and
// numbers that lead back to their owner.
func TestRegister(t *testing.T) {
	w := New(7, 20_000, start)
	check.Equal(t, w.People(), 20_000)
	seen := map[string]bool{}
	for i := range w.People() {
		p, r := w.Person(i), w.Resident(i)
		check.True(t, !seen[p.ID] && !seen[p.Phone] && p.Name != "", "twice: "+p.ID)
		seen[p.ID], seen[p.Phone] = true, true
		id, err := ident.ParseID(p.ID)
		check.NoError(t, err)
		check.Equal(t, id.Male(), p.Male)
		check.True(t, p.Age >= 14 && p.Age < 100, fmt.Sprint("age ", p.Age))
		check.Equal(t, int(r.Home) <= i && i < int(r.Home)+int(r.Size), true)
		check.Equal(t, w.Person(int(r.Home)).Area, p.Area)
		who, ok := w.ResidentOf(w.MobileOf(i))
		check.True(t, ok && who == i, "the mobile does not lead back")
	}
	check.True(t, len(w.Kin) > 100 && len(w.Bosses) > 300, "few with relatives abroad, few employers")
}

// TestBeyondAMillion protects large cities: the number segments wrap without a clash.
func TestBeyondAMillion(t *testing.T) {
	w := New(7, suffixes+5000, start)
	for _, i := range []int{0, 4999, suffixes - 1, suffixes, suffixes + 4999} {
		who, ok := w.ResidentOf(w.MobileOf(i))
		check.True(t, ok && who == i, fmt.Sprint("resident ", i))
	}
	_, ok := w.ResidentOf(13_911_112_222)
	check.True(t, !ok, "a stranger is a resident")
}

// TestCivil protects the calendar against the standard library's.
func TestCivil(t *testing.T) {
	day := time.Date(1900, 1, 1, 0, 0, 0, 0, time.UTC)
	for n := 0; n < 60_000; n += 13 {
		at := day.AddDate(0, 0, n)
		y, m, d := Civil(n)
		check.Equal(t, [3]int{y, m, d}, [3]int{at.Year(), int(at.Month()), at.Day()})
	}
}
