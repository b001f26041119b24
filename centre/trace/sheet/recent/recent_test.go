// Protects: memory stays bounded, a value is made once, a fault is tried again.
package recent

import (
	"errors"
	"testing"

	"fanzha/internal/check"
)

func TestCache(t *testing.T) {
	c := New(3, func(n int64) int64 { return n })
	made := 0
	get := func(key string, n int64) {
		_, err := c.Get(key, func() (int64, error) {
			made++
			return n, nil
		})
		check.NoError(t, err)
	}
	get("a", 2)
	get("a", 2)
	check.Equal(t, made, 1)
	get("b", 1)
	get("a", 2)
	get("c", 1) // b goes
	get("a", 2)
	check.Equal(t, made, 3)
	get("b", 1)
	check.Equal(t, made, 4)
	get("big", 9) // larger than all: it stays alone
	get("big", 9)
	check.Equal(t, made, 5)
	_, err := c.Get("bad", func() (int64, error) { return 0, errors.New("x") })
	check.True(t, err != nil, "the fault")
	get("bad", 1)
	check.Equal(t, made, 6)
}
