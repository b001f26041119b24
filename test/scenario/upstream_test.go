package scenario

import (
	"bytes"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"fanzha/internal/check"
	"fanzha/test/harness"
)

// ladderWait bounds one step of the story: three processes on a machine that does other things too.
const ladderWait = 3 * time.Minute

// rung is one centre of the ladder 省 – 市 – 县, a process of its own.
type rung struct {
	t          *testing.T
	code, name string
	dir        string
	c          *harness.Centre
	boss       *harness.Client
	card       string
}

func newRung(t *testing.T, code, name string) (*rung, [2]*harness.Client) {
	t.Helper()
	r := &rung{t: t, code: code, name: name, dir: t.TempDir()}
	r.c = harness.Start(t, r.dir)
	sys, sec, _ := r.c.SetUpAs(t, code, name)
	admins := [2]*harness.Client{sys, sec}
	r.boss = r.c.AddUser(t, admins, [4]string{"boss", "周主任", code, "leader"})
	r.card = filepath.Join(t.TempDir(), "card.json")
	check.NoError(t, os.WriteFile(r.card, []byte(harness.MustRun(t, "centre", "card", "--data", r.dir)), 0o600))
	return r, admins
}

// knows adds another centre; more says how it is reached.
func (r *rung) knows(other *rung, place string, more ...string) {
	r.t.Helper()
	harness.MustRun(r.t, append([]string{"centre", "add", other.card, "--place", place, "--data", r.dir}, more...)...)
}

// rows reads a list of the console.
func (r *rung) rows(path string) []record {
	r.t.Helper()
	var out struct {
		Items []record `json:"items"`
	}
	r.boss.Get("/api/v1"+path, &out)
	return out.Items
}

// find waits for the one row of a list that fits.
func (r *rung) find(path string, fits func(record) bool) record {
	r.t.Helper()
	deadline := time.After(ladderWait)
	tick := time.NewTicker(50 * time.Millisecond)
	defer tick.Stop()
	for {
		rows := r.rows(path)
		var found []record
		for _, x := range rows {
			if fits(x) {
				found = append(found, x)
			}
		}
		check.True(r.t, len(found) < 2, r.name+": there twice: "+path)
		if len(found) == 1 {
			return found[0]
		}
		select {
		case <-deadline:
			r.t.Fatalf("%s: %s never came to it; it stands at %v\n%s", r.name, path, rows, harness.MustRun(r.t, "centre", "list", "--data", r.dir))
		case <-tick.C:
		}
	}
}

// order waits until the order with this text on this side is in one of the states.
func (r *rung) order(side, about string, states ...string) record {
	r.t.Helper()
	return r.find("/upstream/orders?side="+side+"&limit=200", func(x record) bool {
		for _, s := range states {
			if x["text"] == about && x["state"] == s {
				return true
			}
		}
		return false
	})
}

// give gives an order downwards.
func (r *rung) give(about, phone, place, centre string) record {
	r.t.Helper()
	var out record
	r.boss.Post("/api/v1/upstream/orders", record{
		"centre": centre, "name": "林晓", "phone": phone, "place": place, "level": "high", "family": "contact", "fraud": "impostor_police", "text": about,
	}, &out)
	return out
}

// does acts on an order of the exchange.
func (r *rung) does(o record, verb string, body record) {
	r.t.Helper()
	r.boss.Post("/api/v1/upstream/orders/"+text(o, "id")+"/"+verb, body, nil)
}

// post hands a parcel to the centre's door and returns status and answer.
func (r *rung) post(raw []byte) (int, string) {
	r.t.Helper()
	res, err := http.Post(r.c.URL+"/partner/centre/v1/exchange", "application/vnd.fanzha.parcel", bytes.NewReader(raw))
	check.NoError(r.t, err)
	defer func() { _ = res.Body.Close() }()
	said, err := io.ReadAll(res.Body)
	check.NoError(r.t, err)
	return res.StatusCode, string(said)
}

// ladder is the three centres, with a station and its officer at the county.
type ladder struct {
	province, city, county *rung
	officer                *harness.Client
}

func newLadder(t *testing.T) *ladder {
	t.Helper()
	l := &ladder{}
	l.province, _ = newRung(t, "990000000000", "云江省反诈中心")
	l.city, _ = newRung(t, "990100000000", "云河市反诈中心")
	var admins [2]*harness.Client
	l.county, admins = newRung(t, "990101000000", "东关区反诈中心")
	harness.AddUnit(admins[0], "990101010000", "东关一所", "990101001")
	l.officer = l.county.c.AddUser(t, admins, [4]string{"li", "李警官", "990101010000", "officer"})
	l.byHTTP()
	return l
}

// byHTTP connects the ladder: province and city call each other, the county calls the city, which cannot call back.
func (l *ladder) byHTTP() {
	l.province.knows(l.city, "below", "--url", l.city.c.URL)
	l.city.knows(l.province, "above", "--url", l.province.c.URL)
	l.city.knows(l.county, "below")
	l.county.knows(l.city, "above", "--url", l.city.c.URL)
}

// TestOrdersBetweenCentres protects the exchange of three real centres: an order of the province reaches the station of the county as an
// order on the person's one warning, once, and its result comes back, over HTTP and over files; a centre killed in the middle, repeated and
// lost files lose and double nothing; forged and replayed parcels are refused; a withdrawal goes down the whole way; what is not ours goes
// back with its reason; nobody above keeps the person's number readable.
func TestOrdersBetweenCentres(t *testing.T) {
	t.Parallel()
	l := newLadder(t)
	l.downAndBack(t)
	l.killed()
	l.forged(t)
	l.notOurs()
	l.overFiles(t)
	for _, r := range []*rung{l.province, l.city, l.county} {
		check.Equal(t, r.c.Stop(t), 0)
		harness.MustRun(t, "audit", "verify", "--data", r.dir)
	}
	for _, r := range []*rung{l.province, l.city} {
		for _, file := range []string{"fanzha.db", "fanzha.db-wal"} {
			raw, err := os.ReadFile(filepath.Join(r.dir, file))
			if err == nil {
				check.True(t, !bytes.Contains(raw, []byte("19900002")), r.name+" keeps a number readable in "+file)
			}
		}
	}
}

// downAndBack: two orders about one person become one warning and one order of the station; its report answers both.
func (l *ladder) downAndBack(t *testing.T) {
	t.Helper()
	const phone = "19900002001"
	l.province.give("冒充公检法来电，正要转账", phone, "990101001", "")
	l.province.order("given", "冒充公检法来电，正要转账", "receipted")
	passed := l.city.order("received", "冒充公检法来电，正要转账", "distributed")
	check.True(t, text(passed, "child_id") != "", "the city has not passed it on")
	taken := l.county.find("/upstream/orders?side=received", func(x record) bool { return x["warning_id"] != "" })
	l.province.give("同一人又接到涉诈电话", phone, "990101001", "")
	again := l.county.find("/upstream/orders?side=received", func(x record) bool { return x["text"] == "同一人又接到涉诈电话" && x["warning_id"] != "" })
	check.Equal(t, again["warning_id"], taken["warning_id"])
	work := l.county.find("/orders", func(x record) bool { return x["state"] == "issued" })
	l.officer.Post("/api/v1/orders/"+text(work, "id")+"/sign", record{"version": work["version"]}, nil)
	l.officer.Post("/api/v1/attempts", record{
		"warning_id": taken["warning_id"], "order_id": work["id"], "channel": "call", "outcome": "answered", "believes": true, "evidence": []record{},
	}, nil)
	work = l.county.find("/orders", func(x record) bool { return x["state"] == "signed" })
	l.officer.Post("/api/v1/orders/"+text(work, "id")+"/report", record{"version": work["version"], "result": "call_dissuaded", "note": "已劝住"}, nil)
	for _, about := range []string{"冒充公检法来电，正要转账", "同一人又接到涉诈电话"} {
		o := l.province.order("given", about, "answered")
		check.Equal(t, text(o, "result"), "dissuaded")
		check.Equal(t, text(o, "note"), "已劝住")
		l.city.order("received", about, "returned")
	}
	check.Equal(t, len(l.county.rows("/warnings?tab=all")), 1)
}

// killed: the city loses power while an order is on its way; what it had acknowledged is there, what it had not comes again.
func (l *ladder) killed() {
	l.province.give("断电前的指令", "19900002002", "990101001", "")
	l.city.c.Kill()
	l.province.give("断电时的指令", "19900002003", "990101001", "")
	l.city.c = harness.Start(l.city.t, l.city.dir)
	l.city.boss = l.city.c.SignIn(l.city.t, "boss")
	l.byHTTP() // it has another address now
	for _, about := range []string{"断电前的指令", "断电时的指令"} {
		l.county.order("received", about, "distributed")
		l.province.order("given", about, "receipted")
		l.city.order("received", about, "distributed")
	}
}

// forged: what is changed, made for another centre, or sent again is refused, and changes nothing.
func (l *ladder) forged(t *testing.T) {
	t.Helper()
	dir := t.TempDir()
	path := strings.TrimSpace(harness.MustRun(t, "centre", "export", l.city.code, dir, "--data", l.province.dir))
	raw, err := os.ReadFile(path)
	check.NoError(t, err)
	l.city.post(raw) // the first time is an exchange like any other, unless the province itself was faster
	status, said := l.city.post(raw)
	check.True(t, status == http.StatusConflict && strings.Contains(said, "parcel.replay"), "a parcel sent again: "+said)
	for _, i := range []int{len(raw) - 1, len(raw) / 2, 40} {
		forged := bytes.Clone(raw)
		forged[i] ^= 1
		status, said = l.city.post(forged)
		check.True(t, status == http.StatusForbidden && strings.Contains(said, "seal.invalid"), "a forged parcel: "+said)
	}
	status, said = l.county.post(raw)
	check.True(t, status == http.StatusForbidden && strings.Contains(said, "seal.invalid"), "a parcel for another centre: "+said)
	status, said = l.city.post([]byte("FZX1"))
	check.True(t, status == http.StatusBadRequest && strings.Contains(said, "parcel.form"), "no parcel: "+said)
}

// notOurs: nobody knows where the person lives, an officer decides; the order goes back with his reason.
func (l *ladder) notOurs() {
	l.province.give("住址不详", "19900002004", "", l.city.code)
	o := l.city.order("received", "住址不详", "received")
	l.city.does(o, "hand-back", record{"version": o["version"], "note": "经核实现居外省"})
	back := l.province.order("given", "住址不详", "bounced")
	check.Equal(l.province.t, text(back, "note"), "经核实现居外省")
}

// overFiles: city and county change to files. A file is lost, the next is carried twice, the lost one turns up afterwards.
func (l *ladder) overFiles(t *testing.T) {
	t.Helper()
	upper, lower := t.TempDir(), t.TempDir()
	l.city.knows(l.county, "below", "--dir", upper)
	l.county.knows(l.city, "above", "--dir", lower)
	l.province.give("网闸那边的人", "19900002005", "990101001", "")
	l.city.order("received", "网闸那边的人", "distributed")
	lost := l.carried(t, upper, "")
	l.province.give("随后撤回的指令", "19900002006", "990101001", "")
	l.city.order("received", "随后撤回的指令", "distributed")
	l.carried(t, upper, lower)
	check.NoError(t, os.WriteFile(filepath.Join(lower, "in", "lost.fzx"), lost, 0o600))
	for _, about := range []string{"网闸那边的人", "随后撤回的指令"} {
		l.county.order("received", about, "distributed")
	}
	stop := l.carrier(upper, lower)
	defer stop()
	withdrawn := l.province.order("given", "随后撤回的指令", "receipted")
	l.province.does(withdrawn, "withdraw", record{"note": "核实为误报"})
	l.province.order("given", "随后撤回的指令", "withdrawn")
	l.county.order("received", "随后撤回的指令", "withdrawn")
	l.county.find("/orders?state=withdrawn", func(record) bool { return true })
	l.province.order("given", "网闸那边的人", "receipted")
}

// carried waits for a file in a centre's out and takes it away: twice into the other's in, or nowhere.
func (l *ladder) carried(t *testing.T, from, to string) []byte {
	t.Helper()
	deadline := time.After(ladderWait)
	for {
		names, err := filepath.Glob(filepath.Join(from, "out", "*.fzx"))
		check.NoError(t, err)
		if len(names) > 0 {
			raw, err := os.ReadFile(names[len(names)-1])
			check.NoError(t, err)
			for _, name := range names {
				check.NoError(t, os.Remove(name))
			}
			if to != "" {
				for _, copied := range []string{"a.fzx", "b.fzx"} {
					check.NoError(t, os.MkdirAll(filepath.Join(to, "in"), 0o700))
					check.NoError(t, os.WriteFile(filepath.Join(to, "in", copied), raw, 0o600))
				}
			}
			return raw
		}
		select {
		case <-deadline:
			t.Fatal("no file was laid out in " + from)
		case <-time.After(50 * time.Millisecond):
		}
	}
}

// carrier moves files between the two folders until it is stopped, as a gate between networks does.
func (l *ladder) carrier(a, b string) (stop func()) {
	end, ended := make(chan struct{}), make(chan struct{})
	move := func(from, to string) {
		names, _ := filepath.Glob(filepath.Join(from, "out", "*.fzx"))
		for _, name := range names {
			_ = os.Rename(name, filepath.Join(to, "in", filepath.Base(name)))
		}
	}
	go func() {
		defer close(ended)
		for {
			move(a, b)
			move(b, a)
			select {
			case <-end:
				return
			case <-time.After(50 * time.Millisecond):
			}
		}
	}()
	return func() { close(end); <-ended }
}
