// Package flow is the engine of switch mode (实时资金流向): the transfers that are known here, in memory, so that a trace of
// thousands of transfers takes a fraction of a millisecond while more than a million a second are appended. It gives the answers
// of package trace, edge for edge; only where they are kept differs.
//
// # What is kept
//
// Accounts are numbered in the order in which they are first seen. A transfer is one record (payer, payee, time, amount, kind) in
// the order of arrival; its place there is its number. Every account has two lists in order of (time, id): what left it, as cells
// of 12 bytes (coarse time, payee, number) that a trace walks without touching the records, and what entered it, as numbers of
// 4 bytes. A list is one array that moves to a larger one as it grows, or chunks of at most 4,096 cells when the account is a hub.
// Ids are kept whole, most of them as a beginning and a number. Nothing contains a pointer, so the garbage
// collector does not walk it, and everything large is reserved at its largest size and used as it fills (internal/hugepage).
//
// # Speed
//
// A trace is bound by reads of memory that wait. So lists are looked up in groups, what will be read is asked for before
// (internal/prefetch), accounts that pay nobody cost one read, a long list is searched from where the arrival stands among all
// transfers, and the set of accounts is a table that fits into the processor's cache. The edges of the last layer are found like all
// others, but its accounts are made when they are first asked for: what only sums edges does not pay for them.
//
// # Order and lateness
//
// Transfers may arrive in any order: each is inserted into its place by (time, id). One that is not late costs nothing extra. A late
// one copies at most one chunk per list (48 KiB) and, for a hub, its directory (8 bytes for each 2,048 to 4,096 transfers). Times
// from Options.Keep before the first transfer to 203 days after that are taken; others are refused (Refused counts them).
//
// # Consistency
//
// One writer at a time appends; any number of readers run beside it without locks. A reader works on a View: exactly the batches
// that were complete when it began, whatever is appended meanwhile. Arrays that were outgrown are used again only after every
// reader that could see them has ended (epochs), so a View that is kept open for long keeps memory from being used again.
//
// # Exactly once
//
// A batch carries its place in the log of its partition. A batch at or before the partition's place is left out, the places are
// part of a snapshot, and a snapshot is a prefix between two batches: after a restart the feed goes on from Position and no
// transfer is missing or counted twice. Within a batch each id is new: the intake sees to that.
//
// # Limits
//
// Options.Transfers, Options.Accounts and what follows from them (ErrFull, before anything of the batch is taken in); MaxBatch
// transfers in a batch; 255 kinds; MostReached accounts in one trace; slab.Readers views at a time. Drop forgets what is older than a
// moment by building anew: readers go on, the writer waits, and until it is done both copies are in memory.
//
// It does not decide what a trace is for (centre/stoppay), does not read the log (app pumps it in through Feed), and writes no
// files: a snapshot goes to an io.Writer.
package flow
