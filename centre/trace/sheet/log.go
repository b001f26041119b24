package sheet

import (
	"maps"
	"slices"
	"strconv"

	"fanzha/centre/trace"
	"fanzha/term/fault"
	"fanzha/term/when"
)

// Bounds of a sheet: beyond them it is no longer something that a person reads.
const (
	maxEntries = 5_000
	maxRoots   = 20
	maxMerge   = 500
	maxName    = 200
	maxNote    = 4_000
	maxAccount = 200
	maxHops    = 10
	maxWindowH = 24 * 366
	maxEdges   = 5_000
	maxFiles   = 200
)

// State is a sheet's log folded.
type State struct {
	Files  []string // in view
	Roots  []string // ids of transfers or legs
	Params Params
	Notes  map[string]string
	Group  map[string]string // account → the account under which its holder's accounts are shown
	Holder map[string]string // that account → name of the holder
	Legs   []Leg
	Hidden map[string]bool
	Undo   Kind // what undo would take back; empty: nothing
	Redo   Kind
}

// Fold makes the state of a log. Params of a sheet without any are the defaults.
func Fold(entries []Entry, defaults Params) State {
	done, undone := stacks(entries)
	s := State{Params: defaults, Notes: map[string]string{}, Group: map[string]string{}, Holder: map[string]string{}, Hidden: map[string]bool{}}
	for _, e := range done {
		s.apply(e)
	}
	if n := len(done); n > 0 {
		s.Undo = done[n-1].Act.Kind
	}
	if n := len(undone); n > 0 {
		s.Redo = undone[n-1].Act.Kind
	}
	return s
}

// stacks replays undo and redo: what stands, and what may be done again. Any other act clears the latter.
func stacks(entries []Entry) (done, undone []Entry) {
	for _, e := range entries {
		switch e.Act.Kind {
		case ActUndo:
			if n := len(done); n > 0 {
				undone = append(undone, done[n-1])
				done = done[:n-1]
			}
		case ActRedo:
			if n := len(undone); n > 0 {
				done = append(done, undone[n-1])
				undone = undone[:n-1]
			}
		default:
			done = append(done, e)
			undone = nil
		}
	}
	return done, undone
}

// apply does one act. What it rests on was checked before it came into the log.
func (s *State) apply(e Entry) {
	a := e.Act
	switch a.Kind {
	case ActFile:
		if !slices.Contains(s.Files, a.File) {
			s.Files = append(s.Files, a.File)
		}
	case ActRoot:
		s.Roots = slices.Clone(a.Transfers)
	case ActParams:
		if a.Params != nil {
			s.Params = *a.Params
		}
	case ActNote:
		s.Notes[a.Account] = a.Note
		if a.Note == "" {
			delete(s.Notes, a.Account)
		}
	case ActMerge:
		s.merge(a.Accounts, a.Holder)
	case ActSplit:
		s.split(a.Account)
	case ActAddLeg:
		s.Legs = append(s.Legs, Leg{ID: LegID(e.Seq), From: a.From, To: a.To, Holder: a.Holder, At: a.At, Fen: a.Fen, Note: a.Note, By: e.ByName})
	case ActRemoveLeg:
		s.Legs = slices.DeleteFunc(s.Legs, func(l Leg) bool { return l.ID == a.Leg })
	case ActHide:
		s.Hidden[a.Account] = a.Hidden
		if !a.Hidden {
			delete(s.Hidden, a.Account)
		}
	}
}

// LegID is the id of the leg that an entry adds: below every id of a Book's transfers.
func LegID(seq int64) string { return strconv.FormatInt(seq, 10) }

// Shown is the account under which an account is shown.
func (s *State) Shown(account string) string {
	to, merged := s.Group[account]
	if merged {
		return to
	}
	return account
}

// Members lists the accounts shown under one.
func (s *State) Members(shown string) []string {
	var out []string
	for a, to := range s.Group {
		if to == shown {
			out = append(out, a)
		}
	}
	if len(out) == 0 {
		return []string{shown}
	}
	slices.Sort(out)
	return out
}

// merge shows accounts, and what they were merged with before, under the first of them.
func (s *State) merge(accounts []string, holder string) {
	all := map[string]bool{}
	for _, a := range accounts {
		for _, m := range s.Members(s.Shown(a)) {
			all[m] = true
		}
	}
	s.gather(slices.Sorted(maps.Keys(all)), holder)
}

// gather makes one group of accounts.
func (s *State) gather(list []string, holder string) {
	for _, a := range list {
		delete(s.Holder, a)
		delete(s.Group, a)
	}
	if len(list) < 2 {
		return
	}
	for _, a := range list {
		s.Group[a] = list[0]
	}
	s.Holder[list[0]] = holder
}

// split takes one account out of its group.
func (s *State) split(account string) {
	shown, merged := s.Group[account]
	if !merged {
		return
	}
	holder := s.Holder[shown]
	rest := slices.DeleteFunc(s.Members(shown), func(a string) bool { return a == account })
	delete(s.Group, account)
	delete(s.Holder, shown)
	s.gather(rest, holder)
}

// checkParams refuses parameters outside the bounds.
func checkParams(p Params) error {
	bad := ""
	switch {
	case !slices.Contains(trace.Rules(), p.Rule):
		bad = "rule"
	case p.MaxHops < 1 || p.MaxHops > maxHops:
		bad = "max_hops"
	case p.WindowH < 1 || p.WindowH > maxWindowH:
		bad = "window_h"
	case p.HopWindowH < 1 || p.HopWindowH > maxWindowH:
		bad = "hop_window_h"
	case p.MinFen < 0:
		bad = "min_fen"
	case p.PerAccount < 1 || p.PerAccount > maxEdges:
		bad = "per_account"
	case p.Limit < 1 || p.Limit > maxEdges:
		bad = "limit"
	}
	if bad != "" {
		return badField(bad)
	}
	return nil
}

func badField(name string) error { return fault.New(fault.Invalid, ErrField.Code, "field", name) }

// decide refuses an act that the sheet cannot take. It is pure: the book says what there is.
func decide(s *State, b *Book, a Act, now when.Micros) error {
	switch a.Kind {
	case ActRoot:
		return s.checkRoots(b, a.Transfers)
	case ActParams:
		if a.Params == nil {
			return badField("params")
		}
		return checkParams(*a.Params)
	case ActNote, ActHide, ActSplit:
		if len(a.Note) > maxNote {
			return badField("note")
		}
		return s.checkAccounts(b, a.Account)
	case ActMerge:
		if len(a.Accounts) < 2 || len(a.Accounts) > maxMerge {
			return badField("accounts")
		}
		if len(a.Holder) > maxName {
			return badField("holder")
		}
		return s.checkAccounts(b, a.Accounts...)
	case ActAddLeg:
		return checkLeg(a, now)
	case ActRemoveLeg:
		if !slices.ContainsFunc(s.Legs, func(l Leg) bool { return l.ID == a.Leg }) {
			return ErrLeg
		}
		return nil
	case ActUndo:
		if s.Undo == "" {
			return ErrNoUndo
		}
		return nil
	case ActRedo:
		if s.Redo == "" {
			return ErrNoRedo
		}
		return nil
	}
	return badField("kind")
}

func (s *State) checkRoots(b *Book, ids []string) error {
	if len(ids) > maxRoots {
		return fault.New(fault.Conflict, ErrTooMany.Code, "what", "roots", "limit", maxRoots)
	}
	seen := map[string]bool{}
	for _, id := range ids {
		_, known := s.transfer(b, id)
		if !known || seen[id] {
			return ErrTransfer
		}
		seen[id] = true
	}
	return nil
}

// transfer finds a transfer of the book or a leg.
func (s *State) transfer(b *Book, id string) (trace.Transfer, bool) {
	for _, l := range s.Legs {
		if l.ID == id {
			return l.transfer(), true
		}
	}
	return b.Find(id)
}

func (l Leg) transfer() trace.Transfer {
	return trace.Transfer{ID: l.ID, From: l.From, To: l.To, At: l.At, Fen: l.Fen, Kind: KindManual}
}

// KindManual marks a leg that an analyst added.
const KindManual = "manual"

func (s *State) checkAccounts(b *Book, accounts ...string) error {
	for _, a := range accounts {
		known := b.Knows(a) || slices.ContainsFunc(s.Legs, func(l Leg) bool { return l.From == a || l.To == a })
		if !known {
			return ErrAccount
		}
	}
	return nil
}

func checkLeg(a Act, now when.Micros) error {
	switch {
	case a.From == "" || len(a.From) > maxAccount:
		return badField("from")
	case a.To == "" || len(a.To) > maxAccount || a.To == a.From:
		return badField("to")
	case len(a.Holder) > maxName:
		return badField("holder")
	case len(a.Note) > maxNote:
		return badField("note")
	case a.Fen <= 0 || a.Fen > maxLegFen:
		return badField("fen")
	case a.At <= 0 || a.At > now+when.Day:
		return badField("at")
	}
	return nil
}

// maxLegFen bounds a leg: ten billion yuan by hand is a slip.
const maxLegFen = 1_000_000_000_000
