package wire

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"fanzha/sim/staff"
	"fanzha/term/when"
)

// Options of a session at the console.
type Options struct {
	Base     string
	Login    string
	Password string       // empty: the one-click sign-in of demonstrations
	Client   *http.Client // nil means a default one
	Second   string       // login of who confirms that a person is not to be found; empty: nobody does
}

// Console is a signed-in member of staff. It is a staff.Desk and a staff.Book. It is not safe for concurrent use.
type Console struct {
	opts     Options
	cookie   string
	warning  map[string]string // order → its warning
	epoch    uint64            // tells this session's attempts from those of another run
	attempts int
	latest   when.Micros // the furthest next time that was agreed: later than the centre's clock
	second   *Console
}

// reason stands in the audit log beside every number that the simulated staff looks up.
const reason = "劝阻联系当事人"

// ordersKept bounds the memory of a session.
const ordersKept = 20_000

// Login opens a session.
func Login(ctx context.Context, opts Options) (*Console, error) {
	c := &Console{opts: opts, warning: map[string]string{}, epoch: uint64(time.Now().UnixNano())}
	return c, c.signIn(ctx)
}

func (c *Console) signIn(ctx context.Context) error {
	path, body := "/api/v1/session", map[string]string{"login": c.opts.Login, "password": c.opts.Password}
	if c.opts.Password == "" {
		path, body = "/api/v1/session/demo", map[string]string{"login": c.opts.Login}
	}
	raw, err := json.Marshal(body)
	if err != nil {
		return fmt.Errorf("sign in: %w", err)
	}
	header, err := send(ctx, c.opts.Client, call{method: http.MethodPost, url: c.opts.Base + path, header: c.header(), body: raw}, nil)
	if err != nil {
		return fmt.Errorf("sign in as %s: %w", c.opts.Login, err)
	}
	resp := http.Response{Header: header}
	c.cookie = ""
	for _, k := range resp.Cookies() {
		if k.Value == "" || k.MaxAge < 0 {
			continue
		}
		if c.cookie != "" {
			c.cookie += "; "
		}
		c.cookie += k.Name + "=" + k.Value
	}
	if c.cookie == "" {
		return fmt.Errorf("sign in as %s: the centre set no session", c.opts.Login)
	}
	return nil
}

func (c *Console) header() http.Header {
	h := http.Header{"Content-Type": {"application/json"}, "X-Fanzha": {"1"}}
	if c.cookie != "" {
		h.Set("Cookie", c.cookie)
	}
	return h
}

// question is one request in the session.
type question struct {
	method string
	path   string
	body   any // nil: none
	into   any // nil: the answer is not needed
	key    string
}

// ask sends one request in the session and signs in again when it has ended.
func (c *Console) ask(ctx context.Context, q question) error {
	var body []byte
	if q.body != nil {
		raw, err := json.Marshal(q.body)
		if err != nil {
			return fmt.Errorf("%s %s: %w", q.method, q.path, err)
		}
		body = raw
	}
	for try := 0; ; try++ {
		header := c.header()
		if q.key != "" {
			header.Set("Idempotency-Key", q.key)
		}
		_, err := send(ctx, c.opts.Client, call{method: q.method, url: c.opts.Base + q.path, header: header, body: body}, q.into)
		var r *Refusal
		if try == 0 && errors.As(err, &r) && r.Status == http.StatusUnauthorized {
			err = c.signIn(ctx)
			if err != nil {
				return err
			}
			continue
		}
		if err != nil {
			return fmt.Errorf("%s %s: %w", q.method, q.path, err)
		}
		return nil
	}
}

func (c *Console) get(ctx context.Context, path string, into any) error {
	return c.ask(ctx, question{method: http.MethodGet, path: path, into: into})
}

func (c *Console) post(ctx context.Context, path string, body any) error {
	return c.ask(ctx, question{method: http.MethodPost, path: path, body: body})
}

// item is a line of today's queue.
type item struct {
	Type    string `json:"type"`
	ID      string `json:"id"`
	Number  string `json:"number"`
	Level   string `json:"level"`
	Family  string `json:"family"`
	Fraud   string `json:"fraud"`
	State   string `json:"state"`
	DueAt   string `json:"due_at"`
	DueWhat string `json:"due_what"`
	Person  *struct {
		ID string `json:"id"`
	} `json:"person"`
	Unit *struct {
		Code string `json:"code"`
	} `json:"unit"`
}

// row is what both a warning and an order tell about themselves.
type row struct {
	WarningID string `json:"warning_id"`
	State     string `json:"state"`
	Version   int64  `json:"version"`
}

// today shows so many lines at most; a full page means that there may be more behind it.
const todayFull = 60

// morePages bounds how far the lists behind a full queue are read, 200 lines a page.
const morePages = 10

// Queue reads today's queue, and the lists behind it when it is full: a simulated unit must not depend on where a page ends.
func (c *Console) Queue(ctx context.Context) ([]staff.Task, error) {
	var today struct {
		Queue []item `json:"queue"`
	}
	err := c.get(ctx, "/api/v1/today?brief=true", &today)
	if err != nil {
		return nil, err
	}
	items := today.Queue
	if len(items) >= todayFull {
		items, err = c.lists(ctx, items)
		if err != nil {
			return nil, err
		}
	}
	out := make([]staff.Task, 0, len(items))
	for _, it := range items {
		t, err := it.task()
		if err != nil {
			return nil, err
		}
		out = append(out, t)
	}
	return out, nil
}

// lists reads what a full queue leaves out; waiting warnings only for those whose queue holds any.
func (c *Console) lists(ctx context.Context, shown []item) ([]item, error) {
	queries := []string{"orders?mine=true&state=issued", "orders?mine=true&state=signed", "warnings?mine=true&state=working"}
	if slices.ContainsFunc(shown, func(it item) bool { return it.Type == staff.Warning && it.State == "open" }) {
		queries = append(queries, "warnings?state=open")
	}
	seen := map[string]bool{}
	for _, it := range shown {
		seen[it.ID] = true
	}
	for _, q := range queries {
		cursor := ""
		for range morePages {
			var page struct {
				Items []item `json:"items"`
				Next  string `json:"next"`
			}
			err := c.get(ctx, "/api/v1/"+q+"&limit=200&cursor="+url.QueryEscape(cursor), &page)
			if err != nil {
				return nil, err
			}
			for _, it := range page.Items {
				it.Type = strings.TrimSuffix(q[:strings.IndexByte(q, '?')], "s")
				if !seen[it.ID] {
					seen[it.ID] = true
					shown = append(shown, it)
				}
			}
			cursor = page.Next
			if cursor == "" {
				break
			}
		}
	}
	return shown, nil
}

// task is the line as the staff sees it.
func (it item) task() (staff.Task, error) {
	t := staff.Task{
		Type: it.Type, ID: it.ID, Number: it.Number, Level: it.Level, Family: it.Family, Fraud: it.Fraud, State: it.State, DueWhat: it.DueWhat,
	}
	if it.DueAt != "" {
		at, err := time.Parse(time.RFC3339, it.DueAt)
		if err != nil {
			return t, fmt.Errorf("due time of %s %s: %w", it.Type, it.ID, err)
		}
		t.DueAt = when.Of(at)
	}
	if it.Person != nil {
		t.Person = it.Person.ID
	}
	if it.Unit != nil {
		t.Unit = it.Unit.Code
	}
	if it.Type == staff.Warning {
		t.Warning = it.ID
	}
	return t, nil
}

func path(t staff.Task) string {
	if t.Type == staff.Order {
		return "/api/v1/orders/" + t.ID
	}
	return "/api/v1/warnings/" + t.ID
}

// current reads the version that a command has to name.
func (c *Console) current(ctx context.Context, t staff.Task) (row, error) {
	var r row
	err := c.get(ctx, path(t), &r)
	if err == nil && t.Type == staff.Order {
		if len(c.warning) > ordersKept {
			clear(c.warning)
		}
		c.warning[t.ID] = r.WarningID
	}
	return r, err
}

// warningOf is the warning that a task belongs to.
func (c *Console) warningOf(ctx context.Context, t staff.Task) (string, error) {
	if t.Warning != "" {
		return t.Warning, nil
	}
	if id := c.warning[t.ID]; id != "" {
		return id, nil
	}
	r, err := c.current(ctx, t)
	return r.WarningID, err
}

// command reads the version and sends a command with it, once more when somebody was faster.
func (c *Console) command(ctx context.Context, t staff.Task, verb string, body map[string]any) error {
	for try := 0; ; try++ {
		r, err := c.current(ctx, t)
		if err != nil {
			return err
		}
		body["version"] = r.Version
		err = c.post(ctx, path(t)+"/"+verb, body)
		var refused *Refusal
		if try == 0 && errors.As(err, &refused) && refused.Status == http.StatusConflict {
			continue
		}
		return err
	}
}

// Sign signs an order or claims a warning.
func (c *Console) Sign(ctx context.Context, t staff.Task) error {
	if t.Type == staff.Order {
		return c.command(ctx, t, "sign", map[string]any{})
	}
	return c.command(ctx, t, "claim", map[string]any{})
}

type evidence struct {
	Kind  string `json:"kind"`
	Value string `json:"value"`
}

type attempt struct {
	WarningID string     `json:"warning_id"`
	OrderID   string     `json:"order_id,omitempty"`
	Channel   string     `json:"channel"`
	Outcome   string     `json:"outcome"`
	Believes  *bool      `json:"believes,omitempty"`
	PaidFen   int64      `json:"already_paid_fen,omitempty"`
	Evidence  []evidence `json:"evidence"`
	Note      string     `json:"note"`
	NextAt    string     `json:"next_at,omitempty"`
	Reason    string     `json:"reason,omitempty"`
}

// Attempt records a try to reach the person.
func (c *Console) Attempt(ctx context.Context, t staff.Task, a staff.Attempt) error {
	id, err := c.warningOf(ctx, t)
	if err != nil {
		return err
	}
	body := attempt{WarningID: id, Channel: a.Channel, Outcome: a.Outcome, Believes: a.Believes, PaidFen: a.PaidFen, Note: a.Note, Evidence: []evidence{}}
	if t.Type == staff.Order {
		body.OrderID = t.ID
	}
	for _, e := range a.Evidence {
		body.Evidence = append(body.Evidence, evidence(e))
	}
	if a.NextAt != 0 {
		body.NextAt = stamp(a.NextAt)
		c.latest = max(c.latest, a.NextAt)
	}
	c.attempts++
	key := fmt.Sprintf("%s-%x-%d", c.opts.Login, c.epoch, c.attempts) // so that a repeated request records once
	err = c.ask(ctx, question{method: http.MethodPost, path: "/api/v1/attempts", body: body, key: key})
	if refusedAs(err, "dissuade.needs_reason") {
		body.Reason = "与前次联系人沟通后再次联系"
		err = c.ask(ctx, question{method: http.MethodPost, path: "/api/v1/attempts", body: body, key: key})
	}
	return err
}

// Finish reports an order back or closes a warning.
func (c *Console) Finish(ctx context.Context, t staff.Task, r staff.Report) error {
	if r.Result == "unreachable" && c.opts.Second != "" {
		id, err := c.warningOf(ctx, t)
		if err == nil {
			err = c.search(ctx, id)
		}
		if err != nil {
			return err
		}
	}
	if t.Type == staff.Order {
		body := map[string]any{"result": r.Result, "note": r.Note}
		if r.LossFen > 0 {
			body["loss_fen"] = r.LossFen
		}
		return c.command(ctx, t, "report", body)
	}
	return c.command(ctx, t, "close", map[string]any{"outcome": r.Result, "note": r.Note})
}

// Contact looks up the phone number of the person, else the identity number. Both are audited acts.
func (c *Console) Contact(ctx context.Context, t staff.Task) (string, error) {
	id, err := c.warningOf(ctx, t)
	if err != nil {
		return "", err
	}
	for _, field := range []string{"phone", "id_number"} {
		var got struct {
			Value string `json:"value"`
		}
		err = c.ask(ctx, question{
			method: http.MethodPost, path: "/api/v1/persons/" + t.Person + "/reveal", into: &got,
			body: map[string]string{"field": field, "reason": reason, "warning_id": id},
		})
		if err == nil && got.Value != "" {
			return got.Value, nil
		}
		var refused *Refusal
		if err != nil && (!errors.As(err, &refused) || refused.Away()) {
			return "", err
		}
	}
	if err == nil {
		err = &Refusal{Status: http.StatusNotFound, Message: "neither phone nor identity number"}
	}
	return "", err
}
