// Package store keeps work orders in the records store: tables dispatch_order, dispatch_step, dispatch_cause. It makes no
// decisions; it keeps what must hold (one order per cause, one open order per warning and unit, nothing saved on a stale
// row) by constraints, and writes each change with its history, audit entry and events in one transaction.
package store
