package names

// Areas are the values of a column by their first six digits.
type Areas struct {
	Of    []uint32   // by code
	First []uint32   // by area: the first code in it
	in    [][]uint32 // by area: its codes
	at    map[string]uint32
}

// AreaDigits is how long the code of an area is.
const AreaDigits = 6

// Extend takes new values in.
func (a *Areas) Extend(w *Words) {
	if a.at == nil {
		a.at = map[string]uint32{}
	}
	for c := len(a.Of); c < w.Size(); c++ {
		v := w.At(uint32(c))
		v = v[:min(len(v), AreaDigits)]
		n, known := a.at[v]
		if !known {
			n = uint32(len(a.First))
			a.at[v] = n
			a.First, a.in = append(a.First, uint32(c)), append(a.in, nil)
		}
		a.in[n] = append(a.in[n], uint32(c))
		a.Of = append(a.Of, n)
	}
}

// In are the codes of one area, which is named by six digits.
func (a *Areas) In(area string) []uint32 {
	n, known := a.at[area]
	if !known {
		return nil
	}
	return a.in[n]
}

// Narrow is a mask of codes as one of areas; nil when it cuts through an area.
func (a *Areas) Narrow(mask []uint8) []uint8 {
	out := make([]uint8, len(a.First))
	for i, c := range a.First {
		out[i] = mask[c]
	}
	for c, m := range mask {
		if out[a.Of[c]] != m {
			return nil
		}
	}
	return out
}

// Fold moves sums by code to the first code of each area.
func (a *Areas) Fold(n, fen []int64) {
	for c, area := range a.Of {
		to := a.First[area]
		if to != uint32(c) {
			n[to] += n[c]
			fen[to] += fen[c]
			n[c], fen[c] = 0, 0
		}
	}
}
