package detectbench

import (
	"embed"
	"fmt"
	"io/fs"
	"strings"
	"testing/fstest"

	"fanzha/centre/detect/scenario"
)

// ten are the scenarios of the first job, as an analyst would write them.
//
//go:embed ten
var ten embed.FS

// tenScenarios compiles the first job's scenarios.
func tenScenarios() (*scenario.Set, error) {
	dir, err := fs.Sub(ten, "ten")
	if err != nil {
		return nil, err
	}
	return scenario.Load(dir)
}

// apps are what people of the mixed job open.
var apps = func() (list [16]string) {
	for i := range list {
		list[i] = fmt.Sprintf("com.example.app%02d", i)
	}
	return list
}()

// hundredFiles writes the scenarios of the second job: forty on transfers, thirty-five on calls, twenty-five on visits, over windows
// of an hour to three days, of which many share one.
func hundredFiles() fstest.MapFS {
	out := fstest.MapFS{}
	for i := range 100 {
		var code, text string
		switch {
		case i < 40:
			code, text = onTransfer(i)
		case i < 75:
			code, text = onCall(i - 40)
		default:
			code, text = onVisit(i - 75)
		}
		out[code+".yaml"] = &fstest.MapFile{Data: []byte(text)}
	}
	return out
}

var overs = [4]string{"24h", "1h", "6h", "72h"}

// shape is what differs between the files.
type shape struct {
	code, kind, window, where string
	story                     []string // signals before the trigger, without their moment
	trigger                   string
}

func (s shape) file() string {
	var b strings.Builder
	fmt.Fprintf(&b, "code: %s\nversion: 1\nname: {zh: %q, en: %q}\nfraud: other\nfamily: fund\nlevel: low\nscore: 30\n", s.code, s.code, s.code)
	fmt.Fprintf(&b, "basis: Made for measuring the engine, not for work.\non: [%s]\nquiet: 24h\nwindows:\n  - %s\n", s.kind, s.window)
	fmt.Fprintf(&b, "where: '%s'\nreason: {zh: \"值 {past}\", en: \"value {past}\"}\nexamples:\n  positive:\n    - title: it holds\n      signals:\n", s.where)
	for i, line := range s.story {
		fmt.Fprintf(&b, "        - {kind: %s, at: -%dm, phone: \"13900010001\", %s}\n", s.kind, len(s.story)-i, line)
	}
	last := fmt.Sprintf("        - {kind: %s, at: 0s, phone: \"13900010001\", %s}\n", s.kind, s.trigger)
	b.WriteString(last + "  negative:\n    - title: nothing before\n      signals:\n" + last)
	return b.String()
}

func onTransfer(i int) (code, text string) {
	channel, over, least := channels[(i%7)+1], overs[i/7%4], 200_000*(1+i%5)
	s := shape{code: fmt.Sprintf("hundred_transfer_%02d", i), kind: "transfer"}
	filter := fmt.Sprintf(`where: "channel == \"%s\"", `, channel)
	if i%4 == 0 {
		filter = ""
	}
	measure, need := "count", "past >= 5"
	switch i % 3 {
	case 1:
		measure, need = "sum(amount_fen)", fmt.Sprintf("past >= %d分", 5*least)
	case 2:
		measure, need = "distinct(payee_account)", "past >= 5"
	}
	s.window = fmt.Sprintf("{name: past, by: person, of: [transfer], %sover: %s, measure: %s}", filter, over, measure)
	s.where = fmt.Sprintf(`channel == "%s" && amount_fen >= %d && %s`, channel, least, need)
	for j := range 6 {
		s.story = append(s.story, fmt.Sprintf("payee_account: \"62220000000000%02d\", amount_fen: %d, channel: %s", 10+j, least, channel))
	}
	s.trigger = s.story[0]
	return s.code, s.file()
}

func onCall(i int) (code, text string) {
	long, over := 60*(1+i%3), overs[i/3%2]
	s := shape{code: fmt.Sprintf("hundred_call_%02d", i), kind: "call"}
	by, measure, need := "person", "count", 4+i/6
	switch {
	case i%5 == 4:
		by = "peer"
	case i%5 == 1:
		measure, need = "sum(duration_s)", 1000+100*i
	case i%5 == 2:
		measure = "distinct(peer)"
	}
	s.window = fmt.Sprintf("{name: past, by: %s, of: [call], where: 'answered && duration_s >= %d', over: %s, measure: %s}", by, long, over, measure)
	s.where = fmt.Sprintf("answered && !outgoing && duration_s >= %d && past >= %d", long+10*i, need)
	for j := range 12 {
		if by == "peer" {
			j = 0
		}
		s.story = append(s.story, fmt.Sprintf("peer: \"138000010%02d\", answered: true, duration_s: 600", 10+j))
	}
	s.trigger = s.story[0]
	return s.code, s.file()
}

func onVisit(i int) (code, text string) {
	app, over := apps[i%len(apps)], overs[i/8%4]
	s := shape{code: fmt.Sprintf("hundred_visit_%02d", i), kind: "visit"}
	s.window = fmt.Sprintf(`{name: past, by: person, of: [visit], where: "app == \"%s\"", over: %s, measure: count}`, app, over)
	if i%5 == 0 {
		s.window = fmt.Sprintf("{name: past, by: person, of: [visit], over: %s, measure: distinct(app)}", over)
	}
	need := 3
	if i%5 == 0 {
		need = 1
	}
	s.where = fmt.Sprintf(`app == "%s" && duration_s >= %d && past >= %d`, app, 30*(1+i%4), need)
	for range 4 {
		s.story = append(s.story, fmt.Sprintf("app: %s, duration_s: 600", app))
	}
	s.trigger = s.story[0]
	return s.code, s.file()
}
