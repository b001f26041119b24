package playbook

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"fanzha/base/access"
	"fanzha/centre/casefile"
	"fanzha/centre/dispatch"
	"fanzha/centre/dissuade"
	"fanzha/centre/dissuade/lines"
	"fanzha/centre/duty"
	"fanzha/centre/hotline"
	"fanzha/centre/measure"
	"fanzha/centre/notify"
	"fanzha/centre/sanction"
	"fanzha/centre/stats/bulletin"
	"fanzha/centre/stoppay"
	"fanzha/centre/upstream"
	"fanzha/centre/warning"
	"fanzha/term/fault"
	"fanzha/term/when"
)

// Event is one thing that has happened, as the outbox relays it.
type Event struct {
	Seq     int64
	Kind    string
	Subject string
	Unit    string
	At      when.Micros
	Body    []byte
}

// Warnings is what the playbook asks of the room warning.
type Warnings interface {
	View(ctx context.Context, scope access.Scope, id string) (warning.View, error)
	Close(ctx context.Context, scope access.Scope, cmd warning.CloseCmd) (warning.View, error)
	Contacted(ctx context.Context, scope access.Scope, cmd warning.ContactCmd) (warning.View, error)
	Move(ctx context.Context, scope access.Scope, id, unit string) (warning.View, error)
}

// Dispatch is what the playbook asks of the room dispatch about the orders of a warning.
type Dispatch interface {
	Issue(ctx context.Context, cmd dispatch.IssueCmd) (dispatch.Order, error)
	Escalate(ctx context.Context, warning string, level dispatch.Level) (int, error)
	Withdraw(ctx context.Context, warning, reason string) (int, error)
}

// Orders is what the playbook asks of the room dispatch about one order.
type Orders interface {
	Get(ctx context.Context, scope access.Scope, id string) (dispatch.Detail, error)
	Contacted(ctx context.Context, id string, c dispatch.Contact) error
	ChaseOnce(ctx context.Context, cmd dispatch.ChaseOnceCmd) error
}

// Book is the playbook, ready to handle events.
type Book struct {
	Warnings  Warnings
	Dispatch  Dispatch
	Orders    Orders
	Stops     Stops
	Claims    Claims
	Measures  Measures
	Curbs     Curbs
	Directs   Directs
	Hands     Hands
	Sanctions Sanctions
	Titles    Titles
	Reviews   Reviews
	Bulletins Bulletins
	Circulars Circulars
	Calls     Calls
	Callers   Callers
	Texts     Texts // nil: no carrier is set
	Attempts  Attempts
	Samples   Samples // nil: no feedback is called back
	Lines     Lines   // nil: no plans are kept
	Moves     Moves
	Upstream  Upstream
	Returns   Returns
	Evidence  Evidence
	Duty      Duty
	Keepers   Keepers

	RingAgain     time.Duration // who was not reached by telephone is rung again within this (rulebook/hotline.yaml, missed_callback)
	RestrictBasis string        // rulebook/measure.yaml, restriction.basis
}

// Reaction is one line of the playbook: on an event of this kind, do this.
type Reaction struct {
	On   string
	Name string
	do   func(Book, context.Context, Event) error
}

// reactions is the whole playbook.
var reactions = []Reaction{
	{warning.EventRaised, "issue an order to the responsible unit", Book.issueOrder},
	{warning.EventLevelRaised, "escalate the open orders", Book.escalateOrders},
	{warning.EventClosed, "withdraw the open orders", Book.withdrawOrders},
	{dissuade.EvAttempted, "tell the order of the attempt", Book.tellOrder},
	{dissuade.EvAttempted, "tell the warning of the attempt", Book.tellWarning},
	{dispatch.EvReported, "close the warning by the report", Book.closeWarning},
	{dispatch.EvReported, "put it into the frame of the call-backs", Book.frameReport},
	{dispatch.EvTransferred, "move the warning to the new unit", Book.moveWarning},
	{dispatch.EvOverdue, "chase the unit", Book.chaseUnit},
	{hotline.EvUnreached, "record the attempt", Book.recordCall},
	{stoppay.EvOpened, "tell the call that it grew out of", Book.linkCall},
	{measure.EvObjectionUpheld, "release the hold", Book.releaseHold},
	{measure.EvObjectionMissed, "release the hold", Book.releaseHold},
	{measure.EvObjectionUpheld, "revoke the sanction", Book.revokeSanction},
	{stoppay.EvReleased, "tell the objection", Book.tellObjection},
	{stoppay.EvExpired, "tell the objection", Book.tellObjection},
	{measure.EvRestrictionLifted, "tell the objection, where nothing stands at the bank", Book.tellLifted},
	{measure.EvRestrictionEnded, "tell the objection", Book.tellEnd},
	{measure.EvMarkRemoved, "tell the objection", Book.tellEnd},
	{measure.EvMarkEnded, "tell the objection", Book.tellEnd},
	{sanction.EvRevoked, "tell the objection", Book.tellEnd},
	{sanction.EvEnded, "tell the objection", Book.tellEnd},
	{sanction.EvAppealUpheld, "tell the objection", Book.tellEnd},
	{measure.EvFreezeApproved, "order the freeze", Book.tellFreeze},
	{measure.EvFreezeRenewed, "order the renewal", Book.tellFreeze},
	{measure.EvFreezeLifted, "order the thaw and end the hand-over", Book.tellFreeze},
	{measure.EvFreezeReduced, "order the thaw of a part", Book.tellFreeze},
	{measure.EvRestrictionImposed, "order the restriction", Book.tellRestriction},
	{measure.EvRestrictionExtended, "order the restriction to go on", Book.tellRestriction},
	{measure.EvRestrictionLifted, "order the restriction lifted", Book.tellRestriction},
	{stoppay.EvInstructed, "tell the restriction what the bank has done", Book.answerRestriction},
	{stoppay.EvUnanswered, "tell the measure that its bank is silent", Book.answerRestriction},
	{stoppay.EvFailed, "tell the restriction that it did not reach its bank", Book.answerRestriction},
	{stoppay.EvInstructed, "give the bank's answer to the freeze", Book.answerFreeze},
	{stoppay.EvFailed, "tell the freeze that it did not reach its bank", Book.loseFreeze},
	{measure.EvFreezeActive, "hand the hold over to the freeze", Book.handOver},
	{measure.EvFreezeLapsed, "end the hand-over", Book.endFreeze},
	{casefile.EvFiled, "open the review of the warning", Book.reviewWarned},
	{casefile.EvCorrected, "open the review of the warning", Book.reviewWarned},
	{casefile.EvFiled, "withdraw the fraud-free title of the place", Book.withdrawTitle},
	{casefile.EvCorrected, "withdraw the fraud-free title of the place", Book.withdrawTitle},
	{warning.EventRaised, "write to the person", Book.writeWarned},
	{warning.EventLevelRaised, "write to the person", Book.writeWarned},
	{warning.EventClosed, "take back the texts that wait", Book.withdrawTexts},
	{dissuade.EvAttempted, "write to the person who did not take the call", Book.writeMissed},
	{notify.EvDelivered, "record the attempt", Book.recordText},
	{notify.EvUndelivered, "record the attempt", Book.recordText},
	{notify.EvUnconfirmed, "record the attempt", Book.recordText},
	{notify.EvFailed, "record the attempt", Book.recordText},
	{warning.EventRaised, "plan the next step", Book.tellPlan},
	{warning.EventRepeated, "search again, the number shows life", Book.tellPlan},
	{warning.EventLevelRaised, "bring the next step forward", Book.tellPlan},
	{warning.EventMoved, "hand the plan to the new unit", Book.tellPlan},
	{warning.EventClosed, "end the plan and its lines", Book.tellPlan},
	{dissuade.EvAttempted, "plan the next step", Book.planAttempt},
	{lines.EvTaken, "transfer the order to who took the warning over", Book.carryTransfer},
	{lines.EvReturned, "bring the order back", Book.carryTransfer},
	{upstream.EvReceived, "acknowledge and distribute what is clear", Book.signOrdered},
	{upstream.EvTaken, "warn the person of an order from above", Book.warnOrdered},
	{upstream.EvRecalled, "end the warning of an order that was taken back", Book.recallOrdered},
	{warning.EventClosed, "return the order from above", Book.returnOrdered},
	{warning.EventRaised, "let it climb until somebody claims it", Book.followWarning},
	{warning.EventLevelRaised, "let it climb until somebody claims it", Book.followWarning},
	{warning.EventLevelLowered, "end its climb", Book.followWarning},
	{warning.EventClaimed, "end its climb", Book.followWarning},
	{warning.EventReleased, "let it climb again", Book.followWarning},
	{warning.EventMoved, "let it climb from the new unit", Book.followWarning},
	{warning.EventClosed, "end its climb", Book.followWarning},
	{dispatch.EvIssued, "let it climb until somebody signs it", Book.followOrder},
	{dispatch.EvEscalated, "let it climb until somebody signs it", Book.followOrder},
	{dispatch.EvTransferred, "let it climb from the new unit", Book.followOrder},
	{dispatch.EvSigned, "end its climb", Book.followOrder},
	{dispatch.EvWithdrawn, "end its climb", Book.followOrder},
	{duty.EvHandedOver, "give the items to their new owners", Book.handOverItems},
	{bulletin.EvPublished, "hand it to the member units it is addressed to", Book.sendBulletin},
}

// Reactions lists the playbook, for documents and screens.
func Reactions() []Reaction { return slices.Clone(reactions) }

// MaxTries is how often the relay should call Handle for one event before it parks the event, alarms, and goes on with the
// next: with pauses growing to half a minute that is about ten minutes, longer than a restart of the database takes.
const MaxTries = 25

// Refused is the error of a reaction that a room has refused for good: the same call would be refused again.
type Refused struct {
	Event    int64
	Reaction string
	Cause    error
}

// Error says which reaction to which event was refused.
func (r *Refused) Error() string {
	return fmt.Sprintf("event %d: %s: refused: %v", r.Event, r.Reaction, r.Cause)
}

// Unwrap returns the refusal.
func (r *Refused) Unwrap() error { return r.Cause }

// Handle runs every reaction to an event. Events must come in the order of Seq, one at a time. Its contract with the relay:
//
//   - nil: everything asked for has happened, or had happened before, or there was nothing to ask. Go on.
//   - Retryable(err): a dependency is away. Call again with the same event, after a pause, before any later event; after
//     MaxTries park the event, alarm, and go on, so that one event cannot stop the centre.
//   - any other error: joined Refused. Calling again would change nothing: park the event at once, alarm, go on.
//
// When one reaction fails, the others to the same event have still run; a repetition runs them all again, which is harmless.
// An event of a kind without reactions is handled by doing nothing.
func (b Book) Handle(ctx context.Context, e Event) error {
	var errs []error
	for _, r := range reactions {
		if r.On != e.Kind {
			continue
		}
		err := r.do(b, ctx, e)
		switch {
		case err == nil:
		case lasting(err):
			errs = append(errs, &Refused{Event: e.Seq, Reaction: r.Name, Cause: err})
		default:
			errs = append(errs, fmt.Errorf("event %d: %s: %w", e.Seq, r.Name, err))
		}
	}
	return errors.Join(errs...)
}

// lasting says whether the same call would be refused again: the input is wrong, the record is not there, or it is in a
// state that does not allow the act. Everything else may pass: overload, a lost connection, a race, a bug mended by a restart.
func lasting(err error) bool {
	if errors.Is(err, dispatch.ErrStale) || errors.Is(err, measure.ErrStale) || errors.Is(err, sanction.ErrStale) || errors.Is(err, upstream.ErrStale) {
		return false
	}
	switch fault.KindOf(err) {
	case fault.Invalid, fault.Denied, fault.NotFound, fault.Conflict, fault.Expired:
		return true
	}
	return false
}

// Retryable says whether an error of Handle contains a failure that may pass.
func Retryable(err error) bool {
	if err == nil {
		return false
	}
	joined, many := err.(interface{ Unwrap() []error })
	if many {
		return slices.ContainsFunc(joined.Unwrap(), Retryable)
	}
	var refused *Refused
	return !errors.As(err, &refused)
}

// centre is in whose name the playbook acts.
func centre() access.Scope { return access.System() }
