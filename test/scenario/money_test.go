package scenario

import (
	"encoding/json"
	"fmt"
	"net/http"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"fanzha/internal/check"
	"fanzha/internal/db/dbtest"
	"fanzha/test/harness"
)

// Protects the chase of money from end to end: every story of testdata/money, in the real binary, over HTTP, with banks played by the
// test over TLS, by polls, by folder and at the screen, and a clock that is pushed. The stories share one centre.
func TestMoneyStories(t *testing.T) {
	t.Parallel()
	files, err := filepath.Glob("testdata/money/*.txt")
	check.True(t, err == nil && len(files) > 0, "no stories")
	banks := harness.StartBanks(t)
	p := newPlay(t, harness.StartExerciseWith(t, banks.Env(), t.TempDir()))
	p.openStreet(banks)
	for _, file := range files {
		t.Run(strings.TrimSuffix(filepath.Base(file), ".txt"), func(t *testing.T) { p.in(t).run(file) })
	}
	harness.MustRun(t, "audit", "verify", "--data", p.c.Dir)
	p.nothingParked()
	check.Equal(t, p.c.Stop(t), 0)
}

// Protects the same story on PostgreSQL.
func TestMoneyStoryOnPostgres(t *testing.T) {
	t.Parallel()
	where := []string{"--database", dbtest.PostgresDSN(t)}
	banks := harness.StartBanks(t)
	c := harness.StartExerciseWith(t, banks.Env(), t.TempDir(), where...)
	c.Where = where
	p := newPlay(t, c)
	p.openStreet(banks)
	p.run("testdata/money/1_four_minutes_ago.txt")
	harness.MustRun(t, append([]string{"audit", "verify", "--data", c.Dir}, where...)...)
	check.Equal(t, c.Stop(t), 0)
}

// nothingParked looks for events that the playbook could not take.
func (p *play) nothingParked() {
	check.True(p.t, !strings.Contains(p.c.Log(), "event set aside"), "an event was set aside: "+p.c.Log())
}

// moneyCommand translates a sentence about a claim, an order, an objection or a freeze.
func (p *play) moneyCommand(l line) (command, error) {
	w := l.words
	post := func(path string, body record) (command, error) {
		return command{http.MethodPost, "/api/v1" + path, body}, nil
	}
	switch w[1] {
	case "opens": // zhao opens c1 of 王明 phone … to … name … fen … ago 4m
		return p.openCommand(w)
	case "confirms", "withdraws", "ends", "judges": // chief judges claim c1 upheld note "…"
		c, err := p.claim(w[3])
		if err != nil {
			return command{}, err
		}
		verb := map[string]string{"confirms": "confirm", "withdraws": "withdraw", "ends": "close", "judges": "review"}[w[1]]
		body := record{"version": c["version"], "note": value(w, "note")}
		if verb == "review" {
			body["finding"] = w[4]
		}
		return post("/claims/"+text(c, "id")+"/"+verb, body)
	case "frees", "renews", "reminds": // zhao frees stop 9900… of c1 because "…"
		s, err := p.stop(w[3], w[5])
		verb := map[string]string{"frees": "release", "renews": "renew", "reminds": "remind"}[w[1]]
		body := record(nil)
		if verb == "release" {
			body = record{"reason": value(w, "because")}
		}
		return command{http.MethodPost, "/api/v1/stops/" + text(s, "id") + "/" + verb, body}, err
	case "extends": // zhao extends c1 behind 9900…
		c, err := p.claim(w[2])
		if err != nil {
			return command{}, err
		}
		s, err := p.stop(w[4], w[2])
		if err != nil {
			return command{}, err
		}
		return post("/claims/"+text(c, "id")+"/extend", record{"order_id": s["id"]})
	case "upholds", "refuses": // chief upholds objection to 9900… of c1 because "…"
		o, err := p.objection(w[4], w[6])
		return command{http.MethodPost, "/api/v1/objections/" + text(o, "id") + "/decide",
			record{"version": o["version"], "upheld": w[1] == "upholds", "reason": value(w, "because"), "remedy": value(w, "remedy")}}, err
	case "proposes": // zhao proposes freeze of 9900… of c1
		s, err := p.stop(w[4], w[6])
		return command{http.MethodPost, "/api/v1/stops/" + text(s, "id") + "/freeze",
			record{"basis": "A9901000000002026110001", "document": "云公冻财字〔2026〕12号", "sha256": strings.Repeat("ab", 32)}}, err
	case "approves", "lifts": // chief approves freeze of 9900… of c1
		f, err := p.freeze(w[4], w[6])
		return command{http.MethodPost, "/api/v1/freezes/" + text(f, "id") + "/" + strings.TrimSuffix(w[1], "s"),
			record{"version": f["version"], "note": value(w, "note")}}, err
	case "answers": // bao answers 9900… of c1 held 100 | not_held
		return p.screenAnswer(w)
	}
	return command{}, errUnknown
}

func (p *play) openCommand(w []string) (command, error) {
	fen, ago := json.Number(value(w, "fen")), value(w, "ago")
	span, err := time.ParseDuration(ago)
	if err != nil {
		return command{}, err
	}
	sure := value(w, "sure") != "no"
	pay := record{"at": p.now().Add(-span).UTC().Format(time.RFC3339), "fen": fen, "channel": "mobile", "voucher": sure, "ref": "",
		"payee": record{"account": value(w, "to"), "name": value(w, "name")}}
	victim := record{"name": w[4], "phone": value(w, "phone")}
	if id := value(w, "id"); id != "" {
		victim["id_number"] = id
	}
	return command{http.MethodPost, "/api/v1/claims", record{
		"cause": w[2], "source": "desk", "fraud": "fake_shopping", "brief": "网购退款被骗", "victim": victim, "payments": []record{pay}, "phone_verified": sure, "in_person": sure,
		"signed": sure,
	}}, nil
}

// screenAnswer is a liaison at the bank's screen.
func (p *play) screenAnswer(w []string) (command, error) {
	s, err := p.stop(w[2], w[4])
	body := record{"result": w[5], "held_fen": json.Number("0"), "final": true, "executed_at": p.now().UTC().Format(time.RFC3339), "dispositions": []record{}}
	if len(w) > 6 {
		body["held_fen"] = json.Number(w[6])
	}
	return command{http.MethodPost, "/api/v1/bank/orders/" + text(s, "id") + "/answer", body}, err
}

func (p *play) claim(alias string) (record, error) {
	id := text(p.street.claims[alias], "id")
	if id == "" {
		return nil, fmt.Errorf("no claim %s", alias)
	}
	return p.get(p.staff("chief"), "/api/v1/claims/"+id)
}

// stop is the latest order on an account for a claim.
func (p *play) stop(account, alias string) (record, error) {
	page, err := p.get(p.staff("chief"), "/api/v1/stops?account="+account+"&claim="+text(p.street.claims[alias], "id"))
	if err != nil {
		return nil, err
	}
	all := rows(page, "items")
	if len(all) == 0 {
		return nil, fmt.Errorf("no order on %s for %s", account, alias)
	}
	latest := all[0]
	for _, o := range all {
		if text(o, "sealed_at") > text(latest, "sealed_at") {
			latest = o
		}
	}
	latest["orders"], latest["second_contact"] = float64(len(all)), "told"
	if text(latest, "escalated_at") == "" {
		latest["second_contact"] = "waits"
	}
	return latest, nil
}

func (p *play) objection(account, alias string) (record, error) {
	return p.about("/api/v1/objections?limit=200", "order_id", [2]string{account, alias})
}

func (p *play) freeze(account, alias string) (record, error) {
	return p.about("/api/v1/freezes?limit=200", "order_id", [2]string{account, alias})
}

// about finds what a list knows of an order.
func (p *play) about(path, field string, of [2]string) (record, error) {
	stop, err := p.stop(of[0], of[1])
	if err != nil {
		return nil, err
	}
	page, err := p.get(p.staff("chief"), path)
	if err != nil {
		return nil, err
	}
	for _, r := range rows(page, "items") {
		if text(r, field) == text(stop, "id") {
			return r, nil
		}
	}
	return nil, fmt.Errorf("%s: nothing about %s", path, of[0])
}

// expectMoney: expect claim c1 held_fen 100; expect stop 9900… of c1 state answered; expect objection|freeze of 9900… of c1 state …;
// expect bank holds 9900… 100; expect league yh_bank orders 3; expect trail of c1 held_fen 100 hides 张三,9900….
func (p *play) expectMoney(l line) error {
	deadline := time.Now().Add(settleWait)
	for {
		p.live()
		err := p.lookMoney(l)
		if err == nil || time.Now().After(deadline) {
			return err
		}
		<-time.After(20 * time.Millisecond)
	}
}

func (p *play) lookMoney(l line) error {
	w := l.words
	var r record
	var err error
	from := 4
	switch {
	case w[1] == "claim":
		r, err = p.claim(w[2])
		from = 3
		if err == nil {
			kept, _ := r["conservation"].(map[string]any)
			r["balanced"], r["unknown_fen"] = kept["balanced"], kept["unknown_fen"]
		}
	case w[1] == "stop":
		r, err = p.stop(w[2], w[4])
		from = 5
	case w[1] == "objection":
		r, err = p.objection(w[3], w[5])
		from = 6
	case w[1] == "freeze":
		r, err = p.freeze(w[3], w[5])
		from = 6
	case w[1] == "bank":
		pos, _ := p.street.bankOf(w[3]).Look(w[3])
		r = record{"fen": pos.HeldFen}
		w = append(w[:4:4], "fen", w[4])
	case w[1] == "league":
		r, err = p.league(w[2])
		from = 3
	case w[1] == "trail":
		return p.trail(w)
	default:
		return errUnknown
	}
	if err != nil {
		return err
	}
	return differ(r, pairs(p.t, l, w[from:]))
}

func differ(r record, want [][2]string) error {
	var wrong []string
	for _, f := range want {
		if got := text(r, f[0]); got != f[1] {
			wrong = append(wrong, fmt.Sprintf("%s is %q, not %q", f[0], got, f[1]))
		}
	}
	if wrong == nil {
		return nil
	}
	raw, _ := json.Marshal(r)
	return fmt.Errorf("%s\n  in %s", strings.Join(wrong, "; "), raw)
}

func (p *play) league(bank string) (record, error) {
	page, err := p.get(p.staff("chief"), "/api/v1/stops/league")
	if err != nil {
		return nil, err
	}
	for _, r := range rows(page, "items") {
		if text(r, "bank") == bank {
			return r, nil
		}
	}
	return nil, fmt.Errorf("the league does not know %s: %v", bank, page)
}

// trail: what the victim sees by receipt, signed in as nobody; the words after "hides" must not be there.
func (p *play) trail(w []string) error {
	status, raw := p.c.Guest(p.t).Do(http.MethodGet, "/public/v1/trail/"+text(p.street.claims[w[3]], "receipt"), nil)
	if status != http.StatusOK {
		return fmt.Errorf("trail: %d %s", status, raw)
	}
	for _, secret := range strings.Split(value(w, "hides"), ",") {
		if secret == "" || strings.Contains(string(raw), secret) {
			return fmt.Errorf("the trail shows %q: %s", secret, raw)
		}
	}
	var r record
	err := json.Unmarshal(raw, &r)
	if err != nil {
		return err
	}
	return differ(r, [][2]string{{"held_fen", value(w, "held_fen")}, {"loss_fen", value(w, "loss_fen")}})
}

// hidden: nothing shows 王明,13900008601 — no list, detail, ledger or comparison that the leader may open.
func (p *play) hidden(l line) error {
	paths := []string{"/claims?limit=100", "/stops?limit=200", "/objections?limit=200", "/freezes?limit=200", "/stops/league"}
	for _, c := range p.street.claims {
		paths = append(paths, "/claims/"+text(c, "id"))
	}
	for _, path := range paths {
		status, raw := p.staff("chief").Do(http.MethodGet, "/api/v1"+path, nil)
		if status != http.StatusOK {
			return fmt.Errorf("GET %s: %d %s", path, status, raw)
		}
		for _, secret := range strings.Split(l.words[2], ",") {
			if strings.Contains(string(raw), secret) {
				return fmt.Errorf("GET %s shows %s: %s", path, secret, raw)
			}
		}
	}
	return nil
}

// blindTo: li cannot see claim c1 of account 9900… — by list, id, ledger, number, account, or command.
func (p *play) blindTo(who *harness.Client, w []string) error {
	c, err := p.claim(w[4])
	if err != nil {
		return err
	}
	orders, own := rows(c, "orders"), value(w, "own")
	hidden := []string{text(c, "id"), `"` + text(c, "number") + `"`, text(c, "receipt"), "王明", "13900008601"}
	var paths []string
	for _, o := range orders {
		if text(o, "bank") == own {
			continue // a liaison answers it
		}
		hidden = append(hidden, text(o, "id"))
		paths = append(paths, "/stops/"+text(o, "id"))
	}
	for _, path := range append(paths, "/claims/"+text(c, "id")) {
		status, raw := who.Do(http.MethodGet, "/api/v1"+path, nil)
		if status != http.StatusNotFound && codeOf(raw) != "access.denied" {
			return fmt.Errorf("GET %s: %d %s", path, status, raw)
		}
	}
	for _, path := range []string{"/claims/" + text(c, "id") + "/withdraw", "/claims/" + text(c, "id") + "/close", "/stops/" + text(orders[0], "id") + "/remind", "/stops/" + text(orders[0], "id") + "/renew"} {
		status, raw := who.Do(http.MethodPost, "/api/v1"+path, record{"note": "x"})
		if status != http.StatusNotFound && codeOf(raw) != "access.denied" {
			return fmt.Errorf("POST %s: %d %s", path, status, raw)
		}
	}
	for _, path := range []string{"/claims", "/claims?q=" + text(c, "number"), "/stops?limit=200", "/stops?claim=" + text(c, "id"), "/stops?account=" + w[5], "/objections", "/freezes", "/bank/orders?state=all"} {
		_, raw := who.Do(http.MethodGet, "/api/v1"+path, nil)
		for _, h := range hidden {
			if h != "" && strings.Contains(string(raw), h) {
				return fmt.Errorf("GET %s shows %s: %s", path, h, raw)
			}
		}
	}
	return nil
}
