package bank

import "fanzha/term/fault"

// Faults of the banks' door. Texts are in term/fault/texts/bank.yaml; those of the page itself in wire.yaml.
var (
	ErrNoKey      = fault.New(fault.Denied, "bank.no_key")           // neither a signature nor a certificate
	ErrKey        = fault.New(fault.Denied, "bank.key")              // unknown, revoked or past its end
	ErrCert       = fault.New(fault.Denied, "bank.certificate")      // not pinned to a bank
	ErrDoor       = fault.New(fault.Denied, "bank.way_closed")       // this way in is switched off here
	ErrKeysAway   = fault.New(fault.Unavailable, "bank.keys_away")   // keys cannot be checked now
	ErrOtherBank  = fault.New(fault.Denied, "bank.other_bank")       // args: field
	ErrPath       = fault.New(fault.NotFound, "bank.path")           // no such address
	ErrMethod     = fault.New(fault.Invalid, "bank.method")          // args: allow
	ErrMedia      = fault.New(fault.Invalid, "bank.media_type")      // neither JSON nor NDJSON
	ErrEncoding   = fault.New(fault.Invalid, "bank.encoding")        // neither gzip nor none
	ErrGzip       = fault.New(fault.Invalid, "bank.gzip")            // damaged
	ErrBody       = fault.New(fault.Invalid, "bank.body_too_large")  // args: limit
	ErrBroken     = fault.New(fault.Invalid, "bank.body_broken")     // the body ended early or came too slowly
	ErrLines      = fault.New(fault.Invalid, "bank.too_many_lines")  // args: limit
	ErrEmpty      = fault.New(fault.Invalid, "bank.empty")           // a delivery without a line
	ErrQuery      = fault.New(fault.Invalid, "bank.query")           // args: field
	ErrBusy       = fault.New(fault.Unavailable, "bank.busy")        // too many requests in work
	ErrRate       = fault.New(fault.Unavailable, "bank.rate")        // args: retry_after_s
	ErrPolls      = fault.New(fault.Unavailable, "bank.polls")       // too many waiting polls of this bank; args: limit
	ErrTokens     = fault.New(fault.Unavailable, "bank.tokens")      // args: retry_after_s
	ErrCustomer   = fault.New(fault.Unavailable, "bank.customer")    // args: retry_after_s
	ErrIndexOld   = fault.New(fault.Unavailable, "bank.index_old")   // the answer would be too old to rest a decision on
	ErrForeignRow = fault.New(fault.Internal, "bank.foreign_record") // a port gave another bank's record: shown to nobody
	ErrNoService  = fault.New(fault.Unavailable, "bank.no_service")  // this centre does not offer it
)

func refuse(f *fault.Fault, args ...any) error { return fault.New(f.Kind, f.Code, args...) }
