package notify_test

import (
	"strings"
	"testing"

	"fanzha/centre/notify"
	"fanzha/internal/check"
	"fanzha/rulebook"
	"fanzha/term/sms"
)

func shipped(t testing.TB) string {
	raw, err := rulebook.FS.ReadFile("notify.yaml")
	check.NoError(t, err)
	return string(raw)
}

// Protects the shipped texts: all load, each is signed, short enough with the longest number, and every text has an occasion or is sent by hand.
func TestShipped(t *testing.T) {
	r, err := notify.ParseRules([]byte(shipped(t)))
	check.NoError(t, err)
	used := map[string]bool{}
	for _, o := range r.Occasions {
		used[o.Template] = true
	}
	for _, x := range r.Templates {
		check.True(t, used[x.Code] || len(x.Hand) > 0, x.Code+" goes out upon nothing")
		for _, text := range []string{x.ZH, x.EN} {
			_, parts := sms.Split(strings.ReplaceAll(text, "{number}", "YJ-20261118-000001"))
			check.True(t, len(parts) <= 2 && strings.Contains(text, "96110"), x.Code+" is too long or names nobody to ask")
		}
		check.True(t, strings.HasPrefix(x.ZH, "【反诈中心】") && strings.HasPrefix(x.EN, "[Anti-Fraud Centre] "), x.Code+" is not signed")
	}
}

// Protects people: a text that a fraudster could have written cannot be loaded.
func TestLint(t *testing.T) {
	base := shipped(t)
	r, err := notify.ParseRules([]byte(base))
	check.NoError(t, err)
	old := r.Templates[0].ZH
	for text, wrong := range map[string]bool{
		"请拨96110核实。":                               true, // not signed
		"【银行】请拨96110核实。":                           true, // signed by somebody else
		"【反诈中心】请拨96110核实。":                         false,
		"【反诈中心】详见http://x.example。":                true,
		"【反诈中心】详见 fz-centre.cn 。":                  true,
		"【反诈中心】详见ＷＷＷ点":                             false, // no dot, no address
		"【反诈中心】详见ｆｚ．ｃｎ":                            true,  // full-width
		"【反诈中心】点击查看。":                              true,
		"【反诈中心】请加微信核实。":                            true,
		"【反诈中心】请拨19900001111核实。":                   true,
		"【反诈中心】请拨199 0000-1111核实。":                 true,
		"【反诈中心】请拨 1 9 9 0 核实。":                     true,
		"【反诈中心】请把验证码告诉民警。":                         true,
		"【反诈中心】不要把验证码告诉任何人。":                       false,
		"【反诈中心】不要犹豫请转账到专户。":                        true, // urging between
		"【反诈中心】不要担心，转账到专户即可。":                      true, // another clause
		"【反诈中心】不要转账。转账到专户除外。":                      true, // refused once, asked once
		"【反诈中心】不会影响您在本行的任何其他业务只需转账。":               true, // too far
		"【反诈中心】收到请回复1。":                            true,
		"【反诈中心】本短信无需回复。":                           false,
		"【反诈中心】请转\u200b账到专户。":                      true, // broken by something invisible
		"【反诈中心】您的编号{name}。":                        true, // no placeholder of ours
		"【反诈中心】" + strings.Repeat("请核实", 43) + "。": true, // three parts
		"【反诈中心】第一行\\n第二行":                          true,
	} {
		_, err := notify.ParseRules([]byte(strings.Replace(base, `"`+old+`"`, `"`+text+`"`, 1)))
		check.Equal(t, text+map[bool]string{true: " refused", false: " taken"}[err != nil], text+map[bool]string{true: " refused", false: " taken"}[wrong])
	}
	en := r.Templates[0].EN
	for text, wrong := range map[string]bool{
		"[Anti-Fraud Centre] Never give your password to anybody.": false, "[Anti-Fraud Centre] Please reply with the code.": true,
		"[Anti-Fraud Centre] Do not worry, transfer now.": true, "[Anti-Fraud Centre] See fraud.example": true,
		"[Anti-Fraud Centre] Do not wait and transfer please": false, // nearer than the reach, nothing urging between: refused as a request
		"[Anti-Fraud Centre] Nothing is lost. Call 96110.":    false, "[Anti-Fraud Centre] Pay the deposit.": true,
	} {
		_, err := notify.ParseRules([]byte(strings.Replace(base, `"`+en+`"`, `"`+text+`"`, 1)))
		check.Equal(t, text+map[bool]string{true: " refused", false: " taken"}[err != nil], text+map[bool]string{true: " refused", false: " taken"}[wrong])
	}
}

// Protects the file: each value has its bounds, and a mistake is an error with a reason.
func TestRulesRefused(t *testing.T) {
	base := shipped(t)
	for _, c := range [][2]string{
		{"version: 1", "version: 0"}, {`port: "96110"`, `port: "96-110"`}, {"language: zh", "language: fr"}, {"messages: 3", "messages: 0"},
		{"urgent: 6", "urgent: 2"}, {"urgent: 6", "urgent: 600"}, {"window: 24h", "window: 1s"}, {"dedupe: 6h", "dedupe: -1h"}, {`from: "22:00"`, `from: "25:00"`},
		{"per: 1m", "per: 1ms"}, {"messages: 600", "messages: 0"}, {"bundle: 2m", "bundle: 2d"}, {"urgent_passes: [quiet", "urgent_passes: [budget"},
		{"most: 5m", "most: 5s"}, {"unanswered: 2", "unanswered: 0"}, {"receipt_within: 24h", "receipt_within: 96h"}, {"parts_max: 2", "parts_max: 0"},
		{"reach: 10", "reach: 0"}, {"code: warn_contact", "code: warn_fund"}, {"valid: 2h", "valid: 0s"}, {"template: missed_call}", "template: nothing}"},
		{"on: call.missed", "on: call.lost"}, {"levels: [medium, low]", "levels: [high]"}, {"levels: [medium, low]", "levels: []"}, {"dedupe: 6h", "dedupes: 6h"},
	} {
		changed := strings.Replace(base, c[0], c[1], 1)
		check.True(t, changed != base, "the rulebook no longer has "+c[0])
		_, err := notify.ParseRules([]byte(changed))
		check.Fault(t, err, "notify.rules_file")
	}
}

// Protects the centre: no file, however broken, ends the program.
func FuzzRules(f *testing.F) {
	f.Add([]byte(shipped(f)))
	f.Add([]byte("templates: [{code: a}]"))
	f.Fuzz(func(t *testing.T, raw []byte) {
		r, err := notify.ParseRules(raw)
		if (r == nil) == (err == nil) {
			t.Fatal("neither rules nor a fault")
		}
	})
}
