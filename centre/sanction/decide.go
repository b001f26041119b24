package sanction

import (
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"fanzha/base/access"
	"fanzha/term/fault"
	"fanzha/term/ident"
	"fanzha/term/region"
	"fanzha/term/when"
)

// Bounds of what a person may write.
const (
	NoteMax  = 2000   // runes of a reason or appeal: one screen
	FieldMax = 200    // bytes of an id, number or name
	countMax = 100000 // cards, times, persons: larger is a slip of the pen
)

// The acts.
const (
	actNominate     = "nominate"
	actDecline      = "decline"
	actRecognise    = "recognise"
	actNotice       = "notice"
	actBegin        = "begin"
	actEnd          = "end"
	actRevoke       = "revoke"
	actAppeal       = "appeal"
	actRefuseAppeal = "refuse_appeal"
	actUpholdAppeal = "uphold_appeal"
	actLate         = "late"
)

// moves is the whole life of a sanction: what is not in it is refused as ErrState.
var moves = map[State]map[string]State{
	"":         {actNominate: Nominated},
	Nominated:  {actRecognise: Recognised, actDecline: Declined},
	Recognised: {actNotice: Noticed, actRevoke: Revoked},
	Noticed: {actBegin: InForce, actRevoke: Revoked, actAppeal: Noticed, actRefuseAppeal: Noticed, actUpholdAppeal: Revoked,
		actLate: Noticed},
	InForce: {actEnd: Ended, actRevoke: Revoked, actAppeal: InForce, actRefuseAppeal: InForce, actUpholdAppeal: Revoked, actLate: InForce},
}

func (s Sanction) step(act string) (Sanction, error) {
	to, ok := moves[s.State][act]
	if !ok {
		return s, fault.New(ErrState.Kind, ErrState.Code, "state", string(s.State), "act", act)
	}
	s.State = to
	s.Version++
	return s, nil
}

// By is who acts, and when.
type By struct {
	User string
	Name string
	Unit string
	At   when.Micros
	Note string
}

func byOf(scope access.Scope, at when.Micros, note string) By {
	return By{User: scope.User, Name: scope.Name, Unit: scope.Unit, At: at, Note: mend(note)}
}

func mend(s string) string {
	return strings.ReplaceAll(strings.ToValidUTF8(strings.TrimSpace(s), "\uFFFD"), "\x00", "\uFFFD")
}

func sound(s string) bool {
	return len(s) <= FieldMax && utf8.ValidString(s) && !strings.ContainsRune(s, 0)
}

func needNote(note string) error {
	if note == "" || utf8.RuneCountInString(note) > NoteMax {
		return ErrReason
	}
	return nil
}

// NominateCmd proposes a sanction.
type NominateCmd struct {
	Name     string
	IDNumber ident.IDNumber
	Tier     int64
	Crime    string // tier 1
	Facts    Facts  // tier 2
	Case     string
	Document string
	SHA256   string
	Measures []string // empty: all that the tier knows; fewer where the harm is small (过惩相当)
	Note     string
}

func nominate(cmd NominateCmd, by By, r *Rules) (Sanction, error) {
	e, ok := r.At(by.At)
	t, tiered := e.tier(cmd.Tier)
	digest := len(cmd.SHA256) == 64 && strings.Trim(cmd.SHA256, "0123456789abcdef") == ""
	switch {
	case strings.TrimSpace(cmd.Name) == "" || !sound(cmd.Name):
		return Sanction{}, badField("name")
	case cmd.IDNumber == "" || !sound(string(cmd.IDNumber)):
		return Sanction{}, badField("id_number")
	case !ok || !tiered:
		return Sanction{}, ErrTier
	case cmd.Case == "" || cmd.Document == "" || !sound(cmd.Case) || !sound(cmd.Document) || !digest:
		return Sanction{}, ErrBasis
	case cmd.Facts.Misused || cmd.Facts.LostCard:
		return Sanction{}, ErrExcluded
	}
	err := grounds(cmd, r)
	if err != nil {
		return Sanction{}, err
	}
	if len(cmd.Measures) == 0 {
		cmd.Measures = t.Measures
	}
	for i, m := range cmd.Measures {
		if !slices.Contains(t.Measures, m) || slices.Contains(cmd.Measures[:i], m) {
			return Sanction{}, ErrMeasures
		}
	}
	age := cmd.IDNumber.Age(by.At.Time().In(when.Zone).Format("20060102"))
	s := Sanction{
		Unit: by.Unit, Name: cmd.Name, IDNumber: cmd.IDNumber, Minor: age >= 0 && age < r.MinorAge, Tier: cmd.Tier, Crime: cmd.Crime, Facts: cmd.Facts,
		Case: cmd.Case, Document: cmd.Document, SHA256: cmd.SHA256, Measures: strings.Join(cmd.Measures, " "),
		NominatedAt: by.At, NominatedBy: by.User,
	}
	return s.step(actNominate)
}

// grounds checks what a nomination rests on: a crime, or facts.
func grounds(cmd NominateCmd, r *Rules) error {
	f := cmd.Facts
	switch {
	case cmd.Tier == 1 && (!known(r.Crimes, cmd.Crime) || f != Facts{}):
		return badField("crime")
	case cmd.Tier == 1:
		return nil
	case cmd.Crime != "":
		return badField("crime")
	case min(f.Cards, f.Times, f.Persons) < 0 || max(f.Cards, f.Times, f.Persons) > countMax:
		return badField("facts")
	case f.Cards+f.Times+f.Persons == 0 && !f.FalseIdentity:
		return ErrNoFacts
	}
	return nil
}

// Reaches says whether facts reach the threshold of an edition: any one count, or a false identity, which has none.
func (e Edition) Reaches(f Facts) bool {
	return f.FalseIdentity || max(f.Cards, f.Times, f.Persons) >= int64(e.Threshold)
}

// recognise is the act of the recognising organ: city level, or province where the facts stay below the threshold. The edition of
// that day is stamped and stays.
func (s Sanction) recognise(by By, r *Rules) (Sanction, error) {
	next, err := s.step(actRecognise)
	if err != nil {
		return s, err
	}
	e, ok := r.At(by.At)
	t, tiered := e.tier(s.Tier)
	kind := region.KindOf(by.Unit)
	city := kind == region.City || kind == region.Province || kind == region.Ministry
	switch {
	case !ok || !tiered:
		return s, ErrTier
	case by.User == s.NominatedBy:
		return s, ErrSamePerson
	case !city:
		return s, ErrCityRank
	case s.Tier == 2 && !e.Reaches(s.Facts) && kind == region.City:
		return s, ErrProvince
	case s.Minor && needNote(by.Note) != nil:
		return s, ErrMinor
	}
	next.Edition, next.Years = e.Code, int64(t.Years)
	next.RecognisedAt, next.RecognisedBy, next.RecognisedIn = by.At, by.User, by.Unit
	return next, nil
}

// notice records the written notice and fixes the term: it begins some days after the notice, at the start of a day, or follows on
// the one that is in force; terms that follow on each other together never exceed the longest term of the edition.
func (s Sanction) notice(ref string, current *Sanction, by By, r *Rules) (Sanction, error) {
	next, err := s.step(actNotice)
	if err != nil {
		return s, err
	}
	if ref == "" || !sound(ref) {
		return s, ErrBasis
	}
	i := slices.IndexFunc(r.Editions, func(e Edition) bool { return e.Code == s.Edition })
	if i < 0 {
		return s, ErrTier
	}
	start := midnight(by.At + r.NoticeBefore)
	next.ChainFrom = start
	if current != nil && current.EndsAt >= start {
		start, next.ChainFrom = current.EndsAt, current.ChainFrom
	}
	next.NoticedAt, next.NoticedBy, next.NoticeRef, next.StartsAt = by.At, by.User, ref, start
	next.EndsAt = min(AddYears(start, s.Years), AddYears(next.ChainFrom, int64(r.Editions[i].MaxYears)))
	if next.EndsAt <= next.StartsAt {
		return s, ErrLongest
	}
	return next, nil
}

// midnight is the first start of a day in China at or after a moment.
func midnight(at when.Micros) when.Micros {
	t := at.Time().In(when.Zone)
	day := time.Date(t.Year(), t.Month(), t.Day(), 0, 0, 0, 0, when.Zone)
	if when.Of(day) < at {
		day = day.AddDate(0, 0, 1)
	}
	return when.Of(day)
}

// AddYears adds calendar years; a term that begins on 29 February ends on 28 February of a common year.
func AddYears(at when.Micros, years int64) when.Micros {
	t := at.Time().In(when.Zone)
	end := t.AddDate(int(years), 0, 0)
	if end.Day() != t.Day() {
		end = end.AddDate(0, 0, -end.Day())
	}
	return when.Of(end)
}

// finish ends a sanction by an act that needs a reason.
func (s Sanction) finish(act string, by By) (Sanction, error) {
	next, err := s.step(act)
	if err != nil {
		return s, err
	}
	next.EndedAt, next.EndedBy, next.EndReason = by.At, by.User, by.Note
	return next, needNote(by.Note)
}

// appeal opens an appeal; one at a time, and again after a refusal.
func (s Sanction) appeal(by By, r *Rules) (Sanction, error) {
	next, err := s.step(actAppeal)
	if err != nil {
		return s, err
	}
	if s.Appeal == AppealOpen {
		return s, ErrAppealed
	}
	next.Appeal, next.AppealAt, next.AppealBy, next.AppealText, next.AppealDue = AppealOpen, by.At, by.User, by.Note, by.At+r.AppealWithin
	next.AppealLate, next.AppealEnd, next.AppealReason, next.AppealRemedy = false, 0, "", ""
	return next, needNote(by.Note)
}

// decideAppeal closes an appeal: not by who nominated, recognised, gave notice or recorded the appeal.
func (s Sanction) decideAppeal(uphold bool, remedy string, by By) (Sanction, string, error) {
	act := actRefuseAppeal
	if uphold {
		act = actUpholdAppeal
	}
	next, err := s.step(act)
	switch {
	case err != nil:
		return s, "", err
	case s.Appeal != AppealOpen:
		return s, "", ErrNoAppeal
	case slices.Contains([]string{s.NominatedBy, s.RecognisedBy, s.NoticedBy, s.AppealBy}, by.User) && by.User != "system":
		return s, "", ErrSamePerson
	case !uphold && (remedy == "" || utf8.RuneCountInString(remedy) > NoteMax):
		return s, "", ErrRemedy
	}
	next.AppealEnd, next.AppealReason, next.AppealRemedy, next.Appeal = by.At, by.Note, remedy, AppealRefused
	if uphold {
		next.Appeal = AppealUpheld
		next.EndedAt, next.EndedBy, next.EndReason = by.At, by.User, by.Note
	}
	return next, act, needNote(by.Note)
}

// Alarm is when the clock of a sanction next does something; 0: nothing runs.
func (s Sanction) Alarm() when.Micros {
	var at when.Micros
	switch s.State {
	case Noticed:
		at = s.StartsAt
	case InForce:
		at = s.EndsAt
	default:
		return 0
	}
	if s.Appeal == AppealOpen && !s.AppealLate {
		at = min(at, s.AppealDue)
	}
	return at
}

// tick does what the clock has reached, one thing at a time.
func (s Sanction) tick(by By) (Sanction, string, error) {
	alarm := s.Alarm()
	switch {
	case alarm == 0 || by.At < alarm:
		return s, "", nil
	case s.State == InForce && by.At >= s.EndsAt:
		by.Note = "期满自动解除"
		next, err := s.finish(actEnd, by)
		return next, actEnd, err
	case s.State == Noticed && by.At >= s.StartsAt:
		next, err := s.step(actBegin)
		return next, actBegin, err
	}
	next, err := s.step(actLate)
	next.AppealLate = true
	return next, actLate, err
}
