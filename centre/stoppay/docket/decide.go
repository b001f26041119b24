package docket

import "fanzha/term/fault"

// Input is what happens to an order.
type Input string

// The inputs of an order.
const (
	InSent   Input = "sent"   // the bank has it
	InSeen   Input = "seen"   // the bank says so
	InAnswer Input = "answer" // it said what it did
	InRefuse Input = "refuse" // it refused
	InGiveUp Input = "give_up"
	InCancel Input = "cancel"
)

// Inputs lists them.
var Inputs = []Input{InSent, InSeen, InAnswer, InRefuse, InGiveUp, InCancel}

// States lists the states of an order.
var States = []State{Sealed, Sent, Seen, Answered, Refused, Failed, Cancelled}

// Transition is one row of the life of an order.
type Transition struct {
	From    State
	Input   Input
	To      State        // when allowed
	Refused *fault.Fault // when not
}

// Transitions is the whole life of an order. What a bank says is a fact in every state: also an order that was given up or taken
// back may turn out to have been executed.
var Transitions = []Transition{
	{From: Sealed, Input: InSent, To: Sent},
	{From: Sealed, Input: InSeen, To: Seen},
	{From: Sealed, Input: InAnswer, To: Answered},
	{From: Sealed, Input: InRefuse, To: Refused},
	{From: Sealed, Input: InGiveUp, To: Failed},
	{From: Sealed, Input: InCancel, To: Cancelled},

	{From: Sent, Input: InSent, To: Sent},
	{From: Sent, Input: InSeen, To: Seen},
	{From: Sent, Input: InAnswer, To: Answered},
	{From: Sent, Input: InRefuse, To: Refused},
	{From: Sent, Input: InGiveUp, To: Failed},
	{From: Sent, Input: InCancel, Refused: ErrNotWaiting}, // the bank has it: only a release takes it back

	{From: Seen, Input: InSent, To: Seen},
	{From: Seen, Input: InSeen, To: Seen},
	{From: Seen, Input: InAnswer, To: Answered},
	{From: Seen, Input: InRefuse, To: Refused},
	{From: Seen, Input: InGiveUp, To: Failed},
	{From: Seen, Input: InCancel, Refused: ErrNotWaiting},

	{From: Answered, Input: InSent, To: Answered},
	{From: Answered, Input: InSeen, To: Answered},
	{From: Answered, Input: InAnswer, To: Answered},
	{From: Answered, Input: InRefuse, To: Refused},
	{From: Answered, Input: InGiveUp, To: Answered},
	{From: Answered, Input: InCancel, Refused: ErrNotWaiting},

	{From: Refused, Input: InSent, To: Refused},
	{From: Refused, Input: InSeen, To: Refused},
	{From: Refused, Input: InAnswer, To: Answered},
	{From: Refused, Input: InRefuse, To: Refused},
	{From: Refused, Input: InGiveUp, To: Refused},
	{From: Refused, Input: InCancel, Refused: ErrNotWaiting},

	{From: Failed, Input: InSent, To: Failed},
	{From: Failed, Input: InSeen, To: Seen},
	{From: Failed, Input: InAnswer, To: Answered},
	{From: Failed, Input: InRefuse, To: Refused},
	{From: Failed, Input: InGiveUp, To: Failed},
	{From: Failed, Input: InCancel, To: Cancelled},

	{From: Cancelled, Input: InSent, To: Cancelled},
	{From: Cancelled, Input: InSeen, To: Cancelled},
	{From: Cancelled, Input: InAnswer, To: Answered},
	{From: Cancelled, Input: InRefuse, To: Refused},
	{From: Cancelled, Input: InGiveUp, To: Cancelled},
	{From: Cancelled, Input: InCancel, To: Cancelled},
}

// Next looks an input up in the table.
func Next(from State, in Input) (State, error) {
	for i := range Transitions {
		t := &Transitions[i]
		if t.From != from || t.Input != in {
			continue
		}
		if t.Refused != nil {
			return from, t.Refused
		}
		return t.To, nil
	}
	return from, fault.New(fault.Internal, "stoppay.no_transition", "state", string(from), "input", string(in))
}

// HoldInput is what happens to a hold.
type HoldInput string

// The inputs of a hold.
const (
	HoldMore    HoldInput = "hold"     // the bank says that it holds something
	HoldNothing HoldInput = "nothing"  // the bank says that it holds nothing
	HoldRelease HoldInput = "release"  // the release of all of it is ordered
	HoldFreed   HoldInput = "released" // the bank says that all of it was released
	HoldExpire  HoldInput = "expire"
	HoldRenew   HoldInput = "renew" // the second stop holds the money
	HoldFreeze  HoldInput = "freeze"
	HoldThaw    HoldInput = "thaw"
)

// HoldInputs lists them.
var HoldInputs = []HoldInput{HoldMore, HoldNothing, HoldRelease, HoldFreed, HoldExpire, HoldRenew, HoldFreeze, HoldThaw}

// HoldStates lists the states of a hold.
var HoldStates = []HoldState{NoHold, Holding, ReleaseSent, Released, Expired, Renewed, Frozen}

// HoldTransition is one row of the life of a hold.
type HoldTransition struct {
	From    HoldState
	Input   HoldInput
	To      HoldState
	Refused *fault.Fault
}

// HoldTransitions is the whole life of a hold. Released, expired and renewed are the end: nothing leads out of them.
var HoldTransitions = []HoldTransition{
	{From: NoHold, Input: HoldMore, To: Holding},
	{From: NoHold, Input: HoldNothing, To: NoHold},
	{From: NoHold, Input: HoldRelease, Refused: ErrNoHold},
	{From: NoHold, Input: HoldFreed, To: NoHold}, // taken back before it was executed
	{From: NoHold, Input: HoldExpire, To: Expired},
	{From: NoHold, Input: HoldRenew, To: NoHold},
	{From: NoHold, Input: HoldFreeze, Refused: ErrNoHold},
	{From: NoHold, Input: HoldThaw, Refused: ErrNoHold},

	{From: Holding, Input: HoldMore, To: Holding},
	{From: Holding, Input: HoldNothing, To: Released},
	{From: Holding, Input: HoldRelease, To: ReleaseSent},
	{From: Holding, Input: HoldFreed, To: Released},
	{From: Holding, Input: HoldExpire, To: Expired},
	{From: Holding, Input: HoldRenew, To: Renewed},
	{From: Holding, Input: HoldFreeze, To: Frozen},
	{From: Holding, Input: HoldThaw, Refused: ErrNoHold},

	{From: ReleaseSent, Input: HoldMore, To: ReleaseSent},
	{From: ReleaseSent, Input: HoldNothing, To: Released},
	{From: ReleaseSent, Input: HoldRelease, To: ReleaseSent},
	{From: ReleaseSent, Input: HoldFreed, To: Released},
	{From: ReleaseSent, Input: HoldExpire, To: Expired},
	{From: ReleaseSent, Input: HoldRenew, To: Renewed},
	{From: ReleaseSent, Input: HoldFreeze, Refused: ErrNoHold}, // the money is on its way out
	{From: ReleaseSent, Input: HoldThaw, Refused: ErrNoHold},

	{From: Released, Input: HoldMore, To: Released},
	{From: Released, Input: HoldNothing, To: Released},
	{From: Released, Input: HoldRelease, Refused: ErrNoHold},
	{From: Released, Input: HoldFreed, To: Released},
	{From: Released, Input: HoldExpire, To: Released},
	{From: Released, Input: HoldRenew, To: Released},
	{From: Released, Input: HoldFreeze, Refused: ErrNoHold},
	{From: Released, Input: HoldThaw, Refused: ErrNoHold},

	{From: Expired, Input: HoldMore, To: Expired},
	{From: Expired, Input: HoldNothing, To: Expired},
	{From: Expired, Input: HoldRelease, Refused: ErrNoHold},
	{From: Expired, Input: HoldFreed, To: Expired},
	{From: Expired, Input: HoldExpire, To: Expired},
	{From: Expired, Input: HoldRenew, To: Expired},
	{From: Expired, Input: HoldFreeze, Refused: ErrNoHold},
	{From: Expired, Input: HoldThaw, Refused: ErrNoHold},

	{From: Renewed, Input: HoldMore, To: Renewed},
	{From: Renewed, Input: HoldNothing, To: Renewed},
	{From: Renewed, Input: HoldRelease, Refused: ErrNoHold},
	{From: Renewed, Input: HoldFreed, To: Renewed},
	{From: Renewed, Input: HoldExpire, To: Renewed},
	{From: Renewed, Input: HoldRenew, To: Renewed},
	{From: Renewed, Input: HoldFreeze, Refused: ErrNoHold},
	{From: Renewed, Input: HoldThaw, Refused: ErrNoHold},

	{From: Frozen, Input: HoldMore, To: Frozen},
	{From: Frozen, Input: HoldNothing, To: Frozen}, // the hold became a freeze: that the stop holds nothing is right
	{From: Frozen, Input: HoldRelease, Refused: ErrFrozen},
	{From: Frozen, Input: HoldFreed, To: Frozen},
	{From: Frozen, Input: HoldExpire, To: Frozen},
	{From: Frozen, Input: HoldRenew, To: Frozen},
	{From: Frozen, Input: HoldFreeze, Refused: ErrFrozen},
	{From: Frozen, Input: HoldThaw, To: Released},
}

// NextHold looks an input up in the table.
func NextHold(from HoldState, in HoldInput) (HoldState, error) {
	for i := range HoldTransitions {
		t := &HoldTransitions[i]
		if t.From != from || t.Input != in {
			continue
		}
		if t.Refused != nil {
			return from, t.Refused
		}
		return t.To, nil
	}
	return from, fault.New(fault.Internal, "stoppay.no_transition", "state", string(from), "input", string(in))
}
