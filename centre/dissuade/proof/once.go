package proof

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"unicode/utf8"

	"fanzha/base/access"
	"fanzha/term/when"
)

// Sent is one feedback of a phone: it may come more than once, and counts once.
type Sent struct {
	By, Key, Order string
	Content        string // SHA-256 of what was sent
	Done           bool
	Begun          when.Micros
}

// Once is the phone's own key of a feedback, and the order it is about.
type Once struct{ Key, Order string }

// Feedbacks keeps the keys of feedback.
type Feedbacks interface {
	// Begin keeps a feedback that is new, and returns the one that is kept under its key.
	Begin(ctx context.Context, s Sent) (Sent, error)
	// Finish marks it done.
	Finish(ctx context.Context, by, key string) error
}

// Begin says where a feedback stands that a phone has sent, perhaps not for the first time. Other content under a known key is ErrReused.
func (s *Service) Begin(ctx context.Context, scope access.Scope, key Once, content []byte) (Sent, error) {
	err := scope.Require(access.OrderWork)
	if err != nil {
		return Sent{}, err
	}
	if key.Key == "" || len(key.Key) > KeyMax || len(key.Order) > KeyMax || !utf8.ValidString(key.Key+key.Order) {
		return Sent{}, ErrKey
	}
	sum := sha256.Sum256(content)
	asked := Sent{By: scope.User, Key: key.Key, Order: key.Order, Content: hex.EncodeToString(sum[:]), Begun: s.o.Now()}
	kept, err := s.o.Feedback.Begin(ctx, asked)
	if err == nil && (kept.Content != asked.Content || kept.Order != key.Order) {
		err = ErrReused
	}
	return kept, err
}

// Finish marks a feedback done: attempt and report are on record.
func (s *Service) Finish(ctx context.Context, sent Sent) error {
	return s.o.Feedback.Finish(ctx, sent.By, sent.Key)
}
