package paper

import "fanzha/edge/partner/wire"

// wording is what differs between the types of order.
type wording struct {
	title   string        // of the document
	amount  string        // label of its amount
	held    string        // label of the amount in the form
	opening string        // what is asked, after the basis
	results []wire.Result // that the form offers
	money   bool          // the form asks where money went
}

var wordings = map[wire.Type]wording{
	wire.Stop: {
		title: "紧急止付通知书", amount: "止付金额", held: "止付金额（元）", money: true,
		opening: "请你单位立即核对下列账户的户名、账号、入账金额和入账时间。四项一致的，在下列金额以内紧急止付；有一项不一致的，不得止付，并在回执上说明。",
		results: []wire.Result{wire.Seen, wire.Held, wire.PartiallyHeld, wire.NotHeld, wire.Refused, wire.Failed},
	},
	wire.Release: {
		title: "解除止付通知书", amount: "解除金额", held: "仍止付金额（元）",
		opening: "请你单位立即解除下列账户中下列金额的止付，恢复正常使用。",
		results: []wire.Result{wire.Seen, wire.Done, wire.Refused, wire.Failed},
	},
	wire.Freeze: {
		title: "协助冻结财产通知书", amount: "冻结金额", held: "冻结金额（元）",
		opening: "请你单位协助将下列账户中已止付的款项在下列金额以内冻结。",
		results: []wire.Result{wire.Seen, wire.Done, wire.Refused, wire.Failed},
	},
	wire.Thaw: {
		title: "协助解除冻结财产通知书", amount: "解除冻结金额", held: "仍冻结金额（元）",
		opening: "请你单位协助解除下列账户中下列金额的冻结，恢复正常使用。",
		results: []wire.Result{wire.Seen, wire.Done, wire.Refused, wire.Failed},
	},
	wire.Restrict: {
		title: "保护性限制通知书", held: "控制金额（不适用）",
		opening: "请你单位核对下列账户的户名、账号，一致的，为保护账户持有人的资金，在下列期限内限制该账户的支付；入账照常，不控制账户金额。",
		results: []wire.Result{wire.Seen, wire.Done, wire.Refused, wire.Failed},
	},
	wire.Lift: {
		title: "解除保护性限制通知书", held: "控制金额（不适用）",
		opening: "请你单位立即解除对下列账户支付的限制，恢复正常使用。",
		results: []wire.Result{wire.Seen, wire.Done, wire.Refused, wire.Failed},
	},
	wire.Remind: {
		title: "催办通知书", held: "已控制金额（元）", money: true,
		opening: "前发下列指令至今未收到你单位的最终反馈。请立即办理，并填写回执反馈该指令的处理结果。",
		results: []wire.Result{wire.Seen, wire.Held, wire.PartiallyHeld, wire.NotHeld, wire.Done, wire.Refused, wire.Failed},
	},
}

func words(t wire.Type) wording { return wordings[t] }

var resultWords = map[wire.Result]string{
	wire.Seen: "已接收", wire.Held: "已止付", wire.PartiallyHeld: "部分止付", wire.NotHeld: "未止付", wire.Refused: "拒绝", wire.Done: "已执行", wire.Failed: "系统失败",
}

var kindWords = map[string]string{"": "类型不详的", "person": "个人", "company": "单位", "payment": "支付机构"}

// documentWords are the kinds of legal documents; another kind is printed as it is.
var documentWords = map[string]string{"stop_application": "紧急止付申请表", "freeze_notice": "协助冻结财产通知书", "release_notice": "解除止付通知书",
	"restrict_notice": "保护性限制通知书"}

// limitWords say what a restriction bounds.
var limitWords = map[string]string{
	wire.LimitNonCounter: "限制非柜面：网上、手机、自助机、刷卡等非柜面支付一律暂停，持有人本人可在柜面办理。", wire.LimitPayments: "限制交易：只收不付。",
}

func wordOr(m map[string]string, key string) string {
	w, ok := m[key]
	if !ok {
		return key
	}
	return w
}
