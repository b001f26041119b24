// Package telephony connects the desks of the hotline with the telephone. Manual leaves the dialling to the operator, who is shown the
// number.
package telephony

import (
	"context"

	"fanzha/centre/hotline"
)

// Manual is a desk whose telephone stands beside the console.
type Manual struct{}

var _ hotline.Telephony = Manual{}

// ByHand implements hotline.Telephony.
func (Manual) ByHand() bool { return true }

// Dial implements hotline.Telephony: the operator dials, and the record's id is attached when it is known.
func (Manual) Dial(context.Context, hotline.Leg) (string, error) { return "", nil }

// Connect implements hotline.Telephony: the telephone rings beside the console.
func (Manual) Connect(context.Context, hotline.Leg) error { return nil }

// HangUp implements hotline.Telephony: the operator hangs up himself.
func (Manual) HangUp(context.Context, string) {}
