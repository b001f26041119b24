package url

import (
	"slices"
	"strings"

	"fanzha/term/fault"

	"github.com/goccy/go-yaml"
)

// Settings are lists a centre may change; they are settings from general knowledge, not law, and none was taken from a data set.
type Settings struct {
	Brands     map[string][]string `yaml:"brands" json:"brands"`         // a brand as one word → the registrable names it owns
	FreeHosts  []string            `yaml:"free_hosts" json:"free_hosts"` // where anyone may put up a page
	Shorteners []string            `yaml:"shorteners" json:"shorteners"`
	Lures      []string            `yaml:"lures" json:"lures"` // words that ask to act
	Software   []string            `yaml:"software" json:"software"`
	lures      map[string]bool
	software   map[string]bool
	brands     []brand
}

// brand is a word and the registrable names of its owner.
type brand struct {
	word  string
	names []string
}

// Bounds of the settings.
const (
	maxEntries   = 5000
	leastBrand   = 4 // letters from which a brand is searched inside other words
	leastSimilar = 5 // letters from which a near miss of a brand counts
)

// ErrSettings says that the lists are not usable.
var ErrSettings = fault.New(fault.Invalid, "model.settings_invalid")

// ReadSettings reads the lists.
func ReadSettings(data []byte) (*Settings, error) {
	s := &Settings{}
	err := yaml.UnmarshalWithOptions(data, s, yaml.Strict())
	if err != nil {
		return nil, ErrSettings.With(err)
	}
	if !s.bounded() {
		return nil, ErrSettings
	}
	s.index()
	return s, nil
}

func (s *Settings) bounded() bool {
	return len(s.Brands) <= maxEntries && len(s.FreeHosts)+len(s.Shorteners)+len(s.Lures)+len(s.Software) <= maxEntries
}

// index prepares the lists for searching.
func (s *Settings) index() {
	s.lures, s.software, s.brands = set(s.Lures), set(s.Software), nil
	for word, names := range s.Brands {
		s.brands = append(s.brands, brand{word, names})
	}
	slices.SortFunc(s.brands, func(a, b brand) int { return strings.Compare(a.word, b.word) })
}

func set(list []string) map[string]bool {
	out := make(map[string]bool, len(list))
	for _, v := range list {
		out[v] = true
	}
	return out
}

// known measures what the lists say.
func (s *Settings) known(p *parts, f *form) {
	name := p.site + "." + p.suffix
	free, short := false, false
	for _, h := range s.FreeHosts {
		free = free || p.host == h || strings.HasSuffix(p.host, "."+h)
	}
	for _, h := range s.Shorteners {
		short = short || p.host == h || p.host == "www."+h
	}
	f.flag("free_host", free)
	f.flag("shortener", short)
	var own, inSite, inSub, inPath, similar bool
	named := words(p.site + " " + p.sub)
	for _, b := range s.brands {
		if slices.Contains(b.names, name) {
			own = true
			continue
		}
		inSite = inSite || has(p.site, b.word)
		inSub = inSub || has(p.sub, b.word)
		inPath = inPath || has(p.path, b.word) || has(p.query, b.word)
		similar = similar || near(named, b.word)
	}
	f.flag("brand_own", own)
	f.flag("brand_site", inSite && !own)
	f.flag("brand_sub", inSub && !own)
	f.flag("brand_path", inPath && !own)
	f.flag("brand_similar", similar && !own)
	f.put("lures_host", s.count(s.lures, p.site+"."+p.sub))
	f.put("lures_path", s.count(s.lures, p.path+"?"+p.query))
	f.put("software", s.count(s.software, p.path))
}

func (s *Settings) count(list map[string]bool, text string) float64 {
	n := 0.0
	for _, w := range words(text) {
		if list[w] {
			n++
		}
	}
	return n
}

// has says whether a brand is in a text: as a word of its own, or inside a longer one when the brand is long enough.
func has(text, brand string) bool {
	if !strings.Contains(text, brand) || len(brand) > leastBrand {
		return len(brand) > leastBrand && strings.Contains(text, brand)
	}
	for _, w := range words(text) {
		if w == brand {
			return true
		}
	}
	return false
}

// near says whether one of the words is a brand but for one letter, or for letters that look alike ("paypa1", "rn" for "m").
func near(named []string, brand string) bool {
	if len(brand) < leastSimilar {
		return false
	}
	for _, w := range named {
		if len(w) < len(brand)-1 || len(w) > len(brand)+2 || w == brand {
			continue
		}
		if oneOff(w, brand) || plain(w) == brand {
			return true
		}
	}
	return false
}

var looks = strings.NewReplacer("0", "o", "1", "l", "3", "e", "5", "s", "rn", "m", "vv", "w", "4", "a")

func plain(w string) string { return looks.Replace(w) }

// oneOff says whether two words differ by one letter put in, left out, changed, or by two exchanged.
func oneOff(a, b string) bool {
	if len(a) > len(b) {
		a, b = b, a
	}
	if len(b)-len(a) > 1 || a == b {
		return false
	}
	i := 0
	for i < len(a) && a[i] == b[i] {
		i++
	}
	if len(a) < len(b) {
		return a[i:] == b[i+1:]
	}
	if a[i+1:] == b[i+1:] {
		return true
	}
	return i+1 < len(a) && a[i] == b[i+1] && a[i+1] == b[i] && a[i+2:] == b[i+2:]
}
