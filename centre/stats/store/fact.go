package store

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"iter"
	"math"
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

// Put writes facts and, in the same transaction, how far a named reader of events has come (no reader: an empty name, and the numbers of
// the facts are no events'). A stored fact whose number is as large or larger stays.
func (s *Store) Put(ctx context.Context, facts []stats.Fact, reader string, seq int64) error {
	rows := latest(facts)
	if reader == "" {
		for k := range rows {
			rows[k].born = 0
		}
	}
	return s.db.Write(ctx, func(tx db.Tx) error {
		for part := range slices.Chunk(rows, perInsert) {
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

// row is a fact with the number of the event since which it counts: one that is said again, otherwise too, was there already; one that was
// gone and is back counts anew.
type row struct {
	stats.Fact
	born int64
}

// latest leaves one fact of each measure and id: one statement cannot write a row twice.
func latest(facts []stats.Fact) []row {
	kept := make(map[[2]string]row, len(facts))
	for _, f := range slices.SortedStableFunc(slices.Values(facts), func(a, b stats.Fact) int { return cmp.Compare(a.Seq, b.Seq) }) {
		k := [2]string{f.Measure, f.ID}
		old, ok := kept[k]
		x := row{f, f.Seq}
		switch {
		case ok && f.Seq == old.Seq:
			continue
		case ok && (!old.Gone || f.Gone):
			x.born = old.born
		}
		kept[k] = x
	}
	out := make([]row, 0, len(kept))
	for _, x := range kept {
		out = append(out, x)
	}
	slices.SortFunc(out, func(a, b row) int { return cmp.Or(cmp.Compare(a.Measure, b.Measure), cmp.Compare(a.ID, b.ID)) })
	return out
}

func put(ctx context.Context, tx db.Tx, facts []row) error {
	query := `insert into stat_fact (` + factColumns + `, born) values ` + strings.TrimSuffix(strings.Repeat(`(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?), `, len(facts)), ", ") + `
		on conflict (measure, id) do update set seq = excluded.seq, at = excluded.at, day = excluded.day, unit = excluded.unit, region = excluded.region,
		sides = excluded.sides, n = excluded.n, fen = excluded.fen, object = excluded.object, gone = excluded.gone,
		born = case when stat_fact.gone = 1 and excluded.gone = 0 then excluded.born else stat_fact.born end where stat_fact.seq < excluded.seq`
	args := make([]any, 0, 13*len(facts))
	for _, f := range facts {
		sides, err := sidesText(f.Fact)
		if err != nil {
			return err
		}
		gone := 0
		if f.Gone {
			gone = 1
		}
		args = append(args, f.Measure, f.ID, f.Seq, int64(f.At), int64(stats.DayOf(f.At)), f.Unit, f.Region, sides, f.N, f.Fen, f.Object, gone, f.born)
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

// Facts gives the stored facts of a question, gone ones too, in any order.
func (s *Store) Facts(ctx context.Context, q stats.Stored, each func(stats.Fact) error) error {
	upTo := q.UpTo
	if upTo == 0 {
		upTo = math.MaxInt64
	}
	for _, m := range q.Measures {
		var id string
		for {
			page, err := s.page(ctx, `where measure = ? and id > ? and day between ? and ? and born <= ? order by id limit ?`, m, id, int64(q.Span.From),
				int64(q.Span.To), upTo, pageOf)
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
