package store

import (
	"context"
	"database/sql"
	"errors"

	"fanzha/base/access"
	auditstore "fanzha/base/audit/store"
	"fanzha/centre/stats"
	"fanzha/internal/db"
	"fanzha/term/fault"
	"fanzha/term/when"
)

// What the store refuses.
var (
	ErrNotFound = fault.New(fault.NotFound, "stats.not_found")
	ErrName     = fault.New(fault.Conflict, "stats.query_name")
	ErrMany     = fault.New(fault.Conflict, "stats.too_many_queries")
)

// Population is the people of an area from a day on.
type Population struct {
	Region string
	Day    stats.Day
	N      int64
	Source string
	SetAt  when.Micros
	SetBy  string
}

// SetPopulation writes a base, with its audit entry; the same area and day again corrects it.
func (s *Store) SetPopulation(ctx context.Context, p Population, act access.Act) error {
	return s.db.Write(ctx, func(tx db.Tx) error {
		_, err := tx.Exec(ctx, `insert into population (region, day, n, source, set_at, set_by) values (?, ?, ?, ?, ?, ?)
			on conflict (region, day) do update set n = excluded.n, source = excluded.source, set_at = excluded.set_at, set_by = excluded.set_by`,
			p.Region, int64(p.Day), p.N, p.Source, int64(p.SetAt), p.SetBy)
		if err != nil {
			return err
		}
		return auditstore.Record(ctx, tx, act)
	})
}

// Populations lists every base by area and day.
func (s *Store) Populations(ctx context.Context) ([]Population, error) {
	rows, err := s.db.Query(ctx, `select region, day, n, source, set_at, set_by from population order by region, day`)
	if err != nil {
		return nil, err
	}
	defer func() { _ = rows.Close() }()
	var out []Population
	for rows.Next() {
		var p Population
		err = rows.Scan(&p.Region, &p.Day, &p.N, &p.Source, &p.SetAt, &p.SetBy)
		if err != nil {
			return nil, db.Wrap("read population", err)
		}
		out = append(out, p)
	}
	return out, db.Wrap("read population", rows.Err())
}

// Question is a saved question of one account.
type Question struct {
	ID        string
	Owner     string
	Name      string
	Body      []byte // JSON
	CreatedAt when.Micros
}

// questionsMost is how many questions one account keeps.
const questionsMost = 100

// SaveQuestion keeps a question; a name is taken once an account.
func (s *Store) SaveQuestion(ctx context.Context, q Question) error {
	return s.db.Write(ctx, func(tx db.Tx) error {
		var all, same int
		err := tx.QueryRow(ctx, `select count(*), coalesce(sum(case when name = ? then 1 else 0 end), 0) from stat_query where owner = ?`, q.Name, q.Owner).Scan(&all, &same)
		switch {
		case err != nil:
			return db.Wrap("count questions", err)
		case same > 0:
			return ErrName
		case all >= questionsMost:
			return ErrMany
		}
		_, err = tx.Exec(ctx, `insert into stat_query (id, owner, name, body, created_at) values (?, ?, ?, ?, ?)`, q.ID, q.Owner, q.Name, string(q.Body), int64(q.CreatedAt))
		return err
	})
}

// Questions lists an account's questions by name.
func (s *Store) Questions(ctx context.Context, owner string) ([]Question, error) {
	rows, err := s.db.Query(ctx, `select id, owner, name, body, created_at from stat_query where owner = ? order by name`, owner)
	if err != nil {
		return nil, err
	}
	defer func() { _ = rows.Close() }()
	var out []Question
	for rows.Next() {
		var q Question
		var body string
		err = rows.Scan(&q.ID, &q.Owner, &q.Name, &body, &q.CreatedAt)
		if err != nil {
			return nil, db.Wrap("read questions", err)
		}
		q.Body = []byte(body)
		out = append(out, q)
	}
	return out, db.Wrap("read questions", rows.Err())
}

// DropQuestion removes an account's question.
func (s *Store) DropQuestion(ctx context.Context, owner, id string) error {
	return s.db.Write(ctx, func(tx db.Tx) error {
		r, err := tx.Exec(ctx, `delete from stat_query where id = ? and owner = ?`, id, owner)
		if err != nil {
			return err
		}
		n, err := r.RowsAffected()
		if err == nil && n == 0 {
			return ErrNotFound
		}
		return db.Wrap("remove question", err)
	})
}

// Map is the centre's own map.
type Map struct {
	Name      string
	GeoJSON   []byte
	UpdatedAt when.Micros
	UpdatedBy string
}

// SetMap keeps the map, with its audit entry; one without a file removes it.
func (s *Store) SetMap(ctx context.Context, m Map, act access.Act) error {
	return s.db.Write(ctx, func(tx db.Tx) error {
		_, err := tx.Exec(ctx, `delete from stat_map where one = 1`)
		if err == nil && len(m.GeoJSON) > 0 {
			_, err = tx.Exec(ctx, `insert into stat_map (one, name, geojson, updated_at, updated_by) values (1, ?, ?, ?, ?)`, m.Name, string(m.GeoJSON), int64(m.UpdatedAt), m.UpdatedBy)
		}
		if err != nil {
			return err
		}
		return auditstore.Record(ctx, tx, act)
	})
}

// Map returns the centre's map; an empty one when there is none.
func (s *Store) Map(ctx context.Context) (Map, error) {
	var m Map
	var text string
	err := s.db.QueryRow(ctx, `select name, geojson, updated_at, updated_by from stat_map where one = 1`).Scan(&m.Name, &text, &m.UpdatedAt, &m.UpdatedBy)
	if errors.Is(err, sql.ErrNoRows) {
		return Map{}, nil
	}
	m.GeoJSON = []byte(text)
	return m, db.Wrap("read map", err)
}

// Told records an act that changes nothing: a question was asked with a reason.
func (s *Store) Told(ctx context.Context, act access.Act) error {
	return s.db.Write(ctx, func(tx db.Tx) error { return auditstore.Record(ctx, tx, act) })
}
