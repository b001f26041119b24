package told

import (
	"testing"

	"fanzha/internal/check"
)

// FuzzBody protects: whatever stands in an event, it is read or refused, and its facts are those of its counts.
func FuzzBody(f *testing.F) {
	f.Add([]byte(`{"id":"a","counts":{"publicity.event":1},"sides":{"venue":"school","moon":"x"}}`))
	f.Add([]byte(`{}`))
	f.Fuzz(func(t *testing.T, raw []byte) {
		facts, err := Facts(1, raw)
		if err != nil {
			return
		}
		b, err := ParseBody(raw)
		check.NoError(t, err)
		check.Equal(t, len(facts), len(b.Counts))
	})
}
