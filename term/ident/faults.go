package ident

import "fanzha/term/fault"

// What the parsers refuse. The values are shared and carry no arguments: the door adds which field it was.
var (
	ErrPhoneEmpty     = fault.New(fault.Invalid, "ident.phone_empty")
	ErrPhoneLength    = fault.New(fault.Invalid, "ident.phone_length")
	ErrPhoneCharacter = fault.New(fault.Invalid, "ident.phone_character")
	ErrPhoneSegment   = fault.New(fault.Invalid, "ident.phone_segment")
	ErrPhoneArea      = fault.New(fault.Invalid, "ident.phone_area")
	ErrPhoneLocal     = fault.New(fault.Invalid, "ident.phone_area_missing")
	ErrPhoneCountry   = fault.New(fault.Invalid, "ident.phone_country")

	ErrIDEmpty     = fault.New(fault.Invalid, "ident.id_empty")
	ErrIDLength    = fault.New(fault.Invalid, "ident.id_length")
	ErrIDLegacy    = fault.New(fault.Invalid, "ident.id_legacy")
	ErrIDCharacter = fault.New(fault.Invalid, "ident.id_character")
	ErrIDArea      = fault.New(fault.Invalid, "ident.id_area")
	ErrIDBirth     = fault.New(fault.Invalid, "ident.id_birth")
	ErrIDCheck     = fault.New(fault.Invalid, "ident.id_check")

	ErrUSCCEmpty     = fault.New(fault.Invalid, "ident.uscc_empty")
	ErrUSCCLength    = fault.New(fault.Invalid, "ident.uscc_length")
	ErrUSCCCharacter = fault.New(fault.Invalid, "ident.uscc_character")

	ErrAccountEmpty     = fault.New(fault.Invalid, "ident.account_empty")
	ErrAccountLength    = fault.New(fault.Invalid, "ident.account_length")
	ErrAccountCharacter = fault.New(fault.Invalid, "ident.account_character")

	ErrURLEmpty     = fault.New(fault.Invalid, "ident.url_empty")
	ErrURLLength    = fault.New(fault.Invalid, "ident.url_length")
	ErrURLCharacter = fault.New(fault.Invalid, "ident.url_character")
	ErrURLScheme    = fault.New(fault.Invalid, "ident.url_scheme")
	ErrURLUserinfo  = fault.New(fault.Invalid, "ident.url_userinfo")
	ErrURLHost      = fault.New(fault.Invalid, "ident.url_host")
	ErrURLPort      = fault.New(fault.Invalid, "ident.url_port")

	ErrAppEmpty     = fault.New(fault.Invalid, "ident.app_empty")
	ErrAppLength    = fault.New(fault.Invalid, "ident.app_length")
	ErrAppCharacter = fault.New(fault.Invalid, "ident.app_character")
)
