package store

import (
	"cmp"
	"context"
	"encoding/base64"
	"encoding/json"
	"math"
	"slices"
	"strings"

	"fanzha/base/access"
	"fanzha/centre/warning"
	"fanzha/internal/db"
)

// clause collects conditions with their arguments.
type clause struct {
	parts []string
	args  []any
}

func (c *clause) add(condition string, args ...any) {
	c.parts = append(c.parts, condition)
	c.args = append(c.args, args...)
}

func (c *clause) addIn(condition string, args []any) { c.add(condition, args...) }

func (c *clause) scope(s access.Scope, column string) { c.addIn(s.Predicate(column)) }

func (c *clause) text() string { return strings.Join(c.parts, " and ") }

// where turns a query into conditions over warning w and target t. The scope always comes first.
func where(scope access.Scope, q warning.Query) clause {
	var c clause
	c.scope(scope, "w.unit")
	if len(q.IDs) > 0 {
		c.addIn(in("w.id", q.IDs))
	}
	if q.Target != "" {
		c.add("w.target = ?", q.Target)
	}
	if len(q.State) > 0 {
		c.add("w.state in (" + literals(q.State) + ")")
		active := func(s warning.State) bool { return s == warning.Open || s == warning.Working }
		if !slices.ContainsFunc(q.State, active) {
			c.add("w.state not in ('open', 'working')")
		} else if !slices.ContainsFunc(q.State, func(s warning.State) bool { return !active(s) }) {
			c.add("w.state in ('open', 'working')")
		}
	}
	if len(q.Level) > 0 {
		c.addIn(in("w.level", q.Level))
	}
	if len(q.Outcome) > 0 {
		c.addIn(in("w.outcome", q.Outcome))
	}
	switch {
	case q.Unit != "" && q.Only:
		c.add("w.unit = ?", q.Unit)
	case q.Unit != "":
		c.addIn(access.Scope{Unit: q.Unit}.Predicate("w.unit"))
	}
	equal(&c, "w.family", string(q.Family))
	equal(&c, "w.fraud", q.Fraud)
	equal(&c, "w.finding", string(q.Finding))
	if q.Scenario != "" {
		c.add(`w.scenarios like ? escape '!'`, "% "+likeText(q.Scenario)+" %")
	}
	whereFacts(&c, scope, q)
	whereWho(&c, q.Who)
	return c
}

// literals writes states as SQL texts: a planner takes a partial index only when it finds the index's own condition in the
// query. States that do not exist are left out; the service has refused them before.
func literals(states []warning.State) string {
	var out []string
	for _, s := range []warning.State{warning.Open, warning.Working, warning.Watching, warning.InReview, warning.Closed} {
		if slices.Contains(states, s) {
			out = append(out, "'"+string(s)+"'")
		}
	}
	if len(out) == 0 {
		return "''"
	}
	return strings.Join(out, ", ")
}

func equal(c *clause, column, value string) {
	if value != "" {
		c.add(column+" = ?", value)
	}
}

func whereFacts(c *clause, scope access.Scope, q warning.Query) {
	if q.Mine {
		c.add("w.claimed_by = ? and w.claimed_by <> ''", scope.User)
	}
	if q.Overdue {
		c.add("w.due_at <> 0 and w.due_at < ?", int64(q.Now))
	}
	if q.OpenedFrom != 0 {
		c.add("w.opened_at >= ?", int64(q.OpenedFrom))
	}
	if q.OpenedTo != 0 {
		c.add("w.opened_at < ?", int64(q.OpenedTo))
	}
	if q.Reached {
		c.add("w.reached_at <> 0")
	}
	if q.InTime {
		c.add("w.reached_at <> 0 and (w.moved_at = 0 or w.reached_at < w.moved_at)")
	}
	if q.Finished {
		c.add("w.finished_at <> 0")
	}
	if q.Failed {
		c.add("w.review_at <> 0 and w.finding in ('', 'defrauded')")
	}
}

// whereWho matches any of the meanings of a search text.
func whereWho(c *clause, who warning.Who) {
	if who == (warning.Who{}) {
		return
	}
	var any clause
	if len(who.Number) == warning.NumberLength {
		any.add("w.number = ?", who.Number)
	} else if who.Number != "" {
		any.add(`w.number like ? escape '!'`, likeText(who.Number)+"%")
	}
	matchPerson(&any, who)
	c.add("("+strings.Join(any.parts, " or ")+")", any.args...)
}

// matchPerson adds the ways in which target t may match.
func matchPerson(any *clause, who warning.Who) {
	if who.Phone != "" {
		any.add("t.id in (select p.target from target_phone p where p.phone = ?)", string(who.Phone))
	}
	if who.IDNumber != "" {
		any.add("t.id_number = ?", string(who.IDNumber))
	}
	if who.Name != "" {
		any.add(`t.name like ? escape '!'`, likeText(who.Name)+"%")
	}
}

// likeText takes the meaning from the wildcards in a text.
func likeText(s string) string {
	return strings.NewReplacer("!", "!!", "%", "!%", "_", "!_").Replace(s)
}

// cursor is the sort key of the last row of a page.
type cursor struct {
	Rank int    `json:"r"`
	Due  int64  `json:"d"`
	Loss int64  `json:"l"`
	At   int64  `json:"a,omitempty"` // hits: recorded at
	ID   string `json:"i"`
}

func (c cursor) String() string {
	raw, err := json.Marshal(c)
	if err != nil {
		return ""
	}
	return base64.RawURLEncoding.EncodeToString(raw)
}

func parseCursor(text string) (cursor, error) {
	var c cursor
	raw, err := base64.RawURLEncoding.DecodeString(text)
	if err != nil {
		return c, warning.ErrCursor.With(err)
	}
	err = json.Unmarshal(raw, &c)
	if err != nil || c.ID == "" {
		return c, warning.ErrCursor.With(err)
	}
	return c, nil
}

// List returns a page of warnings in the order of the queue. What is worked on and what is over lie in indexes of their own, each in the order of
// the queue: a page of several is put together from the head of each, where one query would read and sort all of them.
func (s *Store) List(ctx context.Context, scope access.Scope, q warning.Query) ([]warning.View, string, error) {
	parts := apart(q.State)
	var found []warning.View
	for _, states := range parts {
		q.State = states
		part, err := s.head(ctx, scope, q)
		if err != nil {
			return nil, "", err
		}
		found = append(found, part...)
	}
	if len(parts) > 1 {
		slices.SortFunc(found, func(a, b warning.View) int { return keyOf(a).compare(keyOf(b)) })
	}
	if len(found) <= q.Limit {
		return found, "", nil
	}
	return found[:q.Limit], keyOf(found[q.Limit-1]).String(), nil
}

// apart puts states into groups that one index holds in the order of the queue: no state at all, those of work, each other by itself.
func apart(states []warning.State) [][]warning.State {
	if len(states) == 0 {
		return [][]warning.State{nil}
	}
	var work []warning.State
	var out [][]warning.State
	for i, st := range states {
		switch {
		case slices.Contains(states[:i], st):
		case st == warning.Open || st == warning.Working:
			work = append(work, st)
		default:
			out = append(out, []warning.State{st})
		}
	}
	if len(work) > 0 {
		out = append(out, work)
	}
	return out
}

// keyOf is a warning's place in the queue.
func keyOf(v warning.View) cursor {
	due := int64(v.DueAt)
	if due == 0 {
		due = math.MaxInt64
	}
	return cursor{Rank: v.Level.Rank(), Due: due, Loss: -v.PossibleLossFen, ID: v.ID}
}

func (c cursor) compare(o cursor) int {
	return cmp.Or(cmp.Compare(c.Rank, o.Rank), cmp.Compare(c.Due, o.Due), cmp.Compare(c.Loss, o.Loss), cmp.Compare(c.ID, o.ID))
}

// head reads a page of one group, and one more.
func (s *Store) head(ctx context.Context, scope access.Scope, q warning.Query) ([]warning.View, error) {
	c := where(scope, q)
	if q.Cursor != "" {
		at, err := parseCursor(q.Cursor)
		if err != nil {
			return nil, err
		}
		c.add("(w.level_rank, w.due_sort, w.loss_sort, w.id) > (?, ?, ?, ?)", at.Rank, at.Due, at.Loss, at.ID)
	}
	query := "select " + selectWarning + ", " + selectTarget + " from warning w join target t on t.id = w.target where " + c.text() +
		" order by w.level_rank, w.due_sort, w.loss_sort, w.id limit ?"
	return views(ctx, s.db, query, append(c.args, q.Limit+1))
}

// views reads warnings with their people and the people's phones.
func views(ctx context.Context, q db.Queryer, query string, args []any) ([]warning.View, error) {
	var out []warning.View
	err := each(ctx, q, read{query, args}, func(scan func(...any) error) error {
		var v warning.View
		err := scan(append(warningInto(&v.Warning), targetInto(&v.Person)...)...)
		out = append(out, v)
		return err
	})
	if err != nil {
		return nil, err
	}
	ids := make([]string, 0, len(out))
	for _, v := range out {
		ids = append(ids, v.Person.ID)
	}
	phones, err := phonesOf(ctx, q, ids)
	for i := range out {
		out[i].Person.Phones = phones[out[i].Person.ID]
	}
	return out, err
}

func getView(ctx context.Context, q db.Queryer, scope access.Scope, id string) (warning.View, error) {
	var c clause
	c.scope(scope, "w.unit")
	c.add("w.id = ?", id)
	found, err := views(ctx, q, "select "+selectWarning+", "+selectTarget+
		" from warning w join target t on t.id = w.target where "+c.text(), c.args)
	if err != nil {
		return warning.View{}, err
	}
	if len(found) == 0 {
		return warning.View{}, warning.ErrNotFound
	}
	return found[0], nil
}

// Get returns one warning with evidence, history and reasons. The evidence of a warning belongs to it: who may see the
// warning may see its evidence.
func (s *Store) Get(ctx context.Context, scope access.Scope, id string) (warning.Detail, error) {
	view, err := getView(ctx, s.db, scope, id)
	if err != nil {
		return warning.Detail{}, err
	}
	d := warning.Detail{View: view}
	err = each(ctx, s.db, read{"select " + selectHit + " from hit h where h.warning = ? order by h.at desc, h.id desc limit ?", []any{id, warning.MaxDetailHits}}, func(scan func(...any) error) error {
		h, err := scanHit(scan)
		d.Hits = append(d.Hits, h)
		return err
	})
	if err != nil {
		return warning.Detail{}, err
	}
	err = each(ctx, s.db, read{"select " + list("", stepColumns) + " from warning_history where warning = ? order by n", []any{id}}, func(scan func(...any) error) error {
		var st warning.Step
		err := scan(stepInto(&st)...)
		d.History = append(d.History, st)
		return err
	})
	if err != nil {
		return warning.Detail{}, err
	}
	d.Why, err = s.why(ctx, id)
	return d, err
}

// why groups a warning's evidence by scenario, the strongest first.
func (s *Store) why(ctx context.Context, id string) ([]warning.Why, error) {
	byCode := map[string]*warning.Why{}
	var order []*warning.Why
	query := `select h.scenario, h.level, h.score, count(*), max(h.at), min(h.reason_zh), min(h.reason_en)
		from hit h where h.warning = ? group by h.scenario, h.level, h.score`
	err := each(ctx, s.db, read{query, []any{id}}, func(scan func(...any) error) error {
		var one warning.Why
		err := scan(&one.Scenario, &one.Level, &one.Score, &one.Count, &one.LastAt, &one.ReasonZH, &one.ReasonEN)
		have := byCode[one.Scenario]
		if have == nil {
			byCode[one.Scenario] = &one
			order = append(order, &one)
			return err
		}
		count, last := have.Count+one.Count, max(have.LastAt, one.LastAt)
		if stronger(one, *have) {
			*have = one
		}
		have.Count, have.LastAt = count, last
		return err
	})
	out := make([]warning.Why, 0, len(order))
	for _, w := range order {
		out = append(out, *w)
	}
	slices.SortFunc(out, func(a, b warning.Why) int {
		switch {
		case stronger(a, b):
			return -1
		case stronger(b, a):
			return 1
		}
		return strings.Compare(a.Scenario, b.Scenario)
	})
	return out, err
}

func stronger(a, b warning.Why) bool {
	return a.Level.Above(b.Level) || a.Level == b.Level && a.Score > b.Score
}

// hitWhere turns a filter into conditions over hit h.
func hitWhere(scope access.Scope, f warning.HitFilter) clause {
	var c clause
	c.scope(scope, "h.unit")
	equal(&c, "h.scenario", f.Scenario)
	equal(&c, "h.target", f.Target)
	equal(&c, "h.warning", f.Warning)
	if f.Unattributed {
		c.add("h.target = ''")
	}
	if f.Merged {
		c.add("h.target <> '' and not h.opened")
	}
	if f.From != 0 {
		c.add("h.recorded_at >= ?", int64(f.From))
	}
	if f.To != 0 {
		c.add("h.recorded_at < ?", int64(f.To))
	}
	return c
}

// Hits returns a page of hits, the ones recorded last first.
func (s *Store) Hits(ctx context.Context, scope access.Scope, f warning.HitFilter) ([]warning.Hit, string, error) {
	c := hitWhere(scope, f)
	if f.Cursor != "" {
		at, err := parseCursor(f.Cursor)
		if err != nil {
			return nil, "", err
		}
		c.add("(h.recorded_at, h.id) < (?, ?)", at.At, at.ID)
	}
	var out []warning.Hit
	err := each(ctx, s.db, read{"select " + selectHit + " from hit h where " + c.text() + " order by h.recorded_at desc, h.id desc limit ?", append(c.args, f.Limit+1)}, func(scan func(...any) error) error {
		h, err := scanHit(scan)
		out = append(out, h)
		return err
	})
	if err != nil || len(out) <= f.Limit {
		return out, "", err
	}
	out = out[:f.Limit]
	last := out[f.Limit-1]
	return out, cursor{At: int64(last.RecordedAt), ID: last.ID}.String(), nil
}
