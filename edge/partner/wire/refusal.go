package wire

// The families of refusal: why a bank holds nothing. They are the families that banks are known to answer with; each has one
// code on this page.
const (
	RefusalIdentity      = "identity_mismatch"
	RefusalAmount        = "amount"
	RefusalNotFound      = "account_not_found"
	RefusalName          = "name_mismatch"
	RefusalWhiteListed   = "white_listed"
	RefusalLostCard      = "lost_card"
	RefusalOrderNotFound = "order_not_found"
	RefusalFormat        = "format"
	RefusalDocument      = "document_missing"
	RefusalTerm          = "term"
	RefusalHandled       = "already_handled"
	RefusalStopped       = "already_stopped"
	RefusalFrozenPart    = "already_frozen_part"
	RefusalFrozenWhole   = "already_frozen_whole"
	RefusalCount         = "stop_count"
	RefusalTooLate       = "too_late"
	RefusalNetwork       = "network"
	RefusalSeal          = "seal"       // the seal of the order does not hold, or its key is unknown
	RefusalTime          = "no_match"   // account and name fit, but no credit of that amount at that time
	RefusalProtected     = "protected"  // a kind of account that may not be stopped at all (social security, court, clearing …)
	RefusalNotOurs       = "not_ours"   // the account is held elsewhere
	RefusalClosed        = "closed"     // the account was closed before
	RefusalExceeds       = "exceeds"    // a release, freeze or thaw above what is held
	RefusalDuplicate     = "id_reused"  // the id was used before with other content
	RefusalSuspended     = "suspended"  // the institution may not act (insolvency, court)
	RefusalWithdrawn     = "withdrawn"  // the order was released before it could be executed
	RefusalUnsupported   = "no_service" // the institution does not offer this type of order
)

// Refusal is one entry of the table of refusals.
type Refusal struct {
	Code  string `json:"code"`
	ZH    string `json:"zh"`
	EN    string `json:"en"`
	Mend  bool   `json:"mend"`  // the centre can correct the order and send a new one
	Retry bool   `json:"retry"` // the same order may be sent again
}

// refusals is the whole table, in the order of the page.
var refusals = []Refusal{
	{RefusalIdentity, "证件信息不符", "The identity does not match.", true, false},
	{RefusalAmount, "金额不符", "The amount does not match or is not allowed.", true, false},
	{RefusalNotFound, "账户不存在", "No such account.", true, false},
	{RefusalName, "户名不符", "The holder's name does not match.", true, false},
	{RefusalWhiteListed, "白名单账户", "The account is on the bank's white list.", false, false},
	{RefusalLostCard, "卡片已挂失", "The card was reported lost.", false, false},
	{RefusalOrderNotFound, "找不到原指令", "The original order is not known.", true, true},
	{RefusalFormat, "报文格式错误", "The form of the message is wrong.", true, false},
	{RefusalDocument, "缺少法律文书或民警证件", "The legal document or an officer's id is missing.", true, false},
	{RefusalTerm, "期限超过法定上限", "The term is beyond the legal limit.", true, false},
	{RefusalHandled, "该指令已处理", "The order was handled before.", false, false},
	{RefusalStopped, "账户已被止付", "The account is stopped already.", false, false},
	{RefusalFrozenPart, "账户已被部分冻结", "A part of the account is frozen already.", false, false},
	{RefusalFrozenWhole, "账户已被全额冻结", "The whole account is frozen already.", false, false},
	{RefusalCount, "超过止付次数上限", "The account was stopped as often as is allowed.", false, false},
	{RefusalTooLate, "已到期，不能延长或解除", "Too late to extend or release.", false, false},
	{RefusalNetwork, "网络或系统故障", "The bank's network or system failed.", false, true},
	{RefusalSeal, "电子签章无效", "The seal does not hold, or its key is unknown.", true, true},
	{RefusalTime, "找不到对应的入账交易", "No credit of that amount at that time.", true, false},
	{RefusalProtected, "依法不得止付的账户", "A kind of account that may not be stopped.", false, false},
	{RefusalNotOurs, "非本行账户", "The account is held elsewhere.", true, false},
	{RefusalClosed, "账户已销户", "The account is closed.", false, false},
	{RefusalExceeds, "超过已控制的金额", "More than is held.", true, false},
	{RefusalDuplicate, "指令编号重复且内容不同", "The id was used before with other content.", true, false},
	{RefusalSuspended, "机构暂停业务", "The institution may not act now.", false, true},
	{RefusalWithdrawn, "指令已撤回", "The order was released before it was executed.", false, false},
	{RefusalUnsupported, "机构不支持该类指令", "The institution does not offer this type of order.", false, false},
}

var refusalByCode = func() map[string]Refusal {
	m := make(map[string]Refusal, len(refusals))
	for _, r := range refusals {
		m[r.Code] = r
	}
	return m
}()

// Refusals is the table of refusals, a copy.
func Refusals() []Refusal { return append([]Refusal(nil), refusals...) }

// RefusalOf finds an entry by its code.
func RefusalOf(code string) (Refusal, bool) {
	r, ok := refusalByCode[code]
	return r, ok
}

// Fate says what a disposition means for the money.
type Fate string

// The fates.
const (
	FateHeld   Fate = "held"   // it stays where it is
	FateOnward Fate = "onward" // it went to another account: the next layer
	FateExit   Fate = "exit"   // it left the accounts that can be followed
	FateNone   Fate = "none"   // no money: the credit was not found, does not fit or had gone before
)

// Meaning is one entry of the table of dispositions.
type Meaning struct {
	Code Code   `json:"code"`
	Fate Fate   `json:"fate"`
	ZH   string `json:"zh"`
	EN   string `json:"en"`
}

// meanings is the whole table, in the order of the page.
var meanings = []Meaning{
	{CodeHeld, FateHeld, "已止付", "Held."},
	{CodePartiallyHeld, FateHeld, "部分止付", "A part is held."},
	{MovedInternal, FateOnward, "行内转出", "Moved to an account at the same bank."},
	{MovedOtherBank, FateOnward, "跨行转出", "Moved to an account at another bank."},
	{CashATM, FateExit, "自助机取现", "Taken in cash at a machine."},
	{CashCounter, FateExit, "柜面取现", "Taken in cash at a counter."},
	{CashCheque, FateExit, "支票取现", "Taken in cash by cheque."},
	{AgentCash, FateExit, "助农或代理点取现", "Taken in cash at an agent."},
	{POSPurchase, FateExit, "刷卡消费", "Spent at a point of sale."},
	{Wallet, FateOnward, "转入支付账户", "Moved to a wallet or payment account."},
	{CryptoOfframp, FateExit, "购买虚拟货币", "Turned into crypto assets."},
	{Abroad, FateExit, "汇往境外", "Sent abroad."},
	{LoanRepaid, FateExit, "归还贷款", "Used to repay a loan."},
	{BelowThreshold, FateExit, "小额不再追踪", "Too small to be followed."},
	{NoSuchTx, FateNone, "无此交易", "No such transaction."},
	{Mismatch, FateNone, "四要素不符", "One of the four fields does not match."},
	{AlreadyHeld, FateHeld, "已被他案止付", "Held already, for another claim."},
	{LegitMerchant, FateExit, "正常商户", "An honest merchant's account."},
	{NoBalance, FateNone, "无余额", "No balance."},
}

var meaningByCode = func() map[Code]Meaning {
	m := make(map[Code]Meaning, len(meanings))
	for _, d := range meanings {
		m[d.Code] = d
	}
	return m
}()

// Meanings is the table of dispositions, a copy.
func Meanings() []Meaning { return append([]Meaning(nil), meanings...) }

// MeaningOf finds an entry by its code.
func MeaningOf(code Code) (Meaning, bool) {
	d, ok := meaningByCode[code]
	return d, ok
}

// OpensLayer says whether the disposition names an account that the next order goes to.
func (c Code) OpensLayer() bool { return meaningByCode[c].Fate == FateOnward }

// Exit says whether the money left the accounts that can be followed.
func (c Code) Exit() bool { return meaningByCode[c].Fate == FateExit }
