package sheet

import (
	"cmp"
	"maps"
	"slices"

	"fanzha/centre/trace"
	"fanzha/term/when"
)

// Flow is where the money of a sheet's roots went.
type Flow struct {
	Result       []trace.Result // one a root, in the order of the roots
	Edges        []FlowEdge     // of all, in the order of (layer, time, id)
	Accounts     []FlowAccount  // of all, in the order of (layer, account); merged ones behind
	Exits        []Exit         // in the order of the rulebook
	Conservation Conservation
	Lost         []trace.Edge // transfers by which the money left beyond the limits of the trace, the largest part first; at most trace.LostMost
	Truncated    bool
}

// FlowEdge is one transfer of the result.
type FlowEdge struct {
	trace.Edge
	Hidden bool // a fee, a tiny sum, or of an account that the analyst hid
	Manual bool
	Exit   bool
	Note   string // of a leg
}

// FlowAccount is one account of the result, or one that is shown under another.
type FlowAccount struct {
	trace.Account
	Holder string
	Bank   string
	Own    bool   // its statement is here
	Exit   string // kind under which money leaves through it
	InFen  int64  // by the edges of the result
	OutFen int64
	Note   string
	Hidden bool
	Merged string // shown under this account
	Stayed int64  // taint that stayed in it, as a book of some root
	Ended  int64  // taint that came to it in the last layer of some root: not followed further
}

// Exit is what left the accounts that can be followed, by kind (取现, 消费, 虚拟币 …).
type Exit struct {
	Mark  Mark
	Fen   int64 // the victim's part
	Count int64
}

// Conservation is where every fen of the roots is (资金守恒): In = Held + Exit + Followed + Unknown.
type Conservation struct {
	InFen       int64
	HeldFen     int64 // still in accounts whose statements are here
	ExitFen     int64
	FollowedFen int64 // in accounts whose statements are not here, or in the last layer
	UnknownFen  int64 // left by transfers beyond the limits of the trace
	Balanced    bool  // the sum is right, no part is negative, and the statements of the accounts have no gaps
}

// follow computes the flow of a state.
func follow(b *Book, s *State, r *Rules) (Flow, error) {
	v := newView(b, s)
	var f Flow
	for _, id := range s.Roots {
		root, known := s.transfer(b, id)
		if !known {
			continue // its file or leg was taken back
		}
		root.From, root.To = v.show(root.From), v.show(root.To)
		res, err := v.trace(root, s.Params)
		if err != nil {
			return Flow{}, err
		}
		f.Result = append(f.Result, res)
		f.Truncated = f.Truncated || res.Truncated
	}
	v.edges(&f, r)
	v.accounts(&f)
	v.conserve(&f, r)
	f.Lost = v.lost.Edges()
	return f, nil
}

// trace follows one root with the balances that its accounts had.
func (v *view) trace(root trace.Transfer, p Params) (trace.Result, error) {
	params := p.Trace()
	if p.Rule == trace.Poison {
		return trace.Attribute(v, root, params, trace.AttributeOptions{Rule: p.Rule})
	}
	reached, err := trace.Reach(v, root, params)
	if err != nil {
		return reached, err
	}
	return trace.Attribute(v, root, params, trace.AttributeOptions{Rule: p.Rule, Balances: v.balances(reached.Accounts, root), Lost: v.lost.Add})
}

// edges joins the edges of all roots: each transfer once, in its first layer, with the taint of all.
func (v *view) edges(f *Flow, r *Rules) {
	legs := map[string]Leg{}
	for _, l := range v.state.Legs {
		legs[l.ID] = l
	}
	at := map[string]int{}
	roots := map[string]bool{}
	for _, res := range f.Result {
		roots[res.Root] = true
		for _, e := range res.Edges {
			i, known := at[e.ID]
			if known {
				have := &f.Edges[i].Edge
				have.Layer, have.TaintedFen, have.Tainted = min(have.Layer, e.Layer), have.TaintedFen+e.TaintedFen, have.Tainted || e.Tainted
				continue
			}
			at[e.ID] = len(f.Edges)
			leg, manual := legs[e.ID]
			f.Edges = append(f.Edges, FlowEdge{Edge: e, Manual: manual, Note: leg.Note})
		}
	}
	for i := range f.Edges {
		e := &f.Edges[i]
		mark, marked := r.Mark(e.Kind)
		_, e.Exit = v.book.exit(e.To)
		e.Hidden = !roots[e.ID] && !e.Manual && (marked && mark.Fee || e.Fen < r.TinyFen) || v.state.Hidden[e.To] || v.state.Hidden[e.From]
	}
	slices.SortFunc(f.Edges, func(x, y FlowEdge) int {
		return cmp.Or(cmp.Compare(x.Layer, y.Layer), cmp.Compare(x.At, y.At), trace.ByNumber.Compare(x.ID, y.ID))
	})
}

// accounts joins the accounts of all roots, and adds the senders of the roots (layer 0) and the accounts shown under others.
func (v *view) accounts(f *Flow) {
	at := map[string]int{}
	put := func(a trace.Account) {
		i, known := at[a.Account]
		if !known {
			i = len(f.Accounts)
			at[a.Account] = i
			f.Accounts = append(f.Accounts, v.account(a))
		}
		if a.Book {
			f.Accounts[i].Stayed += a.TaintedFen
		} else {
			f.Accounts[i].Ended += a.ReceivedFen
		}
		if !known {
			return
		}
		have := &f.Accounts[i].Account
		if a.Layer < have.Layer {
			have.Layer, have.Arrived = a.Layer, a.Arrived
		}
		have.TaintedFen, have.ReceivedFen = have.TaintedFen+a.TaintedFen, have.ReceivedFen+a.ReceivedFen
		have.Tainted, have.Book = have.Tainted || a.Tainted, have.Book || a.Book
	}
	for _, res := range f.Result {
		for _, a := range res.Accounts {
			put(a)
		}
		if len(res.Edges) > 0 {
			put(trace.Account{Account: res.Edges[0].From})
		}
	}
	for _, e := range f.Edges {
		i, known := at[e.To]
		if known {
			f.Accounts[i].InFen += e.Fen
		}
		i, known = at[e.From]
		if known {
			f.Accounts[i].OutFen += e.Fen
		}
	}
	for _, shown := range slices.Sorted(maps.Keys(v.members)) {
		i, known := at[shown]
		if !known {
			continue
		}
		for _, m := range v.state.Members(shown) {
			if m != shown {
				a := v.account(trace.Account{Account: m, Layer: f.Accounts[i].Layer})
				a.Merged = shown
				f.Accounts = append(f.Accounts, a)
			}
		}
	}
	slices.SortStableFunc(f.Accounts, func(x, y FlowAccount) int {
		return cmp.Or(cmp.Compare(x.Layer, y.Layer), boolean(x.Merged != "")-boolean(y.Merged != ""), v.order.Compare(x.Account.Account, y.Account.Account))
	})
}

func boolean(b bool) int {
	if b {
		return 1
	}
	return 0
}

// account describes an account.
func (v *view) account(a trace.Account) FlowAccount {
	name := a.Account
	f := FlowAccount{Account: a, Note: v.state.Notes[name], Hidden: v.state.Hidden[name]}
	f.Holder, f.Bank, f.Own = v.book.Party(name)
	for _, n := range v.numbers(name) {
		f.Own = f.Own || v.book.accounts[n].own
	}
	mark, exit := v.book.exit(name)
	if exit {
		f.Exit = mark.Kind
	}
	holder, merged := v.state.Holder[name]
	if merged && holder != "" {
		f.Holder = holder
	}
	for _, l := range v.state.Legs {
		if l.To == name && f.Holder == "" {
			f.Holder = l.Holder
		}
	}
	return f
}

// conserve sums up where the roots' money is.
func (v *view) conserve(f *Flow, r *Rules) {
	c := &f.Conservation
	for _, res := range f.Result {
		c.InFen += res.Edges[0].Fen
	}
	sums := map[string]*Exit{}
	gaps := false
	for _, a := range f.Accounts {
		if a.Merged != "" {
			continue
		}
		switch {
		case a.Exit != "":
			if sums[a.Exit] == nil {
				sums[a.Exit] = &Exit{}
			}
			sums[a.Exit].Fen += a.Stayed + a.Ended
			c.ExitFen += a.Stayed + a.Ended
		case a.Own:
			c.HeldFen += a.Stayed
			c.FollowedFen += a.Ended
		default:
			c.FollowedFen += a.Stayed + a.Ended
		}
		gaps = gaps || v.gap(a.Account.Account)
	}
	for _, e := range f.Edges {
		mark, exit := v.book.exit(e.To)
		if exit && sums[mark.Kind] != nil {
			sums[mark.Kind].Count++
		}
	}
	for _, m := range r.Marks {
		if sums[m.Kind] != nil {
			f.Exits = append(f.Exits, Exit{Mark: m, Fen: sums[m.Kind].Fen, Count: sums[m.Kind].Count})
		}
	}
	c.UnknownFen = c.InFen - c.HeldFen - c.ExitFen - c.FollowedFen
	c.Balanced = c.UnknownFen >= 0 && c.HeldFen >= 0 && !gaps
}

// gap reports whether a statement of the account has balances that do not follow from its amounts.
func (v *view) gap(shown string) bool {
	for _, n := range v.numbers(shown) {
		name := v.book.names[n]
		i, found := slices.BinarySearchFunc(v.book.Checks, name, func(c Check, name string) int { return cmp.Compare(c.Account, name) })
		for found && i < len(v.book.Checks) && v.book.Checks[i].Account == name {
			if v.book.Checks[i].Gaps > 0 {
				return true
			}
			i++
		}
	}
	return false
}

// Second is the moment as a statement has it: what settle added to put moves of one second into order is taken off.
func Second(at when.Micros) when.Micros { return at - at%when.Second }
