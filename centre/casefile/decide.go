package casefile

import (
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"fanzha/base/access"
	"fanzha/term/fault"
	"fanzha/term/fraud"
	"fanzha/term/region"
	"fanzha/term/when"
)

// Bounds of what a person may write.
const (
	NoteMax      = 2000            // runes of a reason: one screen
	BriefMax     = 500             // runes of 简要案情
	FieldMax     = 200             // bytes of an id, number or name
	wordMax      = 60              // bytes of a code or the name of a special action
	listMax      = 20              // special actions, claims of one case
	partsMax     = 500             // parts of one kind of one case: the body of an event stays below 200 kB
	lossMax      = 100_000_000_000 // fen: a billion yuan; more is a slip of the pen
	countMax     = 10_000_000      // pieces of one exhibit: seeds speak of 3,733,000 phone cards in one campaign
	ageMax       = 130
	dueMax       = 5 * 366 * when.Day
	earliest     = 631123200 * when.Second // 1990-01-01: an earlier date is a slip of the pen
	clockIsWrong = 10 * when.Minute        // how far the clocks of two desks may differ
)

// The acts.
const (
	actFile      = "file"
	actCorrect   = "correct"
	actSolve     = "solve"
	actReopen    = "reopen"
	actClose     = "close"
	actWithdraw  = "withdraw"
	actSupervise = "supervise"
	actProgress  = "progress"
	actTag       = "tag"
	actMoney     = "money"
	actSuspect   = "suspect"
	actMeasure   = "measure"
	actExhibit   = "exhibit"
	actCard      = "card"
	actCheck     = "check"
	actRemove    = "remove"
)

// anytime are the acts that change no state, in every state but withdrawn.
var anytime = []string{actCorrect, actSupervise, actProgress, actTag, actMoney, actSuspect, actMeasure, actExhibit, actCard, actCheck, actRemove}

// moves is the whole life of a case: what is not in it and not in anytime is refused as ErrState.
var moves = map[State]map[string]State{
	"":        {actFile: Filed},
	Filed:     {actSolve: Solved, actWithdraw: Withdrawn},
	Solved:    {actReopen: Filed, actClose: Closed, actWithdraw: Withdrawn},
	Closed:    {actReopen: Filed},
	Withdrawn: {actReopen: Filed},
}

// step takes the case to its next state and version.
func (c Case) step(act string, by By) (Case, error) {
	next := c.clone()
	to, ok := moves[c.State][act]
	if !ok {
		to, ok = c.State, c.State != "" && c.State != Withdrawn && slices.Contains(anytime, act)
	}
	if !ok {
		return c, fault.New(ErrState.Kind, ErrState.Code, "state", string(c.State), "act", act)
	}
	next.State = to
	next.Version++
	next.UpdatedAt = by.At
	return next, nil
}

// By is who acts, and when.
type By struct {
	User  string
	Name  string
	At    when.Micros
	Note  string
	scope access.Scope
}

func byOf(scope access.Scope, at when.Micros, note string) By {
	return By{User: scope.User, Name: scope.Name, At: at, Note: mend(note), scope: scope}
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

// dated checks a moment that an officer names: known, not in the future, not before its case was filed.
func (b By) dated(field string, at, from when.Micros) error {
	switch {
	case at < earliest:
		return badField(field)
	case at > b.At+clockIsWrong:
		return future(field)
	case at < startOfDay(from):
		return before(field)
	}
	return nil
}

// startOfDay is the midnight before a moment, in the centre's zone: dates without a time of day are that.
func startOfDay(at when.Micros) when.Micros {
	const shift = 8 * when.Hour
	if at <= 0 {
		return 0
	}
	return (at+shift)/when.Day*when.Day - shift
}

// optional says whether a code is empty or in a dictionary.
func optional(list []Word, code string) bool { return code == "" || known(list, code) }

// check refuses fields that no figure could use. The unit must lie in the officer's jurisdiction.
func (f *Fields) check(by By, r *Rules) error {
	_, unitErr := region.ParseUnit(f.Unit)
	place, placeErr := region.ParsePlace(f.Region)
	switch {
	case !r.numberFormed.MatchString(f.Number) || !sound(f.Number):
		return badField("number")
	case unitErr != nil:
		return badField("unit")
	case !by.scope.Covers(f.Unit):
		return ErrUnit
	case placeErr != nil:
		return badField("region")
	case !fraud.Known(f.Fraud):
		return unknown("fraud")
	case !known(r.Scopes, f.Scope):
		return unknown("scope")
	case !optional(r.Tracks, f.Track):
		return unknown("track")
	case f.LossFen < 0 || f.LossFen > lossMax:
		return badField("loss")
	case !sound(f.Warning) || f.Warning != "" && !f.Warned:
		return badField("warning")
	case utf8.RuneCountInString(f.Brief) > BriefMax:
		return badField("brief")
	}
	f.Region, f.Brief = place, mend(f.Brief)
	err := by.dated("filed_at", f.FiledAt, earliest)
	if err == nil && f.OccurredAt != 0 {
		err = by.dated("occurred_at", f.OccurredAt, earliest)
	}
	if err == nil && f.OccurredAt > f.FiledAt+when.Day {
		err = badField("occurred_at")
	}
	if err == nil {
		err = f.lists(r)
	}
	if err == nil {
		err = f.Victim.check(r)
	}
	return err
}

// lists brings special actions to their one spelling, each once, and checks claims.
func (f *Fields) lists(r *Rules) error {
	var tags []string
	for _, t := range f.Campaigns {
		code, ok := find(r.Campaigns, t)
		if !ok {
			code = bare(t)
		}
		switch {
		case code == "" || len(code) > wordMax || !sound(code) || strings.ContainsAny(code, "|,，、;；\n"):
			return badField("campaigns")
		case !slices.Contains(tags, code):
			tags = append(tags, code)
		}
	}
	slices.Sort(tags)
	f.Campaigns = tags
	for i, id := range f.Claims {
		if id == "" || len(id) > wordMax || !sound(id) || strings.Contains(id, "|") || slices.Contains(f.Claims[:i], id) {
			return badField("claims")
		}
	}
	if len(f.Campaigns) > listMax || len(f.Claims) > listMax {
		return badField("campaigns")
	}
	return nil
}

func (v *Victim) check(r *Rules) error {
	area := v.Area
	var err error
	if area != "" {
		area, err = region.ParsePlace(area)
	}
	switch {
	case !known(r.Victims, v.Kind):
		return unknown("victim.kind")
	case !optional(r.Sexes, v.Sex):
		return unknown("victim.sex")
	case !optional(r.Occupations, v.Occupation):
		return unknown("victim.occupation")
	case v.Age < -1 || v.Age > ageMax:
		return badField("victim.age")
	case v.Kind == "enterprise" && (v.Sex != "" || v.Age >= 0):
		return badField("victim.kind")
	case err != nil:
		return badField("victim.area")
	case !sound(v.Name) || utf8.RuneCountInString(v.Name) > 60:
		return badField("victim.name")
	case !sound(v.MemberUnit) || utf8.RuneCountInString(v.MemberUnit) > 60:
		return badField("victim.member_unit")
	}
	v.Area, v.Name, v.MemberUnit = area, mend(v.Name), mend(v.MemberUnit)
	return nil
}

// derive fills what follows from the fields.
func (c *Case) derive(r *Rules) {
	c.Band, c.AgeBand = r.AmountBand(c.LossFen), r.AgeBand(c.Victim.Age)
	c.Large = c.Large || c.LossFen >= int64(r.LargeYuan)*100
}

// file makes a case.
func file(f Fields, by By, r *Rules) (Case, error) {
	err := f.check(by, r)
	if err != nil {
		return Case{}, err
	}
	c, err := Case{Fields: f, EnteredAt: by.At, EnteredBy: by.User}.step(actFile, by)
	c.derive(r)
	return c, err
}

// Diff is one field that a correction changed, as the audit keeps it.
type Diff struct{ Field, Old, New string }

// correct puts right what was wrong, with a reason; the diffs are for the audit.
func (c Case) correct(f Fields, by By, r *Rules) (Case, []Diff, error) {
	next, err := c.step(actCorrect, by)
	if err == nil {
		err = f.check(by, r)
	}
	if err == nil {
		err = needNote(by.Note)
	}
	if err != nil {
		return c, nil, err
	}
	next.Fields = f
	next.derive(r)
	diffs := difference(c.Fields, next.Fields)
	switch {
	case len(diffs) == 0:
		return c, nil, ErrNothing
	case c.SolvedAt != 0 && c.SolvedAt < startOfDay(f.FiledAt):
		return c, nil, before("solved_at")
	}
	return next, diffs, nil
}

// difference lists the fields that differ. Of a name it says only that it changed.
func difference(a, b Fields) []Diff {
	var out []Diff
	put := func(field, old, now string) {
		if old != now {
			out = append(out, Diff{field, old, now})
		}
	}
	put("number", a.Number, b.Number)
	put("unit", a.Unit, b.Unit)
	put("region", a.Region, b.Region)
	put("fraud", a.Fraud, b.Fraud)
	put("scope", a.Scope, b.Scope)
	put("track", a.Track, b.Track)
	put("filed_at", a.FiledAt.String(), b.FiledAt.String())
	put("occurred_at", a.OccurredAt.String(), b.OccurredAt.String())
	put("loss_fen", strconv.FormatInt(a.LossFen, 10), strconv.FormatInt(b.LossFen, 10))
	put("large", strconv.FormatBool(a.Large), strconv.FormatBool(b.Large))
	put("campaigns", strings.Join(a.Campaigns, "|"), strings.Join(b.Campaigns, "|"))
	put("claims", strings.Join(a.Claims, "|"), strings.Join(b.Claims, "|"))
	put("warned", strconv.FormatBool(a.Warned), strconv.FormatBool(b.Warned))
	put("warning", a.Warning, b.Warning)
	put("victim.kind", a.Victim.Kind, b.Victim.Kind)
	put("victim.sex", a.Victim.Sex, b.Victim.Sex)
	put("victim.age", strconv.Itoa(a.Victim.Age), strconv.Itoa(b.Victim.Age))
	put("victim.occupation", a.Victim.Occupation, b.Victim.Occupation)
	put("victim.area", a.Victim.Area, b.Victim.Area)
	put("victim.member_unit", a.Victim.MemberUnit, b.Victim.MemberUnit)
	if a.Victim.Name != b.Victim.Name {
		out = append(out, Diff{"victim.name", "***", "***"})
	}
	if a.Brief != b.Brief {
		out = append(out, Diff{"brief", "…", "…"})
	}
	return out
}
