package outreach

import "fanzha/term/fault"

// The refusals of this room. Texts are in term/fault/texts/outreach.yaml.
var (
	ErrNotFound   = fault.New(fault.NotFound, "outreach.not_found")
	ErrStale      = fault.New(fault.Conflict, "outreach.stale")
	ErrField      = fault.New(fault.Invalid, "outreach.field")
	ErrCursor     = fault.New(fault.Invalid, "outreach.cursor")
	ErrState      = fault.New(fault.Conflict, "outreach.state")
	ErrReason     = fault.New(fault.Invalid, "outreach.reason_needed")
	ErrFourEyes   = fault.New(fault.Denied, "outreach.four_eyes")
	ErrFuture     = fault.New(fault.Invalid, "outreach.in_the_future")
	ErrText       = fault.New(fault.Invalid, "outreach.text")
	ErrAudience   = fault.New(fault.Invalid, "outreach.audience")
	ErrNotLarge   = fault.New(fault.Invalid, "outreach.not_large")
	ErrStock      = fault.New(fault.Conflict, "outreach.stock")
	ErrTwice      = fault.New(fault.Conflict, "outreach.twice")
	ErrCriteria   = fault.New(fault.Conflict, "outreach.criteria")
	ErrVerdict    = fault.New(fault.Conflict, "outreach.not_confirmed")
	ErrOver       = fault.New(fault.Expired, "outreach.over")
	ErrNotCounted = fault.New(fault.Unavailable, "outreach.not_counted")
	ErrWide       = fault.New(fault.Invalid, "outreach.too_wide")
	ErrPush       = fault.New(fault.Unavailable, "outreach.push")
	ErrRights     = fault.New(fault.Conflict, "outreach.rights_unclear")
	ErrReceipt    = fault.New(fault.Invalid, "outreach.receipt")
)

func badField(name string) *fault.Fault {
	return fault.New(ErrField.Kind, ErrField.Code, "field", name)
}
