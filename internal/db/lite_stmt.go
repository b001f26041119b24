package db

import (
	"context"
	"database/sql"
	"errors"
	"sync"
)

// stmtConn is the writer's connection with its prepared statements. Only the writer goroutine uses it.
type stmtConn struct {
	conn  *sql.Conn
	known map[string]*sql.Stmt
}

// plain runs a statement of the transaction machinery.
func (c *stmtConn) plain(query string) error {
	_, err := c.exec(context.Background(), query, nil)
	return err
}

// prepared returns nil when the query is to be run unprepared.
func (c *stmtConn) prepared(ctx context.Context, query string) *sql.Stmt {
	s := c.known[query]
	if s != nil || len(c.known) >= maxStmts {
		return s
	}
	s, err := c.conn.PrepareContext(ctx, query)
	if err != nil {
		return nil // running it shows the same error, with its place
	}
	c.known[query] = s
	return s
}

func (c *stmtConn) exec(ctx context.Context, query string, args []any) (sql.Result, error) {
	s := c.prepared(ctx, query)
	if s == nil {
		return c.conn.ExecContext(ctx, query, args...)
	}
	return s.ExecContext(ctx, args...)
}

func (c *stmtConn) query(ctx context.Context, query string, args []any) (*sql.Rows, error) {
	s := c.prepared(ctx, query)
	if s == nil {
		return c.conn.QueryContext(ctx, query, args...)
	}
	return s.QueryContext(ctx, args...)
}

func (c *stmtConn) queryRow(ctx context.Context, query string, args []any) *sql.Row {
	s := c.prepared(ctx, query)
	if s == nil {
		return c.conn.QueryRowContext(ctx, query, args...)
	}
	return s.QueryRowContext(ctx, args...)
}

func (c *stmtConn) close() error {
	var errs []error
	for _, s := range c.known {
		errs = append(errs, s.Close())
	}
	return errors.Join(append(errs, c.conn.Close())...)
}

// stmtCache is the prepared statements of the read pool.
type stmtCache struct {
	db    *sql.DB
	mu    sync.RWMutex // guards known
	known map[string]*sql.Stmt
}

// get returns nil when the query is to be run unprepared.
func (c *stmtCache) get(ctx context.Context, query string) *sql.Stmt {
	c.mu.RLock()
	s, full := c.known[query], len(c.known) >= maxStmts
	c.mu.RUnlock()
	if s != nil || full {
		return s
	}
	s, err := c.db.PrepareContext(ctx, query)
	if err != nil {
		return nil
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	have := c.known[query]
	if have != nil {
		_ = s.Close()
		return have
	}
	if c.known == nil {
		c.known = map[string]*sql.Stmt{}
	}
	c.known[query] = s
	return s
}

func (c *stmtCache) close() {
	c.mu.Lock()
	defer c.mu.Unlock()
	for _, s := range c.known {
		_ = s.Close()
	}
	c.known = nil
}
