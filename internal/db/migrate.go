package db

import (
	"context"
	"errors"
	"io/fs"
	"slices"
	"strconv"
	"strings"

	"github.com/jackc/pgx/v5/pgconn"
	"github.com/pressly/goose/v3"
	"github.com/pressly/goose/v3/lock"

	"fanzha/term/fault"
)

// Migrate brings the schema up to this program, forward only. Several processes may call it on one PostgreSQL database:
// an advisory lock lets one work and the others find it done. Rooms number their files in ranges of their own, so a later
// release may add a file between two that are applied already; that is allowed.
func (d *DB) Migrate(ctx context.Context) error {
	err := d.refuseNewer(ctx)
	if err != nil {
		return err
	}
	handle, done, err := d.engine.migrationHandle()
	if err != nil {
		return err
	}
	opts := []goose.ProviderOption{goose.WithAllowOutofOrder(true), goose.WithDisableGlobalRegistry(true)}
	dialect := goose.DialectSQLite3
	if d.name == Postgres {
		dialect = goose.DialectPostgres
		locker, lockErr := lock.NewPostgresSessionLocker()
		if lockErr != nil {
			return errors.Join(Wrap("migrate", lockErr), done())
		}
		opts = append(opts, goose.WithSessionLocker(locker))
	}
	provider, err := goose.NewProvider(dialect, handle, d.migrations, opts...)
	if err != nil {
		return errors.Join(Wrap("migrate", err), done())
	}
	_, err = provider.Up(ctx)
	err = errors.Join(Wrap("migrate", err), done())
	if err != nil {
		return err
	}
	l, ok := d.engine.(*lite)
	if ok {
		return Wrap("migrate", l.learn(ctx))
	}
	return nil
}

// SchemaVersion returns the highest migration applied to the store, 0 when it is empty.
func (d *DB) SchemaVersion(ctx context.Context) (int64, error) {
	applied, err := d.applied(ctx)
	if err != nil || len(applied) == 0 {
		return 0, err
	}
	return slices.Max(applied), nil
}

// ProgramVersion returns the highest migration that this program knows.
func (d *DB) ProgramVersion() (int64, error) {
	known, err := d.known()
	if err != nil || len(known) == 0 {
		return 0, err
	}
	return slices.Max(known), nil
}

// Pending says whether Migrate has something to do.
func (d *DB) Pending(ctx context.Context) (bool, error) {
	applied, err := d.applied(ctx)
	if err != nil {
		return false, err
	}
	known, err := d.known()
	if err != nil {
		return false, err
	}
	for _, v := range known {
		if !slices.Contains(applied, v) {
			return true, nil
		}
	}
	return false, nil
}

// refuseNewer compares sets, not maxima: a newer release may have added a file with a lower number than our highest.
func (d *DB) refuseNewer(ctx context.Context) error {
	applied, err := d.applied(ctx)
	if err != nil {
		return err
	}
	known, err := d.known()
	if err != nil {
		return err
	}
	program := int64(0)
	if len(known) > 0 {
		program = slices.Max(known)
	}
	for _, v := range applied {
		if !slices.Contains(known, v) {
			return fault.New(ErrNewerSchema.Kind, ErrNewerSchema.Code, "store", slices.Max(applied), "program", program, "unknown", v)
		}
	}
	return nil
}

// applied lists the migrations in the store's own table; none when the table does not exist yet.
func (d *DB) applied(ctx context.Context) ([]int64, error) {
	rows, err := d.Query(ctx, `select distinct version_id from goose_db_version where version_id > 0`)
	if isNoTable(err) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var out []int64
	for rows.Next() {
		var v int64
		err = rows.Scan(&v)
		if err != nil {
			return nil, Wrap("schema version", err)
		}
		out = append(out, v)
	}
	err = rows.Err()
	if isNoTable(err) {
		return nil, nil
	}
	return out, Wrap("schema version", err)
}

func isNoTable(err error) bool {
	var e *pgconn.PgError
	if errors.As(err, &e) {
		return e.Code == "42P01"
	}
	return err != nil && strings.Contains(err.Error(), "no such table")
}

// known lists the migrations of this program by their file names: NNNN_what.sql.
func (d *DB) known() ([]int64, error) {
	names, err := fs.Glob(d.migrations, "*.sql")
	if err != nil {
		return nil, Wrap("list migrations", err)
	}
	var out []int64
	for _, name := range names {
		digits, _, _ := strings.Cut(name, "_")
		v, convErr := strconv.ParseInt(digits, 10, 64)
		if convErr != nil {
			return nil, ErrFailed.With(convErr)
		}
		out = append(out, v)
	}
	return out, nil
}
