package playbook_test

import (
	"context"
	"encoding/json"
	"slices"

	"fanzha/base/access"
	"fanzha/centre/casefile"
	"fanzha/centre/warning"
	"fanzha/playbook"
)

// reviews is the room of warnings as cases of defrauded people see it: the world's log says which reviews opened.
type reviews struct{ w *world }

// Defrauded implements playbook.Reviews.
func (f reviews) Defrauded(_ context.Context, _ access.Scope, id, caseID string) (warning.View, error) {
	if id == "gone" {
		return warning.View{}, warning.ErrNotFound
	}
	return warning.View{}, f.w.call(func() error {
		line := "review of " + id + " opened by " + caseID
		if !slices.Contains(f.w.log, line) {
			f.w.log = append(f.w.log, line)
		}
		return nil
	})
}

// reviewStories are those of people who were defrauded after a warning (预警后被骗).
func reviewStories() []story {
	filed := func(kind, id string, warned, void bool) playbook.Event {
		body, err := json.Marshal(casefile.EventBody{ID: "C1", Warned: warned, Warning: id, Void: void})
		if err != nil {
			panic(err)
		}
		return playbook.Event{Kind: kind, Subject: "C1", Body: body}
	}
	opened := []string{"review of W1 opened by C1"}
	return []story{
		{"case of a warned person: the review opens", false, nil, filed(casefile.EvFiled, "W1", true, false), opened},
		{"corrected: the person was warned", false, nil, filed(casefile.EvCorrected, "W1", true, false), opened},
		{"warned, but nobody knows by which warning", false, nil, filed(casefile.EvFiled, "", true, false), nil},
		{"case names a warning that is not there", false, nil, filed(casefile.EvFiled, "gone", true, false), nil},
		{"case of a warned person entered by mistake", false, nil, filed(casefile.EvCorrected, "W1", true, true), nil},
	}
}
