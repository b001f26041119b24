package folder

import "fanzha/term/fault"

// What can be wrong with a folder or a file. Arguments name the place, never the content.
var (
	ErrFolder   = fault.New(fault.Unavailable, "folder.away")      // args: folder; cannot be made, read or written
	ErrTooLarge = fault.New(fault.Invalid, "folder.too_large")     // args: limit
	ErrCSV      = fault.New(fault.Invalid, "folder.csv")           // args: line
	ErrColumn   = fault.New(fault.Invalid, "folder.column")        // args: column; unknown, twice or missing
	ErrCell     = fault.New(fault.Invalid, "folder.cell")          // args: line, column
	ErrHead     = fault.New(fault.Invalid, "folder.head")          // args: line; two lines of one answer disagree
	ErrEmpty    = fault.New(fault.Invalid, "folder.empty")         // no line after the header
	ErrTooMany  = fault.New(fault.Invalid, "folder.too_many")      // args: limit; lines
	ErrForeign  = fault.New(fault.Denied, "folder.foreign_answer") // the answer names another bank than the folder's
)
