package iso20022

import "fanzha/term/fault"

// What can be wrong with a document. Faults name the element, never its value.
var (
	ErrTooLarge = fault.New(fault.Invalid, "iso20022.too_large") // args: limit
	ErrNotXML   = fault.New(fault.Invalid, "iso20022.not_xml")   // not well formed, or with a document type declaration
	ErrMessage  = fault.New(fault.Invalid, "iso20022.message")   // args: want; another message or version
	ErrElement  = fault.New(fault.Invalid, "iso20022.element")   // args: element; missing or not readable
	ErrLength   = fault.New(fault.Invalid, "iso20022.length")    // args: element, limit; does not fit the message
	ErrDiffers  = fault.New(fault.Invalid, "iso20022.differs")   // args: element; the message and its object disagree
	ErrKind     = fault.New(fault.Invalid, "iso20022.kind")      // this type of order has no message here
	ErrObject   = fault.New(fault.Invalid, "iso20022.object")    // no sealed object in the supplementary data, or a damaged one
)
