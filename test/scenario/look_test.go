package scenario

import (
	"encoding/json"
	"fmt"
	"math"
	"net/http"
	"net/url"
	"strings"
	"time"

	"fanzha/test/harness"
)

// settleWait bounds how long an expectation of a centre on the machine's clock may take.
const settleWait = 30 * time.Second

// record is an answer of the console's HTTP.
type record = map[string]any

func (p *play) get(c *harness.Client, path string) (record, error) {
	status, raw := c.Do(http.MethodGet, path, nil)
	if status != http.StatusOK {
		return nil, fmt.Errorf("GET %s: %d %s", path, status, raw)
	}
	var out record
	err := json.Unmarshal(raw, &out)
	return out, err
}

func text(r record, name string) string {
	switch v := r[name].(type) {
	case nil:
		return ""
	case string:
		return v
	case map[string]any:
		return text(v, "name")
	case []any:
		return fmt.Sprint(len(v))
	case float64:
		return fmt.Sprint(int64(v))
	default:
		return fmt.Sprint(v)
	}
}

func rows(r record, name string) []record {
	list, _ := r[name].([]any)
	out := make([]record, 0, len(list))
	for _, v := range list {
		row, ok := v.(map[string]any)
		if ok {
			out = append(out, row)
		}
	}
	return out
}

// person finds who has the phone, as the leader of the city sees it.
func (p *play) person(phone string) (record, error) {
	chief := p.staff("chief")
	found, err := p.get(chief, "/api/v1/search?q="+url.QueryEscape(phone))
	if err != nil {
		return nil, err
	}
	persons := rows(found, "persons")
	if len(persons) != 1 {
		return nil, fmt.Errorf("%d persons have %s", len(persons), phone)
	}
	return p.get(chief, "/api/v1/persons/"+text(persons[0], "id"))
}

// warning is the person's open warning, else the newest.
func (p *play) warning(phone string) (record, error) {
	person, err := p.person(phone)
	if err != nil {
		return nil, err
	}
	id, newest := text(person, "open_warning_id"), ""
	for _, w := range rows(person, "warnings") {
		if id == "" || newest != "" && text(w, "number") > newest {
			id, newest = text(w, "id"), text(w, "number")
		}
	}
	return p.get(p.staff("chief"), "/api/v1/warnings/"+id)
}

// order is the warning's latest order.
func (p *play) order(phone string) (record, error) {
	w, err := p.warning(phone)
	if err != nil {
		return nil, err
	}
	ref, ok := w["order"].(map[string]any)
	if !ok {
		return nil, fmt.Errorf("the warning of %s has no order", phone)
	}
	return p.get(p.staff("chief"), "/api/v1/orders/"+text(ref, "id"))
}

// expect warning of 13900001111 state open level urgent. A name with a dot counts lines of the history: steps.level_raised 2.
func (p *play) expect(l line) error {
	w := l.words
	if p.street != nil && len(w) > 3 {
		return p.expectMoney(l)
	}
	if len(w) < 4 || w[2] != "of" {
		return errUnknown
	}
	look := map[string]func(string) (record, error){"warning": p.warning, "order": p.order, "person": p.person}[w[1]]
	if look == nil {
		return errUnknown
	}
	deadline := time.Now().Add(settleWait)
	for {
		now := p.now()
		err := p.compare(l, now, look)
		if err == nil || p.manual || time.Now().After(deadline) {
			return err
		}
		<-time.After(20 * time.Millisecond)
	}
}

func (p *play) compare(l line, now time.Time, look func(string) (record, error)) error {
	r, err := look(l.words[3])
	if err != nil {
		return err
	}
	var wrong []string
	for _, f := range pairs(p.t, l, l.words[4:]) {
		got := field(r, f[0], now)
		if got != f[1] {
			wrong = append(wrong, fmt.Sprintf("%s is %q, not %q", f[0], got, f[1]))
		}
	}
	if wrong != nil {
		raw, _ := json.Marshal(r)
		return fmt.Errorf("%s\n  in %s", strings.Join(wrong, "; "), raw)
	}
	return nil
}

// field reads what a story names.
func field(r record, name string, now time.Time) string {
	if action, ok := strings.CutPrefix(name, "steps."); ok {
		n := 0
		for _, h := range rows(r, "history") {
			if text(h, "action") == action {
				n++
			}
		}
		return fmt.Sprint(n)
	}
	switch name {
	case "evidence":
		return text(r, "hit_count")
	case "watched_days":
		until, err := time.Parse(time.RFC3339, text(r, "watch_until"))
		if err != nil {
			return "none"
		}
		return fmt.Sprint(int(math.Round(until.Sub(now).Hours() / 24)))
	}
	return text(r, name)
}
