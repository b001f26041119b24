package store

import (
	"context"
	"crypto/ed25519"
	"database/sql"
	"errors"
	"io"

	"fanzha/base/audit"
	"fanzha/internal/db"
)

// VerifyOptions say whom to trust.
type VerifyOptions struct {
	Keys  []ed25519.PublicKey // of the machines that sign
	Heads []audit.Head        // signed heads kept outside the database: they show a cut that took the stored heads along
}

// page is how many entries are read at once: short reads, so that a long verification holds no snapshot.
const page = 2000

// Verify checks the whole chain. The error is for a store that cannot be read; what is wrong with the chain is in the report.
func Verify(ctx context.Context, q db.Queryer, o VerifyOptions) (audit.Report, error) {
	v := audit.NewVerifier(o.Keys)
	tip, err := walk(ctx, q, visitor{
		entry:      func(s audit.Stored) error { v.Add(s); return stopped(v) },
		head:       func(h audit.Head) error { v.AddHead(h); return stopped(v) },
		unreadable: func() error { v.Unreadable(); return stopped(v) },
	})
	if err != nil && !errors.Is(err, errStop) {
		return audit.Report{}, err
	}
	report := v.Finish(tip.Seq, tip.Hash)
	if !report.OK() {
		return report, nil
	}
	return report, checkOutside(ctx, q, o, &report)
}

// errStop ends a walk early.
var errStop = errors.New("stop")

func stopped(v *audit.Verifier) error {
	if v.Done() {
		return errStop
	}
	return nil
}

// checkOutside compares heads kept outside with the entries they name.
func checkOutside(ctx context.Context, q db.Queryer, o VerifyOptions, r *audit.Report) error {
	for _, h := range o.Heads {
		what := ""
		var hash []byte
		err := q.QueryRow(ctx, `select hash from audit_entry where seq = ?`, h.Seq).Scan(&hash)
		switch {
		case !signedByAny(h, o.Keys):
			what = audit.BrokenSignature
		case errors.Is(err, sql.ErrNoRows):
			r.Broken = &audit.Break{Seq: r.Entries + 1, What: audit.BrokenTruncated}
			return nil
		case err != nil:
			return db.Wrap("verify audit", err)
		case string(hash) != string(h.Hash[:]):
			what = audit.BrokenHead
		}
		if what != "" {
			r.Broken = &audit.Break{Seq: h.Seq, What: what}
			return nil
		}
		r.Heads++
		r.Signed = max(r.Signed, h.Seq)
	}
	return nil
}

func signedByAny(h audit.Head, keys []ed25519.PublicKey) bool {
	for _, k := range keys {
		if h.SignedBy(k) {
			return true
		}
	}
	return false
}

// Export writes the whole chain with its heads as lines that audit.VerifyFile checks offline.
func Export(ctx context.Context, q db.Queryer, w io.Writer) (entries int64, err error) {
	out := audit.NewWriter(w)
	end := audit.Head{Hash: audit.Genesis}
	_, err = walk(ctx, q, visitor{
		entry: func(s audit.Stored) error {
			end.Seq, end.Hash = s.Seq, s.Hash
			entries++
			return out.Entry(s)
		},
		head:       out.Head,
		unreadable: func() error { return audit.ErrFile },
	})
	if err != nil {
		return entries, err
	}
	return entries, out.End(end.Seq, end.Hash)
}

// visitor is called in the order of the chain, heads after their entries.
type visitor struct {
	entry      func(audit.Stored) error
	head       func(audit.Head) error
	unreadable func() error
}

// walk reads the chain in pages and returns where the store says it ends. The newest entry and head are looked up before the
// end, so that acts committed meanwhile do not look like a fault.
func walk(ctx context.Context, q db.Queryer, v visitor) (audit.Head, error) {
	var newest, newestHead int64
	err := q.QueryRow(ctx, `select (select coalesce(max(seq), 0) from audit_entry), (select coalesce(max(seq), 0) from audit_head)`).
		Scan(&newest, &newestHead)
	if err != nil {
		return audit.Head{}, db.Wrap("verify audit", err)
	}
	tip, err := Tip(ctx, q)
	if err != nil {
		return audit.Head{}, err
	}
	until := max(newest, newestHead, tip.Seq)
	w := walker{q: q, visitor: v, heads: headReader{q: q, until: until}, until: max(newest, tip.Seq)}
	for {
		more, pageErr := w.page(ctx)
		if pageErr != nil {
			return tip, pageErr
		}
		if !more {
			return tip, w.heads.upTo(ctx, until, v.head)
		}
	}
}

// row is an entry as it was found; sound is false when it has not the form of an entry.
type row struct {
	audit.Stored
	sound bool
}

// walker is a walk along the chain.
type walker struct {
	visitor
	q     db.Queryer
	heads headReader
	after int64 // the entry visited last
	until int64
}

// page visits the next page of entries; false when there was none.
func (w *walker) page(ctx context.Context) (bool, error) {
	found, err := readPage(ctx, w.q, w.after, w.until)
	if err != nil {
		return false, err
	}
	for _, r := range found {
		if !r.sound {
			return false, w.unreadable()
		}
		err = w.heads.upTo(ctx, r.Seq-1, w.head)
		if err != nil {
			return false, err
		}
		err = w.entry(r.Stored)
		if err != nil {
			return false, err
		}
		w.after = r.Seq
	}
	return len(found) > 0, nil
}

// readPage returns entries after a place; the first that is not sound is the last of the page.
func readPage(ctx context.Context, q db.Queryer, after, until int64) ([]row, error) {
	rows, err := q.Query(ctx, `select `+columns+` from audit_entry where seq > ? and seq <= ? order by seq limit ?`, after, until, page)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var out []row
	for rows.Next() {
		s, sound, scanErr := scan(rows)
		sound = sound && scanErr == nil
		out = append(out, row{s, sound})
		if !sound {
			return out, nil
		}
	}
	return out, db.Wrap("verify audit", rows.Err())
}

// headReader reads signed heads in order, a page ahead.
type headReader struct {
	q     db.Queryer
	until int64
	ahead []audit.Head
	after int64
	ended bool
}

// upTo hands over the heads of entries up to seq.
func (r *headReader) upTo(ctx context.Context, seq int64, visit func(audit.Head) error) error {
	for {
		if len(r.ahead) == 0 && !r.ended {
			err := r.fill(ctx)
			if err != nil {
				return err
			}
		}
		if len(r.ahead) == 0 || r.ahead[0].Seq > seq {
			return nil
		}
		err := visit(r.ahead[0])
		if err != nil {
			return err
		}
		r.ahead = r.ahead[1:]
	}
}

func (r *headReader) fill(ctx context.Context) error {
	found, err := readHeads(ctx, r.q, `select seq, key, at, hash, signature from audit_head
		where seq > ? and seq <= ? order by seq, key limit ?`, r.after, r.until, page)
	if err != nil {
		return err
	}
	r.ended = len(found) < page
	if !r.ended { // the heads of the last entry may go on behind the page: leave them for the next
		last := found[len(found)-1].Seq
		for len(found) > 0 && found[len(found)-1].Seq == last {
			found = found[:len(found)-1]
		}
	}
	if len(found) > 0 {
		r.after = found[len(found)-1].Seq
	}
	r.ahead = found
	return nil
}

func readHeads(ctx context.Context, q db.Queryer, query string, args ...any) ([]audit.Head, error) {
	rows, err := q.Query(ctx, query, args...)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var out []audit.Head
	for rows.Next() {
		var h audit.Head
		var hash []byte
		err = rows.Scan(&h.Seq, &h.Key, &h.At, &hash, &h.Signature)
		if err != nil {
			return nil, db.Wrap("read heads", err)
		}
		copy(h.Hash[:], hash)
		out = append(out, h)
	}
	return out, db.Wrap("read heads", rows.Err())
}

// Tip returns where the chain ends: place and hash.
func Tip(ctx context.Context, q db.Queryer) (audit.Head, error) {
	tip := audit.Head{Hash: audit.Genesis}
	var hash []byte
	err := q.QueryRow(ctx, `select seq, hash from audit_chain where one = 1`).Scan(&tip.Seq, &hash)
	if errors.Is(err, sql.ErrNoRows) {
		return tip, nil
	}
	copy(tip.Hash[:], hash)
	return tip, db.Wrap("audit chain", err)
}

// LastHead returns the newest signed head, a zero one when there is none.
func LastHead(ctx context.Context, q db.Queryer) (audit.Head, error) {
	found, err := readHeads(ctx, q, `select seq, key, at, hash, signature from audit_head order by seq desc, at desc limit 1`)
	if err != nil || len(found) == 0 {
		return audit.Head{}, err
	}
	return found[0], nil
}
