package cube

import "fanzha/term/fault"

// The refusals of this room; their texts are in term/fault/texts/cube.yaml.
var (
	ErrBatch = fault.New(fault.Invalid, "cube.batch_too_large")
	ErrPage  = fault.New(fault.Invalid, "cube.page")
	ErrSplit = fault.New(fault.Invalid, "cube.split")
	ErrFull  = fault.New(fault.Unavailable, "cube.full")
)
