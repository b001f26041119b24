// Package store keeps sheets in the records store: tables sheet, sheet_act, sheet_file, sheet_block, sheet_map. It makes no
// decisions; it keeps what must hold (one entry a version, the same content once in a sheet, no block of an import that was
// taken over) by constraints and conditions, and writes each change with its audit entry and event in one transaction.
package store
