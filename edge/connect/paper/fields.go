package paper

import (
	"strconv"

	"fanzha/edge/partner/wire"
)

// Names of the fields of a form, as they stand in the file.
const (
	fieldOrder    = "order"    // hidden: the order that is answered
	fieldReminder = "reminder" // hidden: the reminder that the form came with
	fieldBank     = "bank"     // hidden
	fieldResult   = "result"
	fieldHeld     = "held"
	fieldBalance  = "balance"
	fieldExecuted = "executed_at"
	fieldExpires  = "expires_at"
	fieldRefusal  = "refusal"
	fieldSeq      = "seq"
	fieldFinal    = "final"
	fieldText     = "text"
	fieldPerson   = "person"
	fieldPhone    = "phone"
	fieldAt       = "at"
)

// formLines is how many lines of where money went the form has.
const formLines = 10

// labels are the fields as faults name them.
var labels = map[string]string{
	fieldOrder: "指令编号", fieldBank: "机构代码", fieldResult: "处理结果", fieldHeld: "止付金额", fieldBalance: "账户余额", fieldExecuted: "执行时间",
	fieldExpires: "到期时间", fieldRefusal: "拒绝原因", fieldSeq: "反馈次序", fieldFinal: "最终反馈", fieldText: "说明", fieldPerson: "经办人",
	fieldPhone: "联系电话", fieldAt: "反馈时间",
}

// column is one column of the lines of where money went.
type column struct {
	name  string
	label string
	width float64
}

// columns are 180 mm in all, with the number of the line.
var columns = []column{
	{"code", "去向", 25}, {"fen", "金额（元）", 22}, {"time", "交易时间", 29}, {"ref", "流水号", 21}, {"bank", "转入机构", 21}, {"account", "转入账号", 31},
	{"name", "户名／地点／案号", 25},
}

// lineField names one cell.
func lineField(line int, column string) string { return "line" + strconv.Itoa(line) + "." + column }

// kind says what can be done with a field.
type kind uint8

const (
	kindText   kind = iota
	kindLong        // several lines
	kindList        // a list that may be typed over
	kindCheck       // one box
	kindOne         // one box of several with the same name
	kindHidden      // carries a value, shows nothing
)

// option is one choice: the value that is kept and what is shown.
type option struct{ value, shown string }

// field is one field of the form.
type field struct {
	name    string
	label   string
	kind    kind
	place   place
	value   string // hidden: what it carries; one box of several: what it means
	options []option
	small   bool
}

func refusalOptions() []option {
	var out []option
	for i, r := range wire.Refusals() {
		out = append(out, option{r.Code, twoDigits(i+1) + " " + r.ZH})
	}
	return out
}

func codeOptions() []option {
	var out []option
	for i, m := range wire.Meanings() {
		out = append(out, option{string(m.Code), twoDigits(i+1) + " " + m.ZH})
	}
	return out
}

func twoDigits(n int) string {
	if n < 10 {
		return "0" + strconv.Itoa(n)
	}
	return strconv.Itoa(n)
}
