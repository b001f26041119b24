package ident

import (
	"net/netip"
	"strconv"
	"strings"
	"unicode/utf8"

	"golang.org/x/net/idna"
	"golang.org/x/net/publicsuffix"
)

// Bounds of a URL, each counted in bytes of the normal form; the first also bounds the input.
const (
	MaxURL   = 2048 // browsers open longer ones, but no lead we can act on needs more
	MaxHost  = 253  // RFC 1035
	maxLabel = 63   // RFC 1035
)

// ParseURL normalises a web address to the URL type's normal form. A missing scheme means http, as in a browser's bar and in
// every bulletin. Backslashes count as slashes and number-only hosts as IPv4 addresses, because browsers read them so and
// fraud links use it to hide. User information is refused: "http://bank.example@evil.example" exists only to deceive, and
// whoever sends it must say which host is meant.
func ParseURL(s string) (URL, error) {
	s = strings.TrimSpace(s)
	switch {
	case s == "":
		return "", ErrURLEmpty
	case len(s) > MaxURL:
		return "", ErrURLLength
	}
	scheme, rest, err := cutScheme(s)
	if err != nil {
		return "", err
	}
	end := strings.IndexAny(rest, "/\\?#")
	if end < 0 {
		end = len(rest)
	}
	authority, tail := rest[:end], rest[end:]
	if strings.IndexByte(authority, '@') >= 0 {
		return "", ErrURLUserinfo
	}
	host, port, err := cutPort(authority, scheme)
	if err != nil {
		return "", err
	}
	var buf [256]byte
	out := append(buf[:0], scheme...)
	out = append(out, "://"...)
	out, err = appendHost(out, host)
	if err != nil {
		return "", err
	}
	if port != "" {
		out = append(append(out, ':'), port...)
	}
	out, err = appendTail(out, tail)
	if err != nil {
		return "", err
	}
	if len(out) > MaxURL {
		return "", ErrURLLength
	}
	return URL(out), nil
}

// cutScheme returns "http" or "https" and what follows "://".
func cutScheme(s string) (scheme, rest string, err error) {
	if len(s) >= 2 && isSlash(s[0]) && isSlash(s[1]) {
		return "http", s[2:], nil
	}
	i := 0
	for i < len(s) && (s[i]|0x20 >= 'a' && s[i]|0x20 <= 'z' || i > 0 && (s[i]-'0' <= 9 || s[i] == '+' || s[i] == '-')) {
		i++
	}
	if i == 0 || i >= len(s) || s[i] != ':' {
		return "http", s, nil
	}
	after := s[i+1:]
	slashes := len(after) >= 2 && isSlash(after[0]) && isSlash(after[1])
	switch name := s[:i]; {
	case slashes && strings.EqualFold(name, "http"):
		return "http", after[2:], nil
	case slashes && strings.EqualFold(name, "https"):
		return "https", after[2:], nil
	}
	return "", "", ErrURLScheme
}

func isSlash(c byte) bool { return c == '/' || c == '\\' }

// cutPort splits the authority; the scheme's default port comes back as "".
func cutPort(authority, scheme string) (host, port string, err error) {
	host = authority
	colon := strings.LastIndexByte(authority, ':')
	if colon < 0 || colon < strings.LastIndexByte(authority, ']') {
		return host, "", nil
	}
	host, port = authority[:colon], authority[colon+1:]
	if port == "" {
		return host, "", nil
	}
	if len(port) > 5 || !plainDigits(port) {
		return "", "", ErrURLPort
	}
	n, _ := strconv.Atoi(port) // five digits at most: cannot fail
	switch {
	case n < 1 || n > 65535:
		return "", "", ErrURLPort
	case n == 80 && scheme == "http", n == 443 && scheme == "https":
		return host, "", nil
	}
	return host, strconv.Itoa(n), nil
}

// appendHost writes the host's normal form: ASCII names take the short way, others are mapped as browsers map them.
func appendHost(dst []byte, host string) ([]byte, error) {
	if strings.HasPrefix(host, "[") {
		return appendIPv6(dst, host)
	}
	for i := range len(host) {
		if host[i] < utf8.RuneSelf {
			continue
		}
		ascii, err := hostProfile.ToASCII(host)
		if err != nil || !utf8.ValidString(host) {
			return nil, ErrURLHost
		}
		host = ascii
		break
	}
	start := len(dst)
	dst = append(dst, host...)
	name := dst[start:]
	if len(name) > 0 && name[len(name)-1] == '.' { // the root dot
		name = name[:len(name)-1]
	}
	if len(name) == 0 || len(name) > MaxHost {
		return nil, ErrURLHost
	}
	label, last := 0, 0
	for i, c := range name {
		switch {
		case c >= 'A' && c <= 'Z':
			name[i] = c | 0x20
		case c == '.':
			if label == 0 || label > maxLabel {
				return nil, ErrURLHost
			}
			label, last = -1, i+1
		case c >= 'a' && c <= 'z', c >= '0' && c <= '9', c == '-', c == '_':
		default:
			return nil, ErrURLHost
		}
		label++
	}
	if label == 0 || label > maxLabel {
		return nil, ErrURLHost
	}
	if name[last] >= '0' && name[last] <= '9' {
		return appendIPv4(dst[:start], string(name))
	}
	if last == 0 {
		return nil, ErrURLHost // a bare word names no site on the internet
	}
	return dst[:start+len(name)], nil
}

// hostProfile maps as browsers do (UTS 46, not transitional): full-width letters and the ideographic stop fold to ASCII.
var hostProfile = idna.New(idna.MapForLookup(), idna.Transitional(false), idna.BidiRule(), idna.StrictDomainName(false))

func appendIPv6(dst []byte, host string) ([]byte, error) {
	if !strings.HasSuffix(host, "]") {
		return nil, ErrURLHost
	}
	addr, err := netip.ParseAddr(host[1 : len(host)-1])
	if err != nil || !addr.Is6() || addr.Zone() != "" {
		return nil, ErrURLHost
	}
	dst = append(dst, '[')
	dst = addr.AppendTo(dst)
	return append(dst, ']'), nil
}

// appendIPv4 reads a host whose last label is a number the way browsers do: one to four parts, each decimal, octal (0…) or
// hexadecimal (0x…), the last filling the remaining bytes. So 0x7f.1 and 2130706433 become 127.0.0.1.
func appendIPv4(dst []byte, name string) ([]byte, error) {
	parts := strings.Split(name, ".")
	if len(parts) > 4 {
		return nil, ErrURLHost
	}
	var addr uint64
	for i, p := range parts {
		n, err := strconv.ParseUint(octal(p), 0, 32)
		if err != nil || strings.IndexByte(p, '_') >= 0 {
			return nil, ErrURLHost
		}
		rest := uint(8 * (4 - i))
		if i < len(parts)-1 {
			rest = 8
		}
		if n >= 1<<rest {
			return nil, ErrURLHost
		}
		addr = addr<<rest | n
	}
	return netip.AddrFrom4([4]byte{byte(addr >> 24), byte(addr >> 16), byte(addr >> 8), byte(addr)}).AppendTo(dst), nil
}

// octal spells a part so that strconv reads it like a browser: a leading zero means octal, "0x" alone means zero.
func octal(p string) string {
	if p == "0x" {
		return "0"
	}
	if len(p) > 1 && p[0] == '0' && p[1] != 'x' {
		if !plainDigits(p) {
			return "bad" // 0b1 and 0o7 are numbers to strconv only
		}
		return "0o" + p[1:]
	}
	return p
}

// appendTail writes path and query without the fragment; what may not stand in a URL is percent-encoded.
func appendTail(dst []byte, tail string) ([]byte, error) {
	fragment := strings.IndexByte(tail, '#')
	if fragment >= 0 {
		tail = tail[:fragment]
	}
	tail = strings.TrimRight(tail, " ")
	if tail == "" || tail[0] == '?' {
		dst = append(dst, '/')
	}
	query := false
	for i := range len(tail) {
		c := tail[i]
		switch {
		case c < 0x20 || c == 0x7f:
			return nil, ErrURLCharacter
		case c == '\\' && !query:
			c = '/'
		case c == '?':
			query = true
		case c == ' ' || c == '"' || c == '<' || c == '>' || c == '`' || c >= utf8.RuneSelf:
			const hex = "0123456789ABCDEF"
			dst = append(dst, '%', hex[c>>4], hex[c&15])
			continue
		}
		dst = append(dst, c)
	}
	if !utf8.ValidString(tail) {
		return nil, ErrURLCharacter
	}
	return dst, nil
}

// split returns the authority and what follows it; both are empty for an empty URL.
func (u URL) split() (authority, tail string) {
	start := strings.Index(string(u), "://")
	if start < 0 {
		return "", ""
	}
	rest := string(u[start+3:])
	slash := strings.IndexByte(rest, '/')
	if slash < 0 {
		return rest, ""
	}
	return rest[:slash], rest[slash:]
}

// Host is the host without port; an IPv6 address comes without its brackets.
func (u URL) Host() string {
	authority, _ := u.split()
	if strings.HasPrefix(authority, "[") {
		return authority[1:strings.IndexByte(authority, ']')]
	}
	colon := strings.IndexByte(authority, ':')
	if colon >= 0 {
		return authority[:colon]
	}
	return authority
}

// IP says whether the host is an address and not a name, which honest sites rarely use.
func (u URL) IP() bool {
	_, err := netip.ParseAddr(u.Host())
	return err == nil
}

// Site is the registrable domain by the public suffix list ("evil.com.cn" of "a.b.evil.com.cn"), which one person owns as a
// whole; private suffixes count, so that each customer of a hosting service is its own site. The host itself when it is an
// address or a public suffix.
func (u URL) Site() string {
	host := u.Host()
	if host == "" || u.IP() {
		return host
	}
	site, err := publicsuffix.EffectiveTLDPlusOne(host)
	if err != nil {
		return host
	}
	return site
}

// Path is the path without the query, "/" at least.
func (u URL) Path() string {
	_, tail := u.split()
	query := strings.IndexByte(tail, '?')
	if query >= 0 {
		return tail[:query]
	}
	return tail
}

// Mask hides path and query, where sessions and phone numbers hide; the host stays, because it is what is acted on.
func (u URL) Mask() string {
	authority, tail := u.split()
	if len(tail) <= 1 {
		return string(u)
	}
	return string(u[:len(u)-len(tail)-len(authority)]) + authority + "/****"
}
