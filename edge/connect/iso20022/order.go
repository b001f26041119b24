package iso20022

import (
	"encoding/xml"
	"strconv"

	"fanzha/edge/partner/wire"
)

// reasonFraud is the cancellation reason "following fraud".
const reasonFraud = "FRAD"

// centre names the assigner: the unit's code as a clearing member.
func centre(o wire.Order) party { return institution(o.Unit.Code) }

// EncodeOrder writes a sealed stop or release as camt.056: one transaction for each credit of a stop, one for a release.
// Freezes, thaws, restrictions, liftings and reminders have no such message and go to the bank on paper or through the folder (ErrKind).
func EncodeOrder(o wire.Order) ([]byte, error) {
	if o.Type != wire.Stop && o.Type != wire.Release {
		return nil, ErrKind
	}
	for _, c := range []struct {
		element, text string
		limit         int
	}{{"Assgnmt/Id", o.ID, maxID}, {"Case/Id", o.Claim, maxID}, {"CdtrAcct/Id", o.Account.Number, maxAccount}, {"Cdtr/Nm", o.Account.Name, maxName}} {
		err := fits(c.element, c.text, c.limit)
		if err != nil {
			return nil, err
		}
	}
	txs, err := cancelled(o)
	if err != nil {
		return nil, err
	}
	supplement, err := supplementOf("order", o)
	if err != nil {
		return nil, err
	}
	doc := cancelDocument{XMLName: xml.Name{Space: nsCancel, Local: "Document"}}
	doc.Body = cancelRequest{
		Assignment: assignment{ID: o.ID, Assgnr: centre(o), Assgne: institution(o.Bank), Created: o.IssuedAt.UTC().Format(stampForm)},
		Case:       &caseRef{ID: o.Claim, Creator: centre(o)},
		Count:      strconv.Itoa(len(txs)),
		Tx:         txs,
		Supplement: supplement,
	}
	return render(doc)
}

// cancelled are the transactions that the request names.
func cancelled(o wire.Order) ([]cancelTx, error) {
	creditor := txRef{CredAg: &agent{Member: o.Bank}, Creditor: named(o.Account.Name), CredAc: &account{ID: o.Account.Number}}
	if o.Type == wire.Release {
		ref := creditor
		ref.Held = yuan(o.Fen)
		return []cancelTx{{ID: o.ID, TxID: o.Parent, Reasons: []reason{{Proprietary: "RELEASE", More: remarks(o.Reason)}}, Ref: &ref}}, nil
	}
	var out []cancelTx
	for i, m := range o.Matches {
		err := fits("OrgnlTxId", m.Ref, maxID)
		if err == nil {
			err = fits("DbtrAcct/Id", m.PayerAccount, maxAccount)
		}
		if err != nil {
			return nil, err
		}
		ref := creditor
		ref.Debtor = named(m.PayerName)
		if m.PayerAccount != "" {
			ref.DebtorAc = &account{ID: m.PayerAccount}
		}
		if m.PayerBank != "" {
			ref.DebtorAg = &agent{Member: m.PayerBank}
		}
		out = append(out, cancelTx{
			ID: strconv.Itoa(i + 1), TxID: m.Ref, Amount: yuan(m.Fen), Date: m.Time.UTC().Format(dateForm),
			Reasons: []reason{{Code: reasonFraud, More: remarks(o.Reason)}}, Ref: &ref,
		})
	}
	return out, nil
}

// DecodeOrder reads a camt.056 that EncodeOrder wrote. The caller verifies the seal (wire.Verify). What the message says in
// its own fields must be what the sealed bytes say: a bank whose software acts on the fields must not act on something else.
func DecodeOrder(raw []byte) (wire.Order, error) {
	var doc cancelDocument
	err := read(raw, nsCancel, &doc)
	if err != nil {
		return wire.Order{}, err
	}
	object, err := objectOf("order", doc.Body.Supplement)
	if err != nil {
		return wire.Order{}, err
	}
	if object == nil {
		return wire.Order{}, ErrObject
	}
	o, err := wire.DecodeOrder(object)
	if err != nil {
		return wire.Order{}, err
	}
	return o, sameOrder(doc.Body, o)
}

// sameOrder compares the fields of the message with the order.
func sameOrder(b cancelRequest, o wire.Order) error {
	txs, err := cancelled(o)
	if err != nil {
		return err
	}
	switch {
	case o.Type != wire.Stop && o.Type != wire.Release:
		return ErrKind
	case b.Assignment.ID != o.ID:
		return refuse(ErrDiffers, "element", "Assgnmt/Id")
	case b.Assignment.Assgne.Agt == nil || b.Assignment.Assgne.Agt.Member != o.Bank:
		return refuse(ErrDiffers, "element", "Assgnmt/Assgne")
	case b.Case == nil || b.Case.ID != o.Claim:
		return refuse(ErrDiffers, "element", "Case/Id")
	case len(b.Tx) != len(txs):
		return refuse(ErrDiffers, "element", "Undrlyg/TxInf")
	}
	for i, tx := range b.Tx {
		err = sameTx(tx, txs[i])
		if err != nil {
			return err
		}
	}
	return nil
}

func sameTx(a, b cancelTx) error {
	switch {
	case a.TxID != b.TxID:
		return refuse(ErrDiffers, "element", "OrgnlTxId")
	case !sameAmount(a.Amount, b.Amount):
		return refuse(ErrDiffers, "element", "OrgnlIntrBkSttlmAmt")
	case a.Date != b.Date:
		return refuse(ErrDiffers, "element", "OrgnlIntrBkSttlmDt")
	case a.Ref == nil:
		return refuse(ErrElement, "element", "OrgnlTxRef")
	case !sameAmount(a.Ref.Held, b.Ref.Held):
		return refuse(ErrDiffers, "element", "OrgnlTxRef/IntrBkSttlmAmt")
	case a.Ref.account() != b.Ref.account():
		return refuse(ErrDiffers, "element", "CdtrAcct/Id")
	case a.Ref.holder() != b.Ref.holder():
		return refuse(ErrDiffers, "element", "Cdtr/Nm")
	}
	return nil
}

func sameAmount(a, b *amount) bool {
	if a == nil || b == nil {
		return a == b
	}
	return *a == *b
}

func (r txRef) account() string {
	if r.CredAc == nil {
		return ""
	}
	return r.CredAc.ID
}

func (r txRef) holder() string {
	if r.Creditor == nil || r.Creditor.Pty == nil {
		return ""
	}
	return r.Creditor.Pty.Nm
}
