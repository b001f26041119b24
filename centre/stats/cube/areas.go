package cube

import (
	"slices"
	"strings"
	"sync"

	"fanzha/centre/stats/cube/names"
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

// within is the filter of units below a prefix that names an area or less: only the units of the area are looked at, in the reader's own room.
func (p *plan) within(prefix string) filter {
	words, areas := &p.t.words[colUnit], &p.t.areas[colUnit]
	f := filter{col: colUnit, mask: p.cleared(words.Size())}
	codes := areas.In(prefix[:names.AreaDigits])
	for _, c := range codes {
		if strings.HasPrefix(words.At(c), prefix) {
			f.mask[c] = 1
			f.kept++
		}
	}
	if f.kept == len(codes) && f.kept > 0 {
		f.areas = p.cleared(len(areas.First))
		f.areas[areas.Of[codes[0]]] = 1
	}
	return f
}

// cleared is room for a mask of a question.
func (p *plan) cleared(size int) []uint8 {
	from := len(p.work.bytes)
	p.work.bytes = slices.Grow(p.work.bytes, size)[:from+size]
	mask := p.work.bytes[from : from+size : from+size]
	clear(mask)
	return mask
}

// unitKey names a filter by unit.
func unitKey(scope []string, unit string) string {
	return "u" + unit + "\x00" + strings.Join(scope, "\x00")
}
