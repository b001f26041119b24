package names

// Areas are the values of a column by their first six digits.
type Areas struct {
	Of    []uint32 // by code
	First []uint32 // by area: the first code in it
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
			a.First = append(a.First, uint32(c))
		}
		a.Of = append(a.Of, n)
	}
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
