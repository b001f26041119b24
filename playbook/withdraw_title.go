package playbook

import (
	"context"

	"fanzha/centre/casefile"
	"fanzha/term/when"
)

// Titles is what the playbook asks of the room of publicity about fraud-free units (无诈单位).
type Titles interface {
	CaseIn(ctx context.Context, place, caseID string, at when.Micros) (int, error)
}

// withdrawTitle takes the fraud-free title of a place away as soon as a case of that place is filed, or is corrected to lie there.
func (b Book) withdrawTitle(ctx context.Context, e Event) error {
	body, err := casefile.ParseEvent(e.Body)
	if err != nil {
		return err
	}
	if body.Void || body.Region == "" {
		return nil
	}
	_, err = b.Titles.CaseIn(ctx, body.Region, body.ID, body.FiledAt)
	return err
}
