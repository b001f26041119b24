package proof

import "fanzha/term/fault"

// The refusals of this room. Texts are in term/fault/texts/proof.yaml.
var (
	ErrNotFound = fault.New(fault.NotFound, "proof.not_found")
	ErrKind     = fault.New(fault.Invalid, "proof.kind")
	ErrForm     = fault.New(fault.Invalid, "proof.form")
	ErrCamera   = fault.New(fault.Invalid, "proof.camera_notes")
	ErrSize     = fault.New(fault.Invalid, "proof.size")      // args: limit
	ErrHash     = fault.New(fault.Invalid, "proof.hash")      // the bytes are not those that were named
	ErrTaken    = fault.New(fault.Invalid, "proof.taken")     // args: limit
	ErrPlace    = fault.New(fault.Invalid, "proof.place")     // a position that is none
	ErrTooMany  = fault.New(fault.Conflict, "proof.too_many") // args: limit
	ErrReason   = fault.New(fault.Invalid, "proof.reason")
	ErrKey      = fault.New(fault.Invalid, "proof.key")
	ErrReused   = fault.New(fault.Conflict, "proof.key_reused")
)
