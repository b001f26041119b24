package store

import (
	"context"
	"database/sql"
	"errors"
	"regexp"
	"strings"

	"fanzha/base/access"
	"fanzha/internal/db"
	"fanzha/term/region"
	"fanzha/term/when"
)

// Authority is the standing authority of a unit's duty post (值班授权): under whose hand orders to banks go out at once. Two
// different officers and one legal document; it ends by itself.
type Authority struct {
	Unit           string
	Officers       [2]AuthorityOfficer
	DocumentKind   string
	DocumentNumber string
	DocumentSHA256 string // hex, of the scanned document
	Until          when.Micros
	SetBy          string
	SetAt          when.Micros
	Version        int64 // 0: none was set before
}

// AuthorityOfficer is one of the two.
type AuthorityOfficer struct{ ID, Name, Phone string }

// authorityLongest bounds an authority: a longer one is renewed instead, so that somebody looks at it.
const authorityLongest = 366 * when.Day

var sha256Form = regexp.MustCompile(`^[0-9a-f]{64}$`)

func (a Authority) check(now when.Micros) error {
	for _, o := range a.Officers {
		for field, text := range map[string]string{"officers.id": o.ID, "officers.name": o.Name, "officers.phone": o.Phone} {
			_, err := access.Name(field, text)
			if err != nil {
				return err
			}
		}
	}
	_, err := access.Name("document.kind", a.DocumentKind)
	if err == nil {
		_, err = access.Name("document.number", a.DocumentNumber)
	}
	switch {
	case err != nil:
		return err
	case a.Officers[0].ID == a.Officers[1].ID:
		return refuse(access.ErrInput, "field", "officers")
	case !sha256Form.MatchString(a.DocumentSHA256):
		return refuse(access.ErrInput, "field", "document.sha256")
	case a.Until <= now || a.Until > now+authorityLongest:
		return refuse(access.ErrInput, "field", "until")
	}
	return nil
}

// SetAuthority gives or renews the authority of the caller's own unit at its version.
func (s *Store) SetAuthority(ctx context.Context, scope access.Scope, a Authority) (Authority, error) {
	err := scope.Require(access.ClaimReview)
	if err != nil {
		return a, err
	}
	if !scope.Covers(a.Unit) {
		return a, access.ErrUnitNotFound
	}
	now := s.clock.Now()
	a.DocumentSHA256 = strings.ToLower(a.DocumentSHA256)
	err = a.check(now)
	if err != nil {
		return a, err
	}
	a.SetBy, a.SetAt = scope.Name, now
	err = s.act(ctx, func(tx db.Tx) (access.Act, error) {
		e := s.entry(scope, "authority.set").On("authority", a.Unit).In(a.Unit).With("officers", a.Officers[0].ID+" "+a.Officers[1].ID).
			With("document", a.DocumentKind+" "+a.DocumentNumber).With("sha256", a.DocumentSHA256)
		found, err := changed(ctx, tx, `insert into authority (unit, officer1_id, officer1_name, officer1_phone, officer2_id, officer2_name,
			officer2_phone, document_kind, document_number, document_sha256, until, set_by, set_at, version) values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 1)
			on conflict (unit) do update set officer1_id = excluded.officer1_id, officer1_name = excluded.officer1_name, officer1_phone = excluded.officer1_phone,
			officer2_id = excluded.officer2_id, officer2_name = excluded.officer2_name, officer2_phone = excluded.officer2_phone,
			document_kind = excluded.document_kind, document_number = excluded.document_number, document_sha256 = excluded.document_sha256,
			until = excluded.until, set_by = excluded.set_by, set_at = excluded.set_at, version = authority.version + 1 where authority.version = ?`,
			a.Unit, a.Officers[0].ID, a.Officers[0].Name, a.Officers[0].Phone, a.Officers[1].ID, a.Officers[1].Name, a.Officers[1].Phone,
			a.DocumentKind, a.DocumentNumber, a.DocumentSHA256, int64(a.Until), a.SetBy, int64(now), a.Version)
		if err == nil && !found {
			err = access.ErrAuthorityVersion
		}
		return e, err
	})
	a.Version++
	return a, err
}

// Authority returns the authority in force for a unit: its own, else that of the nearest unit above it that has one.
func (s *Store) Authority(ctx context.Context, scope access.Scope, unit string) (Authority, error) {
	if !scope.Covers(unit) {
		return Authority{}, access.ErrUnitNotFound
	}
	now := s.clock.Now()
	for _, code := range append([]string{unit}, region.Parents(unit)...) {
		a := Authority{Unit: code}
		o := &a.Officers
		err := s.db.QueryRow(ctx, `select officer1_id, officer1_name, officer1_phone, officer2_id, officer2_name, officer2_phone, document_kind,
			document_number, document_sha256, until, set_by, set_at, version from authority where unit = ? and until > ?`, code, int64(now)).
			Scan(&o[0].ID, &o[0].Name, &o[0].Phone, &o[1].ID, &o[1].Name, &o[1].Phone, &a.DocumentKind, &a.DocumentNumber, &a.DocumentSHA256,
				&a.Until, &a.SetBy, &a.SetAt, &a.Version)
		if errors.Is(err, sql.ErrNoRows) {
			continue
		}
		return a, db.Wrap("read authority", err)
	}
	return Authority{}, access.ErrNoAuthority
}
