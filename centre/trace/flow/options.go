package flow

import (
	"fanzha/centre/trace"
	"fanzha/centre/trace/flow/slab"
	"fanzha/term/when"
)

// Options say how large an engine may become. Address space is reserved for that; memory is used as transfers come.
type Options struct {
	Transfers    int         // most transfers; 0 is DefaultTransfers
	Accounts     int         // most accounts; 0 is a quarter of Transfers
	Keep         when.Micros // how far before the first transfer another may be; 0 is DefaultKeep
	PartyBytes   int         // most bytes of names of holders; 0 is 32 an account
	IDOrder      trace.Order // of ids of transfers; ByNumber refuses what is no number
	AccountOrder trace.Order // of ids of accounts; ByNumber refuses what is no number
}

const (
	// DefaultTransfers is what an engine may hold unless told otherwise: two months of a large city.
	DefaultTransfers = 1 << 27
	// MostTransfers bounds Options.Transfers: a transfer's number has 32 bits and its cells lie within 32 bits of cells.
	MostTransfers = 1 << 29
	// DefaultKeep is how far back the first transfer's engine reaches.
	DefaultKeep = 60 * when.Day
	// MostKeep is the largest Keep: it leaves a hundred days ahead of the first transfer.
	MostKeep = 100 * when.Day
	// MaxBatch is the most transfers in one batch: more than any entry of the signal log can hold.
	MaxBatch = 1 << 15

	cellsEach   = 4  // cells reserved a transfer: arrays that were outgrown and not yet used again are among them
	accountText = 16 // bytes reserved an account for ids that are no number
	idText      = 40 // bytes reserved a transfer for its id
	partyText   = 32 // bytes reserved an account for its holder
	apartEach   = 64 // transfers for each of which one may be too large for a record
)

// withDefaults fills in and bounds.
func (o Options) withDefaults() Options {
	if o.Transfers <= 0 {
		o.Transfers = DefaultTransfers
	}
	o.Transfers = min(o.Transfers, MostTransfers)
	if o.Accounts <= 0 {
		o.Accounts = o.Transfers/4 + 2
	}
	o.Accounts = min(o.Accounts, o.Transfers*2+2)
	if o.Keep <= 0 {
		o.Keep = DefaultKeep
	}
	o.Keep = min(o.Keep, MostKeep)
	if o.PartyBytes <= 0 {
		o.PartyBytes = o.Accounts * partyText
	}
	o.PartyBytes = min(o.PartyBytes, 1<<32-2)
	return o
}

// batchMax is the most transfers in one batch of an engine of this size.
func (o Options) batchMax() int { return min(MaxBatch, o.Transfers) }

// worst is the most cells that taking in a batch can need at once: two arrays of the largest size for each transfer.
func (o Options) worst() int {
	return o.batchMax() * 2 * slab.Largest(o.Transfers+1)
}

// cells is how many cells are reserved in each direction.
func (o Options) cells() int { return min(o.Transfers*cellsEach+2*o.worst(), 1<<32-1) }
