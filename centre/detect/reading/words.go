package reading

import (
	"fanzha/centre/detect/scenario"
	"fanzha/centre/signal"
)

// word is a word in both languages.
type word struct{ zh, en string }

// kindWords are the kinds of signals: what a person does, and what it is called.
var kindWords = [...]struct{ did, noun, didEN, nounEN string }{
	signal.Call:     {"通话", "通话", "talks or is called", "call"},
	signal.Message:  {"收发短信", "短信", "gets or sends a message", "message"},
	signal.Visit:    {"访问网站或应用", "访问", "opens a site or an app", "visit"},
	signal.Transfer: {"转账", "转账", "pays", "transfer"},
	signal.Report:   {"报案或求助", "报案求助", "reports", "report"},
}

var keyWords = [scenario.ByCount]word{
	scenario.ByPerson: {"人", "person"}, scenario.ByPhone: {"号码", "number"}, scenario.ByAccount: {"本人账户", "own account"},
	scenario.ByPayee: {"收款账户", "payee account"}, scenario.ByPeer: {"对方号码", "other number"}, scenario.BySite: {"网站", "site"}, scenario.ByHour: {"钟点", "hour of the day"}, scenario.ByDevice: {"设备", "device"}, scenario.ByOwner: {"机主", "owner of a number"}, scenario.ByHolder: {"收款账户持有人", "holder of the payee account"},
}

var levelWords = map[string][2]string{"urgent": {"紧急", "urgent"}, "high": {"高", "high"}, "medium": {"中", "medium"}, "low": {"低", "low"}}

// flagWords say a yes/no field when it holds and when it does not.
var flagWords = map[string]struct{ yes, no word }{
	"outgoing":          {word{"由本人打出或发出", "made by the person"}, word{"不是本人打出或发出的", "not made by the person"}},
	"answered":          {word{"已接通", "answered"}, word{"未接通", "not answered"}},
	"lost":              {word{"钱已转出", "money has moved"}, word{"钱尚未转出", "no money has moved"}},
	"peer_foreign":      {word{"对方为境外号码", "the other number is foreign"}, word{"对方不是境外号码", "the other number is not foreign"}},
	"peer_mobile":       {word{"对方为境内手机号", "the other number is a mainland mobile"}, word{"对方不是境内手机号", "the other number is no mainland mobile"}},
	"peer_virtual":      {word{"对方为虚拟运营商号码", "the other number is of a virtual operator"}, word{"对方不是虚拟运营商号码", "the other number is of no virtual operator"}},
	"peer_service":      {word{"对方为服务号码", "the other number is a service number"}, word{"对方不是服务号码", "the other number is no service number"}},
	"url_ip":            {word{"网址为裸IP", "the host is an IP address"}, word{"网址不是裸IP", "the host is no IP address"}},
	"url_odd_suffix":    {word{"域名后缀少见", "the suffix is an odd one"}, word{"域名后缀常见", "the suffix is a common one"}},
	"first_seen_payee":  {word{"首次向该账户付款", "this account is paid for the first time"}, word{"以前向该账户付过款", "this account was paid before"}},
	"first_seen_peer":   {word{"以前从未与该号码通话", "this number was never talked to before"}, word{"以前与该号码通过话", "this number was talked to before"}},
	"first_seen_own":    {word{"本人从未用收款账户付款", "the person never paid from the payee's account"}, word{"收款账户是本人用过的账户", "the person paid from the payee's account before"}},
	"first_seen_sender": {word{"以前从未收到该号码的短信", "this sender never wrote before"}, word{"以前收到过该号码的短信", "this sender wrote before"}},
	"first_seen_site":   {word{"首次访问该网站", "this site is opened for the first time"}, word{"以前访问过该网站", "this site was opened before"}},
	"first_seen_app":    {word{"首次打开该应用", "this app is opened for the first time"}, word{"以前打开过该应用", "this app was opened before"}},
	"involved_account":  {word{"收款账户为涉案账户", "the payee is on the list of sighted accounts"}, word{"收款账户不是涉案账户", "the payee is not on the list of sighted accounts"}},
	"involved_phone":    {word{"对方为涉案号码", "the other number is on the list of sighted numbers"}, word{"对方不是涉案号码", "the other number is not on the list of sighted numbers"}},
	"involved_site":     {word{"网址为涉诈网址", "the site is on the list of sighted sites"}, word{"网址不是涉诈网址", "the site is not on the list of sighted sites"}},
	"involved_app":      {word{"应用为涉诈应用", "the app is on the list of sighted apps"}, word{"应用不是涉诈应用", "the app is not on the list of sighted apps"}},
}

// fieldWords are short names for fields whose own description is too long for a sentence.
var fieldWords = map[string]word{
	"amount_fen": {"金额", "the amount"}, "duration_s": {"时长", "its length"}, "peer": {"对方号码", "the other number"}, "phone": {"本人号码", "the person's number"},
	"account": {"本人账户", "the person's account"}, "payee_account": {"收款账户", "the payee's account"}, "payee_bank": {"收款行", "the payee's bank"},
	"site": {"网站", "the site"}, "host": {"主机名", "the host"}, "url": {"网址", "the address"}, "app": {"应用", "the app"}, "text": {"文本", "the text"},
	"channel": {"渠道", "the channel"}, "source": {"来源单位", "the source"}, "place": {"所在地代码", "the place"}, "hour": {"钟点", "the hour of the day"},
	"scam_p": {"文本涉诈概率", "the text's probability of fraud"}, "scam_type": {"文本所示类型", "the text's likeliest type"}, "text_length": {"文本字数", "the text's length"},
	"claimed_fraud": {"报案人所述类型", "the claimed type"}, "sighted_fraud": {"线索所指类型", "the lead's type"}, "url_points": {"网址可疑分", "the address's suspicion points"},
	"url_lookalike": {"仿冒的品牌", "the imitated brand"}, "url_digits": {"站点名数字占比", "the share of digits in the site's name"}, "url_random": {"字母随机程度", "the randomness of the letters"},
	"url_depth": {"站点以下级数", "the labels below the site"}, "sighted_weight_account": {"收款账户的线索可信度", "the confidence of the lead on the payee"},
	"sighted_weight_phone": {"对方号码的线索可信度", "the confidence of the lead on the number"}, "sighted_weight_site": {"网址的线索可信度", "the confidence of the lead on the site"},
	"sighted_weight_app": {"应用的线索可信度", "the confidence of the lead on the app"}, "time": {"发生时间", "the time"}, "kind": {"信号种类", "the kind"},
	"mule_p": {"收款账户的中转评分", "the payee account's score as a mule's"},
	"never":  {"从未", "never"}, "device": {"本人设备", "the person's device"}, "holder_payee": {"收款账户持有人号码", "the number of the payee account's holder"},
	"owner_phone": {"本人号码的机主", "the owner of the person's number"}, "owner_peer": {"对方号码的机主", "the owner of the other number"},
}
