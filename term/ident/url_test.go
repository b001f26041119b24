package ident

import (
	"net/url"
	"strings"
	"testing"

	"fanzha/internal/check"
)

// Protects the normal form of web addresses: the same site written in ten ways is one key.
func TestParseURL(t *testing.T) {
	for _, c := range []struct{ in, want, host, site string }{
		{"http://evil.com", "http://evil.com/", "evil.com", "evil.com"},
		{"evil.com", "http://evil.com/", "evil.com", "evil.com"},
		{"HTTPS://WWW.Evil.COM.cn:443/A/b?Q=1#frag", "https://www.evil.com.cn/A/b?Q=1", "www.evil.com.cn", "evil.com.cn"},
		{"http://evil.com:80", "http://evil.com/", "evil.com", "evil.com"},
		{"http://evil.com:0080/", "http://evil.com/", "evil.com", "evil.com"},
		{"http://evil.com:8080?x", "http://evil.com:8080/?x", "evil.com", "evil.com"},
		{"evil.com:8443/a", "http://evil.com:8443/a", "evil.com", "evil.com"},
		{"//evil.com/a", "http://evil.com/a", "evil.com", "evil.com"},
		{"http:\\\\evil.com\\a", "http://evil.com/a", "evil.com", "evil.com"},
		{"http://evil.com./", "http://evil.com/", "evil.com", "evil.com"},
		{"http://中国移动.example.com/积分", "http://xn--fiq02ib9d179b.example.com/%E7%A7%AF%E5%88%86", "xn--fiq02ib9d179b.example.com", "example.com"},
		{"http://ｅｖｉｌ．ｃｏｍ/", "http://evil.com/", "evil.com", "evil.com"},
		{"http://evil。com/", "http://evil.com/", "evil.com", "evil.com"},
		{"http://a.github.io/x", "http://a.github.io/x", "a.github.io", "a.github.io"},
		{"http://com.cn/", "http://com.cn/", "com.cn", "com.cn"},
		{"http://203.0.113.9/login", "http://203.0.113.9/login", "203.0.113.9", "203.0.113.9"},
		{"http://0x7f.1/", "http://127.0.0.1/", "127.0.0.1", "127.0.0.1"},
		{"http://2130706433/", "http://127.0.0.1/", "127.0.0.1", "127.0.0.1"},
		{"http://0177.0.0.01/", "http://127.0.0.1/", "127.0.0.1", "127.0.0.1"},
		{"http://[2001:DB8::0:1]:8080/a", "http://[2001:db8::1]:8080/a", "2001:db8::1", "2001:db8::1"},
		{"http://a_b.evil.com/", "http://a_b.evil.com/", "a_b.evil.com", "evil.com"},
		{"http://evil.com/a b?c d", "http://evil.com/a%20b?c%20d", "evil.com", "evil.com"},
		{"http://evil.com/%zz\"<>", "http://evil.com/%zz%22%3C%3E", "evil.com", "evil.com"},
		{"http://evil.com/@x:y", "http://evil.com/@x:y", "evil.com", "evil.com"},
	} {
		u, err := ParseURL(c.in)
		if err != nil {
			t.Fatalf("%q: %v", c.in, err)
		}
		check.Equal(t, []string{string(u), u.Host(), u.Site()}, []string{c.want, c.host, c.site})
		again, err := ParseURL(string(u))
		check.NoError(t, err)
		check.Equal(t, again, u)
	}
}

// Protects the door against what is not a web address or hides its host.
func TestParseURLRefuses(t *testing.T) {
	long := "http://evil.com/" + strings.Repeat("a", MaxURL)
	for _, c := range []struct{ in, code string }{
		{"", "ident.url_empty"},
		{" \n", "ident.url_empty"},
		{long, "ident.url_length"},
		{"http://evil.com/" + strings.Repeat("中", 300), "ident.url_length"},
		{"javascript:alert(1)", "ident.url_scheme"},
		{"ftp://evil.com/", "ident.url_scheme"},
		{"mailto:a@evil.com", "ident.url_scheme"},
		{"http:evil.com", "ident.url_scheme"},
		{"data:text/html,x", "ident.url_scheme"},
		{"http://bank.com@evil.com/", "ident.url_userinfo"},
		{"http://u:p@evil.com/", "ident.url_userinfo"},
		{"http:///path", "ident.url_host"},
		{"http://", "ident.url_host"},
		{"http://localhost/", "ident.url_host"},
		{"localhost", "ident.url_host"},
		{"http://evil..com/", "ident.url_host"},
		{"http://.evil.com/", "ident.url_host"},
		{"http://evil.com../", "ident.url_host"},
		{"http://ev il.com/", "ident.url_host"},
		{"http://evil.com%00/", "ident.url_host"},
		{"http://[::1", "ident.url_host"},
		{"http://[fe80::1%25eth0]/", "ident.url_host"},
		{"http://256.1.1.1/", "ident.url_host"},
		{"http://1.2.3.4.5/", "ident.url_host"},
		{"http://0b1.0.0.1/", "ident.url_host"},
		{"http://1_0.0.0.1/", "ident.url_host"},
		{"http://" + strings.Repeat("a", 64) + ".com/", "ident.url_host"},
		{"http://" + strings.Repeat("a.", 130) + "com/", "ident.url_host"},
		{"http://xn--\u200d.com/", "ident.url_host"},
		{"http://\xff\xfe.com/", "ident.url_host"},
		{"http://evil.com:0/", "ident.url_port"},
		{"http://evil.com:65536/", "ident.url_port"},
		{"http://evil.com:8a/", "ident.url_port"},
		{"http://evil.com/\x00", "ident.url_character"},
		{"http://evil.com/a\r\nX: y", "ident.url_character"},
		{"http://evil.com/\xff", "ident.url_character"},
	} {
		u, err := ParseURL(c.in)
		if err == nil {
			t.Fatalf("%q accepted as %q, want %s", c.in, u, c.code)
		}
		check.Fault(t, err, c.code)
	}
}

// Protects the parts that scenarios and masks use.
func TestURLParts(t *testing.T) {
	u, err := ParseURL("https://a.b.evil.com.cn:8443/pay/13800138000?phone=13800138000")
	check.NoError(t, err)
	check.Equal(t, u.Path(), "/pay/13800138000")
	check.Equal(t, u.Mask(), "https://a.b.evil.com.cn:8443/****")
	check.Equal(t, u.IP(), false)
	check.Equal(t, URL("http://203.0.113.9/").IP(), true)
	check.Equal(t, URL("http://evil.com/").Mask(), "http://evil.com/")
	var none URL
	check.Equal(t, none.Host()+none.Site()+none.Path()+none.Mask(), "")
}

// Protects the parser against any input: a stable normal form on whose host the standard library agrees.
func FuzzParseURL(f *testing.F) {
	for _, s := range []string{"http://evil.com/a?b#c", "evil.com", "http://0x7f.1", "http://[::1]:80/", "http://中国。com", "a:1/..", "http://a.b:443", "http:\\\\a.b\\?\\"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		u, err := ParseURL(s)
		if err != nil {
			return
		}
		again, err := ParseURL(string(u))
		if err != nil || again != u {
			t.Fatalf("%q gives %q, which gives %q (%v)", s, u, again, err)
		}
		if u.Host() == "" || u.Site() == "" || !strings.HasSuffix(u.Host(), u.Site()) || u.Path() == "" || u.Path()[0] != '/' {
			t.Fatalf("%q: host %q site %q path %q", u, u.Host(), u.Site(), u.Path())
		}
		std, err := url.Parse(string(u))
		if err != nil {
			return // the standard library refuses bad escapes that browsers and we let pass
		}
		if std.Hostname() != u.Host() || std.User != nil || std.Fragment != "" {
			t.Fatalf("%q: we read host %q, the standard library %q", u, u.Host(), std.Hostname())
		}
	})
}

func BenchmarkParseURL(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		_, _ = ParseURL("https://www.Evil-Shop.com.cn/pay/index.html?id=12345")
	}
}

func BenchmarkParseURLHan(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		_, _ = ParseURL("http://中国移动.example.com/积分")
	}
}

func BenchmarkURLSite(b *testing.B) {
	b.ReportAllocs()
	u := URL("https://www.evil-shop.com.cn/pay/index.html?id=12345")
	for b.Loop() {
		_ = u.Site()
	}
}
