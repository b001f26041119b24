package statement

import (
	"fanzha/term/when"
)

// Field is one column of the canonical form.
type Field uint8

// The fields. Those before texts are read into numbers of a Record, the others are kept as text.
const (
	Side    Field = iota // 借贷标志: which way the money went
	Amount               // 交易金额: with Side, or signed
	Debit                // 支出金额, in a column of its own
	Credit               // 收入金额, in a column of its own
	Balance              // 余额: after the transaction
	Time                 // 交易时间: date and clock
	Date                 // 交易日期, in a column of its own
	Clock                // 交易时刻, in a column of its own
	Account              // 本方账号
	Card                 // 本方卡号
	Holder               // 本方户名
	Currency
	Serial
	PeerName
	PeerAccount
	PeerID
	PeerBank
	Remark
	Branch
	Cash
	Terminal
	Status
	Place
	Merchant
	IP
	MAC
	Teller
	PayerAccount // 付款账号: of registers that name both sides instead of whose statement it is
	PayerName
	PayeeAccount // 收款账号
	PayeeName
	PayeeBank
	fields
)

// TextFields is how many fields a Record keeps as text: from Account to Teller.
const TextFields = int(Teller-Account) + 1

var fieldNames = [fields]string{
	"direction", "amount", "debit", "credit", "balance", "time", "date", "clock", "account", "card", "account_name", "currency", "serial", "peer_name", "peer_account",
	"peer_id", "peer_bank", "remark", "branch", "cash", "terminal", "status", "place", "merchant", "ip", "mac", "teller",
	"payer_account", "payer_name", "payee_account", "payee_name", "payee_bank",
}

// String is the name of the field in maps and in the rulebook.
func (f Field) String() string {
	if f < fields {
		return fieldNames[f]
	}
	return ""
}

// FieldOf finds a field by its name.
func FieldOf(name string) (Field, bool) {
	for i, n := range fieldNames {
		if n == name {
			return Field(i), true
		}
	}
	return 0, false
}

// Fields lists all, in the order of the canonical form.
func Fields() []Field {
	out := make([]Field, fields)
	for i := range out {
		out[i] = Field(i)
	}
	return out
}

// Record is one row of a statement, seen from the account whose statement it is.
type Record struct {
	Line       int64       // of the file, from 1; in a workbook, of its sheet
	At         when.Micros // to the millisecond
	Fen        int64       // more than zero
	In         bool        // 贷: the money came to the account
	HasBalance bool
	BalanceFen int64
	text       [TextFields]string
}

// Text returns a field that is kept as text; empty for the others.
func (r *Record) Text(f Field) string {
	if f < Account || f > Teller {
		return ""
	}
	return r.text[f-Account]
}

// SetText sets a field that is kept as text.
func (r *Record) SetText(f Field, s string) { r.text[f-Account] = s }

// Map says which column each field is read from: field → name of the column.
type Map map[Field]string

// MapOf reads a map as the console writes it. It may be written either way round: field → column, or column → field.
func MapOf(names map[string]string) (Map, error) {
	m := Map{}
	for k, v := range names {
		f, known := FieldOf(k)
		column := v
		if !known {
			f, known = FieldOf(v)
			column = k
			if v == "" {
				continue // a column that is not used
			}
		}
		if !known {
			return nil, ErrMap
		}
		if column == "" {
			continue // a field that the file does not have
		}
		_, twice := m[f]
		if twice {
			return nil, ErrMap
		}
		m[f] = column
	}
	return m, nil
}

// Names is the map as the console reads it: field → column.
func (m Map) Names() map[string]string {
	out := make(map[string]string, len(m))
	for f, c := range m {
		out[f.String()] = c
	}
	return out
}
