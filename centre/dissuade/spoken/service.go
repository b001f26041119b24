package spoken

import (
	"context"
	"slices"
	"strings"
	"unicode/utf8"

	"fanzha/base/access"
	"fanzha/base/clock"
	"fanzha/term/fraud"
	"fanzha/term/region"
)

// Options are what a Service stands on. All are required.
type Options struct {
	Book     *Book
	Records  Records
	Warnings Warnings
	Clock    clock.Clock
	NewID    func() string
}

// Service runs the commands and queries of this room. It is safe for concurrent use.
type Service struct{ o Options }

// New returns a service.
func New(o Options) *Service { return &Service{o: o} }

// Book is what is shipped.
func (s *Service) Book() *Book { return s.o.Book }

// Bounds of what is asked and written.
const (
	typedMost   = 60  // characters of a search
	noteMost    = 300 // characters of a note
	historyMost = 200 // versions of one kind that a page shows: years of changes
)

// Row is a script in a list.
type Row struct {
	*Script
	Votes Tally
}

// List are the scripts of a type that a typed text finds. The right is warning.read.
func (s *Service) List(ctx context.Context, scope access.Scope, fraudType, typed string) ([]Row, error) {
	err := scope.Require(access.WarningRead)
	if err != nil {
		return nil, err
	}
	switch {
	case fraudType != "" && !fraud.Known(fraudType):
		return nil, badField("fraud")
	case utf8.RuneCountInString(typed) > typedMost || !utf8.ValidString(typed):
		return nil, badField("q")
	}
	votes, err := s.o.Records.Tallies(ctx, scope)
	if err != nil {
		return nil, err
	}
	out := []Row{}
	for _, x := range s.o.Book.Find(fraudType, typed) {
		out = append(out, Row{x, votes[x.Code]})
	}
	return out, nil
}

// Spoken is one script as it is spoken in the caller's unit.
type Spoken struct {
	Row
	Texts map[Reading]Words    // in force
	Local map[Reading]*Version // those of them that are a centre's own
}

// Get is one script as it is spoken in the caller's unit. The right is warning.read.
func (s *Service) Get(ctx context.Context, scope access.Scope, code string) (Spoken, error) {
	err := scope.Require(access.WarningRead)
	if err != nil {
		return Spoken{}, err
	}
	x, ok := s.o.Book.Get(code)
	if !ok {
		return Spoken{}, ErrNotFound
	}
	all, err := s.o.Records.Versions(ctx, scope, code, historyMost)
	if err != nil {
		return Spoken{}, err
	}
	votes, err := s.o.Records.Tallies(ctx, scope)
	out := Spoken{Row: Row{x, votes[code]}, Texts: map[Reading]Words{}, Local: map[Reading]*Version{}}
	for _, r := range Readings {
		out.Texts[r] = x.Texts[r]
		v := inForce(all, r, unitOf(scope))
		if v != nil {
			out.Texts[r], out.Local[r] = v.Words, v
		}
	}
	return out, err
}

func unitOf(scope access.Scope) string {
	if scope.IsSystem() {
		return region.Root
	}
	return scope.Unit
}

// History are the versions of a kind that the caller may know of, the newest first. The right is warning.read.
func (s *Service) History(ctx context.Context, scope access.Scope, code string) ([]Version, error) {
	err := scope.Require(access.WarningRead)
	if err != nil {
		return nil, err
	}
	_, ok := s.o.Book.Get(code)
	if !ok {
		return nil, ErrNotFound
	}
	return s.o.Records.Versions(ctx, scope, code, historyMost)
}

// ProposeCmd puts one reading of a kind into the words of the caller's unit.
type ProposeCmd struct {
	Kind    string
	Reading Reading
	Words   Words
	Note    string // why
}

// Propose writes a version for the caller's own unit; another person approves it. The right is warning.work.
func (s *Service) Propose(ctx context.Context, scope access.Scope, c ProposeCmd) (Version, error) {
	err := scope.Require(access.WarningWork)
	if err != nil {
		return Version{}, err
	}
	_, ok := s.o.Book.Get(c.Kind)
	switch {
	case !ok:
		return Version{}, ErrNotFound
	case !slices.Contains(Readings, c.Reading):
		return Version{}, badField("reading")
	}
	by, err := s.who(scope, c.Note)
	if err == nil && by.Note == "" {
		err = ErrNote
	}
	if err == nil {
		err = refuse(s.o.Book.Tone.Check(c.Reading, c.Words))
	}
	if err != nil {
		return Version{}, err
	}
	all, err := s.o.Records.Versions(ctx, scope, c.Kind, historyMost)
	if err != nil {
		return Version{}, err
	}
	v := Version{ID: s.o.NewID(), Unit: unitOf(scope), Kind: c.Kind, Reading: c.Reading, Number: 1, State: Proposed, At: by.At, Rev: 1, Words: c.Words, Made: by}
	for i := range all {
		if all[i].Unit == v.Unit && all[i].Reading == v.Reading {
			v.Number = max(v.Number, all[i].Number+1)
		}
	}
	return v, s.o.Records.Put(ctx, v, ActPropose, by)
}

// who is the caller as a record names him.
func (s *Service) who(scope access.Scope, note string) (Who, error) {
	note = strings.TrimSpace(note)
	if !utf8.ValidString(note) || utf8.RuneCountInString(note) > noteMost || strings.ContainsRune(note, 0) {
		return Who{}, badField("note")
	}
	return Who{User: scope.User, Name: scope.Name, At: s.o.Clock.Now(), Note: note}, nil
}

// Command is an act on a version that was seen at Rev.
type Command struct {
	Kind string
	ID   string
	Rev  int64
	Note string
}

// Decide approves, returns or withdraws a version. Approving and returning need warning.review and another person; who proposed may
// withdraw.
func (s *Service) Decide(ctx context.Context, scope access.Scope, a Act, c Command) (Version, error) {
	if !scope.Can(access.WarningReview) && !scope.Can(access.WarningWork) {
		return Version{}, access.Lack(access.WarningReview)
	}
	all, err := s.History(ctx, scope, c.Kind)
	if err != nil {
		return Version{}, err
	}
	i := slices.IndexFunc(all, func(v Version) bool { return v.ID == c.ID })
	if i < 0 {
		return Version{}, ErrNotFound
	}
	by, err := s.who(scope, c.Note)
	if err != nil {
		return Version{}, err
	}
	v, err := decide(scope, all[i], a, by)
	switch {
	case err != nil:
		return Version{}, err
	case c.Rev != all[i].Rev:
		return Version{}, ErrStale
	}
	return v, s.o.Records.Put(ctx, v, a, by)
}

// VoteCmd says which step of a script worked; an empty step says none.
type VoteCmd struct {
	Kind    string
	Reading Reading
	Step    Step
	Warning string // may be empty
}

// Vote counts the caller's word on a script, once for each warning. The right is warning.work.
func (s *Service) Vote(ctx context.Context, scope access.Scope, c VoteCmd) (Tally, error) {
	err := scope.Require(access.WarningWork)
	if err != nil {
		return nil, err
	}
	x, err := s.Get(ctx, scope, c.Kind)
	switch {
	case err != nil:
		return nil, err
	case !slices.Contains(Readings, c.Reading):
		return nil, badField("reading")
	case c.Step != "" && !slices.Contains(Steps, c.Step):
		return nil, badField("step")
	case c.Warning != "":
		err = s.o.Warnings.Seen(ctx, scope, c.Warning)
		if err != nil {
			return nil, err
		}
	}
	v := Vote{Kind: c.Kind, Warning: c.Warning, Voter: scope.User, Name: scope.Name, Unit: unitOf(scope), Reading: c.Reading, Step: c.Step, At: s.o.Clock.Now()}
	if own := x.Local[c.Reading]; own != nil {
		v.Version = own.ID
	}
	err = s.o.Records.Vote(ctx, v)
	if err != nil {
		return nil, err
	}
	votes, err := s.o.Records.Tallies(ctx, scope)
	return votes[c.Kind], err
}

// MayDecide says whether a caller may approve or return a version, and whether he may withdraw it.
func MayDecide(scope access.Scope, v *Version) (approve, withdraw bool) {
	by := Who{User: scope.User, Note: "-"}
	_, no := decide(scope, *v, ActApprove, by)
	_, never := decide(scope, *v, ActWithdraw, by)
	return no == nil, never == nil
}
