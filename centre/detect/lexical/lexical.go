package lexical

import (
	"strings"

	"fanzha/term/ident"
)

// Features are what the letters of an address say, without asking anyone on the net.
type Features struct {
	IP        bool
	Digits    int64  // permille of the site's own label
	OddSuffix bool   // in the list odd_suffix
	Brand     string // imitated brand
	Depth     int64  // labels below the site
	Random    int64  // permille
	Points    int64  // 0–100
}

// Words are the lists that the features look into.
type Words interface {
	Suffixes(suffix string) bool // whether honest services rarely use the suffix
	Brands() []Brand
}

// Brand is a name that fraud sites imitate and the sites that may carry it.
type Brand struct {
	Token string
	Sites []string
}

// The points of an address. One feature alone never reaches 50: it takes two that honest sites rarely join.
const (
	pointsIP        = 45
	pointsDigits    = 25 // half of the label or more are digits
	pointsSomeDigit = 10 // a quarter or more
	pointsSuffix    = 25
	pointsBrand     = 45
	pointsDepth     = 10 // three labels or more below the site
	pointsRandom    = 20 // letters look random
	pointsLong      = 10 // own label of 20 characters or more
	randomMark      = 600
)

// Of computes the features of an address. The own label is what stands before the public suffix.
func Of(u ident.URL, host, site string, words Words) Features {
	var f Features
	if host == "" {
		return f
	}
	if u.IP() {
		f.IP, f.Points = true, pointsIP
		return f
	}
	label, suffix, _ := strings.Cut(site, ".")
	f.Depth = int64(strings.Count(strings.TrimSuffix(host, site), "."))
	f.Digits = share(label, func(c byte) bool { return c >= '0' && c <= '9' })
	f.OddSuffix = words.Suffixes(suffix) || words.Suffixes(suffix[strings.LastIndexByte(suffix, '.')+1:])
	f.Random = randomness(label)
	f.Brand = lookalike(words.Brands(), host, site)
	f.Points = f.sum(label)
	return f
}

func (f *Features) sum(label string) int64 {
	var n int64
	switch {
	case f.Digits >= 500:
		n += pointsDigits
	case f.Digits >= 250:
		n += pointsSomeDigit
	}
	if f.OddSuffix {
		n += pointsSuffix
	}
	if f.Brand != "" {
		n += pointsBrand
	}
	if f.Depth >= 3 {
		n += pointsDepth
	}
	if f.Random >= randomMark {
		n += pointsRandom
	}
	if len(label) >= 20 {
		n += pointsLong
	}
	return min(n, 100)
}

func share(s string, is func(byte) bool) int64 {
	n := int64(0)
	for i := range len(s) {
		if is(s[i]) {
			n++
		}
	}
	return n * 1000 / max(1, int64(len(s)))
}

// randomness is high for labels that no language would write: runs of consonants, letters and digits in turns, no vowel. Pinyin
// has a vowel in every syllable and at most three consonants in a row (n-zh, ng-sh).
func randomness(label string) int64 {
	if len(label) < 6 {
		return 0
	}
	var letters, vowels, switches, run, longest int64
	var before byte
	for i := range len(label) {
		c := label[i]
		class := classOf(c)
		if class == 'v' || class == 'c' {
			letters++
		}
		if class == 'v' {
			vowels++
		}
		if class == 'c' {
			run++
		} else {
			run = 0
		}
		longest = max(longest, run)
		if before != 0 && (class == 'd') != (before == 'd') && class != '-' && before != '-' {
			switches++
		}
		before = class
	}
	score := max(0, longest-3)*200 + max(0, switches-1)*200
	if letters >= 5 && vowels*5 < letters {
		score += 400
	}
	return min(score, 1000)
}

func classOf(c byte) byte {
	switch {
	case c >= '0' && c <= '9':
		return 'd'
	case c == 'a' || c == 'e' || c == 'i' || c == 'o' || c == 'u':
		return 'v'
	case c == '-':
		return '-'
	}
	return 'c'
}

// lookalike returns the brand whose name the host carries, as it is or with digits for letters, without being one of its sites.
// A name of fewer than five letters counts only as a whole part between dots and hyphens: "ccb-kefu.top", not "accba.com".
func lookalike(brands []Brand, host, site string) string {
	plain, folded := false, ""
	for _, b := range brands {
		own := false
		for _, s := range b.Sites {
			own = own || s == site
		}
		if own {
			return ""
		}
	}
	for _, b := range brands {
		if carries(host, b.Token) {
			return b.Token
		}
		if !plain {
			plain, folded = true, fold(host)
		}
		if folded != host && carries(folded, b.Token) {
			return b.Token
		}
	}
	return ""
}

func carries(host, token string) bool {
	for from := 0; ; {
		i := strings.Index(host[from:], token)
		if i < 0 {
			return false
		}
		i += from
		end := i + len(token)
		if len(token) >= 5 || (edge(host, i-1) && edge(host, end)) {
			return true
		}
		from = i + 1
	}
}

func edge(s string, i int) bool {
	return i < 0 || i >= len(s) || s[i] == '.' || s[i] == '-'
}

// folds undoes the usual replacements: 0 for o, 1 for l, rn for m.
var folds = strings.NewReplacer("0", "o", "1", "l", "3", "e", "5", "s", "rn", "m", "vv", "w")

func fold(host string) string {
	if !strings.ContainsAny(host, "0135") && !strings.Contains(host, "rn") && !strings.Contains(host, "vv") {
		return host
	}
	return folds.Replace(host)
}
