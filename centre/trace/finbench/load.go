package finbench

import (
	"cmp"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"slices"
	"strconv"
	"time"

	"fanzha/centre/trace"
	"fanzha/term/fault"
	"fanzha/term/when"
)

// The refusals of this package. Texts are in term/fault/texts/trace.yaml.
var (
	ErrFile  = fault.New(fault.Invalid, "trace.finbench_file")
	ErrQuery = fault.New(fault.Invalid, "trace.finbench_query")
)

// mostRecords bounds each file: the sample has 42,069, scale factor 10 fifteen million.
const mostRecords = 50_000_000

// ID is an id of FinBench: accounts, persons, loans and media each have their own.
type ID = int64

// flow is one movement of money, seen from one end.
type flow struct {
	other ID
	at    when.Micros
	fen   int64
	row   int // breaks ties of time
}

// link is one dated tie between two things: a deposit of a loan, a sign-in of a medium.
type link struct {
	id ID
	at when.Micros
}

type medium struct {
	kind    string
	blocked bool
}

type loan struct{ fen, balanceFen int64 }

// Data is a snapshot.
type Data struct {
	transferOut, transferIn, withdrawOut map[ID][]flow // newest first
	deposited                            map[ID][]link // loan → accounts
	loansOf                              map[ID][]link // account → loans
	signIns                              map[ID][]link // account → media
	media                                map[ID]medium
	loans                                map[ID]loan
	accountsOf                           map[ID][]ID // person → accounts
	transfers                            int
}

// Transfers is how many transfers and withdrawals were loaded.
func (d *Data) Transfers() int { return d.transfers }

// Load reads the snapshot files of a folder: FinBench's "snapshot", or one that holds it.
func Load(folder fs.FS) (*Data, error) {
	inner, err := fs.Sub(folder, "snapshot")
	if err != nil {
		return nil, err
	}
	_, err = fs.Stat(inner, "AccountTransferAccount.csv")
	if err == nil {
		folder = inner
	}
	d := &Data{transferOut: map[ID][]flow{}, transferIn: map[ID][]flow{}, withdrawOut: map[ID][]flow{}, deposited: map[ID][]link{},
		loansOf: map[ID][]link{}, signIns: map[ID][]link{}, media: map[ID]medium{}, loans: map[ID]loan{}, accountsOf: map[ID][]ID{}}
	for _, f := range []struct {
		name    string
		columns []string
		take    func(*record)
	}{
		{"AccountTransferAccount.csv", []string{"fromId", "toId", "amount", "createTime"}, d.takeTransfer},
		{"AccountWithdrawAccount.csv", []string{"fromId", "toId", "amount", "createTime"}, d.takeWithdraw},
		{"LoanDepositAccount.csv", []string{"loanId", "accountId", "createTime"}, d.takeDeposit},
		{"MediumSignInAccount.csv", []string{"mediumId", "accountId", "createTime"}, d.takeSignIn},
		{"Medium.csv", []string{"mediumId", "mediumType", "isBlocked"}, d.takeMedium},
		{"Loan.csv", []string{"loanId", "loanAmount", "balance"}, d.takeLoan},
		{"PersonOwnAccount.csv", []string{"personId", "accountId"}, d.takeOwner},
	} {
		err = readFile(folder, f.name, f.columns, f.take)
		if err != nil {
			return nil, err
		}
	}
	for _, m := range []map[ID][]flow{d.transferOut, d.transferIn, d.withdrawOut} {
		for _, flows := range m {
			slices.SortFunc(flows, func(a, b flow) int { return cmp.Or(cmp.Compare(b.at, a.at), cmp.Compare(a.row, b.row)) })
		}
	}
	return d, nil
}

func (d *Data) takeTransfer(r *record) {
	from, to := r.id(0), r.id(1)
	if from == to {
		return
	}
	d.transfers++
	d.transferOut[from] = append(d.transferOut[from], flow{to, r.time(3), r.fen(2), r.row})
	d.transferIn[to] = append(d.transferIn[to], flow{from, r.time(3), r.fen(2), r.row})
}

func (d *Data) takeWithdraw(r *record) {
	from, to := r.id(0), r.id(1)
	if from != to {
		d.transfers++
		d.withdrawOut[from] = append(d.withdrawOut[from], flow{to, r.time(3), r.fen(2), r.row})
	}
}

func (d *Data) takeDeposit(r *record) {
	l, account, at := r.id(0), r.id(1), r.time(2)
	d.deposited[l] = append(d.deposited[l], link{account, at})
	d.loansOf[account] = append(d.loansOf[account], link{l, at})
}

func (d *Data) takeSignIn(r *record) {
	d.signIns[r.id(1)] = append(d.signIns[r.id(1)], link{r.id(0), r.time(2)})
}

func (d *Data) takeMedium(r *record) {
	d.media[r.id(0)] = medium{kind: r.text(1), blocked: r.text(2) == "true"}
}

func (d *Data) takeLoan(r *record) {
	d.loans[r.id(0)] = loan{fen: r.fen(1), balanceFen: r.fen(2)}
}

func (d *Data) takeOwner(r *record) {
	d.accountsOf[r.id(0)] = append(d.accountsOf[r.id(0)], r.id(1))
}

// record is one line of a file, in the order of the columns asked for. The first thing that cannot be read is kept in err.
type record struct {
	fields []string
	at     []int
	row    int
	err    error
}

func (r *record) text(i int) string { return r.fields[r.at[i]] }

func (r *record) id(i int) ID {
	n, err := strconv.ParseInt(r.text(i), 10, 64)
	r.err = cmp.Or(r.err, err)
	return n
}

func (r *record) fen(i int) int64 {
	n, ok := trace.FenOfYuan([]byte(r.text(i)))
	if !ok && r.err == nil {
		r.err = errors.New("no amount")
	}
	return n
}

func (r *record) time(i int) when.Micros {
	t, err := time.ParseInLocation("2006-01-02 15:04:05.999", r.text(i), time.UTC)
	r.err = cmp.Or(r.err, err)
	return when.Of(t)
}

// readFile gives every record of a file to take.
func readFile(folder fs.FS, name string, columns []string, take func(*record)) (err error) {
	f, err := folder.Open(name)
	if err != nil {
		return fault.New(fault.Invalid, ErrFile.Code, "file", name, "line", 1).With(err)
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	in := csv.NewReader(f)
	in.Comma, in.ReuseRecord, in.LazyQuotes = '|', true, true
	header, err := in.Read()
	if err != nil {
		return fault.New(fault.Invalid, ErrFile.Code, "file", name, "line", 1).With(err)
	}
	r := record{at: make([]int, len(columns))}
	for i, c := range columns {
		r.at[i] = slices.Index(header, c)
		if r.at[i] < 0 {
			return fault.New(fault.Invalid, ErrFile.Code, "file", name, "line", 1).With(fmt.Errorf("no column %s", c))
		}
	}
	for r.row = 1; r.row <= mostRecords; r.row++ {
		r.fields, err = in.Read()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err == nil {
			take(&r)
		}
		err = cmp.Or(err, r.err)
		if err != nil {
			return fault.New(fault.Invalid, ErrFile.Code, "file", name, "line", r.row+1).With(err)
		}
	}
	return fault.New(fault.Invalid, ErrFile.Code, "file", name, "line", r.row).With(errors.New("too many records"))
}
