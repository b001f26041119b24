package govern

import (
	"errors"
	"io/fs"

	"fanzha/base/rulefile"
	"fanzha/centre/govern/calendar"
	"fanzha/centre/govern/form"
	"fanzha/centre/govern/score"
	"fanzha/rulebook"
)

// MemberKinds are what a member unit can be. The first five are ranked against their like.
var MemberKinds = []string{"county", "township", "bank", "carrier", "department", "school", "enterprise"}

// MeetingKinds are the kinds of meetings (会议).
var MeetingKinds = []string{"joint", "push", "talk", "interview", "study", "visit"}

// Frequencies are how often a duty falls due: once, or in every period of a kind.
var Frequencies = []string{"once", "week", "month", "quarter", "half", "year"}

// Rules are the settings, score sheets and forms of this room.
type Rules struct {
	TermBefore []int64 // days before a term is due at which it is reminded of
	TermAfter  []int64 // and after
	NearDays   int64   // a light is yellow so many days before the due day
	TaskDays   int64   // a task without a day of its own is due after so many
	PlanDays   int64   // a rectification plan (整改方案) is due so many days after an escalation
	Recheck    int64   // a re-check (复查) so many days after the plan
	Unread     int64   // hours after which an unread notice means "not reachable"
	Sheets     []score.Sheet
	Forms      []form.Form
}

// LoadRules reads the rulebook.
func LoadRules() (*Rules, error) { return ReadRules(rulebook.FS) }

// ReadRules reads govern.yaml, scores and returns.
func ReadRules(files fs.FS) (*Rules, error) {
	raw, err := fs.ReadFile(files, "govern.yaml")
	if err != nil {
		return nil, ErrRules.With(err)
	}
	set, err := rulefile.ReadSettings(raw)
	if err != nil {
		return nil, ErrRules.With(err)
	}
	const daysMax = 366
	r := &Rules{
		NearDays: set.Whole("near_days", daysMax), TaskDays: set.Whole("task_days", daysMax), PlanDays: set.Whole("plan_days", daysMax),
		Recheck: set.Whole("recheck_days", daysMax), Unread: set.Whole("unread_hours", 24*daysMax),
	}
	r.TermBefore, err = calendar.Days(set.Text("term_before"))
	more, errMore := calendar.Days(set.Text("term_after"))
	r.TermAfter = more
	err = errors.Join(set.Err(), err, errMore)
	if err != nil {
		return nil, ErrRules.With(err)
	}
	r.Sheets, err = score.Load(files, "scores")
	if err == nil {
		r.Forms, err = form.Load(files, "returns")
	}
	if err != nil {
		return nil, ErrRules.With(err)
	}
	return r, nil
}

// Sheet finds a score sheet.
func (r *Rules) Sheet(code string) (score.Sheet, error) {
	for _, s := range r.Sheets {
		if s.Code == code {
			return s, nil
		}
	}
	return score.Sheet{}, badField("sheet")
}

// Form finds a form.
func (r *Rules) Form(code string) (form.Form, error) {
	for _, f := range r.Forms {
		if f.Code == code {
			return f, nil
		}
	}
	return form.Form{}, badField("form")
}
