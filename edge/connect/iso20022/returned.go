package iso20022

import (
	"encoding/xml"
	"strconv"
	"time"

	"fanzha/term/fault"
)

// Return is money that a bank gives back: pacs.004.
type Return struct {
	ID    string // of the return, at the bank
	Order string // the order by which the money was held
	From  string // code of the bank that returns it
	To    string // code of the bank that gets it
	Fen   int64
	OfFen int64 // what the original transfer was
	At    time.Time
}

// reasonReturn is "following cancellation request".
const reasonReturn = "FOCR"

// EncodeReturn writes a payment return.
func EncodeReturn(r Return) ([]byte, error) {
	err := r.check()
	if err != nil {
		return nil, err
	}
	doc := returnDocument{XMLName: xml.Name{Space: nsReturn, Local: "Document"}}
	doc.Body = returned{
		Header: returnHeader{
			ID: r.ID, Created: r.At.UTC().Format(stampForm), Count: strconv.Itoa(1), Method: "CLRG",
			From: &agent{Member: r.From}, To: &agent{Member: r.To},
		},
		Tx: []returnTx{{
			ID: r.ID, TxID: r.Order, Original: yuan(r.OfFen), Returned: *yuan(r.Fen), Date: r.At.UTC().Format(dateForm),
			Reasons: []reason{{Code: reasonReturn}},
		}},
	}
	return render(doc)
}

func (r Return) check() error {
	for _, c := range []struct{ element, text string }{{"RtrId", r.ID}, {"OrgnlTxId", r.Order}, {"InstgAgt", r.From}, {"InstdAgt", r.To}} {
		err := fits(c.element, c.text, maxID)
		if err != nil {
			return err
		}
		if c.text == "" {
			return fault.New(ErrElement.Kind, ErrElement.Code, "element", c.element)
		}
	}
	if r.Fen <= 0 || r.OfFen < r.Fen {
		return refuse(ErrElement, "element", "RtrdIntrBkSttlmAmt")
	}
	return nil
}

// DecodeReturn reads a payment return of exactly one transaction.
func DecodeReturn(raw []byte) (Return, error) {
	var doc returnDocument
	err := read(raw, nsReturn, &doc)
	if err != nil {
		return Return{}, err
	}
	b := doc.Body
	if len(b.Tx) != 1 || b.Header.From == nil || b.Header.To == nil || b.Tx[0].Original == nil {
		return Return{}, refuse(ErrElement, "element", "TxInf")
	}
	tx := b.Tx[0]
	r := Return{ID: tx.ID, Order: tx.TxID, From: b.Header.From.Member, To: b.Header.To.Member}
	r.At, err = clock("GrpHdr/CreDtTm", b.Header.Created)
	if err != nil {
		return Return{}, err
	}
	r.Fen, err = tx.Returned.fen("RtrdIntrBkSttlmAmt")
	if err != nil {
		return Return{}, err
	}
	r.OfFen, err = tx.Original.fen("OrgnlIntrBkSttlmAmt")
	if err != nil {
		return Return{}, err
	}
	return r, r.check()
}
