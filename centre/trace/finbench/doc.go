// Package finbench answers the four reads of LDBC FinBench's transaction workload that are fund tracing, over FinBench's own
// files: 1 (accounts behind blocked media), 2 (loans upstream of a person), 5 (exact transfer traces) and 8 (where a loan
// went). It is derived from FinBench and not audited; docs/trace.md says how each definition was read.
//
// Common to all: both ends of the window are outside of it; an account's transfers of one kind are sorted by time, newest
// first, and cut to the limit before the window is applied; a transfer from an account to itself leads nowhere.
//
// It holds the whole snapshot in memory, does not change it, and has nothing to do with cases of the centre.
package finbench
