package db

import (
	"context"
	"database/sql"
	"fmt"
	"runtime/debug"
	"strings"

	"fanzha/term/fault"
)

// Stage orders what is done at the end of a transaction. Each stage takes a row lock that all transactions share, so on
// PostgreSQL the locks must be taken in one order, and last, to be short and free of deadlocks.
type Stage int

// The stages, in the order in which they run.
const (
	StageOutbox Stage = iota // events get their numbers
	StageAudit               // audit entries get their place in the chain
	stages
)

// Flush writes everything that one transaction collected for a stage.
type Flush func(ctx context.Context, tx Tx, items []any) error

// AtEnd collects an item that flush writes at the end of the transaction, together with the others of the same stage.
func AtEnd(t Tx, stage Stage, item any, flush Flush) error {
	own, ok := t.(*tx)
	if !ok || own.finished {
		panic("db: AtEnd outside a transaction of this package")
	}
	own.late[stage].items = append(own.late[stage].items, item)
	own.late[stage].flush = flush
	return nil
}

// runner is a driver-level transaction or connection.
type runner interface {
	exec(ctx context.Context, query string, args []any) (sql.Result, error)
	query(ctx context.Context, query string, args []any) (*sql.Rows, error)
	queryRow(ctx context.Context, query string, args []any) *sql.Row
}

type batch struct {
	items []any
	flush Flush
}

// tx is the transaction of both engines: it dooms itself on the first failure, so that both behave as PostgreSQL does.
type tx struct {
	run      runner
	wrap     func(op string, err error) error
	doom     error
	late     [stages]batch
	emitted  bool
	finished bool
}

// ready refuses statements of a doomed transaction and of a caller that has given up.
func (t *tx) ready(ctx context.Context) error {
	if t.doom != nil {
		return t.doom
	}
	err := ctx.Err()
	if err != nil {
		t.doom = Wrap("transaction", err)
	}
	return t.doom
}

func (t *tx) fail(query string, err error) error {
	if err == nil {
		return nil
	}
	t.doom = t.wrap(opOf(query), err)
	return t.doom
}

// Exec runs a statement. It is never interrupted half-way: on SQLite that would roll back the neighbours of the group.
func (t *tx) Exec(ctx context.Context, query string, args ...any) (sql.Result, error) {
	err := t.ready(ctx)
	if err != nil {
		return nil, err
	}
	r, err := t.run.exec(context.WithoutCancel(ctx), query, args)
	return r, t.fail(query, err)
}

// Query runs a read inside the transaction.
func (t *tx) Query(ctx context.Context, query string, args ...any) (*sql.Rows, error) {
	err := t.ready(ctx)
	if err != nil {
		return nil, err
	}
	rows, err := t.run.query(context.WithoutCancel(ctx), query, args)
	return rows, t.fail(query, err)
}

// QueryRow runs a read of one row inside the transaction.
func (t *tx) QueryRow(ctx context.Context, query string, args ...any) *sql.Row {
	if t.ready(ctx) != nil {
		gone, cancel := context.WithCancel(ctx)
		cancel()
		return t.run.queryRow(gone, query, args) // its Scan fails; Write answers with the doom
	}
	row := t.run.queryRow(context.WithoutCancel(ctx), query, args)
	_ = t.fail(query, row.Err())
	return row
}

// do runs the caller's function and then the stages, and turns a panic into a fault.
func (t *tx) do(ctx context.Context, fn func(Tx) error) (err error) {
	defer func() {
		p := recover()
		if p != nil {
			err = ErrPanicked.With(fmt.Errorf("%v\n%s", p, debug.Stack()))
		}
	}()
	defer func() { t.finished = true }()
	err = fn(t)
	if err != nil {
		return Wrap("transaction", err)
	}
	for stage := range t.late {
		late := t.late[stage]
		if len(late.items) == 0 {
			continue
		}
		err = late.flush(ctx, t, late.items)
		if err != nil {
			return Wrap("end of transaction", err)
		}
	}
	return t.doom
}

// opOf names a statement in a log: its first words, never its arguments.
func opOf(query string) string {
	const keep = 60
	s := strings.Join(strings.Fields(query), " ")
	if len(s) > keep {
		s = s[:keep] + "…"
	}
	return s
}

func cancelled(err error) error {
	return fault.New(fault.Unavailable, ErrCancelled.Code).With(err)
}
