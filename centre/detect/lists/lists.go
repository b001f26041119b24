package lists

import (
	"slices"
	"strings"

	"fanzha/centre/detect/lexical"
)

// Subject names a list of sighted subjects.
type Subject uint8

// The subjects of sightings.
const (
	Account  Subject = iota // the payee's account of a transfer
	Phone                   // the other number of a call or message
	Site                    // the opened site
	App                     // the opened app
	Mule                    // the payee's account as a model scores it: no lead
	Subjects                // how many there are
)

// SubjectNames are the words of involved("…").
var SubjectNames = [Subjects]string{"account", "phone", "site", "app", "mule"}

// Book is the named lists of the rulebook: list("name").has(value). The lists odd_suffix, brands and shared_hosts also feed the
// lexical features of addresses.
type Book struct {
	sets   map[string]map[string]struct{}
	brands []lexical.Brand
}

// New makes an empty set of lists.
func New() *Book { return &Book{sets: map[string]map[string]struct{}{}} }

// Values is the list of that name as a set, nil for none; it must not be changed.
func (l *Book) Values(name string) map[string]struct{} { return l.sets[name] }

// Has says whether the list holds the value.
func (l *Book) Has(name, value string) bool {
	_, ok := l.sets[name][value]
	return ok
}

// Known says whether there is a list of that name.
func (l *Book) Known(name string) bool { return l.sets[name] != nil }

// Names lists the lists.
func (l *Book) Names() []string {
	out := make([]string, 0, len(l.sets))
	for n := range l.sets {
		out = append(out, n)
	}
	slices.Sort(out)
	return out
}

// Put adds a list or replaces one of the same name.
func (l *Book) Put(name string, values []string) {
	set := make(map[string]struct{}, len(values))
	for _, v := range values {
		set[v] = struct{}{}
	}
	l.sets[name] = set
	if name == listBrands {
		l.brands = brandsOf(values)
	}
}

// Lists with a meaning of their own.
const (
	listBrands     = "brands"       // "taobao taobao.com tmall.com": token, then the sites that may carry it
	listOddSuffix  = "odd_suffix"   // suffixes that honest Chinese services rarely use
	listTrusted    = "trusted"      // "phone 95533", "site mps.gov.cn": never suspects
	listSharedHost = "shared_hosts" // hosts where anyone may publish: a lead marks one address, not the whole host
)

func brandsOf(values []string) []lexical.Brand {
	var out []lexical.Brand
	for _, v := range values {
		parts := strings.Fields(v)
		if len(parts) > 0 {
			out = append(out, lexical.Brand{Token: parts[0], Sites: parts[1:]})
		}
	}
	return out
}

// Suffixes says whether honest Chinese services rarely use the suffix.
func (l *Book) Suffixes(suffix string) bool { return l.Has(listOddSuffix, suffix) }

// Brands are the names that fraud sites imitate.
func (l *Book) Brands() []lexical.Brand { return l.brands }

// Trusted says whether a number, account, app or host (or a host above it) stands in the list trusted: a lead on it is a mistake, and a
// hit never names it as the other side.
func (l *Book) Trusted(s Subject, value string) bool {
	set := l.sets[listTrusted]
	if len(set) == 0 || value == "" {
		return false
	}
	for {
		_, ok := set[SubjectNames[s]+" "+value]
		if ok || s != Site {
			return ok
		}
		_, above, more := strings.Cut(value, ".")
		if !more {
			return false
		}
		value = above
	}
}

// SharedHost says whether anyone may publish on the host, so that a lead marks one address and not the whole host.
func (l *Book) SharedHost(host, site string) bool {
	return l.Has(listSharedHost, host) || l.Has(listSharedHost, site)
}
