package scenario

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"testing"
	"time"

	"fanzha/internal/check"
	"fanzha/term/when"
	"fanzha/test/harness"
)

// The published figure of one city's half year: 1,457 fund warnings whose persons were to be met, 1,445 of them met, a rate of 99.18 %. Only a
// base of just 1,457 gives that rate with 1,445 above the line, so what needs no visit is not among them: it stands beside, by reason.
const (
	metDue  = 1457
	metDone = 1445
	metOut  = 5 // not what they seemed, beside the 1,457
)

// behindRow is a line of the list behind a figure.
type behindRow struct{ ID, Object, Measure string }

// loop is the play with what the closed loop is read from.
type loop struct {
	*play
	day string
}

// read gets a figure of the day.
func (l *loop) read(code string) (out struct {
	Num, Den int64
	TextZH   string `json:"text_zh"`
	Excluded []struct {
		ZH string
		N  int64
	}
}) {
	l.people["chief"].Get("/api/v1/indicators/"+code+"/reading?period=day&at="+l.day, &out)
	return out
}

// behind gets the whole list of one part of a figure.
func (l *loop) behind(code, part string) []behindRow {
	var all []behindRow
	for cursor := ""; ; {
		var page struct {
			Items []behindRow
			Next  string
		}
		l.people["chief"].Get("/api/v1/indicators/"+code+"/facts?period=day&limit=500&at="+l.day+"&part="+part+"&cursor="+url.QueryEscape(cursor), &page)
		all = append(all, page.Items...)
		if page.Next == "" {
			return all
		}
		cursor = page.Next
	}
}

// post wants a command to be done.
func (l *loop) post(who, path string, body record) {
	l.t.Helper()
	status, raw := l.people[who].Do(http.MethodPost, "/api/v1"+path, body)
	if status != http.StatusOK {
		l.t.Fatalf("%s: %d %s", path, status, raw)
	}
}

// Protects the figures of the closed loop in the real binary: of 1,457 persons to be met 1,445 were met, which is 99.18 %; what needs no visit
// is listed beside with its reason, and numerator, denominator, exclusions and those who were not met each open a list of just so many records.
func TestClosedLoop(t *testing.T) {
	t.Parallel()
	p := newPlay(t, harness.StartExercise(t, t.TempDir()))
	for _, said := range []string{"unit 990101010000 云东一所 area 990101001", "source bank1", "minjing is officer at 云东一所"} {
		check.NoError(t, p.say(line{file: "closed loop", words: cut(said)}))
	}
	l := &loop{play: p, day: p.now().In(when.Zone).Format(time.DateOnly)}
	l.pay(metDue + metOut)
	orders := l.orders()
	check.Equal(t, len(orders), metDue+metOut)
	for i, o := range orders[:metDone+metOut] {
		if i >= metDone {
			l.post("minjing", "/orders/"+text(o, "id")+"/sign", record{"version": o["version"]})
			l.post("minjing", "/orders/"+text(o, "id")+"/report", record{"version": int64(o["version"].(float64)) + 1, "result": "false_alarm", "note": "本人向子女转账，已核实"})
			continue
		}
		l.post("minjing", "/attempts", record{"warning_id": o["warning_id"], "order_id": o["id"], "channel": "visit", "outcome": "met", "evidence": []record{{"kind": "place", "value": "东关街"}}})
		if i%200 == 199 { // what follows is worked off in portions, so that no push takes long
			p.c.Push(t, 0)
		}
	}
	p.c.Push(t, 0)
	l.people["chief"] = p.staff("chief")
	check.Equal(t, l.read("alert.fund").Num, int64(metDue+metOut))
	p.c.Push(t, 3*time.Hour) // the time of the visits that were not made is over
	p.c.Push(t, 0)
	l.people["chief"] = p.staff("chief")
	l.judge(t)
}

func (l *loop) judge(t *testing.T) {
	rate := l.read("dissuasion.face_rate")
	check.Equal(t, rate.Num, int64(metDone))
	check.Equal(t, rate.Den, int64(metDue))
	check.Equal(t, rate.TextZH, "99.18%")
	out := map[string]int64{}
	for _, x := range rate.Excluded {
		out[x.ZH] = x.N
	}
	check.Equal(t, out, map[string]int64{"信息不符或重复": metOut, "到期前撤回": 0})
	check.Equal(t, len(l.behind("dissuasion.face_rate", "num")), metDone)
	check.Equal(t, len(l.behind("dissuasion.face_rate", "den")), metDue+metOut)
	left := l.behind("dissuasion.face_rate", "less")
	check.Equal(t, len(left), metOut)
	missed := l.behind("dissuasion.face_missed", "num")
	check.Equal(t, len(missed), metDue-metDone)
	met := map[string]bool{}
	for _, f := range l.behind("dissuasion.face_rate", "num") {
		met[f.Object] = true
	}
	for _, f := range append(missed, left...) {
		check.True(t, f.Object != "" && !met[f.Object], fmt.Sprint(f, " was met"))
	}
}

// pay lets so many persons pay to an account that is known, each once.
func (l *loop) pay(n int) {
	at := l.now().Add(-time.Minute).UTC().Format(time.RFC3339)
	body := jsonLine(l.t, record{"kind": "sighting", "id": "s", "subject": "account", "payee_account": "6222000000000901", "fraud": "impostor_police", "weight": 80, "time": at})
	for i := range n {
		body = append(body, jsonLine(l.t, record{"kind": "transfer", "id": fmt.Sprint("t", i), "phone": fmt.Sprintf("1990%07d", i), "place": "990101001",
			"payee_account": "6222000000000901", "amount_fen": 500_000, "time": at})...)
	}
	status, receipt, raw := l.c.Send(l.keys["bank1"], "mixed", body)
	if status != http.StatusOK || receipt.Accepted != n+1 {
		l.t.Fatalf("not accepted: %d %s", status, raw)
	}
	l.c.Push(l.t, 0)
}

func jsonLine(t *testing.T, r record) []byte {
	raw, err := json.Marshal(r)
	check.NoError(t, err)
	return append(raw, '\n')
}

// orders lists what the station has been ordered.
func (l *loop) orders() []record {
	var all []record
	for cursor := ""; ; {
		page, err := l.get(l.people["minjing"], "/api/v1/orders?state=issued&limit=200&cursor="+url.QueryEscape(cursor))
		check.NoError(l.t, err)
		all = append(all, rows(page, "items")...)
		cursor = text(page, "next")
		if cursor == "" {
			return all
		}
	}
}

// Protects: the unit whose warning of a person is over may open the person's file also when another unit answers for the person by now.
func TestFileAfterMove(t *testing.T) {
	t.Parallel()
	p := newPlay(t, harness.StartExercise(t, t.TempDir()))
	for _, said := range []string{"unit 990101010000 云东一所 area 990101001", "unit 990102010000 云西一所 area 990102001", "source bank1",
		"dong is officer at 云东一所", "xi is officer at 云西一所", "bank1 sends sighting subject account payee_account 6222000000000902 fraud impostor_police weight 80"} {
		check.NoError(t, p.say(line{file: "move", words: cut(said)}))
	}
	pays := func(place string) {
		p.c.Push(t, 5*time.Minute)
		check.NoError(t, p.say(line{file: "move", words: cut("bank1 sends transfer phone 19900009902 place " + place + " payee_account 6222000000000902 amount_fen 500000")}))
		p.c.Push(t, 0)
	}
	l := &loop{play: p}
	file := func(who string) string {
		page, err := p.get(p.staff(who), "/api/v1/warnings?limit=10")
		check.NoError(t, err)
		check.Equal(t, len(rows(page, "items")), 1)
		person, _ := rows(page, "items")[0]["person"].(map[string]any)
		_, err = p.get(p.staff(who), "/api/v1/persons/"+text(person, "id"))
		check.NoError(t, err)
		return text(person, "id")
	}
	pays("990101001")
	page, err := p.get(p.staff("dong"), "/api/v1/orders?state=issued")
	check.NoError(t, err)
	o := rows(page, "items")[0]
	l.post("dong", "/orders/"+text(o, "id")+"/sign", record{"version": o["version"]})
	l.post("dong", "/orders/"+text(o, "id")+"/report", record{"version": int64(o["version"].(float64)) + 1, "result": "false_alarm", "note": "已核实"})
	pays("990102001")
	check.Equal(t, file("dong"), file("xi"))
}
