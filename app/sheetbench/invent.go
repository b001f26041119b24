package sheetbench

import (
	"fmt"
	"math/rand/v2"
	"strconv"
	"time"
)

// columns of an invented return: what a centre gets from one bank for many accounts.
var columns = []string{"交易卡号", "交易户名", "交易时间", "收付标志", "交易金额", "交易余额", "币种", "交易流水号", "交易对手账卡号", "对手户名", "对手开户银行", "摘要说明",
	"现金标志", "IP地址", "交易网点名称"}

// Places of what is no text: a workbook keeps moments and amounts as numbers.
const (
	timeColumn    = 2
	amountColumn  = 4
	balanceColumn = 5
)

// Sizes of the invented bank.
const (
	ownAccounts   = 20_000  // whose statements are in the file
	otherAccounts = 200_000 // that these pay and are paid by
	stepSeconds   = 2       // between transfers
	rootFen       = 860_000_00
	opening       = 50_000_00
)

// firstMoment is when the first transfer took place, in China's clock.
var firstMoment = time.Date(2026, 11, 1, 0, 0, 0, 0, time.UTC)

// line is one row of the file. Amounts are in fen.
type line struct {
	own, peer    int // peer: below ownAccounts one of the file's own; -1: none
	at           time.Time
	in           bool
	fen, balance int64
	serial       int
	remark       string
}

// teller invents rows whose balances follow from their amounts. A transfer between two accounts of the file has two rows.
type teller struct {
	random   *rand.Rand
	balances [ownAccounts]int64
	rows     int // still to come
	rootAt   int // number of the transfer that brings the victim's money
	n        int
	waiting  *line
}

func newTeller(rows int, seed uint64) *teller {
	t := &teller{random: rand.New(rand.NewPCG(seed, seed)), rows: rows, rootAt: rows / 20}
	for i := range t.balances {
		t.balances[i] = opening
	}
	return t
}

// next is the next row; false at the end.
func (t *teller) next() (line, bool) {
	if t.rows == 0 {
		return line{}, false
	}
	t.rows--
	if t.waiting != nil {
		l := *t.waiting
		t.waiting = nil
		return l, true
	}
	t.n++
	l := line{own: t.account(), at: firstMoment.Add(time.Duration(t.n*stepSeconds) * time.Second), serial: t.n}
	switch kind := t.random.IntN(100); {
	case t.n == t.rootAt:
		l.own, l.peer, l.in, l.fen, l.remark = 0, ownAccounts+t.random.IntN(otherAccounts), true, rootFen, "转账" // the busiest account
	case kind == 0:
		l.peer, l.fen, l.remark = -1, 50, "手续费"
	case kind < 4:
		l.peer, l.fen, l.remark = -1, int64(1+t.random.IntN(50))*100_00, "ATM取现"
	case kind < 60:
		l.peer, l.remark = t.account(), "手机银行转账"
	default:
		l.peer, l.remark, l.in = ownAccounts+t.random.IntN(otherAccounts), "手机银行转账", t.random.IntN(2) == 0
	}
	if l.fen == 0 {
		l.fen = 1 + t.random.Int64N(max(100, t.balances[l.own]*3/4))
	}
	if l.peer == l.own {
		l.peer = (l.own + 1) % ownAccounts
	}
	t.book(&l)
	if l.peer >= 0 && l.peer < ownAccounts {
		other := l
		other.own, other.peer, other.in = l.peer, l.own, !l.in
		t.book(&other)
		t.waiting = &other
	}
	return l, true
}

// account draws one of the file's own: few are busy, most are not.
func (t *teller) account() int { return int(ownAccounts * t.random.Float64() * t.random.Float64()) }

// book changes the balance; what is not there cannot go out.
func (t *teller) book(l *line) {
	if !l.in && t.balances[l.own] < l.fen {
		l.in = true
	}
	if l.in {
		t.balances[l.own] += l.fen
	} else {
		t.balances[l.own] -= l.fen
	}
	l.balance = t.balances[l.own]
}

func number(account int) string {
	if account < 0 {
		return ""
	}
	if account < ownAccounts {
		return fmt.Sprintf("99000100000%07d1", account)
	}
	return fmt.Sprintf("99000200000%07d1", account)
}

func holder(account int) string {
	if account < 0 {
		return ""
	}
	return "户" + strconv.Itoa(account)
}

func yuan(fen int64) string { return fmt.Sprintf("%d.%02d", fen/100, fen%100) }

// cells writes the row into the columns.
func (l line) cells(out []string) {
	side, bank := "出", ""
	if l.in {
		side = "进"
	}
	if l.peer >= 0 {
		bank = "河口农商银行云东支行"
	}
	copy(out, []string{number(l.own), holder(l.own), l.at.Format("2006-01-02 15:04:05"), side, yuan(l.fen), yuan(l.balance), "人民币",
		fmt.Sprintf("20261101%012d", l.serial), number(l.peer), holder(l.peer), bank, l.remark, "转", "10.9.8.7", "云东支行"})
}
