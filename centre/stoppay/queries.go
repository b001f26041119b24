package stoppay

import (
	"cmp"
	"context"
	"slices"
	"strconv"
	"strings"

	"fanzha/base/access"
	"fanzha/centre/stoppay/chase"
	"fanzha/centre/stoppay/docket"
	"fanzha/term/ident"
	"fanzha/term/when"
)

// read checks that the caller may read claims at all. A bank's liaison reads only the orders of that bank.
func read(scope access.Scope) error {
	if scope.Bank != "" {
		return scope.Require(access.BankWork)
	}
	return scope.Require(access.ClaimRead)
}

// Claim returns one claim with all that belongs to it.
func (s *Service) Claim(ctx context.Context, scope access.Scope, id string) (Detail, error) {
	err := scope.Require(access.ClaimRead)
	if err != nil {
		return Detail{}, err
	}
	if !docket.Word(id) || scope.Bank != "" {
		return Detail{}, ErrNotFound
	}
	f, err := s.o.Reader.Get(ctx, scope, id)
	if err != nil {
		return Detail{}, err
	}
	return Detail{File: f, Duplicates: duplicates(&f)}, nil
}

// Order returns one order and what its bank said. A liaison sees it without the payer.
func (s *Service) Order(ctx context.Context, scope access.Scope, order string) (Order, []Answer, error) {
	err := read(scope)
	if err != nil {
		return Order{}, nil, err
	}
	if !docket.Word(order) {
		return Order{}, nil, ErrNotFound
	}
	found, err := s.o.Reader.Find(ctx, scope, Key{Order: order})
	if err != nil {
		return Order{}, nil, err
	}
	inner := scope
	if scope.Bank != "" {
		inner = access.System() // the order is the liaison's; only it and its answers leave this function
	}
	f, err := s.o.Reader.Get(ctx, inner, found.Claim)
	if err != nil {
		return Order{}, nil, err
	}
	all, err := s.o.Reader.Answers(ctx, inner, found.Claim)
	if err != nil {
		return Order{}, nil, err
	}
	var mine []Answer
	for _, a := range all {
		m := f.Message(a.Message)
		if m != nil && m.Order == order {
			mine = append(mine, a)
		}
	}
	o := f.Order(order)
	if o == nil {
		return Order{}, nil, ErrNotFound
	}
	return cover(scope, *o), mine, nil
}

// cover takes out of an order what a liaison need not know: who the victim is. The four fields that the bank compares stay.
func cover(scope access.Scope, o Order) Order {
	if scope.Bank == "" {
		return o
	}
	o.Matches = slices.Clone(o.Matches)
	for i := range o.Matches {
		o.Matches[i].Payer = Party{}
	}
	return o
}

// Claims returns a page of claims, the latest first, and the cursor of the next page, empty at the end.
func (s *Service) Claims(ctx context.Context, scope access.Scope, f ClaimFilter) ([]Claim, string, error) {
	err := scope.Require(access.ClaimRead)
	if err != nil {
		return nil, "", err
	}
	q := ClaimQuery{ClaimFilter: f, Now: s.o.Clock.Now(), Limit: pageOf(f.Limit)}
	q.Before, err = parseCursor(f.Cursor)
	if err != nil {
		return nil, "", err
	}
	if !docket.Short(f.Warning) || !docket.Short(f.Text) || f.Unit != "" && len(f.Unit) != 12 {
		return nil, "", docket.Refuse(ErrFilter, "field", "text")
	}
	q.Find = findOf(f.Text, q.Now)
	if f.Text != "" && q.Find == (Find{}) {
		return nil, "", nil
	}
	limit := q.Limit
	q.Limit++
	list, err := s.o.Lists.Claims(ctx, scope, q)
	if err != nil || len(list) <= limit {
		return list, "", err
	}
	list = list[:limit]
	return list, cursorOf(list[limit-1].OpenedAt, list[limit-1].ID), nil
}

// Orders returns a page of the ledger, the latest sealed first, and the cursor of the next page.
func (s *Service) Orders(ctx context.Context, scope access.Scope, f OrderFilter) ([]Order, string, error) {
	err := read(scope)
	if err != nil {
		return nil, "", err
	}
	q := OrderQuery{OrderFilter: f, Now: s.o.Clock.Now(), Limit: pageOf(f.Limit)}
	q.Before, err = parseCursor(f.Cursor)
	if err != nil {
		return nil, "", err
	}
	if !docket.Short(f.Claim) || !docket.Short(f.Bank) || !docket.Short(string(f.Account)) || !docket.Short(f.Number) {
		return nil, "", docket.Refuse(ErrFilter, "field", "text")
	}
	limit := q.Limit
	q.Limit++
	list, err := s.o.Lists.Orders(ctx, scope, q)
	if err != nil {
		return nil, "", err
	}
	for i := range list {
		list[i] = cover(scope, list[i])
	}
	if len(list) <= limit {
		return list, "", nil
	}
	list = list[:limit]
	return list, cursorOf(list[limit-1].SealedAt, list[limit-1].ID), nil
}

func pageOf(limit int) int {
	if limit <= 0 {
		return PageDefault
	}
	return min(limit, PageMax)
}

func cursorOf(at when.Micros, id string) string { return strconv.FormatInt(int64(at), 36) + "." + id }

func parseCursor(text string) (*PageKey, error) {
	if text == "" {
		return nil, nil
	}
	head, id, ok := strings.Cut(text, ".")
	at, err := strconv.ParseInt(head, 36, 64)
	if !ok || err != nil || !docket.Word(id) || len(text) > 100 {
		return nil, ErrCursor
	}
	return &PageKey{At: when.Micros(at), ID: id}, nil
}

// Legs returns all movements known to a claim, in the order in which they became known.
func (s *Service) Legs(ctx context.Context, scope access.Scope, claim string) ([]Leg, error) {
	d, err := s.Claim(ctx, scope, claim)
	return d.Legs, err
}

// payersMax bounds the other payers of one account: a mule account has dozens; a merchant thousands, and those are no victims.
const payersMax = 200

// OtherPayers returns who else paid to an account of a claim, the latest first: perhaps victims who do not know yet.
func (s *Service) OtherPayers(ctx context.Context, scope access.Scope, claim string, account ident.Account) ([]Payer, error) {
	det, err := s.Claim(ctx, scope, claim)
	if err != nil {
		return nil, err
	}
	layer, _, _ := det.File.ReachedAny(account)
	if layer == 0 {
		return nil, ErrNotFound
	}
	out, err := s.o.Lists.PaidTo(ctx, scope, account, payersMax)
	if err != nil {
		return nil, err
	}
	out = slices.DeleteFunc(out, func(p Payer) bool { return p.Claim == claim })
	if s.o.Payers == nil {
		return out, nil
	}
	more, err := s.o.Payers.Payers(ctx, account, det.File.RootAt()-s.o.Rules.Window, payersMax)
	if err != nil {
		return nil, err
	}
	for _, p := range more {
		told := func(x Payer) bool { return x.Account == p.Account && x.Fen == p.Fen && x.At == p.At }
		if !det.File.Own(p.Account) && !det.File.IsTarget(p.Account) && !slices.ContainsFunc(out, told) {
			out = append(out, p)
		}
	}
	slices.SortFunc(out, func(a, b Payer) int { return cmp.Or(cmp.Compare(b.At, a.At), cmp.Compare(a.Account, b.Account)) })
	return out[:min(len(out), payersMax)], nil
}

// leagueMax bounds the orders that one league is made of; the latest count.
const leagueMax = 100_000

// League returns each bank's figures over the orders sealed in a span, the slowest to answer last.
func (s *Service) League(ctx context.Context, scope access.Scope, span Span) ([]Team, error) {
	err := scope.Require(access.ClaimRead)
	if err != nil {
		return nil, err
	}
	list, err := s.o.Tally.Timings(ctx, scope, span, leagueMax)
	if err != nil {
		return nil, err
	}
	banks, err := s.directory(ctx)
	if err != nil {
		return nil, err
	}
	return league(list, banks, s.o.Clock.Now()), nil
}

func league(list []Timing, banks chase.Directory, now when.Micros) []Team {
	type sheet struct {
		team           Team
		seen, answered []when.Micros
	}
	sheets := map[string]*sheet{}
	for _, t := range list {
		x := sheets[t.Bank]
		if x == nil {
			x = &sheet{team: Team{Bank: t.Bank, Name: cmp.Or(banks.ByCode[t.Bank].Name, t.Bank)}}
			sheets[t.Bank] = x
		}
		x.team.Orders++
		x.team.AskedFen += t.AskedFen
		x.team.HeldFen += t.HeldFen
		x.team.Reminders += int64(t.Reminders)
		if t.State == Refused {
			x.team.Refused++
		}
		if t.SeenAt != 0 {
			x.seen = append(x.seen, max(0, t.SeenAt-t.SealedAt))
		}
		if t.State.Open() && t.AnswerBy < now {
			x.team.Silent++ // as the ledger lists them
		}
		if t.AnsweredAt == 0 {
			continue
		}
		x.team.Answered++
		x.answered = append(x.answered, max(0, t.AnsweredAt-t.SealedAt))
	}
	var out []Team
	for _, x := range sheets {
		x.team.SeenP50, x.team.SeenP90 = quantile(x.seen, 50), quantile(x.seen, 90)
		x.team.AnsweredP50, x.team.AnsweredP90 = quantile(x.answered, 50), quantile(x.answered, 90)
		out = append(out, x.team)
	}
	slices.SortFunc(out, func(a, b Team) int {
		return cmp.Or(cmp.Compare(a.AnsweredP50, b.AnsweredP50), cmp.Compare(a.Silent, b.Silent), cmp.Compare(a.Bank, b.Bank))
	})
	return out
}

// quantile is the smallest value that at least percent of all do not exceed; zero of none.
func quantile(list []when.Micros, percent int) when.Micros {
	if len(list) == 0 {
		return 0
	}
	slices.Sort(list)
	return list[(len(list)*percent+99)/100-1]
}

// Counts returns what is on the desk now.
func (s *Service) Counts(ctx context.Context, scope access.Scope) (Counts, error) {
	err := read(scope)
	if err != nil {
		return Counts{}, err
	}
	return s.o.Tally.Counts(ctx, scope, s.o.Clock.Now())
}

// Banks returns the directory.
func (s *Service) Banks(ctx context.Context, scope access.Scope) ([]Bank, error) {
	if !scope.Can(access.BankManage) {
		err := read(scope)
		if err != nil {
			return nil, err
		}
	}
	list, err := s.o.Reader.Banks(ctx)
	if scope.Bank != "" {
		list = slices.DeleteFunc(list, func(b Bank) bool { return b.Code != scope.Bank })
	}
	return list, err
}

// Bounds of an entry of the directory.
const (
	prefixesMax = 500
	addressMax  = 300
)

// SaveBank adds an entry to the directory (version 0) or changes it.
func (s *Service) SaveBank(ctx context.Context, scope access.Scope, b Bank, version int64) (Bank, error) {
	err := scope.Require(access.BankManage)
	if err != nil {
		return Bank{}, err
	}
	err = s.checkBank(ctx, &b)
	if err != nil {
		return Bank{}, err
	}
	b.Version, b.Saved = version+1, s.o.Clock.Now()
	err = s.o.Ledger.SaveBank(ctx, scope, b, version)
	if err != nil {
		return Bank{}, err
	}
	s.mu.Lock()
	s.banks = nil
	s.mu.Unlock()
	return b, nil
}

func (s *Service) checkBank(ctx context.Context, b *Bank) error {
	for i := range len(b.Code) {
		c := b.Code[i]
		if (c < 'a' || c > 'z') && (c < '0' || c > '9') && (c != '_' || i == 0) {
			return docket.BadField("code")
		}
	}
	switch {
	case b.Code == "" || len(b.Code) > 32:
		return docket.BadField("code")
	case b.Name == "" || !docket.Short(b.Name):
		return docket.BadField("name")
	case b.Kind != "bank" && b.Kind != "payment":
		return docket.BadField("kind")
	case !slices.Contains([]string{"push", ChannelPoll, "folder", "iso20022", "paper"}, b.Channel):
		return docket.BadField("channel")
	case len(b.Address) > addressMax || !docket.Sound(b.Address) || len(b.Prefixes) > prefixesMax:
		return docket.BadField("address")
	case !docket.Short(b.First.Name) || !docket.Short(b.First.Phone) || !docket.Short(b.Second.Name) || !docket.Short(b.Second.Phone):
		return docket.BadField("contact")
	}
	list, err := s.o.Reader.Banks(ctx)
	if err != nil {
		return err
	}
	for _, p := range b.Prefixes {
		if len(p) < 3 || len(p) > 12 || strings.Trim(p, "0123456789") != "" {
			return docket.BadField("prefixes")
		}
		for _, other := range list {
			if other.Code != b.Code && slices.Contains(other.Prefixes, p) {
				return docket.Refuse(ErrBankOther, "field", "prefixes", "bank", other.Name)
			}
		}
	}
	return nil
}
