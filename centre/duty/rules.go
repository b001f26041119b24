package duty

import (
	"fmt"
	"slices"
	"time"

	"fanzha/base/rulefile"
)

// Slot is one shift of the day as the unit cuts it.
type Slot struct {
	Code  string         `yaml:"code"`
	ZH    string         `yaml:"zh"`
	EN    string         `yaml:"en"`
	From  string         `yaml:"from"` // 08:00 by the centre's clock
	Hours rulefile.Whole `yaml:"hours"`

	from time.Duration // since midnight
}

// Rules is the parsed rulebook/duty.yaml: local settings, not law.
type Rules struct {
	Slots       []Slot
	CoverDays   int
	LateAfter   time.Duration
	ClimbLevels []string
	Waits       map[Post]time.Duration // how long the one before had it, by the post that is called next
}

type rulesFile struct {
	Version     int            `yaml:"version"`
	LabelZH     string         `yaml:"label_zh"`
	LabelEN     string         `yaml:"label_en"`
	SourceZH    string         `yaml:"source_zh"`
	SourceEN    string         `yaml:"source_en"`
	Shifts      []Slot         `yaml:"shifts"`
	CoverDays   rulefile.Whole `yaml:"cover_days"`
	LateAfter   string         `yaml:"late_after"`
	ClimbLevels []string       `yaml:"climb_levels"`
	WaitDeputy  string         `yaml:"wait_deputy"`
	WaitLeader  string         `yaml:"wait_leader"`
	WaitOfficer string         `yaml:"wait_officer"`
}

// Bounds of the settings.
const (
	slotsMax = 6
	coverMax = 60
	waitMax  = 24 * time.Hour
)

// ParseRules reads rulebook/duty.yaml.
func ParseRules(data []byte) (*Rules, error) {
	var f rulesFile
	err := rulefile.Decode(data, &f)
	if err != nil {
		return nil, ErrRules.With(err)
	}
	r := &Rules{Slots: f.Shifts, CoverDays: int(f.CoverDays), ClimbLevels: f.ClimbLevels, Waits: map[Post]time.Duration{}}
	if len(r.Slots) == 0 || len(r.Slots) > slotsMax || r.CoverDays < 1 || r.CoverDays > coverMax {
		return nil, ErrRules.With(fmt.Errorf("shifts or cover_days out of bounds"))
	}
	for i := range r.Slots {
		err = slot(&r.Slots[i], r.Slots[:i])
		if err != nil {
			return nil, ErrRules.With(err)
		}
	}
	for _, l := range r.ClimbLevels {
		if !slices.Contains([]string{"urgent", "high", "medium", "low"}, l) {
			return nil, ErrRules.With(fmt.Errorf("climb_levels: %q", l))
		}
	}
	r.LateAfter, err = wait(f.LateAfter)
	for post, text := range map[Post]string{Deputy: f.WaitDeputy, Leader: f.WaitLeader, Officer: f.WaitOfficer} {
		if err == nil {
			r.Waits[post], err = wait(text)
		}
	}
	if err != nil {
		return nil, ErrRules.With(err)
	}
	return r, nil
}

func slot(s *Slot, before []Slot) error {
	at, err := time.Parse("15:04", s.From)
	same := slices.ContainsFunc(before, func(o Slot) bool { return o.Code == s.Code || o.From == s.From })
	if err != nil || s.Code == "" || s.ZH == "" || s.EN == "" || s.Hours < 1 || s.Hours > 24 || same {
		return fmt.Errorf("shift %q", s.Code)
	}
	s.from = time.Duration(at.Hour())*time.Hour + time.Duration(at.Minute())*time.Minute
	return nil
}

func wait(text string) (time.Duration, error) {
	d, err := time.ParseDuration(text)
	if err != nil || d < time.Minute || d > waitMax {
		return 0, fmt.Errorf("wait %q: between 1m and 24h", text)
	}
	return d, nil
}

// Slot finds a shift of the day by its code or its name.
func (r *Rules) Slot(word string) (Slot, bool) {
	for _, s := range r.Slots {
		if s.Code == word || s.ZH == word || s.EN == word {
			return s, true
		}
	}
	return Slot{}, false
}
