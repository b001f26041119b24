package reading

import (
	"io/fs"
	"regexp"
	"strings"
	"testing"
	"testing/fstest"
	"unicode"

	"fanzha/centre/detect/scenario"
	"fanzha/internal/check"
	"fanzha/rulebook"
)

func shipped(t *testing.T) *scenario.Set {
	t.Helper()
	dir, err := fs.Sub(rulebook.FS, "scenarios")
	check.NoError(t, err)
	set, err := scenario.Load(dir)
	check.NoError(t, err)
	return set
}

var quoted = regexp.MustCompile(`“[^”]*”|\{[^}]*\}`)

// TestShipped protects what an officer reads: every shipped scenario is said in both languages, without the names that only files know,
// and the Chinese without English words.
func TestShipped(t *testing.T) {
	set := shipped(t)
	for _, sc := range set.Scenarios {
		text := Of(set, sc)
		t.Log(sc.Code + "\n" + text.ZH + "\n" + text.EN)
		bare := quoted.ReplaceAllString(text.ZH, "")
		check.True(t, !strings.Contains(bare, "_"), sc.Code+": "+bare)
		bare = strings.NewReplacer("IP", "", "CNY", "", "ETC", "").Replace(bare)
		check.True(t, strings.IndexFunc(bare, func(c rune) bool { return c < 128 && unicode.IsLetter(c) }) < 0, sc.Code+": "+bare)
		bare = quoted.ReplaceAllString(text.EN, "")
		check.True(t, !strings.Contains(bare, "_") && strings.IndexFunc(bare, func(c rune) bool { return unicode.Is(unicode.Han, c) }) < 0, sc.Code+": "+bare)
		check.True(t, !strings.Contains(text.ZH, "无法读出") && !strings.Contains(text.ZH, "算出的"), sc.Code+": "+text.ZH)
	}
}

// TestWords protects the dictionary: every yes/no field has its words, every other one a name without underscores.
func TestWords(t *testing.T) {
	for i := range scenario.Fields {
		f := &scenario.Fields[i]
		if f.Type == scenario.Bool {
			w := flagWords[f.Name]
			check.True(t, w.yes.zh != "" && w.yes.en != "" && w.no.zh != "" && w.no.en != "", "no words for "+f.Name)
			continue
		}
		check.True(t, fieldWords[f.Name].zh != "" && fieldWords[f.Name].en != "", "no words for "+f.Name)
	}
	for by := range keyWords {
		check.True(t, keyWords[by].zh != "" && keyWords[by].en != "", "a key has no words")
	}
}

const whole = `code: whole
version: 1
name: {zh: 全, en: Whole}
fraud: brushing_rebate
family: fund
level: medium
score: 50
basis: invented for the tests
on: [transfer]
by: [person, payee]
quiet: 6h
windows:
  - {name: n_24h, of: [transfer], where: 'first_seen("payee") && amount_fen < 1000000', over: 24h, measure: count, include: true, late: 10m}
  - {name: usual, of: [transfer], over: 30d, measure: 'baseline(sum(amount_fen), 1d)'}
  - {name: night, of: [transfer], over: 30d, measure: share, part: 'hour >= 22 || hour < 6'}
  - {name: here, of: [transfer], over: 30d, measure: hour_share}
  - {name: mean, of: [transfer], over: 30d, measure: avg(amount_fen)}
sequence:
  - {name: talk, of: [call], where: 'answered && (peer_foreign || !peer_service)', within: 30m}
absent: {of: [report], where: 'channel == "96110"', within: 45m}
where: 'n_24h >= 3 && !(usual < 3000) && (night >= 500 || here <= 20) && amount_fen >= mean * 5 && talk_ago_s < 600 && !list("shops").has(payee_account) && !(channel in ["pos", "atm"]) && payee_bank != ""'
reason: {zh: '{n_24h} 笔', en: '{n_24h} payments'}
block: [{when: 'payee_bank.contains("学校")', reason: {zh: 学费, en: school fees}}]
points: [{when: 'hour >= 23', add: 20, reason: {zh: 深夜, en: late at night}}]
override: [{when: 'involved("account")', level: urgent, score: 90, reason: {zh: 涉案, en: involved}}]
bands: [{from: 60, level: high, reason: {zh: 高分, en: high}}, {from: 50, level: medium}]
examples: {positive: [{title: p, signals: []}], negative: [{title: n, signals: []}]}
`

// TestWhole protects every part of the language once: the reading says what the file says.
func TestWhole(t *testing.T) {
	set, err := scenario.Load(fstest.MapFS{"whole.yaml": {Data: []byte(whole)}, "lists/shops.yaml": {Data: []byte("name: shops\nbasis: test\nvalues: [a]")}})
	check.NoError(t, err)
	text := Of(set, set.Scenarios[0])
	check.Equal(t, text.ZH, "当一个人与一个收款账户先通话（已接通，且（对方为境外号码，或对方不是服务号码）），其后30分钟内又转账，"+
		"且同一人24小时内转账（首次向该账户付款，且金额低于10,000元）（含本次）（迟到超过10分钟的不计）的次数不少于3，且同一人30天内转账的近24小时合计与此前平时水平之比不低于300%，"+
		"且（同一人30天内转账的其中“钟点不早于22点，或钟点早于6点”的比例不低于50%，或同一人30天内转账的落在这一钟点的比例不高于2%），且金额不低于同一人30天内转账的平均金额的5倍，"+
		"且距该次通话的时间短于10分钟，且收款账户不在清单“shops”中，且渠道不是“pos”或“atm”，且有收款行，而此后45分钟内没有报案求助（渠道为“96110”）"+
		"时，按“刷单返利”诈骗、中级别发出资金预警（50分）。若收款行含“学校”，则不预警（学费）。若钟点不早于23点，+20分（深夜）。60分起为高级别（高分）。50分起为中级别，不足不预警。"+
		"若收款账户为涉案账户，级别升为紧急、不低于90分（涉案）。同一人与同一收款账户6小时内不重复预警。理由：{n_24h} 笔")
	check.True(t, strings.Contains(text.EN, "the average amount of transfers by the same person within 30 d") && strings.Contains(text.EN, "Raised to urgent when the payee is on the list of sighted accounts, at least 90 points, (involved)."), text.EN)
}

// FuzzReading protects the reader against any condition that loads: words, never a panic.
func FuzzReading(f *testing.F) {
	for _, where := range []string{
		`!(amount_fen > 5 && !(channel == "a")) || hour in [1, 2]`, `first_seen("payee") == (amount_fen - 3 * 2 > -amount_fen)`, `1 < amount_fen && "a" == channel && !("b" in ["c"])`,
		`amount_fen > 3 ? !payee_bank.startsWith("工") : !(payee_bank.matches("a|b") || size(payee_bank) > 3)`, `ratio(amount_fen, amount_fen) / 7 % 3 < never && ["a"] == ["b"]`,
	} {
		f.Add(where)
	}
	before, after, _ := strings.Cut(whole, "absent:")
	_, after, _ = strings.Cut(after, "reason:")
	before, _, _ = strings.Cut(before, "windows:")
	after, _, _ = strings.Cut(after, "block:")
	after = strings.ReplaceAll(after, "{n_24h}", "") + "examples: {positive: [{title: p, signals: []}], negative: [{title: n, signals: []}]}\n"
	f.Fuzz(func(t *testing.T, where string) {
		if strings.ContainsAny(where, "'\n\r") {
			return
		}
		set, err := scenario.Load(fstest.MapFS{"whole.yaml": {Data: []byte(before + "where: '" + where + "'\nreason:" + after)}})
		if err != nil {
			return
		}
		text := Of(set, set.Scenarios[0])
		if text.ZH == "" || text.EN == "" {
			t.Fatal("nothing is said")
		}
	})
}
