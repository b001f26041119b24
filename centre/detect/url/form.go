package url

import (
	"math"
	"strings"
)

// form collects measures with their names; the names are made once.
type form struct {
	values []float32
	names  []string
	named  bool
}

func (f *form) put(name string, v float64) {
	f.values = append(f.values, float32(v))
	if f.named {
		f.names = append(f.names, name)
	}
}

func (f *form) flag(name string, v bool) {
	if v {
		f.put(name, 1)
		return
	}
	f.put(name, 0)
}

// measures are the form of an address.
func (s *Settings) measures(p *parts, f *form) {
	f.flag("https", p.scheme == "https")
	f.flag("no_scheme", p.scheme == "")
	f.flag("www", p.sub == "www" || strings.HasPrefix(p.sub, "www."))
	f.flag("ip", isIP(p.host))
	f.flag("port", p.port != "" && p.port != "80" && p.port != "443")
	f.flag("user", p.user != "" || strings.Contains(p.path, "@"))
	f.flag("punycode", strings.Contains(p.host, "xn--"))
	f.put("length", float64(len(p.whole)))
	f.put("depth", float64(strings.Count(p.path, "/")))
	f.put("query_fields", float64(strings.Count(p.query, "=")))
	f.flag("fragment", p.fragment != "")
	f.put("fragment_length", float64(len(p.fragment)))
	f.flag("address_inside", strings.Contains(p.path+p.query, "http"))
	f.flag("double_slash", strings.Contains(p.path, "//"))
	f.flag("slash_only", p.path == "/")
	f.flag("no_path", p.path == "")
	f.flag("ends_slash", strings.HasSuffix(p.path, "/"))
	f.put("suffix_length", float64(len(p.suffix)))
	f.put("suffix_dots", float64(strings.Count(p.suffix, ".")))
	for _, x := range []string{"com", "org", "net", "edu"} {
		f.flag("suffix_"+x, p.suffix == x)
	}
	f.flag("suffix_country", len(p.suffix) >= 2 && len(p.suffix[strings.LastIndexByte(p.suffix, '.')+1:]) == 2)
	f.put("subs", float64(strings.Count(p.sub, ".")+1))
	f.put("sub_length", float64(len(p.sub)))
	s.letters("site", p.site, f)
	s.letters("sub", p.sub, f)
	s.letters("path", p.path, f)
	s.letters("query", p.query, f)
	s.ending(p, f)
	s.known(p, f)
	capitals(p.cased, f)
	segments(p, f)
}

// capitals are the measures of upper-case letters after the host: keys made by a program mix them, people rarely do.
func capitals(text string, f *form) {
	var upper, lower, turns, run, longest int
	before := byte('o')
	for i := range len(text) {
		kind := byte('o')
		switch c := text[i]; {
		case c >= 'A' && c <= 'Z':
			kind = 'A'
			upper++
			run++
			longest = max(longest, run)
		case c >= 'a' && c <= 'z':
			kind = 'a'
			lower++
		case c >= '0' && c <= '9':
			kind = 'd'
		}
		if kind != 'A' {
			run = 0
		}
		if kind != before && kind != 'o' && before != 'o' {
			turns++
		}
		before = kind
	}
	f.put("upper", float64(upper))
	f.put("upper_share", float64(upper)/math.Max(1, float64(upper+lower)))
	f.put("kind_turns", float64(turns))
	f.put("upper_run", float64(longest))
}

// segments are the measures of the pieces of the path, and how varied the letters of the site are.
func segments(p *parts, f *form) {
	pieces := strings.Split(strings.Trim(p.path, "/"), "/")
	var mixed float64
	longest, year := 0, false
	for _, s := range pieces {
		mixed = math.Max(mixed, entropy(s))
		longest = max(longest, len(s))
		year = year || len(s) == 4 && (strings.HasPrefix(s, "20") || strings.HasPrefix(s, "19"))
	}
	digits := 0
	for _, c := range pieces[0] {
		if c >= '0' && c <= '9' {
			digits++
		}
	}
	f.put("segment_entropy", mixed)
	f.put("segment_longest", float64(longest))
	f.put("first_length", float64(len(pieces[0])))
	f.put("first_entropy", entropy(pieces[0]))
	f.put("first_digits", float64(digits))
	f.flag("year", year)
	f.put("segments", float64(len(pieces)))
	var seen [256]bool
	kinds := 0
	for i := range len(p.site) {
		if !seen[p.site[i]] {
			seen[p.site[i]] = true
			kinds++
		}
	}
	f.put("site_kinds", float64(kinds)/math.Max(1, float64(len(p.site))))
}

// letters are the measures of a stretch of letters.
func (s *Settings) letters(name, text string, f *form) {
	var digits, vowels, consonants, hyphens, others, turns, run, longest int
	before := byte(0)
	for i := range len(text) {
		c := text[i]
		kind := byte('o')
		switch {
		case c >= '0' && c <= '9':
			digits++
			kind = 'd'
		case strings.IndexByte("aeiouy", c) >= 0:
			vowels++
			kind, run = 'v', -1
		case c >= 'a' && c <= 'z':
			consonants++
			kind = 'v'
		case c == '-' || c == '_':
			hyphens++
			run = -1
		default:
			others++
			run = -1
		}
		run++
		longest = max(longest, run)
		if before != 0 && before != kind && kind != 'o' && before != 'o' {
			turns++
		}
		before = kind
	}
	n := math.Max(1, float64(len(text)))
	f.put(name+"_length", float64(len(text)))
	f.put(name+"_digits", float64(digits))
	f.put(name+"_digit_share", float64(digits)/n)
	f.put(name+"_vowel_share", float64(vowels)/math.Max(1, float64(vowels+consonants)))
	f.put(name+"_consonants", float64(longest))
	f.put(name+"_hyphens", float64(hyphens))
	f.put(name+"_others", float64(others))
	f.put(name+"_turns", float64(turns))
	f.put(name+"_entropy", entropy(text))
	var count, long, hex, total int
	for _, w := range words(text) {
		count++
		total += len(w)
		long = max(long, len(w))
		if len(w) >= 8 && isHex(w) {
			hex = max(hex, len(w))
		}
	}
	f.put(name+"_words", float64(count))
	f.put(name+"_longest", float64(long))
	f.put(name+"_mean", float64(total)/math.Max(1, float64(count)))
	f.put(name+"_hex", float64(hex))
}

func isHex(w string) bool {
	digit := false
	for i := range len(w) {
		switch c := w[i]; {
		case c >= '0' && c <= '9':
			digit = true
		case c < 'a' || c > 'f':
			return false
		}
	}
	return digit
}

// entropy is that of the letters, in bits.
func entropy(s string) float64 {
	if s == "" {
		return 0
	}
	var counts [256]float64
	for i := range len(s) {
		counts[s[i]]++
	}
	out := 0.0
	n := float64(len(s))
	for _, c := range counts {
		if c > 0 {
			out -= c / n * math.Log2(c/n)
		}
	}
	return out
}

// ending is what the last piece of the path says.
func (s *Settings) ending(p *parts, f *form) {
	last := p.path[strings.LastIndexByte(p.path, '/')+1:]
	ext := ""
	if at := strings.LastIndexByte(last, '.'); at >= 0 {
		ext = last[at+1:]
	}
	f.flag("ext_page", ext == "html" || ext == "htm")
	f.flag("ext_php", ext == "php")
	f.flag("ext_program", ext == "exe" || ext == "apk" || ext == "zip" || ext == "ipa")
	f.flag("ext_other", ext != "" && ext != "html" && ext != "htm" && ext != "php")
	f.put("last_length", float64(len(last)))
	f.put("last_hyphens", float64(strings.Count(last, "-")+strings.Count(last, "_")))
	f.flag("hidden_folder", strings.Contains(p.path, "/."))
	f.flag("tilde", strings.Contains(p.path, "~"))
	f.put("percent", float64(strings.Count(p.whole, "%")))
	f.flag("mail_inside", strings.Contains(p.path+p.query+p.fragment, "@"))
}
