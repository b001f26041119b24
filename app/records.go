package app

import (
	"context"
	"crypto/ed25519"
	"os"
	"path/filepath"
	"strconv"

	accessstore "fanzha/base/access/store"
	auditstore "fanzha/base/audit/store"
	"fanzha/base/clock"
	"fanzha/internal/conf"
	"fanzha/internal/db"
	"fanzha/term/fault"
)

// Version is the program's version; a release sets it when it is linked.
var Version = "0.1.0"

// Places inside the data folder.
const (
	recordsFile  = "fanzha.db"
	keyFolder    = "keys"
	busFolder    = "bus"
	dedupeFolder = "dedupe"
	detectFolder = "detect"
	ownScenarios = "scenarios"
)

// KeyDir is where a centre keeps its keys.
func KeyDir(data string) string { return filepath.Join(data, keyFolder) }

// BusDir is where a centre keeps its log of signals, unless that is elsewhere by its settings.
func BusDir(data string) string { return filepath.Join(data, busFolder) }

// recordsDSN is the address of the records: PostgreSQL where it is set, else the file in the data folder.
func recordsDSN(s conf.Settings) string {
	if s.Database != "" {
		return s.Database
	}
	return "sqlite:" + filepath.Join(s.Data, recordsFile)
}

// OpenRecords opens the records for a command beside a running centre, or without one. It migrates nothing.
func OpenRecords(ctx context.Context, s conf.Settings) (*db.DB, error) {
	if s.Database == "" {
		_, err := os.Stat(filepath.Join(s.Data, recordsFile))
		if err != nil {
			return nil, ErrNoCentre.With(err)
		}
	}
	return db.Open(ctx, db.Options{DSN: recordsDSN(s)})
}

// Trust is what the audit chain of a centre is checked against: the key of this machine and the head it keeps outside the records.
func Trust(data string) (auditstore.VerifyOptions, error) {
	key, err := auditstore.LoadKey(KeyDir(data))
	if err != nil {
		return auditstore.VerifyOptions{}, err
	}
	heads, err := auditstore.OutsideHeads(KeyDir(data))
	if err != nil {
		return auditstore.VerifyOptions{}, err
	}
	return auditstore.VerifyOptions{Keys: []ed25519.PublicKey{key.Public().(ed25519.PublicKey)}, Heads: heads}, nil
}

// OpenPeople opens units, accounts and keys for a command of the machine's operator, beside a running centre or without one.
func OpenPeople(ctx context.Context, s conf.Settings) (*accessstore.Store, func(), error) {
	records, err := OpenRecords(ctx, s)
	if err != nil {
		return nil, nil, err
	}
	done := func() { _ = records.Close() }
	people, err := PeopleIn(records)
	if err != nil {
		done()
		return nil, nil, err
	}
	return people, done, nil
}

// PeopleIn are the units, accounts and keys in opened records, by the machine's clock.
func PeopleIn(records *db.DB) (*accessstore.Store, error) { return openPeople(records, clock.Wall{}) }

// fixPartitions keeps the number of partitions of a centre: with another number a person's signals would be elsewhere.
func fixPartitions(ctx context.Context, d *db.DB, n int) error {
	const name = "partitions"
	return d.Write(ctx, func(tx db.Tx) error {
		_, err := tx.Exec(ctx, `insert into centre_value (name, value) values (?, ?) on conflict (name) do nothing`, name, strconv.Itoa(n))
		if err != nil {
			return err
		}
		var have string
		err = tx.QueryRow(ctx, `select value from centre_value where name = ?`, name).Scan(&have)
		if err != nil {
			return db.Wrap("read partitions", err)
		}
		if have != strconv.Itoa(n) {
			return fault.New(ErrPartitions.Kind, ErrPartitions.Code, "have", have, "asked", n)
		}
		return nil
	})
}
