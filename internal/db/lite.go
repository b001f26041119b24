package db

import (
	"context"
	"database/sql"
	"errors"
	"net/url"
	"os"
	"runtime"
	"sync"
	"sync/atomic"
	"time"

	"modernc.org/sqlite"
	sqlite3 "modernc.org/sqlite/lib"
)

// Bounds of the embedded store.
const (
	maxGroup     = 256                   // functions in one commit: more would only add latency, the sync is shared already
	maxGroupTime = 20 * time.Millisecond // a group of long functions is closed early, so that the first does not wait for all
	maxQueued    = 1024                  // functions waiting for their turn; callers beyond wait in Write
	maxStmts     = 512                   // prepared statements kept; lists of changing length go unprepared beyond that
	readers      = 4                     // read connections
	busyTimeout  = "5000"                // ms that SQLite itself waits for another process
	busyLimit    = 30 * time.Second      // how long a write waits for another process in all
	busyPause    = 20 * time.Millisecond // between two tries
	writerCache  = "-8192"               // KiB, negative as SQLite wants it: 8 MiB
	readerCache  = "-4096"               // 4 MiB for each reader
	walPages     = "4000"                // pages of 4 KiB between checkpoints: 16 MiB
	walKeep      = "67108864"            // the WAL file is cut back to 64 MiB after a checkpoint
)

// lite is SQLite: one writer with group commit, and a pool of readers on snapshots of the WAL.
type lite struct {
	db     *DB
	path   string
	writer *sql.DB
	conn   *stmtConn // used by the writer goroutine only
	read   *sql.DB
	stmts  stmtCache

	mu     sync.RWMutex // guards closed, and keeps jobs open while a sender holds it
	closed bool
	jobs   chan *job
	done   chan struct{}
}

// job is one function that waits for the writer.
type job struct {
	ctx   context.Context
	fn    func(Tx) error
	state atomic.Int32 // jobWaiting → jobTaken or jobLeft
	tx    *tx
	done  chan error
}

const (
	jobWaiting int32 = iota
	jobTaken
	jobLeft
)

func liteDSN(path, cache string, more ...string) string {
	q := url.Values{}
	q.Add("_pragma", "busy_timeout("+busyTimeout+")")
	q.Add("_pragma", "foreign_keys(1)")
	q.Add("_pragma", "synchronous(FULL)")
	q.Add("_pragma", "cache_size("+cache+")")
	for _, m := range more {
		q.Add("_pragma", m)
	}
	u := url.URL{Scheme: "file", Opaque: (&url.URL{Path: path}).EscapedPath(), RawQuery: q.Encode()}
	return u.String()
}

func openLite(ctx context.Context, d *DB, path string) (*lite, error) {
	file, err := os.OpenFile(path, os.O_CREATE|os.O_RDWR, 0o600) // SQLite would create it readable for all
	if err != nil {
		return nil, ErrUnavailable.With(err)
	}
	_ = file.Close()
	l := &lite{db: d, path: path, jobs: make(chan *job, maxQueued), done: make(chan struct{})}
	l.writer, err = sql.Open("sqlite", liteDSN(path, writerCache,
		"journal_mode(WAL)", "wal_autocheckpoint("+walPages+")", "journal_size_limit("+walKeep+")"))
	if err != nil {
		return nil, Wrap("open", err)
	}
	l.writer.SetMaxOpenConns(1)
	conn, err := l.writer.Conn(ctx)
	if err != nil {
		_ = l.writer.Close()
		return nil, Wrap("open", err)
	}
	l.conn = &stmtConn{conn: conn, known: map[string]*sql.Stmt{}}
	l.read, err = sql.Open("sqlite", liteDSN(path, readerCache, "query_only(1)"))
	if err != nil {
		_ = l.writer.Close()
		return nil, Wrap("open", err)
	}
	l.read.SetMaxOpenConns(readers)
	l.read.SetMaxIdleConns(readers)
	l.stmts.db = l.read
	err = l.learn(ctx)
	if err != nil {
		_ = conn.Close()
		_ = l.writer.Close()
		_ = l.read.Close()
		return nil, Wrap("open", err)
	}
	go l.loop()
	return l, nil
}

func (l *lite) reader() Queryer { return l }

// Query runs a read on a reader.
func (l *lite) Query(ctx context.Context, query string, args ...any) (*sql.Rows, error) {
	query, args = fixLimit(query, args)
	stmt := l.stmts.get(ctx, query)
	if stmt == nil {
		rows, err := l.read.QueryContext(ctx, query, args...)
		return rows, Wrap(opOf(query), err)
	}
	rows, err := stmt.QueryContext(ctx, args...)
	return rows, Wrap(opOf(query), err)
}

// QueryRow runs a read of one row on a reader.
func (l *lite) QueryRow(ctx context.Context, query string, args ...any) *sql.Row {
	query, args = fixLimit(query, args)
	stmt := l.stmts.get(ctx, query)
	if stmt == nil {
		return l.read.QueryRowContext(ctx, query, args...)
	}
	return stmt.QueryRowContext(ctx, args...)
}

// write hands fn to the writer and waits for the commit of its group.
func (l *lite) write(ctx context.Context, fn func(Tx) error) error {
	j := &job{ctx: ctx, fn: fn, done: make(chan error, 1)}
	err := l.enqueue(j)
	if err != nil {
		return err
	}
	select {
	case err = <-j.done:
		return err
	case <-ctx.Done():
		if j.state.CompareAndSwap(jobWaiting, jobLeft) {
			return cancelled(ctx.Err())
		}
		return <-j.done // it has begun: the answer comes with the commit
	}
}

func (l *lite) enqueue(j *job) error {
	l.mu.RLock()
	defer l.mu.RUnlock()
	if l.closed {
		return ErrClosed
	}
	if j.ctx.Err() != nil {
		return cancelled(j.ctx.Err())
	}
	select {
	case l.jobs <- j:
		return nil
	case <-j.ctx.Done():
		return cancelled(j.ctx.Err())
	}
}

func (l *lite) loop() {
	defer close(l.done)
	for j := range l.jobs {
		g := group{lite: l, began: time.Now()}
		g.collect(j)
		g.commit()
		runtime.Gosched() // lets the callers just answered queue their next function, so that groups form
	}
}

func (l *lite) close() error {
	l.mu.Lock()
	already := l.closed
	l.closed = true
	l.mu.Unlock()
	if already {
		return nil
	}
	close(l.jobs)
	<-l.done
	l.stmts.close()
	err := errors.Join(l.conn.close(), l.read.Close(), l.writer.Close())
	return Wrap("close", err)
}

// migrationHandle opens a connection of its own: the writer's is taken for good.
func (l *lite) migrationHandle() (*sql.DB, func() error, error) {
	h, err := sql.Open("sqlite", liteDSN(l.path, readerCache, "journal_mode(WAL)"))
	if err != nil {
		return nil, nil, Wrap("open", err)
	}
	h.SetMaxOpenConns(1)
	return h, h.Close, nil
}

// group is one commit: the functions that were waiting, each alone in a savepoint.
type group struct {
	lite   *lite
	began  time.Time
	open   bool // a transaction is open
	passed []*job
	// refused are those that failed behind others of the group. What refused them may be what these wrote, which nobody can read before the
	// commit: who asks again must not ask before it.
	refused []refusal
}

type refusal struct {
	job *job
	err error
}

// collect runs the first job and those that wait behind it.
func (g *group) collect(j *job) {
	for {
		g.run(j)
		if len(g.passed) >= maxGroup || time.Since(g.began) > maxGroupTime {
			return
		}
		var ok bool
		select {
		case j, ok = <-g.lite.jobs:
			if !ok {
				return
			}
		default:
			return
		}
	}
}

// run executes one job. The first of a group needs no savepoint: when it fails, the whole transaction is its own.
func (g *group) run(j *job) {
	if !j.state.CompareAndSwap(jobWaiting, jobTaken) {
		return
	}
	err := g.begin(j.ctx)
	if err != nil {
		j.done <- err
		return
	}
	c := g.lite.conn
	alone := len(g.passed) == 0
	if !alone {
		err = c.plain("savepoint f")
	}
	if err == nil {
		j.tx = &tx{run: c, wrap: g.lite.wrap}
		err = j.tx.do(context.WithoutCancel(j.ctx), j.fn)
	}
	if err == nil && !alone {
		err = Wrap("release", c.plain("release f"))
	}
	if err == nil {
		g.passed = append(g.passed, j)
		return
	}
	g.undo(alone)
	if alone || !g.open { // alone, or the group failed as a whole
		j.done <- err
		return
	}
	g.refused = append(g.refused, refusal{j, err})
}

// undo takes back one failed job. When SQLite has ended the transaction by itself (disk full, I/O error), the whole group fails.
func (g *group) undo(alone bool) {
	c := g.lite.conn
	if alone {
		_ = c.plain("rollback")
		g.open = false
		return
	}
	err := c.plain("rollback to f")
	if err == nil {
		err = c.plain("release f")
	}
	if err != nil {
		g.failAll(Wrap("rollback to savepoint", err))
	}
}

func (g *group) failAll(err error) {
	_ = g.lite.conn.plain("rollback")
	g.open = false
	for _, j := range g.passed {
		j.done <- err
	}
	for _, r := range g.refused {
		r.job.done <- err
	}
	g.passed, g.refused = nil, nil
}

// begin takes the write lock of the file, waiting for other processes.
func (g *group) begin(ctx context.Context) error {
	if g.open {
		return nil
	}
	until := time.Now().Add(busyLimit)
	for {
		err := g.lite.conn.plain("begin immediate")
		if err == nil {
			g.open = true
			return nil
		}
		if !isBusy(err) || time.Now().After(until) || ctx.Err() != nil {
			return Wrap("begin", err)
		}
		time.Sleep(busyPause)
	}
}

func isBusy(err error) bool {
	var e *sqlite.Error
	return errors.As(err, &e) && e.Code()&0xff == sqlite3.SQLITE_BUSY
}

// commit syncs the group and answers every caller.
func (g *group) commit() {
	if !g.open {
		return
	}
	if len(g.passed) == 0 {
		_ = g.lite.conn.plain("rollback")
		return
	}
	err := g.lite.conn.plain("commit")
	if err != nil {
		g.failAll(Wrap("commit", err))
		return
	}
	emitted := false
	for _, j := range g.passed {
		emitted = emitted || j.tx.emitted
		j.done <- nil
	}
	for _, r := range g.refused {
		r.job.done <- r.err
	}
	if emitted {
		g.lite.db.wakeRelay()
	}
}
