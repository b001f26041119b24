package sip

import (
	"bufio"
	"bytes"
	"fmt"
	"net"
	"net/url"
	"strconv"
	"strings"
)

// Setting is where the telephone network is.
type Setting struct {
	User, Password string
	Host           string // of the server
	Port           int
	Transport      string // udp or tcp
	Listen         string // host:port that the server sends calls to
	Contact        string // host that the server reaches us at; empty: the address that we reach it from
	Phones         string // file of the desks' telephones
}

// Parse reads sip://user:password@host:port?listen=HOST:PORT&phones=FILE&transport=udp&contact=HOST.
func Parse(s string) (Setting, error) {
	u, err := url.Parse(s)
	if err != nil {
		return Setting{}, ErrSetting // the text holds a password
	}
	q := u.Query()
	out := Setting{Host: u.Hostname(), Port: 5060, Transport: "udp", Listen: "0.0.0.0:5060", Contact: q.Get("contact"), Phones: q.Get("phones")}
	if u.User != nil {
		out.User = u.User.Username()
		out.Password, _ = u.User.Password()
	}
	if u.Port() != "" {
		out.Port, err = strconv.Atoi(u.Port())
	}
	if q.Get("transport") != "" {
		out.Transport = q.Get("transport")
	}
	if q.Get("listen") != "" {
		out.Listen = q.Get("listen")
	}
	_, _, split := net.SplitHostPort(out.Listen)
	known := true
	for name := range q {
		known = known && strings.Contains(" listen phones transport contact ", " "+name+" ")
	}
	if err != nil || split != nil || !known || u.Scheme != "sip" || out.Host == "" || out.User == "" || out.Phones == "" || out.Port < 1 || out.Port > 65535 ||
		out.Transport != "udp" && out.Transport != "tcp" || u.Path != "" {
		return Setting{}, ErrSetting
	}
	return out, nil
}

// Bounds of the file of telephones.
const (
	phonesMax    = 1 << 20 // bytes
	extensionMax = 128
)

// ParsePhones reads the desks' telephones: a line each, the login and the extension, or a whole address sip:…; # begins a remark.
func ParsePhones(data []byte) (map[string]string, error) {
	if len(data) > phonesMax {
		return nil, ErrPhones.With(fmt.Errorf("more than %d bytes", phonesMax))
	}
	out := map[string]string{}
	lines := bufio.NewScanner(bytes.NewReader(data))
	for n := 1; lines.Scan(); n++ {
		line, _, _ := strings.Cut(lines.Text(), "#")
		words := strings.Fields(line)
		if len(words) == 0 {
			continue
		}
		if len(words) != 2 || out[words[0]] != "" || len(words[1]) > extensionMax || strings.ContainsAny(words[1], "<>\"';?\x00") {
			return nil, ErrPhones.With(fmt.Errorf("line %d: a login, once, and its extension", n))
		}
		out[words[0]] = words[1]
	}
	err := lines.Err()
	if err != nil {
		return nil, ErrPhones.With(err)
	}
	return out, nil
}
