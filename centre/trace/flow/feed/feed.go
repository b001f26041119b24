// Package feed takes the signal log into the engine: the transfers of one entry at a time, with the entry's place.
package feed

import (
	"fanzha/centre/trace"
	"fanzha/centre/trace/flow"
	"fanzha/term/when"
)

// Paid is an accepted signal of kind transfer, as far as it concerns the flow of money.
type Paid struct {
	Source, ID string // of the signal; together they name the transfer, as Source/ID
	From       string // account of the payer; without one the transfer cannot be followed and is counted as invalid
	To         string // account of the payee
	At         when.Micros
	Fen        int64
	Channel    string
	Payer      flow.Party
	Payee      flow.Party
}

// Feed takes the log of one partition in. It belongs to one goroutine. The use is: ask Position, read the log from behind it, Put the
// transfers of an entry, Commit the entry's place.
type Feed struct {
	e         *flow.Engine
	partition int
	ts        []trace.Transfer
	parties   []flow.AccountParty
}

// New returns the feed of a partition.
func New(e *flow.Engine, partition int) *Feed { return &Feed{e: e, partition: partition} }

// Position is the place of the last entry that was taken in.
func (f *Feed) Position() uint64 { return f.e.Position(f.partition) }

// Put adds one transfer to the entry at hand.
func (f *Feed) Put(p Paid) {
	f.ts = append(f.ts, trace.Transfer{ID: TransferID(p.Source, p.ID), From: p.From, To: p.To, At: p.At, Fen: p.Fen, Kind: p.Channel})
	if p.Payee != (flow.Party{}) && p.To != "" {
		f.parties = append(f.parties, flow.AccountParty{Account: p.To, Party: p.Payee})
	}
	if p.Payer != (flow.Party{}) && p.From != "" {
		f.parties = append(f.parties, flow.AccountParty{Account: p.From, Party: p.Payer})
	}
}

// TransferID is the id under which a signal's transfer is known here.
func TransferID(source, id string) string { return source + "/" + id }

// Commit takes the entry in. With a fault nothing of it is taken in and it may be committed again.
func (f *Feed) Commit(position uint64) error {
	_, err := f.e.AddBatch(flow.Batch{Partition: f.partition, Position: position, Transfers: f.ts, Parties: f.parties})
	if err != nil {
		return err
	}
	f.Reset()
	return nil
}

// Reset forgets what was put.
func (f *Feed) Reset() {
	clear(f.ts)
	clear(f.parties)
	f.ts, f.parties = f.ts[:0], f.parties[:0]
}
