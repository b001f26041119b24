package sheet

import (
	"fanzha/centre/trace/sheet/statement"
	"fanzha/term/fault"
)

// The refusals of this room. Texts are in term/fault/texts/sheet.yaml.
var (
	ErrNotFound  = fault.New(fault.NotFound, "sheet.not_found")
	ErrVersion   = fault.New(fault.Conflict, "sheet.version")
	ErrDuplicate = fault.New(fault.Conflict, "sheet.file_twice") // args: name
	ErrBusy      = fault.New(fault.Conflict, "sheet.file_importing")
	ErrField     = fault.New(fault.Invalid, "sheet.field") // args: field
	ErrTransfer  = fault.New(fault.Invalid, "sheet.transfer_unknown")
	ErrAccount   = fault.New(fault.Invalid, "sheet.account_unknown")
	ErrLeg       = fault.New(fault.Invalid, "sheet.leg_unknown")
	ErrNoUndo    = fault.New(fault.Conflict, "sheet.nothing_to_undo")
	ErrNoRedo    = fault.New(fault.Conflict, "sheet.nothing_to_redo")
	ErrTooMany   = fault.New(fault.Conflict, "sheet.too_many") // args: what, limit
	ErrBlock     = fault.New(fault.Internal, "sheet.block_damaged")
	ErrBroken    = fault.New(fault.Unavailable, "sheet.import_broken")
	ErrNoRows    = fault.New(fault.Invalid, "sheet.file_without_rows")
	ErrRules     = statement.ErrRules
)
