package db

import (
	"bufio"
	"bytes"
	"cmp"
	"compress/gzip"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"

	"fanzha/term/fault"
	"fanzha/term/when"
)

// Bounds of the archive of events.
const (
	archivePack  = 200       // events packed together
	archiveBytes = 256 << 20 // of one pack, unpacked: a wrong pack must not take the memory
	archivePage  = 16        // packs read at once
)

// errArchive: a pack of the archive is not what was written.
var errArchive = fault.New(fault.Internal, "db.archive_broken")

// kept is an event as the archive writes it.
type kept struct {
	Seq     int64       `json:"s"`
	Kind    string      `json:"k"`
	Subject string      `json:"i,omitempty"`
	Unit    string      `json:"u,omitempty"`
	At      when.Micros `json:"a"`
	Body    string      `json:"b"`
}

// PruneEvents moves up to limit events that are older than before, and that every reader has passed, from the outbox to the archive. It
// returns how many.
func PruneEvents(ctx context.Context, t Tx, before when.Micros, limit int) (int64, error) {
	rows, err := t.Query(ctx, `delete from event where seq in (
		select seq from event where at < ? and seq <= (select coalesce(min(seq), 0) from event_cursor) order by seq limit ?)
		returning seq, kind, subject, unit, at, body`, int64(before), limit)
	if err != nil {
		return 0, err
	}
	gone, err := scanEvents(rows)
	if err != nil {
		return 0, err
	}
	slices.SortFunc(gone, func(a, b Event) int { return cmp.Compare(a.Seq, b.Seq) })
	for pack := range slices.Chunk(gone, archivePack) {
		packed, err := pressed(pack)
		if err != nil {
			return 0, err
		}
		_, err = t.Exec(ctx, `insert into event_archive (first_seq, last_seq, n, packed) values (?, ?, ?, ?)`, pack[0].Seq, pack[len(pack)-1].Seq, len(pack), packed)
		if err != nil {
			return 0, err
		}
	}
	return int64(len(gone)), nil
}

func pressed(events []Event) ([]byte, error) {
	var out bytes.Buffer
	zip := gzip.NewWriter(&out)
	lines := json.NewEncoder(zip)
	lines.SetEscapeHTML(false)
	for _, e := range events {
		err := lines.Encode(kept{e.Seq, e.Kind, e.Subject, e.Unit, e.At, string(e.Body)})
		if err != nil {
			return nil, fmt.Errorf("pack events: %w", err)
		}
	}
	err := zip.Close()
	if err != nil {
		return nil, fmt.Errorf("pack events: %w", err)
	}
	return out.Bytes(), nil
}

func unpressed(packed []byte) ([]Event, error) {
	zip, err := gzip.NewReader(bytes.NewReader(packed))
	if err != nil {
		return nil, errArchive.With(err)
	}
	lines := json.NewDecoder(bufio.NewReader(io.LimitReader(zip, archiveBytes)))
	var out []Event
	for {
		var k kept
		err = lines.Decode(&k)
		if errors.Is(err, io.EOF) {
			return out, nil
		}
		if err != nil {
			return nil, errArchive.With(err)
		}
		out = append(out, Event{k.Seq, k.Kind, k.Subject, k.Unit, k.At, []byte(k.Body)})
	}
}

// Archived gives every event of the archive, pack by pack. Within a pack they are in order; one that happened long before it was told
// may stand in a pack before those with smaller numbers.
func (d *DB) Archived(ctx context.Context, each func(Event) error) error {
	for after := int64(-1); ; {
		packs, last, err := d.archived(ctx, after)
		if err != nil {
			return err
		}
		for _, p := range packs {
			events, err := unpressed(p.packed)
			if err != nil {
				return err
			}
			if len(events) != p.n {
				return errArchive.With(fmt.Errorf("%d events where %d were packed", len(events), p.n))
			}
			for _, e := range events {
				err = each(e)
				if err != nil {
					return err
				}
			}
		}
		if len(packs) < archivePage {
			return nil
		}
		after = last
	}
}

// packOf is a row of the archive.
type packOf struct {
	n      int
	packed []byte
}

func (d *DB) archived(ctx context.Context, after int64) (out []packOf, last int64, err error) {
	rows, err := d.Query(ctx, `select first_seq, n, packed from event_archive where first_seq > ? order by first_seq limit ?`, after, archivePage)
	if err != nil {
		return nil, 0, err
	}
	defer func() { _ = rows.Close() }()
	for rows.Next() {
		var p packOf
		err = rows.Scan(&last, &p.n, &p.packed)
		if err != nil {
			return nil, 0, Wrap("read archived events", err)
		}
		out = append(out, p)
	}
	return out, last, Wrap("read archived events", rows.Err())
}
