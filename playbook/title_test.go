package playbook_test

import (
	"context"
	"encoding/json"
	"slices"

	"fanzha/centre/casefile"
	"fanzha/playbook"
	"fanzha/term/when"
)

// titles is the room of publicity: the world's log says which places lost their titles.
type titles struct{ w *world }

// CaseIn implements playbook.Titles.
func (f titles) CaseIn(_ context.Context, place, caseID string, _ when.Micros) (int, error) {
	return 1, f.w.call(func() error {
		line := "title of " + place + " withdrawn for " + caseID
		if !slices.Contains(f.w.log, line) {
			f.w.log = append(f.w.log, line)
		}
		return nil
	})
}

// titleStories are those of fraud-free units.
func titleStories() []story {
	filed := func(kind, region string, void bool) playbook.Event {
		body, err := json.Marshal(casefile.EventBody{ID: "C1", Region: region, Void: void, FiledAt: 5})
		if err != nil {
			panic(err)
		}
		return playbook.Event{Kind: kind, Subject: "C1", Body: body}
	}
	gone := []string{"title of 990101001001 withdrawn for C1"}
	return []story{
		{"case filed: the title of its place is withdrawn", false, nil, filed(casefile.EvFiled, "990101001001", false), gone},
		{"case corrected: it lies in the place after all", false, nil, filed(casefile.EvCorrected, "990101001001", false), gone},
		{"case filed without a place", false, nil, filed(casefile.EvFiled, "", false), nil},
		{"case entered by mistake", false, nil, filed(casefile.EvCorrected, "990101001001", true), nil},
	}
}
