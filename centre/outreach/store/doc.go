// Package store keeps publicity in the records store: one table a kind of record (outreach_event, outreach_message …). It makes no
// decisions; it keeps what must hold (a stock never below nothing, one level of an area a day, a message approved by somebody else,
// nothing saved on a stale row) by constraints, and writes each change with its audit entry and event in one transaction.
package store
