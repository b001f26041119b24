package stoppay

import (
	"cmp"
	"slices"
	"strconv"

	"fanzha/base/access"
	"fanzha/centre/stoppay/guard"
	"fanzha/centre/trace"
	"fanzha/term/fraud"
	"fanzha/term/ident"
	"fanzha/term/when"
)

// Bounds of a claim as it is entered.
const (
	paymentsMax = 20   // payments of one claim
	briefMax    = 2000 // runes of the brief case
	textMax     = 100  // runes of a name
	edgesMax    = 2000 // transfers of the log that one payment may bring into a claim
)

// checkOpen checks an application and brings it into normal form: the four fields that the bank will compare above all.
func (d *desk) checkOpen(cmd *OpenCmd) error {
	if len(cmd.Payments) < 1 || len(cmd.Payments) > paymentsMax {
		return refuse(ErrPayments, "least", 1, "most", paymentsMax)
	}
	if !word(cmd.Cause) || !short(cmd.Source) || !short(cmd.Warning) {
		return badField("cause")
	}
	if !plain(cmd.Brief, briefMax) {
		return badField("brief")
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

func checkPeople(v Victim, officers [2]Officer, doc Document) error {
	if v.Name == "" || !short(v.Name) {
		return badField("victim.name")
	}
	if v.ID == "" && v.Phone == "" {
		return badField("victim.id")
	}
	if v.ID != "" {
		_, err := ident.ParseID(string(v.ID))
		if err != nil {
			return badField("victim.id")
		}
	}
	if v.Phone != "" {
		_, err := ident.ParsePhone(string(v.Phone))
		if err != nil {
			return badField("victim.phone")
		}
	}
	for _, o := range officers {
		if o.ID == "" || o.Name == "" || o.Phone == "" || !short(o.ID) || !short(o.Name) || !short(o.Phone) {
			return ErrOfficers
		}
	}
	if officers[0].ID == officers[1].ID {
		return ErrOfficers
	}
	if doc.Kind == "" || doc.Number == "" || !short(doc.Kind) || !short(doc.Number) || !hexadecimal(doc.SHA256, 64) {
		return ErrDocument
	}
	return nil
}

// checkPayment checks one payment: name, account, amount and time of the credit, and who holds the account.
func (d *desk) checkPayment(p *Payment, field string) error {
	if p.Fen <= 0 || p.Fen > amountMax {
		return refuse(ErrAmount, "field", field+".fen")
	}
	if p.At <= 0 || p.At > d.now+skewMax {
		return refuse(ErrFuture, "field", field+".at")
	}
	if p.Account != "" {
		from, err := ident.ParseAccount(string(p.Account))
		if err != nil {
			return badField(field + ".account")
		}
		p.Account = from
	}
	if !short(p.Ref) || !short(p.Channel) || !short(p.Bank) {
		return badField(field + ".ref")
	}
	if p.Account != "" && p.Bank == "" {
		p.Bank = d.banks.prefixOf(p.Account)
	}
	return d.checkParty(&p.Payee, field+".payee")
}

// checkParty checks an account that an order may go to.
func (d *desk) checkParty(p *Party, field string) error {
	account, err := ident.ParseAccount(string(p.Account))
	if err != nil {
		return badField(field + ".account")
	}
	p.Account = account
	if p.Name == "" || !short(p.Name) {
		return badField(field + ".name")
	}
	barred, err := d.rules.Protected(p.Kind)
	if barred {
		return refuse(ErrProtected, "kind", p.Kind).With(err)
	}
	if !slices.Contains([]string{"", "person", "company", "payment"}, p.Kind) {
		return badField(field + ".kind")
	}
	byNumber := d.banks.prefixOf(account)
	if p.Bank != "" && byNumber != "" && byNumber != p.Bank {
		return refuse(ErrBankOther, "field", field+".bank", "bank", d.banks.byCode[byNumber].Name)
	}
	b, ok := d.banks.bankOf(*p)
	if !ok {
		return refuse(ErrBank, "field", field+".bank")
	}
	p.Bank = b.Code
	return nil
}

// opening is what a new claim is made of.
type opening struct {
	cmd     OpenCmd
	id      string
	receipt string
	unit    string         // name of the unit
	flows   []trace.Result // per payment; empty when the log does not know it
}

// open decides on a new claim: how sure the report is, whether the reporter's budget allows it, what it may hold, and its
// orders.
func (d *desk) open(f *File, op opening) error {
	d.enter(f)
	cmd := op.cmd
	c := &f.Claim
	c.ID, c.Receipt, c.State = op.id, op.receipt, ClaimOpen
	c.Source, c.Cause, c.Warning, c.Fraud, c.Brief, c.Victim = cmd.Source, cmd.Cause, cmd.Warning, cmd.Fraud, cmd.Brief, cmd.Victim
	c.Unit, c.UnitName, c.OpenedAt, c.OpenedBy, c.Officers, c.Document = cmd.Unit, op.unit, d.now, d.by.User, cmd.Officers, cmd.Document
	c.ReviewBy, c.Version, c.Reporter = d.now+d.rules.ReviewWithin, 1, reporterOf(cmd.Victim)
	for i, p := range cmd.Payments {
		p.ID, p.Claim = c.ID+"-"+strconv.Itoa(i+1), c.ID
		p.Seen = p.Seen || i < len(op.flows) && len(op.flows[i].Edges) > 0
		f.Payments = append(f.Payments, p)
		f.changed[p.ID] = true
		c.LossFen += p.Fen
	}
	err := d.judge(f, cmd)
	if err != nil {
		return err
	}
	for _, p := range f.Payments {
		f.Legs = append(f.Legs, Leg{ID: p.ID, Claim: c.ID, Layer: 1, From: p.Account, To: p.Payee, Code: CodePayment, At: p.At, Fen: p.Fen,
			TaintedFen: p.Fen, Ref: p.Ref, Mode: ModePayment})
		f.changed[p.ID] = true
	}
	for _, flow := range op.flows {
		d.trace(f, flow)
	}
	d.tell(f, EvOpened, nil)
	d.act(f, nil, "claim.open", fen("loss_fen", c.LossFen), fen("payments", int64(len(f.Payments))), func(a access.Act) access.Act {
		return a.With("standing", string(c.Standing)).With("cause", c.Cause)
	})
	_, err = d.follow(f)
	if err != nil {
		return err
	}
	d.leave(f)
	return nil
}

// reporterOf is by whom reports are counted.
func reporterOf(v Victim) string { return cmp.Or(string(v.ID), string(v.Phone)) }

// judge weighs the report and keeps the reporter within his budget.
func (d *desk) judge(f *File, cmd OpenCmd) error {
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
		k := d.known[p.Payee.Account]
		s := d.rules.Ransom(guard.Pattern{PaidFen: p.Fen, AskedFen: p.Fen, Merchant: k.holder.Cleared || k.holder.Kind == "merchant", FalseBefore: f.False})
		if s.Alarm {
			r.Suspicion = s
			c.CapFen = max(c.CapFen, s.HoldFen)
		}
	}
	r.Elapsed = max(0, d.now-latest)
	a := d.rules.Judge(r)
	c.Strength, c.Reasons, c.Standing = a.Score, a.Reasons, Standing(a.Standing)
	if c.Standing != Provisional {
		return nil
	}
	c.ConfirmBy = d.now + d.rules.Provisional
	return d.rules.Budget(f.History, c.LossFen, d.now)
}

// trace brings what the log knows of a payment into the file: each transfer is a leg with the part that is the victim's.
func (d *desk) trace(f *File, r trace.Result) { d.traceFrom(f, r, 0) }

// beyond does the same for a movement that an answer of o told, whose receiver is in the layer after o's.
func (d *desk) beyond(f *File, o *Order, r trace.Result) { d.traceFrom(f, r, o.Layer) }

func (d *desk) traceFrom(f *File, r trace.Result, above int) {
	for i, e := range r.Edges {
		if i > edgesMax || e.ID == r.Root || e.Layer < 2 || e.TaintedFen <= 0 {
			continue
		}
		l := Leg{Claim: f.Claim.ID, Layer: above + e.Layer, From: ident.Account(e.From), To: Party{Account: ident.Account(e.To)}, Code: MovedOtherBank,
			At: e.At, Fen: e.Fen, TaintedFen: e.TaintedFen, Ref: e.ID, Mode: ModeSwitch}
		l.ID = keyOf(&l, 1)
		known := f.leg(l.ID)
		if known != nil { // the same transfer carries money of two payments
			if above == 0 {
				known.TaintedFen = min(known.Fen, known.TaintedFen+min(l.TaintedFen, max(0, f.room(l.From))))
			}
			continue
		}
		k := d.known[l.To.Account]
		l.To.Name, l.To.Kind, l.To.Bank = k.party.Name, k.party.Kind, k.party.Bank
		d.addLeg(f, l)
	}
}
