package flow

import "fanzha/term/fault"

// The refusals of this room; their texts are in term/fault/texts/flow.yaml.
var (
	ErrFull           = fault.New(fault.Unavailable, "flow.full")
	ErrBatch          = fault.New(fault.Invalid, "flow.batch_too_large")
	ErrTransfer       = fault.New(fault.Invalid, "flow.transfer")
	ErrTime           = fault.New(fault.Invalid, "flow.time")
	ErrWide           = fault.New(fault.Invalid, "flow.too_wide")
	ErrBusy           = fault.New(fault.Unavailable, "flow.busy")
	ErrClosed         = fault.New(fault.Unavailable, "flow.closed")
	ErrRoot           = fault.New(fault.NotFound, "flow.root_unknown")
	ErrRule           = fault.New(fault.Invalid, "flow.rule")
	ErrSnapshotBroken = fault.New(fault.Invalid, "flow.snapshot_broken")
	ErrSnapshotOther  = fault.New(fault.Conflict, "flow.snapshot_other")
)
