package db

import (
	"strconv"
	"strings"
)

// limitEnd is how our queries end that read a page.
const limitEnd = " limit ?"

// fixLimit writes the argument of a closing "limit ?" into the text. SQLite looks at a bound limit while it plans and plans the
// whole statement anew whenever it is bound again, which costs more than a short query itself; pages have few different sizes.
func fixLimit(query string, args []any) (string, []any) {
	if len(args) == 0 || !strings.HasSuffix(query, limitEnd) {
		return query, args
	}
	last := len(args) - 1
	var n int64
	switch v := args[last].(type) {
	case int:
		n = int64(v)
	case int64:
		n = v
	default:
		return query, args
	}
	return strings.TrimSuffix(query, "?") + strconv.FormatInt(n, 10), args[:last]
}
