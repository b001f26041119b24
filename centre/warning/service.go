package warning

import (
	"context"

	"fanzha/base/access"
	"fanzha/base/clock"
	"fanzha/term/when"
)

// Options are what a Service needs.
type Options struct {
	Store   Store
	Units   Units
	Moments []Moments // rooms that add to a person's line of life; may be empty
	Clock   clock.Clock
	Rules   Rules
	NewID   func() string // unique, safe for concurrent use
	// Search returns nil when it is confirmed that the person of a warning is not to be found, else why an officer may not close it so;
	// nil: anybody's word is enough.
	Search func(ctx context.Context, warning string) error
}

// Service is the room's face: every command checks the right, loads, decides and saves in one transaction.
type Service struct {
	store   Store
	places  *places
	moments []Moments
	clock   clock.Clock
	rules   Rules
	newID   func() string
	search  func(ctx context.Context, warning string) error
}

// New makes the service.
func New(o Options) *Service {
	return &Service{
		store: o.Store, places: &places{units: o.Units, clock: o.Clock}, moments: o.Moments, clock: o.Clock, rules: o.Rules, newID: o.NewID, search: o.Search,
	}
}

// GradeCmd changes the level of a warning by an officer's judgement. Version 0 means "whatever version it has".
type GradeCmd struct {
	ID      string
	Version int64
	Level   Level
	Reason  string
}

// CloseCmd ends the work on a warning.
type CloseCmd struct {
	ID      string
	Version int64
	Outcome Outcome
	Note    string
}

// ReviewCmd concludes a review.
type ReviewCmd struct {
	ID      string
	Version int64
	Finding Finding
	Note    string
}

// ContactCmd tells a warning that somebody tried to reach its person.
type ContactCmd struct {
	ID      string
	At      when.Micros
	Reached bool        // the person was really spoken to
	PaidFen int64       // what the person says to have paid already
	NextAt  when.Micros // agreed next attempt; zero = none
}

// Claim takes an open warning: the caller will reach the person. The right is warning.work.
func (s *Service) Claim(ctx context.Context, scope access.Scope, id string, version int64) (View, error) {
	return s.act(ctx, scope, id, Act{Verb: Claimed, Version: version})
}

// Release gives a claimed warning back to the desk. Only the claimer may, or who may chase (a leader).
func (s *Service) Release(ctx context.Context, scope access.Scope, id string, version int64) (View, error) {
	return s.act(ctx, scope, id, Act{Verb: Released, Version: version})
}

// Grade changes the level with a reason. The right is warning.grade.
func (s *Service) Grade(ctx context.Context, scope access.Scope, cmd GradeCmd) (View, error) {
	return s.act(ctx, scope, cmd.ID, Act{Verb: Graded, Version: cmd.Version, Level: cmd.Level, Note: cmd.Reason})
}

// Close ends the work with an outcome; most outcomes start the watch.
func (s *Service) Close(ctx context.Context, scope access.Scope, cmd CloseCmd) (View, error) {
	if cmd.Outcome == Unreachable && s.search != nil && !scope.IsSystem() {
		v, err := s.View(ctx, scope, cmd.ID) // what the caller does not see, he is told nothing of
		if err == nil {
			err = s.search(ctx, v.ID)
		}
		if err != nil {
			return View{}, err
		}
	}
	return s.act(ctx, scope, cmd.ID, Act{Verb: Finished, Version: cmd.Version, Outcome: cmd.Outcome, Note: cmd.Note})
}

// Review concludes a review with its finding. The right is warning.review.
func (s *Service) Review(ctx context.Context, scope access.Scope, cmd ReviewCmd) (View, error) {
	return s.act(ctx, scope, cmd.ID, Act{Verb: Reviewed, Version: cmd.Version, Finding: cmd.Finding, Note: cmd.Note})
}

// Contacted notes an attempt to reach the person; told twice, it changes nothing.
func (s *Service) Contacted(ctx context.Context, scope access.Scope, cmd ContactCmd) (View, error) {
	return s.act(ctx, scope, cmd.ID, Act{Verb: Contacted, ContactAt: cmd.At, Reached: cmd.Reached, PaidFen: cmd.PaidFen, NextAt: cmd.NextAt})
}

// HandCmd gives a claimed warning to another officer at a change of shifts.
type HandCmd struct {
	ID, From, To, ToName string
}

// HandOver gives a claimed warning to another officer. It is the centre's own act, after both have signed; where the one who leaves no longer has it,
// it changes nothing.
func (s *Service) HandOver(ctx context.Context, scope access.Scope, cmd HandCmd) (View, error) {
	return s.act(ctx, scope, cmd.ID, Act{Verb: HandedOver, From: cmd.From, To: Actor{User: cmd.To, Name: cmd.ToName}})
}

// Move makes another unit responsible, after its order was transferred; moved twice, it changes nothing.
func (s *Service) Move(ctx context.Context, scope access.Scope, id, unit string) (View, error) {
	return s.act(ctx, scope, id, Act{Verb: Moved, Unit: unit})
}
