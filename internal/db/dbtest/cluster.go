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
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	_ "github.com/jackc/pgx/v5/stdlib" // the driver that creates and drops the databases
)

// EnvServer names a running PostgreSQL server to use instead of starting one.
const EnvServer = "FANZHA_TEST_POSTGRES"

// errNoBinaries is the reason of the skip.
var errNoBinaries = errors.New("no PostgreSQL server binaries in /usr/lib/postgresql/*/bin or PATH, and " + EnvServer + " is not set")

// startTime bounds initdb and the start of the server on a slow machine.
const startTime = 60 * time.Second

// cluster is the server of this test process.
type cluster struct {
	admin    string // DSN of the maintenance database
	template string
	made     atomic.Int64
	mu       sync.Mutex     // guards create: two at once would find the template in use
	keep     io.WriteCloser // the server ends when this is closed
}

var server = sync.OnceValues(startCluster)

// PostgresDSN returns the address of a fresh migrated database, dropped at the end of the test. It skips the test when there
// is no server.
func PostgresDSN(t testing.TB) string {
	t.Helper()
	c, err := server()
	if errors.Is(err, errNoBinaries) {
		t.Skipf("SKIPPED, PostgreSQL NOT TESTED: %v", err)
	}
	if err != nil {
		t.Fatalf("start PostgreSQL: %v", err)
	}
	name := fmt.Sprintf("fanzha_t_%d_%d", os.Getpid(), c.made.Add(1))
	err = c.create(name, c.template)
	if err != nil {
		t.Fatalf("create database: %v", err)
	}
	t.Cleanup(func() {
		dropErr := c.exec("drop database if exists " + name + " with (force)")
		if dropErr != nil {
			t.Errorf("drop database: %v", dropErr)
		}
	})
	return c.dsn(name)
}

// RestartPostgres lets the server of this test process fall over, as by a power cut of its machine, and starts it again. It
// returns at once: how long the server stays away is part of the test. It skips the test when the server is not ours.
func RestartPostgres(t testing.TB) {
	t.Helper()
	c, err := server()
	if err != nil {
		t.Fatalf("start PostgreSQL: %v", err)
	}
	if c.keep == nil {
		t.Skipf("SKIPPED, RESTART OF POSTGRESQL NOT TESTED: the server of %s is not ours", EnvServer)
	}
	_, err = io.WriteString(c.keep, "again\n")
	if err != nil {
		t.Fatalf("restart PostgreSQL: %v", err)
	}
}

func startCluster() (*cluster, error) {
	c := &cluster{admin: os.Getenv(EnvServer)}
	if c.admin == "" {
		err := c.start()
		if err != nil {
			return nil, err
		}
	}
	c.template = fmt.Sprintf("fanzha_template_%d", os.Getpid())
	err := c.create(c.template, "template0")
	if err != nil {
		return nil, err
	}
	return c, migrate(c.dsn(c.template))
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
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.exec("create database " + name + " template " + from)
}

func (c *cluster) exec(query string) error {
	pool, err := sql.Open("pgx", c.admin)
	if err != nil {
		return err
	}
	defer pool.Close()
	_, err = pool.ExecContext(context.Background(), query)
	return err
}

// supervise runs the server and ends it, with its files, when standard input closes: that happens when the test process
// ends, by whatever cause. A line on standard input lets the server fall over and starts it again. Settings are small; fsync
// stays on, because the tests are about durability too.
const supervise = `
trap '' INT HUP TERM
serve() {
  "$1/postgres" -D "$2/data" -k "$2" -c listen_addresses= -c fsync=on -c max_connections=60 -c shared_buffers=24MB \
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
