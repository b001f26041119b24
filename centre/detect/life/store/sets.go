package store

import (
	"context"
	"encoding/json"
	"fmt"

	"fanzha/base/audit"
	auditstore "fanzha/base/audit/store"
	"fanzha/centre/detect/life"
	"fanzha/internal/db"
	"fanzha/term/region"
	"fanzha/term/when"
)

// Epoch says from which place of a partition's log a set was in force.
type Epoch struct {
	Partition int
	N         int64
	Set       string // hash
	After     uint64 // envelopes after this place
	At        when.Micros
}

// KeepSet keeps the files of a set, so that a replay can compile it again.
func (s *Store) KeepSet(ctx context.Context, hash string, layers []life.Layer, at when.Micros) error {
	files, texts := life.FilesOf(layers)
	body, err := json.Marshal(files)
	if err != nil {
		return fmt.Errorf("set of scenarios: %w", err)
	}
	return s.db.Write(ctx, func(tx db.Tx) error {
		for h, text := range texts {
			err := putText(ctx, tx, h, text)
			if err != nil {
				return err
			}
		}
		_, err := tx.Exec(ctx, `insert into scenario_set (hash, body, at) values (?, ?, ?) on conflict (hash) do nothing`, hash, string(body), int64(at))
		return err
	})
}

// Set gives the files of a set back.
func (s *Store) Set(ctx context.Context, hash string) ([]life.Layer, error) {
	var body string
	err := s.db.QueryRow(ctx, `select body from scenario_set where hash = ?`, hash).Scan(&body)
	if err != nil {
		return nil, db.Wrap("read set of scenarios", err)
	}
	var files []life.SetFile
	err = json.Unmarshal([]byte(body), &files)
	if err != nil {
		return nil, fmt.Errorf("set %s: %w", hash, err)
	}
	texts := map[string]string{}
	for _, f := range files {
		var text string
		err = s.db.QueryRow(ctx, `select body from scenario_text where hash = ?`, f.Hash).Scan(&text)
		if err != nil {
			return nil, db.Wrap("read text of a scenario", err)
		}
		texts[f.Hash] = text
	}
	return life.LayersOf(files, texts)
}

// Seal writes down that a set is in force in a partition from a place on, with its audit entry. A set that is in force already is not
// written again.
func (s *Store) Seal(ctx context.Context, e Epoch) error {
	return s.db.Write(ctx, func(tx db.Tx) error {
		var n int64
		err := tx.QueryRow(ctx, `select coalesce(max(n), 0) from scenario_epoch where partition_no = ?`, e.Partition).Scan(&n)
		if err != nil {
			return db.Wrap("read places of sets", err)
		}
		if n > 0 {
			var have string
			err = tx.QueryRow(ctx, `select set_hash from scenario_epoch where partition_no = ? and n = ?`, e.Partition, n).Scan(&have)
			if err != nil || have == e.Set {
				return db.Wrap("read places of sets", err)
			}
		}
		_, err = tx.Exec(ctx, `insert into scenario_epoch (partition_no, n, set_hash, after_seq, at) values (?, ?, ?, ?, ?)`,
			e.Partition, n+1, e.Set, int64(e.After), int64(e.At))
		if err != nil {
			return err
		}
		return auditstore.Append(ctx, tx, audit.Entry{At: e.At, Actor: "system", ActorName: "system", Action: "scenario.in_force"}.
			On("scenario_set", e.Set).In(region.Root).With("partition", fmt.Sprint(e.Partition)).With("after", fmt.Sprint(e.After)))
	})
}

// Epochs are the sets that were in force in a partition, the first first.
func (s *Store) Epochs(ctx context.Context, partition int) ([]Epoch, error) {
	rows, err := s.db.Query(ctx, `select partition_no, n, set_hash, after_seq, at from scenario_epoch where partition_no = ? order by n`, partition)
	if err != nil {
		return nil, err
	}
	defer func() { _ = rows.Close() }()
	var out []Epoch
	for rows.Next() {
		var e Epoch
		var after, at int64
		err = rows.Scan(&e.Partition, &e.N, &e.Set, &after, &at)
		if err != nil {
			return nil, db.Wrap("read places of sets", err)
		}
		e.After, e.At = uint64(after), micros(at)
		out = append(out, e)
	}
	return out, db.Wrap("read places of sets", rows.Err())
}
