package cube

// Stats say how much a cube holds and what that costs.
type Stats struct {
	Measures int   `json:"measures"`
	Facts    int   `json:"facts"`
	Gone     int   `json:"gone"`
	Bytes    Bytes `json:"bytes"`
}

// Bytes is memory in use, by what it is for.
type Bytes struct {
	Rows    int64 `json:"rows"`  // columns, with their room
	Index   int64 `json:"index"` // from id to row
	Rollups int64 `json:"rollups"`
	Texts   int64 `json:"texts"`
	Other   int64 `json:"other"` // runs, days, blocks; values at a rough guess
	Total   int64 `json:"total"`
}

// Stats reads the figures.
func (c *Cube) Stats() Stats {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.tablesMu.RLock()
	defer c.tablesMu.RUnlock()
	s := Stats{Measures: len(c.tables)}
	s.Bytes.Rows = c.arena.Total
	for _, t := range c.tables {
		s.Facts += t.live
		s.Gone += t.gone.n
		t.count(&s.Bytes)
	}
	s.Bytes.Total = s.Bytes.Rows + s.Bytes.Index + s.Bytes.Rollups + s.Bytes.Texts + s.Bytes.Other
	return s
}

func (t *table) count(b *Bytes) {
	const runBytes, partBytes, blockBytes, wordBytes = 104, 112, 440, 80
	b.Index += t.ix.Bytes()
	b.Texts += t.texts.Total
	b.Other += int64(len(t.runs))*runBytes + int64(len(t.owner))*4
	t.shelf.mu.Lock()
	b.Rollups += int64(t.shelf.bytes + t.shelf.paired)
	t.shelf.mu.Unlock()
	for c := range t.words {
		b.Other += int64(t.words[c].Size()) * wordBytes
	}
	for _, block := range t.blocks {
		b.Other += blockBytes
		b.rolls(&block.rolls)
		for _, p := range block.parts {
			if p == nil {
				continue
			}
			b.Other += partBytes
			if p.rolls != nil {
				b.rolls(p.rolls)
			}
		}
	}
}

func (b *Bytes) rolls(all *[rolled]*roll) {
	b.Rollups += rolled * 8
	for _, r := range all {
		if r != nil {
			b.Rollups += int64(cap(r.n)+cap(r.fen))*8 + 48
		}
	}
}
