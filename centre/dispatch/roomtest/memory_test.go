package roomtest

import "testing"

// TestMemory protects: the store in memory keeps the same promises as the real ones.
func TestMemory(t *testing.T) {
	Conform(t, func(*testing.T) Opened {
		m := NewMemory()
		return Opened{Books: m, Emitted: func() []string {
			var out []string
			for _, e := range m.Events() {
				out = append(out, e.Kind+" "+e.Body.Order)
			}
			return out
		}}
	})
}
