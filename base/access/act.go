package access

import "fanzha/term/when"

// Act is a command as it is audited. base/audit turns it into an entry of the chain: access knows nothing of the chain, so
// that the chain may know who is who.
type Act struct {
	At        when.Micros
	Actor     string
	ActorName string
	Unit      string
	Action    string
	Object    string
	ObjectID  string
	Reason    string
	Detail    [][2]string
}

// ActOf starts the record of a caller's command.
func ActOf(scope Scope, at when.Micros, action string) Act {
	return Act{At: at, Actor: scope.User, ActorName: scope.Name, Unit: scope.Unit, Action: action}
}

// On names the record that it is about.
func (a Act) On(object, id string) Act {
	a.Object, a.ObjectID = object, id
	return a
}

// In names the unit whose matter it is.
func (a Act) In(unit string) Act {
	a.Unit = unit
	return a
}

// Because adds the reason.
func (a Act) Because(reason string) Act {
	a.Reason = reason
	return a
}

// With adds a detail.
func (a Act) With(name, value string) Act {
	a.Detail = append(a.Detail[:len(a.Detail):len(a.Detail)], [2]string{name, value})
	return a
}
