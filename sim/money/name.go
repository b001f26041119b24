package money

import "fanzha/sim/town"

// holder invents a name; the people and firms of the world do not exist.
func holder(r *town.Rand, kind string) string {
	if kind == "company" {
		return string(town.CompanyName(nil, r.Next()))
	}
	return string(town.StrangerName(nil, r.Next()))
}
