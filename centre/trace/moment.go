package trace

import (
	"fanzha/term/when"
)

// The last second that a file may name: the end of the year 9999. What is larger counts in milliseconds or finer.
const lastSecond = 253_402_300_799

// mostDigits bounds the decimals of a second: nanoseconds and a little more. What is finer than a microsecond must be zero,
// else two moments that differ would look the same.
const mostDigits = 12

// parseMoment reads a moment in any style but Millis, which looks like Seconds. It returns the code of what is wrong, empty
// when nothing is.
func parseMoment(b []byte) (m when.Micros, f Form, wrong string) {
	if len(b) >= len("2006-01-02") && b[4] == '-' && b[7] == '-' {
		return parseWritten(b)
	}
	return parseSeconds(b)
}

// parseSeconds reads seconds since 1970, with or without decimals.
func parseSeconds(b []byte) (when.Micros, Form, string) {
	negative := len(b) > 0 && b[0] == '-'
	if negative {
		b = b[1:]
	}
	n, rest, ok := number(b, lastSecond)
	if !ok {
		return 0, Form{}, wrongTime
	}
	micros, digits, rest, wrong := fraction(rest)
	if wrong != "" || len(rest) > 0 {
		return 0, Form{}, firstOf(wrong, wrongTime)
	}
	m := when.Micros(n)*when.Second + micros
	if negative {
		m = -m
	}
	return m, Form{Style: Seconds, Digits: digits}, ""
}

// parseMillis reads milliseconds since 1970.
func parseMillis(b []byte) (when.Micros, Form, string) {
	n, rest, ok := number(b, lastSecond*1000)
	if !ok || len(rest) > 0 {
		return 0, Form{}, wrongTime
	}
	return when.Micros(n) * when.Millisecond, Form{Style: Millis}, ""
}

// number reads the digits at the front.
func number(b []byte, most int64) (n int64, rest []byte, ok bool) {
	i := 0
	for ; i < len(b) && b[i]-'0' <= 9; i++ {
		n = n*10 + int64(b[i]-'0')
		if n > most {
			return 0, b, false
		}
	}
	return n, b[i:], i > 0
}

// fraction reads a point and decimals of a second, if they come next.
func fraction(b []byte) (micros when.Micros, digits uint8, rest []byte, wrong string) {
	if len(b) == 0 || b[0] != '.' {
		return 0, 0, b, ""
	}
	i, unit := 1, when.Second
	for ; i < len(b) && b[i]-'0' <= 9; i++ {
		unit /= 10
		if unit == 0 && b[i] != '0' {
			return 0, 0, b, wrongFine
		}
		micros += when.Micros(b[i]-'0') * unit
	}
	if i == 1 || i > 1+mostDigits {
		return 0, 0, b, wrongTime
	}
	return micros, uint8(i - 1), b[i:], ""
}

// parseWritten reads 2026-11-21T10:00:00.5+08:00, and the same with a space or without a zone.
func parseWritten(b []byte) (when.Micros, Form, string) {
	day, ok := parseDay(b)
	if !ok || len(b) < len("2006-01-02T15:04:05") || b[13] != ':' || b[16] != ':' {
		return 0, Form{}, wrongTime
	}
	hour, ok1 := two(b[11:])
	minute, ok2 := two(b[14:])
	second, ok3 := two(b[17:])
	if !ok1 || !ok2 || !ok3 || hour > 23 || minute > 59 || second > 59 {
		return 0, Form{}, wrongTime
	}
	f := Form{Style: RFC3339}
	switch b[10] {
	case 'T', 't':
	case ' ':
		f.Spaced = true
	default:
		return 0, Form{}, wrongTime
	}
	micros, digits, rest, wrong := fraction(b[19:])
	if wrong != "" {
		return 0, Form{}, wrong
	}
	f.Digits = digits
	if !f.readZone(rest) {
		return 0, Form{}, wrongTime
	}
	at := when.Micros(day)*when.Day + when.Micros(hour)*when.Hour + when.Micros(minute)*when.Minute + when.Micros(second)*when.Second + micros
	return at - when.Micros(f.Offset)*when.Minute, f, ""
}

// readZone reads Z, +08:00, or nothing: then the style is Plain, in UTC.
func (f *Form) readZone(b []byte) bool {
	switch {
	case len(b) == 0:
		f.Style = Plain
		return true
	case len(b) == 1 && (b[0] == 'Z' || b[0] == 'z'):
		f.Zulu = true
		return true
	case len(b) != len("+08:00") || b[3] != ':' || b[0] != '+' && b[0] != '-':
		return false
	}
	hour, ok1 := two(b[1:])
	minute, ok2 := two(b[4:])
	if !ok1 || !ok2 || hour > 23 || minute > 59 {
		return false
	}
	f.Offset = int16(hour*60 + minute)
	if b[0] == '-' {
		f.Offset = -f.Offset
	}
	return true
}

// two reads two digits.
func two(b []byte) (int64, bool) {
	if len(b) < 2 || b[0]-'0' > 9 || b[1]-'0' > 9 {
		return 0, false
	}
	return int64(b[0]-'0')*10 + int64(b[1]-'0'), true
}

// parseDay reads 2006-01-02 as days since 1970.
func parseDay(b []byte) (int64, bool) {
	century, ok1 := two(b)
	short, ok2 := two(b[2:])
	month, ok3 := two(b[5:])
	day, ok4 := two(b[8:])
	year := century*100 + short
	if !ok1 || !ok2 || !ok3 || !ok4 || month < 1 || month > 12 || day < 1 || day > daysIn(year, month) {
		return 0, false
	}
	if month <= 2 { // years begin in March here, so that the leap day is the last
		year--
		month += 12
	}
	era := year + 400 // keeps what follows above zero for the year 0
	days := era*365 + era/4 - era/100 + era/400 + (153*(month-3)+2)/5 + day - 1
	return days - 719468 - 146097, true
}

func daysIn(year, month int64) int64 {
	switch {
	case month == 2 && year%4 == 0 && (year%100 != 0 || year%400 == 0):
		return 29
	case month == 2:
		return 28
	case month == 4 || month == 6 || month == 9 || month == 11:
		return 30
	}
	return 31
}

func firstOf(a, b string) string {
	if a != "" {
		return a
	}
	return b
}
