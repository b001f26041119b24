package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"strconv"

	"fanzha/base/access"
	"fanzha/centre/trace/sheet"
	"fanzha/centre/trace/sheet/statement"
	"fanzha/internal/db"
	"fanzha/term/when"
)

const fileColumns = `id, sheet, unit, name, sha256, bytes, state, row_count, bad, skipped, map, faults, columns, error, at, beat_at, by_id, by_name`

func scanFile(row scanner) (f sheet.File, err error) {
	var mapped, faults string
	err = row.Scan(&f.ID, &f.Sheet, &f.Unit, &f.Name, &f.SHA256, &f.Bytes, (*string)(&f.State), &f.Rows, &f.Bad, &f.Skipped, &mapped, &faults, &f.Columns, &f.Error,
		(*int64)(&f.At), (*int64)(&f.BeatAt), &f.By, &f.ByName)
	if err != nil {
		return f, err
	}
	f.Map, err = readMap(mapped)
	if err != nil {
		return f, err
	}
	return f, json.Unmarshal([]byte(faults), &f.Faults)
}

func readMap(text string) (statement.Map, error) {
	var names map[string]string
	err := json.Unmarshal([]byte(text), &names)
	if err != nil {
		return nil, err
	}
	return statement.MapOf(names)
}

// Begin implements sheet.Files. Of two imports of the same content at once the second meets the first at the constraint.
func (s *Store) Begin(ctx context.Context, f sheet.File, stale when.Micros) (sheet.File, bool, error) {
	var have sheet.File
	fresh := false
	err := s.db.Write(ctx, func(tx db.Tx) error {
		var err error
		have, fresh, err = begin(ctx, tx, f, stale)
		return err
	})
	return have, fresh, err
}

func begin(ctx context.Context, tx db.Tx, f sheet.File, stale when.Micros) (sheet.File, bool, error) {
	// what failed or died before makes room
	for _, query := range []string{
		`delete from sheet_block where file in (select id from sheet_file where sheet = ? and sha256 = ? and (state = 'failed' or state = 'importing' and beat_at < ?))`,
		`delete from sheet_file where sheet = ? and sha256 = ? and (state = 'failed' or state = 'importing' and beat_at < ?)`,
	} {
		_, err := tx.Exec(ctx, query, f.Sheet, f.SHA256, int64(stale))
		if err != nil {
			return f, false, err
		}
	}
	names, err := json.Marshal(f.Map.Names())
	if err != nil {
		return f, false, err
	}
	r, err := tx.Exec(ctx, `insert into sheet_file (`+fileColumns+`) values (?, ?, ?, ?, ?, ?, 'importing', 0, 0, 0, ?, '[]', '', '', ?, ?, ?, ?)
		on conflict (sheet, sha256) where state <> 'failed' do nothing`,
		f.ID, f.Sheet, f.Unit, f.Name, f.SHA256, f.Bytes, string(names), int64(f.At), int64(f.BeatAt), f.By, f.ByName)
	if err != nil {
		return f, false, err
	}
	n, err := r.RowsAffected()
	if err != nil {
		return f, false, db.Wrap("begin import", err)
	}
	if n == 1 {
		by := actor{f.By, f.ByName, f.At}
		return f, true, trail(ctx, tx, sheet.Sheet{ID: f.Sheet, Unit: f.Unit}, change{by, "import", [][2]string{{"file", f.ID}, {"name", f.Name}, {"sha256", f.SHA256}}})
	}
	have, err := scanFile(tx.QueryRow(ctx, `select `+fileColumns+` from sheet_file where sheet = ? and sha256 = ? and state <> 'failed'`, f.Sheet, f.SHA256))
	return have, false, db.Wrap("read file", err)
}

// Keep implements sheet.Files.
func (s *Store) Keep(ctx context.Context, f sheet.File, b sheet.Block) error {
	return s.db.Write(ctx, func(tx db.Tx) error {
		err := alive(tx.Exec(ctx, `update sheet_file set row_count = ?, beat_at = ? where id = ? and state = 'importing'`, f.Rows, int64(f.BeatAt), f.ID))
		if err != nil {
			return err
		}
		_, err = tx.Exec(ctx, `insert into sheet_block (file, seq, row_count, data) values (?, ?, ?, ?)`, f.ID, b.Seq, b.Rows, b.Data)
		return err
	})
}

// alive turns an update that found no row into ErrBroken: the import was taken over.
func alive(r sql.Result, err error) error {
	if err != nil {
		return err
	}
	n, err := r.RowsAffected()
	if err != nil {
		return db.Wrap("keep rows", err)
	}
	if n != 1 {
		return sheet.ErrBroken
	}
	return nil
}

// End implements sheet.Files.
func (s *Store) End(ctx context.Context, f sheet.File, e sheet.Entry) error {
	names, err := json.Marshal(f.Map.Names())
	if err != nil {
		return err
	}
	faults, err := json.Marshal(append([]statement.BadRow{}, f.Faults...))
	if err != nil {
		return err
	}
	return s.db.Write(ctx, func(tx db.Tx) error {
		err := alive(tx.Exec(ctx, `update sheet_file set state = ?, row_count = ?, bad = ?, skipped = ?, map = ?, faults = ?, columns = ?, error = ?, beat_at = ?
			where id = ? and state = 'importing'`,
			string(f.State), f.Rows, f.Bad, f.Skipped, string(names), string(faults), f.Columns, f.Error, int64(f.BeatAt), f.ID))
		if err != nil {
			return err
		}
		if f.State == sheet.Failed {
			_, err = tx.Exec(ctx, `delete from sheet_block where file = ?`, f.ID)
			if err != nil {
				return err
			}
			by := actor{f.By, f.ByName, f.BeatAt}
			return trail(ctx, tx, sheet.Sheet{ID: f.Sheet, Unit: f.Unit}, change{by, "import_failed", [][2]string{{"file", f.ID}, {"error", f.Error}}})
		}
		return shown(ctx, tx, f, e)
	})
}

// shown brings a file that is ready into view, and keeps its map for the next one with the same columns.
func shown(ctx context.Context, tx db.Tx, f sheet.File, e sheet.Entry) error {
	names, err := json.Marshal(f.Map.Names())
	if err != nil {
		return err
	}
	n := sheet.Sheet{ID: f.Sheet, Unit: f.Unit}
	err = tx.QueryRow(ctx, `update sheet set version = version + 1, updated_at = ?, updated_name = ? where id = ? returning version, claim`,
		int64(e.At), e.ByName, f.Sheet).Scan(&e.Seq, &n.Claim)
	if err != nil {
		return db.Wrap("show file", err)
	}
	_, err = tx.Exec(ctx, `insert into sheet_map (columns, unit, map, at, by_name) values (?, ?, ?, ?, ?)
		on conflict (columns, unit) do update set map = excluded.map, at = excluded.at, by_name = excluded.by_name`,
		f.Columns, f.Unit, string(names), int64(e.At), e.ByName)
	if err != nil {
		return err
	}
	err = enter(ctx, tx, n, e)
	if err != nil {
		return err
	}
	by := actor{e.By, e.ByName, e.At}
	return trail(ctx, tx, n, change{by, "imported", [][2]string{{"file", f.ID}, {"rows", strconv.FormatInt(f.Rows, 10)}, {"refused", strconv.FormatInt(f.Bad, 10)}}})
}

// Of implements sheet.Files.
func (s *Store) Of(ctx context.Context, scope access.Scope, id string) ([]sheet.File, error) {
	where, args := scope.Predicate("unit")
	rows, err := s.db.Query(ctx, `select `+fileColumns+` from sheet_file where sheet = ? and `+where+` order by at, id`, append([]any{id}, args...)...)
	return all(rows, err, "list files", scanFile)
}

// Stale implements sheet.Reads.
func (s *Store) Stale(ctx context.Context, scope access.Scope, before when.Micros, limit int) ([]sheet.File, error) {
	where, args := scope.Predicate("unit")
	args = append([]any{int64(before)}, args...)
	rows, err := s.db.Query(ctx, `select `+fileColumns+` from sheet_file where state = 'importing' and beat_at < ? and `+where+` order by beat_at limit ?`,
		append(args, limit)...)
	return all(rows, err, "list imports", scanFile)
}

// Blocks implements sheet.Reads: one query a block, so that a file need not be in memory as a whole.
func (s *Store) Blocks(ctx context.Context, scope access.Scope, file string, fn func(sheet.Block) error) error {
	where, args := scope.Predicate("f.unit")
	for after := int64(-1); ; {
		var b sheet.Block
		err := s.db.QueryRow(ctx, `select b.seq, b.row_count, b.data from sheet_block b join sheet_file f on f.id = b.file
			where b.file = ? and b.seq > ? and `+where+` order by b.seq limit 1`, append([]any{file, after}, args...)...).Scan(&b.Seq, &b.Rows, &b.Data)
		if errors.Is(err, sql.ErrNoRows) {
			return nil
		}
		if err != nil {
			return db.Wrap("read block", err)
		}
		err = fn(b)
		if err != nil {
			return err
		}
		after = b.Seq
	}
}

// MapFor implements sheet.Reads.
func (s *Store) MapFor(ctx context.Context, scope access.Scope, columns string) (statement.Map, error) {
	where, args := scope.Predicate("unit")
	var text string
	err := s.db.QueryRow(ctx, `select map from sheet_map where columns = ? and `+where+` order by at desc limit 1`, append([]any{columns}, args...)...).Scan(&text)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, nil
	}
	if err != nil {
		return nil, db.Wrap("read map", err)
	}
	return readMap(text)
}
