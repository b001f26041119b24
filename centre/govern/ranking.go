package govern

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"slices"

	"fanzha/base/access"
	"fanzha/centre/govern/calendar"
	"fanzha/centre/govern/score"
	"fanzha/term/when"
)

// Ranking (月排名) of a month. Kind is the code of its sheet, Period the month, Due the end of the objection period. The sheet stands in
// it as it was: a ranking is read with its own formula, whatever the rulebook says later.
type Ranking struct {
	Head
	Sheet     score.Sheet  `json:"sheet"`
	Rows      []Ranked     `json:"rows"`
	Computed  Who          `json:"computed"`
	Published Who          `json:"published"`
	Finalised Who          `json:"finalised"`
	Amended   []Correction `json:"amended"`
	SHA256    string       `json:"sha256"` // of the rows and the sheet, once it is final
}

// Ranked is one unit's row, with where it stood the month before.
type Ranked struct {
	score.Row
	Name      string `json:"name"`
	Key       string `json:"key"`
	LastPlace int    `json:"last_place"` // 0: none
	Streak    int    `json:"streak"`     // months in a row in the worst band, this one counted
	Proposed  string `json:"proposed"`   // what the rule of consecutive months proposes
}

// Correction is a value that an objection changed.
type Correction struct {
	Object string      `json:"object"`
	Line   string      `json:"line"`
	Was    score.Value `json:"was"`
	Is     score.Value `json:"is"`
	By     Who         `json:"by"`
	Reason string      `json:"reason"`
}

// Protest (异议) is what a unit says against one of its lines. Ref is the ranking, Kind the line.
type Protest struct {
	Head
	Text    string      `json:"text"`
	Files   []Evidence  `json:"files"`
	Claimed score.Value `json:"claimed"` // what the unit says is right
	Filed   Who         `json:"filed"`
	Decided Who         `json:"decided"`
	Reason  string      `json:"reason"`
}

func (r *Ranking) tell(b *EventBody) {
	b.N = int64(len(r.Rows))
	b.Revision = int64(len(r.Amended))
	p, err := calendar.Parse(r.Period)
	if err == nil {
		b.Day = p.LastDay()
	}
}

// unitsMax bounds the units of a sheet: a city has some two hundred townships.
const unitsMax = 1000

// ComputeRanking scores a month of a sheet. It is refused before the window for late data has passed; a draft of the same month is
// dropped in the same breath.
func (s *Service) ComputeRanking(ctx context.Context, scope access.Scope, sheet, month string) (Ranking, error) {
	err := scope.Require(access.GovernManage)
	if err != nil {
		return Ranking{}, err
	}
	by := s.by(scope, "")
	sh, err := s.o.Rules.Sheet(sheet)
	if err != nil {
		return Ranking{}, err
	}
	p, err := calendar.Parse(month)
	if err != nil || p.Kind() != calendar.Month {
		return Ranking{}, badField("month")
	}
	if by.At < p.End()+when.Micros(sh.LateDays)*when.Day {
		return Ranking{}, ErrTooEarly
	}
	members, err := s.Members(ctx, scope, Filter{Kind: sh.Objects})
	if err != nil {
		return Ranking{}, err
	}
	if len(members) > unitsMax {
		return Ranking{}, badField("sheet")
	}
	units, err := s.values(ctx, sh, members, month)
	if err != nil {
		return Ranking{}, err
	}
	r := Ranking{Head: s.fresh(scope.Unit, "", sheet), Sheet: sh, Computed: by.who(), Amended: []Correction{}}
	r.Period = month
	r.Rows, err = s.placed(ctx, scope, r, standing{members, score.Compute(sh, units)})
	if err != nil {
		return r, err
	}
	next := move{book: Rankings, by: by, act: "compute"}
	drafts, err := every[Ranking](ctx, place{s, scope}, Rankings, Filter{Kind: sheet, Period: month, States: []string{"draft"}})
	for i := 0; err == nil && i < len(drafts); i++ {
		var gone Change
		gone, err = moved(Rankings, &drafts[i], move{by: by, act: "drop"})
		next.with = append(next.with, gone)
	}
	if err != nil {
		return r, err
	}
	return r, saved(ctx, s, &r, next)
}

// values asks for every line of a sheet.
func (s *Service) values(ctx context.Context, sh score.Sheet, members []Member, month string) ([]score.Unit, error) {
	units := make([]score.Unit, len(members))
	keys := make([]string, len(members))
	for i, m := range members {
		units[i] = score.Unit{Object: m.Member, Values: map[string]score.Value{}}
		keys[i] = m.Key
	}
	for _, l := range sh.Lines {
		got, err := s.o.Figures.Figures(ctx, Ask{Indicator: l.Indicator, Objects: sh.Objects, Keys: keys, Month: month})
		if err != nil {
			return nil, err
		}
		for i := range units {
			units[i].Values[l.Code] = got[keys[i]]
		}
	}
	return units, nil
}

// streakMonths is how far back consecutive months are counted.
const streakMonths = 24

// standing are the units of a sheet and what they scored.
type standing struct {
	members []Member
	scored  []score.Row
}

// placed puts names, last places and streaks beside scores. Only rankings that are final count into a streak.
func (s *Service) placed(ctx context.Context, scope access.Scope, r Ranking, of standing) ([]Ranked, error) {
	members, scored := of.members, of.scored
	before, err := every[Ranking](ctx, place{s, scope}, Rankings, Filter{Kind: r.Kind, States: []string{"final"}})
	if err != nil {
		return nil, err
	}
	past := map[string]Ranking{}
	for _, b := range before {
		past[b.Period] = b
	}
	month, err := calendar.Parse(r.Period)
	if err != nil {
		return nil, err
	}
	out := make([]Ranked, len(scored))
	for i, row := range scored {
		m := members[slices.IndexFunc(members, func(m Member) bool { return m.Member == row.Object })]
		x := Ranked{Row: row, Name: m.Name, Key: m.Key}
		bands := []string{row.Band}
		for p, n := month.Before(), 0; n < streakMonths; p, n = p.Before(), n+1 {
			old, there := past[p.String()]
			j := slices.IndexFunc(old.Rows, func(o Ranked) bool { return o.Object == row.Object })
			if !there || j < 0 {
				break
			}
			if n == 0 {
				x.LastPlace = old.Rows[j].Place
			}
			bands = append([]string{old.Rows[j].Band}, bands...)
		}
		x.Streak = score.Streak(bands)
		x.Proposed = r.Sheet.Proposed(x.Streak)
		out[i] = x
	}
	return out, nil
}

// PublishRanking shows a ranking to those who are in it, and begins the objection period: somebody else than who computed it.
func (s *Service) PublishRanking(ctx context.Context, scope access.Scope, a Act) (Ranking, error) {
	by := s.by(scope, a.Note)
	err := scope.Require(access.GovernApprove)
	if err != nil {
		return Ranking{}, err
	}
	r, err := seen[Ranking](ctx, place{s, scope}, Rankings, a)
	if err == nil {
		err = apart(by, r.Computed)
	}
	if err != nil {
		return r, err
	}
	r.Published, r.Due = by.who(), by.At+when.Micros(r.Sheet.ObjectionDays)*when.Day
	return r, saved(ctx, s, &r, move{book: Rankings, by: by, act: "publish", kinds: []string{EvRankPublished}})
}

// DropRanking throws a draft away.
func (s *Service) DropRanking(ctx context.Context, scope access.Scope, a Act) (Ranking, error) {
	err := scope.Require(access.GovernManage)
	if err != nil {
		return Ranking{}, err
	}
	r, err := seen[Ranking](ctx, place{s, scope}, Rankings, a)
	if err != nil {
		return r, err
	}
	return r, saved(ctx, s, &r, move{book: Rankings, by: s.by(scope, a.Note), act: "drop"})
}

// ProtestCmd is an objection against one line of one's own row.
type ProtestCmd struct {
	Ranking, Member, Line string
	Text                  string
	Files                 []Evidence
	Claimed               score.Value
}

// FileProtest objects, within the period.
func (s *Service) FileProtest(ctx context.Context, scope access.Scope, c ProtestCmd) (Protest, error) {
	by := s.by(scope, c.Text)
	err := readable(scope)
	if err == nil {
		err = mine(scope, c.Member)
	}
	if err == nil {
		err = needNote(by.Note)
	}
	if err == nil {
		err = proven(c.Files)
	}
	if err != nil {
		return Protest{}, err
	}
	r, err := get[Ranking](ctx, place{s, scope}, Rankings, c.Ranking)
	if err != nil {
		return Protest{}, err
	}
	if r.State != "published" {
		_, err = tables[Rankings].step(r.State, "correct")
		return Protest{}, err
	}
	if by.At >= r.Due {
		return Protest{}, ErrTooLate
	}
	_, _, err = r.mark(c.Member, c.Line)
	if err != nil || c.Claimed.Num < 0 || c.Claimed.Den < 0 {
		return Protest{}, badField("line")
	}
	m, err := s.member(ctx, scope, c.Member)
	if err != nil {
		return Protest{}, err
	}
	p := Protest{Head: s.under(m, c.Line), Text: by.Note, Files: c.Files, Claimed: c.Claimed, Filed: by.who()}
	p.Ref, p.Period = r.ID, r.Period
	return p, saved(ctx, s, &p, move{book: Protests, by: by, act: "file"})
}

// mark finds the mark of a line in a unit's row.
func (r *Ranking) mark(object, line string) (row, mark int, err error) {
	row = slices.IndexFunc(r.Rows, func(x Ranked) bool { return x.Object == object })
	if row < 0 {
		return 0, 0, badField("member")
	}
	mark = slices.IndexFunc(r.Rows[row].Marks, func(m score.Mark) bool { return m.Line == line })
	if mark < 0 {
		return 0, 0, badField("line")
	}
	return row, mark, nil
}

// Ruling decides an objection. Value is the right one, of an objection that is upheld.
type Ruling struct {
	Act
	Uphold bool
	Value  score.Value
}

// RuleProtest decides an objection, with a reason: somebody else than who filed it. One that is upheld changes the value, and with it
// scores and places.
func (s *Service) RuleProtest(ctx context.Context, scope access.Scope, c Ruling) (Protest, error) {
	by := s.by(scope, c.Note)
	err := scope.Require(access.GovernApprove)
	if err == nil {
		err = needNote(by.Note)
	}
	if err != nil {
		return Protest{}, err
	}
	p, err := seen[Protest](ctx, place{s, scope}, Protests, c.Act)
	if err == nil {
		err = apart(by, p.Filed)
	}
	if err != nil {
		return p, err
	}
	p.Decided, p.Reason = by.who(), by.Note
	next := move{book: Protests, by: by, act: "refuse"}
	if c.Uphold {
		next.act = "uphold"
		next.with, err = s.correct(ctx, scope, p, correction{c.Value, by})
	}
	if err != nil {
		return p, err
	}
	return p, saved(ctx, s, &p, next)
}

type correction struct {
	value score.Value
	by    By
}

// correct scores a ranking again with one value changed.
func (s *Service) correct(ctx context.Context, scope access.Scope, p Protest, c correction) ([]Change, error) {
	r, err := get[Ranking](ctx, place{s, scope}, Rankings, p.Ref)
	if err != nil {
		return nil, err
	}
	i, j, err := r.mark(p.Member, p.Kind)
	if err != nil {
		return nil, err
	}
	if c.value.Num < 0 || c.value.Den < 0 {
		return nil, badField("value")
	}
	if was := r.Rows[i].Marks[j].Value; was.Of > 0 && c.value.Den == 1 { // the right median is one of as many
		c.value.Of = was.Of
	}
	r.Amended = append(r.Amended, Correction{p.Member, p.Kind, r.Rows[i].Marks[j].Value, c.value, c.by.who(), c.by.Note})
	r.Rows[i].Marks[j].Value = c.value
	units := make([]score.Unit, len(r.Rows))
	members := make([]Member, len(r.Rows))
	for i, row := range r.Rows {
		units[i] = score.Unit{Object: row.Object, Values: map[string]score.Value{}}
		members[i] = Member{Head: Head{Member: row.Object}, Name: row.Name, Key: row.Key}
		for _, m := range row.Marks {
			units[i].Values[m.Line] = m.Value
		}
	}
	r.Rows, err = s.placed(ctx, scope, r, standing{members, score.Compute(r.Sheet, units)})
	if err != nil {
		return nil, err
	}
	out, err := moved(Rankings, &r, move{by: c.by, act: "correct"})
	return []Change{out}, err
}

// WithdrawProtest takes an objection back.
func (s *Service) WithdrawProtest(ctx context.Context, scope access.Scope, a Act) (Protest, error) {
	err := readable(scope)
	if err != nil {
		return Protest{}, err
	}
	p, err := seen[Protest](ctx, place{s, scope}, Protests, a)
	if err == nil {
		err = mine(scope, p.Member)
	}
	if err != nil {
		return p, err
	}
	return p, saved(ctx, s, &p, move{book: Protests, by: s.by(scope, a.Note), act: "withdraw"})
}

// FinaliseRanking freezes a ranking after its objection period, and proposes what its rule of consecutive months says. A proposal is
// no more than that: a person takes it up or declines it.
func (s *Service) FinaliseRanking(ctx context.Context, scope access.Scope, a Act) (Ranking, error) {
	by := s.by(scope, a.Note)
	err := scope.Require(access.GovernManage)
	if err != nil {
		return Ranking{}, err
	}
	r, err := seen[Ranking](ctx, place{s, scope}, Rankings, a)
	if err != nil {
		return r, err
	}
	if r.State == "published" && by.At < r.Due {
		return r, ErrTooEarly
	}
	open, err := every[Protest](ctx, place{s, scope}, Protests, Filter{Ref: r.ID, States: []string{"open"}})
	if err == nil && len(open) > 0 {
		err = ErrOpen
	}
	if err != nil {
		return r, err
	}
	r.Finalised = by.who()
	r.SHA256, err = r.digest()
	if err != nil {
		return r, err
	}
	next := move{book: Rankings, by: by, act: "finalise", kinds: []string{EvRankFinal}}
	for _, row := range r.Rows {
		if row.Proposed == "" {
			continue
		}
		proposal, err := s.proposal(ctx, scope, r, row)
		if err != nil {
			return r, err
		}
		next.with = append(next.with, proposal...)
	}
	return r, saved(ctx, s, &r, next)
}

// digest is the fingerprint of what was published: sheet and rows, as JSON with its fields in their order.
func (r *Ranking) digest() (string, error) {
	raw, err := json.Marshal(struct {
		Kind, Period string
		Sheet        score.Sheet
		Rows         []Ranked
	}{r.Kind, r.Period, r.Sheet, r.Rows})
	if err != nil {
		return "", err
	}
	sum := sha256.Sum256(raw)
	return hex.EncodeToString(sum[:]), nil
}

// Intact says whether a final ranking still is what was frozen.
func (r *Ranking) Intact() bool {
	sum, err := r.digest()
	return err == nil && r.State == "final" && sum == r.SHA256
}

// Rankings lists rankings; a member unit sees those that were published.
func (s *Service) Rankings(ctx context.Context, scope access.Scope, f Filter) ([]Ranking, string, error) {
	return list[Ranking](ctx, place{s, scope}, Rankings, f)
}

// Ranking reads one.
func (s *Service) Ranking(ctx context.Context, scope access.Scope, id string) (Ranking, error) {
	err := readable(scope)
	if err != nil {
		return Ranking{}, err
	}
	return get[Ranking](ctx, place{s, scope}, Rankings, id)
}

// Protests lists objections.
func (s *Service) Protests(ctx context.Context, scope access.Scope, f Filter) ([]Protest, string, error) {
	return list[Protest](ctx, place{s, scope}, Protests, f)
}
