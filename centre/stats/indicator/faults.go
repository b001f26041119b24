package indicator

import "fanzha/term/fault"

// What the evaluation refuses.
var (
	ErrUnknown    = fault.New(fault.NotFound, "indicator.unknown")         // no such code in the dictionary
	ErrPeriod     = fault.New(fault.Invalid, "indicator.period")           // not a period, or not one of this indicator
	ErrSide       = fault.New(fault.Invalid, "indicator.side")             // not a side of this indicator
	ErrTooMany    = fault.New(fault.Invalid, "indicator.too_many")         // more periods, values or facts than one answer takes
	ErrParts      = fault.New(fault.Internal, "indicator.parts_differ")    // the parts do not add up to the whole
	ErrDictionary = fault.New(fault.Internal, "indicator.dictionary")      // a file of the rulebook is broken
	ErrNoQuantile = fault.New(fault.Invalid, "indicator.quantile_grouped") // asked of a quantile what only sums can answer
)
