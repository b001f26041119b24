package api

import (
	"reflect"
	"testing"

	"fanzha/internal/check"
)

type unread struct {
	Region string `query:"region"`
}

// Protects: parameters that stand in an embedded type which is not exported would be dropped without a word; such a route is refused at
// its registration.
func TestMustBeRead(t *testing.T) {
	refused := func(in reflect.Type) (panicked bool) {
		defer func() { panicked = recover() != nil }()
		mustBeRead("list-things", in)
		return false
	}
	type Outer struct{ unread }
	check.True(t, refused(reflect.TypeFor[Outer]()), "an embedded type that is not exported")
	check.True(t, refused(reflect.TypeFor[struct{ Outer }]()), "one below another")
	check.True(t, !refused(reflect.TypeFor[struct {
		ByID
		Body unread
	}]()), "exported, and a body")
}
