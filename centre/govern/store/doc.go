// Package store keeps the records of the joint conference: one table a book, all of one shape (what is searched by in columns, the rest
// as JSON). It makes no decisions; it keeps what may be there once (a member's code, a liaison's place, a duty's term, a ranking of a
// month, a return of a period) and that nothing is saved on a stale row by constraints, and writes each change with its audit entry
// and events in one transaction.
package store
