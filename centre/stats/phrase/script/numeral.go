package script

import "strings"

const hanDigits = "零一二三四五六七八九"

// HanDigit is the value of a digit in Chinese, -1 for another character; 两 and 双 are 2.
func HanDigit(c rune) int64 {
	switch c {
	case '〇', '零':
		return 0
	case '两', '双', '俩':
		return 2
	}
	i := strings.IndexRune(hanDigits, c)
	if i < 0 {
		return -1
	}
	return int64(i / len("零"))
}

// HanPower is the value of 十, 百, 千, 万, 亿, 0 for another character.
func HanPower(c rune) int64 {
	switch c {
	case '十':
		return 10
	case '百':
		return 100
	case '千':
		return 1000
	case '万':
		return 1_0000
	case '亿':
		return 1_0000_0000
	}
	return 0
}

// HanNumber reads a Chinese numeral (三百二十, 两千, 十五, 百, 千) that begins at r[i]: its value and where it ends. 十几 and 三四 are not read.
func HanNumber(r []rune, i int) (value int64, end int, ok bool) {
	total, section, digit := int64(0), int64(0), int64(-1)
	power := int64(0) // of the character before: 一万二 is 12,000
	last := func() int64 {
		if digit > 0 && power >= 100 {
			return digit * power / 10
		}
		return max(digit, 0)
	}
	for end = i; end < len(r) && end-i < 24; end++ {
		c := r[end]
		if d := HanDigit(c); d >= 0 && c != '双' && c != '俩' {
			if digit > 0 {
				return 0, i, false // 三四名, 二〇二一
			}
			digit = d
			if d == 0 || end == i || HanPower(r[end-1]) == 0 {
				power = 0
			}
			continue
		}
		p := HanPower(c)
		switch {
		case p == 0:
			total += section + last()
			return total, end, end > i
		case p >= 1_0000:
			part := section + max(digit, 0)
			if part == 0 && (p == 1_0000 || total == 0) {
				return 0, i, false
			}
			if p == 1_0000 {
				total += part * p
			} else {
				total = (total + part) * p
			}
			section, digit, power = 0, -1, p
		default:
			section += max(digit, 1) * p
			digit, power = -1, p
		}
		if total > 1e14 {
			return 0, i, false
		}
	}
	return total + section + last(), end, end > i
}

// Han prints a whole number from 0 to 999,999,999,999 in Chinese numerals; two before a unit is 两.
func Han(n int64) string {
	if n == 2 {
		return "两"
	}
	s := hanPlain(n)
	if rest, ok := strings.CutPrefix(s, "一十"); ok {
		return "十" + rest
	}
	return s
}

func hanPlain(n int64) string {
	if n < 0 || n >= 1_0000_0000_0000 {
		return Int(n).String()
	}
	if n >= 1_0000_0000 {
		s := hanPlain(n/1_0000_0000) + "亿"
		rest := n % 1_0000_0000
		switch {
		case rest == 0:
			return s
		case rest < 1000_0000:
			return s + "零" + hanPlain(rest)
		}
		return s + hanPlain(rest)
	}
	if n >= 1_0000 {
		s := hanPlain(n/1_0000) + "万"
		rest := n % 1_0000
		switch {
		case rest == 0:
			return s
		case rest < 1000:
			return s + "零" + hanPlain(rest)
		}
		return s + hanPlain(rest)
	}
	var out strings.Builder
	zero := false
	for _, u := range []struct {
		p int64
		w string
	}{{1000, "千"}, {100, "百"}, {10, "十"}, {1, ""}} {
		d := n / u.p % 10
		if d == 0 {
			zero = out.Len() > 0
			continue
		}
		if zero {
			out.WriteString("零")
			zero = false
		}
		out.WriteString(string([]rune(hanDigits)[d]) + u.w)
	}
	if out.Len() == 0 {
		return "零"
	}
	return out.String()
}
