package db

import (
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
)

// maxRebound bounds the memory of rewritten queries: stores have a few hundred, the rest are lists of changing length.
const maxRebound = 2000

// rebinder rewrites placeholders for PostgreSQL and remembers the result.
type rebinder struct {
	known sync.Map // query → rewritten query
	size  atomic.Int64
}

func (r *rebinder) rebind(query string) string {
	have, ok := r.known.Load(query)
	if ok {
		return have.(string)
	}
	out := Rebind(query)
	if r.size.Add(1) <= maxRebound {
		r.known.Store(query, out)
	}
	return out
}

// Rebind rewrites the placeholders "?" as $1, $2 …, except inside quotes and comments.
func Rebind(query string) string {
	if !strings.Contains(query, "?") {
		return query
	}
	var b strings.Builder
	b.Grow(len(query) + 16)
	n := 0
	for i := 0; i < len(query); {
		end := skip(query, i)
		if end > i {
			b.WriteString(query[i:end])
			i = end
			continue
		}
		if query[i] == '?' {
			n++
			b.WriteByte('$')
			b.WriteString(strconv.Itoa(n))
		} else {
			b.WriteByte(query[i])
		}
		i++
	}
	return b.String()
}

// skip returns the end of the quoted text or comment that starts at i, or i when none does.
func skip(q string, i int) int {
	switch {
	case q[i] == '\'' || q[i] == '"':
		end := strings.IndexByte(q[i+1:], q[i])
		if end < 0 {
			return len(q)
		}
		return i + 1 + end + 1 // a doubled quote is two texts that touch
	case strings.HasPrefix(q[i:], "--"):
		end := strings.IndexByte(q[i:], '\n')
		if end < 0 {
			return len(q)
		}
		return i + end
	case strings.HasPrefix(q[i:], "/*"):
		end := strings.Index(q[i+2:], "*/")
		if end < 0 {
			return len(q)
		}
		return i + 2 + end + 2
	}
	return i
}
