package scenario

import (
	"unicode/utf8"

	"fanzha/centre/detect/units"
	"fanzha/centre/signal"
)

// Type is the type of a name in a condition.
type Type uint8

// The types. There are no fractions: shares are permille, money is fen.
const (
	Int Type = iota + 1
	String
	Bool
)

// Unit says how a value is shown to an officer and what it may be compared with.
type Unit = units.Unit

// The units.
const (
	Plain     = units.Plain
	Fen       = units.Fen
	Seconds   = units.Seconds
	Moment    = units.Moment
	Phone     = units.Phone
	Account   = units.Account
	Permille  = units.Permille
	FraudType = units.FraudType
	Secret    = units.Secret
)

// Lang is the language of a sentence.
type Lang = units.Lang

// The languages.
const (
	ZH = units.ZH
	EN = units.EN
)

// Field is one name that a condition may use.
type Field struct {
	Name string
	Type Type
	Unit Unit
	On   []signal.Kind // kinds that carry it; empty = all
	ZH   string
	EN   string

	none   bool                      // Never means that there is nothing to tell
	least  func(int64) (Guard, bool) // of a window: what must be so for it to reach a number
	intOf  func(*Frame) int64
	strOf  func(*Frame) string
	boolOf func(*Frame) bool
}

// Int is the value of a number for the signal in the frame.
func (v *Field) Int(f *Frame) int64 { return v.intOf(f) }

var (
	anyKind    []signal.Kind
	withPeer   = []signal.Kind{signal.Call, signal.Message, signal.Report}
	withURL    = []signal.Kind{signal.Visit, signal.Message, signal.Report}
	withText   = []signal.Kind{signal.Message, signal.Report}
	withMoney  = []signal.Kind{signal.Transfer, signal.Report}
	withApp    = []signal.Kind{signal.Visit, signal.Report}
	withDevice = []signal.Kind{signal.Call, signal.Message, signal.Visit, signal.Transfer}
	onCall     = []signal.Kind{signal.Call}
	onLong     = []signal.Kind{signal.Call, signal.Visit}
	onReport   = []signal.Kind{signal.Report}
)

// about is how a field is shown and described.
type about struct {
	unit   Unit
	zh, en string
}

func str(name string, on []signal.Kind, a about, f func(*Frame) string) Field {
	return Field{Name: name, Type: String, Unit: a.unit, On: on, ZH: a.zh, EN: a.en, strOf: f}
}

func num(name string, on []signal.Kind, a about, f func(*Frame) int64) Field {
	return Field{Name: name, Type: Int, Unit: a.unit, On: on, ZH: a.zh, EN: a.en, intOf: f}
}

func flag(name string, on []signal.Kind, a about, f func(*Frame) bool) Field {
	return Field{Name: name, Type: Bool, On: on, ZH: a.zh, EN: a.en, boolOf: f}
}

// Fields lists every name of the language besides a scenario's own windows and steps. A new name goes here and nowhere else.
var Fields = append(signalFields(), derivedFields()...)

// signalFields are the fields of the signal itself, under their wire names.
func signalFields() []Field {
	return []Field{
		str("kind", anyKind, about{Plain, "信号种类", "kind of the signal"}, func(f *Frame) string { return f.S.Kind.String() }),
		str("source", anyKind, about{Plain, "来源单位", "partner that sent it"}, func(f *Frame) string { return f.S.Source }),
		num("time", anyKind, about{Moment, "发生时间(1970年起的秒)", "event time, seconds since 1970"}, func(f *Frame) int64 { return int64(f.S.Time) / 1_000_000 }),
		num("hour", anyKind, about{Plain, "几点(0-23,北京时间)", "hour of the day in the centre's zone, 0–23"}, func(f *Frame) int64 { return int64(units.HourOf(f.S.Time)) }),
		str("phone", anyKind, about{Phone, "本人号码", "the person's number"}, func(f *Frame) string { return string(f.S.Phone) }),
		str("place", anyKind, about{Plain, "所在地代码", "code of the person's place"}, func(f *Frame) string { return f.S.Place }),
		str("peer", withPeer, about{Phone, "对方号码", "the other number"}, func(f *Frame) string { return string(f.S.Peer) }),
		str("url", withURL, about{Secret, "网址", "web address"}, func(f *Frame) string { return string(f.S.URL) }),
		str("app", withApp, about{Plain, "应用包名", "package or bundle id"}, func(f *Frame) string { return string(f.S.App) }),
		str("text", withText, about{Secret, "短信或报案文本", "text of the message or report"}, func(f *Frame) string { return f.S.Text }),
		str("device", withDevice, about{Plain, "本人设备编号或指纹", "number or fingerprint of the person's device"}, func(f *Frame) string { return f.S.Device }),
		str("channel", anyKind, about{Plain, "渠道", "channel"}, func(f *Frame) string { return f.S.Channel }),
		flag("outgoing", []signal.Kind{signal.Call, signal.Message}, about{Plain, "本人主叫或发出", "made by the person"}, func(f *Frame) bool { return f.S.Outgoing }),
		flag("answered", onCall, about{Plain, "已接通", "the call was answered"}, func(f *Frame) bool { return f.S.Answered }),
		num("duration_s", onLong, about{Seconds, "时长(秒)", "length in seconds"}, func(f *Frame) int64 { return f.S.Duration }),
		str("account", anyKind, about{Account, "本人账户", "the person's account"}, func(f *Frame) string { return string(f.S.Account) }),
		str("payee_account", withMoney, about{Account, "收款账户", "payee's account"}, func(f *Frame) string { return string(f.S.PayeeAccount) }),
		str("payee_bank", withMoney, about{Plain, "收款行", "payee's bank"}, func(f *Frame) string { return f.S.PayeeBank }),
		num("amount_fen", withMoney, about{Fen, "金额(分)", "amount in fen"}, func(f *Frame) int64 { return f.S.AmountFen }),
		str("claimed_fraud", onReport, about{FraudType, "报案人所述类型", "fraud type the reporter names"}, func(f *Frame) string { return f.S.Fraud }),
		flag("lost", onReport, about{Plain, "已转账受损", "money has moved"}, func(f *Frame) bool { return f.S.Lost }),
	}
}

// derivedFields are computed from the signal, at most once and only when asked.
func derivedFields() []Field {
	return []Field{
		flag("peer_foreign", withPeer, about{Plain, "对方为境外号码", "the other number is outside the mainland"}, func(f *Frame) bool { return f.S.Peer.Foreign() }),
		flag("peer_mobile", withPeer, about{Plain, "对方为境内手机号", "the other number is a mainland mobile"}, func(f *Frame) bool { return f.S.Peer.Mobile() }),
		flag("peer_virtual", withPeer, about{Plain, "对方为虚拟运营商号码", "the other number is of a virtual operator"}, func(f *Frame) bool { return f.S.Peer.Carrier().Virtual }),
		flag("peer_service", withPeer, about{Plain, "对方为服务号码", "the other number is a service number"}, func(f *Frame) bool { return f.S.Peer.Service() }),
		str("host", withURL, about{Plain, "主机名", "host of the address"}, func(f *Frame) string { return f.Host() }),
		str("site", withURL, about{Plain, "站点(可注册域)", "registrable domain"}, func(f *Frame) string { return f.Site() }),
		flag("url_ip", withURL, about{Plain, "网址为裸IP", "host is an IP address"}, func(f *Frame) bool { return f.features().IP }),
		num("url_digits", withURL, about{Permille, "站点名中数字占比(千分)", "share of digits in the site's own label, permille"}, func(f *Frame) int64 { return f.features().Digits }),
		flag("url_odd_suffix", withURL, about{Plain, "少见后缀(清单 odd_suffix)", "suffix is in the list odd_suffix"}, func(f *Frame) bool { return f.features().OddSuffix }),
		str("url_lookalike", withURL, about{Plain, "仿冒的品牌(清单 brands),无则空", "brand that the host imitates (list brands), or empty"}, func(f *Frame) string { return f.features().Brand }),
		num("url_depth", withURL, about{Plain, "站点以下的级数", "labels below the site"}, func(f *Frame) int64 { return f.features().Depth }),
		num("url_random", withURL, about{Permille, "字母随机程度(千分)", "how random the letters look, permille"}, func(f *Frame) int64 { return f.features().Random }),
		num("url_points", withURL, about{Plain, "网址可疑分0-100", "lexical suspicion of the address, 0–100"}, func(f *Frame) int64 { return f.features().Points }),
		num("scam_p", withText, about{Permille, "文本涉诈概率(千分)", "probability that the text serves a fraud, permille"}, func(f *Frame) int64 { p, _ := f.Scam(); return p }),
		str("scam_type", withText, about{FraudType, "文本最可能的诈骗类型", "likeliest fraud type of the text"}, func(f *Frame) string { _, t := f.Scam(); return t }),
		num("text_length", withText, about{Plain, "文本字数", "characters of the text"}, func(f *Frame) int64 { return int64(utf8.RuneCountInString(f.S.Text)) }),
		pairField(PairPayee, []signal.Kind{signal.Transfer}, "首次向该账户付款", "first payment to this account"),
		pairField(PairPeer, []signal.Kind{signal.Call, signal.Message}, "首次与该号码通话", "never talked to this number before"),
		pairField(PairSite, []signal.Kind{signal.Visit}, "首次访问该站点", "first visit to this site"), pairField(PairApp, []signal.Kind{signal.Visit}, "首次打开该应用", "app opened for the first time"),
		pairField(PairSender, []signal.Kind{signal.Message}, "首次与该号码往来短信", "no message to or from this number before"),
		pairField(PairOwn, []signal.Kind{signal.Transfer}, "本人从未用收款账户付款", "the person never paid from the payee's account"),
		involvedField(SubjectAccount, withMoney, "收款账户为涉案账户", "payee is on the list of sighted accounts"),
		involvedField(SubjectPhone, withPeer, "对方为涉案号码", "the other number is on the list of sighted numbers"),
		involvedField(SubjectSite, withURL, "网址为涉诈网址", "the site is on the list of sighted sites"), involvedField(SubjectApp, withApp, "应用为涉诈应用", "the app is on the list of sighted apps"),
		weightField(SubjectAccount, withMoney), weightField(SubjectPhone, withPeer),
		weightField(SubjectSite, withURL), weightField(SubjectApp, withApp),
		sightedFraud(),
		num("mule_p", withMoney, about{Permille, "收款账户像中转账户的程度(千分),未评过为0", "how much the payee's account passes money on like a mule's, permille, 0 where no model has scored it"}, func(f *Frame) int64 { w, _ := f.Mem.Sighted(SubjectMule); return 10 * w }),
		str("holder_payee", withMoney, about{Phone, "收款账户持有人的号码,不明则空", "number of who holds the payee's account, empty when unknown"}, func(f *Frame) string { return f.holder() }),
		str("owner_phone", anyKind, about{Secret, "本人号码的机主身份,不明则空", "identity of the owner of the person's number, empty when unknown"}, func(f *Frame) string { return f.owner(false) }),
		str("owner_peer", withPeer, about{Secret, "对方号码的机主身份,不明则空", "identity of the owner of the other number, empty when unknown"}, func(f *Frame) string { return f.owner(true) }),
	}
}

func pairField(p Pair, on []signal.Kind, zh, en string) Field {
	return flag("first_seen_"+PairNames[p], on, about{Plain, zh, en}, func(f *Frame) bool { return !f.Mem.Seen(p) })
}

func involvedField(s Subject, on []signal.Kind, zh, en string) Field {
	return flag("involved_"+SubjectNames[s], on, about{Plain, zh, en}, func(f *Frame) bool {
		w, _ := f.Mem.Sighted(s)
		return w > 0
	})
}

func weightField(s Subject, on []signal.Kind) Field {
	return num("sighted_weight_"+SubjectNames[s], on, about{Plain, "线索可信度(百分),无则0", "confidence of the active lead in percent, 0 without one"},
		func(f *Frame) int64 {
			w, _ := f.Mem.Sighted(s)
			return w
		})
}

func sightedFraud() Field {
	return str("sighted_fraud", anyKind, about{FraudType, "线索所指诈骗类型,无则空", "fraud type of the strongest active lead, or empty"},
		func(f *Frame) string { return f.SightedFraud() })
}

// SightedFraud is the fraud type that the strongest lead on any subject of the signal names.
func (f *Frame) SightedFraud() string {
	best, fraud := int64(0), ""
	for s := range SubjectMule {
		w, t := f.Mem.Sighted(s)
		if w > best && t != "" {
			best, fraud = w, t
		}
	}
	return fraud
}

var fieldByName = func() map[string]*Field {
	m := make(map[string]*Field, len(Fields))
	for i := range Fields {
		m[Fields[i].Name] = &Fields[i]
	}
	return m
}()
