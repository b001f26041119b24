package bulletin

import (
	"context"

	"fanzha/base/access"
)

// Circular is a published issue as the member units read it that it is addressed to: its words and tables, no annex.
type Circular struct {
	ID    string
	Unit  string // whose issue it is: its conference's member units are meant
	Title string
	Text  string
}

// Circular gives a published issue that is addressed to the member units; false for one that is not. ErrNotFound when there is none.
func (s *Service) Circular(ctx context.Context, id string) (Circular, bool, error) {
	i, err := s.open(ctx, access.System(), id)
	if err != nil {
		return Circular{}, false, err
	}
	t, ok := s.o.Templates.Kinds[i.Kind]
	if !ok || !t.Members || i.State != Published {
		return Circular{}, false, nil
	}
	return Circular{ID: i.ID, Unit: i.Unit, Title: i.Title, Text: i.Plain()}, true, nil
}
