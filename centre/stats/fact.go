package stats

import "fanzha/term/when"

// Dim is a side by which facts are told apart (维度).
type Dim uint8

// The sides of a fact beside its unit, region and day. The zero value of a side is "not known" and is a group of its own.
const (
	FraudType   Dim    = iota // 类型: a code of term/fraud
	Campaign                  // 专项行动
	Supervision               // 督办级别: ministry, province, city
	CardKind                  // 卡种: bank_card, sim, corporate_account, phone …
	Bank                      // 银行
	Carrier                   // 运营商
	Outlet                    // 网点
	Venue                     // 场所
	Channel                   // 来源、渠道、方式
	AmountBand                // 金额段
	AgeBand                   // 年龄段
	Sex                       // 性别
	Occupation                // 职业
	MemberUnit                // 成员单位
	Level                     // 等级: urgent, high, mid, low
	Result                    // 结果
	Dims        = iota        // how many sides there are
)

var dimCodes = [Dims]string{"fraud_type", "campaign", "supervision", "card_kind", "bank", "carrier", "outlet", "venue", "channel", "amount_band",
	"age_band", "sex", "occupation", "member_unit", "level", "result"}

var dimNames = [Dims]string{"诈骗类型", "专项行动", "督办级别", "卡种", "银行", "运营商", "网点", "场所", "渠道", "金额段", "年龄段", "性别", "职业", "成员单位", "等级", "结果"}

var dimEnglish = [Dims]string{"Fraud type", "Campaign", "Supervised by", "Kind of card", "Bank", "Carrier", "Outlet", "Venue", "Channel", "Amount band", "Age", "Sex",
	"Occupation", "Member unit", "Level", "Result"}

// English is the English name of a side.
func (d Dim) English() string {
	if int(d) >= Dims {
		return ""
	}
	return dimEnglish[d]
}

// String is the code of a side, as dictionaries and addresses name it.
func (d Dim) String() string {
	if int(d) >= Dims {
		return ""
	}
	return dimCodes[d]
}

// Name is the Chinese name of a side.
func (d Dim) Name() string {
	if int(d) >= Dims {
		return ""
	}
	return dimNames[d]
}

// ParseDim finds a side by its code.
func ParseDim(code string) (Dim, bool) {
	for d, c := range dimCodes {
		if c == code {
			return Dim(d), true
		}
	}
	return 0, false
}

// Fact is one counted thing: a case filed, an order signed, a sum held.
type Fact struct {
	Measure string // what was counted: "case.filed", "order.held"; 1–64 of a–z, 0–9, dot and underscore
	ID      string // of the thing within its measure; counting it again corrects it
	Seq     int64  // of the event that says so: of two facts with one id the larger counts
	At      when.Micros
	Unit    string // whose work it is; jurisdiction is decided by it
	Region  string // where: 6, 9 or 12 digits, may be empty
	Sides   [Dims]string
	N       int64  // how many; for most facts 1
	Fen     int64  // how much; 0 where it is not about money
	Object  string // kind and id of the record behind it, "claim/01J…": what a screen opens
	Gone    bool   // it turned out not to be: counts as nothing
}
