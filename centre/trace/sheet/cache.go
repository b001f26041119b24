package sheet

import (
	"container/list"
	"strings"
	"sync"
)

// cachedRows bounds the rows of all Books in memory: about 600 MB. The one in use always stays.
const cachedRows = 4_000_000

// books keeps Books in memory, the least used last.
type books struct {
	mu    sync.Mutex // guards all below
	rows  int64
	limit int64
	byKey map[string]*list.Element
	used  *list.List // of *cached, the latest used first
}

// cached is a Book, or one that is being made: the others wait for it.
type cached struct {
	key  string
	made sync.Once
	book *Book
	err  error
}

func newBooks(limit int64) *books {
	return &books{limit: limit, byKey: map[string]*list.Element{}, used: list.New()}
}

// get returns the Book of a sheet's files, made once.
func (c *books) get(sheet string, files []string, load func() (*Book, error)) (*Book, error) {
	key := sheet + "\x00" + strings.Join(files, "\x00")
	c.mu.Lock()
	e, known := c.byKey[key]
	if known {
		c.used.MoveToFront(e)
	} else {
		e = c.used.PushFront(&cached{key: key})
		c.byKey[key] = e
	}
	c.mu.Unlock()
	k := e.Value.(*cached)
	k.made.Do(func() {
		k.book, k.err = load()
		c.mu.Lock()
		defer c.mu.Unlock()
		if k.err != nil {
			c.drop(e)
			return
		}
		c.rows += k.book.Rows
		c.shrink(e)
	})
	return k.book, k.err
}

// shrink lets go of what was used longest ago.
func (c *books) shrink(keep *list.Element) {
	for e := c.used.Back(); e != nil && c.rows > c.limit; {
		before := e.Prev()
		k := e.Value.(*cached)
		if e != keep && k.book != nil {
			c.rows -= k.book.Rows
			c.drop(e)
		}
		e = before
	}
}

func (c *books) drop(e *list.Element) {
	delete(c.byKey, e.Value.(*cached).key)
	c.used.Remove(e)
}
