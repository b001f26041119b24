package cube

import "strings"

// wordsMax bounds the values of one side of one measure: 网点 of a province fit, a feed that sends a new value with every fact does not.
const wordsMax = 1 << 20

// words numbers the values of a column of a measure in the order in which they come; number 0 is "", not known.
type words struct {
	list   []string
	number map[string]uint32
	pages  []*[wordPage]uint32 // the writer's: by number of the whole cube
}

const wordPage = 256

func (w *words) size() int { return max(1, len(w.list)) }

func (w *words) at(code uint32) string {
	if code == 0 {
		return ""
	}
	return w.list[code]
}

// of is the number here of a value with a number in the whole cube; 0 when it has none yet.
func (w *words) of(number uint32) uint32 {
	page := number / wordPage
	if page >= uint32(len(w.pages)) || w.pages[page] == nil {
		return 0
	}
	return w.pages[page][number%wordPage]
}

// know keeps a number for of. Pages are outside the heap: looked up at random, they stand together on large pages of memory.
func (w *words) know(number, code uint32, a *arena) {
	page := number / wordPage
	for page >= uint32(len(w.pages)) {
		w.pages = append(w.pages, nil)
	}
	if w.pages[page] == nil {
		w.pages[page] = (*[wordPage]uint32)(a.take(wordPage * 4))
	}
	w.pages[page][number%wordPage] = code
}

// code is the number of a value, a new one where it is new; false when there are too many.
func (w *words) code(s string) (uint32, bool) {
	if s == "" {
		return 0, true
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
	return c, true
}
