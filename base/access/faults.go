package access

import "fanzha/term/fault"

// The faults of people and rights. Texts are in term/fault/texts/access.yaml. The first four are answered with HTTP 401.
var (
	ErrNoSession   = fault.New(fault.Denied, "access.no_session")       // no session, signed out, or revoked
	ErrExpired     = fault.New(fault.Expired, "access.session_expired") // idle too long, or the longest time is over
	ErrCredentials = fault.New(fault.Denied, "access.credentials")      // login or password is wrong, or the account is off: not said which
	ErrLocked      = fault.New(fault.Denied, "access.locked")           // too many failures; args: minutes
	ErrDenied      = fault.New(fault.Denied, "access.denied")           // the right is missing; args: right, right_zh, right_en

	ErrBusy          = fault.New(fault.Unavailable, "access.busy")      // too many sign-ins at once
	ErrPasswordWeak  = fault.New(fault.Invalid, "access.password_weak") // args: rule, least
	ErrPasswordSame  = fault.New(fault.Invalid, "access.password_same") // the old password again
	ErrPasswordOld   = fault.New(fault.Denied, "access.password_old_wrong")
	ErrLink          = fault.New(fault.Expired, "access.link_invalid") // unknown, used or expired
	ErrSetupDone     = fault.New(fault.Conflict, "access.setup_done")
	ErrSetupAccounts = fault.New(fault.Invalid, "access.setup_accounts") // must be the three administrators, three persons

	ErrInput        = fault.New(fault.Invalid, "access.input") // args: field
	ErrUnitNotFound = fault.New(fault.NotFound, "access.unit_not_found")
	ErrUnitExists   = fault.New(fault.Conflict, "access.unit_exists")
	ErrUnitVersion  = fault.New(fault.Conflict, "access.unit_version")
	ErrUnitInUse    = fault.New(fault.Conflict, "access.unit_in_use") // active accounts or units below; args: accounts
	ErrUnitOff      = fault.New(fault.Conflict, "access.unit_off")    // the unit is not active
	ErrAreaTaken    = fault.New(fault.Conflict, "access.area_taken")  // another unit serves that area; args: area, unit
	ErrNoUnit       = fault.New(fault.Unavailable, "access.no_unit")  // no unit at all: set-up is not done

	ErrAccountNotFound = fault.New(fault.NotFound, "access.account_not_found")
	ErrLoginTaken      = fault.New(fault.Conflict, "access.login_taken")
	ErrAccountVersion  = fault.New(fault.Conflict, "access.account_version")
	ErrAccountOff      = fault.New(fault.Conflict, "access.account_off")
	ErrRoleUnknown     = fault.New(fault.Invalid, "access.role_unknown")
	ErrRolesTogether   = fault.New(fault.Conflict, "access.roles_together") // separated administrators; args: first, second
	ErrOwnAccount      = fault.New(fault.Denied, "access.own_account")      // nobody changes their own roles or switches themselves off
	ErrLastAdmin       = fault.New(fault.Conflict, "access.last_admin")     // args: role
	ErrAdminLink       = fault.New(fault.Denied, "access.admin_link")       // an administrator's password is reset on the host only
	ErrReason          = fault.New(fault.Invalid, "access.reason_missing")
	ErrSessionNotFound = fault.New(fault.NotFound, "access.session_not_found")

	ErrSourceNotFound = fault.New(fault.NotFound, "access.source_not_found")
	ErrSourceExists   = fault.New(fault.Conflict, "access.source_exists")

	ErrNoAuthority      = fault.New(fault.NotFound, "access.no_authority") // no duty post's authority in force: nothing may be ordered
	ErrAuthorityVersion = fault.New(fault.Conflict, "access.authority_version")

	ErrKey = fault.New(fault.Denied, "access.key") // unknown or revoked intake key; answered with 401
)

// refuse is a fault of the catalogue above with its arguments.
func refuse(f *fault.Fault, args ...any) error { return fault.New(f.Kind, f.Code, args...) }
