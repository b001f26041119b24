package playbook

import (
	"context"
	"errors"

	"fanzha/base/access"
	"fanzha/centre/casefile"
	"fanzha/centre/warning"
)

// Reviews is what the playbook asks of the room warning when somebody was defrauded after a warning.
type Reviews interface {
	Defrauded(ctx context.Context, scope access.Scope, id, caseID string) (warning.View, error)
}

// reviewWarned opens the review of the warning that a case names (预警后被骗). A case that names a warning nobody knows is the register's
// to put right, not ours to stop at.
func (b Book) reviewWarned(ctx context.Context, e Event) error {
	body, err := casefile.ParseEvent(e.Body)
	if err != nil {
		return err
	}
	if body.Void || !body.Warned || body.Warning == "" {
		return nil
	}
	_, err = b.Reviews.Defrauded(ctx, centre(), body.Warning, body.ID)
	if errors.Is(err, warning.ErrNotFound) {
		return nil
	}
	return err
}
