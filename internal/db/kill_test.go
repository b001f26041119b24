package db_test

import (
	"bufio"
	"context"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"fanzha/internal/check"
	"fanzha/internal/db"
	"fanzha/internal/db/dbtest"
)

// The test binary plays the victim when these are set.
const (
	envVictim = "FANZHA_TEST_VICTIM"
	envLock   = "FANZHA_TEST_LOCK"
)

func TestMain(m *testing.M) {
	dsn := os.Getenv(envVictim)
	if dsn != "" {
		victim(dsn)
	}
	dir := os.Getenv(envLock)
	if dir != "" {
		_, err := db.LockDir(dir)
		fmt.Println(err)
		select {} // until killed
	}
	os.Exit(m.Run())
}

const rowsPerWrite = 20

// victim writes without end, from many goroutines, and prints the number of each write that was acknowledged.
func victim(dsn string) {
	ctx := context.Background()
	d, err := db.Open(ctx, db.Options{DSN: dsn})
	if err != nil {
		fmt.Println(err)
		os.Exit(1)
	}
	var next int64
	_ = d.QueryRow(ctx, `select coalesce(max(id), 0) / 1000 + 1 from item`).Scan(&next)
	var mu sync.Mutex
	for range 8 {
		go func() {
			for {
				mu.Lock()
				n := next
				next++
				mu.Unlock()
				writeErr := d.Write(ctx, func(tx db.Tx) error {
					for i := range int64(rowsPerWrite) {
						err := insert(ctx, tx, 1000*n+i, fmt.Sprint(n, " ", i))
						if err != nil {
							return err
						}
					}
					return db.Emit(ctx, tx, db.Event{Kind: "k", Subject: strconv.FormatInt(n, 10), At: 1})
				})
				if writeErr != nil {
					fmt.Println(writeErr)
					os.Exit(1)
				}
				os.Stdout.WriteString(strconv.FormatInt(n, 10) + "\n")
			}
		}()
	}
	select {}
}

// Protects: after kill -9 in the middle of writes, every acknowledged write is there whole, every other is there whole or
// not at all, each with exactly its one event, and the store opens and goes on.
func TestKill(t *testing.T) {
	dbtest.DSNs(t, func(t *testing.T, dsn string) {
		ctx := context.Background()
		d, err := db.Open(ctx, db.Options{DSN: dsn})
		check.NoError(t, err)
		withItems(t, d)
		check.NoError(t, d.Close())
		var acked []string
		for range 4 {
			acked = append(acked, killed(t, dsn)...)
			d, err = db.Open(ctx, db.Options{DSN: dsn})
			check.NoError(t, err)
			awaitAlone(t, d)
			check.Equal(t, count(t, d, `id / 1000 in (select id / 1000 from item group by id / 1000 having count(*) <> ?)`, rowsPerWrite), 0)
			have := map[string]bool{}
			events, after := 0, int64(0)
			for {
				page, err := d.Events(ctx, after, 1000)
				check.NoError(t, err)
				if len(page) == 0 {
					break
				}
				for _, e := range page {
					have[e.Subject] = true
					events++
					after = e.Seq
				}
			}
			check.Equal(t, len(have), events)
			check.Equal(t, count(t, d, "1 = 1"), events*rowsPerWrite)
			for _, n := range acked {
				check.True(t, have[n], "acknowledged and lost: "+n)
			}
			check.NoError(t, d.Close())
		}
		check.True(t, len(acked) >= 4*6, fmt.Sprint("only ", len(acked), " writes were acknowledged"))
	})
}

// awaitAlone waits until the server has noticed that the victim is gone: a commit on its way is still finished.
func awaitAlone(t *testing.T, d *db.DB) {
	t.Helper()
	for others := 1; others > 0 && d.Engine() == db.Postgres; time.Sleep(5 * time.Millisecond) {
		check.NoError(t, d.QueryRow(context.Background(), `select count(*) from pg_stat_activity
			where datname = current_database() and pid <> pg_backend_pid() and backend_type = 'client backend'`).Scan(&others))
	}
}

// killed runs a victim until a random number of its writes was acknowledged, kills it a moment later, and returns what it had printed.
func killed(t *testing.T, dsn string) []string {
	t.Helper()
	cmd := exec.Command(os.Args[0])
	cmd.Env = append(os.Environ(), envVictim+"="+dsn)
	out, err := cmd.StdoutPipe()
	check.NoError(t, err)
	check.NoError(t, cmd.Start())
	lines := bufio.NewScanner(out)
	var acked []string
	enough := 6 + rand.IntN(60)
	for lines.Scan() {
		acked = append(acked, strings.TrimSpace(lines.Text()))
		if len(acked) == enough {
			time.AfterFunc(rand.N(3*time.Millisecond), func() { _ = cmd.Process.Kill() })
		}
	}
	_ = cmd.Wait()
	return acked
}

// Protects: a second process is refused with the pid of the first, and a killed holder leaves nothing that locks out.
func TestLockDir(t *testing.T) {
	dir := t.TempDir()
	cmd := exec.Command(os.Args[0])
	cmd.Env = append(os.Environ(), envLock+"="+dir)
	out, err := cmd.StdoutPipe()
	check.NoError(t, err)
	check.NoError(t, cmd.Start())
	line, err := bufio.NewReader(out).ReadString('\n')
	check.NoError(t, err)
	check.Equal(t, line, "<nil>\n")
	_, err = db.LockDir(dir)
	check.Fault(t, err, "db.dir_locked")
	check.True(t, strings.Contains(err.Error(), fmt.Sprint("pid=", cmd.Process.Pid)), err.Error())
	check.NoError(t, cmd.Process.Kill())
	_ = cmd.Wait()
	lock, err := db.LockDir(dir)
	check.NoError(t, err)
	check.NoError(t, lock.Release())
	lock, err = db.LockDir(dir)
	check.NoError(t, err)
	check.NoError(t, lock.Release())
	_, err = db.LockDir(dir + "/missing")
	check.Fault(t, err, "db.unavailable")
}
