// Package cube counts facts (统计计数) in memory: it implements stats.Counter over what the store of facts holds, so that a figure
// is read in microseconds, a whole issue of a bulletin in a fraction of a second, and the list behind every figure opens at once.
//
// # What is kept
//
// Every measure has a table of its own, with its own numbering of values: units, regions, values of each side. The facts of one
// measure and day stand together in runs of up to 4,096 rows, column by column: id (16 bytes), Seq and time of day (4 and 5), and for
// each column as many bytes as the values need that were ever seen; a side that nobody fills in, an N that is always 1 and a Fen that
// is always 0 take none. Runs are outside the Go heap (internal/hugepage).
//
// # Roll-ups
//
// Each day, and each block of 32 days, keeps its sum, and for every column the sums by value as soon as there are eight facts for
// each value. Rows that are put in are added to them column by column when a batch ends; a fact that is corrected or withdrawn is taken
// out first. So they are exact after every batch, and never take more than four bytes for each fact and column. A question about
// one column (a unit or those under it; a type; groups by region) reads blocks and days. One about more scans the rows of exactly the days
// and measure asked for, and what it finds in a block or in eight days of it is kept for the next question under the same filters, until
// a fact there changes.
//
// # Correction
//
// An index of twelve places a line of memory finds the row of an id: by its hash, and then by the id itself, which is kept whole. Two ids
// with one hash are two ids; a collision costs a comparison. Of two facts with one measure and id the larger Seq counts; of two with the same
// Seq the one that an order of all facts puts last, so that the order in which facts come never changes an answer. What is withdrawn (Gone) is
// remembered by its id and Seq.
//
// # Consistency
//
// One writer at a time; readers hold the lock of one table for one question, and see all or nothing of a batch's part of that measure.
// Sums are exact: facts whose sums could overflow are refused. Nothing is written to disk: a start loads the store's facts again (Load).
package cube
