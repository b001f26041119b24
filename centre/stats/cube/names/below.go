package names

import (
	"strings"

	"fanzha/term/region"
)

// Below says which units count: those that begin as one of the scope, and, where a unit is named, are it or under it.
func Below(scope []string, unit string) func(string) bool {
	top := region.Prefix(unit)
	return func(v string) bool { return seen(scope, v) && (unit == "" || v == unit || under(top, v)) }
}

// under is region.Under with the prefix at hand.
func under(prefix, unit string) bool {
	return len(unit) == region.UnitLength && strings.HasPrefix(unit, prefix)
}

func seen(scope []string, unit string) bool {
	for _, prefix := range scope {
		if strings.HasPrefix(unit, prefix) {
			return true
		}
	}
	return false
}
