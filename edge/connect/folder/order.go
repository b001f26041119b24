package folder

import (
	"strconv"

	"fanzha/edge/partner/wire"
)

// orderColumns are the columns of an order's file. An order with several credits has a line for each; all else is repeated.
var orderColumns = []string{
	"version", "type", "id", "number", "claim", "parent", "depth", "bank", "account", "name", "kind", "hold_fen", "hold_for_s", "count",
	"fen", "until", "floor_fen", "basis", "reason", "urgent", "officer1_id", "officer1_name", "officer1_phone", "officer2_id",
	"officer2_name", "officer2_phone", "document_kind", "document_number", "document_sha256", "unit_code", "unit_name", "issued_at",
	"answer_by", "seal_suite", "seal_key", "seal", "match_ref", "match_time", "match_fen", "match_payer_bank", "match_payer_account",
	"match_payer_name", "match_channel", "supplements", "limits",
}

// orderMust are the columns that a file may not lack: those of the first edition of the page.
var orderMust = orderColumns[:len(orderColumns)-2]

// EncodeOrder writes one sealed order.
func EncodeOrder(o wire.Order) ([]byte, error) {
	err := o.Check()
	if err != nil {
		return nil, err
	}
	head := []string{
		strconv.Itoa(o.Version), string(o.Type), o.ID, o.Number, o.Claim, o.Parent, strconv.Itoa(o.Depth), o.Bank, o.Account.Number,
		o.Account.Name, o.Account.Kind, digits(o.HoldFen), digits(o.HoldForS), digits(int64(o.Count)), digits(o.Fen), stamp(o.Until),
		digits(o.FloorFen), o.Basis, o.Reason, strconv.FormatBool(o.Urgent),
	}
	for _, p := range o.Officers {
		head = append(head, p.ID, p.Name, p.Phone)
	}
	head = append(head, o.Document.Kind, o.Document.Number, o.Document.SHA256, o.Unit.Code, o.Unit.Name, stamp(o.IssuedAt), stamp(o.AnswerBy),
		o.Seal.Suite, o.Seal.Key, o.Seal.Value)
	matches := o.Matches
	if len(matches) == 0 {
		matches = []wire.Match{{}}
	}
	var rows [][]string
	for _, m := range matches {
		row := append([]string(nil), head...)
		rows = append(rows, append(row, m.Ref, stamp(m.Time), digits(m.Fen), m.PayerBank, m.PayerAccount, m.PayerName, m.Channel, o.Supplements, o.Limits))
	}
	return write(orderColumns, rows)
}

var orderNames = func() map[string]string {
	m := map[string]string{}
	for _, c := range orderColumns {
		m[c] = c
	}
	return m
}()

// DecodeOrder reads a file that EncodeOrder wrote: what a bank's own program does. The caller verifies the seal.
func DecodeOrder(raw []byte) (wire.Order, error) {
	t, err := parse(raw, orderNames, orderMust...)
	if err != nil {
		return wire.Order{}, err
	}
	c := &cells{t: &t}
	o := wire.Order{
		Version: c.small("version"), Type: wire.Type(c.text("type")), ID: c.text("id"), Number: c.text("number"), Claim: c.text("claim"),
		Parent: c.text("parent"), Depth: c.small("depth"), Bank: c.text("bank"),
		Account: wire.Account{Number: c.text("account"), Name: c.text("name"), Kind: c.text("kind")},
		HoldFen: c.number("hold_fen"), HoldForS: c.number("hold_for_s"), Count: c.small("count"), Fen: c.number("fen"), Until: c.time("until"),
		FloorFen: c.number("floor_fen"), Basis: c.text("basis"), Reason: c.text("reason"), Urgent: c.yes("urgent"),
		Officers: []wire.Officer{
			{ID: c.text("officer1_id"), Name: c.text("officer1_name"), Phone: c.text("officer1_phone")},
			{ID: c.text("officer2_id"), Name: c.text("officer2_name"), Phone: c.text("officer2_phone")},
		},
		Document: wire.Document{Kind: c.text("document_kind"), Number: c.text("document_number"), SHA256: c.text("document_sha256")},
		Unit:     wire.Unit{Code: c.text("unit_code"), Name: c.text("unit_name")}, IssuedAt: c.time("issued_at"), AnswerBy: c.time("answer_by"),
		Seal: wire.Seal{Suite: c.text("seal_suite"), Key: c.text("seal_key"), Value: c.text("seal")},

		Supplements: c.text("supplements"), Limits: c.text("limits"),
	}
	for c.row = range t.rows {
		if c.text("id") != o.ID {
			return wire.Order{}, refuse(ErrHead, "line", t.lines[c.row])
		}
		m := wire.Match{
			Ref: c.text("match_ref"), Time: c.time("match_time"), Fen: c.number("match_fen"), PayerBank: c.text("match_payer_bank"),
			PayerAccount: c.text("match_payer_account"), PayerName: c.text("match_payer_name"), Channel: c.text("match_channel"),
		}
		if m != (wire.Match{}) {
			o.Matches = append(o.Matches, m)
		}
	}
	if c.err != nil {
		return wire.Order{}, c.err
	}
	return o, o.Check()
}
