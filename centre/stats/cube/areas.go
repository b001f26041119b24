package cube

import (
	"strings"
	"sync"
)

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
	if len(t.areas[col].Of) == size {
		f.areas = t.areas[col].Narrow(f.mask)
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
