package dbtest

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io"
	"net/url"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"sort"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	_ "github.com/jackc/pgx/v5/stdlib" // the driver that creates and drops the databases
)

// EnvServer names a running PostgreSQL server to use instead of starting one. EnvTemplate and EnvFile name what fresh stores are
// copied from: a migrated database of that server, and a migrated SQLite file. Share sets all three for the tests of many packages.
const (
	EnvServer   = "FANZHA_TEST_POSTGRES"
	EnvTemplate = "FANZHA_TEST_POSTGRES_TEMPLATE"
	EnvFile     = "FANZHA_TEST_SQLITE_TEMPLATE"
)

// errNoBinaries is the reason of the skip.
var errNoBinaries = errors.New("no PostgreSQL server binaries in /usr/lib/postgresql/*/bin or PATH, and " + EnvServer + " is not set")

// startTime bounds initdb and the start of the server on a slow machine.
const startTime = 60 * time.Second

// cluster is the server of this test process.
type cluster struct {
	admin    string // DSN of the maintenance database
	template string
	mu       sync.Mutex // guards what follows
	made     int
	empty    []string       // databases that a test has given back
	keep     io.WriteCloser // the server ends when this is closed
}

// server is shared by all tests of the process, or of many processes; ownServer is started by this process, for tests that let it fall over.
var (
	server    = sync.OnceValues(func() (*cluster, error) { return startCluster(os.Getenv(EnvServer), os.Getenv(EnvTemplate)) })
	ownServer = sync.OnceValues(func() (*cluster, error) { return startCluster("", "") })
)

// Share starts a server and makes the templates once, for the tests of many packages: it returns the settings of their environment,
// and how to end it. Without server binaries the tests skip what needs them, as they do alone.
func Share() (env []string, stop func(), err error) {
	dir, err := os.MkdirTemp("", "fanzha-template")
	if err != nil {
		return nil, nil, err
	}
	file := filepath.Join(dir, "fanzha.db")
	err = migrate("sqlite:" + file)
	if err != nil {
		return nil, nil, errors.Join(err, os.RemoveAll(dir))
	}
	env = []string{EnvFile + "=" + file}
	stop = func() { _ = os.RemoveAll(dir) }
	c, err := server()
	if errors.Is(err, errNoBinaries) {
		return env, stop, nil
	}
	if err != nil {
		return nil, nil, errors.Join(err, os.RemoveAll(dir))
	}
	return append(env, EnvServer+"="+c.admin, EnvTemplate+"="+c.template), stop, nil // the server ends with this process
}

// PostgresDSN returns the address of a fresh migrated database, dropped at the end of the test. It skips the test when there
// is no server.
func PostgresDSN(t testing.TB) string {
	t.Helper()
	return freshDSN(t, server)
}

// FallingPostgresDSN is PostgresDSN on a server of this process alone, which RestartPostgres lets fall over.
func FallingPostgresDSN(t testing.TB) string {
	t.Helper()
	return freshDSN(t, ownServer)
}

func freshDSN(t testing.TB, of func() (*cluster, error)) string {
	t.Helper()
	c, err := of()
	if errors.Is(err, errNoBinaries) {
		t.Skipf("SKIPPED, PostgreSQL NOT TESTED: %v", err)
	}
	if err != nil {
		t.Fatalf("start PostgreSQL: %v", err)
	}
	name, err := c.fresh()
	if err != nil {
		t.Fatalf("create database: %v", err)
	}
	t.Cleanup(func() {
		err := c.giveBack(name)
		if err != nil {
			t.Errorf("drop database: %v", err)
		}
	})
	return c.dsn(name)
}

// fresh takes a database that was emptied, or makes one: to make and to drop one costs half a second of the machine's time.
func (c *cluster) fresh() (string, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if n := len(c.empty); n > 0 {
		name := c.empty[n-1]
		c.empty = c.empty[:n-1]
		return name, nil
	}
	c.made++
	name := fmt.Sprintf("fanzha_t_%d_%d", os.Getpid(), c.made)
	return name, c.create(name, c.template)
}

// giveBack empties a database for the next test, or drops it where that fails: a test made tables of its own.
func (c *cluster) giveBack(name string) error {
	err := execOn(c.dsn(name), emptied)
	if err != nil {
		return c.exec("drop database if exists " + name + " with (force)")
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	c.empty = append(c.empty, name)
	return nil
}

// seeded notes the tables, and keeps what the migrations wrote, beside what tests see; emptied goes back to that.
const (
	seeded = `create schema fresh;
create table fresh.tables as select tablename as name, false as filled from pg_tables where schemaname = 'public';
do $$
declare
  r record;
  filled boolean;
begin
  for r in select name from fresh.tables loop
    execute format('select exists (select 1 from public.%I)', r.name) into filled;
    if filled then
      execute format('create table fresh.%I as select * from public.%I', 'rows_' || r.name, r.name);
      update fresh.tables set filled = true where name = r.name;
    end if;
  end loop;
end $$`
	emptied = `do $$
declare
  r record;
begin
  perform pg_terminate_backend(pid, 5000) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid();
  if (select array_agg(tablename::text order by tablename) from pg_tables where schemaname = 'public')
    <> (select array_agg(name::text order by name) from fresh.tables) then
    raise exception 'the test changed the tables';
  end if;
  set local session_replication_role = replica;
  for r in select name, filled from fresh.tables loop
    execute format('delete from public.%I', r.name);
    if r.filled then
      execute format('insert into public.%I overriding system value select * from fresh.%I', r.name, 'rows_' || r.name);
    end if;
  end loop;
  perform setval(format('%I.%I', s.schemaname, s.sequencename)::regclass, s.start_value, false)
    from pg_sequences s where s.schemaname = 'public' and s.last_value is not null;
end $$`
)

// RestartPostgres lets the server of FallingPostgresDSN fall over, as by a power cut of its machine, and starts it again. It
// returns at once: how long the server stays away is part of the test.
func RestartPostgres(t testing.TB) {
	t.Helper()
	c, err := ownServer()
	if err != nil {
		t.Fatalf("start PostgreSQL: %v", err)
	}
	_, err = io.WriteString(c.keep, "again\n")
	if err != nil {
		t.Fatalf("restart PostgreSQL: %v", err)
	}
}

// startCluster uses the server and the template that are named, and makes what is not.
func startCluster(admin, template string) (*cluster, error) {
	c := &cluster{admin: admin, template: template}
	if c.admin == "" {
		err := c.start()
		if err != nil {
			return nil, err
		}
	}
	if c.template != "" {
		return c, nil
	}
	c.template = fmt.Sprintf("fanzha_template_%d", os.Getpid())
	err := c.create(c.template, "template0")
	if err != nil {
		return nil, err
	}
	err = migrate(c.dsn(c.template))
	if err != nil {
		return nil, err
	}
	return c, execOn(c.dsn(c.template), seeded)
}

func (c *cluster) dsn(name string) string {
	u, err := url.Parse(c.admin)
	if err != nil {
		return c.admin
	}
	u.Path = "/" + name
	return u.String()
}

func (c *cluster) create(name, from string) error {
	return c.exec("create database " + name + " template " + from)
}

func (c *cluster) exec(query string) error { return execOn(c.admin, query) }

func execOn(dsn, query string) error {
	pool, err := sql.Open("pgx", dsn)
	if err != nil {
		return err
	}
	defer pool.Close()
	_, err = pool.ExecContext(context.Background(), query) //nolint:gosec // names of databases are those of whoever runs the tests
	return err
}

// supervise runs the server and ends it, with its files, when standard input closes: that happens when the test process
// ends, by whatever cause. A line on standard input lets the server fall over and starts it again. Settings are small. Nothing
// here takes the power from the machine, so no test could see what fsync does: it is off.
const supervise = `
trap '' INT HUP TERM
serve() {
  "$1/postgres" -D "$2/data" -k "$2" -c listen_addresses= -c fsync=off -c full_page_writes=off -c max_connections=200 -c shared_buffers=48MB \
    -c max_wal_size=256MB -c autovacuum_naptime=10s -c log_min_messages=fatal >>"$2/log" 2>&1 &
  pid=$!
}
"$1/initdb" -D "$2/data" -U fanzha --auth=trust --no-sync -E UTF8 --locale=C.UTF-8 >"$2/log" 2>&1 && serve "$1" "$2"
while read -r line; do
  kill -QUIT $pid 2>/dev/null
  wait $pid
  serve "$1" "$2"
done
kill -QUIT $pid 2>/dev/null
wait $pid
rm -rf "$2"
`

// start makes a cluster in a temporary directory and waits until it answers.
func (c *cluster) start() error {
	bin, err := binaries()
	if err != nil {
		return err
	}
	dir, err := os.MkdirTemp("/tmp", "fanzha-pg-") // short: a socket path has at most 107 bytes
	if err != nil {
		return err
	}
	cmd := exec.Command("/bin/sh", "-c", supervise, "sh", bin, dir)
	cmd.Dir = "/"
	cmd.SysProcAttr = &syscall.SysProcAttr{Setsid: true} // Ctrl-C reaches us, and we end it
	if os.Geteuid() == 0 {
		cmd.SysProcAttr.Credential, err = serviceUser()
		if err != nil {
			return err
		}
		err = os.Chown(dir, int(cmd.SysProcAttr.Credential.Uid), int(cmd.SysProcAttr.Credential.Gid))
		if err != nil {
			return err
		}
	}
	stdin, err := cmd.StdinPipe()
	if err != nil {
		return err
	}
	c.keep = stdin
	ended := make(chan error, 1)
	err = cmd.Start()
	if err != nil {
		return err
	}
	go func() { ended <- cmd.Wait() }()
	c.admin = "postgres://fanzha@/postgres?sslmode=disable&host=" + url.QueryEscape(dir)
	return c.await(dir, ended)
}

// await polls until the server answers; on failure the end of its log is the error.
func (c *cluster) await(dir string, ended <-chan error) error {
	deadline := time.Now().Add(startTime)
	for {
		err := c.exec("select 1")
		if err == nil {
			return nil
		}
		select {
		case endErr := <-ended:
			return fmt.Errorf("the server ended: %w", errors.Join(endErr, err))
		case <-time.After(30 * time.Millisecond):
		}
		if time.Now().After(deadline) {
			log, _ := os.ReadFile(filepath.Join(dir, "log"))
			_ = c.keep.Close()
			return fmt.Errorf("no answer within %s: %w\n%s", startTime, err, log)
		}
	}
}

// binaries finds the newest server of the distribution, or one in PATH.
func binaries() (string, error) {
	found, err := filepath.Glob("/usr/lib/postgresql/*/bin/postgres")
	if err != nil {
		return "", err
	}
	sort.Slice(found, func(i, j int) bool { return major(found[i]) > major(found[j]) })
	if len(found) == 0 {
		path, lookErr := exec.LookPath("postgres")
		if lookErr != nil {
			return "", errNoBinaries
		}
		real, linkErr := filepath.EvalSymlinks(path)
		if linkErr != nil {
			return "", errNoBinaries
		}
		found = []string{real}
	}
	bin := filepath.Dir(found[0])
	_, err = os.Stat(filepath.Join(bin, "initdb"))
	if err != nil {
		return "", errNoBinaries
	}
	return bin, nil
}

func major(path string) int {
	n, _ := strconv.Atoi(strings.Split(path, "/")[4])
	return n
}

// serviceUser is whom the server runs as when we are root: PostgreSQL refuses root.
func serviceUser() (*syscall.Credential, error) {
	for _, name := range []string{"postgres", "nobody"} {
		u, err := user.Lookup(name)
		if err != nil {
			continue
		}
		uid, err := strconv.ParseUint(u.Uid, 10, 32)
		if err != nil {
			return nil, err
		}
		gid, err := strconv.ParseUint(u.Gid, 10, 32)
		if err != nil {
			return nil, err
		}
		return &syscall.Credential{Uid: uint32(uid), Gid: uint32(gid)}, nil
	}
	return nil, errors.New("running as root, and there is neither a user postgres nor nobody to run the server as")
}
