// Package fault names everything that can be refused. A Fault has a kind (what the caller may do about it), a stable code
// (append-only, listed with its text in texts/<room>.yaml and docs/faults.md), the operation, arguments for the user's
// text, and a cause that users never see.
package fault

import (
	"errors"
	"fmt"
)

// Kind says what a caller can do about a fault; the HTTP edge maps each kind to one status.
type Kind uint8

// The kinds. There is no "unknown": what is not a Fault is Internal.
const (
	Internal    Kind = iota // a broken promise of ours; alarm, nothing the caller can mend
	Invalid                 // the input is wrong; says what and where
	Denied                  // the caller lacks the right (never used to hide a record: that is NotFound)
	NotFound                // no such record, or none in the caller's jurisdiction
	Conflict                // the record is in another state or version than the command expects
	Expired                 // a code, session or deadline has passed
	Unavailable             // try again later: overload, quota, a dependency is away
)

// Fault is one refusal. Args are pairs of name and value for the user's text; they never hold personal data.
type Fault struct {
	Kind  Kind
	Code  string // "room.reason", for example "warning.already_claimed"
	Op    string // what was attempted, for the log
	Args  []any  // "field", "amount_fen", "limit", 3 …
	Cause error
}

// New makes a fault; args are name, value pairs for the user's text.
func New(kind Kind, code string, args ...any) *Fault {
	return &Fault{Kind: kind, Code: code, Args: args}
}

// With returns a copy of the fault with a cause.
func (f *Fault) With(cause error) *Fault {
	c := *f
	c.Cause = cause
	return &c
}

// Error is for logs: code, arguments, operation and cause.
func (f *Fault) Error() string {
	s := f.Code
	if f.Op != "" {
		s = f.Op + ": " + s
	}
	for i := 0; i+1 < len(f.Args); i += 2 {
		s += fmt.Sprintf(" %v=%v", f.Args[i], f.Args[i+1])
	}
	if f.Cause != nil {
		s += ": " + f.Cause.Error()
	}
	return s
}

// Unwrap returns the cause.
func (f *Fault) Unwrap() error { return f.Cause }

// Is makes errors.Is compare faults by code.
func (f *Fault) Is(target error) bool {
	t, ok := target.(*Fault)
	return ok && t.Code == f.Code
}

// Arg returns the named argument, nil if there is none.
func (f *Fault) Arg(name string) any {
	for i := 0; i+1 < len(f.Args); i += 2 {
		if f.Args[i] == name {
			return f.Args[i+1]
		}
	}
	return nil
}

// KindOf returns the kind of the first Fault in the chain, Internal when there is none.
func KindOf(err error) Kind {
	var f *Fault
	if errors.As(err, &f) {
		return f.Kind
	}
	return Internal
}

// CodeOf returns the code of the first Fault in the chain, "internal" when there is none.
func CodeOf(err error) string {
	var f *Fault
	if errors.As(err, &f) {
		return f.Code
	}
	return "internal"
}
