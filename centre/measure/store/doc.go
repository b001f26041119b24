// Package store keeps freezes, restrictions, marks and objections in the records store: tables measure_freeze,
// measure_restriction, measure_mark, measure_objection. It makes no decisions; it keeps what must hold (the same money frozen
// once, an amount in every freeze, an end for everything, one open objection against an object, nothing saved on a stale row) by
// constraints, and writes each change with its audit entry and events in one transaction.
package store
