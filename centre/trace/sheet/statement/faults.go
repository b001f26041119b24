package statement

import "fanzha/term/fault"

// The refusals of a whole file. Texts are in term/fault/texts/sheet.yaml.
var (
	ErrFormat    = fault.New(fault.Invalid, "sheet.file_format")  // neither CSV nor a workbook
	ErrHeader    = fault.New(fault.Invalid, "sheet.file_header")  // no line with names of columns
	ErrMap       = fault.New(fault.Invalid, "sheet.map")          // a field or column that is not there, or twice
	ErrMissing   = fault.New(fault.Invalid, "sheet.map_missing")  // args: field
	ErrDirection = fault.New(fault.Invalid, "sheet.direction")    // nothing says which way the money went
	ErrTooBig    = fault.New(fault.Invalid, "sheet.file_too_big") // args: limit
	ErrRules     = fault.New(fault.Internal, "sheet.rules")       // the rulebook cannot be read
)

// Why says what is wrong with one row. The words are stable: screens have texts for them.
type Why string

// The reasons.
const (
	BadText     Why = "text"     // bytes that are no text, a quote without end, a cell that is too long
	BadColumns  Why = "columns"  // fewer cells than the header
	BadTime     Why = "time"     // no date and time that can be understood
	BadAmount   Why = "amount"   // no amount, or finer than a fen
	BadSide     Why = "side"     // which way the money went is not said
	BadBoth     Why = "both"     // 支出 and 收入 both filled in
	BadBalance  Why = "balance"  // no amount where the balance stands
	BadAccount  Why = "account"  // empty, or characters that no account has
	Damaged     Why = "damaged"  // 6.22E+18: a spreadsheet program has lost the last digits
	BadCurrency Why = "currency" // not yuan: amounts in fen cannot be added to it
)

// BadRow is one row that was not taken over. It never holds what stands in the row.
type BadRow struct {
	Line   int64  `json:"line"`
	Column string `json:"column"`
	Why    Why    `json:"why"`
	Sheet  string `json:"sheet,omitempty"` // of a workbook with several
}
