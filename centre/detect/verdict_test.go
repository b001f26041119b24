package detect

import (
	"bytes"
	"fmt"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"pgregory.net/rapid"

	"fanzha/centre/detect/scenario"
	"fanzha/centre/signal"
	"fanzha/internal/check"
	"fanzha/term/ident"
	"fanzha/term/when"
)

const judged = `on: [transfer]
where: 'amount_fen >= 0'
reason: {zh: 转账, en: paid}
block:
  - {when: 'amount_fen % 11 == 0', reason: {zh: 工资, en: wages}}
points:
  - {when: 'amount_fen % 2 == 0', add: 15, reason: {zh: 偶数, en: even}}
  - {when: 'amount_fen % 3 == 0', add: 25, reason: {zh: 三倍, en: threefold}}
  - {when: 'amount_fen % 5 == 0', add: -70, reason: {zh: 五倍, en: fivefold}}
override:
  - {when: 'amount_fen % 7 == 0', level: high, score: 62, reason: {zh: 七倍, en: sevenfold}}
  - {when: 'amount_fen % 13 == 0', level: urgent, reason: {zh: 十三倍, en: thirteenfold}}
bands:
  - {from: 70, level: high, reason: {zh: 高分, en: high score}}
  - {from: 60, level: medium, reason: {zh: 中分, en: medium score}}
  - {from: 45, level: low}`

// naiveVerdict is the order of the rules in plain words: block, points, overrides, band.
func naiveVerdict(a int64) (fires bool, score int, level string, told []string) {
	if a%11 == 0 {
		return false, 0, "", nil
	}
	score = 40
	for _, p := range []struct {
		by  int64
		add int
		zh  string
	}{{2, 15, "偶数"}, {3, 25, "三倍"}, {5, -70, "五倍"}} {
		if a%p.by == 0 {
			score, told = score+p.add, append(told, p.zh)
		}
	}
	score = min(max(score, 0), 100)
	if a%7 == 0 {
		score = max(score, 62)
	}
	switch {
	case score >= 70:
		fires, level, told = true, "high", append(told, "高分")
	case score >= 60:
		fires, level, told = true, "medium", append(told, "中分")
	case score >= 45:
		fires, level = true, "low"
	}
	if a%7 == 0 {
		fires, level, told = true, "high", append(told, "七倍")
	}
	if a%13 == 0 {
		fires, level, told = true, "urgent", append(told, "十三倍")
	}
	return fires, score, level, told
}

func transfer(i int, at when.Micros, phone string, fen int64) *signal.Signal {
	return &signal.Signal{
		Kind: signal.Transfer, Source: "t", ID: fmt.Sprint(i), Time: at, Received: at, Phone: ident.Phone(phone), PayeeAccount: "6222000000000001", AmountFen: fen,
	}
}

// TestVerdict protects block, points, bands and override: for every amount the engine's hit has the score, level and reasons of a naive
// reading of the rules, and what is silent is counted as blocked or below.
func TestVerdict(t *testing.T) {
	set, err := scenario.Load(story(judged))
	check.NoError(t, err)
	set.Scenarios[0].Score = 40
	e := NewEngine(set, Options{})
	silent := uint64(0)
	for a := range int64(30030) {
		hits := e.Observe(transfer(int(a), scenario.ExampleNow, "+8613900010001", a))
		fires, score, level, told := naiveVerdict(a)
		if !fires {
			silent++
			check.Equal(t, len(hits), 0)
			continue
		}
		want := "转账"
		if told != nil {
			want += "（" + strings.Join(told, "；") + "）"
		}
		if len(hits) != 1 || hits[0].Score != score || hits[0].Level != level || hits[0].ReasonZH != want {
			t.Fatalf("%d: %+v, want %d %s %s", a, hits, score, level, want)
		}
	}
	st := e.Stats()
	check.Equal(t, [...]uint64{st.Silenced, st.Scenario[0].Blocked + st.Scenario[0].Below}, [...]uint64{silent, silent})
}

// TestVerdictMistakes protects the analyst: what a rule cannot be is said with line, column and reason.
func TestVerdictMistakes(t *testing.T) {
	for _, c := range []struct{ from, to, why string }{
		{"add: 15", "add: 0", "points take when, add"},
		{"{from: 60,", "{from: 75,", "from the highest score to the lowest"},
		{"{from: 45, level: low}", "{from: 45, level: urgent}", "cannot have a higher level"},
		{"level: medium", "level: medum", `did you mean "medium"`},
		{"level: urgent", "level: very", "override takes when, level"},
		{"reason: {zh: 工资, en: wages}", "reason: {zh: 工资}", "both languages"},
		{"reason: {zh: 工资, en: wages}", "add: 3, reason: {zh: 工资, en: wages}", "it does not score"},
		{"amount_fen % 11", "amount_fe % 11", `did you mean "amount_fen"`},
		{"amount_fen % 11 == 0", "duration_s == 0", "carried by call, visit only"},
		{"{when: 'amount_fen % 11 == 0',", "{", "when"},
	} {
		_, err := scenario.Load(story(strings.Replace(judged, c.from, c.to, 1)))
		check.Fault(t, err, "detect.scenario_invalid")
		check.True(t, strings.Contains(err.Error(), c.why), c.to+": "+err.Error())
	}
}

// TestTrusted protects banks, carriers and the police: a lead on their numbers and sites is refused and counted, and a hit names none of
// them as the other side.
func TestTrusted(t *testing.T) {
	set, m := shippedSet(t)
	e := NewEngine(set, Options{Text: m})
	lead := func(s signal.Signal) {
		s.Kind, s.Source, s.ID, s.Time, s.Weight = signal.Sighting, "partner", "1", scenario.ExampleNow, 95
		e.Observe(&s)
	}
	lead(signal.Signal{Subject: "phone", Peer: "95533"})
	lead(signal.Signal{Subject: "url", URL: "https://www.mps.gov.cn/a"})
	lead(signal.Signal{Subject: "phone", Peer: "+85251234567"})
	check.Equal(t, e.Stats().Trusted, uint64(2))
	call := func(peer ident.Phone) []Hit {
		return e.Observe(&signal.Signal{
			Kind: signal.Call, Source: "t", ID: string(peer), Time: scenario.ExampleNow + when.Minute, Phone: "+8613900010001", Peer: peer, Answered: true, Duration: 100, // long enough for a listed number, short for a stranger
		})
	}
	check.Equal(t, len(call("95533")), 0)
	check.Equal(t, len(call("+85251234567")), 1)
	set, err := scenario.Load(story("on: [call]\nwhere: 'answered'\nreason: {zh: '{peer}', en: '{peer}'}"), fstest.MapFS{"lists/trusted.yaml": {Data: []byte("name: trusted\nbasis: test\nvalues: [phone 95533]")}})
	check.NoError(t, err)
	e = NewEngine(set, Options{})
	h := call("95533")
	check.Equal(t, []string{string(h[0].Peer), h[0].ReasonZH}, []string{"", "95533"})
	check.Equal(t, string(call("+85251234567")[0].Peer), "+85251234567")
}

const hushed = `entries:
  - {scenario: test_story, subject: phone, value: "13900010001", owner: 李警官, why: 财务人员本人已核实, from: 2026-11-01, until: 2026-11-19}
  - {subject: payee, value: "6222000000000009", owner: 王警官, why: 物业收费账户, from: 2026-11-01, until: 2027-01-31}
`

// TestSuppress protects the suppressions: an entry silences its scenario for its subject within its days, in any log, and an expired one
// is ignored and listed.
func TestSuppress(t *testing.T) {
	files := story("on: [transfer]\nwhere: 'amount_fen > 0'\nreason: {zh: 转账, en: paid}")
	files["suppress.yaml"] = &fstest.MapFile{Data: []byte(hushed)}
	set, err := scenario.Load(files)
	check.NoError(t, err)
	e := NewEngine(set, Options{})
	var hits []string
	for i, day := range []int{-21, -10, -1, 0, 3} { // days before and after 20 November
		for _, phone := range []string{"+8613900010001", "+8613900010002"} {
			s := transfer(i, scenario.ExampleNow+when.Micros(day)*when.Day, phone, 5)
			if i == 4 {
				s.PayeeAccount = "6222000000000009"
			}
			for _, h := range e.Observe(s) {
				hits = append(hits, fmt.Sprint(h.Phone[10:], " ", day))
			}
		}
	}
	check.Equal(t, hits, []string{"0001 -21", "0002 -21", "0002 -10", "0002 -1", "0001 0", "0002 0"})
	check.Equal(t, e.Stats().Scenario[0].Suppressed, uint64(4))
	told := NewEngine(set, Options{Hushed: true}).Observe(transfer(9, scenario.ExampleNow-when.Day, "+8613900010001", 5))
	check.Equal(t, []string{told[0].Suppressed, told[0].Scenario}, []string{"财务人员本人已核实", "test_story"})
	check.Equal(t, len(set.Suppress.Expired(scenario.ExampleNow)), 1)
	check.Equal(t, set.Suppress.Active(scenario.ExampleNow)[0].Owner, "王警官")
	for _, c := range []struct{ from, to, why string }{
		{"test_story", "test_stry", `did you mean "test_story"`},
		{"subject: phone", "subject: phon", `did you mean "phone"`},
		{`"13900010001"`, `"abc"`, "the value is no phone"},
		{"owner: 李警官", "owner: ''", "who answers"},
		{"until: 2026-11-19", "until: 2028-11-19", "a year at most"},
		{"until: 2026-11-19", "until: 2026-10-01", "ends before it begins"},
		{"until: 2026-11-19", "until: soon", "a day like"},
		{"why:", "wy:", `did you mean "why"`},
	} {
		files["suppress.yaml"] = &fstest.MapFile{Data: []byte(strings.Replace(hushed, c.from, c.to, 1))}
		_, err := scenario.Load(files)
		check.Fault(t, err, "detect.scenario_invalid")
		check.True(t, strings.Contains(err.Error(), c.why) && strings.Contains(err.Error(), "line=2"), c.to+": "+err.Error())
	}
}

const unanswered = `on: [transfer]
absent: {of: [report], where: 'channel == "96110"', within: 30m, late: 10m}
where: 'amount_fen >= 3'
reason: {zh: '转账 {amount_fen}，半小时内未求助', en: 'paid {amount_fen}'}`

// noAnswer is the contract of absence in plain words, for the signals of one key in the order of their arrival.
func noAnswer(signals []*signal.Signal) []string {
	type wait struct {
		id               int
		from, until, due when.Micros
	}
	var waiting *wait
	var hits []string
	newest := when.Micros(0)
	for i, s := range signals {
		if waiting != nil && waiting.due < s.Received {
			hits, waiting = append(hits, fmt.Sprint(waiting.id, " ", waiting.until)), nil
		}
		if s.Kind == signal.Report && s.Channel == "96110" {
			if waiting != nil && s.Time >= waiting.from && s.Time <= waiting.until {
				waiting = nil
			}
			newest = max(newest, s.Time)
		}
		if s.Kind != signal.Transfer || s.AmountFen < 3 || waiting != nil {
			continue
		}
		w := wait{i, s.Time, s.Time + 30*when.Minute, s.Time + 40*when.Minute}
		if newest < w.from || newest > w.until || s.Received-newest > 40*when.Minute {
			waiting = &w
		}
	}
	if waiting != nil {
		hits = append(hits, fmt.Sprint(waiting.id, " ", waiting.until))
	}
	return hits
}

// TestAbsence protects "no answer within": for any signals the hits are those of a naive reading of the contract, whatever the number of
// partitions, and also when every engine is stopped, saved and restored on the way.
func TestAbsence(t *testing.T) {
	set, err := scenario.Load(story(unanswered))
	check.NoError(t, err)
	rapid.Check(t, func(t *rapid.T) {
		all, each := drawAnswers(t)
		var want []string
		for phone, list := range each {
			for _, h := range noAnswer(list) {
				want = append(want, string(phone)+" "+h)
			}
		}
		slices.Sort(want)
		n := rapid.SampledFrom([]int{1, 2, 7, 64}).Draw(t, "partitions")
		got, err := partitioned(set, all, n, rapid.IntRange(0, len(all)).Draw(t, "stop"))
		if err != nil || !slices.Equal(got, want) {
			t.Fatalf("%d partitions: %v %v, want %v", n, err, got, want)
		}
	})
}

// drawAnswers draws transfers and reports of a few people in the order of arrival, some of them late; the id is the place among the
// signals of its person.
func drawAnswers(t *rapid.T) ([]*signal.Signal, map[ident.Phone][]*signal.Signal) {
	var all []*signal.Signal
	each := map[ident.Phone][]*signal.Signal{}
	now := scenario.ExampleNow
	for range rapid.IntRange(1, 60).Draw(t, "signals") {
		now += when.Micros(rapid.SampledFrom([]int64{0, 60, 240, 900}).Draw(t, "gap")) * when.Second
		phone := ident.Phone(fmt.Sprintf("+861390001000%d", rapid.IntRange(0, 5).Draw(t, "phone")))
		s := transfer(len(each[phone]), now, string(phone), rapid.Int64Range(0, 9).Draw(t, "amount"))
		s.Time -= when.Micros(rapid.SampledFrom([]int64{0, 0, 1, 420, 2500}).Draw(t, "late")) * when.Second
		if rapid.Bool().Draw(t, "report") {
			s.Kind, s.Channel = signal.Report, rapid.SampledFrom([]string{"96110", "96110", "110"}).Draw(t, "channel")
		}
		all, each[phone] = append(all, s), append(each[phone], s)
	}
	return all, each
}

// partitioned runs the signals through n engines, each saved and restored once, and ends with a lead that reaches them all.
func partitioned(set *scenario.Set, all []*signal.Signal, n, stop int) ([]string, error) {
	engines := make([]*Engine, n)
	for i := range engines {
		engines[i] = NewEngine(set, Options{})
	}
	var got []string
	take := func(hits []Hit) {
		for _, h := range hits {
			got = append(got, fmt.Sprint(h.Phone, " ", h.Signal, " ", h.At))
		}
	}
	for i, s := range all {
		if i == stop {
			for p, e := range engines {
				var file bytes.Buffer
				err := e.Snapshot(&file, 1)
				if err != nil {
					return nil, err
				}
				engines[p] = NewEngine(set, Options{})
				_, err = engines[p].Restore(&file)
				if err != nil {
					return nil, err
				}
			}
		}
		take(engines[signal.Partition(s.Key(), n)].Observe(s))
	}
	end := &signal.Signal{Kind: signal.Sighting, Source: "t", ID: "end", Time: scenario.ExampleNow + 30*when.Day, Subject: "phone", Peer: "+85251234567"}
	for _, e := range engines {
		take(e.Observe(end))
	}
	slices.Sort(got)
	return got, nil
}
