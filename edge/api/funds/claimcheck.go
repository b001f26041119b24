package funds

import (
	"context"
	"fanzha/edge/api"
	"net/http"
	"slices"
	"strings"

	"fanzha/base/access"
	"fanzha/centre/stoppay"
	"fanzha/term/ident"
)

// CheckProblem is one thing to mend before an order may go out.
type CheckProblem struct {
	Field string `json:"field" enum:"account,name,fen,at,bank"`
	ZH    string `json:"zh"`
	EN    string `json:"en"`
}

// OtherStop is another claim's order on the same account.
type OtherStop struct {
	ClaimNumber string `json:"claim_number"`
	State       string `json:"state"`
	HeldFen     int64  `json:"held_fen"`
}

// PayeeCheck is what can be said of a payee before anything is sent.
type PayeeCheck struct {
	OK         bool           `json:"ok"`
	Bank       string         `json:"bank"`
	BankName   string         `json:"bank_name"`
	LuhnOK     bool           `json:"luhn_ok" doc:"A hint only: many genuine numbers fail it."`
	Problems   []CheckProblem `json:"problems"`
	Duplicates []OtherStop    `json:"duplicates"`
	StopsUsed  int            `json:"stops_used"`
}

type checkInput struct {
	Body struct {
		Account string `json:"account,omitempty" maxLength:"64"`
		Name    string `json:"name,omitempty" maxLength:"100"`
		Fen     int64  `json:"fen,omitempty"`
		At      string `json:"at,omitempty"`
	}
}

// BankView is one entry of the directory of banks.
type BankView struct {
	Code     string   `json:"code"`
	Name     string   `json:"name"`
	Kind     string   `json:"kind" enum:"bank,payment"`
	Prefixes []string `json:"prefixes"`
	Channel  string   `json:"channel" enum:"push,poll,folder,iso20022,paper"`
	Active   bool     `json:"active"`
	Version  int64    `json:"version"`
}

// BankFull is an entry with what only its keeper sees.
type BankFull struct {
	BankView
	Address string     `json:"address"`
	First   ContactOut `json:"first"`
	Second  ContactOut `json:"second"`
}

// ContactOut is a person at a bank, day and night.
type ContactOut struct {
	Name  string `json:"name" maxLength:"60"`
	Phone string `json:"phone" maxLength:"32"`
}

type bankInput struct {
	Code string `path:"code" maxLength:"32"`
	Body struct {
		Name     string     `json:"name" maxLength:"60"`
		Kind     string     `json:"kind" enum:"bank,payment"`
		Prefixes []string   `json:"prefixes" maxItems:"500"`
		Channel  string     `json:"channel" enum:"push,poll,folder,iso20022,paper"`
		Address  string     `json:"address,omitempty" maxLength:"500"`
		First    ContactOut `json:"first"`
		Second   ContactOut `json:"second"`
		Active   bool       `json:"active"`
		Version  int64      `json:"version" minimum:"0" doc:"0 for a new entry."`
	}
}

func (a *desk) bankRoutes() {
	api.Handle(a.api, api.Route{Method: http.MethodPost, Path: "/claims/check", ID: "check-payee", Summary: "Look at the four fields a bank will compare, before anything is sent", Tag: "claims"}, a.checkPayee)
	api.Handle(a.api, api.Route{Method: http.MethodGet, Path: "/banks", ID: "list-banks", Summary: "The directory of banks and payment institutions", Tag: "banks"},
		func(ctx context.Context, scope access.Scope, _ *api.None) (api.List[BankView], error) {
			liaison := scope.Bank != ""
			if liaison {
				scope = access.System() // whose lines say to which other bank money went must know their names
			}
			banks, err := a.Stops.Banks(ctx, scope)
			out := api.List[BankView]{Items: []BankView{}}
			for _, b := range banks {
				v := bankView(b)
				if liaison {
					v.Channel = "" // how others are reached is no business of a bank
				}
				out.Items = append(out.Items, v)
			}
			return out, err
		})
	api.Handle(a.api, api.Route{Method: http.MethodGet, Path: "/banks/{code}", ID: "get-bank", Summary: "One entry with its contacts and address", Tag: "banks"},
		func(ctx context.Context, scope access.Scope, in *struct {
			Code string `path:"code" maxLength:"32"`
		}) (BankFull, error) {
			err := scope.Require(access.BankManage)
			if err != nil {
				return BankFull{}, err
			}
			banks, err := a.Stops.Banks(ctx, scope)
			i := slices.IndexFunc(banks, func(b stoppay.Bank) bool { return b.Code == in.Code })
			if err != nil || i < 0 {
				return BankFull{}, firstError(err, stoppay.ErrNotFound)
			}
			return bankFull(banks[i]), nil
		})
	api.Handle(a.api, api.Route{Method: http.MethodPut, Path: "/banks/{code}", ID: "save-bank", Summary: "Add or change an entry of the directory", Tag: "banks"},
		func(ctx context.Context, scope access.Scope, in *bankInput) (BankFull, error) {
			b := in.Body
			saved, err := a.Stops.SaveBank(ctx, scope, stoppay.Bank{
				Code: in.Code, Name: b.Name, Kind: b.Kind, Prefixes: b.Prefixes, Channel: b.Channel, Address: b.Address,
				First: stoppay.Contact(b.First), Second: stoppay.Contact(b.Second), Active: b.Active,
			}, b.Version)
			return bankFull(saved), err
		})
}

func firstError(errs ...error) error {
	for _, err := range errs {
		if err != nil {
			return err
		}
	}
	return nil
}

func bankView(b stoppay.Bank) BankView {
	return BankView{Code: b.Code, Name: b.Name, Kind: b.Kind, Prefixes: orEmpty(b.Prefixes), Channel: b.Channel, Active: b.Active, Version: b.Version}
}

func bankFull(b stoppay.Bank) BankFull {
	return BankFull{BankView: bankView(b), Address: b.Address, First: ContactOut(b.First), Second: ContactOut(b.Second)}
}

// checkPayee answers while the operator types: nothing is stored.
func (a *desk) checkPayee(ctx context.Context, scope access.Scope, in *checkInput) (PayeeCheck, error) {
	out := PayeeCheck{Problems: []CheckProblem{}, Duplicates: []OtherStop{}}
	err := scope.Require(access.ClaimWork)
	if err != nil {
		return out, err
	}
	b := in.Body
	problem := func(field, zh, en string) { out.Problems = append(out.Problems, CheckProblem{field, zh, en}) }
	if strings.TrimSpace(b.Name) == "" {
		problem("name", "缺收款户名，银行核对不上不会止付", "the payee's name is missing: the bank cannot match it")
	}
	if b.Fen <= 0 {
		problem("fen", "缺金额", "the amount is missing")
	}
	at, err := api.ParseMoment("body.at", b.At)
	switch {
	case err != nil || at == 0:
		problem("at", "缺转账时间", "the time of the transfer is missing")
	case at > a.Clock.Now():
		problem("at", "转账时间在将来", "the time lies in the future")
	}
	account, err := ident.ParseAccount(b.Account)
	if err != nil {
		problem("account", "账号不完整或有误", "the account number is incomplete or wrong")
		return out, nil
	}
	out.LuhnOK = account.LuhnOK()
	err = a.payeeBank(ctx, scope, account, &out)
	if err != nil {
		return out, err
	}
	if out.Bank == "" {
		problem("bank", "无法由账号判断开户机构，请选择", "the bank cannot be told from the number: choose it")
	}
	out.OK = len(out.Problems) == 0
	return out, a.otherStops(ctx, scope, account, &out)
}

// payeeBank finds the bank with the longest prefix of the number.
func (a *desk) payeeBank(ctx context.Context, scope access.Scope, account ident.Account, out *PayeeCheck) error {
	banks, err := a.Stops.Banks(ctx, scope)
	best := 0
	for _, b := range banks {
		for _, p := range b.Prefixes {
			if len(p) > best && strings.HasPrefix(string(account), p) {
				best, out.Bank, out.BankName = len(p), b.Code, b.Name
			}
		}
	}
	return err
}

func (a *desk) otherStops(ctx context.Context, scope access.Scope, account ident.Account, out *PayeeCheck) error {
	orders, _, err := a.Stops.Orders(ctx, scope, stoppay.OrderFilter{Account: account})
	if err != nil {
		return err
	}
	numbers := map[string]string{}
	for _, o := range orders {
		if o.State != stoppay.Refused && o.State != stoppay.Cancelled {
			out.StopsUsed = max(out.StopsUsed, o.Count)
		}
		if numbers[o.Claim] == "" {
			d, err := a.Stops.Claim(ctx, scope, o.Claim)
			if err != nil {
				return err
			}
			numbers[o.Claim] = d.Claim.Number
		}
		out.Duplicates = append(out.Duplicates, OtherStop{ClaimNumber: numbers[o.Claim], State: string(o.State), HeldFen: o.HeldFen})
	}
	return nil
}
