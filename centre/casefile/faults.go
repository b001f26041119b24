package casefile

import "fanzha/term/fault"

// The refusals of this room. Texts are in term/fault/texts/casefile.yaml.
var (
	ErrRules     = fault.New(fault.Invalid, "casefile.rules_file")
	ErrNotFound  = fault.New(fault.NotFound, "casefile.not_found")
	ErrStale     = fault.New(fault.Conflict, "casefile.stale")
	ErrField     = fault.New(fault.Invalid, "casefile.field") // args: field
	ErrCursor    = fault.New(fault.Invalid, "casefile.cursor")
	ErrState     = fault.New(fault.Conflict, "casefile.state") // args: state, act
	ErrReason    = fault.New(fault.Invalid, "casefile.reason_needed")
	ErrNumber    = fault.New(fault.Conflict, "casefile.number_taken")
	ErrUnit      = fault.New(fault.Denied, "casefile.unit_outside")
	ErrFuture    = fault.New(fault.Invalid, "casefile.in_the_future") // args: field
	ErrOrder     = fault.New(fault.Invalid, "casefile.before_filing") // args: field
	ErrNothing   = fault.New(fault.Conflict, "casefile.nothing_changed")
	ErrPart      = fault.New(fault.NotFound, "casefile.part_not_found")
	ErrTwice     = fault.New(fault.Conflict, "casefile.measured_twice")
	ErrTooMany   = fault.New(fault.Conflict, "casefile.too_many_parts") // args: limit
	ErrDiffers   = fault.New(fault.Conflict, "casefile.differs")        // of an import: stands there with other content
	ErrWord      = fault.New(fault.Invalid, "casefile.word_unknown")    // args: field
	ErrFile      = fault.New(fault.Invalid, "casefile.file")            // args: why
	ErrColumn    = fault.New(fault.Invalid, "casefile.column")          // args: field
	ErrRepeated  = fault.New(fault.Invalid, "casefile.number_repeated") // args: line
	ErrHeadings  = fault.New(fault.Invalid, "casefile.headings")
	ErrEmptyFile = fault.New(fault.Invalid, "casefile.file_empty")
)

func badField(name string) *fault.Fault {
	return fault.New(ErrField.Kind, ErrField.Code, "field", name)
}
func unknown(name string) *fault.Fault { return fault.New(ErrWord.Kind, ErrWord.Code, "field", name) }
func future(name string) *fault.Fault {
	return fault.New(ErrFuture.Kind, ErrFuture.Code, "field", name)
}
func before(name string) *fault.Fault { return fault.New(ErrOrder.Kind, ErrOrder.Code, "field", name) }
