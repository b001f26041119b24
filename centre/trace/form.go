package trace

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"fanzha/term/when"
)

// Style is the way in which a file writes moments.
type Style uint8

// The styles.
const (
	Seconds Style = iota // seconds since 1970-01-01 UTC, whole or with decimals
	RFC3339              // 2026-11-21T10:00:00+08:00
	Plain                // 2020-06-29 02:33:46.538, without zone, in UTC (FinBench's snapshots)
	Millis               // milliseconds since 1970-01-01 UTC (FinBench's streams)
)

// Form is how one moment was written, so that it can be printed as it came.
type Form struct {
	Style  Style
	Digits uint8 // decimals of the second
	Offset int16 // minutes east of UTC
	Zulu   bool  // Z instead of +00:00
	Spaced bool  // a space instead of T
}

// Print writes a moment in the form.
func (f Form) Print(m when.Micros) string {
	switch f.Style {
	case Millis:
		return strconv.FormatInt(int64(m/when.Millisecond), 10)
	case Plain, RFC3339:
		return f.written(m)
	}
	sign, rest := "", uint64(m)
	if m < 0 {
		sign, rest = "-", -uint64(m)
	}
	return sign + strconv.FormatUint(rest/uint64(when.Second), 10) + decimals(int64(rest%uint64(when.Second)), f.Digits)
}

func (f Form) written(m when.Micros) string {
	layout := "2006-01-02T15:04:05"
	if f.Spaced {
		layout = "2006-01-02 15:04:05"
	}
	t := m.Time().In(time.FixedZone("", int(f.Offset)*60))
	s := t.Format(layout) + decimals(int64(t.Nanosecond()/1000), f.Digits)
	if f.Style == Plain {
		return s
	}
	return s + f.zone()
}

// IsNumber reports whether the form prints as a number.
func (f Form) IsNumber() bool { return f.Style == Seconds || f.Style == Millis }

func (f Form) zone() string {
	if f.Zulu {
		return "Z"
	}
	sign, offset := '+', f.Offset
	if offset < 0 {
		sign, offset = '-', -offset
	}
	return fmt.Sprintf("%c%02d:%02d", sign, offset/60, offset%60)
}

// decimals prints the first digits of microseconds after a point; digits past the sixth are zeros.
func decimals(micros int64, digits uint8) string {
	if digits == 0 {
		return ""
	}
	s := fmt.Sprintf("%06d", micros)
	if int(digits) <= len(s) {
		return "." + s[:digits]
	}
	return "." + s + strings.Repeat("0", int(digits)-len(s))
}
