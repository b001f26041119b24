package cube

import "strings"

// wordsMax bounds the values of one side of one measure: 网点 of a province fit, a feed that sends a new value with every fact does not.
const wordsMax = 1 << 20

// words numbers the values of a column of a measure in the order in which they come; number 0 is "", not known.
type words struct {
	list   []string
	number map[string]uint32
	recent [recentWords]recentWord // what came lately, for not asking the map
}

type recentWord struct {
	text string
	code uint32
}

const recentWords = 64

func (w *words) size() int { return max(1, len(w.list)) }

func (w *words) at(code uint32) string {
	if code == 0 {
		return ""
	}
	return w.list[code]
}

// code is the number of a value, a new one where it is new; false when there are too many.
func (w *words) code(s string) (uint32, bool) {
	n := len(s)
	if n == 0 {
		return 0, true
	}
	seen := &w.recent[(uint(n)+uint(s[0])*7+uint(s[n/2])*31+uint(s[n-1])*13+uint(s[n*3/4])*5)%recentWords]
	if seen.text == s {
		return seen.code, true
	}
	c, known := w.number[s]
	if !known {
		if len(w.list) >= wordsMax {
			return 0, false
		}
		if w.number == nil {
			w.number, w.list = map[string]uint32{}, []string{""}
		}
		s = strings.Clone(s)
		c = uint32(len(w.list))
		w.list = append(w.list, s)
		w.number[s] = c
	}
	*seen = recentWord{w.list[c], c}
	return c, true
}
