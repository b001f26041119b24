package warning

import "context"

// Adopter hands records of one unit to another.
type Adopter interface {
	// Adopt makes unit to responsible for everything that unit from is responsible for, in one transaction.
	Adopt(ctx context.Context, from, to string) error
}

// Adopt hands over what was found before the centre had a unit of its own. It is the centre's own act, done once, when the first
// unit is made; done again, it changes nothing.
func (s *Service) Adopt(ctx context.Context, from, to string) error {
	s.places.forget()
	return s.store.Adopt(ctx, from, to)
}
