package playbook

import "fanzha/term/fault"

// ErrUnreadable: the body of an event is not what its kind promises. Args: kind.
var ErrUnreadable = fault.New(fault.Invalid, "playbook.event_unreadable")

func unreadable(e Event, err error) error {
	return fault.New(ErrUnreadable.Kind, ErrUnreadable.Code, "kind", e.Kind).With(err)
}
