package url

import (
	"strings"

	"golang.org/x/net/publicsuffix"
)

// maxLength is how much of an address is read, in bytes: browsers cut near 2,000, longer ones differ in nothing that is measured here.
const maxLength = 2048

// parts are the pieces of an address in lower case.
type parts struct {
	whole, scheme, user, host, port, path, query, fragment string
	suffix                                                 string // public suffix, "com.tw"
	site                                                   string // the registrable name without suffix, "example"
	sub                                                    string // what stands before the site
	cased                                                  string // what follows the host, letters as they were written
}

// split reads an address as a browser would, without ever refusing one.
func split(s string) parts {
	s = strings.TrimSpace(s)
	if len(s) > maxLength {
		s = s[:maxLength]
	}
	p := parts{whole: strings.ToLower(s), cased: afterHost(s)}
	rest := p.whole
	if before, after, ok := strings.Cut(rest, "://"); ok && len(before) <= 10 {
		p.scheme, rest = before, after
	}
	rest, p.fragment, _ = strings.Cut(rest, "#")
	rest, p.query, _ = strings.Cut(rest, "?")
	p.host = rest
	if at := strings.IndexByte(rest, '/'); at >= 0 {
		p.host, p.path = rest[:at], rest[at:]
	}
	if at := strings.LastIndexByte(p.host, '@'); at >= 0 {
		p.user, p.host = p.host[:at], p.host[at+1:]
	}
	if at := strings.LastIndexByte(p.host, ':'); at >= 0 && !strings.HasSuffix(p.host, "]") {
		p.host, p.port = p.host[:at], p.host[at+1:]
	}
	p.host = strings.Trim(p.host, ".")
	p.names()
	return p
}

func afterHost(s string) string {
	if _, after, ok := strings.Cut(s, "://"); ok {
		s = after
	}
	if at := strings.IndexByte(s, '/'); at >= 0 {
		return s[at:]
	}
	return ""
}

func (p *parts) names() {
	if isIP(p.host) || !strings.Contains(p.host, ".") {
		p.site = p.host
		return
	}
	p.suffix, _ = publicsuffix.PublicSuffix(p.host)
	before := strings.TrimSuffix(strings.TrimSuffix(p.host, p.suffix), ".")
	p.site = before
	if at := strings.LastIndexByte(before, '.'); at >= 0 {
		p.sub, p.site = before[:at], before[at+1:]
	}
}

func isIP(host string) bool {
	if strings.HasPrefix(host, "[") || strings.HasPrefix(host, "0x") {
		return true
	}
	digits := false
	for i := range len(host) {
		if host[i] >= '0' && host[i] <= '9' {
			digits = true
		} else if host[i] != '.' {
			return false
		}
	}
	return digits
}

// Site is the registrable name of an address: what one owner has. Rows of one site must not be on both sides of a test.
func Site(s string) string {
	p := split(s)
	if p.suffix == "" {
		return p.site
	}
	return p.site + "." + p.suffix
}

// words cuts at everything that is neither letter nor digit.
func words(s string) []string {
	return strings.FieldsFunc(s, func(c rune) bool {
		return !(c >= 'a' && c <= 'z' || c >= '0' && c <= '9' || c > 127)
	})
}
