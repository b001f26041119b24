package notify

import (
	"cmp"
	"slices"

	"fanzha/term/when"
)

// look decides about one message that is due, and returns it when it is to be handed over. Others that waited for the same person may
// be decided along with it, so it is read anew.
func (s *Service) look(shelf Shelf, id string) (*Message, error) {
	now := s.o.Clock.Now()
	m, err := shelf.ByID(id)
	if err != nil || m.NextAt == 0 || m.NextAt > now {
		return nil, err
	}
	switch m.State {
	case Sending: // nobody recorded an answer in time: the centre was stopped in between
		m, err = s.o.Rules.outcome(m, ErrUnanswered, now)
		if err != nil {
			return nil, err
		}
		return nil, shelf.Save(m, s.moved(m))
	case Sent:
		return nil, s.close(shelf, m, Unconfirmed, "")
	case Waiting:
		return s.choose(shelf, m)
	}
	return nil, nil
}

// choose passes a waiting message through the rules: refused, held, bundled into a stronger one, or taken.
func (s *Service) choose(shelf Shelf, m Message) (*Message, error) {
	now := s.o.Clock.Now()
	why, known, err := s.refuse(shelf, m)
	if err != nil || why != "" {
		return nil, err
	}
	held, until := s.o.Rules.hold(m, known, now)
	if held != "" {
		m, err = m.wait(held, until)
		if err != nil {
			return nil, err
		}
		return nil, shelf.Save(m, nil)
	}
	carrier, err := s.bundle(shelf, m)
	if err != nil {
		return nil, err
	}
	carrier, err = s.o.Rules.take(carrier, now)
	if err != nil {
		return nil, err
	}
	return &carrier, shelf.Save(carrier, nil)
}

// refuse ends a message that our own rules never let go, and says why.
func (s *Service) refuse(shelf Shelf, m Message) (Reason, standing, error) {
	now := s.o.Clock.Now()
	known, err := s.standing(shelf, m, now)
	if err != nil {
		return "", known, err
	}
	why := s.o.Rules.refusal(m, known, now)
	if why == "" {
		return "", known, nil
	}
	if m.Unanswered > 0 && why != Muted { // it may have gone: that is no refusal
		return why, known, s.close(shelf, m, Failed, NoAnswer)
	}
	return why, known, s.close(shelf, m, Declined, why)
}

// standing gathers what a decision rests on. What a message itself has perhaps used up does not count against it.
func (s *Service) standing(shelf Shelf, m Message, now when.Micros) (standing, error) {
	r := s.o.Rules
	var known standing
	mute, err := shelf.MuteOf(m.Target)
	if err != nil {
		return known, err
	}
	known.mutedUntil = mute.Until
	known.earlier, err = shelf.Earlier(m, now.Add(-r.Dedupe))
	if err != nil {
		return known, err
	}
	known.person, _, err = shelf.Taken(m.Target, now.Add(-r.Window))
	if err != nil {
		return known, err
	}
	if m.TakenAt > now.Add(-r.Window) {
		known.person--
	}
	known.centre, known.oldest, err = shelf.Taken("", now.Add(-r.ThrottlePer))
	return known, err
}

// bundle lets the strongest of all texts that wait for a person go for the others, and returns it. An urgent message is never carried
// by one that is not.
func (s *Service) bundle(shelf Shelf, m Message) (Message, error) {
	if m.By != "" { // what somebody chose and sent goes as it is
		return m, nil
	}
	waiting, err := shelf.Waiting(m.Target)
	if err != nil {
		return m, err
	}
	all := []Message{m}
	for _, w := range waiting {
		if w.ID == m.ID || w.By != "" || w.Unanswered > 0 { // what may have gone already is decided for itself
			continue
		}
		why, _, err := s.refuse(shelf, w)
		if err != nil {
			return m, err
		}
		if why == "" && (m.Unanswered == 0 || !w.Urgent) {
			all = append(all, w)
		}
	}
	carrier := m
	if m.Unanswered == 0 {
		carrier = slices.MinFunc(all, s.o.Rules.stronger)
	}
	for _, w := range all {
		if w.ID == carrier.ID {
			continue
		}
		w.Into = carrier.ID
		err = s.close(shelf, w, Bundled, "")
		if err != nil {
			return m, err
		}
	}
	return carrier, nil
}

// stronger orders messages: urgent before others, then by the rulebook's order of texts, then the older.
func (r *Rules) stronger(a, b Message) int {
	if a.Urgent != b.Urgent {
		if a.Urgent {
			return -1
		}
		return 1
	}
	place := func(m Message) int {
		at := r.rank(m.Template)
		if at < 0 {
			return len(r.Templates)
		}
		return at
	}
	return cmp.Or(place(a)-place(b), cmp.Compare(a.AcceptedAt, b.AcceptedAt), cmp.Compare(a.ID, b.ID))
}
