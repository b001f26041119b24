// Package page turns what the room of stop-payment keeps into the objects that partners read (edge/partner/wire), and what
// they answer back into the room's words. Every channel uses these and no others: HTTP, signed webhook, watched folder,
// ISO 20022, paper.
package page

import (
	"time"

	"fanzha/centre/stoppay"
	"fanzha/edge/partner/wire"
	"fanzha/term/ident"
	"fanzha/term/when"
)

// The room's word for "all of the holder's own money stays usable" is the page's: this does not compile when they differ.
var _ = [1]struct{}{}[wire.FloorAll-stoppay.FloorAll]

// Order makes the order that is sent: of the sealed bytes alone, so nothing reaches a bank that the seal does not cover.
func Order(m stoppay.Message) (wire.Order, error) {
	if len(m.Seal) == 0 || m.Suite == "" || m.Key == "" {
		return wire.Order{}, wire.ErrUnsealed
	}
	return wire.Sealed(m.Canonical, m.Suite, m.Key, m.Seal)
}

// Answer turns a bank's answer into the room's words. The caller has checked it (wire.DecodeAnswer, Answer.Check).
func Answer(a wire.Answer) stoppay.Answer {
	out := stoppay.Answer{
		ID: a.ID, Message: a.Order, Bank: a.Bank, Seq: a.Seq, At: moment(a.At), Result: stoppay.Result(a.Result), Refusal: a.Refusal,
		Text: a.Text, ExecutedAt: moment(a.ExecutedAt), ExpiresAt: moment(a.ExpiresAt), HeldFen: a.HeldFen, BalanceFen: a.BalanceFen,
		Final: a.Final, Person: a.Person, Phone: a.Phone,
	}
	for _, e := range a.Earlier {
		out.Earlier = append(out.Earlier, stoppay.Earlier{By: e.By, Fen: e.Fen, Until: moment(e.Until)})
	}
	for _, d := range a.Dispositions {
		to := stoppay.Party{Bank: d.Bank, Account: ident.Account(d.Account), Name: d.Name, Kind: d.Kind}
		if to.Bank == "" && d.Code == wire.MovedInternal {
			to.Bank = a.Bank
		}
		out.Dispositions = append(out.Dispositions, stoppay.Disposition{Code: stoppay.Code(d.Code), Fen: d.Fen, TxFen: d.TxFen, At: moment(d.Time),
			Ref: d.Ref, To: to, Place: d.Place, Claim: d.Claim})
	}
	return out
}

// Notice turns a bank's notice of a book transfer into the room's words; both accounts are at that bank.
func Notice(n wire.Notice) stoppay.Notice {
	return stoppay.Notice{ID: n.ID, Bank: n.Bank, Ref: n.Ref, At: moment(n.Time), Fen: n.Fen,
		From: party(n.Bank, n.From), To: party(n.Bank, n.To)}
}

func party(bank string, a wire.Account) stoppay.Party {
	return stoppay.Party{Bank: bank, Account: ident.Account(a.Number), Name: a.Name, Kind: a.Kind}
}

// moment keeps "not set" what it is.
func moment(t time.Time) when.Micros {
	if t.IsZero() {
		return 0
	}
	return when.Of(t)
}
