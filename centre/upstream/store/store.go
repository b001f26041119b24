// Package store keeps orders between centres, the other centres and the messages on their way in the records store: tables upstream_order,
// upstream_step, upstream_peer and upstream_message. A change with its steps, audit entries, events and messages is one transaction; what
// says who a person is, is sealed under the centre's own key.
package store

import (
	"context"
	"database/sql"
	"encoding/base64"
	"encoding/json"
	"errors"
	"strings"

	"fanzha/base/access"
	accessstore "fanzha/base/access/store"
	"fanzha/base/audit"
	auditstore "fanzha/base/audit/store"
	idstore "fanzha/base/id/store"
	"fanzha/centre/upstream"
	"fanzha/internal/db"
	"fanzha/term/ident"
)

// Store keeps orders. It is safe for concurrent use.
type Store struct {
	db    *db.DB
	vault *accessstore.Vault
}

// New returns a store over an open database; the vault seals what says who a person is.
func New(d *db.DB, v *accessstore.Vault) *Store { return &Store{db: d, vault: v} }

var (
	_ upstream.Ledger = (*Store)(nil)
	_ upstream.Notes  = (*Store)(nil)
	_ upstream.Peers  = (*Store)(nil)
	_ upstream.Outbox = (*Store)(nil)
)

// prefix begins the number of every order (指令).
const prefix = "ZL"

// columns of upstream_order in the order of values and scan.
const columns = `id, number, side, peer, ref, theirs, own_key, made_by, by_name, unit, state, person, place, level, family, fraud, parent, child, warning,
	given_at, ack_due, due, in_at, ack_at, passed_at, ended_at, result, loss_fen, note, chases, told_at, alarm_at, version`

// sealed is the part of an order that says who a person is.
type sealed struct {
	Name  string      `json:"name"`
	Phone ident.Phone `json:"phone"`
	Text  string      `json:"text"`
}

// seal encrypts a value for one place; it opens nowhere else.
func (s *Store) seal(v any, place string) (string, error) {
	raw, err := json.Marshal(v)
	if err != nil {
		return "", upstream.ErrCipher.With(err)
	}
	return base64.RawStdEncoding.EncodeToString(s.vault.Seal(raw, place)), nil
}

func (s *Store) open(text, place string, into any) error {
	raw, err := base64.RawStdEncoding.DecodeString(text)
	if err == nil {
		raw, err = s.vault.Open(raw, place)
	}
	if err == nil {
		err = json.Unmarshal(raw, into)
	}
	if err != nil {
		return upstream.ErrCipher.With(err)
	}
	return nil
}

func (s *Store) values(o *upstream.Order) ([]any, error) {
	key := o.Key
	if key == "" {
		key = o.ID
	}
	person, err := s.seal(sealed{o.Person.Name, o.Person.Phone, o.Matter.Text}, "upstream/"+o.ID)
	return []any{
		o.ID, o.Number, string(o.Side), o.Peer, o.Ref, o.Theirs, key, o.By, o.ByName, o.Unit, string(o.State), person, o.Person.Place, o.Matter.Level,
		o.Matter.Family, o.Matter.Fraud, o.Parent, o.Child, o.Warning, int64(o.GivenAt), int64(o.AckDue), int64(o.Due), int64(o.InAt), int64(o.AckAt),
		int64(o.PassedAt), int64(o.EndedAt), o.Result, o.LossFen, o.Note, o.Chases, int64(o.ToldAt), int64(o.AlarmAt), o.Version,
	}, err
}

type row interface{ Scan(...any) error }

func (s *Store) scan(r row) (upstream.Order, error) {
	var o upstream.Order
	var person string
	err := r.Scan(&o.ID, &o.Number, &o.Side, &o.Peer, &o.Ref, &o.Theirs, &o.Key, &o.By, &o.ByName, &o.Unit, &o.State, &person, &o.Person.Place, &o.Matter.Level,
		&o.Matter.Family, &o.Matter.Fraud, &o.Parent, &o.Child, &o.Warning, &o.GivenAt, &o.AckDue, &o.Due, &o.InAt, &o.AckAt,
		&o.PassedAt, &o.EndedAt, &o.Result, &o.LossFen, &o.Note, &o.Chases, &o.ToldAt, &o.AlarmAt, &o.Version)
	if errors.Is(err, sql.ErrNoRows) {
		return o, upstream.ErrNotFound
	}
	if err != nil {
		return o, db.Wrap("read order", err)
	}
	if o.Key == o.ID {
		o.Key = ""
	}
	var x sealed
	err = s.open(person, "upstream/"+o.ID, &x)
	o.Person.Name, o.Person.Phone, o.Matter.Text = x.Name, x.Phone, x.Text
	return o, err
}

func marks(n int) string { return strings.TrimSuffix(strings.Repeat("?, ", n), ", ") }

// insertRow adds an order; updateRow changes it where it is still the one that was decided on.
var (
	insertRow = `insert into upstream_order (` + columns + `) values (` + marks(strings.Count(columns, ",")+1) + `)`
	updateRow = `update upstream_order set ` + strings.ReplaceAll(columns, ",", " = ?,") + ` = ? where id = ? and version = ?`
)

// Save implements upstream.Ledger.
func (s *Store) Save(ctx context.Context, c upstream.Change) error {
	return s.db.Write(ctx, func(tx db.Tx) error {
		err := seen(ctx, tx, c.Seen)
		if err != nil {
			return err
		}
		w := writer{Store: s, tx: tx, day: c.Day, numbers: map[string]string{}}
		for _, m := range c.Moves {
			err = w.move(ctx, m)
			if err != nil {
				return err
			}
		}
		return nil
	})
}

// seen counts the message that caused the change: only the next of its peer is counted.
func seen(ctx context.Context, tx db.Tx, m *upstream.Seen) error {
	if m == nil {
		return nil
	}
	r, err := tx.Exec(ctx, `update upstream_peer set got = ? where code = ? and got = ?`, m.Seq, m.Peer, m.Seq-1)
	err = one(r, err)
	if err != nil || m.Ignored == "" {
		return err
	}
	return auditstore.Append(ctx, tx, audit.Entry{At: m.At, Actor: "centre:" + m.Peer, ActorName: m.Peer, Action: "upstream.ignored"}.On("upstream", m.Order).
		With("why", m.Ignored).With("peer", m.Peer))
}

// one refuses a change of another number of rows as a change that came too late.
func one(r sql.Result, err error) error {
	if err != nil {
		return err
	}
	n, err := r.RowsAffected()
	if err != nil {
		return db.Wrap("count rows", err)
	}
	if n != 1 {
		return upstream.ErrStale
	}
	return nil
}

// writer saves the moves of one change.
type writer struct {
	*Store
	tx      db.Tx
	day     string
	numbers map[string]string // of orders that are new in this change
}

func (s *writer) move(ctx context.Context, m upstream.Move) error {
	o, tx := &m.Order, s.tx
	if o.Version == 1 {
		number, err := idstore.NextNumber(ctx, tx, "upstream", s.day)
		if err != nil {
			return err
		}
		s.numbers[o.ID] = prefix + number
	}
	if o.Number == "" {
		o.Number = s.numbers[o.ID]
	}
	values, err := s.values(o)
	if err != nil {
		return err
	}
	if o.Version == 1 {
		_, err = tx.Exec(ctx, insertRow, values...)
		switch {
		case db.IsUnique(err, "upstream_order_key_once"), db.IsUnique(err, "upstream_order.own_key"):
			return upstream.ErrKeyReused
		case db.IsUnique(err, "upstream_order"): // the same order from the same giver came at the same time
			return upstream.ErrStale
		}
	} else {
		err = one(tx.Exec(ctx, updateRow, append(values, o.ID, o.Version-1)...))
	}
	if err != nil {
		return err
	}
	err = s.tell(ctx, tx, m)
	if err != nil {
		return err
	}
	return trail(ctx, tx, m)
}

// tell queues a message under the next number of its peer.
func (s *Store) tell(ctx context.Context, tx db.Tx, m upstream.Move) error {
	if m.Tell == nil {
		return nil
	}
	err := one(tx.Exec(ctx, `update upstream_peer set sent = sent + 1 where code = ?`, m.Order.Peer))
	if err != nil {
		return err
	}
	text := *m.Tell
	err = tx.QueryRow(ctx, `select sent from upstream_peer where code = ?`, m.Order.Peer).Scan(&text.Seq)
	if err != nil {
		return db.Wrap("number a message", err)
	}
	if text.Kind == upstream.MsgOrder {
		text.Number = m.Order.Number
	}
	body, err := s.seal(text, "upstream/to/"+m.Order.Peer)
	if err != nil {
		return err
	}
	_, err = tx.Exec(ctx, `insert into upstream_message (peer, seq, body) values (?, ?, ?)`, m.Order.Peer, text.Seq, body)
	return err
}

// trail writes the step, the audit entry and the event: none of them says who the person is.
func trail(ctx context.Context, tx db.Tx, m upstream.Move) error {
	o, p := &m.Order, m.Step
	_, err := tx.Exec(ctx, `insert into upstream_step (order_id, seq, at, by_id, by_name, act, state, note) values (?, ?, ?, ?, ?, ?, ?, ?)`,
		o.ID, p.Seq, int64(p.At), p.By, p.ByName, p.Act, string(p.State), p.Note)
	if err != nil {
		return err
	}
	e := audit.Entry{At: p.At, Actor: p.By, ActorName: p.ByName, Action: "upstream." + p.Act}.On("upstream", o.ID).In(o.Unit).
		With("number", o.Number).With("state", string(o.State)).With("peer", o.Peer).With("ref", o.Ref).With("warning", o.Warning).With("result", o.Result)
	err = auditstore.Append(ctx, tx, e)
	if err != nil {
		return err
	}
	kind, body, err := m.Event()
	if err != nil {
		return err
	}
	return db.Emit(ctx, tx, db.Event{Kind: kind, Subject: o.ID, Unit: o.Unit, At: p.At, Body: body})
}

// Get implements upstream.Ledger.
func (s *Store) Get(ctx context.Context, scope access.Scope, id string) (upstream.Order, error) {
	where, args := scope.Predicate("unit")
	return s.scan(s.db.QueryRow(ctx, `select `+columns+` from upstream_order where id = ? and `+where, append([]any{id}, args...)...))
}

// Find implements upstream.Ledger.
func (s *Store) Find(ctx context.Context, scope access.Scope, f upstream.Name) (upstream.Order, error) {
	where, args := scope.Predicate("unit")
	named, by := `side = ? and peer = ? and ref = ?`, []any{string(f.Side), f.Peer, f.Ref}
	if f.Key != "" {
		named, by = `side = ? and made_by = ? and own_key = ?`, []any{string(f.Side), f.By, f.Key}
	}
	return s.scan(s.db.QueryRow(ctx, `select `+columns+` from upstream_order where `+named+` and `+where, append(by, args...)...))
}

// late chooses what is overdue: the deadline that runs depends on the state.
const late = `(state in ('received', 'given', 'delivered') and ack_due < ? or state in ('acknowledged', 'distributed', 'receipted') and due < ?)`

// List implements upstream.Ledger.
func (s *Store) List(ctx context.Context, scope access.Scope, q upstream.Query) ([]upstream.Order, error) {
	where, args := scope.Predicate("unit")
	add := func(part string, more ...any) {
		where += " and " + part
		args = append(args, more...)
	}
	if q.Side != "" {
		add("side = ?", string(q.Side))
	}
	if len(q.States) > 0 {
		list := make([]any, len(q.States))
		for i, st := range q.States {
			list[i] = string(st)
		}
		add("state in ("+marks(len(list))+")", list...)
	}
	if q.Peer != "" {
		add("peer = ?", q.Peer)
	}
	if q.Warning != "" {
		add("warning = ? and warning <> ''", q.Warning) // the second names the partial index
	}
	if q.Open {
		add("ended_at = 0")
	}
	if q.Late != 0 {
		add(late, int64(q.Late), int64(q.Late))
	}
	if q.Before != "" {
		add("id < ?", q.Before)
	}
	sort := "id desc"
	if q.Alarm != 0 {
		add("alarm_at > 0 and alarm_at <= ?", int64(q.Alarm))
		sort = "alarm_at"
	}
	rows, err := s.db.Query(ctx, `select `+columns+` from upstream_order where `+where+` order by `+sort+` limit ?`, append(args, q.Limit)...)
	if err != nil {
		return nil, err
	}
	defer func() { _ = rows.Close() }()
	var out []upstream.Order
	for rows.Next() {
		o, err := s.scan(rows)
		if err != nil {
			return nil, err
		}
		out = append(out, o)
	}
	return out, db.Wrap("read orders", rows.Err())
}
