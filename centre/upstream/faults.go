package upstream

import "fanzha/term/fault"

// The refusals of this room. Texts are in term/fault/texts/upstream.yaml.
var (
	ErrNotFound = fault.New(fault.NotFound, "upstream.not_found")
	ErrStale    = fault.New(fault.Conflict, "upstream.stale")
	// ErrChanged: the caller decided on an older version. It is not ErrStale, which is tried again.
	ErrChanged   = fault.New(fault.Conflict, "upstream.changed")
	ErrState     = fault.New(fault.Conflict, "upstream.state") // args: state, act
	ErrField     = fault.New(fault.Invalid, "upstream.field")  // args: field
	ErrReason    = fault.New(fault.Invalid, "upstream.reason_needed")
	ErrPeer      = fault.New(fault.NotFound, "upstream.peer_unknown")
	ErrNotBelow  = fault.New(fault.Conflict, "upstream.not_below")
	ErrPlace     = fault.New(fault.Invalid, "upstream.place_unclear") // no centre below answers for the place
	ErrKeyReused = fault.New(fault.Conflict, "upstream.key_reused")
	ErrRules     = fault.New(fault.Invalid, "upstream.rules_file")
	// ErrGap: messages before these have not come yet; args: next.
	ErrGap = fault.New(fault.Conflict, "upstream.gap")
	// ErrForked: the other side counts otherwise than we do; one of the two was set back to an older state. args: peer.
	ErrForked = fault.New(fault.Conflict, "upstream.forked")
	ErrCipher = fault.New(fault.Internal, "upstream.sealed_text")
)

func badField(name string) *fault.Fault {
	return fault.New(ErrField.Kind, ErrField.Code, "field", name)
}
