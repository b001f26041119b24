// Package facts reads published facts (已公布的数): a table of figures that others printed, one a row, with its structure in columns:
// value, unit with its scale, claim, period, filter, comparison. It renders each row to the words it was printed in and reads them back.
//
// The words come from the structure. Where the structure allows several printings (上升 or 提升, 三年 or 3年, 36.2% or 36.20%), the one that
// occurs in the quote of the source is taken, and without a quote the usual one. The columns that hold the printed words themselves are
// not read at all. A quote never changes a number: it only decides between printings of the same one.
package facts
