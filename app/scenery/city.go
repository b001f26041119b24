// Package scenery is the content of the invented city: its banks, its case register, the work of its joint conference, its publicity, and
// the paperwork that follows on its first holds. All of it is invented and says so.
package scenery

import (
	"fanzha/app/funds"
	"fanzha/base/access"
	"fanzha/centre/stoppay"
	"fanzha/sim"
)

// Unit is the unit code of the invented city's centre.
const Unit = sim.CityCode + "000000"

// Member is the member unit whose two people anybody can sign in as.
const Member = "edu"

// LiaisonBank is the bank of the invented city whose orders a person at the screen answers; all others are simulated.
const LiaisonBank = "xb_bank"

// Accounts of the invented city by which its records are entered. Nobody approves what he proposed: the simulated duty officer, approver
// and leader of the shift are three.
const (
	WriterLogin   = "xuanchuan"
	ClerkLogin    = "lianxi"
	DutyLogin     = "sim-zhifu" // takes the reports that no human at the desk has taken
	ApproverLogin = "sim-lingdao"
	ShiftLogin    = "sim-daiban"
)

// note stands at everything that is invented.
const note = "演示数据"

// StaffLogin is the account under which the simulated staff of a unit works.
func StaffLogin(unit string) string { return "sim-" + unit }

func system() access.Scope { return access.System() }

// Banks is the directory of the invented city: every channel occurs.
func Banks() []stoppay.Bank {
	first, second := stoppay.Contact{Name: "值班员", Phone: "13800990001"}, stoppay.Contact{Name: "主管", Phone: "13800990002"}
	one := func(code, name, kind, prefix, channel string) stoppay.Bank {
		return stoppay.Bank{Code: code, Name: name, Kind: kind, Prefixes: []string{prefix}, Channel: channel, First: first, Second: second, Active: true}
	}
	return []stoppay.Bank{
		one("yh_bank", "云河银行", "bank", "990001", stoppay.ChannelPoll),
		one("hk_rural", "河口农商银行", "bank", "990002", funds.ChannelFolder),
		one("sl_bank", "示例商业银行", "bank", "990003", stoppay.ChannelPoll),
		one("df_bank", "东方示例银行", "bank", "990004", funds.ChannelISO),
		one(LiaisonBank, "西部示例银行", "bank", "990005", funds.ChannelPaper),
		one("pay_yun", "云付支付", "payment", "990006", stoppay.ChannelPoll),
	}
}
