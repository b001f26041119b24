package units

import (
	"fmt"
	"strconv"
)

// Lang is the language of a sentence.
type Lang uint8

// The languages.
const (
	ZH Lang = iota
	EN
)

// never is scenario.Never: nothing happened.
const never = 1_000_000_000

// Say is a number of a unit as an officer reads it: 52,000元, 25分钟, 83%.
func Say(v int64, u Unit, lang Lang) string {
	switch u {
	case Fen:
		return showMoney(v, lang)
	case Seconds:
		return showSpan(v, lang)
	case Permille:
		return strconv.FormatInt((v+5)/10, 10) + "%"
	}
	return strconv.FormatInt(v, 10)
}

// showMoney prints 52,000元 or CNY 52,000, with fen only when there are any.
func showMoney(fen int64, lang Lang) string {
	sign := ""
	if fen < 0 {
		sign, fen = "-", -fen
	}
	s := strconv.FormatInt(fen/100, 10)
	for i := len(s) - 3; i > 0; i -= 3 {
		s = s[:i] + "," + s[i:]
	}
	if fen%100 != 0 {
		s += fmt.Sprintf(".%02d", fen%100)
	}
	if lang == ZH {
		return sign + s + "元"
	}
	return "CNY " + sign + s
}

// showSpan prints a span by its two largest units.
func showSpan(s int64, lang Lang) string {
	if s >= never {
		if lang == ZH {
			return "从未"
		}
		return "never"
	}
	out := ""
	for i, u := range spanUnits {
		if s < u.s {
			continue
		}
		out = u.show(s/u.s, lang)
		if i+1 < len(spanUnits)-1 && s%u.s >= spanUnits[i+1].s {
			next := spanUnits[i+1]
			if lang == EN {
				out += " "
			}
			out += next.show(s%u.s/next.s, lang)
		}
		return out
	}
	return spanUnits[len(spanUnits)-1].show(0, lang)
}

// spanUnit is a unit of time with its words.
type spanUnit struct {
	s      int64
	zh, en string
}

var spanUnits = [...]spanUnit{{86400, "天", " d"}, {3600, "小时", " h"}, {60, "分钟", " min"}, {1, "秒", " s"}}

func (u spanUnit) show(n int64, lang Lang) string {
	if lang == ZH {
		return strconv.FormatInt(n, 10) + u.zh
	}
	return strconv.FormatInt(n, 10) + u.en
}
