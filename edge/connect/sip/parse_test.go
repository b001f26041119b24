package sip

import (
	"strings"
	"testing"

	"fanzha/internal/check"
	"fanzha/term/ident"
)

// TestOutcome protects: why a call was not taken is told as the network told it; its own cause says more than the status.
func TestOutcome(t *testing.T) {
	for _, c := range []struct {
		status       int
		reason, want string
	}{
		{486, "", "busy"}, {600, "", "busy"}, {603, "", "refused"}, {480, "", "no_answer"}, {408, "", "no_answer"}, {404, "", "empty"}, {503, "", "line_failed"}, {0, "", "line_failed"},
		{480, "Q.850;cause=20", "off"}, {480, `Q.850 ; cause=19 ; text="no answer"`, "no_answer"}, {480, "Q.850;cause=1", "empty"}, {500, "q.850;CAUSE=17", "busy"},
		{486, "SIP;cause=200", "busy"}, {480, "SIP;cause=480, Q.850;cause=20", "off"}, {486, "Q.850;cause=16", "busy"}, {486, "Q.850;cause=999", "busy"}, {486, "Q.850;cause=x", "busy"},
	} {
		check.Equal(t, outcomeOf(c.status, c.reason), c.want)
	}
}

// TestNumbers protects: whose call it is, and how a number is dialled.
func TestNumbers(t *testing.T) {
	for from, want := range map[string]ident.Phone{
		"19900008801": "+8619900008801", "+8619900008801": "+8619900008801", "019900008801": "+8619900008801", "anonymous": "", "": "", "8001": "",
		"+8619900008801;phone-context=ims": "+8619900008801", "01060000001": "+861060000001", "\x00": "",
	} {
		check.Equal(t, callerOf(from), want)
	}
	for to, want := range map[ident.Phone]string{"+8619900008801": "19900008801", "+861060000001": "01060000001", "+85299000001": "0085299000001", "95533": "95533"} {
		check.Equal(t, dialled(to), want)
	}
}

// TestParse protects: a setting that would not work is refused at the start, and the refusal holds no password.
func TestParse(t *testing.T) {
	s, err := Parse("sip://96110:ge%40heim@pbx.example:5070?listen=10.0.0.1:5060&phones=/etc/phones&transport=tcp&contact=centre.example")
	check.NoError(t, err)
	check.Equal(t, s, Setting{User: "96110", Password: "ge@heim", Host: "pbx.example", Port: 5070, Transport: "tcp", Listen: "10.0.0.1:5060", Contact: "centre.example", Phones: "/etc/phones"})
	s, err = Parse("sip://96110@pbx.example?phones=x")
	check.NoError(t, err)
	check.Equal(t, []any{s.Port, s.Transport, s.Listen}, []any{5060, "udp", "0.0.0.0:5060"})
	for _, bad := range []string{
		"", "smpp://a:b@c:1?phones=x", "sip://pbx.example?phones=x", "sip://96110:geheim@pbx.example", "sip://96110:geheim@pbx.example:0?phones=x", "sip://96110:geheim@pbx.example:99999?phones=x",
		"sip://96110:geheim@pbx.example?phones=x&transport=tls", "sip://96110:geheim@pbx.example?phones=x&listen=5060", "sip://96110:geheim@pbx.example?phones=x&port=1", "sip://96110:gehe\x7fim@pbx",
		"sip://96110:geheim@pbx.example/x?phones=x",
	} {
		_, err = Parse(bad)
		check.Fault(t, err, "sip.setting")
		check.True(t, !strings.Contains(err.Error(), "geheim"), "the refusal tells the password")
	}
}

// TestPhones protects: the file of telephones is read as it is written, and one that could ring the wrong desk is refused.
func TestPhones(t *testing.T) {
	got, err := ParsePhones([]byte("# 值班座机\njiexian 8001\n\nlingdao sip:8002@10.0.0.9:5080 # 班长\n"))
	check.NoError(t, err)
	check.Equal(t, got, map[string]string{"jiexian": "8001", "lingdao": "sip:8002@10.0.0.9:5080"})
	for _, bad := range []string{"jiexian", "jiexian 8001 8002", "jiexian 8001\njiexian 8002", "jiexian 80<01", "jiexian " + strings.Repeat("8", 200), strings.Repeat("#", phonesMax+1)} {
		_, err = ParsePhones([]byte(bad))
		check.Fault(t, err, "sip.phones_file")
	}
}

// FuzzParse protects the centre from whatever a setting, a file of telephones or the network says: nothing panics, an outcome is one that
// the desk knows, and a caller's number is a number.
func FuzzParse(f *testing.F) {
	f.Add("sip://96110:x@pbx.example:5060?phones=x", "jiexian 8001", `Q.850;cause=17;text="User busy"`, "+8619900008801", 486)
	f.Add("sip://%zz", "a b c", ";;;cause=,Q.850;cause", "anonymous", -1)
	f.Fuzz(func(t *testing.T, setting, phones, reason, user string, status int) {
		s, err := Parse(setting)
		check.True(t, err != nil || s.User != "" && s.Host != "" && s.Phones != "", "a setting without what it needs")
		list, err := ParsePhones([]byte(phones))
		for login, at := range list {
			check.True(t, err == nil && login != "" && at != "" && len(at) <= extensionMax, "a telephone of nobody")
		}
		got := outcomeOf(status, reason)
		check.True(t, got == "line_failed" || byAny(got), "an outcome that nobody knows: "+got)
		phone := callerOf(user)
		if phone != "" {
			again, err := ident.ParsePhone(string(phone))
			check.NoError(t, err)
			check.Equal(t, again, phone)
		}
	})
}

func byAny(outcome string) bool {
	for _, o := range []string{"busy", "refused", "no_answer", "off", "empty"} {
		if o == outcome {
			return true
		}
	}
	return false
}
