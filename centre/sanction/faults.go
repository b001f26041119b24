package sanction

import "fanzha/term/fault"

// The refusals of this room. Texts are in term/fault/texts/sanction.yaml.
var (
	ErrRules      = fault.New(fault.Invalid, "sanction.rules_file")
	ErrNotFound   = fault.New(fault.NotFound, "sanction.not_found")
	ErrStale      = fault.New(fault.Conflict, "sanction.stale")
	ErrField      = fault.New(fault.Invalid, "sanction.field")
	ErrCursor     = fault.New(fault.Invalid, "sanction.cursor")
	ErrState      = fault.New(fault.Conflict, "sanction.state")
	ErrReason     = fault.New(fault.Invalid, "sanction.reason_needed")
	ErrBasis      = fault.New(fault.Invalid, "sanction.basis_needed")
	ErrTwice      = fault.New(fault.Conflict, "sanction.nominated_twice")
	ErrExcluded   = fault.New(fault.Conflict, "sanction.excluded")
	ErrNoFacts    = fault.New(fault.Invalid, "sanction.no_facts")
	ErrTier       = fault.New(fault.Invalid, "sanction.tier")
	ErrMeasures   = fault.New(fault.Invalid, "sanction.measures")
	ErrSamePerson = fault.New(fault.Denied, "sanction.same_person")
	ErrCityRank   = fault.New(fault.Denied, "sanction.city_rank")
	ErrProvince   = fault.New(fault.Denied, "sanction.province_rank")
	ErrMinor      = fault.New(fault.Invalid, "sanction.minor")
	ErrLongest    = fault.New(fault.Conflict, "sanction.longest_term")
	ErrAppealed   = fault.New(fault.Conflict, "sanction.appealed")
	ErrNoAppeal   = fault.New(fault.Conflict, "sanction.no_appeal")
	ErrRemedy     = fault.New(fault.Invalid, "sanction.remedy_needed")
)

func badField(name string) *fault.Fault {
	return fault.New(ErrField.Kind, ErrField.Code, "field", name)
}
