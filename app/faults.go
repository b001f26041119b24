package app

import "fanzha/term/fault"

// The refusals of starting and running a centre. Texts are in term/fault/texts/app.yaml.
var (
	ErrNoCentre   = fault.New(fault.NotFound, "app.no_centre")
	ErrListen     = fault.New(fault.Unavailable, "app.listen")
	ErrPartitions = fault.New(fault.Conflict, "app.partitions") // args: have, asked
	ErrExercise   = fault.New(fault.Invalid, "app.exercise_admin")
	ErrFolder     = fault.New(fault.Unavailable, "app.folder")
)
