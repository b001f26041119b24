// Package recent keeps what is expensive to make in memory, up to a sum of weights; what was used longest ago goes first.
package recent

import (
	"container/list"
	"sync"
)

// Cache keeps values of one kind. It is safe for concurrent use.
type Cache[T any] struct {
	mu    sync.Mutex // guards all below
	sum   int64
	limit int64
	byKey map[string]*list.Element
	used  *list.List // of *cached, the latest used first
	weigh func(T) int64
}

// cached is a value, or one that is being made: the others wait for it.
type cached[T any] struct {
	key   string
	made  sync.Once
	have  bool
	value T
	err   error
}

// New returns an empty cache of values whose weights sum up to limit. The one used last always stays.
func New[T any](limit int64, weigh func(T) int64) *Cache[T] {
	return &Cache[T]{limit: limit, weigh: weigh, byKey: map[string]*list.Element{}, used: list.New()}
}

// Get returns the value of a key, made once. A fault of load is not kept.
func (c *Cache[T]) Get(key string, load func() (T, error)) (T, error) {
	c.mu.Lock()
	e, known := c.byKey[key]
	if known {
		c.used.MoveToFront(e)
	} else {
		e = c.used.PushFront(&cached[T]{key: key})
		c.byKey[key] = e
	}
	c.mu.Unlock()
	k := e.Value.(*cached[T])
	k.made.Do(func() {
		k.value, k.err = load()
		c.mu.Lock()
		defer c.mu.Unlock()
		if k.err != nil {
			c.drop(e)
			return
		}
		k.have = true
		c.sum += c.weigh(k.value)
		c.shrink(e)
	})
	return k.value, k.err
}

// shrink lets go of what was used longest ago.
func (c *Cache[T]) shrink(keep *list.Element) {
	for e := c.used.Back(); e != nil && c.sum > c.limit; {
		before := e.Prev()
		k := e.Value.(*cached[T])
		if e != keep && k.have {
			c.sum -= c.weigh(k.value)
			c.drop(e)
		}
		e = before
	}
}

func (c *Cache[T]) drop(e *list.Element) {
	delete(c.byKey, e.Value.(*cached[T]).key)
	c.used.Remove(e)
}
