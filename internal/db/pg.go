package db

import (
	"context"
	"database/sql"
	"errors"
	"math/rand/v2"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/stdlib"
)

// Bounds of the PostgreSQL store.
const (
	pgTries       = 10                   // runs of a transaction that lost a race, before db.busy is answered
	pgPause       = 4 * time.Millisecond // before the second run; doubled each time, with jitter
	pgConnectTime = 10 * time.Second     // to reach the server
	pgIdleTime    = 5 * time.Minute      // after which an unused connection is closed
	pgMinVersion  = 150000               // the oldest server that we test with
)

// pg is PostgreSQL through pgx: a pool, and one transaction for each Write.
type pg struct {
	db   *DB
	pool *sql.DB
	rebinder
}

func openPG(ctx context.Context, d *DB, o Options) (*pg, error) {
	config, err := pgx.ParseConfig(o.DSN)
	if err != nil {
		return nil, errDSN // pgx's own text repeats parts of the DSN
	}
	config.ConnectTimeout = pgConnectTime
	params := config.RuntimeParams
	params["application_name"] = "fanzha"
	params["timezone"] = "UTC"
	params["default_transaction_isolation"] = "read committed"
	params["synchronous_commit"] = "on"
	params["idle_in_transaction_session_timeout"] = "60s" // a stuck process must not hold the chain's row for ever
	p := &pg{db: d, pool: stdlib.OpenDB(*config)}
	conns := o.MaxConns
	if conns <= 0 {
		conns = defaultConns
	}
	p.pool.SetMaxOpenConns(conns)
	p.pool.SetMaxIdleConns(conns)
	p.pool.SetConnMaxIdleTime(pgIdleTime)
	var version int
	err = p.pool.QueryRowContext(ctx, "select current_setting('server_version_num')::int").Scan(&version)
	if err == nil && version < pgMinVersion {
		err = errors.New("the server is older than PostgreSQL 15")
	}
	if err != nil {
		_ = p.pool.Close()
		return nil, Wrap("open", err)
	}
	return p, nil
}

func (p *pg) reader() Queryer { return p }

// Query runs a read on a connection of the pool.
func (p *pg) Query(ctx context.Context, query string, args ...any) (*sql.Rows, error) {
	rows, err := p.pool.QueryContext(ctx, p.rebind(query), args...)
	return rows, Wrap(opOf(query), err)
}

// QueryRow runs a read of one row on a connection of the pool.
func (p *pg) QueryRow(ctx context.Context, query string, args ...any) *sql.Row {
	return p.pool.QueryRowContext(ctx, p.rebind(query), args...)
}

// write runs fn until its transaction commits or fails for a reason that repeating does not mend.
func (p *pg) write(ctx context.Context, fn func(Tx) error) error {
	pause := pgPause
	for try := 1; ; try++ {
		err := p.once(ctx, fn)
		if err == nil || try == pgTries || !lostRace(err) {
			return err
		}
		select {
		case <-time.After(pause/2 + rand.N(pause)):
		case <-ctx.Done():
			return cancelled(ctx.Err())
		}
		pause *= 2
	}
}

func lostRace(err error) bool {
	var e *pgconn.PgError
	return errors.As(err, &e) && (e.Code == "40001" || e.Code == "40P01")
}

func (p *pg) once(ctx context.Context, fn func(Tx) error) error {
	err := ctx.Err()
	if err != nil {
		return cancelled(err)
	}
	// The transaction outlives the caller's context between statements: database/sql would roll back behind our back.
	// tx itself checks the context before each statement.
	conn, err := p.pool.Conn(ctx)
	if err != nil {
		return Wrap("begin", err)
	}
	defer conn.Close()
	begun, err := conn.BeginTx(context.WithoutCancel(ctx), nil)
	if err != nil {
		return Wrap("begin", err)
	}
	t := &tx{run: pgTx{begun, &p.rebinder}, wrap: Wrap}
	err = t.do(context.WithoutCancel(ctx), fn)
	if err != nil {
		_ = begun.Rollback() // a lost connection has rolled back already
		return err
	}
	err = begun.Commit()
	if err != nil {
		return Wrap("commit", err)
	}
	if t.emitted {
		p.db.wakeRelay()
	}
	return nil
}

func (p *pg) migrationHandle() (*sql.DB, func() error, error) {
	return p.pool, func() error { return nil }, nil
}

func (p *pg) close() error { return Wrap("close", p.pool.Close()) }

// pgTx runs the statements of one transaction.
type pgTx struct {
	*sql.Tx
	*rebinder
}

func (t pgTx) exec(ctx context.Context, query string, args []any) (sql.Result, error) {
	return t.ExecContext(ctx, t.rebind(query), args...)
}

func (t pgTx) query(ctx context.Context, query string, args []any) (*sql.Rows, error) {
	return t.QueryContext(ctx, t.rebind(query), args...)
}

func (t pgTx) queryRow(ctx context.Context, query string, args []any) *sql.Row {
	return t.QueryRowContext(ctx, t.rebind(query), args...)
}
