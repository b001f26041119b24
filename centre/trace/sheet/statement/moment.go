package statement

import (
	"strings"

	"fanzha/term/when"
)

// china is what the clock of a statement is ahead of UTC.
const china = 8 * 3600 * int64(when.Second)

// The years that a statement can be from.
const (
	firstYear = 1990
	lastYear  = 2100
)

// Days of a workbook's calendar: day 25569 is 1970-01-01.
const (
	serialEpoch = 25569
	serialFirst = 32874 // 1990-01-01
	serialLast  = 73051 // 2100-01-01
)

const day = 86_400_000 // ms

// parseTime reads date and clock. A cell without a clock means midnight, as such statements do.
func parseTime(cell string) (when.Micros, bool) {
	s := strings.Trim(narrow(cell), " \t\r\n'\"=")
	if s == "" || len(s) > 40 {
		return 0, false
	}
	if allDigits(s) && len(s) != 5 {
		return packedTime(s)
	}
	ms, ok := serialMillis(s)
	if ok {
		return when.Micros(ms*1000 - china), ms >= (serialFirst-serialEpoch)*day && ms < (serialLast-serialEpoch)*day
	}
	return writtenTime(s)
}

// packedTime reads yyyyMMdd, yyyyMMddHHmm, yyyyMMddHHmmss and yyyyMMddHHmmssSSS.
func packedTime(s string) (when.Micros, bool) {
	n := [7]int64{}
	switch len(s) {
	case 8, 12, 14, 17:
	default:
		return 0, false
	}
	n[0] = number(s[:4])
	for i, at := 1, 4; at < min(len(s), 14); i, at = i+1, at+2 {
		n[i] = number(s[at : at+2])
	}
	if len(s) == 17 {
		n[6] = number(s[14:])
	}
	return moment(n)
}

// writtenTime reads numbers with anything between them: 2024-1-2 3:04:05, 2024年1月2日 3时4分5秒, 2024/01/02T03:04:05.123+08:00.
func writtenTime(s string) (when.Micros, bool) {
	afternoon := strings.Contains(s, "下午") || strings.Contains(s, "PM") || strings.Contains(s, "pm")
	morning := strings.Contains(s, "上午") || strings.Contains(s, "AM") || strings.Contains(s, "am")
	s, offset, ok := cutZone(s)
	if !ok {
		return 0, false
	}
	var n [7]int64
	count := 0
	for i := 0; i < len(s); {
		if s[i] < '0' || s[i] > '9' {
			i++
			continue
		}
		end := i
		for end < len(s) && s[end] >= '0' && s[end] <= '9' {
			end++
		}
		if count == 6 {
			n[6] = number((s[i:end] + "000")[:3])
			count++
			break
		}
		if end-i > 4 || count > 0 && end-i > 2 {
			if count == 3 && end-i == 6 { // 2024-01-02 030405
				n[3], n[4], n[5] = number(s[i:i+2]), number(s[i+2:i+4]), number(s[i+4:end])
				count = 6
				i = end
				continue
			}
			if count == 0 && end-i == 8 { // 20240102 03:04:05
				n[0], n[1], n[2] = number(s[i:i+4]), number(s[i+4:i+6]), number(s[i+6:end])
				count = 3
				i = end
				continue
			}
			return 0, false
		}
		n[count] = number(s[i:end])
		count++
		i = end
	}
	if count != 3 && count < 5 {
		return 0, false
	}
	switch {
	case (afternoon || morning) && n[3] > 12:
		return 0, false
	case afternoon && n[3] < 12:
		n[3] += 12
	case morning && n[3] == 12:
		n[3] = 0
	}
	at, ok := moment(n)
	return at + when.Micros(offset), ok
}

// cutZone takes a zone off the end; offset is what has to be added to a time of China's clock.
func cutZone(s string) (rest string, offset int64, ok bool) {
	if strings.HasSuffix(s, "Z") {
		return s[:len(s)-1], china, true
	}
	if len(s) < 16 {
		return s, 0, true
	}
	i := len(s) - 6
	if s[len(s)-3] != ':' || (s[i] != '+' && s[i] != '-') || !allDigits(s[i+1:i+3]) || !allDigits(s[i+4:]) {
		return s, 0, true
	}
	east := (number(s[i+1:i+3])*60 + number(s[i+4:])) * 60 * int64(when.Second)
	if s[i] == '-' {
		east = -east
	}
	return s[:i], china - east, true
}

// parseClock reads the clock of its own column as milliseconds of the day; "93015" has lost its leading zero.
func parseClock(cell string) (int64, bool) {
	s := strings.Trim(narrow(cell), " \t\r\n'\"=")
	if s == "" {
		return 0, true
	}
	if allDigits(s) {
		if len(s) > 6 && len(s) != 9 {
			return 0, false
		}
		for len(s) < 6 {
			s = "0" + s
		}
		ms := int64(0)
		if len(s) == 9 {
			ms = number(s[6:])
		}
		return clockOf(number(s[:2]), number(s[2:4]), number(s[4:6]), ms)
	}
	if strings.HasPrefix(s, "0.") || strings.HasPrefix(s, "1.") || strings.ContainsAny(s, "eE") {
		return serialMillis(s) // a fraction of a day
	}
	at, ok := writtenTime("2000-01-01 " + s)
	if !ok {
		at, ok = parseTime(s) // the whole moment stands in both columns
		if !ok {
			return 0, false
		}
	}
	ms := (int64(at) + china) / 1000 % day
	return ms, ok
}

func clockOf(h, m, s, ms int64) (int64, bool) {
	return ((h*60+m)*60+s)*1000 + ms, h < 24 && m < 60 && s < 60
}

// serialMillis reads a day of a workbook's calendar with its fraction, as milliseconds since 1970 (a pure fraction: of the day).
func serialMillis(s string) (int64, bool) {
	s, ok := plainNumber(s)
	if !ok {
		return 0, false
	}
	whole, part, _ := strings.Cut(s, ".")
	if len(whole) > 5 || len(whole) == 0 || !allDigits(whole) || !allDigits(part) && part != "" || part == "" && len(whole) != 5 {
		return 0, false
	}
	days := number(whole)
	if days >= serialFirst {
		days -= serialEpoch
	} else if days > 0 {
		return 0, false
	}
	part = (part + "000000000000")[:12]
	// 86400000 ms × a fraction of 12 digits fits into 64 bits; the fraction of a binary number is rounded to the millisecond,
	// and from there to the second where it is one.
	ms := (number(part)*(day/1000) + 500_000_000) / 1_000_000_000
	if r := ms % 1000; r <= 1 {
		ms -= r
	} else if r >= 999 {
		ms += 1000 - r
	}
	return days*day + ms, true
}

// moment makes the time of a civil date and clock of China.
func moment(n [7]int64) (when.Micros, bool) {
	y, m, d := n[0], n[1], n[2]
	if y < firstYear || y >= lastYear || m < 1 || m > 12 || d < 1 || d > daysOf(y, m) {
		return 0, false
	}
	ms, ok := clockOf(n[3], n[4], n[5], n[6])
	if n[3] == 24 && n[4] == 0 && n[5] == 0 { // 24:00:00 is the end of the day
		ms, ok = day, true
	}
	if !ok {
		return 0, false
	}
	return when.Micros((daysSince1970(y, m, d)*day+ms)*1000 - china), true
}

func daysOf(y, m int64) int64 {
	switch m {
	case 2:
		if y%4 == 0 && (y%100 != 0 || y%400 == 0) {
			return 29
		}
		return 28
	case 4, 6, 9, 11:
		return 30
	}
	return 31
}

// daysSince1970 counts days of the Gregorian calendar, with years that begin in March.
func daysSince1970(y, m, d int64) int64 {
	if m <= 2 {
		y--
		m += 12
	}
	return 365*y + y/4 - y/100 + y/400 + (153*(m-3)+2)/5 + d - 1 - 719468
}

func allDigits(s string) bool {
	for i := range len(s) {
		if s[i] < '0' || s[i] > '9' {
			return false
		}
	}
	return s != ""
}

// number reads at most 18 digits.
func number(s string) (n int64) {
	for i := range len(s) {
		n = n*10 + int64(s[i]-'0')
	}
	return n
}
