package figures

import (
	"context"

	"fanzha/base/access"
	"fanzha/centre/stats"
	"fanzha/centre/stats/bulletin"
)

// warm asks once, when counting has caught up, what the weekly issue of today would say. What the counts keep of it serves whoever asks first:
// after a start over 200 million facts that one question takes a second or two, later ones a fraction of one.
func (s *Side) warm(ctx context.Context) error {
	_, _, err := s.bulletins.Preview(ctx, access.System(), bulletin.DraftCmd{Kind: "weekly", Day: stats.DayOf(s.opts.Clock.Now()), Unit: s.unit()})
	return err
}
