package seal

import (
	"bytes"
	"os"
	"path/filepath"
	"sync"
	"testing"

	"fanzha/internal/check"
	"fanzha/term/when"
)

// Protects: what was sealed verifies with the pinned key; one changed bit in text or seal, another key, another suite, an
// unknown suite and nothing at all do not, and all are refused with the same fault.
func TestVerify(t *testing.T) {
	for _, suite := range Suites {
		s, err := New(suite)
		check.NoError(t, err)
		other, err := New(suite)
		check.NoError(t, err)
		v, err := NewVerifier(s.Public())
		check.NoError(t, err)
		text := NewWriter('O', 1).Text("止付").Int(8_600_000).Bytes()
		gotSuite, key, sig, err := s.Seal(text)
		check.NoError(t, err)
		check.Equal(t, gotSuite, suite)
		check.NoError(t, v.Verify(text, suite, key, sig))
		for i := range text {
			forged := bytes.Clone(text)
			forged[i] ^= 1
			check.Fault(t, v.Verify(forged, suite, key, sig), "seal.invalid")
		}
		for i := range sig {
			forged := bytes.Clone(sig)
			forged[i] ^= 1
			check.Fault(t, v.Verify(text, suite, key, forged), "seal.invalid")
		}
		_, otherKey, otherSig, err := other.Seal(text)
		check.NoError(t, err)
		for _, c := range []struct {
			suite, key string
			sig        []byte
		}{
			{suite, otherKey, otherSig}, {suite, key, otherSig}, {suite, otherKey, sig}, {"none", key, sig}, {"", "", nil},
			{suite, key, nil}, {suite, key, sig[:len(sig)-1]}, {suite, key, append(bytes.Clone(sig), 0)},
		} {
			err = v.Verify(text, c.suite, c.key, c.sig)
			check.Fault(t, err, "seal.invalid")
			check.Equal(t, err.Error(), "seal.invalid")
		}
		check.Fault(t, v.Verify(nil, suite, key, sig), "seal.invalid")
		_, _, _, err = s.Seal(make([]byte, MaxCanonical+1))
		check.Fault(t, err, "seal.canonical")
	}
}

// Protects: a key is made once, also when several processes start at once, is readable for its owner only, and is read back
// as the same key; a key that others can read, that is damaged or of another suite is refused.
func TestKeyFile(t *testing.T) {
	for i, suite := range Suites {
		dir := filepath.Join(t.TempDir(), "keys")
		ids := make([]string, 8)
		var wg sync.WaitGroup
		for i := range ids {
			wg.Go(func() {
				s, err := Open(dir, suite)
				check.NoError(t, err)
				ids[i] = s.Public().ID
			})
		}
		wg.Wait()
		for _, id := range ids {
			check.Equal(t, id, ids[0])
		}
		path, public := files(dir, suite)
		info, err := os.Stat(path)
		check.NoError(t, err)
		check.Equal(t, info.Mode().Perm(), os.FileMode(0o600))
		pinned, err := os.ReadFile(public)
		check.NoError(t, err)
		keys, err := ParsePublic(pinned)
		check.NoError(t, err)
		check.Equal(t, keys[0].ID, ids[0])
		check.Equal(t, keys[0].Suite, suite)
		check.NoError(t, os.Chmod(path, 0o644)) //nolint:gosec // the test's point
		_, err = Open(dir, suite)
		check.Fault(t, err, "seal.key_rights")
		check.NoError(t, os.Chmod(path, 0o600))
		otherPath, _ := files(dir, Suites[1-i])
		check.NoError(t, os.Rename(path, otherPath))
		_, err = Open(dir, Suites[1-i])
		check.Fault(t, err, "seal.key_unusable")
		check.NoError(t, os.WriteFile(path, []byte("nothing"), 0o600))
		_, err = Open(dir, suite)
		check.Fault(t, err, "seal.key_unusable")
	}
	_, err := Open(t.TempDir(), "rot13")
	check.Fault(t, err, "seal.suite")
	_, err = ParsePublic([]byte("nothing"))
	check.Fault(t, err, "seal.public_key")
}

// Protects: what a Writer wrote is read back, and nothing else is.
func TestCanonical(t *testing.T) {
	b := NewWriter('O', 2).Text("户名").Int(-5).Time(when.Micros(7)).Bool(true).List(3).Bytes()
	r := NewReader(b, 'O', 2)
	check.Equal(t, r.Text(), "户名")
	check.Equal(t, r.Int(), int64(-5))
	check.Equal(t, r.Time(), when.Micros(7))
	check.True(t, r.Bool(), "bool")
	check.Equal(t, r.List(), 3)
	check.NoError(t, r.Done())
	check.Fault(t, NewReader(b, 'O', 1).Done(), "seal.canonical")
	check.Fault(t, NewReader(b, 'A', 2).Done(), "seal.canonical")
	check.Fault(t, NewReader(b, 'O', 2).Done(), "seal.canonical") // something is left
	check.Fault(t, NewReader(nil, 'O', 2).Done(), "seal.canonical")
}

// FuzzReader protects: no bytes make a Reader panic or read beyond its bounds, and what it accepts is written back as it was.
func FuzzReader(f *testing.F) {
	f.Add(NewWriter('O', 1).Text("x").Int(1).Bool(false).List(0).Bytes())
	f.Add([]byte("FZO\x01\xff\xff\xff\xff"))
	f.Fuzz(func(t *testing.T, b []byte) {
		r := NewReader(b, 'O', 1)
		text, n, v, l := r.Text(), r.Int(), r.Bool(), r.List()
		if r.Done() == nil {
			check.Equal(t, NewWriter('O', 1).Text(text).Int(n).Bool(v).List(l).Bytes(), b)
		}
	})
}

func BenchmarkSeal(b *testing.B) {
	for _, suite := range Suites {
		b.Run(suite, func(b *testing.B) {
			s, err := New(suite)
			check.NoError(b, err)
			text := make([]byte, 1024)
			for b.Loop() {
				_, _, _, err = s.Seal(text)
				check.NoError(b, err)
			}
		})
	}
}
