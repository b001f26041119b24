package warning

import (
	"context"
	"errors"

	"fanzha/base/access"
)

// Defrauded opens the review of a warning whose person was defrauded all the same (预警后被骗): a case says so. Only the centre's own
// procedures may; told again, or about a warning whose watch is not running, it changes nothing.
func (s *Service) Defrauded(ctx context.Context, scope access.Scope, id, caseID string) (View, error) {
	v, err := s.View(ctx, scope, id)
	if err != nil || v.State != Watching {
		return v, err
	}
	after, err := s.act(ctx, scope, id, Act{Verb: Reopened, Hit: "case/" + caseID})
	if errors.Is(err, ErrState) {
		return v, nil // the watch ended, or a report opened the review, meanwhile
	}
	return after, err
}
