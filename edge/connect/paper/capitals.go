package paper

import "strings"

var (
	capitalDigits = []string{"零", "壹", "贰", "叁", "肆", "伍", "陆", "柒", "捌", "玖"}
	capitalPlaces = []string{"", "拾", "佰", "仟"}
	capitalGroups = []string{"", "万", "亿", "万亿"}
)

// Capitals writes an amount in the capital numerals of Chinese documents (中文大写), as the rules for payment documents
// (支付结算办法, annex) ask: "人民币捌万陆仟元整", with 零 for places left out in the middle and 整 where no 分 follows.
func Capitals(fen int64) string {
	if fen < 0 {
		return "人民币负" + strings.TrimPrefix(Capitals(-fen), "人民币")
	}
	yuan, jiao, rest := fen/100, fen/10%10, fen%10
	var b strings.Builder
	b.WriteString("人民币")
	if yuan > 0 {
		b.WriteString(capitalWhole(yuan) + "元")
	}
	switch {
	case yuan == 0 && jiao == 0 && rest == 0:
		b.WriteString("零元")
	case yuan > 0 && jiao == 0 && rest > 0, yuan > 0 && yuan%10 == 0 && jiao > 0:
		b.WriteString("零")
	}
	if jiao > 0 {
		b.WriteString(capitalDigits[jiao] + "角")
	}
	if rest > 0 {
		b.WriteString(capitalDigits[rest] + "分")
	} else {
		b.WriteString("整")
	}
	return b.String()
}

// capitalWhole writes a whole number above zero in groups of four places. No amount of an order reaches the fifth group.
func capitalWhole(n int64) string {
	var groups []int64
	for ; n > 0; n /= 10_000 {
		groups = append(groups, n%10_000)
	}
	var b strings.Builder
	gap := false
	for i := len(groups) - 1; i >= 0; i-- {
		g := groups[i]
		if g == 0 {
			gap = true
			continue
		}
		if b.Len() > 0 && (gap || g < 1000) { // a place is left out between the groups
			b.WriteString("零")
		}
		gap = false
		b.WriteString(capitalFour(g))
		b.WriteString(capitalGroups[min(i, len(capitalGroups)-1)])
	}
	return b.String()
}

func capitalFour(n int64) string {
	var b strings.Builder
	gap := false
	for place, unit := 3, int64(1000); place >= 0; place, unit = place-1, unit/10 {
		d := n / unit % 10
		if d == 0 {
			gap = b.Len() > 0
			continue
		}
		if gap {
			b.WriteString("零")
			gap = false
		}
		b.WriteString(capitalDigits[d] + capitalPlaces[place])
	}
	return b.String()
}
