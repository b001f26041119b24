package chase

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"slices"
	"strconv"

	"fanzha/base/access"
	"fanzha/base/seal"
	"fanzha/centre/stoppay/docket"
	"fanzha/centre/stoppay/guard"
	"fanzha/centre/trace"
	"fanzha/term/fraud"
	"fanzha/term/ident"
	"fanzha/term/when"
)

// Bounds of a claim as it is entered.
const (
	paymentsMax = 20                               // payments of one claim
	briefMax    = 2000                             // runes of the brief case
	earliest    = when.Micros(946_684_800_000_000) // 2000: an earlier moment is damage, not time
	EdgesMax    = 2000                             // transfers of the log that one payment may bring into a claim
)

// CheckOpen checks an application and brings it into normal form: the four fields that the bank will compare above all.
func (d *Desk) CheckOpen(cmd *docket.OpenCmd) error {
	if len(cmd.Payments) < 1 || len(cmd.Payments) > paymentsMax {
		return docket.Refuse(docket.ErrPayments, "least", 1, "most", paymentsMax)
	}
	if !docket.Word(cmd.Cause) || !docket.Short(cmd.Source) || !docket.Short(cmd.Warning) {
		return docket.BadField("cause")
	}
	if !docket.Plain(cmd.Brief, briefMax) {
		return docket.BadField("brief")
	}
	if !fraud.Known(cmd.Fraud) {
		cmd.Fraud = string(fraud.Other)
	}
	err := checkPeople(cmd.Victim, cmd.Officers, cmd.Document)
	if err != nil {
		return err
	}
	for i := range cmd.Payments {
		err = d.checkPayment(&cmd.Payments[i], "payments["+strconv.Itoa(i)+"]")
		if err != nil {
			return err
		}
	}
	return nil
}

func checkPeople(v docket.Victim, officers [2]docket.Officer, doc docket.Document) error {
	if v.Name == "" || !docket.Short(v.Name) {
		return docket.BadField("victim.name")
	}
	if v.ID == "" && v.Phone == "" {
		return docket.BadField("victim.id")
	}
	if v.ID != "" {
		_, err := ident.ParseID(string(v.ID))
		if err != nil {
			return docket.BadField("victim.id")
		}
	}
	if v.Phone != "" {
		_, err := ident.ParsePhone(string(v.Phone))
		if err != nil {
			return docket.BadField("victim.phone")
		}
	}
	for _, o := range officers {
		if o.ID == "" || o.Name == "" || o.Phone == "" || !docket.Short(o.ID) || !docket.Short(o.Name) || !docket.Short(o.Phone) {
			return docket.ErrOfficers
		}
	}
	if officers[0].ID == officers[1].ID {
		return docket.ErrOfficers
	}
	if doc.Kind == "" || doc.Number == "" || !docket.Short(doc.Kind) || !docket.Short(doc.Number) || !docket.Hexadecimal(doc.SHA256, 64) {
		return docket.ErrDocument
	}
	return nil
}

// checkPayment checks one payment: name, account, amount and time of the credit, and who holds the account.
func (d *Desk) checkPayment(p *docket.Payment, field string) error {
	if p.Fen <= 0 || p.Fen > AmountMax {
		return docket.Refuse(docket.ErrAmount, "field", field+".fen")
	}
	if p.At < earliest || p.At > d.Now+SkewMax {
		return docket.Refuse(docket.ErrFuture, "field", field+".at")
	}
	if p.Account != "" {
		from, err := ident.ParseAccount(string(p.Account))
		if err != nil {
			return docket.BadField(field + ".account")
		}
		p.Account = from
	}
	if !docket.Short(p.Ref) || !docket.Short(p.Channel) || !docket.Short(p.Bank) {
		return docket.BadField(field + ".ref")
	}
	if p.Account != "" && p.Bank == "" {
		p.Bank = d.Banks.prefixOf(p.Account)
	}
	err := d.checkParty(&p.Payee, field+".payee")
	if err == nil && p.Account == p.Payee.Account {
		return docket.Refuse(docket.ErrOwnPayee, "field", field+".payee.account")
	}
	return err
}

// checkParty checks an account that an order may go to.
func (d *Desk) checkParty(p *docket.Party, field string) error {
	account, err := ident.ParseAccount(string(p.Account))
	if err != nil {
		return docket.BadField(field + ".account")
	}
	p.Account = account
	if p.Name == "" || !docket.Short(p.Name) {
		return docket.BadField(field + ".name")
	}
	barred, err := d.Rules.Protected(p.Kind)
	if barred {
		return docket.Refuse(docket.ErrProtected, "kind", p.Kind).With(err)
	}
	if !slices.Contains([]string{"", "person", "company", "payment"}, p.Kind) {
		return docket.BadField(field + ".kind")
	}
	byNumber := d.Banks.prefixOf(account)
	if p.Bank != "" && byNumber != "" && byNumber != p.Bank {
		return docket.Refuse(docket.ErrBankOther, "field", field+".bank", "bank", d.Banks.ByCode[byNumber].Name)
	}
	b, ok := d.Banks.bankOf(*p)
	if !ok {
		return docket.Refuse(docket.ErrBank, "field", field+".bank")
	}
	p.Bank = b.Code
	return nil
}

// Opening is what a new claim is made of.
type Opening struct {
	Cmd     docket.OpenCmd
	Id      string
	Receipt string
	Unit    string         // name of the unit
	Flows   []trace.Result // per payment; empty when the log does not know it
}

// Open decides on a new claim: how sure the report is, whether the reporter's budget allows it, what it may hold, and its
// orders.
func (d *Desk) Open(f *docket.File, op Opening) error {
	d.Enter(f)
	cmd := op.Cmd
	c := &f.Claim
	c.ID, c.Receipt, c.State = op.Id, op.Receipt, docket.ClaimOpen
	c.Source, c.Cause, c.Warning, c.Fraud, c.Brief, c.Victim = cmd.Source, cmd.Cause, cmd.Warning, cmd.Fraud, cmd.Brief, cmd.Victim
	c.Unit, c.UnitName, c.OpenedAt, c.OpenedBy, c.Officers, c.Document = cmd.Unit, op.Unit, d.Now, d.By.User, cmd.Officers, cmd.Document
	c.ReviewBy, c.Version, c.Reporter = d.Now+d.Rules.ReviewWithin, 1, ReporterOf(cmd.Victim)
	for i, p := range cmd.Payments {
		p.ID, p.Claim = c.ID+"-"+strconv.Itoa(i+1), c.ID
		p.Seen = p.Seen || i < len(op.Flows) && len(op.Flows[i].Edges) > 0
		f.Payments = append(f.Payments, p)
		f.Mark(p.ID)
		c.LossFen += p.Fen
	}
	err := d.judge(f, cmd)
	if err != nil {
		return err
	}
	for _, p := range f.Payments {
		f.Legs = append(f.Legs, docket.Leg{ID: p.ID, Claim: c.ID, Layer: 1, From: p.Account, To: p.Payee, Code: docket.CodePayment, At: p.At, Fen: p.Fen,
			TaintedFen: p.Fen, Ref: p.Ref, Mode: docket.ModePayment})
		f.Mark(p.ID)
	}
	for _, flow := range op.Flows {
		d.trace(f, flow)
	}
	d.tell(f, docket.EvOpened, nil, func(b *docket.EventBody) { b.Cause = c.Cause })
	d.act(f, nil, "claim.open", fen("loss_fen", c.LossFen), fen("payments", int64(len(f.Payments))), func(a access.Act) access.Act {
		return a.With("standing", string(c.Standing)).With("cause", c.Cause)
	})
	_, err = d.follow(f)
	if err != nil {
		return err
	}
	d.Leave(f)
	return nil
}

// ReporterOf is by whom reports are counted.
func ReporterOf(v docket.Victim) string { return cmp.Or(string(v.ID), string(v.Phone)) }

// PaidKey tells one payment from every other: by the bank's own number of it, else by who paid what to whom in which second. It holds no
// account in the clear.
func PaidKey(reporter string, p docket.Payment) string {
	w := seal.NewWriter('P', 1)
	w.Text(string(p.Account)).Text(string(p.Payee.Account)).Int(p.Fen).Text(p.Ref)
	if p.Ref == "" {
		w.Text(reporter).Int(int64(p.At / when.Second))
	}
	sum := sha256.Sum256(w.Bytes())
	return hex.EncodeToString(sum[:16])
}

// judge weighs the report and keeps the reporter within his budget.
func (d *Desk) judge(f *docket.File, cmd docket.OpenCmd) error {
	c := &f.Claim
	r := guard.Report{PhoneVerified: cmd.PhoneVerified, InPerson: cmd.InPerson, Signed: cmd.Signed, Voucher: true, Payments: len(f.Payments),
		LossFen: c.LossFen, FalseBefore: f.False}
	if cmd.Victim.ID != "" {
		r.IdentityValid = true // checkPeople parsed it
	}
	var latest when.Micros
	for i, p := range f.Payments {
		latest = max(latest, p.At)
		r.Voucher = r.Voucher && p.Voucher
		if p.Seen {
			r.Seen++
		}
		if i == 0 || p.Fen < r.SmallestFen {
			r.SmallestFen = p.Fen
		}
		k := d.Known[p.Payee.Account]
		pattern := guard.Pattern{PaidFen: p.Fen, AskedFen: p.Fen, Merchant: k.Holder.Cleared || k.Holder.Kind == "merchant", FalseBefore: f.False}
		pattern.TinyClaims, pattern.LinkedReporters, pattern.SerialClaims = tinyClaims(f, p)
		s := d.Rules.Ransom(pattern)
		if s.Alarm {
			r.Suspicion = s
			c.CapFen = max(c.CapFen, s.HoldFen)
		}
	}
	r.Elapsed = max(0, d.Now-latest)
	a := d.Rules.Judge(r)
	c.Strength, c.Reasons, c.Standing = a.Score, a.Reasons, docket.Standing(a.Standing)
	if c.Standing != docket.Provisional {
		return nil
	}
	c.ConfirmBy = d.Now + d.Rules.Provisional
	if r.Suspicion.Alarm {
		c.ConfirmBy = d.Now + d.Rules.RansomFor
	}
	return d.Rules.Budget(f.History, c.LossFen, d.Now)
}

// tinyClaims counts the earlier claims by tiny credits: against the account that was paid, those of them by reporters linked to
// this one (same identity, phone or paying account), and those of this reporter against other accounts.
func tinyClaims(f *docket.File, p docket.Payment) (against, linked, serial int) {
	c := &f.Claim
	seen := map[string]bool{}
	for _, t := range f.Tiny {
		own := t.Reporter == c.Reporter || c.Victim.Phone != "" && t.Phone == c.Victim.Phone
		key := t.Claim + "/" + strconv.FormatBool(t.Account == p.Payee.Account)
		if t.Claim == c.ID || seen[key] {
			continue
		}
		seen[key] = true
		switch {
		case t.Account == p.Payee.Account && (own || p.Account != "" && t.Payer == p.Account):
			against++
			linked++
		case t.Account == p.Payee.Account:
			against++
		case own:
			serial++
		}
	}
	return against, linked, serial
}

// trace brings what the log knows of a payment into the file: each transfer is a leg with the part that is the victim's.
func (d *Desk) trace(f *docket.File, r trace.Result) { d.traceFrom(f, r, 0) }

// beyond does the same for a movement that an answer of o told, whose receiver is in the layer after o's.
func (d *Desk) beyond(f *docket.File, o *docket.Order, r trace.Result) { d.traceFrom(f, r, o.Layer) }

func (d *Desk) traceFrom(f *docket.File, r trace.Result, above int) {
	for i, e := range r.Edges {
		if i > EdgesMax || e.ID == r.Root || e.Layer < 2 || e.TaintedFen <= 0 {
			continue
		}
		l := d.legOf(f, e, above)
		known := f.Leg(l.ID)
		if known != nil { // the same transfer carries money of two payments
			if above == 0 {
				known.TaintedFen = min(known.Fen, known.TaintedFen+min(l.TaintedFen, max(0, f.Room(l.From))))
			}
			continue
		}
		d.addLeg(f, l)
	}
}

// legOf is a transfer of the log as a movement of the claim.
func (d *Desk) legOf(f *docket.File, e trace.Edge, above int) docket.Leg {
	k := d.Known[ident.Account(e.To)]
	l := docket.Leg{Claim: f.Claim.ID, Layer: above + e.Layer, From: ident.Account(e.From), Code: docket.MovedOtherBank,
		To: docket.Party{Account: ident.Account(e.To), Name: k.Party.Name, Kind: k.Party.Kind, Bank: k.Party.Bank},
		At: e.At, Fen: e.Fen, TaintedFen: e.TaintedFen, Ref: e.ID, Mode: docket.ModeSwitch}
	l.ID = keyOf(&l, 1)
	return l
}
