package signal

import "fanzha/term/ident"

// fieldID numbers the wire fields; it is the bit of the field in the sets of kinds.
type fieldID uint8

// The wire fields.
const (
	fKind fieldID = iota
	fID
	fTime
	fPhone
	fPersonID
	fName
	fPlace
	fPeer
	fURL
	fApp
	fText
	fChannel
	fDirection
	fAnswered
	fDuration
	fAccount
	fPayeeAccount
	fPayeeName
	fPayeeBank
	fAmount
	fFraud
	fSubject
	fLost
	fUntil
	fWeight
	fDevice
	fieldCount
)

// fieldType is how a field is read and checked.
type fieldType uint8

const (
	tEnum    fieldType = iota // one of listed words
	tLine                     // one line of free text
	tText                     // free text with line breaks
	tTime                     // RFC 3339 or microseconds
	tPhone                    // ident.ParsePhone
	tPerson                   // ident.ParseID
	tAccount                  // ident.ParseAccount
	tURL                      // ident.ParseURL
	tApp                      // ident.ParseApp
	tPlace                    // 6, 9 or 12 digits
	tInt                      // whole number
	tBool
)

// field is one row of the table that the decoder, the schemas and the documentation follow.
type field struct {
	id       fieldID
	name     string
	typ      fieldType
	max      int64 // bytes of a string, largest value of a number
	min      int64
	unit     string
	zh, en   string
	examples []string
	lead     string // "name": as nearly all write it
}

var fields = [fieldCount]field{
	{id: fKind, name: "kind", typ: tEnum, zh: "信号种类；只在混合提交时必填", en: "Kind of signal; required only in mixed requests", examples: []string{"call"}},
	{id: fID, name: "id", typ: tLine, max: IDMax, zh: "来源方自己的编号，同一来源内永不重复；不填则取内容的摘要", en: "The source's own id, never used twice by it; when absent, a digest of the content", examples: []string{"CDR-20261121-000017"}},
	{id: fTime, name: "time", typ: tTime, zh: "发生时间：带时区的 RFC 3339，或 1970 年起的整微秒；不填则取收到的时间", en: "When it happened: RFC 3339 with zone, or whole microseconds since 1970; when absent, the time of receipt", examples: []string{"2026-11-21T10:03:00+08:00"}},
	{id: fPhone, name: "phone", typ: tPhone, max: 64, zh: "当事人（可能的被害人）的号码", en: "Number of the person concerned (the possible victim)", examples: []string{"13800138000"}},
	{id: fPersonID, name: "person_id", typ: tPerson, max: 64, zh: "当事人的公民身份号码（18 位，校验码须正确）", en: "Identity number of the person (18 characters, check digit must be right)"},
	{id: fName, name: "name", typ: tLine, max: NameMax, zh: "当事人姓名", en: "Name of the person"},
	{id: fPlace, name: "place", typ: tPlace, max: 12, zh: "当事人所在或居住地的区划代码（6、9 或 12 位）", en: "Division code of where the person is or lives (6, 9 or 12 digits)", examples: []string{"990101001"}},
	{id: fPeer, name: "peer", typ: tPhone, max: 64, zh: "对方号码：主叫、发送方或被叫；不是号码的（如隐藏、字母）不填", en: "Number of the other side: caller, sender or callee; leave out what is not a number (withheld, letters)", examples: []string{"+85251234567"}},
	{id: fURL, name: "url", typ: tURL, max: ident.MaxURL, zh: "网址；没有协议名按 http", en: "Web address; without a scheme http is meant", examples: []string{"https://example.com/login"}},
	{id: fApp, name: "app", typ: tApp, max: 255, zh: "应用的包名", en: "Package or bundle id of an app", examples: []string{"com.example.pay"}},
	{id: fText, name: "text", typ: tText, max: TextMax, zh: "短信内容或报案、线索的叙述，原样保存", en: "Text of the message or narrative of the report or lead, kept verbatim"},
	{id: fChannel, name: "channel", typ: tEnum, zh: "渠道，按种类取值", en: "Channel; the values depend on the kind"},
	{id: fDirection, name: "direction", typ: tEnum, zh: "方向：in 当事人接到（默认），out 当事人发出", en: "in: the person received it (default); out: the person made it"},
	{id: fAnswered, name: "answered", typ: tBool, zh: "是否接通", en: "Whether the call was answered"},
	{id: fDuration, name: "duration_s", typ: tInt, max: DurationMax, unit: "s", zh: "通话或停留时长", en: "Length of the call or of the stay"},
	{id: fAccount, name: "account", typ: tAccount, max: 64, zh: "当事人自己的账户、卡号", en: "The person's own account or card"},
	{id: fPayeeAccount, name: "payee_account", typ: tAccount, max: 64, zh: "收款账户、卡号", en: "Account or card of the payee"},
	{id: fPayeeName, name: "payee_name", typ: tLine, max: NameMax, zh: "收款户名", en: "Name of the payee"},
	{id: fPayeeBank, name: "payee_bank", typ: tLine, max: NameMax, zh: "收款行", en: "Bank of the payee"},
	{id: fAmount, name: "amount_fen", typ: tInt, max: AmountMax, unit: "fen", zh: "金额，单位分，整数", en: "Amount in fen, a whole number", examples: []string{"1250000"}},
	{id: fFraud, name: "fraud", typ: tEnum, zh: "报称的诈骗类型代码", en: "Claimed fraud type, a code"},
	{id: fSubject, name: "subject", typ: tEnum, zh: "线索对象：phone 指 peer，account 指 payee_account，url、app 同名字段；mule 是账户模型对 payee_account 的评分（weight 为百分），不是线索", en: "What the lead is about: phone means peer, account means payee_account, url and app the fields of that name; mule is an account model's score of payee_account (weight in percent), no lead"},
	{id: fLost, name: "lost", typ: tBool, zh: "钱是否已经转出", en: "Whether money has already moved"},
	{id: fUntil, name: "until", typ: tTime, zh: "线索有效期至；不填取规则库的默认", en: "The lead is valid until; when absent, the rulebook's default"},
	{id: fWeight, name: "weight", typ: tInt, min: 1, max: 100, unit: "%", zh: "线索可信度", en: "Confidence in the lead"},
	{id: fDevice, name: "device", typ: tLine, max: DeviceMax, zh: "当事人所用设备的编号或指纹，同一来源内稳定", en: "Serial number or fingerprint of the device in the person's hand, stable within the source", examples: []string{"864394010000001"}},
}

// set is a set of fields.
type set uint32

func setOf(ids ...fieldID) (s set) {
	for _, id := range ids {
		s |= 1 << id
	}
	return s
}

func (s set) has(id fieldID) bool { return s&(1<<id) != 0 }

// kindRule is what one kind allows and needs.
type kindRule struct {
	allowed  set
	required set
	oneOf    []set // of each set at least one field must be given
	channels []string
	zh, en   string
}

var common = setOf(fKind, fID, fTime, fPhone, fPersonID, fName, fPlace)

var rules = [...]kindRule{
	Call: {
		allowed: common | setOf(fPeer, fDirection, fAnswered, fDuration, fChannel, fDevice), required: setOf(fPhone),
		channels: []string{"voice", "voip", "video"},
		zh:       "通话：当事人号码接到或拨出的电话", en: "A call to or from the person's number",
	},
	Message: {
		allowed: common | setOf(fPeer, fText, fURL, fDirection, fChannel, fDevice), oneOf: []set{setOf(fText, fURL)},
		channels: []string{"sms", "mms", "app"},
		zh:       "短信或消息：到达或发自当事人的文字", en: "A text that reached or left the person",
	},
	Visit: {
		allowed: common | setOf(fURL, fApp, fDuration, fDevice), oneOf: []set{setOf(fURL, fApp)},
		zh: "访问：打开网站或应用", en: "A site or an app was opened",
	},
	Transfer: {
		allowed: common | setOf(fAccount, fPayeeAccount, fPayeeName, fPayeeBank, fAmount, fChannel, fDevice), required: setOf(fPayeeAccount, fAmount),
		oneOf:    []set{setOf(fAccount, fPhone, fPersonID)},
		channels: []string{"counter", "atm", "web", "mobile", "phone", "pos", "third_party", "ecny", "cash", "other"},
		zh:       "转账：当事人付款给别人", en: "The person paid someone",
	},
	Report: {
		allowed: common | setOf(fPeer, fURL, fApp, fText, fChannel, fAccount, fPayeeAccount, fPayeeName, fPayeeBank, fAmount, fFraud, fLost),
		oneOf:   []set{setOf(fPhone, fPersonID), setOf(fText, fFraud)}, channels: []string{"110", "96110", "counter", "app", "bank", "other"},
		zh: "报案或求助", en: "Someone tells us, by hotline, counter or app",
	},
	Sighting: {
		allowed: setOf(fKind, fID, fTime, fPeer, fPayeeAccount, fPayeeName, fPayeeBank, fURL, fApp, fText, fFraud, fSubject, fUntil, fWeight), required: setOf(fSubject),
		zh: "线索：可疑的账户、号码、网站或应用，不针对某个人", en: "A lead on a suspicious account, number, site or app; it has no person",
	},
}

// subjects are the values of subject and the field each one needs.
var subjects = map[string]fieldID{"phone": fPeer, "account": fPayeeAccount, "url": fURL, "app": fApp, "mule": fPayeeAccount}

// byName finds a field by its wire name: a table of first letter and length, filled from fields, with the name compared.
var byName = func() (index [512][]*field) {
	for i := range fields {
		f := &fields[i]
		f.lead = `"` + f.name + `":`
		at := slot(f.name)
		index[at] = append(index[at], f)
	}
	return index
}()

func slot[T string | []byte](name T) int { return int(name[0]&31)<<4 | len(name)&15 }

func fieldNamed(name []byte) *field {
	if len(name) == 0 {
		return nil
	}
	for _, f := range byName[slot(name)] {
		if f.name == string(name) {
			return f
		}
	}
	return nil
}

// aliases are names partners often use; they are not accepted, but suggested.
var aliases = map[string]string{
	"amount": "amount_fen", "money": "amount_fen", "duration": "duration_s", "seconds": "duration_s", "content": "text", "body": "text", "msg": "text",
	"message": "text", "sms": "text", "msisdn": "phone", "mobile": "phone", "tel": "phone", "caller": "peer", "callee": "peer", "from": "peer", "sender": "peer",
	"timestamp": "time", "ts": "time", "date": "time", "idcard": "person_id", "id_number": "person_id", "id_card": "person_id", "card": "account",
	"payee": "payee_account", "to_account": "payee_account", "link": "url", "domain": "url", "package": "app", "type": "kind", "area": "place", "expires": "until",
	"confidence": "weight", "bank": "payee_bank", "imei": "device", "device_id": "device",
}

// suggest names the field that was probably meant, "" when none is near.
func suggest(name string) string {
	if a := aliases[name]; a != "" {
		return a
	}
	best, at := 3, ""
	for i := range fields {
		if d := distance(name, fields[i].name, best); d < best {
			best, at = d, fields[i].name
		}
	}
	return at
}

// distance is the edit distance of two short names, or limit when it is not below that.
func distance(a, b string, limit int) int {
	if len(a)-len(b) >= limit || len(b)-len(a) >= limit || len(a) > 32 {
		return limit
	}
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := range len(a) {
		diagonal := row[0]
		row[0] = i + 1
		for j := range len(b) {
			cost := 1
			if a[i] == b[j] {
				cost = 0
			}
			next := min(diagonal+cost, row[j]+1, row[j+1]+1)
			diagonal, row[j+1] = row[j+1], next
		}
	}
	return min(row[len(b)], limit)
}
