package iso20022

import (
	"encoding/xml"
	"strings"
	"time"

	"fanzha/edge/partner/wire"
)

// Status codes of a resolution, and codes of its reasons that banks are known to give.
const (
	statusDone     = "ACCR" // accepted cancellation request
	statusRefused  = "RJCR" // rejected
	statusPending  = "PDCR" // pending
	confirmed      = "CNCL" // cancelled as per request
	confirmPending = "PDCR"
	confirmRefused = "RJCR"
	reasonNoMoney  = "AM04" // insufficient funds
	reasonClosed   = "AC04" // closed account
	reasonUnknown  = "AC03" // invalid creditor account number
	reasonLegal    = "LEGL" // legal decision
	reasonAlready  = "ARDT" // already returned
	reasonNoOrig   = "NOOR" // no original transaction received
)

// plainReasons are what a bank without our supplementary data may say in a camt.029.
var plainReasons = map[string]string{
	reasonClosed: wire.RefusalClosed, reasonUnknown: wire.RefusalNotFound, reasonLegal: wire.RefusalProtected, reasonAlready: wire.RefusalHandled,
	reasonNoOrig: wire.RefusalTime,
}

// EncodeAnswer writes the answer to an order as camt.029, with the answer itself in the supplementary data.
func EncodeAnswer(o wire.Order, a wire.Answer) ([]byte, error) {
	err := fits("Assgnmt/Id", a.ID, maxID)
	if err == nil {
		err = fits("RslvdCase/Id", o.Claim, maxID)
	}
	if err == nil {
		err = fits("OrgnlTxId", a.Order, maxID)
	}
	if err != nil {
		return nil, err
	}
	conf, status, code := statusOf(a)
	tx := resolvedTx{ID: a.ID, TxID: a.Order, Status: status, Ref: &txRef{CredAg: &agent{Member: a.Bank}}}
	if a.HeldFen > 0 {
		tx.Ref.Held = yuan(a.HeldFen)
	}
	if code != "" || a.Refusal != "" || a.Text != "" {
		r := reason{Code: code, More: remarks(a.Text)}
		if code == "" {
			r.Proprietary = a.Refusal
		}
		tx.Reasons = []reason{r}
	}
	if len(tx.Reasons) == 1 && tx.Reasons[0].Code == "" && tx.Reasons[0].Proprietary == "" {
		tx.Reasons[0].Proprietary = string(a.Result)
	}
	supplement, err := supplementOf("answer", a)
	if err != nil {
		return nil, err
	}
	doc := resolutionDocument{XMLName: xml.Name{Space: nsResolution, Local: "Document"}}
	doc.Body = resolution{
		Assignment: assignment{ID: a.ID, Assgnr: institution(a.Bank), Assgne: centre(o), Created: a.At.UTC().Format(stampForm)},
		Case:       &caseRef{ID: o.Claim, Creator: centre(o)}, Confirmed: conf, Tx: []resolvedTx{tx},
		Supplement: supplement,
	}
	return render(doc)
}

// statusOf turns a result into the words of the message.
func statusOf(a wire.Answer) (conf, status, code string) {
	switch a.Result {
	case wire.Held, wire.PartiallyHeld, wire.Done:
		return confirmed, statusDone, ""
	case wire.NotHeld:
		return confirmRefused, statusRefused, reasonNoMoney
	case wire.Refused:
		for iso, refusal := range plainReasons {
			if refusal == a.Refusal {
				code = iso
			}
		}
		return confirmRefused, statusRefused, code
	default:
		return confirmPending, statusPending, ""
	}
}

// DecodeAnswer reads a camt.029. With our object it is that answer; without, it is read by status and reason alone.
func DecodeAnswer(raw []byte, asked wire.Order) (wire.Answer, error) {
	var doc resolutionDocument
	err := read(raw, nsResolution, &doc)
	if err != nil {
		return wire.Answer{}, err
	}
	object, err := objectOf("answer", doc.Body.Supplement)
	if err != nil {
		return wire.Answer{}, err
	}
	if object == nil {
		return plain(doc.Body, asked)
	}
	a, err := wire.DecodeAnswer(object)
	if err != nil {
		return wire.Answer{}, err
	}
	return a, sameAnswer(doc.Body, a)
}

// OrderOf reads only which order a camt.029 answers, so that the caller can fetch it.
func OrderOf(raw []byte) (string, error) {
	var doc resolutionDocument
	err := read(raw, nsResolution, &doc)
	if err != nil {
		return "", err
	}
	if len(doc.Body.Tx) == 0 || doc.Body.Tx[0].TxID == "" {
		return "", refuse(ErrElement, "element", "CxlDtls/TxInfAndSts/OrgnlTxId")
	}
	return doc.Body.Tx[0].TxID, nil
}

func sameAnswer(b resolution, a wire.Answer) error {
	_, status, _ := statusOf(a)
	switch {
	case b.Assignment.ID != a.ID:
		return refuse(ErrDiffers, "element", "Assgnmt/Id")
	case len(b.Tx) != 1:
		return refuse(ErrDiffers, "element", "CxlDtls/TxInfAndSts")
	case b.Tx[0].TxID != a.Order:
		return refuse(ErrDiffers, "element", "OrgnlTxId")
	case b.Tx[0].Status != status:
		return refuse(ErrDiffers, "element", "TxCxlSts")
	}
	if a.HeldFen == 0 {
		return nil
	}
	if b.Tx[0].Ref == nil || !sameAmount(b.Tx[0].Ref.Held, yuan(a.HeldFen)) {
		return refuse(ErrDiffers, "element", "OrgnlTxRef/IntrBkSttlmAmt")
	}
	return nil
}

// plain reads an answer by status and reason alone. What the message does not say is taken at its least: the hold began when
// the message was made and lasts as ordered, and nothing is known of where the money went. Accepted without an amount means the
// whole amount that was asked for.
func plain(b resolution, asked wire.Order) (wire.Answer, error) {
	at, err := clock("Assgnmt/CreDtTm", b.Assignment.Created)
	if err != nil {
		return wire.Answer{}, err
	}
	a := wire.Answer{Version: wire.Version, ID: b.Assignment.ID, Order: asked.ID, Bank: asked.Bank, At: at}
	switch {
	case a.ID == "":
		return a, refuse(ErrElement, "element", "Assgnmt/Id")
	case b.Assignment.Assgnr.Agt == nil || b.Assignment.Assgnr.Agt.Member != asked.Bank:
		return a, refuse(ErrDiffers, "element", "Assgnmt/Assgnr")
	case len(b.Tx) == 0:
		return a, refuse(ErrElement, "element", "CxlDtls/TxInfAndSts")
	}
	var held int64
	for _, tx := range b.Tx {
		if tx.TxID != asked.ID && len(asked.Matches) > 0 && !names(asked, tx.TxID) {
			return a, refuse(ErrDiffers, "element", "OrgnlTxId")
		}
		if tx.Ref != nil && tx.Ref.Held != nil {
			n, err := tx.Ref.Held.fen("OrgnlTxRef/IntrBkSttlmAmt")
			if err != nil {
				return a, err
			}
			held += n
		}
	}
	return settle(a, plainAnswer{tx: b.Tx[0], held: held, asked: asked, at: at})
}

func names(o wire.Order, ref string) bool {
	for _, m := range o.Matches {
		if m.Ref == ref && ref != "" {
			return true
		}
	}
	return false
}

// plainAnswer is what could be read from a resolution without our object.
type plainAnswer struct {
	tx    resolvedTx
	held  int64
	asked wire.Order
	at    time.Time
}

func settle(a wire.Answer, p plainAnswer) (wire.Answer, error) {
	var code string
	for _, r := range p.tx.Reasons {
		code = r.Code
		a.Text = strings.Join(r.More, "")
	}
	switch p.tx.Status {
	case statusPending:
		a.Result, a.Seq = wire.Seen, 1
	case statusDone:
		a.Seq, a.Final, a.Result = 2, true, wire.Done
		if p.asked.Type == wire.Stop {
			a.HeldFen = p.held
			if p.held == 0 {
				a.HeldFen = p.asked.HoldFen
			}
			a.Result = wire.Held
			if a.HeldFen < p.asked.HoldFen {
				a.Result = wire.PartiallyHeld
			}
			a.ExecutedAt, a.ExpiresAt = p.at, p.at.Add(time.Duration(p.asked.HoldForS)*time.Second)
		}
	case statusRefused:
		a.Seq, a.Final, a.Result = 2, true, wire.Refused
		a.Refusal = plainReasons[code]
		if code == reasonNoMoney {
			a.Result, a.Refusal = wire.NotHeld, ""
		} else if a.Refusal == "" {
			a.Refusal = wire.RefusalHandled
		}
	default:
		return a, refuse(ErrElement, "element", "TxCxlSts")
	}
	return a, nil
}
