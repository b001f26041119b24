package warning

import (
	"context"
	"strings"
	"unicode/utf8"

	"fanzha/base/access"
)

// Fields of a person that can be revealed.
const (
	FieldName     = "name"
	FieldPhone    = "phone"
	FieldIDNumber = "id_number"
)

// RevealCmd asks for one value of a person in full, for a reason, because of a warning.
type RevealCmd struct {
	Target  string
	Field   string // FieldName, FieldPhone or FieldIDNumber
	Reason  string
	Warning string
}

// Reveal returns one value in full. Who asked, for which field, why and because of which warning is in the audit log before
// the value leaves the store; the value itself is never logged. The right is person.reveal. Of a phone it returns every
// number of the person, the one seen last first, divided by spaces.
func (s *Service) Reveal(ctx context.Context, scope access.Scope, cmd RevealCmd) (string, error) {
	err := scope.Require(access.PersonReveal)
	if err != nil {
		return "", err
	}
	cmd.Reason = storable(cmd.Reason)
	err = cmd.check()
	if err != nil {
		return "", err
	}
	t, err := s.store.Reveal(ctx, scope, Unmask{ID: s.newID(), At: s.clock.Now(), Cmd: cmd})
	if err != nil {
		return "", err
	}
	value := t.field(cmd.Field)
	if value == "" {
		return "", ErrNoValue
	}
	return value, nil
}

func (c RevealCmd) check() error {
	if c.Field != FieldName && c.Field != FieldPhone && c.Field != FieldIDNumber {
		return ErrField
	}
	if utf8.RuneCountInString(c.Reason) > MaxNote {
		return ErrNoteTooLong
	}
	return needReason(c.Reason)
}

func (t Target) field(name string) string {
	switch name {
	case FieldName:
		return t.Name
	case FieldIDNumber:
		return string(t.IDNumber)
	}
	all := []string{}
	if t.Phone != "" {
		all = append(all, string(t.Phone))
	}
	for _, p := range t.Phones {
		if p != t.Phone {
			all = append(all, string(p))
		}
	}
	return strings.Join(all, " ")
}
