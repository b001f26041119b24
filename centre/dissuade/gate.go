package dissuade

import (
	"context"
	"slices"
	"strings"
	"time"

	"fanzha/base/access"
	"fanzha/term/fault"
	"fanzha/term/when"
)

// Wish (联系要求) is what a person said about when not to be contacted, as every unit sees it before it calls.
type Wish struct {
	ID      string
	Target  string
	Until   when.Micros // no contact before this moment; zero: no such moment
	From    int64       // no contact from this minute of the day …
	To      int64       // … to this one; equal: no such hours
	Note    string
	Unit    string
	At      when.Micros
	By      string
	ByName  string
	EndedAt when.Micros
	EndedBy string
}

// Who acts on a wish.
type Who struct {
	User, Name, Unit string
	At               when.Micros
	Reason           string
}

// minutesOfDay is the length of a day on the clock.
const minutesOfDay = 24 * 60

// wishMax bounds how far ahead a person's word reaches without being asked again, and how many stand.
const (
	wishMax  = 90 * 24 * time.Hour
	WishNote = 300 // runes
	Shown    = 10  // latest contacts that a gate shows
)

// Bars says whether a moment lies where the person does not want to be contacted.
func (w *Wish) Bars(at when.Micros, zone *time.Location) bool {
	if at < w.Until {
		return true
	}
	t := at.Time().In(zone)
	now := int64(t.Hour()*60 + t.Minute())
	switch {
	case w.From == w.To:
		return false
	case w.From < w.To:
		return now >= w.From && now < w.To
	}
	return now >= w.From || now < w.To
}

// Gate is what an officer sees before he contacts a person: how often and by whom the person was contacted, what the person asked for, and
// what a contact now would need a reason for.
type Gate struct {
	Budget Budget
	Latest []Attempt // of all units, the latest first; their notes stay with those who may read them
	Wishes []Wish
	Why    []Caution // a call now needs a reason because of these; empty: none
	Quiet  bool      // the hours in which a call disturbs
	Exempt bool      // the level needs no reason
}

// past is what is on record of a person before a contact.
type past struct {
	used   int64     // contacts of the budget's window
	latest []Attempt // the latest first
	wishes []Wish
}

// weigh says what speaks against a contact.
func weigh(a *Attempt, r *Rules, p past) []Caution {
	var out []Caution
	if p.used+1 > r.Budget {
		out = append(out, r.caution(CautionBudget))
	}
	if a.Channel == SMS {
		return out
	}
	soon := func(b Attempt) bool {
		return b.Channel == Call && b.Reached && b.At <= a.At && a.At < b.At.Add(r.Pause)
	}
	if a.Channel == Call && slices.ContainsFunc(p.latest, soon) {
		out = append(out, r.caution(CautionSoon))
	}
	if slices.ContainsFunc(p.wishes, func(w Wish) bool { return w.Bars(a.At, r.Zone) }) {
		out = append(out, r.caution(CautionWish))
	}
	return out
}

// barred refuses a contact that needs a reason and has none. It returns what spoke against it, besides the cautions that every
// attempt gets.
func (s *Service) barred(ctx context.Context, a *Attempt, level string, used int64) ([]Caution, error) {
	if s.o.Wishes == nil || a.By == access.System().User {
		return nil, nil
	}
	latest, err := s.before(ctx, a.Target, a.At)
	if err != nil {
		return nil, err
	}
	// the same contact, sent again by a phone with a weak signal, is the one that is on record
	again := func(b Attempt) bool { return a.Key != "" && b.Key == a.Key && b.By == a.By }
	if slices.ContainsFunc(latest, again) {
		return nil, nil
	}
	wishes, err := s.o.Wishes.Wishes(ctx, access.System(), a.Target)
	if err != nil {
		return nil, err
	}
	why := weigh(a, s.o.Rules, past{used, latest, wishes})
	if len(why) > 0 && a.Reason == "" && !slices.Contains(s.o.Rules.NoReason, level) {
		return nil, needsReason(why)
	}
	return slices.DeleteFunc(why, func(c Caution) bool { return c.Code == CautionBudget }), nil
}

// before returns the latest attempts on a person up to a moment, of all units.
func (s *Service) before(ctx context.Context, target string, at when.Micros) ([]Attempt, error) {
	q := Query{Filter: Filter{Target: target}, Limit: PageDefault, After: &Key{At: at + 1}}
	return s.o.Store.List(ctx, access.System(), q)
}

func needsReason(why []Caution) error {
	codes := make([]string, len(why))
	for i, c := range why {
		codes[i] = strings.TrimPrefix(c.Code, "dissuade.")
	}
	return fault.New(ErrNeedsReason.Kind, ErrNeedsReason.Code, "why", strings.Join(codes, ","))
}

// Gate says what an officer should know before he contacts the person of a warning now. Every unit that has the person sees all
// contacts, whoever made them.
func (s *Service) Gate(ctx context.Context, scope access.Scope, warning string) (Gate, error) {
	err := scope.Require(access.WarningRead)
	if err != nil {
		return Gate{}, err
	}
	w, _, err := s.subject(ctx, scope, AttemptCmd{Warning: warning})
	if err != nil {
		return Gate{}, err
	}
	now := s.o.Clock.Now()
	g := Gate{Quiet: s.o.Rules.Quiet(now), Exempt: slices.Contains(s.o.Rules.NoReason, w.Level)}
	g.Budget = Budget{Limit: s.o.Rules.Budget, WindowH: int64(s.o.Rules.Window.Hours())}
	g.Budget.Used, err = s.o.Store.Used(ctx, access.System(), w.Target, now.Add(-s.o.Rules.Window))
	if err != nil {
		return Gate{}, err
	}
	latest, err := s.before(ctx, w.Target, now)
	if err != nil {
		return Gate{}, err
	}
	if s.o.Wishes != nil {
		g.Wishes, err = s.o.Wishes.Wishes(ctx, access.System(), w.Target)
	}
	g.Why = weigh(&Attempt{Channel: Call, At: now}, s.o.Rules, past{g.Budget.Used, latest, g.Wishes})
	g.Latest = latest[:min(len(latest), Shown)]
	return g, err
}

// WishCmd notes what a person asked for.
type WishCmd struct {
	Warning string // by which the caller knows the person
	Until   when.Micros
	From    int64
	To      int64
	Note    string
}

// AddWish notes when the person of a warning does not want to be contacted. It holds for every unit and every later warning.
func (s *Service) AddWish(ctx context.Context, scope access.Scope, cmd WishCmd) (Wish, error) {
	err := scope.Require(access.WarningWork)
	if err != nil {
		return Wish{}, err
	}
	now := s.o.Clock.Now()
	cmd.Note = strings.TrimSpace(strings.ReplaceAll(strings.ToValidUTF8(cmd.Note, "\uFFFD"), "\x00", "\uFFFD"))
	hours := cmd.From >= 0 && cmd.From < minutesOfDay && cmd.To >= 0 && cmd.To < minutesOfDay
	until := cmd.Until == 0 || cmd.Until > now && cmd.Until <= now.Add(wishMax)
	switch {
	case !hours || !until || cmd.Until == 0 && cmd.From == cmd.To:
		return Wish{}, ErrWish
	case longer(cmd.Note, WishNote):
		return Wish{}, ErrReasonLong
	}
	ref, _, err := s.subject(ctx, scope, AttemptCmd{Warning: cmd.Warning})
	if err != nil {
		return Wish{}, err
	}
	w := Wish{
		ID: s.o.NewID(), Target: ref.Target, Until: cmd.Until, From: cmd.From, To: cmd.To, Note: cmd.Note, Unit: scope.Unit, At: now, By: scope.User, ByName: scope.Name,
	}
	return w, s.o.Wishes.Add(ctx, w)
}

// EndWish ends a wish of the person of a warning: the person has changed his mind.
func (s *Service) EndWish(ctx context.Context, scope access.Scope, warning, id string) error {
	err := scope.Require(access.WarningWork)
	if err != nil {
		return err
	}
	ref, _, err := s.subject(ctx, scope, AttemptCmd{Warning: warning})
	if err != nil {
		return err
	}
	have, err := s.o.Wishes.Wishes(ctx, access.System(), ref.Target)
	if err != nil {
		return err
	}
	if !slices.ContainsFunc(have, func(w Wish) bool { return w.ID == id }) {
		return ErrWishEnded
	}
	return s.o.Wishes.End(ctx, id, Who{User: scope.User, Name: scope.Name, Unit: scope.Unit, At: s.o.Clock.Now()})
}
