package duty

import (
	"slices"
	"time"

	"fanzha/term/when"
)

// Post is a place in a shift.
type Post string

// The posts, in the order in which they are called.
const (
	Officer Post = "officer" // 值班员
	Deputy  Post = "deputy"  // 副班
	Leader  Post = "leader"  // 带班领导
)

// Posts lists them.
var Posts = []Post{Officer, Deputy, Leader}

// Person is somebody of the centre.
type Person struct {
	ID   string `json:"id"`
	Name string `json:"name"`
}

// Shift (班次) is a span of one unit with who is at its posts.
type Shift struct {
	Head
	Code     string      `json:"code"` // of rulebook/duty.yaml
	Day      string      `json:"day"`  // 2026-11-23, on which it starts
	Officer  Person      `json:"officer"`
	Deputy   Person      `json:"deputy"`
	Leader   Person      `json:"leader"`
	LateAt   when.Micros `json:"late_at,omitempty"`   // when the leader was told that it was not handed over
	HandOver string      `json:"hand_over,omitempty"` // id of the one that ended it
}

func (s *Shift) head() *Head { return &s.Head }

// At is who is at a post; nobody has an empty id.
func (s *Shift) At(p Post) Person {
	switch p {
	case Officer:
		return s.Officer
	case Deputy:
		return s.Deputy
	}
	return s.Leader
}

func (s *Shift) put(p Post, who Person) {
	switch p {
	case Officer:
		s.Officer, s.Who = who, who.ID
	case Deputy:
		s.Deputy = who
	case Leader:
		s.Leader = who
	}
}

// covers says whether the shift runs at a moment.
func (s *Shift) covers(at when.Micros) bool { return s.Start <= at && at < s.End }

// current finds the shift that runs at a moment; where two overlap, the one that started last.
func current(shifts []Shift, at when.Micros) (Shift, bool) {
	var out Shift
	found := false
	for _, s := range shifts {
		if s.covers(at) && (!found || s.Start > out.Start) {
			out, found = s, true
		}
	}
	return out, found
}

// Gap is a span in which the unit has no officer on duty.
type Gap struct {
	From, To when.Micros
}

// gaps finds what the shifts leave open between two moments. Shifts may overlap; one without an officer covers nothing.
func gaps(shifts []Shift, from, to when.Micros) []Gap {
	sorted := slices.Clone(shifts)
	slices.SortFunc(sorted, func(a, b Shift) int { return int(min(1, max(-1, a.Start-b.Start))) })
	out := []Gap{}
	at := from
	for _, s := range sorted {
		if s.Officer.ID == "" || s.End <= at || s.Start >= to {
			continue
		}
		if s.Start > at {
			out = append(out, Gap{at, s.Start})
		}
		at = max(at, s.End)
	}
	if at < to {
		out = append(out, Gap{at, to})
	}
	return out
}

// Line is one shift as the roster is written: by day and code, with account ids at the posts.
type Line struct {
	Day                     string
	Code                    string
	Officer, Deputy, Leader string
}

// DaysMax bounds how far ahead one act may fill the roster: a quarter.
const DaysMax = 92

// Team is who serves together.
type Team struct {
	Officer, Deputy, Leader string
}

// Pattern fills a roster by rotation: shift after shift the next team, from the first shift of a day on.
type Pattern struct {
	From  string // day
	Days  int
	Teams []Team
	First int // the team that begins, from 0
}

// lines writes the pattern out. Three teams over two shifts a day is the three-shift rotation (三班倒).
func (p Pattern) lines(r *Rules) ([]Line, error) {
	day, err := time.ParseInLocation(time.DateOnly, p.From, when.Zone)
	switch {
	case err != nil:
		return nil, badField("from")
	case p.Days < 1 || p.Days > DaysMax:
		return nil, badField("days")
	case len(p.Teams) == 0 || len(p.Teams) > 31 || p.First < 0 || p.First >= len(p.Teams):
		return nil, badField("teams")
	}
	var out []Line
	n := p.First
	for d := range p.Days {
		for _, s := range r.Slots {
			t := p.Teams[n%len(p.Teams)]
			out = append(out, Line{day.AddDate(0, 0, d).Format(time.DateOnly), s.Code, t.Officer, t.Deputy, t.Leader})
			n++
		}
	}
	return out, nil
}

// span is when a line's shift runs.
func (r *Rules) span(l Line) (from, to when.Micros, err error) {
	day, err := time.ParseInLocation(time.DateOnly, l.Day, when.Zone)
	s, ok := r.Slot(l.Code)
	if err != nil || day.Year() < 2000 || day.Year() > 2200 {
		return 0, 0, badField("day")
	}
	if !ok {
		return 0, 0, badField("shift")
	}
	from = when.Of(day.Add(s.from))
	return from, from.Add(time.Duration(s.Hours) * time.Hour), nil
}
