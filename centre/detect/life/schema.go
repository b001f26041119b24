package life

import (
	"context"
	"slices"
	"strings"

	"fanzha/base/access"
	"fanzha/centre/detect/scenario"
	"fanzha/term/fraud"
)

// Word is one word of the language of scenarios, for completion.
type Word struct {
	Name string
	Type string // number, text, yes/no, key …
	ZH   string // meaning
	EN   string
	On   []string // kinds of signals that carry it; empty: all
}

// Schema is the language of scenarios as an editor completes it.
type Schema struct {
	Keys      []Word
	Fields    []Word
	Functions []Word
	Measures  []Word
	Lists     []Word
	Values    map[string][]Word // what a key may hold: on, by, family, level, fraud
}

var keyWords = []Word{
	{"code", "text", "代码，唯一且不变", "code, unique and kept for ever", nil},
	{"version", "number", "版本号，含义变动须升版本", "version, raised with every change of meaning", nil},
	{"name", "zh, en", "名称（中英文）", "name in both languages", nil},
	{"fraud", "word", "诈骗类型", "fraud type", nil},
	{"family", "word", "预警类别", "family of warnings", nil},
	{"level", "word", "预警级别", "level", nil},
	{"score", "number", "分值0-100", "score 0–100", nil},
	{"basis", "text", "依据（用自己的话）", "what it rests on, in own words", nil},
	{"on", "list", "触发的信号种类", "kinds that complete it", nil},
	{"by", "word", "按谁计（静默与步骤）", "whom quiet time and sequence are kept for", nil},
	{"quiet", "span", "命中后的静默时间", "silence after a hit", nil},
	{"windows", "list", "时间窗", "numbers over past signals", nil},
	{"sequence", "list", "先后步骤", "steps that must have happened before", nil},
	{"where", "condition", "条件", "the condition", nil},
	{"reason", "zh, en", "给民警看的理由，可用{名称}", "the officer's sentence with {names}", nil},
	{"examples", "stories", "正例和反例，自动检验", "positive and negative stories, tested", nil},
	{"over", "span", "时间窗长度 10s…90d", "span of a window", nil},
	{"measure", "measure", "时间窗算什么", "what a window computes", nil},
	{"of", "list", "时间窗或步骤看的信号种类", "kinds a window or step looks at", nil},
	{"within", "span", "到下一步的最长时间", "longest time to the next step", nil},
	{"part", "condition", "占比的分子条件", "what a share counts", nil},
	{"late", "span", "迟到多久不再计入", "signals that reached the centre later do not count", nil},
	{"include", "yes/no", "把当前信号也计入时间窗", "the evaluated signal counts too", nil},
	{"absent", "rule", "规定时间内没有等到的信号", "what must not come afterwards", nil},
	{"block", "rules", "不预警的情形", "what silences a hit", nil},
	{"points", "rules", "加减分", "what adds to the score", nil},
	{"bands", "rules", "按分数分档", "levels by score", nil},
	{"override", "rules", "升级的情形", "what raises level and score", nil},
	{"when", "condition", "该条的条件", "condition of a rule", nil},
}

var functionWords = []Word{
	{`first_seen("payee")`, "yes/no", "首次（收款账户、通话号码、站点、应用）", "first time with this payee, peer, site or app", nil},
	{`involved("account")`, "yes/no", "对方在有效线索中", "an active lead names it", nil},
	{`sighted_weight("account")`, "number", "有效线索的可信度（百分）", "confidence of the active lead in percent", nil},
	{`holder("payee")`, "text", "收款账户持有人的号码，不明则空", "number of who holds the payee's account, empty when unknown", nil},
	{`owner("phone")`, "text", "号码持有人的身份证号，不明则空", "identity behind a number, empty when unknown", nil},
	{`list("name").has(x)`, "yes/no", "在清单中", "is in the list", nil},
	{"ratio(a, b)", "number", "千分比，b为0时为0", "permille, 0 when b is 0", nil},
	{"size(s)", "number", "字数", "characters", nil},
	{`s.startsWith("…")`, "yes/no", "以…开头", "begins with", nil},
	{`s.endsWith("…")`, "yes/no", "以…结尾", "ends with", nil},
	{`s.contains("…")`, "yes/no", "含有", "contains", nil},
	{`s.matches("…")`, "yes/no", "符合正则表达式", "matches a regular expression", nil},
	{"never", "number", "从未发生（10亿秒）", "nothing happened (1,000,000,000 s)", nil},
}

var measureWords = []Word{
	{"count", "number", "次数", "how many", nil},
	{"sum(amount_fen)", "number", "合计", "sum of a number", nil},
	{"max(amount_fen)", "number", "最大", "greatest", nil},
	{"distinct(payee_account)", "number", "不同值个数", "how many different ones", nil},
	{"min(amount_fen)", "number", "最小", "smallest", nil},
	{"avg(amount_fen)", "number", "平均", "average", nil},
	{"entropy(payee_account)", "permille", "分散程度", "how spread the values are", nil},
	{"baseline(count, 1d)", "permille", "与平时之比，1000为照常", "rate against the usual one, 1000 as ever", nil},
	{"hour_share", "permille", "这一钟点的占比", "share of this hour of the day", nil},
	{"share", "permille", "其中某类（part）的占比", "share of the events that meet part", nil},
	{"first", "moment", "首次时间", "time of the first", nil},
	{"last", "moment", "末次时间", "time of the last", nil},
	{"since", "seconds", "距末次多少秒", "seconds since the last", nil},
}

var typeWords = map[scenario.Type]string{scenario.Int: "number", scenario.String: "text", scenario.Bool: "yes/no"}

// asFunctions are how the fields begin that a condition writes as functions.
var asFunctions = []string{"first_seen_", "involved_", "sighted_weight_", "holder_", "owner_"}

// Language is the schema with the fields of this program and the lists of this centre. The right is scenario.read.
func (s *Service) Language(_ context.Context, scope access.Scope) (Schema, error) {
	err := scope.Require(access.ScenarioRead)
	if err != nil {
		return Schema{}, err
	}
	out := Schema{Keys: keyWords, Functions: functionWords, Measures: measureWords, Values: valueWords()}
	for _, f := range scenario.Fields {
		if slices.ContainsFunc(asFunctions, func(prefix string) bool { return strings.HasPrefix(f.Name, prefix) }) {
			continue
		}
		w := Word{Name: f.Name, Type: typeWords[f.Type], ZH: f.ZH, EN: f.EN}
		for _, k := range f.On {
			w.On = append(w.On, k.String())
		}
		out.Fields = append(out.Fields, w)
	}
	set, err := Compile(lists(s.o.Bench.Base()))
	if err != nil {
		return Schema{}, ErrSet.With(err)
	}
	for _, name := range set.Lists.Names() {
		out.Lists = append(out.Lists, Word{Name: name, Type: "list"})
	}
	return out, nil
}

func valueWords() map[string][]Word {
	out := map[string][]Word{
		"on": {
			{"call", "", "通话", "call", nil}, {"message", "", "短信", "message", nil}, {"visit", "", "上网访问", "visit", nil},
			{"transfer", "", "转账", "transfer", nil}, {"report", "", "报案", "report", nil},
		},
		"by": {
			{"person", "", "本人", "person", nil}, {"phone", "", "号码", "phone", nil}, {"account", "", "账户", "account", nil},
			{"payee", "", "收款账户", "payee", nil}, {"peer", "", "对方号码", "other number", nil}, {"site", "", "站点", "site", nil},
			{"hour", "", "钟点（与本人成对）", "hour of the day, beside a person", nil}, {"device", "", "设备", "device", nil},
			{"owner", "", "号码持有人", "owner of the number", nil}, {"holder", "", "收款账户持有人", "holder of the payee's account", nil},
		},
		"family": {{"fund", "", "资金预警", "money is in danger", nil}, {"contact", "", "信息预警", "contact with a fraudster", nil}},
		"level": {
			{"urgent", "", "紧急", "urgent", nil}, {"high", "", "高危", "high", nil}, {"medium", "", "中危", "medium", nil}, {"low", "", "低危", "low", nil},
		},
		"fraud": {
			{scenario.FromText, "", "以文本模型判断为准", "the text model's", nil}, {scenario.FromReport, "", "以报案所述为准", "what the reporter says", nil},
			{scenario.FromSighting, "", "以线索为准", "what the lead says", nil},
		},
	}
	for _, e := range fraud.All {
		out["fraud"] = append(out["fraud"], Word{Name: string(e.Code), ZH: e.NameZH, EN: e.NameEN})
	}
	out["of"] = slices.Clone(out["on"])
	return out
}
