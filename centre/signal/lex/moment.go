package lex

import "fanzha/term/when"

// Why a text is no moment.
const (
	TimeFormat = "signal.time_format"
	TimeZone   = "signal.time_zone_missing"
)

// Moment reads RFC 3339 with a zone, down to the microsecond; what is finer is dropped. A leap second counts as the
// first second of the next minute.
func Moment(s string) (when.Micros, string) {
	if len(s) < 19 || len(s) > 40 {
		return 0, TimeFormat
	}
	year, ok1 := number(s[0:4])
	month, ok2 := number(s[5:7])
	day, ok3 := number(s[8:10])
	hour, ok4 := number(s[11:13])
	minute, ok5 := number(s[14:16])
	second, ok6 := number(s[17:19])
	shape := s[4] == '-' && s[7] == '-' && (s[10]|0x20 == 't' || s[10] == ' ') && s[13] == ':' && s[16] == ':'
	if !(ok1 && ok2 && ok3 && ok4 && ok5 && ok6 && shape) || month < 1 || month > 12 || day < 1 || day > daysIn(year, month) ||
		hour > 23 || minute > 59 || second > 60 {
		return 0, TimeFormat
	}
	rest := s[19:]
	var micros int64
	if rest != "" && rest[0] == '.' {
		n, scale := 1, int64(100_000)
		for n < len(rest) && rest[n]-'0' <= 9 {
			micros += int64(rest[n]-'0') * scale
			scale /= 10
			n++
		}
		if n == 1 {
			return 0, TimeFormat
		}
		rest = rest[n:]
	}
	offset, code := zone(rest)
	if code != "" {
		return 0, code
	}
	seconds := days(year, month, day)*86400 + int64(hour*3600+minute*60+second) - offset
	return when.Micros(seconds*1_000_000 + micros), ""
}

// zone reads Z or ±hh:mm as seconds east of UTC.
func zone(s string) (int64, string) {
	switch {
	case s == "":
		return 0, TimeZone
	case s == "Z" || s == "z":
		return 0, ""
	case len(s) != 6 || s[0] != '+' && s[0] != '-' || s[3] != ':':
		return 0, TimeFormat
	}
	hours, ok1 := number(s[1:3])
	minutes, ok2 := number(s[4:6])
	if !ok1 || !ok2 || hours > 23 || minutes > 59 {
		return 0, TimeFormat
	}
	offset := int64(hours*3600 + minutes*60)
	if s[0] == '-' {
		offset = -offset
	}
	return offset, ""
}

func number(s string) (n int, ok bool) {
	for i := range len(s) {
		if s[i]-'0' > 9 {
			return 0, false
		}
		n = n*10 + int(s[i]-'0')
	}
	return n, true
}

func daysIn(year, month int) int {
	switch month {
	case 2:
		if year%4 == 0 && (year%100 != 0 || year%400 == 0) {
			return 29
		}
		return 28
	case 4, 6, 9, 11:
		return 30
	}
	return 31
}

// days counts the days from 1970-01-01 in the Gregorian calendar; the year is taken to begin in March, so that the leap day
// is its last.
func days(year, month, day int) int64 {
	if month <= 2 {
		year--
		month += 12
	}
	return int64(365*year+year/4-year/100+year/400+(153*(month-3)+2)/5+day) - 719469
}
