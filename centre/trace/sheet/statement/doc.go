// Package statement reads bank statements (银行流水, 交易明细) as banks give them: CSV in the charsets of Chinese systems and
// workbooks, under column names of the bank's own choice. A Map says which column is which field of the canonical form (the
// transaction detail query); it is guessed from the names, shown to the analyst, and may be changed before anything is kept.
//
// One row becomes one Record, seen from the account whose statement it is: money that left it (借, 支出) or came to it
// (贷, 收入). Amounts are whole fen, times are UTC microseconds; a file's clock is China's.
//
// It is strict: a row that cannot be read exactly is refused by line, column and reason, and the rows around it are kept.
// Nothing is repaired by guessing; an account number that a spreadsheet program has turned into 6.22E+18 is refused aloud,
// because its last digits are gone. Rows that move nothing (totals, failed transactions, zero amounts) are skipped and counted.
//
// It keeps nothing (centre/trace/sheet does) and knows no banks: names of columns are data (rulebook/fieldmap.yaml).
package statement
