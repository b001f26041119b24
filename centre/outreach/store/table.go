package store

import (
	"encoding/json"
	"strings"

	"fanzha/centre/outreach"
	"fanzha/centre/stats"
	"fanzha/term/when"
)

// table is how one kind of record lies in the database: the columns of every record, then its own in the order of fields.
type table[T any] struct {
	name    string
	prefix  string // of its numbers
	columns string
	fields  func(*T) []any
	filters map[string]string // field of a filter: column, where they differ
}

// common are the columns of the head.
const common = `id, number, unit, state, at, made_at, made_by, note, version`

func head(h *outreach.Head) []any {
	return []any{&h.ID, &h.Number, &h.Unit, &h.State, &h.At, &h.MadeAt, &h.MadeBy, &h.Note, &h.Version}
}

func (t table[T]) all() string { return common + `, ` + t.columns }

func (t table[T]) insert() string {
	return `insert into ` + t.name + ` (` + t.all() + `, alarm_at) values (` + marks(strings.Count(t.all(), ",")+2) + `)`
}

func (t table[T]) update() string {
	return `update ` + t.name + ` set ` + strings.ReplaceAll(t.all(), ",", " = ?,") + ` = ?, alarm_at = ? where id = ? and version = ?`
}

func (t table[T]) column(field string) string {
	if name := t.filters[field]; name != "" {
		return name
	}
	return field
}

func marks(n int) string { return strings.TrimSuffix(strings.Repeat("?, ", n), ", ") }

var events = table[outreach.Event]{
	name: "outreach_event", prefix: "XC",
	columns: `kind, form, venue, title, theme, campaign, task, region, place, audience, views, large, staff, quiz_count, quiz_before, quiz_after, photos`,
	fields: func(e *outreach.Event) []any {
		return append(head(&e.Head), &e.Sort, &e.Form, &e.Venue, &e.Title, &e.Theme, &e.Campaign, &e.Task, &e.Region, &e.Place, &e.Audience, &e.Views, &e.Large,
			&e.Staff, &e.QuizCount, &e.QuizRight[0], &e.QuizRight[1], &packed[[]outreach.Photo]{&e.Photos})
	},
}

var campaigns = table[outreach.Campaign]{
	name: "outreach_campaign", prefix: "YD", columns: `title, theme, from_day, to_day, plan_events, plan_audience, result`,
	fields: func(m *outreach.Campaign) []any {
		return append(head(&m.Head), &m.Title, &m.Theme, &m.From, &m.To, &m.PlanEvents, &m.PlanAudience, &m.Result)
	},
}

var pledges = table[outreach.Pledge]{
	name: "outreach_pledge", prefix: "CN", columns: `event, region, venue, place, letters, handbooks, pledges, sha256`,
	fields: func(p *outreach.Pledge) []any {
		return append(head(&p.Head), &p.Event, &p.Region, &p.Venue, &p.Place, &p.Letters, &p.Handbooks, &p.Pledges, &p.SHA256)
	},
}

var works = table[outreach.Work]{
	name: "outreach_work", prefix: "ZP", columns: `title, genre, platform, views, views_day, rights, rights_note`,
	fields: func(w *outreach.Work) []any {
		return append(head(&w.Head), &w.Title, &w.Genre, &w.Platform, &w.Views, &w.ViewsDay, &w.Rights, &w.RightsNote)
	},
}

var honours = table[outreach.Honour]{
	name: "outreach_honour", prefix: "RY", columns: `kind, title, rank, document, until_day`,
	fields: func(h *outreach.Honour) []any {
		return append(head(&h.Head), &h.Sort, &h.Title, &h.Rank, &h.Document, &h.Until)
	},
}

var materials = table[outreach.Material]{
	name: "outreach_material", prefix: "ZL", columns: `kind, title, edition, body, sha256, printed, handed, spoiled, approved_by`,
	fields: func(m *outreach.Material) []any {
		return append(head(&m.Head), &m.Sort, &m.Title, &m.Edition, &m.Text, &m.SHA256, &m.Printed, &m.Handed, &m.Spoiled, &m.ApprovedBy)
	},
}

var moves = table[outreach.Move]{
	name: "outreach_move", prefix: "CR", columns: `material, kind, act, n, event, region`,
	fields: func(v *outreach.Move) []any {
		return append(head(&v.Head), &v.Material, &v.Sort, &v.Act, &v.N, &v.Event, &v.Region)
	},
}

var bases = table[outreach.Base]{
	name: "outreach_base", prefix: "JS", columns: `region, member, day, people, delta, source`,
	fields: func(b *outreach.Base) []any {
		return append(head(&b.Head), &b.Region, &b.Member, &b.Day, &b.People, &b.Delta, &b.Source)
	},
}

var registrations = table[outreach.Registration]{
	name: "outreach_registration", prefix: "ZC", columns: `region, member, day, people, delta`,
	fields: func(g *outreach.Registration) []any {
		return append(head(&g.Head), &g.Region, &g.Member, &g.Day, &g.People, &g.Delta)
	},
}

var circles = table[outreach.Circle]{
	name: "outreach_circle", prefix: "QZ", columns: `title, members`,
	fields: func(c *outreach.Circle) []any {
		return append(head(&c.Head), &c.Title, &packed[[]outreach.Member]{&c.Members})
	},
}

var messages = table[outreach.Message]{
	name: "outreach_message", prefix: "QX",
	columns: `circle, title, what, why, todo, valid_until, department, contact, verified_by, verified_at, approved_by, approved_at, sent_at, pushed_at, ref,
	tries, failure, members, people, members_read, read, forwarded, withdrawn_at, taken_back`,
	fields: func(m *outreach.Message) []any {
		return append(head(&m.Head), &m.Circle, &m.Title, &m.What, &m.Why, &m.Do, &m.ValidUntil, &m.Department, &m.Contact, &m.VerifiedBy, &m.VerifiedAt,
			&m.ApprovedBy, &m.ApprovedAt, &m.SentAt, &m.PushedAt, &m.Ref, &m.Tries, &m.Failure, &m.Members, &m.People, &m.MembersRead, &m.Read, &m.Forwarded,
			&m.WithdrawnAt, &m.TakenBack)
	},
}

var receipts = table[outreach.Receipt]{
	name: "outreach_receipt", prefix: "HZ", columns: `message, member, read, forwarded`,
	fields: func(t *outreach.Receipt) []any {
		return append(head(&t.Head), &t.Message, &t.Member, &t.Read, &t.Forwarded)
	},
}

var tasks = table[outreach.Task]{
	name: "outreach_task", prefix: "RW",
	columns: `from_unit, sides, region, from_day, to_day, cases, body, due_at, accepted_at, accepted_by, done_at, done_by, reached, result`,
	filters: map[string]string{"from": "from_unit"},
	fields: func(t *outreach.Task) []any {
		return append(head(&t.Head), &t.From, &packed[map[string]string]{&t.Group.Sides}, &t.Group.Region, &t.Span.From, &t.Span.To, &t.Cases, &t.Text, &t.DueAt,
			&t.AcceptedAt, &t.AcceptedBy, &t.DoneAt, &t.DoneBy, &t.Reached, &t.Result)
	},
}

var fraudFree = table[outreach.FraudFree]{
	name: "outreach_fraud_free", prefix: "WZ", columns: `kind, title, region, member, watch_from, watch_to, criteria, awarded_at, awarded_by, withdrawn_at, case_id`,
	fields: func(f *outreach.FraudFree) []any {
		return append(head(&f.Head), &f.Sort, &f.Title, &f.Region, &f.Member, &f.WatchFrom, &f.WatchTo, &packed[[]outreach.Criterion]{&f.Criteria}, &f.AwardedAt,
			&f.AwardedBy, &f.WithdrawnAt, &f.Case)
	},
}

// packed keeps a list or a table of plain values as JSON in a text column.
type packed[V any] struct{ to *V }

// Scan implements sql.Scanner.
func (p *packed[V]) Scan(from any) error {
	text, _ := from.(string)
	if b, ok := from.([]byte); ok {
		text = string(b)
	}
	*p.to = *new(V)
	return json.Unmarshal([]byte(text), p.to)
}

func (p *packed[V]) text() string {
	b, err := json.Marshal(*p.to)
	if err != nil {
		panic("outreach/store: what is packed is plain data: " + err.Error())
	}
	return string(b)
}

// plain turns a pointer to a field into the plain value that both drivers take.
func plain(p any) any {
	switch v := p.(type) {
	case *string:
		return *v
	case *int64:
		return *v
	case *bool:
		return *v
	case *when.Micros:
		return int64(*v)
	case *stats.Day:
		return int64(*v)
	case *outreach.State:
		return string(*v)
	case interface{ text() string }:
		return v.text()
	}
	panic("outreach/store: a field of a kind that is not stored")
}
