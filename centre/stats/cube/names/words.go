package names

import "strings"

// wordsMax bounds the values of one side of one measure: 网点 of a province fit, a feed that sends a new value with every fact does not.
const wordsMax = 1 << 20

// Words numbers the values of a column of a measure in the order in which they come; number 0 is "", not known.
type Words struct {
	list   []string
	number map[string]uint32
	pages  []*[wordPage]uint32 // the writer's: by number of the whole cube
}

const wordPage = 256

// Size is how many numbers there are, 0 among them.
func (w *Words) Size() int { return max(1, len(w.list)) }

// At is the value of a number.
func (w *Words) At(code uint32) string {
	if code == 0 {
		return ""
	}
	return w.list[code]
}

// Of is the number here of a value with a number in the whole cube; 0 when it has none yet.
func (w *Words) Of(number uint32) uint32 {
	page := number / wordPage
	if page >= uint32(len(w.pages)) || w.pages[page] == nil {
		return 0
	}
	return w.pages[page][number%wordPage]
}

// Know keeps a number for Of. Pages are outside the heap: looked up at random, they stand together on large pages of memory.
func (w *Words) Know(number, code uint32, a *Arena) {
	page := number / wordPage
	for page >= uint32(len(w.pages)) {
		w.pages = append(w.pages, nil)
	}
	if w.pages[page] == nil {
		w.pages[page] = (*[wordPage]uint32)(a.Take(wordPage * 4))
	}
	w.pages[page][number%wordPage] = code
}

// Find is the number of a value; false when it has none.
func (w *Words) Find(s string) (uint32, bool) {
	if s == "" {
		return 0, true
	}
	c, known := w.number[s]
	return c, known
}

// Code is the number of a value, a new one where it is new; false when there are too many.
func (w *Words) Code(s string) (uint32, bool) {
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

// Width is the least bytes of codes up to this one.
func Width(code uint32) uint8 {
	switch {
	case code == 0:
		return 0
	case code < 1<<8:
		return 1
	case code < 1<<16:
		return 2
	}
	return 4
}
