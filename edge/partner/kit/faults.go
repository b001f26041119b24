package kit

import "fanzha/term/fault"

// The faults of the kit. Texts are in term/fault/texts/kit.yaml.
var (
	ErrSandbox = fault.New(fault.Unavailable, "kit.sandbox") // the sandbox does not answer as described
	ErrURL     = fault.New(fault.Invalid, "kit.url")         // not an http or https address
	ErrKey     = fault.New(fault.Invalid, "kit.key_file")    // the file with the shared key cannot be used
	ErrBanks   = fault.New(fault.Invalid, "kit.banks")       // a fleet cannot be made like that
	ErrGroup   = fault.New(fault.Invalid, "kit.group")       // args: group; no case has that name
)
