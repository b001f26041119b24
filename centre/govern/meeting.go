package govern

import (
	"context"
	"slices"

	"fanzha/base/access"
	"fanzha/term/when"
)

// Meeting (会议) of the conference. Kind: joint, push, talk, interview, study, visit. At is when it was entered; Held when it took place.
type Meeting struct {
	Head
	Title     string      `json:"title"`
	Place     string      `json:"place"`
	Chair     string      `json:"chair"`
	Agenda    string      `json:"agenda"`
	Held      when.Micros `json:"held"` // planned for, or held at
	Invited   []Attend    `json:"invited"`
	Minutes   string      `json:"minutes"`
	Files     []Evidence  `json:"files"`
	Decisions []Decision  `json:"decisions"`
}

// Attend is a member unit at a meeting (签到).
type Attend struct {
	Member string `json:"member"`
	Came   bool   `json:"came"`
	Who    string `json:"who"` // name and post, as signed
}

// Decision (决定) is a point of the minutes, with the tasks that follow.
type Decision struct {
	Text  string      `json:"text"`
	To    []string    `json:"to"` // member units
	Due   when.Micros `json:"due"`
	Tasks []string    `json:"tasks"` // ids
}

func (m *Meeting) tell(b *EventBody) {
	if m.State == "held" {
		b.Day = dayOf(m.Held)
	}
}

// Task (任务) follows from a decision (Kind "meeting", Ref the meeting) or is a supervision item of the leaders (Kind "supervision").
type Task struct {
	Head
	Text      string      `json:"text"`
	Report    string      `json:"report"`
	Files     []Evidence  `json:"files"`
	Set       Who         `json:"set"`
	Reported  Who         `json:"reported"`
	Decided   Who         `json:"decided"`
	Reason    string      `json:"reason"`
	LateSince when.Micros `json:"late_since"`
}

func (t *Task) tell(b *EventBody) { b.Late = t.LateSince != 0 }

// MeetingCmd plans a meeting.
type MeetingCmd struct {
	Kind, Title, Place, Chair, Agenda string
	Held                              when.Micros
	To                                []string // member units invited; empty: all
}

// PlanMeeting enters a meeting that is to be held.
func (s *Service) PlanMeeting(ctx context.Context, scope access.Scope, c MeetingCmd) (Meeting, error) {
	err := scope.Require(access.GovernManage)
	if err == nil {
		err = fields("title", c.Title)
	}
	if err == nil {
		err = words("agenda", c.Agenda)
	}
	by := s.by(scope, "")
	if err == nil && (!slices.Contains(MeetingKinds, c.Kind) || !sound(c.Place) || !sound(c.Chair) || len(c.To) > ListMax) {
		err = badField("kind")
	}
	if err == nil && (c.Held < by.At-366*when.Day || c.Held > by.At+366*when.Day) {
		err = badField("held")
	}
	if err != nil {
		return Meeting{}, err
	}
	all, err := s.Members(ctx, scope, Filter{})
	if err != nil {
		return Meeting{}, err
	}
	m := Meeting{Head: s.fresh(scope.Unit, "", c.Kind), Title: mend(c.Title), Place: mend(c.Place), Chair: mend(c.Chair), Agenda: mend(c.Agenda),
		Held: c.Held, Invited: []Attend{}, Decisions: []Decision{}}
	for _, one := range all {
		if len(c.To) == 0 || slices.Contains(c.To, one.Member) {
			m.Invited = append(m.Invited, Attend{Member: one.Member})
		}
	}
	if len(c.To) > len(m.Invited) {
		return Meeting{}, badField("to")
	}
	return m, saved(ctx, s, &m, move{book: Meetings, by: by, act: "plan"})
}

// HoldCmd records a meeting that was held: who came, what was said, what was decided.
type HoldCmd struct {
	Act       // Note: the minutes
	Held      when.Micros
	Came      []Attend
	Files     []Evidence
	Decisions []Decision
}

// HoldMeeting records a meeting; a task follows from each decision for each member unit that it names.
func (s *Service) HoldMeeting(ctx context.Context, scope access.Scope, c HoldCmd) (Meeting, error) {
	by := s.by(scope, c.Note)
	err := scope.Require(access.GovernManage)
	if err == nil {
		err = needNote(by.Note)
	}
	if err == nil {
		err = proven(c.Files)
	}
	if err != nil {
		return Meeting{}, err
	}
	m, err := seen[Meeting](ctx, place{s, scope}, Meetings, c.Act)
	if err != nil {
		return m, err
	}
	if c.Held > by.At || c.Held < by.At-366*when.Day || len(c.Came) > ListMax || len(c.Decisions) > ListMax {
		return m, badField("held")
	}
	for _, a := range c.Came {
		i := slices.IndexFunc(m.Invited, func(x Attend) bool { return x.Member == a.Member })
		if !sound(a.Who) || !sound(a.Member) || a.Member == "" {
			return m, badField("came")
		}
		if i < 0 {
			i = len(m.Invited)
			m.Invited = append(m.Invited, Attend{})
		}
		m.Invited[i] = Attend{Member: a.Member, Came: a.Came, Who: mend(a.Who)}
	}
	m.Held, m.Minutes, m.Files, m.Decisions = c.Held, by.Note, c.Files, nil
	next := move{book: Meetings, by: by, act: "hold", kinds: []string{EvMeetingHeld}}
	next.by.Note = "" // the minutes are in the record; the chain keeps who and when
	for _, d := range c.Decisions {
		decided, tasks, err := s.follow(ctx, scope, following{d, m.ID, "meeting", by})
		if err != nil {
			return m, err
		}
		m.Decisions, next.with = append(m.Decisions, decided), append(next.with, tasks...)
	}
	return m, saved(ctx, s, &m, next)
}

// following is a decision from which tasks follow.
type following struct {
	Decision
	ref  string
	kind string
	by   By
}

// follow makes the tasks of a decision.
func (s *Service) follow(ctx context.Context, scope access.Scope, f following) (Decision, []Change, error) {
	d := f.Decision
	d.Text, d.Tasks = mend(d.Text), []string{}
	err := words("decision", d.Text)
	if err != nil || d.Text == "" || len(d.To) > ListMax {
		return d, nil, badField("decision")
	}
	if d.Due == 0 {
		d.Due = f.by.At + when.Micros(s.o.Rules.TaskDays)*when.Day
	}
	if d.Due <= f.by.At || d.Due > f.by.At+3660*when.Day {
		return d, nil, badField("due")
	}
	var out []Change
	for _, code := range d.To {
		m, err := s.member(ctx, scope, code)
		if err != nil {
			return d, nil, err
		}
		t := Task{Head: s.under(m, f.kind), Text: d.Text, Set: f.by.who()}
		t.Ref, t.Due, t.Alarm = f.ref, d.Due, d.Due
		by := f.by
		by.Note = ""
		made, err := moved(Tasks, &t, move{by: by, act: "set"})
		if err != nil {
			return d, nil, err
		}
		d.Tasks, out = append(d.Tasks, t.ID), append(out, made)
	}
	return d, out, nil
}

// CancelMeeting says that it is not held, with a reason.
func (s *Service) CancelMeeting(ctx context.Context, scope access.Scope, a Act) (Meeting, error) {
	by := s.by(scope, a.Note)
	err := scope.Require(access.GovernManage)
	if err == nil {
		err = needNote(by.Note)
	}
	if err != nil {
		return Meeting{}, err
	}
	m, err := seen[Meeting](ctx, place{s, scope}, Meetings, a)
	if err != nil {
		return m, err
	}
	return m, saved(ctx, s, &m, move{book: Meetings, by: by, act: "cancel"})
}

// Meetings lists meetings.
func (s *Service) Meetings(ctx context.Context, scope access.Scope, f Filter) ([]Meeting, string, error) {
	err := scope.Require(access.GovernRead)
	if err != nil {
		return nil, "", err
	}
	return list[Meeting](ctx, place{s, scope}, Meetings, f)
}

// Meeting reads one.
func (s *Service) Meeting(ctx context.Context, scope access.Scope, id string) (Meeting, error) {
	err := scope.Require(access.GovernRead)
	if err != nil {
		return Meeting{}, err
	}
	return get[Meeting](ctx, place{s, scope}, Meetings, id)
}

// Supervise sets a supervision item (督查事项) to member units without a meeting.
func (s *Service) Supervise(ctx context.Context, scope access.Scope, d Decision) ([]string, error) {
	err := scope.Require(access.GovernManage)
	if err == nil && len(d.To) == 0 {
		err = badField("to")
	}
	if err != nil {
		return nil, err
	}
	by := s.by(scope, "")
	made, tasks, err := s.follow(ctx, scope, following{d, "", "supervision", by})
	if err != nil {
		return nil, err
	}
	return made.Tasks, s.o.Ledger.Save(ctx, dayNumber(by.At), tasks...)
}

// Tasks lists tasks.
func (s *Service) Tasks(ctx context.Context, scope access.Scope, f Filter) ([]Task, string, error) {
	return list[Task](ctx, place{s, scope}, Tasks, f)
}

// ReportTask says what was done.
func (s *Service) ReportTask(ctx context.Context, scope access.Scope, c Submission) (Task, error) {
	by := s.by(scope, c.Note)
	err := readable(scope)
	if err == nil {
		err = needNote(by.Note)
	}
	if err == nil {
		err = proven(c.Files)
	}
	if err != nil {
		return Task{}, err
	}
	t, err := seen[Task](ctx, place{s, scope}, Tasks, c.Act)
	if err == nil {
		err = mine(scope, t.Member)
	}
	if err != nil {
		return t, err
	}
	t.Report, t.Files, t.Reported, t.Decided, t.Reason, t.Alarm = by.Note, c.Files, by.who(), Who{}, "", 0
	if by.At >= t.Due && t.LateSince == 0 {
		t.LateSince = t.Due
	}
	return t, saved(ctx, s, &t, move{book: Tasks, by: by, act: "report"})
}

// AcceptTask closes a task that was reported: somebody else than who reported it.
func (s *Service) AcceptTask(ctx context.Context, scope access.Scope, a Act) (Task, error) {
	return s.decideTask(ctx, scope, a, "accept")
}

// ReturnTask gives it back, with a reason.
func (s *Service) ReturnTask(ctx context.Context, scope access.Scope, a Act) (Task, error) {
	return s.decideTask(ctx, scope, a, "return")
}

// DropTask says that it is no longer wanted, with a reason.
func (s *Service) DropTask(ctx context.Context, scope access.Scope, a Act) (Task, error) {
	return s.decideTask(ctx, scope, a, "drop")
}

func (s *Service) decideTask(ctx context.Context, scope access.Scope, a Act, act string) (Task, error) {
	by := s.by(scope, a.Note)
	err := scope.Require(access.GovernManage)
	if err == nil && act != "accept" {
		err = needNote(by.Note)
	}
	if err == nil {
		err = words("note", by.Note)
	}
	if err != nil {
		return Task{}, err
	}
	t, err := seen[Task](ctx, place{s, scope}, Tasks, a)
	if err == nil && act == "accept" {
		err = apart(by, t.Reported)
	}
	if err != nil {
		return t, err
	}
	t.Decided, t.Reason, t.Alarm = by.who(), by.Note, 0
	next := move{book: Tasks, by: by, act: act}
	if act == "accept" {
		next.kinds = []string{EvTaskDone}
	}
	return t, saved(ctx, s, &t, next)
}

// tickTasks says once that a task is overdue.
func (s *Service) tickTasks(ctx context.Context, by By) (int, error) {
	return ticked(ctx, s, by, ticking[Task]{Tasks, func(_ context.Context, t *Task, _ By) (move, error) {
		t.Alarm, t.LateSince = 0, t.Due
		return move{act: "overdue", kinds: []string{EvTaskOverdue}}, nil
	}})
}
