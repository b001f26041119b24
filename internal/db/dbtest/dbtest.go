// Package dbtest runs a test on both databases: on a fresh SQLite file, and on a fresh database of a real PostgreSQL server
// started from distribution packages. One server serves a test process, or with Share those of many packages; it is gone when the
// process that started it is, however it ends.
//
// Without server binaries the PostgreSQL half is skipped aloud. FANZHA_TEST_POSTGRES may name a running server
// (postgres://user@host/postgres) whose user may create databases; the tests then use that and start none.
package dbtest

import (
	"context"
	"os"
	"path/filepath"
	"sync"
	"testing"

	"fanzha/internal/db"
)

// Each runs fn on both databases, as subtests "sqlite" and "postgres", with all migrations applied.
func Each(t *testing.T, fn func(t *testing.T, d *db.DB)) {
	t.Helper()
	t.Run(db.SQLite, func(t *testing.T) { fn(t, SQLite(t)) })
	t.Run(db.Postgres, func(t *testing.T) { fn(t, Postgres(t)) })
}

// DSNs runs fn on both databases with the address of a fresh migrated store that nobody has opened: for tests that open
// it several times, or from another process.
func DSNs(t *testing.T, fn func(t *testing.T, dsn string)) {
	t.Helper()
	t.Run(db.SQLite, func(t *testing.T) { fn(t, SQLiteDSN(t)) })
	t.Run(db.Postgres, func(t *testing.T) { fn(t, PostgresDSN(t)) })
}

// SQLite opens a fresh migrated SQLite store, closed at the end of the test.
func SQLite(t testing.TB) *db.DB {
	t.Helper()
	return open(t, SQLiteDSN(t))
}

// Postgres opens a fresh migrated PostgreSQL database, closed at the end of the test, or skips the test.
func Postgres(t testing.TB) *db.DB {
	t.Helper()
	return open(t, PostgresDSN(t))
}

// template is a migrated SQLite file that fresh stores are copied from.
var template = sync.OnceValues(func() ([]byte, error) {
	made := os.Getenv(EnvFile)
	if made != "" {
		return os.ReadFile(made)
	}
	dir, err := os.MkdirTemp("", "fanzha-template")
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(dir)
	path := filepath.Join(dir, "fanzha.db")
	err = migrate("sqlite:" + path)
	if err != nil {
		return nil, err
	}
	return os.ReadFile(path)
})

// SQLiteDSN returns the address of a fresh migrated SQLite file.
func SQLiteDSN(t testing.TB) string {
	t.Helper()
	content, err := template()
	if err != nil {
		t.Fatalf("prepare SQLite: %v", err)
	}
	path := filepath.Join(t.TempDir(), "fanzha.db")
	err = os.WriteFile(path, content, 0o600)
	if err != nil {
		t.Fatalf("prepare SQLite: %v", err)
	}
	return "sqlite:" + path
}

func open(t testing.TB, dsn string) *db.DB {
	t.Helper()
	d, err := db.Open(context.Background(), db.Options{DSN: dsn, MaxConns: testConns})
	if err != nil {
		t.Fatalf("open %s: %v", dsn, err)
	}
	t.Cleanup(func() {
		closeErr := d.Close()
		if closeErr != nil {
			t.Errorf("close: %v", closeErr)
		}
	})
	return d
}

// testConns lets several tests of one process run side by side within the server's limit.
const testConns = 12

// migrate brings an empty store up to date and closes it, which on SQLite folds the WAL into the file.
func migrate(dsn string) error {
	ctx := context.Background()
	d, err := db.Open(ctx, db.Options{DSN: dsn})
	if err != nil {
		return err
	}
	err = d.Migrate(ctx)
	closeErr := d.Close()
	if err != nil {
		return err
	}
	return closeErr
}
