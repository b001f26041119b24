package funds

// What this protects: a restart knows every transfer of the log, with a snapshot or without, whatever became of the snapshot.

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"testing"
	"time"

	"fanzha/centre/signal"
	"fanzha/internal/bus"
	"fanzha/internal/check"
	"fanzha/term/ident"
	"fanzha/term/when"
)

const began = when.Micros(1_795_000_000_000_000)

func openLog(t testing.TB) *bus.Log {
	t.Helper()
	log, err := bus.Open(t.Context(), bus.Options{Dir: filepath.Join(t.TempDir(), "bus"), Partitions: 2})
	check.NoError(t, err)
	t.Cleanup(log.Close)
	return log
}

// batch is how many transfers one entry of the log has here.
const batch = 500

// pay appends transfers from..to of an endless series to the log.
func pay(t testing.TB, log *bus.Log, from, to int) {
	t.Helper()
	for ; from < to; from += batch {
		var list []*signal.Signal
		for i := from; i < min(from+batch, to); i++ {
			list = append(list, &signal.Signal{
				Source: "switch", ID: fmt.Sprint("t", i), Kind: signal.Transfer, Time: began + when.Micros(i)*when.Millisecond, AmountFen: int64(100 + i),
				Account: ident.Account(fmt.Sprintf("99000100%011d", i%10_007)), PayeeAccount: ident.Account(fmt.Sprintf("99000200%011d", i%9973)), PayeeName: "户名",
			})
		}
		_, err := log.Append(t.Context(), from/batch%2, signal.EncodeEnvelope(nil, began, list...))
		check.NoError(t, err)
	}
}

// start opens the transfers of a log and follows it until all of it is there; said is what was warned of.
func start(t testing.TB, log *bus.Log, path, centre string) (tr *Transfers, said *[]error) {
	t.Helper()
	said = &[]error{}
	tr, err := openTransfers(transfersOptions{rule: "fifo", within: 10 * when.Minute, path: path, centre: centre, warn: func(err error) { *said = append(*said, err) }})
	check.NoError(t, err)
	check.NoError(t, tr.check(t.Context(), log))
	ctx, stop := context.WithCancel(t.Context())
	done := make(chan struct{})
	for p := range log.Partitions() {
		go func() {
			tr.follow(ctx, log, p, func(err error) { t.Error(err) })
			done <- struct{}{}
		}()
	}
	for p := range log.Partitions() {
		last, err := log.Last(t.Context(), p)
		check.NoError(t, err)
		for tr.engine.Position(p) < last {
			time.Sleep(time.Millisecond)
		}
	}
	stop()
	for range log.Partitions() {
		<-done
	}
	return tr, said
}

// has checks that so many transfers are there, and that the last of them is found.
func has(t testing.TB, tr *Transfers, n int) {
	t.Helper()
	check.Equal(t, tr.engine.Stats().Transfers, n)
	payers, err := tr.Payers(t.Context(), ident.Account(fmt.Sprintf("99000200%011d", (n-1)%9973)), began-1, 100)
	check.NoError(t, err)
	check.True(t, len(payers) > 0 && payers[len(payers)-1].Name == "", "the payer of the last transfer is not found")
}

// TestKilledBetweenSnapshots protects what came after the last snapshot: nothing of it is lost, nothing is there twice.
func TestKilledBetweenSnapshots(t *testing.T) {
	log, path := openLog(t), filepath.Join(t.TempDir(), "flow", keptFile)
	pay(t, log, 0, 3000)
	tr, said := start(t, log, path, "a")
	has(t, tr, 3000)
	check.NoError(t, tr.save())
	check.NoError(t, tr.engine.Close()) // killed: no further snapshot
	pay(t, log, 3000, 5000)
	tr, more := start(t, log, path, "a")
	has(t, tr, 5000)
	check.Equal(t, tr.fed.Load(), int64(2000)) // the rest came from the snapshot
	check.Equal(t, len(*said)+len(*more), 0)
	check.NoError(t, tr.close()) // an orderly stop
	tr, _ = start(t, log, path, "a")
	has(t, tr, 5000)
	check.Equal(t, tr.fed.Load(), int64(0))
	check.NoError(t, os.WriteFile(path+".new", []byte("half"), 0o600)) // killed while writing
	check.NoError(t, tr.close())
	tr, said = start(t, log, path, "a")
	has(t, tr, 5000)
	check.Equal(t, len(*said), 0)
	check.NoError(t, tr.engine.Close())
}

// TestUnusableSnapshots protects the start: a snapshot that is damaged, another centre's or of another log is set aside and said, and the
// log is read.
func TestUnusableSnapshots(t *testing.T) {
	log, path := openLog(t), filepath.Join(t.TempDir(), "flow", keptFile)
	pay(t, log, 0, 3000)
	tr, _ := start(t, log, path, "a")
	check.NoError(t, tr.close())
	whole, err := os.ReadFile(path)
	check.NoError(t, err)
	for name, spoil := range map[string]func() (centre string){
		"cut":        func() string { return put(t, path, whole[:len(whole)/2]) },
		"one bit":    func() string { b := append([]byte(nil), whole...); b[len(b)/3] ^= 8; return put(t, path, b) },
		"empty":      func() string { return put(t, path, nil) },
		"of another": func() string { put(t, path, whole); return "b" },
	} {
		t.Run(name, func(t *testing.T) {
			tr, said := start(t, log, path, spoil())
			has(t, tr, 3000)
			check.Equal(t, len(*said), 1)
			check.Equal(t, tr.fed.Load(), int64(3000))
			_, err := os.Stat(path + keptSpoilt)
			check.NoError(t, err)
			check.NoError(t, tr.engine.Close())
		})
	}
	put(t, path, whole)
	shorter := openLog(t)
	pay(t, shorter, 0, 1000)
	tr, said := start(t, shorter, path, "a")
	has(t, tr, 1000)
	check.Equal(t, len(*said), 1)
	check.NoError(t, tr.engine.Close())
}

func put(t testing.TB, path string, content []byte) string {
	t.Helper()
	check.NoError(t, os.WriteFile(path, content, 0o600))
	return "a"
}

// BenchmarkRestart measures how long a centre takes until it knows a million transfers again: from the log, and from a snapshot.
func BenchmarkRestart(b *testing.B) {
	const n = 1_000_000
	log, path := openLog(b), filepath.Join(b.TempDir(), "flow", keptFile)
	pay(b, log, 0, n)
	for _, from := range []string{"log", "snapshot"} {
		b.Run(from, func(b *testing.B) {
			for b.Loop() {
				tr, _ := start(b, log, path, "a")
				b.StopTimer()
				has(b, tr, n)
				if from == "log" && tr.fed.Load() == n {
					check.NoError(b, tr.save())
					check.NoError(b, tr.engine.Close())
					if b.N > 1 {
						check.NoError(b, os.Remove(path))
					}
				} else {
					check.NoError(b, tr.engine.Close())
				}
				b.StartTimer()
			}
		})
	}
}
