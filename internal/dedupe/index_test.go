package dedupe

import (
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"math/rand/v2"
	"os"
	"path/filepath"
	"testing"
	"time"

	"fanzha/internal/check"
)

func keyOf(n uint64) Key {
	sum := sha256.Sum256(binary.BigEndian.AppendUint64(nil, n))
	return Key(sum[:12])
}

func openIndex(t testing.TB, o Options) *Index {
	t.Helper()
	x, err := Open(o)
	check.NoError(t, err)
	t.Cleanup(x.Close)
	return x
}

// group puts keys from..to-1 as one group at the position.
func group(t testing.TB, x *Index, from, to uint64, position uint64) {
	t.Helper()
	check.NoError(t, x.Begin(int(to-from)))
	for n := from; n < to; n++ {
		_, seen, err := x.Put(keyOf(n), uint32(n))
		check.NoError(t, err)
		check.True(t, !seen, "a new key is seen")
	}
	check.NoError(t, x.End([]uint64{position, 7}, int64(position)))
}

func hasAll(t testing.TB, x *Index, from, to uint64) {
	t.Helper()
	check.NoError(t, x.Begin(0))
	for n := from; n < to; n++ {
		old, seen, err := x.Put(keyOf(n), 0)
		check.NoError(t, err)
		if !seen || old != uint32(n) {
			t.Fatalf("key %d: seen %v with %d", n, seen, old)
		}
	}
	check.NoError(t, x.End(nil, 0))
}

// Protects: through sealings, merges and a restart every key stays known with its checksum, and the positions tell from where
// the rest must be read again.
func TestSealMergeReopen(t *testing.T) {
	dir := t.TempDir()
	x := openIndex(t, Options{Dir: dir, SealAt: 1000})
	const groups, size = 300, 137
	for g := range uint64(groups) {
		group(t, x, g*size, (g+1)*size, g+1)
	}
	hasAll(t, x, 0, groups*size)
	check.Equal(t, x.Len(), groups*size)
	x.Close()
	files, err := filepath.Glob(filepath.Join(dir, "*.seg"))
	check.NoError(t, err)
	check.True(t, len(files) < 20, "files are merged")

	x = openIndex(t, Options{Dir: dir, SealAt: 1000})
	at := x.Positions()
	check.True(t, len(at) == 2 && at[0] > groups/2 && at[0] <= groups && at[1] == 7, "positions of the last file")
	hasAll(t, x, 0, at[0]*size)
	for g := at[0]; g < groups; g++ { // what a reader of the log does
		group(t, x, g*size, (g+1)*size, g+1)
	}
	hasAll(t, x, 0, groups*size)
}

// Protects: a forgotten group leaves no trace, whatever was put.
func TestForget(t *testing.T) {
	x := openIndex(t, Options{Dir: t.TempDir(), SealAt: 100})
	group(t, x, 0, 50, 1)
	check.NoError(t, x.Begin(5000))
	for n := uint64(20); n < 5000; n++ {
		_, seen, err := x.Put(keyOf(n), uint32(n))
		check.NoError(t, err)
		check.Equal(t, seen, n < 50)
	}
	check.NoError(t, x.End(nil, 0))
	check.Equal(t, x.Len(), 50)
	hasAll(t, x, 0, 50)
	group(t, x, 50, 5000, 2)
	hasAll(t, x, 0, 5000)
}

// Protects: against a model, random groups kept and forgotten with random reopenings.
func TestModel(t *testing.T) {
	seed := uint64(time.Now().UnixNano())
	t.Logf("seed %d", seed)
	r := rand.New(rand.NewPCG(seed, 1))
	dir := t.TempDir()
	x := openIndex(t, Options{Dir: dir, SealAt: 64})
	type kept struct{ keys map[uint64]uint32 }
	var log []kept // position p is log[p-1]
	model := map[uint64]uint32{}
	for range 400 {
		check.NoError(t, x.Begin(50))
		fresh := map[uint64]uint32{}
		for range r.IntN(50) {
			n, sum := r.Uint64N(5000), r.Uint32()
			old, seen, err := x.Put(keyOf(n), sum)
			check.NoError(t, err)
			want, known := model[n]
			if !known {
				want, known = fresh[n]
			}
			check.Equal(t, seen, known)
			if known {
				check.Equal(t, old, want)
			} else {
				fresh[n] = sum
			}
		}
		if r.IntN(3) == 0 {
			check.NoError(t, x.End(nil, 0))
			continue
		}
		log = append(log, kept{fresh})
		for n, sum := range fresh {
			model[n] = sum
		}
		check.NoError(t, x.End([]uint64{uint64(len(log))}, 0))
		if r.IntN(40) == 0 {
			x.Close()
			x = openIndex(t, Options{Dir: dir, SealAt: 64})
			at := uint64(0)
			if p := x.Positions(); len(p) > 0 {
				at = p[0]
			}
			for ; at < uint64(len(log)); at++ {
				check.NoError(t, x.Begin(50))
				for n, sum := range log[at].keys {
					_, _, err := x.Put(keyOf(n), sum)
					check.NoError(t, err)
				}
				check.NoError(t, x.End([]uint64{at + 1}, 0))
			}
		}
	}
}

// Protects: a damaged file and what came after it are set aside and the positions fall back, so that nothing is taken twice.
func TestDamage(t *testing.T) {
	dir := t.TempDir()
	x := openIndex(t, Options{Dir: dir, SealAt: 100})
	for g := range uint64(3) {
		group(t, x, g*100, (g+1)*100, g+1)
		check.NoError(t, x.collect(true))
	}
	x.Close()
	second := filepath.Join(dir, segmentName(2, 2))
	raw, err := os.ReadFile(second)
	check.NoError(t, err)
	raw[len(raw)/2] ^= 1
	check.NoError(t, os.WriteFile(second, raw, 0o600))
	check.NoError(t, os.WriteFile(filepath.Join(dir, "00000009-00000009.seg.tmp"), raw, 0o600))

	x = openIndex(t, Options{Dir: dir, SealAt: 100})
	check.Equal(t, x.Positions(), []uint64{1, 7})
	check.Equal(t, x.Len(), 100)
	left, err := os.ReadDir(dir)
	check.NoError(t, err)
	check.Equal(t, len(left), 3) // one good, two set aside
	group(t, x, 100, 300, 3)
	hasAll(t, x, 0, 300)
}

// Protects: a merge interrupted between writing its file and removing the sources is finished at the next start.
func TestInterruptedMerge(t *testing.T) {
	dir := t.TempDir()
	x := openIndex(t, Options{Dir: dir, SealAt: 100})
	for g := range uint64(mergeFan - 1) {
		group(t, x, g*100, (g+1)*100, g+1)
		check.NoError(t, x.collect(true))
	}
	m := meta{first: 1, last: mergeFan - 1, n: 100 * (mergeFan - 1), positions: []uint64{mergeFan - 1, 7}}
	_, err := writeSegment(dir, m, merged(x.segments))
	check.NoError(t, err)
	x.Close()
	x = openIndex(t, Options{Dir: dir, SealAt: 100})
	check.Equal(t, len(x.segments), 1)
	hasAll(t, x, 0, 100*(mergeFan-1))
	left, err := os.ReadDir(dir)
	check.NoError(t, err)
	check.Equal(t, len(left), 1)
}

// Protects: old files go after the retention, and the last never does.
func TestRetention(t *testing.T) {
	x := openIndex(t, Options{Dir: t.TempDir(), SealAt: 10, Retain: 3 * time.Microsecond})
	for g := range uint64(6) {
		group(t, x, g*10, (g+1)*10, g+1)
		check.NoError(t, x.collect(true))
	}
	check.True(t, len(x.segments) == 4 && x.segments[0].newest == 3, "files older than the retention are gone")
}

// Protects: a folder that cannot be written loses nothing: the keys stay in memory and the error is told.
func TestSealFails(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "d")
	x := openIndex(t, Options{Dir: dir, SealAt: 10})
	check.NoError(t, os.RemoveAll(dir))
	group(t, x, 0, 10, 1)
	err := x.collect(true)
	check.True(t, errors.Is(err, os.ErrNotExist), "the writing failed")
	hasAll(t, x, 0, 10)
	check.NoError(t, os.MkdirAll(dir, 0o700))
	group(t, x, 10, 20, 2)
	check.NoError(t, x.collect(true))
	hasAll(t, x, 0, 20)
	check.Equal(t, x.Positions(), []uint64{2, 7})
}

// FuzzSegment: no bytes in a file make opening it panic or succeed wrongly.
func FuzzSegment(f *testing.F) {
	dir := f.TempDir()
	i := 0
	_, err := writeSegment(dir, meta{1, 1, 3, 5, []uint64{9}}, func() (entry, bool, error) {
		i++
		return entry{uint64(i), 1, 2}, i <= 3, nil
	})
	check.NoError(f, err)
	raw, err := os.ReadFile(filepath.Join(dir, segmentName(1, 1)))
	check.NoError(f, err)
	f.Add(raw)
	f.Fuzz(func(t *testing.T, b []byte) {
		path := filepath.Join(t.TempDir(), segmentName(1, 1))
		check.NoError(t, os.WriteFile(path, b, 0o600))
		s, err := openSegment(path)
		if err == nil {
			check.NoError(t, s.file.Close())
		}
	})
}

// BenchmarkPut measures new keys with sealing and merging beside, among keys that are in files.
func BenchmarkPut(b *testing.B) {
	x := openIndex(b, Options{Dir: b.TempDir()})
	n := uint64(0)
	var key Key
	for b.Loop() {
		check.NoError(b, x.Begin(1000))
		for range 1000 {
			n++
			h := n * 0x9e3779b97f4a7c15
			binary.BigEndian.PutUint64(key[:], h^h>>29)
			binary.BigEndian.PutUint32(key[8:], uint32(n))
			_, _, err := x.Put(key, 1)
			check.NoError(b, err)
		}
		check.NoError(b, x.End([]uint64{n}, 0))
	}
	b.ReportMetric(float64(b.N)*1000/b.Elapsed().Seconds(), "keys/s")
	b.ReportMetric(float64(len(x.segments)), "files")
}
