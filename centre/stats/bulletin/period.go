package bulletin

import "fanzha/term/region"

// Area is how a text calls a unit's jurisdiction.
func Area(unit string) string {
	switch region.KindOf(unit) {
	case region.Ministry:
		return "全国"
	case region.Province:
		return "全省"
	case region.City:
		return "全市"
	case region.County:
		return "全县"
	}
	return "辖区"
}

var hans = []string{"零", "一", "二", "三", "四", "五", "六", "七", "八", "九", "十"}

// ordinal writes 1 to 99 in Chinese: 一, 十二, 二十.
func ordinal(n int) string {
	switch {
	case n <= 10:
		return hans[max(n, 0)]
	case n < 20:
		return "十" + hans[n-10]
	case n%10 == 0:
		return hans[n/10] + "十"
	}
	return hans[n/10] + "十" + hans[n%10]
}
