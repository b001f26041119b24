package funds

import (
	"context"
	"fanzha/edge/api"
	"fmt"
	"slices"
	"strings"

	"fanzha/base/access"
	"fanzha/centre/stoppay"
	"fanzha/edge/partner/wire"
	"fanzha/term/fault"
	"fanzha/term/ident"
	"fanzha/term/money"
	"fanzha/term/when"
)

// bankNames maps codes to names, once a request.
func (a *desk) bankNames(ctx context.Context) map[string]string {
	names := map[string]string{}
	banks, err := a.Stops.Banks(ctx, access.System())
	if err != nil {
		return names
	}
	for _, b := range banks {
		names[b.Code] = b.Name
	}
	return names
}

// moneyView renders the money side of one request.
type moneyView struct {
	a     *desk
	ctx   context.Context
	banks map[string]string
	names map[string]string // of people, each read once a request
}

func (a *desk) moneyView(ctx context.Context) moneyView {
	return moneyView{a: a, ctx: ctx, banks: a.bankNames(ctx), names: map[string]string{}}
}

func (v moneyView) bank(code string) string {
	if v.banks[code] == "" {
		return code
	}
	return v.banks[code]
}

func (v moneyView) party(p stoppay.Party) Party {
	return Party{Bank: p.Bank, BankName: v.bank(p.Bank), Account: p.Account.Mask(), Name: ident.MaskName(p.Name), Kind: p.Kind}
}

func (v moneyView) payment(p stoppay.Payment) PaymentView {
	return PaymentView{
		ID: p.ID, Bank: p.Bank, BankName: v.bank(p.Bank), Account: p.Account.Mask(), At: api.Stamp(p.At), Fen: p.Fen, Channel: p.Channel, Payee: v.party(p.Payee),
	}
}

// coded puts codes of the rulebook into words.
func (v moneyView) coded(codes []string) []Coded {
	out := make([]Coded, 0, len(codes))
	for _, code := range codes {
		c := Coded{Code: code, ZH: code, EN: code}
		for _, r := range append(slices.Clone(v.a.Rules.Strength), v.a.Rules.Extortion...) {
			if r.Code == code {
				c.ZH, c.EN = r.ZH, r.EN
			}
		}
		out = append(out, c)
	}
	return out
}

// head renders a claim with what is counted over its orders.
func (v moneyView) head(c stoppay.Claim, b stoppay.Brief) ClaimHead {
	return ClaimHead{
		ID: c.ID, Number: c.Number, Receipt: c.Receipt, Unit: v.a.api.UnitOf(v.ctx, c.Unit), State: string(c.State), Standing: string(c.Standing),
		ConfirmBy: api.Stamp(c.ConfirmBy), Strength: c.Strength, Reasons: v.coded(c.Reasons), Source: c.Source, Fraud: c.Fraud, Brief: c.Brief,
		Victim:  VictimView{Name: ident.MaskName(c.Victim.Name), IDNumber: c.Victim.ID.Mask(), Phone: c.Victim.Phone.Mask()},
		LossFen: c.LossFen, HeldFen: c.HeldFen, ExitFen: c.ExitFen, BackFen: c.BackFen,
		FollowedFen: max(0, c.LossFen-c.HeldFen-c.ExitFen-c.BackFen),
		OpenedAt:    api.Stamp(c.OpenedAt), OpenedBy: v.actor(c.OpenedBy), ReviewBy: api.Stamp(c.ReviewBy), ReviewedAt: api.Stamp(c.Reviewed), Finding: string(c.Finding), Version: c.Version,
		Layers: b.Layers, Answered: b.Answered, FirstPaidAt: api.Stamp(b.FirstPaidAt), FirstHeldAt: api.Stamp(b.FirstHeldAt), ExpiringAt: api.Stamp(b.ExpiringAt),
	}
}

// brief counts over a claim that was read whole.
func brief(f stoppay.File) stoppay.Brief {
	b := stoppay.Brief{Claim: f.Claim.ID, Number: f.Claim.Number, Orders: len(f.Orders)}
	for _, p := range f.Payments {
		b.FirstPaidAt = earliest(b.FirstPaidAt, p.At)
	}
	for _, o := range f.Orders {
		b.Layers = max(b.Layers, o.Layer)
		if !o.State.Open() {
			b.Answered++
		}
		b.FirstHeldAt = earliest(b.FirstHeldAt, o.HeldAt)
		if o.HoldState == stoppay.Holding {
			b.ExpiringAt = earliest(b.ExpiringAt, o.ExpiresAt)
		}
	}
	return b
}

// actor names who did something; "system" is the centre itself.
func (v moneyView) actor(id string) string {
	name, known := v.names[id]
	if known {
		return name
	}
	name = id
	a, err := v.a.People.Account(v.ctx, access.System(), id)
	if err == nil {
		name = a.Name
	}
	v.names[id] = name
	return name
}

func earliest(a, b when.Micros) when.Micros {
	if a == 0 || b != 0 && b < a {
		return b
	}
	return a
}

func (v moneyView) row(c stoppay.Claim, b stoppay.Brief) ClaimRow {
	return ClaimRow{v.head(c, b), b.Orders}
}

func (v moneyView) detail(d stoppay.Detail) ClaimDetail {
	out := ClaimDetail{
		ClaimHead: v.head(d.Claim, brief(d.File)), Payments: []PaymentView{}, Orders: []StopRow{}, Legs: []LegView{}, Candidates: []LegView{},
		Conservation: conservation(d.File), History: v.history(d.File),
	}
	for _, p := range d.Payments {
		out.Payments = append(out.Payments, v.payment(p))
	}
	for _, o := range d.Orders {
		row := v.stop(o, d.Claim.Number)
		undelivered(&row, d.Messages)
		for _, dup := range d.Duplicates {
			if dup.Account == o.Target.Account && !slices.Contains(row.DuplicateOf, dup.Claim) {
				row.DuplicateOf = append(row.DuplicateOf, dup.Claim)
			}
		}
		out.Orders = append(out.Orders, row)
	}
	still := d.Still()
	for _, l := range d.Legs {
		leg := v.leg(l)
		leg.Still = still[l.ID]
		out.Legs = append(out.Legs, leg)
		if candidate(l) {
			out.Candidates = append(out.Candidates, leg)
		}
	}
	return out
}

// undelivered says of an order that waits to be delivered again how often that failed, and why the last time.
func undelivered(row *StopRow, messages []stoppay.Message) {
	const away = "push.away" // a line that breaks is kept without a code of its own
	for i := range messages {
		m := &messages[i]
		if m.ID != row.ID || m.State != stoppay.MessageDue || m.Tries == 0 {
			continue
		}
		code := m.LastFault
		_, known := fault.Find(code)
		if !known {
			code = away
		}
		row.Tries = m.Tries
		row.FaultZH, _ = fault.Text(code, fault.ZH)
		row.FaultEN, _ = fault.Text(code, fault.EN)
	}
}

// candidate says whether an officer may still order along a leg: it names an account, no order follows it, and it is neither an
// exit nor covered.
func candidate(l stoppay.Leg) bool {
	if l.To.Account == "" || l.Next != "" || l.Code == stoppay.CodePayment {
		return false
	}
	switch l.Halt {
	case stoppay.HaltExit, stoppay.HaltCovered, stoppay.HaltProtected, stoppay.HaltOwn, stoppay.HaltEnded:
		return false
	}
	return true
}

func (v moneyView) stop(o stoppay.Order, claim string) StopRow {
	refusal, _ := wire.RefusalOf(o.Refusal)
	basis, _ := v.a.Rules.Rule("stop.hours")
	return StopRow{
		ID: o.ID, Number: o.Number, ClaimID: o.Claim, ClaimNumber: claim, Parent: o.Parent, Layer: o.Layer, Bank: o.Target.Bank, BankName: v.bank(o.Target.Bank),
		Account: o.Target.Account.Mask(), Name: ident.MaskName(o.Target.Name), Kind: o.Target.Kind, Mode: string(o.Mode), Fen: o.Fen, FloorFen: o.FloorFen,
		Evidence: o.Evidence, Count: o.Count, State: string(o.State), Result: string(o.Result), Refusal: o.Refusal, RefusalZH: refusal.ZH, RefusalEN: refusal.EN,
		HeldFen: o.HeldFen, FrozenFen: o.FrozenFen, ExecutedAt: api.Stamp(o.ExecutedAt), ExpiresAt: api.Stamp(o.ExpiresAt), HoldState: string(o.HoldState),
		SealedAt: api.Stamp(o.SealedAt), SentAt: api.Stamp(o.SentAt), SeenAt: api.Stamp(o.SeenAt), AnsweredAt: api.Stamp(o.AnsweredAt), SeenBy: api.Stamp(o.SeenBy),
		AnswerBy: api.Stamp(o.AnswerBy), Reminders: o.Reminders, EscalatedAt: api.Stamp(o.Escalated), Flags: orEmpty(o.Flags), DuplicateOf: []string{},
		BasisZH: o.Basis, BasisEN: basis.Source, Version: o.Version,
	}
}

func orEmpty[T any](s []T) []T {
	if s == nil {
		return []T{}
	}
	return s
}

// codeText puts a disposition into words.
func codeText(code stoppay.Code) pair {
	if code == stoppay.CodePayment {
		return pair{"被害人转出", "paid by the victim"}
	}
	m, _ := wire.MeaningOf(wire.Code(code))
	return pair{m.ZH, m.EN}
}

var haltWords = map[stoppay.Halt]pair{
	stoppay.HaltExit: {"已离开可追踪账户", "left the accounts that can be followed"}, stoppay.HaltCovered: {"该账户已有指令覆盖", "covered by the account's order"},
	stoppay.HaltHops: {"层级过深", "too many layers"}, stoppay.HaltOrders: {"本案指令已达上限", "too many orders in this claim"}, stoppay.HaltSmall: {"尚在追踪的金额过小", "what is still followed is too small"},
	stoppay.HaltWindow: {"转出时间过晚", "left too late after the money came"}, stoppay.HaltWorth: {"追回价值不足", "not worth touching the account"},
	stoppay.HaltProtected: {"依法不得止付的账户", "a protected kind of account"}, stoppay.HaltLimit: {"该账户止付已满两次", "the account was stopped as often as is allowed"},
	stoppay.HaltBank: {"机构名录中没有开户机构", "nobody in the directory holds it"}, stoppay.HaltName: {"缺户名，请补充", "the holder's name is missing"},
	stoppay.HaltOwn: {"被害人本人账户", "the victim's own account"}, stoppay.HaltEnded: {"案件已结束", "the claim has ended"},
}

func (v moneyView) leg(l stoppay.Leg) LegView {
	words := codeText(l.Code)
	fate, _ := l.Code.Fate()
	halt := haltWords[l.Halt]
	return LegView{
		ID: l.ID, OrderID: l.Order, From: l.From.Mask(), To: v.party(l.To), Code: string(l.Code), CodeZH: words.zh, CodeEN: words.en, Exit: fate == stoppay.FateExit,
		At: api.Stamp(l.At), Fen: l.Fen, Ref: l.Ref, Place: l.Place, Mode: string(l.Mode), Layer: l.Layer, Tainted: l.TaintedFen,
		Halt: string(l.Halt), HaltZH: halt.zh, HaltEN: halt.en,
	}
}

// conservation adds up what is known of a claim's money, and looks at every account: what left it and is held on it can be no
// more than what came to it.
func conservation(f stoppay.File) Conservation {
	c := Conservation{InFen: f.Claim.LossFen, HeldFen: f.Claim.HeldFen, ExitFen: f.Claim.ExitFen, Balanced: true}
	in, out := map[ident.Account]int64{}, map[ident.Account]int64{}
	for _, l := range f.Legs {
		if l.To.Account != "" {
			in[l.To.Account] += l.TaintedFen
		}
		if l.Code != stoppay.CodePayment {
			out[l.From] += l.TaintedFen
		}
	}
	var waiting int64
	for _, o := range f.Orders {
		if o.HoldState.Live() {
			out[o.Target.Account] += o.HeldFen
		}
		if o.State.Open() {
			waiting += o.Fen
		}
	}
	for account, fen := range out {
		if fen > in[account] {
			c.Balanced = false
		}
	}
	rest := c.InFen - c.HeldFen - c.ExitFen - f.Claim.BackFen
	if rest < 0 {
		c.Balanced = false
	}
	c.FollowedFen = min(max(0, rest), waiting)
	c.UnknownFen = max(0, rest) - c.FollowedFen
	return c
}

// history tells the life of a claim in its turning points; the table of orders tells the rest.
func (v moneyView) history(f stoppay.File) []api.Line {
	c := f.Claim
	var out []api.Line
	add := func(at when.Micros, zh, en string) {
		if at != 0 {
			out = append(out, api.Line{At: api.Stamp(at), TextZH: zh, TextEN: en})
		}
	}
	add(c.OpenedAt, "受理报案，被骗 "+money.Text(c.LossFen), "claim taken: "+money.TextEN(c.LossFen)+" lost")
	for _, o := range f.Orders {
		at := fmt.Sprintf("第%d层 %s %s", o.Layer, v.bank(o.Target.Bank), o.Target.Account.Mask())
		en := fmt.Sprintf("layer %d, %s %s", o.Layer, v.bank(o.Target.Bank), o.Target.Account.Mask())
		add(o.HeldAt, at+" 已止付 "+money.Text(o.TotalFen), en+": held "+money.TextEN(o.TotalFen))
		add(o.Escalated, at+" 无反馈，已联系第二联系人", en+": silent, the second contact was told")
		if o.HoldState == stoppay.Expired {
			add(o.ExpiresAt, at+" 止付到期自动解除", en+": the hold ended by itself")
		}
	}
	add(c.Reviewed, "值班长复核："+findingWords[c.Finding].zh, "reviewed: "+findingWords[c.Finding].en)
	add(c.ClosedAt, claimStateWords[c.State].zh, claimStateWords[c.State].en)
	slices.SortStableFunc(out, func(a, b api.Line) int { return strings.Compare(a.At, b.At) })
	return orEmpty(out)
}

var findingWords = map[stoppay.Finding]pair{stoppay.Upheld: {"维持", "upheld"}, stoppay.Reversed: {"撤销", "reversed"}}

var claimStateWords = map[stoppay.ClaimState]pair{
	stoppay.ClaimOpen: {"追查中", "open"}, stoppay.ClaimClosed: {"办结", "closed"}, stoppay.ClaimWithdrawn: {"撤销", "withdrawn"},
}
