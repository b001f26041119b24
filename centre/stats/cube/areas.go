package cube

import (
	"fanzha/centre/stats/cube/names"
	"strings"
	"sync"
)

// areas are the values of a column by their first six digits.
type areas struct {
	of    []uint32 // by code
	first []uint32 // by area: the first code in it
	at    map[string]uint32
}

const areaDigits = 6

// extend takes new values in.
func (a *areas) extend(w *names.Words) {
	if a.at == nil {
		a.at = map[string]uint32{}
	}
	for c := len(a.of); c < w.Size(); c++ {
		v := w.At(uint32(c))
		v = v[:min(len(v), areaDigits)]
		n, known := a.at[v]
		if !known {
			n = uint32(len(a.first))
			a.at[v] = n
			a.first = append(a.first, uint32(c))
		}
		a.of = append(a.of, n)
	}
}

// narrow is a mask of codes as one of areas; nil when it cuts through an area.
func (a *areas) narrow(mask []uint8) []uint8 {
	out := make([]uint8, len(a.first))
	for i, c := range a.first {
		out[i] = mask[c]
	}
	for c, m := range mask {
		if out[a.of[c]] != m {
			return nil
		}
	}
	return out
}

// masks are the filters by jurisdiction, unit and region that were asked for lately: the same few scopes ask again and again.
type masks struct {
	mu sync.Mutex
	of map[string]filter
}

const masksMost = 64

// mask says which values of the column of units or regions count. A mask that is handed out is never changed.
func (t *table) mask(col int, key string, ok func(value string) bool) filter {
	size := t.words[col].Size()
	t.masks.mu.Lock()
	f, known := t.masks.of[key]
	t.masks.mu.Unlock()
	if known && len(f.mask) == size {
		return f
	}
	f = filter{col: col, mask: make([]uint8, size)}
	for c := range f.mask {
		if ok(t.words[col].At(uint32(c))) {
			f.mask[c] = 1
			f.kept++
		}
	}
	if len(t.areas[col].of) == size {
		f.areas = t.areas[col].narrow(f.mask)
	}
	t.masks.mu.Lock()
	defer t.masks.mu.Unlock()
	if t.masks.of == nil || len(t.masks.of) >= masksMost {
		t.masks.of = map[string]filter{}
	}
	t.masks.of[key] = f
	return f
}

// unitKey names a filter by unit.
func unitKey(scope []string, unit string) string {
	return "u" + unit + "\x00" + strings.Join(scope, "\x00")
}
