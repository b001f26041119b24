// Package figure is 数据表述: one figure of a bulletin as a structure, and its Chinese words. It prints; reading is the package above.
package figure

import (
	"math/big"

	"fanzha/centre/stats/phrase/dates"
	"fanzha/centre/stats/phrase/script"
)

// Op is what a printed number claims about the true one.
type Op string

// The claims. Those without a number are of figures that print none.
const (
	Eq      Op = "eq"
	GE      Op = "ge"     // 余、多、以上、不低于
	GT      Op = "gt"     // 超过、突破、逾
	LE      Op = "le"     // 以下、以内
	LT      Op = "lt"     // 不足、不到
	Approx  Op = "approx" // 近、约、左右; also a rounded number of a title
	Range   Op = "range"  // 30—40万元
	None    Op = "none"   // direction or change only
	Several Op = "several"
	List    Op = "list"
	Words   Op = "qualitative" // 前列、全天候
)

// Number is a number as printed.
type Number struct {
	script.Decimal
	Scale int8            `json:"scale"` // power of ten of the scale word: 4 万, 8 亿; 0 none
	Op    Op              `json:"op"`
	Word  string          `json:"qualifier,omitempty"` // 余, 近, 超过, 以上 …
	Of    int64           `json:"of,omitempty"`        // the number is a part of so many: 三分之二
	Upto  *script.Decimal `json:"upto,omitempty"`      // of a range
	Han   bool            `json:"han,omitempty"`       // printed in Chinese numerals
	Mixed bool            `json:"mixed,omitempty"`     // printed with two scales: 1亿2308万
}

// Rat is the value without its scale word, exactly.
func (n Number) Rat() *big.Rat {
	r := new(big.Rat).Mul(n.Decimal.Rat(), new(big.Rat).SetInt(script.Power(int(n.Scale))))
	if n.Of > 0 {
		r.Quo(r, new(big.Rat).SetInt64(n.Of))
	}
	return r
}

// Step is one unit of the last printed place: 0.01亿 for 13.24亿. A printed value is true within it.
func (n Number) Step() *big.Rat {
	return new(big.Rat).SetFrac(script.Power(int(n.Scale)), script.Power(int(n.Places)))
}

// Way is the direction of a comparison.
type Way string

// The directions.
const (
	Up    Way = "up"
	Down  Way = "down"
	Flat  Way = "flat"  // 持平
	Times Way = "times" // 是……的n倍
	Zero  Way = "zero"  // the base was 0: no percentage is printed
	Apart Way = "apart" // 与均值相差n: nobody says which way
	Was   Way = "was"   // small base: the earlier number itself is printed
)

// Comparison is a figure against its base.
type Comparison struct {
	Kind    string `json:"kind"`              // 同比, 环比, or the base as printed: 与4月相比; empty where none is named
	Base    string `json:"base,omitempty"`    // the period compared with, as printed
	Op      Way    `json:"op"`                //
	Verb    string `json:"verb,omitempty"`    // as printed: 上升, 提升; empty takes the usual one
	Value   Number `json:"-"`                 // Op None for direction only; json.go writes it in columns
	Unit    string `json:"unit,omitempty"`    // %, 个百分点, 倍, 番, or what is counted
	Shared  bool   `json:"shared,omitempty"`  // printed once for several figures
	Persist int    `json:"persist,omitempty"` // 连续n, 0 when not said
	Every   string `json:"every,omitempty"`   // 周、月、年 of persistence
	Quote   string `json:"quote"`             // as printed in the text
	Start   int    `json:"start"`             // bytes
	End     int    `json:"end"`
}

// Period is the time a figure is about.
type Period = dates.Period

// Rank is a place among others.
type Rank struct {
	Place int    `json:"place,omitempty"` // 0 when only words say it
	Word  string `json:"word"`            // 第一, 前列, 首个 …
	Scope string `json:"scope,omitempty"` // among whom: 全省
	Verb  string `json:"verb,omitempty"`  // 居, 位列
	Thing string `json:"thing,omitempty"` // of what: 第一大|犯罪类型
	Was   int    `json:"was,omitempty"`   // the earlier place: 从第5位升至第2位
}

// Stats: what a value is.
const (
	Count    = "count"
	Sum      = "sum"
	Ratio    = "ratio"
	Average  = "average"
	Duration = "duration"
	Ranked   = "rank"
	Change0  = "change" // no level of its own
)

// Codes of warnings of Parse.
const (
	WarnUnit   = "unit_missing"   // 20亿 without 元
	WarnDate   = "date_garbled"   // ?月9日
	WarnShared = "shared_count"   // 分别 with another number of changes than figures
	WarnBase   = "no_figure"      // a comparison that belongs to no figure
	WarnLong   = "text_cut"       // the text is longer than is read
	WarnRange  = "number_refused" // more digits than are read
)

// Figure is one figure of a bulletin.
type Figure struct {
	Code    string       `json:"code,omitempty"` // of the indicator, where its printed name is known
	Name    string       `json:"name"`           // as printed, simplified
	Subject string       `json:"subject,omitempty"`
	Period  Period       `json:"period"`
	Value   Number       `json:"-"`              // json.go writes it in columns
	Unit    string       `json:"unit,omitempty"` // without the scale word
	Stat    string       `json:"stat"`
	Filter  string       `json:"filter,omitempty"` // 损失30万元以上
	Compare []Comparison `json:"compare,omitempty"`
	Rank    *Rank        `json:"rank,omitempty"`
	Whole   int          `json:"whole"`            // index of the figure it is a part of (其中), -1 for none
	Shared  bool         `json:"shared,omitempty"` // one printed number for several figures (均)
	Story   bool         `json:"story,omitempty"`  // of one case told as a story
	Warn    []string     `json:"warnings,omitempty"`

	Quote     string `json:"quote"` // exact piece of the text
	Printed   string `json:"printed,omitempty"`
	Start     int    `json:"start"` // bytes of the quote
	End       int    `json:"end"`
	RuneStart int    `json:"rune_start"`
	RuneEnd   int    `json:"rune_end"`
	NumStart  int    `json:"num_start"` // bytes of the printed number with its unit
	NumEnd    int    `json:"num_end"`
}

// Warning is something about the text that a person should look at.
type Warning struct {
	Code  string `json:"code"`
	Quote string `json:"quote"`
	Start int    `json:"start"`
	End   int    `json:"end"`
}

// Text is what Parse found.
type Text struct {
	Figures  []Figure  `json:"figures"`
	Warnings []Warning `json:"warnings,omitempty"`
}

// Claim is what the printed number says: an approximation without a word for it prints like an exact one.
func (n Number) Claim() Op {
	if n.Op == Approx && n.Word == "" || n.Op == "" {
		return Eq
	}
	return n.Op
}
