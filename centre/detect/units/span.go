package units

import "fanzha/term/when"

// Span reads "10s", "30m", "24h", "90d".
func Span(s string) (when.Micros, bool) {
	if len(s) < 2 || len(s) > 8 {
		return 0, false
	}
	unit := map[byte]when.Micros{'s': when.Second, 'm': when.Minute, 'h': when.Hour, 'd': when.Day}[s[len(s)-1]]
	n := when.Micros(0)
	for _, c := range []byte(s[:len(s)-1]) {
		if c < '0' || c > '9' {
			return 0, false
		}
		n = n*10 + when.Micros(c-'0')
	}
	return n * unit, unit != 0
}
