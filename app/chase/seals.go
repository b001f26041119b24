package chase

import (
	"sync"

	"fanzha/centre/stoppay"
)

// seals seals as the centre does and notes what was sealed: the instant at which an order is issued, whatever channel its bank
// is on.
type seals struct {
	sealer stoppay.Sealer

	mu   sync.Mutex // guards all below
	seen map[string]bool
	made []stoppay.Instruction
}

// Seal implements stoppay.Sealer.
func (s *seals) Seal(canonical []byte) (suite, key string, sig []byte, err error) {
	m, err := stoppay.ParseInstruction(canonical)
	if err != nil {
		return "", "", nil, err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if !s.seen[m.ID] { // a decision that is made again seals again
		s.seen[m.ID] = true
		s.made = append(s.made, m)
	}
	return s.sealer.Seal(canonical)
}

// take hands out what was sealed since the last time.
func (s *seals) take() []stoppay.Instruction {
	s.mu.Lock()
	defer s.mu.Unlock()
	out := s.made
	s.made = nil
	return out
}
