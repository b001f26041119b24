package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"strings"
	"unicode/utf8"

	"fanzha/base/access"
	"fanzha/centre/casefile"
	"fanzha/internal/db"
	"fanzha/term/region"
)

// visible is what a caller sees: cases of units of his jurisdiction. No bank sees cases.
func visible(scope access.Scope, column string) (string, []any) {
	if scope.Bank != "" {
		return "1 = 0", nil
	}
	return scope.Predicate(column)
}

// Get implements casefile.Store.
func (s *Store) Get(ctx context.Context, scope access.Scope, id string) (casefile.Case, error) {
	var r row
	where, args := visible(scope, "unit")
	err := s.db.QueryRow(ctx, `select `+columns+` from case_file where id = ? and `+where, append([]any{id}, args...)...).Scan(r.fields()...)
	if errors.Is(err, sql.ErrNoRows) {
		return casefile.Case{}, casefile.ErrNotFound
	}
	if err != nil {
		return casefile.Case{}, db.Wrap("read case", err)
	}
	list := []casefile.Case{r.whole()}
	err = s.fill(ctx, list)
	return list[0], err
}

// fill reads the parts of cases.
func (s *Store) fill(ctx context.Context, list []casefile.Case) error {
	if len(list) == 0 {
		return nil
	}
	at, ids := map[string]*casefile.Case{}, make([]any, 0, len(list))
	for i := range list {
		at[list[i].ID], ids = &list[i], append(ids, list[i].ID)
	}
	read := func(table, columns string, take func(c *casefile.Case) (*casefile.Part, []any)) error {
		rows, err := s.db.Query(ctx, `select case_id, id, gone, version, `+columns+` from `+table+` where case_id in (`+marks(len(ids))+`) order by id`, ids...)
		if err != nil {
			return err
		}
		defer func() { _ = rows.Close() }()
		var owner string
		var spare casefile.Case
		for rows.Next() {
			part, fields := take(&spare)
			err = rows.Scan(append([]any{&owner, &part.ID, &part.Gone, &part.Version}, fields...)...)
			if err != nil {
				return db.Wrap("read parts of case", err)
			}
			move(at[owner], &spare)
		}
		return db.Wrap("read parts of case", rows.Err())
	}
	return errors.Join(
		read("case_suspect", suspectColumns, func(c *casefile.Case) (*casefile.Part, []any) {
			c.Suspects = append(c.Suspects, casefile.Suspect{})
			return &c.Suspects[0].Part, suspectFields(&c.Suspects[0])
		}),
		read("case_measure", measureColumns, func(c *casefile.Case) (*casefile.Part, []any) {
			c.Measures = append(c.Measures, casefile.Measure{})
			return &c.Measures[0].Part, measureFields(&c.Measures[0])
		}),
		read("case_money", moneyColumns, func(c *casefile.Case) (*casefile.Part, []any) {
			c.Money = append(c.Money, casefile.Money{})
			return &c.Money[0].Part, moneyFields(&c.Money[0])
		}),
		read("case_exhibit", exhibitColumns, func(c *casefile.Case) (*casefile.Part, []any) {
			c.Exhibits = append(c.Exhibits, casefile.Exhibit{})
			return &c.Exhibits[0].Part, exhibitFields(&c.Exhibits[0])
		}),
		read("case_card", cardColumns, func(c *casefile.Case) (*casefile.Part, []any) {
			c.Cards = append(c.Cards, casefile.Card{})
			return &c.Cards[0].Part, cardFields(&c.Cards[0])
		}),
	)
}

// move takes the one part that was read over to its case.
func move(to, from *casefile.Case) {
	to.Suspects, from.Suspects = append(to.Suspects, from.Suspects...), nil
	to.Measures, from.Measures = append(to.Measures, from.Measures...), nil
	to.Money, from.Money = append(to.Money, from.Money...), nil
	to.Exhibits, from.Exhibits = append(to.Exhibits, from.Exhibits...), nil
	to.Cards, from.Cards = append(to.Cards, from.Cards...), nil
}

// condition is a where clause in the making.
type condition struct {
	text strings.Builder
	args []any
}

func (c *condition) add(part string, args ...any) {
	c.text.WriteString(" and " + part)
	c.args = append(c.args, args...)
}

func (c *condition) equal(pairs ...[2]string) {
	for _, p := range pairs {
		if p[1] != "" {
			c.add(p[0]+" = ?", p[1])
		}
	}
}

func (c *condition) among(column string, list []string) {
	if len(list) == 0 {
		return
	}
	args := make([]any, len(list))
	for i, v := range list {
		args[i] = v
	}
	c.add(column+" in ("+marks(len(list))+")", args...)
}

// prefixed keeps what begins so. Comparing the beginning does not depend on how a database orders texts.
func (c *condition) prefixed(column, prefix string) {
	if prefix != "" {
		c.add("substr("+column+", 1, ?) = ?", utf8.RuneCountInString(prefix), prefix)
	}
}

func (c *condition) span(column string, s casefile.Span) {
	if s.From != 0 {
		c.add(column+" >= ?", int64(s.From))
	}
	if s.To != 0 {
		c.add(column+" < ?", int64(s.To))
	}
}

// part keeps cases that have a part of a kind within the span.
func (c *condition) part(table, kind string, s casefile.Span) {
	if kind == "" {
		return
	}
	sub := condition{}
	sub.add("p.kind = ?", kind)
	sub.span("p.at", s)
	c.add(`exists (select 1 from `+table+` p where p.case_id = case_file.id and not p.gone`+sub.text.String()+`)`, sub.args...)
}

func (c *condition) linked(kind, value string) {
	if value != "" {
		c.add(`exists (select 1 from case_link k where k.case_id = case_file.id and k.kind = ? and k.value = ?)`, kind, value)
	}
}

// chosen is the where clause of a filter.
func chosen(scope access.Scope, q casefile.Query) *condition {
	where, args := visible(scope, "unit")
	c := &condition{args: args}
	c.text.WriteString(where)
	if q.Number != "" {
		c.prefixed("number", q.Number)
	}
	if q.Unit != "" {
		c.prefixed("unit", region.Prefix(q.Unit))
	}
	if q.Region != "" {
		c.prefixed("region", region.PlacePrefix(q.Region))
	}
	c.among("state", q.States)
	c.among("fraud", q.Frauds)
	c.among("band", q.Bands)
	c.equal([2]string{"scope", q.Scope}, [2]string{"track", q.Track}, [2]string{"victim_kind", q.VictimKind}, [2]string{"victim_sex", q.Sex},
		[2]string{"age_band", q.AgeBand}, [2]string{"occupation", q.Occupation}, [2]string{"member_unit", q.MemberUnit})
	if q.Supervision == "any" {
		c.add("supervision <> ''")
	} else {
		c.equal([2]string{"supervision", q.Supervision})
	}
	if q.Large {
		c.add("large")
	}
	if q.Warned {
		c.add("warned")
	}
	if q.Overdue {
		c.add("supervision <> '' and supervise_due > 0 and supervise_due <= ? and state = 'filed'", int64(q.Now))
	}
	if !q.Void {
		c.add("not void")
	}
	c.span("filed_at", q.Filed)
	if q.Solved.Set() {
		c.add("solved_at > 0")
		c.span("solved_at", q.Solved)
	}
	c.linked("campaign", q.Campaign)
	c.linked("claim", q.Claim)
	c.part("case_measure", q.Measure, q.Parts)
	c.part("case_exhibit", q.Exhibit, q.Parts)
	c.part("case_money", q.Money, q.Parts)
	return c
}

// List implements casefile.Store.
func (s *Store) List(ctx context.Context, scope access.Scope, q casefile.Query) ([]casefile.Case, error) {
	c := chosen(scope, q)
	if q.After != nil {
		c.add("(filed_at, id) < (?, ?)", int64(q.After.At), q.After.ID)
	}
	rows, err := s.db.Query(ctx, `select `+columns+`,
		(select count(*) from case_suspect p where p.case_id = case_file.id and not p.gone), (select count(*) from case_exhibit p where p.case_id = case_file.id and not p.gone)
		from case_file where `+c.text.String()+` order by filed_at desc, id desc limit ?`, append(c.args, q.Limit)...)
	if err != nil {
		return nil, err
	}
	defer func() { _ = rows.Close() }()
	var out []casefile.Case
	for rows.Next() {
		var r row
		err = rows.Scan(append(r.fields(), &r.Persons, &r.Bags)...)
		if err != nil {
			return nil, db.Wrap("read cases", err)
		}
		out = append(out, r.whole())
	}
	return out, db.Wrap("read cases", rows.Err())
}

// Sums implements casefile.Store.
func (s *Store) Sums(ctx context.Context, scope access.Scope, q casefile.Query) (casefile.Sums, error) {
	var out casefile.Sums
	c := chosen(scope, q)
	err := s.db.QueryRow(ctx, `select count(*), coalesce(sum(case when solved_at > 0 then 1 else 0 end), 0), coalesce(sum(loss_fen), 0) from case_file where `+c.text.String(),
		c.args...).Scan(&out.Cases, &out.Solved, &out.LossFen)
	return out, db.Wrap("sum cases", err)
}

// numbersPerQuery keeps a statement far below the limit of arguments of both databases.
const numbersPerQuery = 500

// ByNumber implements casefile.Records.
func (s *Store) ByNumber(ctx context.Context, scope access.Scope, numbers []string) (map[string]casefile.Case, []string, error) {
	found, hidden := map[string]casefile.Case{}, []string(nil)
	for len(numbers) > 0 {
		n := min(len(numbers), numbersPerQuery)
		list, outside, err := s.numbered(ctx, scope, numbers[:n])
		if err != nil {
			return nil, nil, err
		}
		for _, c := range list {
			found[c.Number] = c
		}
		hidden = append(hidden, outside...)
		numbers = numbers[n:]
	}
	return found, hidden, nil
}

func (s *Store) numbered(ctx context.Context, scope access.Scope, numbers []string) ([]casefile.Case, []string, error) {
	args := make([]any, len(numbers))
	for i, n := range numbers {
		args[i] = n
	}
	// Whether a number is taken is told to everybody who may enter cases; whose it is, to nobody outside of its jurisdiction.
	rows, err := s.db.Query(ctx, `select `+columns+` from case_file where number in (`+marks(len(args))+`)`, args...)
	if err != nil {
		return nil, nil, err
	}
	defer func() { _ = rows.Close() }()
	var list []casefile.Case
	var hidden []string
	for rows.Next() {
		var r row
		err = rows.Scan(r.fields()...)
		if err != nil {
			return nil, nil, db.Wrap("read cases by number", err)
		}
		if scope.Bank != "" || !scope.Covers(r.Unit) {
			hidden = append(hidden, r.Number)
			continue
		}
		list = append(list, r.whole())
	}
	err = rows.Err()
	if err != nil {
		return nil, nil, db.Wrap("read cases by number", err)
	}
	return list, hidden, s.fill(ctx, list)
}

// History implements casefile.Records.
func (s *Store) History(ctx context.Context, scope access.Scope, id string) ([]casefile.Moment, error) {
	where, args := visible(scope, "c.unit")
	rows, err := s.db.Query(ctx, `select s.version, s.at, s.actor, s.name, s.action, s.was, s.state, s.note, s.diffs from case_step s
		join case_file c on c.id = s.case_id where s.case_id = ? and `+where+` order by s.version`, append([]any{id}, args...)...)
	if err != nil {
		return nil, err
	}
	defer func() { _ = rows.Close() }()
	var out []casefile.Moment
	for rows.Next() {
		var m casefile.Moment
		var diffs []byte
		err = rows.Scan(&m.Version, &m.At, &m.Actor, &m.Name, &m.Action, &m.From, &m.State, &m.Note, &diffs)
		if err == nil {
			err = json.Unmarshal(diffs, &m.Diffs)
		}
		if err != nil {
			return nil, db.Wrap("read history of case", err)
		}
		out = append(out, m)
	}
	err = rows.Err()
	if err == nil && len(out) == 0 {
		return nil, casefile.ErrNotFound
	}
	return out, db.Wrap("read history of case", err)
}

// Cards implements casefile.Records.
func (s *Store) Cards(ctx context.Context, scope access.Scope, q casefile.CardQuery) ([]casefile.CardRow, error) {
	where, args := visible(scope, "c.unit")
	w := condition{args: args}
	w.text.WriteString(where + " and not p.gone and not c.void")
	w.equal([2]string{"p.kind", q.Kind}, [2]string{"p.bank", q.Bank}, [2]string{"p.carrier", q.Carrier}, [2]string{"p.outlet", q.Outlet})
	if q.Check == "open" {
		w.add("p.result = ''")
	} else {
		w.equal([2]string{"p.result", q.Check})
	}
	if q.Unit != "" {
		w.prefixed("c.unit", region.Prefix(q.Unit))
	}
	w.span("p.at", q.Found)
	if q.Opened.Set() {
		w.add("p.opened_at > 0")
		w.span("p.opened_at", q.Opened)
	}
	if q.After != nil {
		w.add("(p.at, p.id) < (?, ?)", int64(q.After.At), q.After.ID)
	}
	rows, err := s.db.Query(ctx, `select c.id, c.number, c.unit, c.fraud, p.id, p.version, p.`+strings.ReplaceAll(cardColumns, ", ", ", p.")+`
		from case_card p join case_file c on c.id = p.case_id where `+w.text.String()+` order by p.at desc, p.id desc limit ?`, append(w.args, q.Limit)...)
	if err != nil {
		return nil, err
	}
	defer func() { _ = rows.Close() }()
	var out []casefile.CardRow
	for rows.Next() {
		var r casefile.CardRow
		err = rows.Scan(append([]any{&r.Case, &r.Number, &r.Unit, &r.Fraud, &r.ID, &r.Version}, cardFields(&r.Card)...)...)
		if err != nil {
			return nil, db.Wrap("read involved cards", err)
		}
		out = append(out, r)
	}
	return out, db.Wrap("read involved cards", rows.Err())
}
