package figures

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"fanzha/base/access"
	"fanzha/centre/casefile"
	"fanzha/centre/govern"
	"fanzha/centre/outreach"
	"fanzha/centre/stats"
	"fanzha/centre/stats/bulletin"
	"fanzha/term/when"
)

// Rooms are those that bulletins print lines and tables of. They are opened after the figures.
type Rooms struct {
	Govern   *govern.Service
	Outreach *outreach.Service
	Cases    *casefile.Service
}

// Serve gives bulletins and names the rooms that were opened after the figures.
func (s *Side) Serve(r Rooms) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.rooms = r
	s.names.members.Store(r.Govern)
}

func (s *Side) served() Rooms {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.rooms
}

// clerkOf reads what belongs to a unit and those under it, and nothing beside it: a bulletin is its unit's.
func clerkOf(unit string) access.Scope {
	return access.Scope{User: access.System().User, Name: access.System().Name, Unit: unit, Roles: []access.Role{access.Leader, access.JointClerk}}
}

// linesMost bounds what one section takes over from another room.
const linesMost = 12

// issueLines gives what other rooms have to say in a section.
type issueLines struct{ side *Side }

// Lines implements bulletin.Lines.
func (l issueLines) Lines(ctx context.Context, source, unit string, span stats.Span) ([]bulletin.Line, error) {
	r, in := l.side.served(), asked{clerkOf(unit), span, l.side.opts.Clock.Now()}
	if r.Govern == nil {
		return nil, nil
	}
	switch source {
	case "tasks":
		return openTasks(ctx, r.Govern, in)
	case "decisions":
		return decisions(ctx, r.Govern, in)
	case "duty":
		return dueTerms(ctx, r.Govern, in)
	case "due":
		return dueSoon(ctx, r.Govern, in)
	case "plan":
		return plans(ctx, r.Outreach, in)
	case "stories":
		return l.side.stories(ctx, r.Cases, in)
	case "post":
		return l.side.post(ctx, in)
	}
	return nil, nil
}

// asked is whose lines are wanted, of which days.
type asked struct {
	scope access.Scope
	span  stats.Span
	now   when.Micros
}

// named are the member units of a conference by code, in short.
func named(ctx context.Context, g *govern.Service, scope access.Scope) (map[string]string, error) {
	list, err := g.Members(ctx, scope, govern.Filter{})
	out := map[string]string{}
	for _, m := range list {
		out[m.Member] = cmp.Or(m.Short, m.Name)
	}
	return out, err
}

// listed names member units: three of them, and how many there are when they are more.
func listed(codes []string, names map[string]string) string {
	var out []string
	for _, c := range codes {
		out = append(out, cmp.Or(names[c], c))
	}
	slices.Sort(out)
	const most = 6
	if len(out) > most {
		return strings.Join(out[:most], "、") + fmt.Sprintf("等%d个单位", len(out))
	}
	return strings.Join(out, "、")
}

// last is the last day before something is due: what is due at midnight was to be done the day before.
func last(due when.Micros) string { return date(due - 1) }

// date is a day as a sentence says it.
func date(at when.Micros) string {
	t := at.Time().In(when.Zone)
	return fmt.Sprintf("%d月%d日", int(t.Month()), t.Day())
}

// job is what several member units were told to do by the same day.
type job struct {
	id   string
	text string
	due  when.Micros
	to   []string
}

// jobs puts tasks that are the same in one, the first due first.
func jobs(list []govern.Task) []job {
	var out []job
	for _, t := range list {
		i := slices.IndexFunc(out, func(j job) bool { return j.text == t.Text && j.due == t.Due })
		if i < 0 {
			out = append(out, job{id: t.ID, text: t.Text, due: t.Due})
			i = len(out) - 1
		}
		out[i].to = append(out[i].to, t.Member)
	}
	slices.SortStableFunc(out, func(a, b job) int { return cmp.Or(cmp.Compare(a.due, b.due), cmp.Compare(a.text, b.text)) })
	return out
}

// openTasks are the tasks that wait for member units, those that are late first.
func openTasks(ctx context.Context, g *govern.Service, in asked) ([]bulletin.Line, error) {
	names, err := named(ctx, g, in.scope)
	if err != nil {
		return nil, err
	}
	list, _, err := g.Tasks(ctx, in.scope, govern.Filter{States: []string{"open"}, Limit: govern.PageMax})
	if err != nil {
		return nil, err
	}
	var out []bulletin.Line
	for _, j := range jobs(list) {
		if len(out) == linesMost {
			break
		}
		by := last(j.due) + "前完成"
		if j.due <= in.now {
			by = "应于" + last(j.due) + "前完成，现已逾期，请立即办理"
		}
		out = append(out, bulletin.Line{Text: sentence(j.text, listed(j.to, names)+"，"+by), Object: "task/" + j.id})
	}
	return out, nil
}

// sentence is a matter with who answers for it and how it stands.
func sentence(text, rest string) string {
	return strings.TrimRight(text, "。；") + "（" + rest + "）。"
}

// meetingsMost is how many meetings back are looked at for decisions that are not done.
const meetingsMost = 12

// decisions are those of the last meeting, and of earlier ones what is not done, each with how it stands.
func decisions(ctx context.Context, g *govern.Service, in asked) ([]bulletin.Line, error) {
	names, err := named(ctx, g, in.scope)
	if err != nil {
		return nil, err
	}
	held, _, err := g.Meetings(ctx, in.scope, govern.Filter{States: []string{"held"}, To: (in.span.To + 1).Start(), Limit: meetingsMost})
	if err != nil {
		return nil, err
	}
	slices.SortStableFunc(held, func(a, b govern.Meeting) int { return cmp.Compare(b.Held, a.Held) })
	var out []bulletin.Line
	for n, m := range held {
		tasks, _, err := g.Tasks(ctx, in.scope, govern.Filter{Ref: m.ID, Limit: govern.PageMax})
		if err != nil {
			return nil, err
		}
		for _, d := range m.Decisions {
			said, done := standing(d, tasks, progress{names, in.now})
			if done && n > 0 || len(out) == linesMost {
				continue
			}
			out = append(out, bulletin.Line{Text: date(m.Held) + "会议决定：" + sentence(d.Text, said), Object: "meeting/" + m.ID})
		}
	}
	return out, nil
}

// progress is what it takes to say how a decision stands.
type progress struct {
	names map[string]string
	now   when.Micros
}

// standing says how the tasks of a decision stand, and whether all are done.
func standing(d govern.Decision, tasks []govern.Task, p progress) (said string, done bool) {
	by := map[string][]string{}
	for _, t := range tasks {
		if !slices.Contains(d.Tasks, t.ID) {
			continue
		}
		state := t.State
		if state == "open" && t.Due <= p.now {
			state = "late"
		}
		by[state] = append(by[state], t.Member)
	}
	if len(d.Tasks) == 0 {
		return "未分解任务", true
	}
	parts := []string{}
	for _, s := range [][2]string{{"done", "已完成"}, {"reported", "已报送待核"}, {"open", "正在办理"}, {"late", "逾期未报"}, {"dropped", "不再办理"}} {
		if len(by[s[0]]) > 0 {
			parts = append(parts, s[1]+"："+listed(by[s[0]], p.names))
		}
	}
	return "期限" + last(d.Due) + "；" + strings.Join(parts, "；"), len(by["open"])+len(by["late"])+len(by["reported"]) == 0
}

// near is how many days ahead of the period a duty is told of.
const near = 2

// dueTerms are the duties that fall due in the next days, and those that are late, one line for each member unit that is.
func dueTerms(ctx context.Context, g *govern.Service, in asked) ([]bulletin.Line, error) {
	names, err := named(ctx, g, in.scope)
	if err != nil {
		return nil, err
	}
	end := (in.span.To + 1 + near).Start()
	list, _, err := g.Terms(ctx, in.scope, govern.Filter{States: []string{"open"}, DueBy: end, Limit: govern.PageMax})
	if err != nil {
		return nil, err
	}
	return termLines(list, names, (in.span.To + 1).Start()), nil
}

// soonMost is how many lines a message to phones has room for.
const soonMost = 3

// dueSoon are the tasks and duties whose last day is the day after the period or the next: what a message reminds of.
func dueSoon(ctx context.Context, g *govern.Service, in asked) ([]bulletin.Line, error) {
	names, err := named(ctx, g, in.scope)
	if err != nil {
		return nil, err
	}
	from, end := (in.span.To + 1).Start(), (in.span.To + 1 + near).Start()
	tasks, _, err := g.Tasks(ctx, in.scope, govern.Filter{States: []string{"open"}, DueBy: end + 1, Limit: govern.PageMax})
	if err != nil {
		return nil, err
	}
	terms, _, err := g.Terms(ctx, in.scope, govern.Filter{States: []string{"open"}, DueBy: end + 1, Limit: govern.PageMax})
	if err != nil {
		return nil, err
	}
	all := slices.Clone(tasks)
	of := map[string]string{}
	for _, t := range terms {
		of[t.ID] = "duty/"
		all = append(all, govern.Task{Head: t.Head, Text: t.Title})
	}
	all = slices.DeleteFunc(all, func(t govern.Task) bool { return t.Due <= from })
	var out []bulletin.Line
	for _, j := range jobs(all) {
		if len(out) == soonMost {
			break
		}
		out = append(out, bulletin.Line{Text: "请于" + last(j.due) + "前完成：" + sentence(j.text, listed(j.to, names)), Object: cmp.Or(of[j.id], "task/") + j.id})
	}
	return out, nil
}

// termLines puts duties of one title and day together; what was due before now is late.
func termLines(list []govern.Term, names map[string]string, now when.Micros) []bulletin.Line {
	like := make([]govern.Task, 0, len(list))
	for _, t := range list {
		x := govern.Task{Head: t.Head, Text: t.Title}
		like = append(like, x)
	}
	var out []bulletin.Line
	for _, j := range jobs(like) {
		if len(out) == linesMost {
			break
		}
		state := last(j.due) + "到期"
		if j.due <= now {
			state = last(j.due) + "到期，已逾期"
		}
		out = append(out, bulletin.Line{Text: "责任事项" + sentence("“"+j.text+"”", state+"："+listed(j.to, names)), Object: "duty/" + j.id})
	}
	return out
}

// post are the two officers under whose standing authority (值班授权) orders go out at once; nothing where none is in force.
func (s *Side) post(ctx context.Context, in asked) ([]bulletin.Line, error) {
	a, err := s.opts.People.Authority(ctx, in.scope, in.scope.Unit)
	if errors.Is(err, access.ErrNoAuthority) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	until := a.Until.Time().In(when.Zone)
	text := fmt.Sprintf("值班授权：%s、%s，至%d年%s止。", a.Officers[0].Name, a.Officers[1].Name, until.Year(), last(a.Until))
	return []bulletin.Line{{Text: text}}, nil
}

// plansMost is how far ahead publicity is announced.
const plansMost = 62

// plans are the campaigns of publicity that run or begin soon after the period.
func plans(ctx context.Context, o *outreach.Service, in asked) ([]bulletin.Line, error) {
	if o == nil {
		return nil, nil
	}
	list, _, err := o.Campaigns(ctx, in.scope, outreach.Filter{Limit: outreach.PageDefault})
	if err != nil {
		return nil, err
	}
	slices.SortStableFunc(list, func(a, b outreach.Campaign) int { return cmp.Compare(a.From, b.From) })
	var out []bulletin.Line
	for _, m := range list {
		if m.To <= in.span.To || m.From > in.span.To+plansMost || m.State != outreach.Recorded || len(out) == linesMost {
			continue
		}
		out = append(out, bulletin.Line{Text: plan(m, in.span.To), Object: "campaign/" + m.ID})
	}
	return out, nil
}

func plan(m outreach.Campaign, to stats.Day) string {
	out := date(m.From.Start()) + "至" + date(m.To.Start()) + "开展" + m.Title
	if m.From <= to {
		out = "继续开展" + m.Title + "至" + date(m.To.Start())
	}
	if m.Theme != "" {
		out += "（主题“" + m.Theme + "”）"
	}
	var aims []string
	if m.PlanEvents > 0 {
		aims = append(aims, fmt.Sprintf("计划举办宣传活动%d场", m.PlanEvents))
	}
	if m.PlanAudience > 0 {
		aims = append(aims, fmt.Sprintf("覆盖群众%d人次", m.PlanAudience))
	}
	return strings.Join(append([]string{out}, aims...), "，") + "。"
}
