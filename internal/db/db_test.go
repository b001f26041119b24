package db_test

import (
	"bytes"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/fstest"
	"time"

	"fanzha/internal/check"
	"fanzha/internal/db"
	"fanzha/internal/db/dbtest"
)

const itemTable = `create table item (
	id    bigint not null,
	name  text not null,
	grp   text not null, -- commas, in a comment
	alias text constraint item_alias_once unique,
	code  text unique,
	body  bytea,
	note  text,
	done  boolean not null,
	constraint item_pkey primary key (id),
	constraint item_named_once unique (grp, name),
	constraint item_positive check (id > 0)
)`

func withItems(t testing.TB, d *db.DB) {
	t.Helper()
	ctx := context.Background()
	check.NoError(t, d.Write(ctx, func(tx db.Tx) error {
		_, err := tx.Exec(ctx, itemTable)
		if err != nil {
			return err
		}
		_, err = tx.Exec(ctx, `create unique index item_body_once on item (body)`)
		return err
	}))
}

func insert(ctx context.Context, tx db.Tx, id int64, name string) error {
	_, err := tx.Exec(ctx, `insert into item (id, name, grp, done) values (?, ?, 'g', ?)`, id, name, id%2 == 0)
	return err
}

func count(t testing.TB, q db.Queryer, where string, args ...any) int {
	t.Helper()
	var n int
	check.NoError(t, q.QueryRow(context.Background(), `select count(*) from item where `+where, args...).Scan(&n))
	return n
}

// Protects: functions that share a commit do not share their fate: those that fail leave nothing, the others are all kept.
func TestGroupIsolation(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		withItems(t, d)
		ctx := context.Background()
		refused := errors.New("refused")
		var wg sync.WaitGroup
		for i := range int64(200) {
			wg.Go(func() {
				err := d.Write(ctx, func(tx db.Tx) error {
					err := insert(ctx, tx, 2*i+1, fmt.Sprint(i))
					if err == nil {
						err = insert(ctx, tx, 2*i+2, fmt.Sprint("second ", i))
					}
					if err == nil && i%3 == 0 {
						return refused
					}
					return err
				})
				if (i%3 == 0) != errors.Is(err, refused) || (i%3 != 0 && err != nil) {
					t.Errorf("write %d: %v", i, err)
				}
			})
		}
		wg.Wait()
		check.Equal(t, count(t, d, "1 = 1"), 266)
		check.Equal(t, count(t, d, "(id - 1) / 2 % 3 = 0"), 0)
	})
}

// TestRefusedReadsWhy protects: who was refused because another changed a row reads that change when he looks again, however many share a commit.
func TestRefusedReadsWhy(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		withItems(t, d)
		ctx := t.Context()
		check.NoError(t, d.Write(ctx, func(tx db.Tx) error { return insert(ctx, tx, 1, "0") }))
		read := func() (name string) {
			check.NoError(t, d.QueryRow(ctx, `select name from item where id = 1`).Scan(&name))
			return name
		}
		errOther := errors.New("another one was first")
		var all sync.WaitGroup
		for who := range 8 {
			all.Go(func() {
				for turn := range 20 {
					seen := read()
					err := d.Write(ctx, func(tx db.Tx) error {
						r, err := tx.Exec(ctx, `update item set name = ? where id = 1 and name = ?`, fmt.Sprintf("%d-%d", who, turn), seen)
						if err != nil {
							return err
						}
						n, err := r.RowsAffected()
						if err == nil && n == 0 {
							err = errOther
						}
						return err
					})
					if errors.Is(err, errOther) {
						check.True(t, read() != seen, "what refused the write cannot be read yet")
					} else {
						check.NoError(t, err)
					}
				}
			})
		}
		all.Wait()
	})
}

// Protects: a failed statement dooms its transaction on both databases, even when the function swallows the error, and the
// other functions of the group are kept.
func TestDoomed(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		withItems(t, d)
		ctx := context.Background()
		check.NoError(t, d.Write(ctx, func(tx db.Tx) error { return insert(ctx, tx, 1, "a") }))
		var wg sync.WaitGroup
		for i := range int64(20) {
			wg.Go(func() {
				err := d.Write(ctx, func(tx db.Tx) error {
					_ = insert(ctx, tx, 100+i, fmt.Sprint("kept ", i))
					if i%2 == 0 {
						_ = insert(ctx, tx, 1, "double")
						check.True(t, tx.QueryRow(ctx, `select 1`).Scan(new(int)) != nil, "a doomed transaction answered")
						_, err := tx.Query(ctx, `select 1`)
						check.Fault(t, err, "db.unique")
					}
					return nil
				})
				if i%2 == 0 {
					check.Fault(t, err, "db.unique")
					check.True(t, db.IsUnique(err, "item_pkey"), "not unique: "+err.Error())
				} else {
					check.NoError(t, err)
				}
			})
		}
		wg.Wait()
		check.Equal(t, count(t, d, "id >= 100"), 10)
	})
}

// Protects: a unique refusal is known by the same names on both databases: constraint, index, table, by exec and by query.
func TestIsUnique(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		withItems(t, d)
		ctx := context.Background()
		add := `insert into item (id, name, grp, alias, code, body, done) values (?, ?, 'g', ?, ?, ?, true)`
		check.NoError(t, d.Write(ctx, func(tx db.Tx) error {
			_, err := tx.Exec(ctx, add, 1, "n", "al", "co", []byte("b"))
			return err
		}))
		for _, c := range []struct {
			constraint string
			args       []any
		}{
			{"item_pkey", []any{1, "x", "x", "x", []byte("x")}},
			{"item_named_once", []any{2, "n", "x", "x", []byte("x")}},
			{"item_alias_once", []any{2, "x", "al", "x", []byte("x")}},
			{"item_code_key", []any{2, "x", "x", "co", []byte("x")}},
			{"item_body_once", []any{2, "x", "x", "x", []byte("b")}},
		} {
			viaExec := d.Write(ctx, func(tx db.Tx) error {
				_, err := tx.Exec(ctx, add, c.args...)
				return err
			})
			viaQuery := d.Write(ctx, func(tx db.Tx) error {
				return tx.QueryRow(ctx, add+` returning id`, c.args...).Scan(new(int))
			})
			for _, err := range []error{viaExec, viaQuery} {
				check.Fault(t, err, "db.unique")
				check.True(t, db.IsUnique(err, c.constraint), c.constraint+": "+err.Error())
				check.True(t, db.IsUnique(err, "item"), "item: "+err.Error())
				check.True(t, !db.IsUnique(err, "event"), "event: "+err.Error())
			}
		}
		for query, code := range map[string]string{
			`insert into item (id, name, grp, done) values (-1, 'x', 'x', true)`: "db.constraint",
			`insert into item (id, name, grp, done) values (9, null, 'x', true)`: "db.constraint",
			`insert into nothing (id) values (1)`:                                "db.failed",
		} {
			err := d.Write(ctx, func(tx db.Tx) error {
				_, err := tx.Exec(ctx, query)
				return err
			})
			check.Fault(t, err, code)
			check.True(t, !db.IsUnique(err, "item"), err.Error())
		}
	})
}

// Protects: texts of megabytes, every byte, booleans, null and large integers come back as they went.
func TestValues(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		withItems(t, d)
		ctx := context.Background()
		big := strings.Repeat("反诈 ' \" ? -- ", 400_000)
		all := make([]byte, 256)
		for i := range all {
			all[i] = byte(i)
		}
		type phone string
		check.NoError(t, d.Write(ctx, func(tx db.Tx) error {
			_, err := tx.Exec(ctx, `insert into item (id, name, grp, note, body, done) values (?, 'n', ?, ?, ?, ?)`, int64(1)<<62, phone("138"), big, all, true)
			if err != nil {
				return err
			}
			_, err = tx.Exec(ctx, `insert into item (id, name, grp, body, done) values (2, 'what?', '', ?, ?)`, []byte{}, false)
			return err
		}))
		var id int64
		var name string
		var grp phone
		var alias sql.NullString
		var body []byte
		var done bool
		row := d.QueryRow(ctx, `select id, note, grp, alias, body, done from item where done = ?`, true)
		check.NoError(t, row.Scan(&id, &name, &grp, &alias, &body, &done))
		check.Equal(t, []any{id, grp, alias.Valid, len(body), done}, []any{int64(1) << 62, phone("138"), false, 256, true})
		check.True(t, name == big && bytes.Equal(body, all), "texts differ")
		row = d.QueryRow(ctx, `select name, body, done from item where name = 'what?' and body is not null and id = ?`, 2)
		check.NoError(t, row.Scan(&name, &body, &done))
		check.Equal(t, []any{name, len(body), done}, []any{"what?", 0, false})
		check.True(t, errors.Is(d.QueryRow(ctx, `select id from item where id = ?`, 3).Scan(&id), sql.ErrNoRows), "no rows")
	})
}

// Protects: a caller that gives up changes nothing and does not take its neighbours along.
func TestCancel(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		withItems(t, d)
		ctx := context.Background()
		gone, cancel := context.WithCancel(ctx)
		cancel()
		check.Fault(t, d.Write(gone, func(tx db.Tx) error { return insert(ctx, tx, 1, "never") }), "db.cancelled")
		_, err := d.Query(gone, `select id from item`)
		check.Fault(t, err, "db.cancelled")
		var wg sync.WaitGroup
		for i := range int64(30) {
			wg.Go(func() {
				mine, leave := context.WithCancel(ctx)
				defer leave()
				err := d.Write(mine, func(tx db.Tx) error {
					err := insert(mine, tx, 10+2*i, fmt.Sprint(i))
					if i%2 == 0 {
						leave()
					}
					if err == nil {
						err = insert(mine, tx, 11+2*i, fmt.Sprint("second ", i))
					}
					return err
				})
				if i%2 == 0 {
					check.Fault(t, err, "db.cancelled")
					check.True(t, errors.Is(err, context.Canceled), err.Error())
				} else {
					check.NoError(t, err)
				}
			})
		}
		wg.Wait()
		check.Equal(t, count(t, d, "1 = 1"), 30)
	})
}

// Protects: a function that waits in the queue behind a slow one can be given up, and never runs.
func TestCancelWaiting(t *testing.T) {
	d := dbtest.SQLite(t)
	withItems(t, d)
	ctx := context.Background()
	entered, release := make(chan struct{}), make(chan struct{})
	var wg sync.WaitGroup
	wg.Go(func() {
		check.NoError(t, d.Write(ctx, func(tx db.Tx) error {
			close(entered)
			<-release
			return insert(ctx, tx, 1, "slow")
		}))
	})
	<-entered
	short, cancel := context.WithTimeout(ctx, 5*time.Millisecond)
	defer cancel()
	check.Fault(t, d.Write(short, func(tx db.Tx) error { return insert(ctx, tx, 2, "never") }), "db.cancelled")
	close(release)
	wg.Wait()
	check.NoError(t, d.Write(ctx, func(tx db.Tx) error { return insert(ctx, tx, 3, "next") }))
	check.Equal(t, count(t, d, "id = 2"), 0)
}

// Protects: a panic in one function is its own fault and nobody else's.
func TestPanic(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		withItems(t, d)
		ctx := context.Background()
		err := d.Write(ctx, func(tx db.Tx) error {
			check.NoError(t, insert(ctx, tx, 1, "x"))
			panic("broken invariant")
		})
		check.Fault(t, err, "db.panicked")
		check.NoError(t, d.Write(ctx, func(tx db.Tx) error { return insert(ctx, tx, 2, "y") }))
		check.Equal(t, count(t, d, "1 = 1"), 1)
	})
}

// Protects: what AtEnd collects is written once, in the order of the stages, and not at all when the function fails.
func TestAtEnd(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ctx := context.Background()
		var got []string
		note := func(name string) db.Flush {
			return func(_ context.Context, _ db.Tx, items []any) error {
				got = append(got, fmt.Sprint(name, items))
				return nil
			}
		}
		check.NoError(t, d.Write(ctx, func(tx db.Tx) error {
			return errors.Join(db.AtEnd(tx, db.StageAudit, 1, note("audit")), db.AtEnd(tx, db.StageOutbox, 2, note("outbox")),
				db.AtEnd(tx, db.StageAudit, 3, note("audit")))
		}))
		check.Equal(t, got, []string{"outbox[2]", "audit[1 3]"})
		no := errors.New("no")
		err := d.Write(ctx, func(tx db.Tx) error {
			check.NoError(t, db.AtEnd(tx, db.StageAudit, 1, note("audit")))
			return no
		})
		check.True(t, errors.Is(err, no) && len(got) == 2, "flushed after a failure")
	})
}

// Protects: a store of a newer program is refused with both versions, also when its number is below our highest; an older
// one is brought up to date, once, even by several processes at a time.
func TestMigrate(t *testing.T) {
	file := func(table string) *fstest.MapFile {
		return &fstest.MapFile{Data: []byte("-- +goose Up\ncreate table " + table + " (id bigint);\n")}
	}
	older := fstest.MapFS{"0001_a.sql": file("a"), "0005_b.sql": file("b")}
	newer := fstest.MapFS{"0001_a.sql": file("a"), "0003_c.sql": file("c"), "0005_b.sql": file("b")}
	dbtest.DSNs(t, func(t *testing.T, dsn string) {
		ctx := context.Background()
		if strings.HasPrefix(dsn, "sqlite:") {
			dsn = "sqlite:" + filepath.Join(t.TempDir(), "other.db")
		} else {
			dsn += "&search_path=other"
			d, err := db.Open(ctx, db.Options{DSN: dsn})
			check.NoError(t, err)
			check.NoError(t, d.Write(ctx, func(tx db.Tx) error {
				_, err := tx.Exec(ctx, "create schema other")
				return err
			}))
			check.NoError(t, d.Close())
		}
		open := func(files fstest.MapFS) (*db.DB, error) {
			return db.Open(ctx, db.Options{DSN: dsn, Migrations: files})
		}
		var wg sync.WaitGroup
		for range 1 + strings.Count(dsn, "search_path") {
			wg.Go(func() {
				d, err := open(older)
				check.NoError(t, err)
				check.NoError(t, d.Migrate(ctx))
				check.NoError(t, d.Close())
			})
		}
		wg.Wait()
		d, err := open(newer)
		check.NoError(t, err)
		pending, err := d.Pending(ctx)
		check.NoError(t, err)
		check.True(t, pending, "nothing pending")
		check.NoError(t, d.Migrate(ctx))
		check.NoError(t, d.Migrate(ctx))
		version, err := d.SchemaVersion(ctx)
		check.NoError(t, err)
		check.Equal(t, version, 5)
		check.NoError(t, d.Close())
		_, err = open(older)
		check.Fault(t, err, "db.newer_schema")
		check.Equal(t, err.Error(), "db.newer_schema store=5 program=5 unknown=3")
		_, err = open(fstest.MapFS{"0001_a.sql": file("a")})
		check.True(t, errors.Is(err, db.ErrNewerSchema), "not refused")
	})
}

// Protects: an address that leads nowhere is "unavailable", one that cannot be read is "dsn" and does not repeat a password.
func TestOpenRefused(t *testing.T) {
	for dsn, code := range map[string]string{
		"sqlite:/nowhere/at/all/fanzha.db":                       "db.unavailable",
		"postgres://u:secret@/x?host=/nowhere&connect_timeout=2": "db.unavailable",
		"postgres://u:secret@h:notaport/x":                       "db.dsn",
		"mysql://u:secret@h/x":                                   "db.dsn",
		"":                                                       "db.dsn",
	} {
		_, err := db.Open(context.Background(), db.Options{DSN: dsn})
		check.Fault(t, err, code)
		check.True(t, !strings.Contains(err.Error(), "secret"), err.Error())
	}
}

// Protects: Close finishes what was handed over; afterwards Write answers that the store is closed.
func TestClose(t *testing.T) {
	dsn := dbtest.SQLiteDSN(t)
	ctx := context.Background()
	d, err := db.Open(ctx, db.Options{DSN: dsn})
	check.NoError(t, err)
	withItems(t, d)
	var kept atomic.Int64
	var wg sync.WaitGroup
	for i := range int64(50) {
		wg.Go(func() {
			err := d.Write(ctx, func(tx db.Tx) error { return insert(ctx, tx, i+1, fmt.Sprint(i)) })
			if err == nil {
				kept.Add(1)
				return
			}
			check.Fault(t, err, "db.closed")
		})
	}
	check.NoError(t, d.Close())
	check.NoError(t, d.Close())
	wg.Wait()
	d, err = db.Open(ctx, db.Options{DSN: dsn})
	check.NoError(t, err)
	check.Equal(t, count(t, d, "1 = 1"), int(kept.Load()))
	check.NoError(t, d.Close())
}

// Protects: two processes may write to one SQLite file: each waits for the other.
func TestTwoWriters(t *testing.T) {
	dbtest.DSNs(t, func(t *testing.T, dsn string) {
		ctx := context.Background()
		var stores [2]*db.DB
		for i := range stores {
			var err error
			stores[i], err = db.Open(ctx, db.Options{DSN: dsn, MaxConns: 8})
			check.NoError(t, err)
		}
		withItems(t, stores[0])
		var wg sync.WaitGroup
		for i := range int64(200) {
			wg.Go(func() {
				check.NoError(t, stores[i%2].Write(ctx, func(tx db.Tx) error {
					err := insert(ctx, tx, i+1, fmt.Sprint(i))
					if err != nil {
						return err
					}
					return db.Emit(ctx, tx, db.Event{Kind: "k", At: 1})
				}))
			})
		}
		wg.Wait()
		check.Equal(t, count(t, stores[1], "1 = 1"), 200)
		for _, d := range stores {
			last, err := d.LastEvent(ctx)
			check.NoError(t, err)
			check.Equal(t, last, 200)
			check.NoError(t, d.Close())
		}
	})
}
