package wire

import "fanzha/term/fault"

// The faults of the page. Texts are in term/fault/texts/wire.yaml. Arguments name the field, never its value.
var (
	ErrTooLarge   = fault.New(fault.Invalid, "wire.too_large")
	ErrJSON       = fault.New(fault.Invalid, "wire.json")
	ErrUTF8       = fault.New(fault.Invalid, "wire.utf8")
	ErrUnknown    = fault.New(fault.Invalid, "wire.unknown_field") // args: field
	ErrTwice      = fault.New(fault.Invalid, "wire.field_twice")   // args: field
	ErrType       = fault.New(fault.Invalid, "wire.type")          // args: field
	ErrVersion    = fault.New(fault.Invalid, "wire.version")
	ErrMissing    = fault.New(fault.Invalid, "wire.missing")  // args: field
	ErrExtra      = fault.New(fault.Invalid, "wire.extra")    // args: field; has no place in an object of this type
	ErrLength     = fault.New(fault.Invalid, "wire.length")   // args: field, limit
	ErrForm       = fault.New(fault.Invalid, "wire.form")     // args: field
	ErrRange      = fault.New(fault.Invalid, "wire.range")    // args: field, least, most
	ErrWord       = fault.New(fault.Invalid, "wire.word")     // args: field; not one of the words of the table
	ErrTime       = fault.New(fault.Invalid, "wire.time")     // args: field
	ErrOrderOf    = fault.New(fault.Invalid, "wire.conflict") // args: field, other
	ErrCanonical  = fault.New(fault.Invalid, "wire.canonical")
	ErrUnsealed   = fault.New(fault.Denied, "wire.unsealed")
	ErrSeal       = fault.New(fault.Denied, "wire.seal")
	ErrUnsigned   = fault.New(fault.Denied, "wire.unsigned")  // a header of the signature is missing
	ErrHeader     = fault.New(fault.Denied, "wire.header")    // args: header
	ErrSignature  = fault.New(fault.Denied, "wire.signature") // wrong, or made with another key or over another body
	ErrStale      = fault.New(fault.Denied, "wire.stale")     // args: tolerance_s
	ErrReplayed   = fault.New(fault.Denied, "wire.replayed")  // the nonce was used before
	ErrNoncesFull = fault.New(fault.Unavailable, "wire.nonces_full")
)

// at is a fault of the catalogue above about one field.
func at(f *fault.Fault, field string, args ...any) error {
	return fault.New(f.Kind, f.Code, append([]any{"field", field}, args...)...)
}
