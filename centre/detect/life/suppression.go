package life

import (
	"cmp"
	"context"
	"slices"

	"fanzha/base/access"
	"fanzha/centre/detect/life/proof"
	"fanzha/centre/detect/ruletext"
	"fanzha/centre/detect/scenario"
	"fanzha/centre/detect/suppress"
	"fanzha/term/fault"
	"fanzha/term/ident"
	"fanzha/term/when"
)

// Suppression (抑制) is an entry that was made on the console: of whom or what a scenario is not to warn, who answers for it, why and until
// when. It acts by event time from the moment it was made, and always ends.
type Suppression struct {
	ID   string      `json:"-"`
	Unit string      `json:"-"` // of who made it, 12 digits
	At   when.Micros `json:"-"` // made
	Rev  int64       `json:"-"` // raised by every act

	suppress.Entry     // Until is moved when it is ended early
	Made           Who `json:"made"`
	Ended          Who `json:"ended"` // early; nobody: it ends by itself
}

// ErrSuppression and its like are the refusals of suppressions. Texts are in term/fault/texts/life.yaml.
var (
	ErrSuppression  = fault.New(fault.Invalid, "life.suppression")       // args: why_zh, why_en
	ErrSuppressLong = fault.New(fault.Invalid, "life.suppression_long")  // args: days
	ErrSuppressMany = fault.New(fault.Conflict, "life.suppression_many") // args: most
	ErrSuppressOver = fault.New(fault.Conflict, "life.suppression_over")
)

// Masked is its value as it is shown: numbers of people and accounts with their middle hidden.
func (s *Suppression) Masked() string {
	switch s.Subject {
	case "person", "phone", "peer":
		_, err := ident.ParseID(s.Value)
		if err == nil {
			return proof.Mask("", s.Value)
		}
		return proof.Mask(s.Value, "")
	case "account", "payee":
		return ident.Account(s.Value).Mask()
	}
	return s.Value
}

// SuppressionQuery chooses suppressions, the newest first.
type SuppressionQuery struct {
	Scenario string
	EndAfter when.Micros // in force at this moment or to come; 0: all
	EndUntil when.Micros // ended at this moment; 0: all
	After    *Key
	Limit    int
}

// Hushes keeps suppressions.
type Hushes interface {
	// PutSuppression writes one with its audit entry. It fails with ErrStale when it was changed since it was read.
	PutSuppression(ctx context.Context, s Suppression, step Step) error
	// Suppression reads one. They are in force for everybody, so everybody may read them; who may change one is the room's business.
	Suppression(ctx context.Context, scope access.Scope, id string) (Suppression, error)
	Suppressions(ctx context.Context, scope access.Scope, q SuppressionQuery) ([]Suppression, error)
}

// The acts of suppressions.
const (
	ActSuppress   Act = "suppress"
	ActUnsuppress Act = "unsuppress"
)

// SuppressCmd makes a suppression.
type SuppressCmd struct {
	Scenario string // code; empty: every scenario
	Subject  string // one of suppress.Subjects
	Value    string
	Owner    string // who answers for it; empty: who makes it
	Why      string
	Until    string // last day on which it is in force, like 2026-12-31
}

// Suppress makes a suppression from now until the end of a day. The right is scenario.write, at a city's centre or above.
func (s *Service) Suppress(ctx context.Context, scope access.Scope, c SuppressCmd) (Suppression, error) {
	err := writer(scope)
	if err != nil {
		return Suppression{}, err
	}
	by := s.who(scope, c.Why)
	e := suppress.Entry{Scenario: mend(c.Scenario), Subject: mend(c.Subject), Value: mend(c.Value), Owner: cmp.Or(mend(c.Owner), scope.Name), Why: by.Note, From: by.At}
	var ok bool
	e.Until, ok = suppress.LastDay(c.Until)
	switch {
	case !ok:
		return Suppression{}, unsuppressible("until is a day like 2026-12-31, the last one on which the entry is in force")
	case e.Until > by.At+s.o.Rules.SuppressMost:
		return Suppression{}, fault.New(ErrSuppressLong.Kind, ErrSuppressLong.Code, "days", int64(s.o.Rules.SuppressMost/when.Day))
	}
	list, why := suppress.New([]suppress.Entry{e})
	if why != "" {
		return Suppression{}, unsuppressible(why)
	}
	e = list.Active(by.At)[0]
	err = s.suppressible(ctx, e)
	if err != nil {
		return Suppression{}, err
	}
	out := Suppression{ID: s.o.NewID(), Unit: scope.Unit, At: by.At, Rev: 1, Entry: e, Made: by}
	if scope.IsSystem() {
		out.Unit = rootUnit
	}
	err = s.o.Hushes.PutSuppression(ctx, out, Step{Act: ActSuppress, By: by, Unit: out.Unit})
	if err == nil {
		s.o.Bench.Changed()
	}
	return out, err
}

// suppressible says whether the scenario is there and there is room.
func (s *Service) suppressible(ctx context.Context, e suppress.Entry) error {
	if e.Scenario != "" {
		n := int64(0)
		if sound(e.Scenario) {
			var err error
			n, err = s.o.Ledger.Highest(ctx, access.System(), e.Scenario)
			if err != nil {
				return err
			}
		}
		if n == 0 {
			return unsuppressible(`no scenario is called "` + e.Scenario + `"`)
		}
	}
	have, err := s.o.Hushes.Suppressions(ctx, access.System(), SuppressionQuery{EndAfter: e.From, Limit: int(s.o.Rules.SuppressionsMost)})
	if err == nil && int64(len(have)) >= s.o.Rules.SuppressionsMost {
		err = fault.New(ErrSuppressMany.Kind, ErrSuppressMany.Code, "most", s.o.Rules.SuppressionsMost)
	}
	return err
}

func unsuppressible(why string) error {
	zh, _ := ruletext.Chinese(why)
	return fault.New(ErrSuppression.Kind, ErrSuppression.Code, "why_zh", zh, "why_en", why)
}

// Unsuppress ends a suppression now, with a reason. It is open to whoever writes and whoever approves scenarios, in whose jurisdiction it
// was made.
func (s *Service) Unsuppress(ctx context.Context, scope access.Scope, c Command) (Suppression, error) {
	switch {
	case !scope.Can(access.ScenarioWork) && !scope.Can(access.ScenarioApprove):
		return Suppression{}, access.Lack(access.ScenarioWork)
	case !atCity(scope):
		return Suppression{}, ErrNotCity
	case c.ID == "" || !sound(c.ID):
		return Suppression{}, ErrNotFound
	}
	x, err := s.o.Hushes.Suppression(ctx, scope, c.ID)
	if err != nil {
		return x, err
	}
	by := s.who(scope, c.Note)
	switch {
	case !scope.Covers(x.Unit):
		return x, ErrNotFound
	case c.Rev != x.Rev:
		return x, ErrStale
	case x.Until <= by.At:
		return x, ErrSuppressOver
	}
	err = needNote(by.Note)
	if err != nil {
		return x, err
	}
	x.Until, x.Ended, x.Rev = max(by.At, x.From+1), by, x.Rev+1
	err = s.o.Hushes.PutSuppression(ctx, x, Step{Act: ActUnsuppress, By: by, Unit: scope.Unit})
	if err == nil {
		s.o.Bench.Changed()
	}
	return x, err
}

// MayEnd says whether a caller may end a suppression.
func MayEnd(scope access.Scope, x *Suppression) bool {
	return x.ID != "" && (scope.Can(access.ScenarioWork) || scope.Can(access.ScenarioApprove)) && atCity(scope) && scope.Covers(x.Unit)
}

// Suppressed is a page of suppressions, the newest first. The right is scenario.read.
func (s *Service) Suppressed(ctx context.Context, scope access.Scope, q SuppressionQuery, cursor string) ([]Suppression, string, error) {
	err := scope.Require(access.ScenarioRead)
	if err != nil {
		return nil, "", err
	}
	if !sound(q.Scenario) {
		return nil, "", badField("scenario")
	}
	limit, err := begin(cursor, &q.After, &q.Limit)
	if err != nil {
		return nil, "", err
	}
	out, err := s.o.Hushes.Suppressions(ctx, scope, q)
	if err != nil || len(out) <= limit {
		return out, "", err
	}
	return out[:limit], cursorOf(out[limit-1].At, out[limit-1].ID), nil
}

// InFolder are the entries of the centre's own folder (suppress.yaml), which the console shows and cannot end.
func (s *Service) InFolder(_ context.Context, scope access.Scope) ([]Suppression, error) {
	err := scope.Require(access.ScenarioRead)
	if err != nil {
		return nil, err
	}
	list, err := hushedBy(s.o.Bench.Base())
	var out []Suppression
	for _, e := range list.All() {
		out = append(out, Suppression{Entry: e, At: e.From, Made: Who{Name: e.Owner, At: e.From}})
	}
	return out, err
}

// keptMost bounds the entries that the file of a set holds, with those that ended not long ago: it stays below ruletext.MaxFile.
const keptMost = 600

// Hushed is the layer of suppressions over the files of a set. What has ended stays for the longest quiet time after the newest change of
// all, so that reading the log again gives what was given live.
func (s *Service) Hushed(ctx context.Context) (Layer, error) {
	all, err := s.o.Hushes.Suppressions(ctx, access.System(), SuppressionQuery{Limit: 1})
	if err != nil || len(all) == 0 {
		return nil, err
	}
	all, err = s.o.Hushes.Suppressions(ctx, access.System(), SuppressionQuery{EndAfter: all[0].At - scenario.MaxQuiet, Limit: keptMost})
	if err != nil {
		return nil, err
	}
	slices.SortFunc(all, func(a, b Suppression) int { return cmp.Or(cmp.Compare(a.At, b.At), cmp.Compare(a.ID, b.ID)) })
	var entries []suppress.Entry
	for i := range all {
		entries = append(entries, all[i].Entry)
	}
	list, why := suppress.New(entries)
	if why != "" {
		return nil, unsuppressible(why)
	}
	return Layer{scenario.SuppressKept: list.Text()}, nil
}

// Over lays suppressions over the files of a set.
func Over(layers []Layer, hushed Layer) []Layer {
	if hushed[scenario.SuppressKept] == "" {
		return layers
	}
	return append(slices.Clone(layers), hushed)
}

// hushedBy joins the suppressions of all layers.
func hushedBy(layers []Layer) (*suppress.List, error) {
	var out []*suppress.List
	for _, l := range layers {
		for _, name := range []string{scenario.SuppressFile, scenario.SuppressKept} {
			text, ok := l[name]
			if !ok {
				continue
			}
			d, err := ruletext.Parse(name, []byte(text))
			if err != nil {
				return nil, err
			}
			list, err := suppress.Read(d)
			if err != nil {
				return nil, err
			}
			out = append(out, list)
		}
	}
	return suppress.Join(out...), nil
}

// Heeding compiles one scenario alone as it would be in force: what the centre suppresses is suppressed.
func Heeding(layers []Layer, text string, own Layer) (*scenario.Set, error) {
	set, err := Single(layers, text, own)
	if err != nil || len(set.Scenarios) == 0 {
		return set, err
	}
	list, err := hushedBy(layers)
	if err != nil {
		return nil, err
	}
	set.Suppress = list.For(set.Scenarios[0].Code)
	if set.Suppress != nil {
		set.Hash = HashOf(set.Hash + set.Suppress.Text())
	}
	return set, nil
}

// heeding is Heeding with the files and records of this centre.
func (s *Service) heeding(ctx context.Context, text string, own Layer) (*scenario.Set, error) {
	hushed, err := s.Hushed(ctx)
	if err != nil {
		return nil, err
	}
	return Heeding(Over(s.o.Bench.Base(), hushed), text, own)
}
