package casefile

import (
	"context"
	"slices"

	"fanzha/base/access"
)

// Case returns one case with its parts, masked. Right case.read.
func (s *Service) Case(ctx context.Context, scope access.Scope, id string) (Case, error) {
	err := scope.Require(access.CaseRead)
	if err != nil {
		return Case{}, err
	}
	c, err := s.o.Store.Get(ctx, scope, id)
	return c.masked(scope), err
}

// History returns what was done with a case, the oldest first. Right case.read.
func (s *Service) History(ctx context.Context, scope access.Scope, id string) ([]Moment, error) {
	err := scope.Require(access.CaseRead)
	if err != nil {
		return nil, err
	}
	return s.o.Records.History(ctx, scope, id)
}

// Cases returns a page, masked, and the cursor of the next page. Right case.read.
func (s *Service) Cases(ctx context.Context, scope access.Scope, f Filter) ([]Case, string, error) {
	err := scope.Require(access.CaseRead)
	if err != nil {
		return nil, "", err
	}
	q, err := f.query(s.o.Clock.Now())
	if err != nil {
		return nil, "", err
	}
	most := q.Limit
	q.Limit++
	list, err := s.o.Store.List(ctx, scope, q)
	if err != nil {
		return nil, "", err
	}
	next := ""
	if len(list) > most {
		list = list[:most]
		next = Key{list[most-1].FiledAt, list[most-1].ID}.cursor()
	}
	for i := range list {
		list[i] = list[i].masked(scope)
	}
	return list, next, nil
}

// Sums counts a whole list. Right case.read.
func (s *Service) Sums(ctx context.Context, scope access.Scope, f Filter) (Sums, error) {
	err := scope.Require(access.CaseRead)
	if err != nil {
		return Sums{}, err
	}
	q, err := f.query(s.o.Clock.Now())
	if err != nil {
		return Sums{}, err
	}
	return s.o.Store.Sums(ctx, scope, q)
}

// Cards returns a page of the ledger of involved cards (涉案两卡), and the cursor of the next page. Right case.read.
func (s *Service) Cards(ctx context.Context, scope access.Scope, f CardFilter) ([]CardRow, string, error) {
	err := scope.Require(access.CaseRead)
	if err != nil {
		return nil, "", err
	}
	q, err := f.query()
	if err != nil {
		return nil, "", err
	}
	most := q.Limit
	q.Limit++
	list, err := s.o.Records.Cards(ctx, scope, q)
	if err != nil {
		return nil, "", err
	}
	next := ""
	if len(list) > most {
		list = list[:most]
		next = Key{list[most-1].At, list[most-1].ID}.cursor()
	}
	return list, next, nil
}

// RevealCmd asks for one masked value in full.
type RevealCmd struct {
	ID      string
	Suspect string // empty: of the victim
	Field   string // name, id_number
	Reason  string
}

// Reveal returns one value in full, for a reason; that is audited before it leaves. Right person.reveal.
func (s *Service) Reveal(ctx context.Context, scope access.Scope, cmd RevealCmd) (string, error) {
	err := scope.Require(access.PersonReveal)
	if err == nil {
		err = scope.Require(access.CaseRead)
	}
	if err != nil {
		return "", err
	}
	cmd.Reason = mend(cmd.Reason)
	err = needNote(cmd.Reason)
	if err != nil {
		return "", err
	}
	c, err := s.o.Store.Get(ctx, scope, cmd.ID)
	if err != nil {
		return "", err
	}
	value, field, ok := c.Victim.Name, "victim."+cmd.Field, cmd.Field == "name"
	if cmd.Suspect != "" {
		i := slices.IndexFunc(c.Suspects, func(p Suspect) bool { return p.ID == cmd.Suspect })
		if i < 0 {
			return "", ErrPart
		}
		value, ok = map[string]string{"name": c.Suspects[i].Name, "id_number": string(c.Suspects[i].IDNumber)}[cmd.Field]
		field = "suspect." + cmd.Suspect + "." + cmd.Field
	}
	if !ok {
		return "", badField("field")
	}
	err = s.o.Records.Record(ctx, scope, Look{At: s.o.Clock.Now(), Action: "person.reveal", ID: c.ID, Unit: c.Unit, Field: field, Reason: cmd.Reason, Rows: 1})
	if err != nil {
		return "", err
	}
	return value, nil
}

// exportMax bounds the rows of one file: a spreadsheet that people still open.
const exportMax = 20_000

// Export returns a whole list for a file, masked, for a reason; that is audited before it leaves. Right case.read.
func (s *Service) Export(ctx context.Context, scope access.Scope, f Filter, reason string) ([]Case, error) {
	reason = mend(reason)
	err := needNote(reason)
	if err != nil {
		return nil, err
	}
	f.Limit, f.Cursor = PageMax, ""
	var out []Case
	for {
		list, next, err := s.Cases(ctx, scope, f)
		if err != nil {
			return nil, err
		}
		out = append(out, list...)
		if next == "" || len(out) >= exportMax {
			break
		}
		f.Cursor = next
	}
	err = s.o.Records.Record(ctx, scope, Look{At: s.o.Clock.Now(), Action: "case.export", Unit: scope.Unit, Reason: reason, Rows: int64(len(out))})
	return out, err
}
