package scenario

import (
	"slices"
	"strings"
)

// Lists are the named lists of the rulebook: list("name").has(value). The lists odd_suffix, brands and shared_hosts also feed the
// lexical features of addresses.
type Lists struct {
	sets   map[string]map[string]struct{}
	brands []brand
}

// brand is a name that fraud sites imitate and the sites that may carry it.
type brand struct {
	token string
	sites []string
}

func newLists() *Lists { return &Lists{sets: map[string]map[string]struct{}{}} }

// Has says whether the list holds the value.
func (l *Lists) Has(name, value string) bool {
	_, ok := l.sets[name][value]
	return ok
}

// Known says whether there is a list of that name.
func (l *Lists) Known(name string) bool { return l.sets[name] != nil }

// Names lists the lists.
func (l *Lists) Names() []string {
	out := make([]string, 0, len(l.sets))
	for n := range l.sets {
		out = append(out, n)
	}
	slices.Sort(out)
	return out
}

// put adds a list or replaces one of the same name.
func (l *Lists) put(name string, values []string) {
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
	listSharedHost = "shared_hosts" // hosts where anyone may publish: a lead marks one address, not the whole host
)

func brandsOf(values []string) []brand {
	var out []brand
	for _, v := range values {
		parts := strings.Fields(v)
		if len(parts) > 0 {
			out = append(out, brand{token: parts[0], sites: parts[1:]})
		}
	}
	return out
}

// SharedHost says whether anyone may publish on the host, so that a lead marks one address and not the whole host.
func (l *Lists) SharedHost(host, site string) bool {
	return l.Has(listSharedHost, host) || l.Has(listSharedHost, site)
}

// didYouMean proposes the nearest of the names, or nothing when none is near.
func didYouMean(word string, names []string) string {
	best, at := 1+len(word)/3, ""
	for _, n := range names {
		d := distance(word, n, best+1)
		if d < best || (d == best && at == "") {
			best, at = d, n
		}
	}
	if at == "" {
		return ""
	}
	return `; did you mean "` + at + `"?`
}

// distance is the edit distance of two short names, cut at limit.
func distance(a, b string, limit int) int {
	if len(a) > 64 || len(b) > 64 {
		return limit
	}
	var row [65]int
	for j := range len(b) + 1 {
		row[j] = j
	}
	for i := 1; i <= len(a); i++ {
		before := row[0]
		row[0] = i
		for j := 1; j <= len(b); j++ {
			cost := before
			if a[i-1] != b[j-1] {
				cost = min(before, row[j], row[j-1]) + 1
			}
			before, row[j] = row[j], cost
		}
	}
	return min(row[len(b)], limit)
}
