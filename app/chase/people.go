package chase

import (
	"errors"
	"fmt"

	"fanzha/centre/stoppay"
	"fanzha/sim/money"
	"fanzha/sim/town"
	"fanzha/term/ident"
	"fanzha/term/when"
)

func account(id string) ident.Account { return ident.Account(id) }

// residents are the people who are defrauded; they are invented and as many as are needed to tell reporters apart.
var residents = town.New(1, 4000, epoch)

// victimOf is the person who reports a case.
func victimOf(number int) stoppay.Victim {
	p := residents.Person(number % residents.People())
	return stoppay.Victim{Name: p.Name, ID: ident.IDNumber(p.ID), Phone: ident.Phone(p.Phone)}
}

// reportOf is what the duty post enters: identity, payments with vouchers, two officers and a document.
func (r *course) reportOf() stoppay.OpenCmd {
	k := r.w.c
	cmd := stoppay.OpenCmd{
		Cause: fmt.Sprintf("bench-%d-%d-%d", k.Seed, k.Number, r.report), Unit: ownUnit, Victim: victimOf(k.Number), Fraud: "investment",
		Brief: "模拟案件：受害人被诱导转账。", Source: "desk", PhoneVerified: true, InPerson: true, Signed: true,
		Officers: [2]stoppay.Officer{{ID: "990001", Name: "张示例", Phone: "01000000011"}, {ID: "990002", Name: "李示例", Phone: "01000000012"}},
		Document: stoppay.Document{Kind: "紧急止付通知书", Number: fmt.Sprintf("示例止字〔2026〕%05d号", k.Number%100_000), SHA256: documentHash},
	}
	payer := k.Accounts[0]
	for _, p := range k.Payments {
		to := k.Accounts[p.Payee]
		cmd.Payments = append(cmd.Payments, stoppay.Payment{
			Bank: r.w.codes[payer.Bank], Account: account(payer.ID), Ref: p.Ref, At: r.w.start + p.At, Fen: p.Fen, Channel: "mobile", Voucher: true,
			Payee: stoppay.Party{Bank: r.w.codes[to.Bank], Account: account(to.ID), Name: to.Name, Kind: to.Kind},
		})
	}
	return cmd
}

// documentHash stands for the scanned paper.
const documentHash = "0f343b0931126a20f133d67c2b018a3b5e2d8d0a3f9b4f1a7c6e5d4c3b2a1908"

// open is the report.
func (r *course) open() {
	r.t.done.OracleFen = r.w.run.Reachable()
	r.t.done.ReachFen = r.w.inReach(r.report, r.report+min(r.o.until, when.Day))
	cmd := r.reportOf()
	if r.o.report != nil {
		r.o.report(&cmd)
	}
	r.call("open", func() error {
		opened, err := r.c.Open(r.ctx, desk, cmd)
		if err != nil && r.o.report != nil {
			r.refuse = err
			return nil
		}
		r.claim = opened.Claim
		return err
	})
	if r.claim.ConfirmBy > 0 {
		r.tickAt(r.claim.ConfirmBy + when.Second)
	}
	if r.o.confirm {
		r.confirm()
	}
	r.at(r.report+min(r.o.until, when.Day), r.t.recover)
}

// object is somebody who has nothing to do with the case and finds money held: he is told, objects, and it is decided, for a
// cleared trader by rule, else by a person.
func (r *course) object(i int) {
	at := r.now + r.draw(streamHolder, r.w.c.Accounts[i].ID, r.o.lag.Notified)
	d := r.dice(streamHolder, "lane")
	if r.w.c.Accounts[i].Role != money.Merchant || !d.PerMille(papers) {
		at += r.draw(streamHolder, r.w.c.Accounts[i].ID+"d", r.o.lag.Decide)
	}
	r.at(at, func() { r.uphold(i) })
}

// papers is how many of a thousand merchants show invoices or a contract at once, so that the rule decides.
const papers = 600

// uphold releases everything that is held on an account: the objection is upheld.
func (r *course) uphold(i int) {
	for _, h := range r.w.at(i).Holds(r.w.c.Accounts[i].ID) {
		r.call("release", func() error {
			_, err := r.c.Release(r.ctx, head, stoppay.ReleaseCmd{Order: h.Order, Reason: "异议成立，解除止付", Cause: "objection-" + h.Order})
			if errors.Is(err, stoppay.ErrNoHold) {
				return nil // it had ended meanwhile
			}
			return err
		})
	}
}
