package dispatch

// Action is what happened to an order; the history, the audit trail and the transition table use the same words.
type Action string

// The actions. The last five are the centre's own.
const (
	ActIssue    Action = "issue"
	ActSign     Action = "sign"
	ActReport   Action = "report"
	ActTransfer Action = "transfer"
	ActChase    Action = "chase"
	ActClose    Action = "close"
	ActEscalate Action = "escalate"
	ActContact  Action = "contact"
	ActOverdue  Action = "overdue"
	ActWithdraw Action = "withdraw"
	ActHandOver Action = "hand_over"
)

// Title is the name of a code in both languages of the console.
type Title struct {
	Code   string
	NameZH string
	NameEN string
}

// Actions lists the actions with their names for the history.
var Actions = []Title{
	{string(ActIssue), "下发", "Issued"},
	{string(ActSign), "签收", "Signed"},
	{string(ActReport), "反馈", "Reported"},
	{string(ActTransfer), "移交", "Transferred"},
	{string(ActChase), "催办", "Chased"},
	{string(ActClose), "办结", "Closed"},
	{string(ActEscalate), "升级", "Escalated"},
	{string(ActContact), "劝阻记录", "Attempt recorded"},
	{string(ActOverdue), "超时", "Overdue"},
	{string(ActWithdraw), "撤回", "Withdrawn"},
	{string(ActHandOver), "交接班", "Handed over"},
}

// States lists the states with their names.
var States = []Title{
	{string(Issued), "待签收", "To sign"},
	{string(Signed), "已签收", "Signed"},
	{string(Reported), "已反馈", "Reported"},
	{string(Closed), "办结", "Closed"},
	{string(Withdrawn), "已撤回", "Withdrawn"},
}
