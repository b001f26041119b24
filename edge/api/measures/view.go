package measures

import (
	"context"

	"fanzha/base/access"
)

// view renders the measures of one answer: banks and people are named once each, however many rows name them.
type view struct {
	*desk
	ctx   context.Context
	banks map[string]string
	names map[string]string
}

func (a *desk) view(ctx context.Context) *view {
	return &view{desk: a, ctx: ctx, names: map[string]string{}}
}

// bank names a bank; its code where the name is not known.
func (v *view) bank(code string) string {
	if code == "" {
		return ""
	}
	if v.banks == nil {
		v.banks = map[string]string{}
		list, err := v.Banks.Banks(v.ctx, access.System())
		for i := range list {
			if err == nil {
				v.banks[list[i].Code] = list[i].Name
			}
		}
	}
	name, ok := v.banks[code]
	if !ok {
		return code
	}
	return name
}

// person names who decided: officers act under their names. Empty for the centre's own clocks and where nobody has acted.
func (v *view) person(id string) string {
	if id == "" || id == access.System().User {
		return ""
	}
	name, ok := v.names[id]
	if !ok {
		found, err := v.People.Account(v.ctx, access.System(), id)
		if err == nil {
			name = found.Name
		}
		v.names[id] = name
	}
	return name
}
