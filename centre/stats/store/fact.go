package store

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"iter"
	"slices"
	"strings"

	"fanzha/centre/stats"
	"fanzha/internal/db"
	"fanzha/term/when"
)

// Store keeps facts and what belongs to figures. It is safe for concurrent use.
type Store struct{ db *db.DB }

// New returns a store over an open database.
func New(d *db.DB) *Store { return &Store{db: d} }

const factColumns = `measure, id, seq, at, day, unit, region, sides, n, fen, object, gone`

// perInsert keeps a statement far below the limit of arguments of both databases.
const perInsert = 60

// Put writes facts and, in the same transaction, how far a named reader of events has come (no reader: an empty name). A stored fact
// whose number is as large or larger stays.
func (s *Store) Put(ctx context.Context, facts []stats.Fact, reader string, seq int64) error {
	facts = latest(facts)
	return s.db.Write(ctx, func(tx db.Tx) error {
		for part := range slices.Chunk(facts, perInsert) {
			err := put(ctx, tx, part)
			if err != nil {
				return err
			}
		}
		if reader == "" {
			return nil
		}
		return db.SetCursor(ctx, tx, reader, seq)
	})
}

// Cursor is how far a reader of events has come.
func (s *Store) Cursor(ctx context.Context, reader string) (int64, error) {
	return db.Cursor(ctx, s.db, reader)
}

// latest leaves one fact of each measure and id: one statement cannot write a row twice.
func latest(facts []stats.Fact) []stats.Fact {
	kept := make(map[[2]string]stats.Fact, len(facts))
	for _, f := range facts {
		k := [2]string{f.Measure, f.ID}
		old, ok := kept[k]
		if !ok || f.Seq > old.Seq {
			kept[k] = f
		}
	}
	out := make([]stats.Fact, 0, len(kept))
	for _, f := range kept {
		out = append(out, f)
	}
	slices.SortFunc(out, func(a, b stats.Fact) int { return cmp.Or(cmp.Compare(a.Measure, b.Measure), cmp.Compare(a.ID, b.ID)) })
	return out
}

func put(ctx context.Context, tx db.Tx, facts []stats.Fact) error {
	query := `insert into stat_fact (` + factColumns + `) values ` + strings.TrimSuffix(strings.Repeat(`(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?), `, len(facts)), ", ") + `
		on conflict (measure, id) do update set seq = excluded.seq, at = excluded.at, day = excluded.day, unit = excluded.unit, region = excluded.region,
		sides = excluded.sides, n = excluded.n, fen = excluded.fen, object = excluded.object, gone = excluded.gone where stat_fact.seq < excluded.seq`
	args := make([]any, 0, 12*len(facts))
	for _, f := range facts {
		sides, err := sidesText(f)
		if err != nil {
			return err
		}
		gone := 0
		if f.Gone {
			gone = 1
		}
		args = append(args, f.Measure, f.ID, f.Seq, int64(f.At), int64(stats.DayOf(f.At)), f.Unit, f.Region, sides, f.N, f.Fen, f.Object, gone)
	}
	_, err := tx.Exec(ctx, query, args...)
	return err
}

// sidesText is the known sides of a fact as JSON, by code.
func sidesText(f stats.Fact) (string, error) {
	known := map[string]string{}
	for d, v := range f.Sides {
		if v != "" {
			known[stats.Dim(d).String()] = v
		}
	}
	if len(known) == 0 {
		return "{}", nil
	}
	raw, err := json.Marshal(known)
	return string(raw), err
}

// pageOf is how many rows one reading takes: the store is not held while the reader works on them.
const pageOf = 5000

// All gives every stored fact, gone ones too, by measure and id. It reads page by page.
func (s *Store) All(ctx context.Context) iter.Seq2[stats.Fact, error] {
	return func(yield func(stats.Fact, error) bool) {
		var measure, id string
		for {
			page, err := s.page(ctx, `where (measure > ? or measure = ? and id > ?) order by measure, id limit ?`, measure, measure, id, pageOf)
			if err != nil {
				yield(stats.Fact{}, err)
				return
			}
			for _, f := range page {
				if !yield(f, nil) {
					return
				}
			}
			if len(page) < pageOf {
				return
			}
			last := page[len(page)-1]
			measure, id = last.Measure, last.ID
		}
	}
}

// Facts gives every stored fact of some measures within a span of days, gone ones too, in any order and of every unit: for a
// recount beside the counts in memory. It is not for callers from outside.
func (s *Store) Facts(ctx context.Context, measures []string, span stats.Span, each func(stats.Fact) error) error {
	for _, m := range measures {
		var id string
		for {
			page, err := s.page(ctx, `where measure = ? and id > ? and day between ? and ? order by id limit ?`, m, id, int64(span.From), int64(span.To), pageOf)
			if err != nil {
				return err
			}
			for _, f := range page {
				err = each(f)
				if err != nil {
					return err
				}
				id = f.ID
			}
			if len(page) < pageOf {
				break
			}
		}
	}
	return nil
}

func (s *Store) page(ctx context.Context, where string, args ...any) ([]stats.Fact, error) {
	rows, err := s.db.Query(ctx, `select `+factColumns+` from stat_fact `+where, args...)
	if err != nil {
		return nil, err
	}
	defer func() { _ = rows.Close() }()
	var out []stats.Fact
	for rows.Next() {
		var f stats.Fact
		var at, day int64
		var sides string
		var gone int
		err = rows.Scan(&f.Measure, &f.ID, &f.Seq, &at, &day, &f.Unit, &f.Region, &sides, &f.N, &f.Fen, &f.Object, &gone)
		if err == nil && sides != "{}" {
			err = readSides(sides, &f)
		}
		if err != nil {
			return nil, db.Wrap("read facts", err)
		}
		f.At, f.Gone = when.Micros(at), gone == 1
		out = append(out, f)
	}
	return out, db.Wrap("read facts", rows.Err())
}

func readSides(text string, f *stats.Fact) error {
	var known map[string]string
	err := json.Unmarshal([]byte(text), &known)
	if err != nil {
		return fmt.Errorf("sides of %s %s: %w", f.Measure, f.ID, err)
	}
	for code, v := range known {
		d, ok := stats.ParseDim(code)
		if ok {
			f.Sides[d] = v
		}
	}
	return nil
}
