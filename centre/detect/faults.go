package detect

import "fanzha/term/fault"

// The refusals of this room; their texts are in term/fault/texts/detect.yaml.
var (
	ErrNoSnapshot     = fault.New(fault.NotFound, "detect.no_snapshot")
	ErrSnapshotBroken = fault.New(fault.Invalid, "detect.snapshot_broken")
	ErrSnapshotOther  = fault.New(fault.Conflict, "detect.snapshot_other_set")
	ErrStopped        = fault.New(fault.Unavailable, "detect.stopped")
)
