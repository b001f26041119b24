package docket

import (
	"cmp"
	"slices"

	"fanzha/term/ident"
	"fanzha/term/when"
)

// Order finds an order of the file; nil when it is not there.
func (f *File) Order(id string) *Order {
	for i := range f.Orders {
		if f.Orders[i].ID == id {
			return &f.Orders[i]
		}
	}
	return nil
}

// Message finds a message of the file; nil when it is not there.
func (f *File) Message(id string) *Message {
	for i := range f.Messages {
		if f.Messages[i].ID == id {
			return &f.Messages[i]
		}
	}
	return nil
}

// RefusalUnknown is the code by which a bank says that it does not know the order concerned.
const RefusalUnknown = "order_not_found"

// Restrictions are the ids of the restrictions that may stand at the bank, the latest first: one that was carried out has taken the
// place of all before it.
func (f *File) Restrictions() []string {
	var out []string
	for i := len(f.Messages) - 1; i >= 0; i-- {
		m := &f.Messages[i]
		if m.Kind != KindRestrict || m.State == MessageCancelled || m.State == MessageFailed && m.Refusal != RefusalUnknown {
			continue // one that came before what it continues may have been carried out when it came again
		}
		out = append(out, m.ID)
		if m.Result == ResultDone {
			break
		}
	}
	return out
}

// Leg finds a movement of the file; nil when it is not there.
func (f *File) Leg(id string) *Leg {
	for i := range f.Legs {
		if f.Legs[i].ID == id {
			return &f.Legs[i]
		}
	}
	return nil
}

// Touch marks an order as changed.
func (f *File) Touch(o *Order) {
	if !f.Changed(o.ID) {
		o.Version++
	}
	f.Mark(o.ID)
}

// Reached says in which layer an account of a bank is, by which order, and when the money first came.
func (f *File) Reached(bank string, account ident.Account) (layer int, order string, arrived when.Micros) {
	for i := range f.Orders {
		o := &f.Orders[i]
		if o.Target.Account == account && o.Target.Bank == bank {
			layer, order = o.Layer, o.ID
			break
		}
	}
	for i := range f.Legs {
		if f.Legs[i].To.Account == account {
			arrived = Sooner(arrived, f.Legs[i].At)
		}
	}
	return layer, order, arrived
}

// Own says whether an account is one that the victim paid from.
func (f *File) Own(account ident.Account) bool {
	for i := range f.Payments {
		if f.Payments[i].Account == account {
			return true
		}
	}
	return false
}

// RootAt is when the first payment was made.
func (f *File) RootAt() when.Micros {
	at := f.Payments[0].At
	for _, p := range f.Payments {
		at = min(at, p.At)
	}
	return at
}

// Room is how much of the victim's money must still be on an account, as far as is known: what came in, less what is held or
// was given back to the holder, less what went out.
func (f *File) Room(account ident.Account) int64 {
	var n int64
	for i := range f.Legs {
		l := &f.Legs[i]
		if l.To.Account == account && l.Halt != HaltExit {
			n += l.TaintedFen
		}
		if l.From == account && l.Code != CodePayment {
			n -= l.TaintedFen
		}
	}
	for i := range f.Orders {
		o := &f.Orders[i]
		if o.Target.Account != account {
			continue
		}
		n -= o.FreedFen
		if o.HoldState.Live() {
			n -= o.HeldFen
		}
	}
	return n
}

// Still is how much of what each movement brought is still on its account, by id of the leg, as far as is known: of what an account has left, the
// latest to come is taken to be there. Movements that went on or left what can be followed have nothing.
func (f *File) Still() map[string]int64 {
	room, out := map[ident.Account]int64{}, make(map[string]int64, len(f.Legs))
	order := make([]*Leg, 0, len(f.Legs))
	for i := range f.Legs {
		l := &f.Legs[i]
		if l.Halt == HaltExit || l.To.Account == "" {
			continue
		}
		order = append(order, l)
		_, known := room[l.To.Account]
		if !known {
			room[l.To.Account] = f.Room(l.To.Account)
		}
	}
	slices.SortStableFunc(order, func(a, b *Leg) int { return cmp.Compare(b.At, a.At) })
	for _, l := range order {
		out[l.ID] = max(0, min(l.TaintedFen, room[l.To.Account]))
		room[l.To.Account] -= out[l.ID]
	}
	return out
}

// ParentOf is the order on the account that the money came from.
func (f *File) ParentOf(from ident.Account) string {
	for i := len(f.Orders) - 1; i >= 0; i-- {
		if f.Orders[i].Target.Account == from && f.Orders[i].Count == 1 {
			return f.Orders[i].ID
		}
	}
	return ""
}

// PayerOf names the payer of a credit, as far as is known.
func (f *File) PayerOf(l *Leg) Party {
	p := Party{Account: l.From}
	for i := range f.Payments {
		if l.Code == CodePayment && f.Payments[i].ID == l.ID {
			return Party{Bank: f.Payments[i].Bank, Account: l.From, Name: f.Claim.Victim.Name}
		}
	}
	for i := range f.Orders {
		if f.Orders[i].Target.Account == l.From {
			p.Bank, p.Name = f.Orders[i].Target.Bank, f.Orders[i].Target.Name
		}
	}
	return p
}

// ChannelOf is how a payment of the victim was made.
func (f *File) ChannelOf(l *Leg) string {
	for i := range f.Payments {
		if f.Payments[i].ID == l.ID {
			return f.Payments[i].Channel
		}
	}
	return ""
}

// Nth counts the messages of a kind about an order, for their numbers.
func (f *File) Nth(order string, k Kind) int {
	n := 0
	for i := range f.Messages {
		if f.Messages[i].Order == order && f.Messages[i].Kind == k {
			n++
		}
	}
	return n
}

// ReachedAny is reached for any bank.
func (f *File) ReachedAny(account ident.Account) (int, string, when.Micros) {
	for i := range f.Legs {
		if f.Legs[i].To.Account == account {
			return f.Legs[i].Layer, f.Legs[i].Next, f.Legs[i].At
		}
	}
	return 0, "", 0
}

// IsTarget says whether the money of the claim came to an account.
func (f *File) IsTarget(account ident.Account) bool {
	layer, _, _ := f.ReachedAny(account)
	return layer > 0
}

// RenewalOf finds the order that continues an order's hold.
func (f *File) RenewalOf(id string) *Order {
	for i := range f.Orders {
		if f.Orders[i].Renews == id && f.Orders[i].State != Refused && f.Orders[i].State != Cancelled && f.Orders[i].State != Failed {
			return &f.Orders[i]
		}
	}
	return nil
}

// Running says whether a stop may still hold something at a moment. An order that a bank never answered, or that it only waits
// with to catch money, runs no longer than a stop may.
func (s Stop) Running(now, longest when.Micros) bool {
	waits := s.State.Open() || s.State == Answered && !s.Final && s.HoldState == NoHold
	if waits {
		return now < s.SealedAt+longest
	}
	return s.HoldState.Live() && (s.HoldState == Frozen || s.ExpiresAt > now)
}

// Used says whether a stop was executed or may still be.
func (s Stop) Used(now, longest when.Micros) bool {
	return s.ExecutedAt != 0 || s.Running(now, longest)
}

// StopOf is an order's use of its account.
func StopOf(o *Order) Stop {
	return Stop{
		Order: o.ID, Claim: o.Claim, Organ: o.Unit, Count: o.Count, Supplement: o.Supplement, State: o.State, Final: o.Final,
		HoldState: o.HoldState, SealedAt: o.SealedAt, ExecutedAt: o.ExecutedAt, ExpiresAt: o.ExpiresAt,
	}
}

// Sooner is the earlier of two moments, of which zero is none.
func Sooner(a, b when.Micros) when.Micros {
	if a == 0 || b != 0 && b < a {
		return b
	}
	return a
}
