package playbook

import (
	"context"

	"fanzha/centre/govern"
	"fanzha/centre/stats/bulletin"
)

// Bulletins is what the playbook asks of the room of bulletins.
type Bulletins interface {
	Circular(ctx context.Context, id string) (bulletin.Circular, bool, error)
}

// Circulars is what the playbook asks of the joint conference about bulletins.
type Circulars interface {
	Circulate(ctx context.Context, c govern.Circular) error
}

// sendBulletin hands an issue that was published to the member units it is addressed to, each with a receipt.
func (b Book) sendBulletin(ctx context.Context, e Event) error {
	c, meant, err := b.Bulletins.Circular(ctx, e.Subject)
	if err != nil || !meant {
		return err
	}
	return b.Circulars.Circulate(ctx, govern.Circular{Issue: c.ID, Unit: c.Unit, Title: c.Title, Text: c.Text})
}
