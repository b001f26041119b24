package playbook_test

import (
	"context"
	"slices"

	"fanzha/centre/govern"
	"fanzha/centre/stats/bulletin"
	"fanzha/playbook"
)

// press is the room of bulletins and the joint conference in one: the world's log says what member units were handed.
type press struct{ w *world }

// Circular implements playbook.Bulletins.
func (f press) Circular(_ context.Context, id string) (c bulletin.Circular, meant bool, err error) {
	err = f.w.call(func() error {
		c, meant = bulletin.Circular{ID: id, Unit: "990100000000", Title: "周通报", Text: "立案3起"}, id == "weekly"
		return nil
	})
	return c, meant, err
}

// Circulate implements playbook.Circulars.
func (f press) Circulate(_ context.Context, c govern.Circular) error {
	return f.w.call(func() error {
		line := "members of " + c.Unit + " handed " + c.Issue + " " + c.Title + " " + c.Text
		if !slices.Contains(f.w.log, line) {
			f.w.log = append(f.w.log, line)
		}
		return nil
	})
}

// circularStories are those of published bulletins.
func circularStories() []story {
	published := func(id string) playbook.Event { return playbook.Event{Kind: bulletin.EvPublished, Subject: id} }
	return []story{
		{"bulletin published: the member units get it", false, nil, published("weekly"), []string{"members of 990100000000 handed weekly 周通报 立案3起"}},
		{"bulletin published that is not for member units", false, nil, published("public"), nil},
	}
}
