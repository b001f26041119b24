package figures

import "fanzha/centre/stats"

// Since says since when anything of a measure's room is counted: in a room that counts, what never happened is a zero.
func (s *Side) Since(measure string) (stats.Day, bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.firsts == nil {
		s.firsts = map[string]stats.Day{}
		for _, m := range s.cube.Measures() {
			day, ok := s.cube.First(m)
			old, there := s.firsts[roomOf(m)]
			if ok && (!there || day < old) {
				s.firsts[roomOf(m)] = day
			}
		}
	}
	day, ok := s.firsts[roomOf(measure)]
	return day, ok
}

// rooms says which measures are counted together: where one of them is, the others are zero and not unknown.
var rooms = map[string]string{"suspect": "case", "exhibit": "case", "card": "case", "order": "warning", "attempt": "warning", "hit": "warning", "stop": "claim",
	"freeze": "claim", "objection": "claim", "hold": "claim", "restriction": "claim", "mark": "claim", "pledge": "publicity", "target": "publicity"}

func roomOf(measure string) string {
	head := measure
	for i := range len(measure) {
		if measure[i] == '.' {
			head = measure[:i]
			break
		}
	}
	room, ok := rooms[head]
	if ok {
		return room
	}
	if head == "return" {
		return measure // each number of a form begins when somebody first reports it
	}
	return head
}
