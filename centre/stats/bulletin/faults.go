package bulletin

import (
	"fanzha/centre/stats/bulletin/pattern"
	"fanzha/term/fault"
)

// The refusals of this room. Texts are in term/fault/texts/bulletin.yaml.
var (
	ErrTemplate  = pattern.ErrFile
	ErrKind      = fault.New(fault.Invalid, "bulletin.kind")
	ErrNotFound  = fault.New(fault.NotFound, "bulletin.not_found")
	ErrStale     = fault.New(fault.Conflict, "bulletin.stale")
	ErrFrozen    = fault.New(fault.Conflict, "bulletin.frozen")
	ErrNumber    = fault.New(fault.Conflict, "bulletin.number_taken")
	ErrField     = fault.New(fault.Invalid, "bulletin.field")
	ErrCursor    = fault.New(fault.Invalid, "bulletin.cursor")
	ErrState     = fault.New(fault.Conflict, "bulletin.state")
	ErrReason    = fault.New(fault.Invalid, "bulletin.reason_needed")
	ErrSame      = fault.New(fault.Denied, "bulletin.same_person")
	ErrStopped   = fault.New(fault.Conflict, "bulletin.stopped")
	ErrNoWaiver  = fault.New(fault.Denied, "bulletin.no_waiver")
	ErrUnchanged = fault.New(fault.Conflict, "bulletin.unchanged")
	ErrPeriod    = fault.New(fault.Invalid, "bulletin.period")
	ErrTwice     = fault.New(fault.Conflict, "bulletin.twice")
	ErrHarm      = fault.New(fault.Denied, "bulletin.harm")
	ErrWords     = fault.New(fault.Internal, "bulletin.words")
)

// BadField names what of a command is missing or not usable.
func BadField(name string) *fault.Fault {
	return fault.New(ErrField.Kind, ErrField.Code, "field", name)
}
