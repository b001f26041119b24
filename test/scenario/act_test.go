package scenario

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"fanzha/test/harness"
)

// command is a request to the console.
type command struct {
	method, path string
	body         record
}

// act plays what a person does.
func (p *play) act(l line) error {
	w := l.words
	if len(w) > 2 && w[1] == "signs" {
		return p.sign(l)
	}
	who := p.people[w[0]]
	if who == nil || len(w) < 3 {
		return errUnknown
	}
	if p.street != nil {
		who = p.staff(w[0])
	}
	switch w[1] {
	case "cannot":
		if w[3] == "claim" {
			return p.blindTo(who, w)
		}
		return p.blind(who, w[3])
	case "sees":
		return p.seesOnly(who, w[3])
	case "reveals":
		return p.reveal(who, l)
	case "forges":
		return p.forge(who, l)
	}
	cmd, err := p.command(l)
	if err != nil {
		return err
	}
	var body any
	if cmd.body != nil {
		body = cmd.body
	}
	status, raw := who.Do(cmd.method, cmd.path, body)
	if w[1] == "opens" && status == http.StatusOK {
		var c record
		err = json.Unmarshal(raw, &c)
		p.street.claims[w[2]] = c
	}
	return errors.Join(err, l.judge(status, raw))
}

// judge compares an answer with what the sentence wants.
func (l line) judge(status int, raw []byte) error {
	if l.refused == "" && status != http.StatusOK {
		return fmt.Errorf("refused: %d %s", status, raw)
	}
	if l.refused != "" && codeOf(raw) != l.refused {
		return fmt.Errorf("not refused with %s: %d %s", l.refused, status, raw)
	}
	return nil
}

// command translates a sentence about an order, a warning, a person at risk, or the house.
func (p *play) command(l line) (command, error) {
	w := l.words
	post := func(path string, body record) (command, error) {
		return command{http.MethodPost, "/api/v1" + path, body}, nil
	}
	if p.street != nil {
		return p.moneyCommand(l)
	}
	switch w[1] {
	case "accepts", "reports", "transfers", "chases", "finishes":
		return p.orderCommand(w)
	case "claims", "releases", "grades", "closes", "reviews":
		return p.warningCommand(w)
	case "calls", "visits", "texts":
		return p.attempt(l)
	case "makes": // sys makes unit 990103010000 河口一所
		return post("/units", record{"code": w[3], "name": w[4], "areas": []string{}, "phone": ""})
	case "hires": // sys hires bo at 云东一所
		return post("/users", record{"login": w[2], "name": w[2], "unit": p.code(w[4])})
	case "gives", "unlocks", "fires": // sec gives bo role officer
		id, err := p.account(w[2])
		if err != nil {
			return command{}, err
		}
		if w[1] == "gives" {
			return post("/users/"+id+"/roles", record{"roles": strings.Split(w[4], ","), "reason": "岗位调整"})
		}
		return post("/users/"+id+"/"+map[string]string{"unlocks": "unlock", "fires": "disable"}[w[1]], record{})
	case "keys": // sys keys bank-b
		return post("/sources", record{"name": w[2], "title": w[2]})
	case "revokes":
		return post("/sources/"+w[2]+"/revoke", nil)
	case "audits":
		return command{http.MethodGet, "/api/v1/audit/verify", nil}, nil
	case "reads": // aud reads /audit
		return command{http.MethodGet, "/api/v1" + w[2], nil}, nil
	}
	return command{}, errUnknown
}

func (p *play) account(login string) (string, error) {
	all, err := p.get(p.staff("sys"), "/api/v1/users")
	if err != nil {
		return "", err
	}
	for _, u := range rows(all, "items") {
		if text(u, "login") == login {
			return text(u, "id"), nil
		}
	}
	return "", fmt.Errorf("no account %s", login)
}

// orderCommand: li accepts 139…; li reports 139… met_dissuaded note "…" loss_fen 100; li transfers 139… to 云西一所 because "…".
func (p *play) orderCommand(w []string) (command, error) {
	o, err := p.order(w[2])
	if err != nil {
		return command{}, err
	}
	verb := map[string]string{"accepts": "sign", "reports": "report", "transfers": "transfer", "chases": "chase", "finishes": "close"}[w[1]]
	body := record{"version": o["version"]}
	switch verb {
	case "report":
		body["result"], body["note"] = w[3], value(w, "note")
		if loss := value(w, "loss_fen"); loss != "" {
			body["loss_fen"] = json.Number(loss)
		}
	case "transfer":
		body["to_unit"], body["reason"] = p.code(value(w, "to")), value(w, "because")
	case "chase":
		body = record{"note": value(w, "note")}
	}
	return command{http.MethodPost, "/api/v1/orders/" + text(o, "id") + "/" + verb, body}, nil
}

// warningCommand: zhao claims 139…; zhao grades 139… low because "…"; zhao closes 139… dissuaded note "…".
func (p *play) warningCommand(w []string) (command, error) {
	r, err := p.warning(w[2])
	if err != nil {
		return command{}, err
	}
	verb := strings.TrimSuffix(w[1], "s")
	body := record{"version": r["version"]}
	switch verb {
	case "grade":
		body["level"], body["reason"] = w[3], value(w, "because")
	case "close":
		body["outcome"], body["note"] = w[3], value(w, "note")
	case "review":
		body["finding"], body["note"] = w[3], value(w, "note")
	}
	return command{http.MethodPost, "/api/v1/warnings/" + text(r, "id") + "/" + verb, body}, nil
}

// attempt: li calls 139… no_answer next +2h; li visits 139… met place 东关街; on the person's order when there is one.
func (p *play) attempt(l line) (command, error) {
	w := l.words
	r, err := p.warning(w[2])
	if err != nil {
		return command{}, err
	}
	channel := map[string]string{"calls": "call", "visits": "visit", "texts": "sms"}[w[1]]
	body := record{"warning_id": r["id"], "channel": channel, "outcome": w[3], "note": value(w, "note")}
	ref, ok := r["order"].(map[string]any)
	if ok && value(w, "order") != "none" {
		body["order_id"] = ref["id"]
	}
	proofs := []record{}
	for _, kind := range []string{"place", "photo", "pledge", "call_record"} {
		if v := value(w, kind); v != "" {
			proofs = append(proofs, record{"kind": kind, "value": v})
		}
	}
	body["evidence"] = proofs
	if next := value(w, "next"); next != "" {
		body["next_at"] = p.now().Add(span(p.t, l, next)).UTC().Format("2006-01-02T15:04:05Z")
	}
	return command{http.MethodPost, "/api/v1/attempts", body}, nil
}

// sign: li signs in; li signs in with "wrong password"; li signs out.
func (p *play) sign(l line) error {
	w := l.words
	if w[2] == "out" {
		status, raw := p.people[w[0]].Do(http.MethodDelete, "/api/v1/session", nil)
		return l.judge(status, raw)
	}
	password := harness.Password
	if len(w) > 4 {
		password = w[4]
	}
	guest := p.c.Guest(p.t)
	status, raw := guest.Do(http.MethodPost, "/api/v1/session", record{"login": w[0], "password": password})
	if status == http.StatusOK {
		p.people[w[0]] = guest
	}
	return l.judge(status, raw)
}

// reveal: li reveals phone of 139… because "…": exactly the phone comes out.
func (p *play) reveal(who *harness.Client, l line) error {
	w := l.words
	r, err := p.warning(w[4])
	if err != nil {
		return err
	}
	person, _ := r["person"].(map[string]any)
	status, raw := who.Do(http.MethodPost, "/api/v1/persons/"+text(person, "id")+"/reveal",
		record{"field": w[2], "reason": value(w, "because"), "warning_id": r["id"]})
	err = l.judge(status, raw)
	if err == nil && l.refused == "" && w[2] == "phone" && !strings.Contains(string(raw), w[4]) {
		return fmt.Errorf("%s does not come out: %s", w[4], raw)
	}
	return err
}

// forge sends a command as a foreign page could: without the header.
func (p *play) forge(who *harness.Client, l line) error {
	cmd, err := p.orderCommand([]string{l.words[0], "accepts", l.words[3]})
	if err != nil {
		return err
	}
	status, raw := who.Foreign(cmd.method, cmd.path, cmd.body)
	return l.judge(status, raw)
}

// blind looks for the person everywhere a caller could: by list, by id, by search, by file, by reveal, by queue.
func (p *play) blind(who *harness.Client, phone string) error {
	w, err := p.warning(phone)
	if err != nil {
		return err
	}
	o, err := p.order(phone)
	if err != nil {
		return err
	}
	person, _ := w["person"].(map[string]any)
	for _, path := range []string{"/warnings/" + text(w, "id"), "/orders/" + text(o, "id"), "/persons/" + text(person, "id")} {
		status, raw := who.Do(http.MethodGet, "/api/v1"+path, nil)
		if status != http.StatusNotFound {
			return fmt.Errorf("GET %s: %d %s", path, status, raw)
		}
	}
	status, raw := who.Do(http.MethodPost, "/api/v1/persons/"+text(person, "id")+"/reveal", record{"field": "phone", "reason": "查", "warning_id": w["id"]})
	if status != http.StatusNotFound {
		return fmt.Errorf("reveal: %d %s", status, raw)
	}
	version := record{"version": 1}
	for _, path := range []string{"/warnings/" + text(w, "id") + "/claim", "/orders/" + text(o, "id") + "/sign"} {
		status, raw = who.Do(http.MethodPost, "/api/v1"+path, version)
		if status != http.StatusNotFound && codeOf(raw) != "access.denied" { // who lacks the right learns nothing either
			return fmt.Errorf("POST %s: %d %s", path, status, raw)
		}
	}
	hidden := []string{text(w, "id"), text(o, "id"), text(person, "id"), text(w, "number"), text(o, "number"), phone}
	for _, path := range []string{"/warnings?limit=200", "/orders?limit=200", "/today", "/search?q=" + url.QueryEscape(phone),
		"/search?q=" + text(o, "number"), "/orders?number=" + text(o, "number"), "/orders?warning=" + text(w, "id"), "/warnings?q=" + text(w, "number"),
		"/warnings?unit=" + p.code(text(w, "unit")), "/hits"} {
		_, raw = who.Do(http.MethodGet, "/api/v1"+path, nil)
		for _, h := range hidden {
			if h != "" && strings.Contains(string(raw), `"`+h+`"`) {
				return fmt.Errorf("GET %s shows %s: %s", path, h, raw)
			}
		}
	}
	return nil
}

// seesOnly checks that every list holds records of units under the prefix, and at least one.
func (p *play) seesOnly(who *harness.Client, prefix string) error {
	for _, path := range []string{"/warnings?limit=200", "/orders?limit=200"} {
		page, err := p.get(who, "/api/v1"+path)
		if err != nil {
			return err
		}
		all := rows(page, "items")
		if len(all) == 0 {
			return fmt.Errorf("GET %s shows nothing", path)
		}
		outside := slices.IndexFunc(all, func(r record) bool {
			unit, _ := r["unit"].(map[string]any)
			if r["read_only"] == true { // given away: still seen by the giver, never more than read
				unit, _ = r["from_unit"].(map[string]any)
			}
			return !strings.HasPrefix(text(unit, "code"), prefix)
		})
		if outside >= 0 {
			return fmt.Errorf("GET %s shows %v", path, all[outside])
		}
	}
	return nil
}
