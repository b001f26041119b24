package roomtest

import "testing"

// TestMemory protects: the store in memory keeps the same promises as the real ones.
func TestMemory(t *testing.T) {
	Conform(t, func(*testing.T) Opened {
		m := NewMemory()
		return Opened{Store: m, Emitted: m.Events}
	})
}
