package scenery

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"log/slog"
	"time"

	"fanzha/app/funds"
	"fanzha/base/access"
	accessstore "fanzha/base/access/store"
	"fanzha/centre/measure"
	"fanzha/centre/sanction"
	"fanzha/centre/stoppay"
	"fanzha/sim"
	"fanzha/term/ident"
	"fanzha/term/when"
)

// paperEvery is how often the living city looks whether there is a hold to go on with.
const paperEvery = 3 * time.Second

// Paperwork goes on with the holds of a living city.
type Paperwork struct {
	Money  *funds.Side
	People *accessstore.Store
	City   *sim.City
	Log    *slog.Logger
}

// paperwork is what follows on the first holds of the living city, once: a freeze that is approved and one that waits for the human's
// approval, an objection that waits for a decision, a restriction, marks and sanctions. Whoever opens the screens finds work.
type paperwork struct {
	Paperwork
	officer  access.Scope
	approver access.Scope
	shift    access.Scope
	done     map[string]bool // orders that something was done with
}

// Live does the paperwork until all of it is done or ctx ends.
func (w Paperwork) Live(ctx context.Context) {
	p := &paperwork{Paperwork: w, done: map[string]bool{}}
	tick := time.NewTicker(paperEvery)
	defer tick.Stop()
	steps := []func(context.Context, stoppay.Order, stoppay.Claim) error{p.freeze, p.restrict, p.propose, p.object, p.mark}
	err := p.begin(ctx)
	if err == nil {
		err = p.sanctions(ctx)
	}
	for err == nil && len(steps) > 0 && p.officer.User != "" {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
		var o stoppay.Order
		var claim stoppay.Claim
		var found bool
		o, claim, found, err = p.next(ctx)
		if found && err == nil {
			err = steps[0](ctx, o, claim)
			steps = steps[1:]
		}
	}
	if err != nil && ctx.Err() == nil {
		w.Log.Warn("paperwork of the city", "err", err)
	}
}

// begin signs the officers in, unless the paperwork was done in an earlier life of the same folder.
func (p *paperwork) begin(ctx context.Context) error {
	before, _, err := p.Money.Sanctions.Sanctions(ctx, system(), sanction.Filter{Limit: 1})
	if err != nil || len(before) > 0 {
		return err
	}
	for login, into := range map[string]*access.Scope{DutyLogin: &p.officer, ApproverLogin: &p.approver, ShiftLogin: &p.shift} {
		a, err := p.People.AccountByLogin(ctx, system(), login)
		if err != nil {
			return err
		}
		*into = a.Scope()
	}
	return nil
}

// next is the newest hold with which nothing was done yet, and its claim.
func (p *paperwork) next(ctx context.Context) (stoppay.Order, stoppay.Claim, bool, error) {
	held, _, err := p.Money.Stops.Orders(ctx, system(), stoppay.OrderFilter{Holds: []stoppay.HoldState{stoppay.Holding}, Limit: 50})
	if err != nil {
		return stoppay.Order{}, stoppay.Claim{}, false, err
	}
	for _, o := range held {
		if p.done[o.ID] || o.HeldFen == 0 {
			continue
		}
		p.done[o.ID] = true
		d, err := p.Money.Stops.Claim(ctx, system(), o.Claim)
		return o, d.Claim, err == nil, err
	}
	return stoppay.Order{}, stoppay.Claim{}, false, nil
}

// paper is the hash of an invented document.
func paper(name string) string {
	sum := sha256.Sum256([]byte("演示文书：" + name))
	return hex.EncodeToString(sum[:])
}

func (p *paperwork) propose(ctx context.Context, o stoppay.Order, claim stoppay.Claim) error {
	_, err := p.proposed(ctx, o, claim)
	return err
}

func (p *paperwork) proposed(ctx context.Context, o stoppay.Order, claim stoppay.Claim) (measure.Freeze, error) {
	number := "云公（刑）立字" + claim.Number
	return p.Money.Measures.ProposeFreeze(ctx, p.officer, measure.ProposeCmd{
		Order: o.ID, Fen: o.HeldFen, Note: "涉案资金已止付，案件已立案，申请冻结。",
		Basis: measure.Basis{Case: number, Document: "云公冻财通字" + o.Number, SHA256: paper(o.Number)},
	})
}

func (p *paperwork) freeze(ctx context.Context, o stoppay.Order, claim stoppay.Claim) error {
	f, err := p.proposed(ctx, o, claim)
	if err != nil {
		return err
	}
	_, err = p.Money.Measures.ApproveFreeze(ctx, p.approver, measure.Act{ID: f.ID, Version: f.Version, Note: "同意冻结。"})
	return err
}

func (p *paperwork) object(ctx context.Context, o stoppay.Order, _ stoppay.Claim) error {
	_, err := p.Money.Measures.File(ctx, p.officer, measure.FileCmd{
		Object: measure.OfHold, ObjectID: o.ID, Name: "周商户", Phone: "13800990021", Channel: "hotline", Ground: "merchant",
		Text:     "这笔钱是客户购买手机的货款，货已发出，请求核实后解除。",
		Evidence: []measure.Evidence{{Kind: "delivery", SHA256: paper("送货单"), Number: "YD-20260001", Fen: o.HeldFen, At: o.SealedAt - when.Hour}},
	})
	return err
}

func (p *paperwork) restrict(ctx context.Context, _ stoppay.Order, claim stoppay.Claim) error {
	d, err := p.Money.Stops.Claim(ctx, system(), claim.ID)
	if err != nil || len(d.Payments) == 0 {
		return err
	}
	from := d.Payments[0]
	_, err = p.Money.Measures.ImposeRestriction(ctx, p.officer, measure.ImposeCmd{
		Claim: claim.ID, Bank: from.Bank, Account: from.Account, Person: claim.Victim.Name, Phone: claim.Victim.Phone,
		Reason: "second_payment", Document: "云反诈限〔2026〕1号", Note: "事主仍在与对方联系，准备再次转账，家属和社区民警劝阻未果。",
	})
	return err
}

func (p *paperwork) mark(ctx context.Context, o stoppay.Order, claim stoppay.Claim) error {
	_, err := p.Money.Measures.SetMark(ctx, p.shift, measure.MarkCmd{
		Bank: o.Target.Bank, SubjectKind: measure.SubjectAccount, Subject: string(o.Target.Account), Kind: measure.MarkInvolved, Source: claim.Number,
		Basis: "涉案资金直接转入该账户。",
	})
	return err
}

// sanctions nominates two invented persons: one is recognised, the other waits for the human.
func (p *paperwork) sanctions(ctx context.Context) error {
	if p.officer.User == "" {
		return nil
	}
	for i, cmd := range []sanction.NominateCmd{
		{Tier: 2, Facts: sanction.Facts{Cards: 4}, Note: "出售本人银行卡四张，均被用于转移涉诈资金。"},
		{Tier: 1, Crime: "help", Note: "帮助信息网络犯罪活动罪判决已生效。"},
	} {
		person := p.City.Person(p.City.People() - 1 - i)
		id, err := ident.ParseID(person.ID)
		if err != nil {
			return err
		}
		cmd.Name, cmd.IDNumber, cmd.SHA256 = person.Name, id, paper(person.ID)
		cmd.Case, cmd.Document = "云公（刑）立字〔2026〕演示案件", "云公惩戒呈字〔2026〕演示"
		s, err := p.Money.Sanctions.Nominate(ctx, p.shift, cmd)
		if err != nil || i > 0 {
			return err
		}
		_, err = p.Money.Sanctions.Recognise(ctx, p.approver, sanction.Act{ID: s.ID, Version: s.Version, Note: "事实清楚，予以认定。"})
		if err != nil {
			return err
		}
	}
	return nil
}
