package paper

import "fanzha/term/fault"

// What can be wrong with a file or a form. Arguments name the field as it is printed, never its content.
var (
	ErrTooLarge  = fault.New(fault.Invalid, "paper.too_large") // args: limit
	ErrNotPDF    = fault.New(fault.Invalid, "paper.not_pdf")
	ErrDamaged   = fault.New(fault.Invalid, "paper.damaged")
	ErrEncrypted = fault.New(fault.Invalid, "paper.encrypted")
	ErrNoForm    = fault.New(fault.Invalid, "paper.no_form")     // printed anew, scanned or another document
	ErrEmpty     = fault.New(fault.Invalid, "paper.empty")       // args: field; must be filled
	ErrField     = fault.New(fault.Invalid, "paper.field")       // args: field; cannot be read
	ErrForeign   = fault.New(fault.Denied, "paper.foreign_form") // the form was made for another bank
	ErrRender    = fault.New(fault.Internal, "paper.render")     // the document cannot be set
	ErrKey       = fault.New(fault.Unavailable, "paper.key")     // args: file; key or certificate cannot be made or read
)

func refuse(f *fault.Fault, args ...any) error { return fault.New(f.Kind, f.Code, args...) }
