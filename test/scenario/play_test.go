package scenario

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"strconv"
	"testing"
	"time"

	"fanzha/test/harness"
)

// play is one centre with the people who have been introduced.
type play struct {
	t       *testing.T
	c       *harness.Centre
	manual  bool // an exercise: settled before every look
	people  map[string]*harness.Client
	keys    map[string]string // of partners
	units   map[string]string // name → code
	signals int
	street  *street // the banks, where there are any
}

// errUnknown says that a sentence is not in the language.
var errUnknown = errors.New("I do not know this sentence")

// newPlay sets up the city centre with its administrators and a leader who looks at things.
func newPlay(t *testing.T, c *harness.Centre) *play {
	p := &play{t: t, c: c, manual: c.Admin != "", people: map[string]*harness.Client{}, keys: map[string]string{}, units: map[string]string{}}
	p.people["sys"], p.people["sec"], p.people["aud"] = c.SetUp(t)
	p.units["云河市反诈中心"] = "990100000000"
	p.introduce("chief", "leader", "990100000000")
	return p
}

// in plays on under another test.
func (p *play) in(t *testing.T) *play {
	q := *p
	q.t, q.people = t, map[string]*harness.Client{}
	for name, c := range p.people {
		q.people[name] = c.For(t)
	}
	return &q
}

// run plays a story.
func (p *play) run(path string) {
	p.t.Helper()
	for _, l := range read(p.t, path) {
		err := p.say(l)
		if err != nil {
			p.t.Fatalf("%s\n  %v", l, err)
		}
	}
}

// say plays one sentence.
func (p *play) say(l line) error {
	done, err := p.money(l)
	if done || err != nil {
		return err
	}
	switch w := l.words; {
	case w[0] == "unit":
		return p.unit(w)
	case w[0] == "source":
		p.keys[w[1]] = p.c.AddSource(p.t, w[1])
		return nil
	case w[0] == "clock":
		p.forward(span(p.t, l, w[1]))
		return nil
	case w[0] == "nothing": // nothing shows 王明,13900008601
		return p.hidden(l)
	case w[0] == "expect":
		return p.expect(l)
	case w[0] == "verify":
		harness.MustRun(p.t, append([]string{"audit", "verify", "--data", p.c.Dir}, p.c.Where...)...)
		return nil
	case len(w) > 3 && w[1] == "is":
		p.introduce(w[0], w[2], p.code(w[4]))
		return nil
	case len(w) > 3 && w[1] == "speaks": // bao speaks for xb_bank
		p.people[w[0]] = p.c.AddLiaison(p.t, [2]*harness.Client{p.staff("sys"), p.staff("sec")}, w[0], w[3])
		return nil
	case len(w) > 2 && w[1] == "sends":
		return p.send(l)
	}
	return p.act(l)
}

func (p *play) code(unit string) string {
	if code := p.units[unit]; code != "" {
		return code
	}
	return unit
}

// unit 990101010000 云东一所 area 990101001. A unit that an earlier story made is left as it is.
func (p *play) unit(w []string) error {
	p.units[w[2]] = w[1]
	status, raw := p.staff("sys").Do(http.MethodPost, "/api/v1/units", map[string]any{"code": w[1], "name": w[2], "areas": w[4:], "phone": ""})
	if status != http.StatusOK && codeOf(raw) != "access.unit_exists" {
		return fmt.Errorf("%d %s", status, raw)
	}
	return nil
}

// introduce makes an account and signs it in.
func (p *play) introduce(login, role, unit string) {
	p.people[login] = p.c.AddUser(p.t, [2]*harness.Client{p.staff("sys"), p.staff("sec")}, [4]string{login, login, unit, role})
}

// forward moves the clock; the banks are there first, since what follows is delivered to them.
func (p *play) forward(by time.Duration) {
	if p.street != nil {
		p.street.clock.now.Add(by.Microseconds())
	}
	p.c.Push(p.t, by)
	p.live()
}

// staff is somebody of the stage itself: signed in again when a pushed clock has ended the session.
func (p *play) staff(login string) *harness.Client {
	status, _ := p.people[login].Do(http.MethodGet, "/api/v1/session", nil)
	if status == http.StatusUnauthorized {
		p.people[login] = p.c.SignIn(p.t, login)
	}
	return p.people[login]
}

// now is the story's present.
func (p *play) now() time.Time {
	if p.manual {
		return p.c.Push(p.t, 0)
	}
	return time.Now()
}

// numbers and truths are the fields of signals that are not strings.
var (
	numbers = map[string]bool{"duration_s": true, "amount_fen": true, "weight": true}
	truths  = map[string]bool{"answered": true, "lost": true}
)

// send: carrier sends call phone 13900001111 duration_s 1200.
func (p *play) send(l line) error {
	key := p.keys[l.words[0]]
	if key == "" {
		return fmt.Errorf("source %q was not introduced", l.words[0])
	}
	p.signals++
	record := map[string]any{"id": fmt.Sprintf("%s-%d", l.file, p.signals), "time": p.now().Add(-l.ago).UTC().Format(time.RFC3339Nano)}
	for _, f := range pairs(p.t, l, l.words[3:]) {
		record[f[0]] = f[1]
		switch {
		case numbers[f[0]]:
			n, err := strconv.ParseInt(f[1], 10, 64)
			if err != nil {
				return err
			}
			record[f[0]] = n
		case truths[f[0]]:
			record[f[0]] = f[1] == "true"
		}
	}
	body, err := json.Marshal(record)
	if err != nil {
		return err
	}
	status, receipt, raw := p.c.Send(key, l.words[2], body)
	if l.refused != "" {
		if len(receipt.Rejects) == 1 && receipt.Rejects[0].Code == l.refused || codeOf(raw) == l.refused {
			return nil
		}
		return fmt.Errorf("not refused with %s: %d %s", l.refused, status, raw)
	}
	if status != http.StatusOK || receipt.Accepted != 1 {
		return fmt.Errorf("not accepted: %d %s", status, raw)
	}
	return nil
}

// codeOf reads the code of a refusal.
func codeOf(raw []byte) string {
	var out struct{ Code string }
	err := json.Unmarshal(raw, &out)
	if err != nil {
		return ""
	}
	return out.Code
}
