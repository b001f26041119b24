package store_test

import (
	"bytes"
	"context"
	"crypto/ed25519"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"fanzha/base/access"
	"fanzha/base/audit"
	"fanzha/base/audit/store"
	"fanzha/base/clock"
	"fanzha/internal/check"
	"fanzha/internal/db"
	"fanzha/internal/db/dbtest"
	"fanzha/term/when"
)

var ctx = context.Background()

var officer = access.Scope{User: "u1", Name: "李警官", Unit: "990101010000", Roles: []access.Role{access.Officer}}

// act writes one entry in a transaction of its own.
func act(t testing.TB, d *db.DB, e audit.Entry) {
	t.Helper()
	check.NoError(t, d.Write(ctx, func(tx db.Tx) error { return store.Append(ctx, tx, e) }))
}

func fill(t testing.TB, d *db.DB, n int) {
	t.Helper()
	check.NoError(t, d.Write(ctx, func(tx db.Tx) error {
		for i := range n {
			e := audit.By(officer, when.Micros(1000+i), "person.reveal").On("person", fmt.Sprint("p", i%7)).Because("核实").With("field", "phone")
			err := store.Append(ctx, tx, e)
			if err != nil {
				return err
			}
		}
		return nil
	}))
}

func exec(t testing.TB, d *db.DB, query string, args ...any) {
	t.Helper()
	check.NoError(t, d.Write(ctx, func(tx db.Tx) error {
		_, err := tx.Exec(ctx, query, args...)
		return err
	}))
}

func newSigner(t testing.TB, d *db.DB) (*store.Signer, string) {
	t.Helper()
	dir := filepath.Join(t.TempDir(), "keys")
	key, err := store.LoadKey(dir)
	check.NoError(t, err)
	return store.NewSigner(d, clock.NewManual(5000), key, dir), dir
}

func verify(t testing.TB, d *db.DB, s *store.Signer) audit.Report {
	t.Helper()
	r, err := store.Verify(ctx, d, store.VerifyOptions{Keys: []ed25519.PublicKey{s.Public()}})
	check.NoError(t, err)
	return r
}

// Protects: concurrent acts, some of them failing, form one sound chain with exactly the acts that were kept.
func TestConcurrentChain(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s, _ := newSigner(t, d)
		refused := errors.New("refused")
		var wg sync.WaitGroup
		for w := range 8 {
			wg.Go(func() {
				for i := range 20 {
					err := d.Write(ctx, func(tx db.Tx) error {
						err := errors.Join(store.Append(ctx, tx, audit.By(officer, 1, "a")), store.Append(ctx, tx, audit.By(officer, 1, "b")),
							db.Emit(ctx, tx, db.Event{Kind: "k", At: 1}))
						if err == nil && i%4 == 0 {
							return refused
						}
						return err
					})
					if err != nil && !errors.Is(err, refused) {
						t.Errorf("writer %d: %v", w, err)
					}
					if i%10 == 5 {
						_, err = s.Sign(ctx)
						check.NoError(t, err)
						check.True(t, verify(t, d, s).OK(), "broken while others write")
					}
				}
			})
		}
		wg.Wait()
		r := verify(t, d, s)
		check.Equal(t, r.Broken, nil)
		check.Equal(t, r.Entries, 240)
	})
}

// Protects: a flipped byte in any column of a stored entry is found and located, one after the other.
func TestEveryFlippedByteIsLocated(t *testing.T) {
	check.WithoutRace(t, "hundreds of thousands of hashes on one goroutine")
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		fill(t, d, 6)
		s, _ := newSigner(t, d)
		const victim = 4
		check.True(t, verify(t, d, s).OK(), "broken before")
		flips := 0
		for _, column := range []string{"seq", "version", "at", "actor", "actor_name", "unit", "action", "object", "object_id", "reason", "detail", "prev", "hash"} {
			for _, changed := range flipped(t, d, column, victim) {
				flips++
				place := "seq = 4"
				if column == "seq" {
					place = "seq = ?"
				}
				check.NoError(t, d.Write(ctx, func(tx db.Tx) error {
					for _, q := range []string{`create table keep as select * from audit_entry where seq = 4`, `update audit_entry set ` + column + ` = ? where seq = 4`} {
						args := []any{changed}[:strings.Count(q, "?")]
						_, err := tx.Exec(ctx, q, args...)
						if err != nil {
							return err
						}
					}
					return nil
				}))
				r := verify(t, d, s)
				if r.OK() || r.Broken.Seq != victim {
					t.Fatalf("%s changed to %v: %+v", column, changed, r.Broken)
				}
				check.NoError(t, d.Write(ctx, func(tx db.Tx) error {
					for _, q := range []string{`delete from audit_entry where ` + place, `insert into audit_entry select * from keep`, `drop table keep`} {
						_, err := tx.Exec(ctx, q, []any{changed}[:strings.Count(q, "?")]...)
						if err != nil {
							return err
						}
					}
					return nil
				}))
			}
		}
		check.True(t, verify(t, d, s).OK(), "not put back")
		check.True(t, flips > 150, fmt.Sprint("only ", flips, " bytes were flipped"))
	})
}

// flipped returns the column's value with each of its bytes changed in turn, in forms that the column can hold.
func flipped(t *testing.T, d *db.DB, column string, seq int64) []any {
	t.Helper()
	var raw any
	check.NoError(t, d.QueryRow(ctx, `select `+column+` from audit_entry where seq = ?`, seq).Scan(&raw))
	var out []any
	switch v := raw.(type) {
	case int64:
		for shift := 0; shift < 63; shift += 8 {
			if column == "version" && shift > 24 {
				break
			}
			changed := v ^ 0x40<<shift
			if column == "seq" && changed < 0 {
				continue
			}
			out = append(out, changed)
		}
	case string:
		for i := range v {
			runes := []rune(v[i:])
			out = append(out, v[:i]+string(runes[0]^1)+string(runes[1:]))
		}
	case []byte:
		for i := range v {
			changed := bytes.Clone(v)
			changed[i] ^= 0x10
			out = append(out, changed)
		}
		out = append(out, v[:len(v)-1], append(bytes.Clone(v), 0))
	default:
		t.Fatalf("%s is a %T", column, raw)
	}
	return out
}

// Protects: what is done to rows, to the note of the chain's end and to the signed heads is found, each by its own name.
func TestTampering(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		fill(t, d, 30)
		s, dir := newSigner(t, d)
		_, err := s.Sign(ctx)
		check.NoError(t, err)
		fill(t, d, 10)
		for _, c := range []struct {
			name   string
			change []string
			want   audit.Break
		}{
			{"row deleted", []string{`delete from audit_entry where seq = 12`}, audit.Break{Seq: 12, What: "missing"}},
			{"first row deleted", []string{`delete from audit_entry where seq = 1`}, audit.Break{Seq: 1, What: "missing"}},
			{"last row deleted", []string{`delete from audit_entry where seq = 40`}, audit.Break{Seq: 40, What: "truncated"}},
			{"row inserted", []string{`update audit_entry set seq = -seq where seq > 12`, `update audit_entry set seq = 1 - seq where seq < 0`,
				`insert into audit_entry select 13, version, at, 'other', actor_name, unit, action, object, object_id, reason, detail, prev, hash from audit_entry where seq = 12`},
				audit.Break{Seq: 13, What: "content"}},
			{"row added at the end", []string{`insert into audit_entry select 41, version, at, actor, actor_name, unit, action, object, object_id, reason, detail, prev, hash from audit_entry where seq = 40`},
				audit.Break{Seq: 41, What: "content"}},
			{"end of the chain noted wrong", []string{`update audit_chain set seq = 39`}, audit.Break{Seq: 39, What: "tip"}},
			{"hash of the end noted wrong", []string{`update audit_chain set hash = (select hash from audit_entry where seq = 3)`}, audit.Break{Seq: 40, What: "tip"}},
			{"cut back, with its note", []string{`delete from audit_entry where seq > 20`,
				`update audit_chain set seq = 20, hash = (select hash from audit_entry where seq = 20)`}, audit.Break{Seq: 21, What: "truncated"}},
			{"emptied, heads left", []string{`delete from audit_entry`, `delete from audit_chain`}, audit.Break{Seq: 1, What: "truncated"}},
			{"head moved", []string{`update audit_head set seq = 29`}, audit.Break{Seq: 29, What: "signature"}},
			{"head's hash changed", []string{`update audit_head set hash = (select hash from audit_entry where seq = 3)`}, audit.Break{Seq: 30, What: "signature"}},
			{"a hash that is too short", []string{`update audit_entry set hash = detail where seq = 5`}, audit.Break{Seq: 5, What: "unreadable"}},
		} {
			t.Run(c.name, func(t *testing.T) {
				keep(t, d)
				for _, q := range c.change {
					exec(t, d, q)
				}
				r := verify(t, d, s)
				check.Equal(t, r.Broken, &c.want)
				restore(t, d)
			})
		}
		t.Run("cut back, with its note and its heads: found by the head kept outside", func(t *testing.T) {
			keep(t, d)
			for _, q := range []string{`delete from audit_entry where seq > 20`, `delete from audit_head`,
				`update audit_chain set seq = 20, hash = (select hash from audit_entry where seq = 20)`} {
				exec(t, d, q)
			}
			check.True(t, verify(t, d, s).OK(), "found without it: then this test is of no use")
			heads, err := store.OutsideHeads(dir)
			check.NoError(t, err)
			r, err := store.Verify(ctx, d, store.VerifyOptions{Keys: []ed25519.PublicKey{s.Public()}, Heads: heads})
			check.NoError(t, err)
			check.Equal(t, r.Broken, &audit.Break{Seq: 21, What: "truncated"})
			restore(t, d)
		})
		r := verify(t, d, s)
		check.Equal(t, r, audit.Report{Entries: 40, Head: r.Head, Heads: 1, Signed: 30})
	})
}

var tables = []string{"audit_entry", "audit_chain", "audit_head"}

func keep(t *testing.T, d *db.DB) {
	for _, table := range tables {
		exec(t, d, `create table keep_`+table+` as select * from `+table)
	}
}

func restore(t *testing.T, d *db.DB) {
	for _, table := range tables {
		exec(t, d, `delete from `+table)
		exec(t, d, `insert into `+table+` select * from keep_`+table)
		exec(t, d, `drop table keep_`+table)
	}
}

// Protects: an export verifies without the database and over page borders, and a break in the store is exported as it is.
func TestExport(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s, _ := newSigner(t, d)
		for range 3 {
			fill(t, d, 1500)
			_, err := s.Sign(ctx)
			check.NoError(t, err)
		}
		check.Equal(t, verify(t, d, s).Heads, 3)
		var file bytes.Buffer
		n, err := store.Export(ctx, d, &file)
		check.NoError(t, err)
		check.Equal(t, n, 4500)
		r, err := audit.VerifyFile(&file, []ed25519.PublicKey{s.Public()})
		check.NoError(t, err)
		check.Equal(t, r, verify(t, d, s))
		check.Equal(t, []int64{r.Entries, r.Signed, r.Heads}, []int64{4500, 4500, 3})
		exec(t, d, `update audit_entry set reason = 'x' where seq = 2222`)
		file.Reset()
		_, err = store.Export(ctx, d, &file)
		check.NoError(t, err)
		r, err = audit.VerifyFile(&file, []ed25519.PublicKey{s.Public()})
		check.NoError(t, err)
		check.Equal(t, r.Broken, &audit.Break{Seq: 2222, What: "content"})
	})
}

// Protects: only the audit administrator lists, within the jurisdiction, by filter and page; a record's history is complete.
func TestList(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		fill(t, d, 20)
		east := audit.By(officer, 5000, "warning.claim").On("warning", "w1")
		act(t, d, east)
		act(t, d, east.In("990102010000"))
		act(t, d, audit.By(access.System(), 5001, "centre.start"))
		_, _, err := store.List(ctx, d, officer, store.Filter{})
		check.Fault(t, err, "access.denied")
		auditor := access.Scope{User: "a", Unit: "990101000000", Roles: []access.Role{access.AuditAdmin}}
		list := func(f store.Filter) ([]audit.Stored, string) {
			t.Helper()
			got, next, err := store.List(ctx, d, auditor, f)
			check.NoError(t, err)
			return got, next
		}
		got, next := list(store.Filter{Limit: 5})
		check.Equal(t, []any{len(got), got[0].Seq, got[1].Seq, got[4].Seq, next}, []any{5, int64(23), int64(21), int64(18), "18"})
		total := len(got)
		for next != "" {
			got, next = list(store.Filter{Limit: 5, Cursor: next})
			total += len(got)
		}
		check.Equal(t, total, 22)
		for _, c := range []struct {
			f    store.Filter
			want int
		}{
			{store.Filter{Action: "warning.claim"}, 1}, {store.Filter{Object: "person", ObjectID: "p1"}, 3}, {store.Filter{Actor: "system"}, 1},
			{store.Filter{From: 1010, To: 1012}, 2}, {store.Filter{Actor: "' or 1=1 --"}, 0},
		} {
			got, _ = list(c.f)
			check.Equal(t, len(got), c.want)
		}
		_, _, err = store.List(ctx, d, auditor, store.Filter{Cursor: "x"})
		check.Fault(t, err, "audit.cursor_invalid")
		history, err := store.History(ctx, d, store.Filter{Object: "person", ObjectID: "p1", Limit: 2})
		check.NoError(t, err)
		check.Equal(t, []any{len(history), history[0].Seq, history[0].Detail[0]}, []any{2, int64(16), audit.Pair{Name: "field", Value: "phone"}})
	})
}

// Protects: the key is made once, is readable for its owner only, and a key that others can read or that is damaged is refused.
func TestKey(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "keys")
	first, err := store.LoadKey(dir)
	check.NoError(t, err)
	again, err := store.LoadKey(dir)
	check.NoError(t, err)
	check.True(t, first.Equal(again), "a second key")
	path := filepath.Join(dir, "audit.key")
	info, err := os.Stat(path)
	check.NoError(t, err)
	check.Equal(t, info.Mode().Perm(), 0o600)
	check.NoError(t, os.Chmod(path, 0o640))
	_, err = store.LoadKey(dir)
	check.Fault(t, err, "audit.key_rights")
	check.NoError(t, os.Chmod(path, 0o600))
	check.NoError(t, os.WriteFile(path, []byte("x"), 0o600))
	_, err = store.LoadKey(dir)
	check.Fault(t, err, "audit.key_unusable")
}

// Protects: a head is signed when there is something new and only then.
func TestSign(t *testing.T) {
	d := dbtest.SQLite(t)
	s, dir := newSigner(t, d)
	head, err := s.Sign(ctx)
	check.NoError(t, err)
	check.Equal(t, head.Seq, 0)
	fill(t, d, 3)
	for range 2 {
		head, err = s.Sign(ctx)
		check.NoError(t, err)
		check.Equal(t, head.Seq, 3)
	}
	outside, err := store.OutsideHeads(dir)
	check.NoError(t, err)
	check.Equal(t, outside, []audit.Head{head})
	check.Equal(t, verify(t, d, s).Heads, 1)
	fill(t, d, 1000)
	running, stop := context.WithCancel(ctx)
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		s.Run(running, func(err error) { t.Error(err) })
	}()
	for verify(t, d, s).Signed != 1003 { // for ever means that it fails, by the time that all tests have
		time.Sleep(100 * time.Millisecond)
	}
	stop()
	<-ended
}

func BenchmarkAppend(b *testing.B) {
	d := dbtest.SQLite(b)
	var wg sync.WaitGroup
	b.ResetTimer()
	for w := range 32 {
		wg.Go(func() {
			for i := w; i < b.N; i += 32 {
				act(b, d, audit.By(officer, 1, "person.reveal").On("person", "p").Because("核实").With("field", "phone"))
			}
		})
	}
	wg.Wait()
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "tx/s")
}

func BenchmarkVerify(b *testing.B) {
	d := dbtest.SQLite(b)
	fill(b, d, 10_000)
	s, _ := newSigner(b, d)
	for b.Loop() {
		verify(b, d, s)
	}
	b.ReportMetric(10_000*float64(b.N)/b.Elapsed().Seconds(), "entries/s")
}
