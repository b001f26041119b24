package store

import (
	"fanzha/centre/dispatch"
	"fanzha/term/when"
)

// plain turns a pointer to a field into the plain value that both drivers take.
func plain(p any) any {
	switch v := p.(type) {
	case *string:
		return *v
	case *int64:
		return *v
	case *bool:
		return *v
	case *when.Micros:
		return int64(*v)
	case *dispatch.Marks:
		return int64(*v)
	case *dispatch.State:
		return string(*v)
	case *dispatch.Level:
		return string(*v)
	case *dispatch.Family:
		return string(*v)
	case *dispatch.Result:
		return string(*v)
	case *dispatch.Action:
		return string(*v)
	}
	panic("dispatch/store: a field of a kind that is not stored")
}
