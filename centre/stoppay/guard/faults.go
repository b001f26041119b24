package guard

import "fanzha/term/fault"

// The refusals of this room. Texts are in term/fault/texts/guard.yaml.
var (
	ErrRules     = fault.New(fault.Invalid, "guard.rules_file")
	ErrBudget    = fault.New(fault.Conflict, "guard.over_budget")
	ErrProtected = fault.New(fault.Conflict, "guard.protected_account")
	ErrAmount    = fault.New(fault.Invalid, "guard.amount")
)
