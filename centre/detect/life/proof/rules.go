package proof

import (
	"fanzha/base/rulefile"
	"fanzha/rulebook"
	"fanzha/term/when"
)

// Rules are the settings of rulebook/life.yaml. None of them is law.
type Rules struct {
	Minutes      map[string]int64 // officers' minutes an alert costs, by level
	Merge        when.Micros      // hits of a person not further apart are one alert
	VictimAfter  when.Micros      // a loss so long after an alert is "defrauded after the alert"
	ShadowLeast  when.Micros      // shadow before a signature
	ShadowsMost  int64
	JobsMost     int64
	PrecisionBad int64 // permille; below is red
	LateBadS     int64 // seconds; above is red

	SuppressMost     when.Micros // longest life of a suppression
	SuppressionsMost int64       // in force at once
}

// LoadRules reads the settings that are shipped.
func LoadRules() (*Rules, error) {
	raw, err := rulebook.FS.ReadFile("life.yaml")
	if err != nil {
		return nil, ErrRules.With(err)
	}
	return ParseRules(raw)
}

// ParseRules reads rulebook/life.yaml and refuses a setting that is missing or senseless.
func ParseRules(raw []byte) (*Rules, error) {
	s, err := rulefile.ReadSettings(raw)
	if err != nil {
		return nil, ErrRules.With(err)
	}
	r := &Rules{Minutes: map[string]int64{}}
	for _, level := range []string{"urgent", "high", "medium", "low"} {
		r.Minutes[level] = s.Whole("life.minutes_"+level, 24*60)
	}
	r.Merge = when.Micros(s.Whole("life.merge_hours", 30*24)) * when.Hour
	r.VictimAfter = when.Micros(s.Whole("life.victim_days", 365)) * when.Day
	r.ShadowLeast = when.Micros(s.Whole("life.shadow_hours", 30*24)) * when.Hour
	r.ShadowsMost, r.JobsMost = s.Whole("life.shadows_most", 64), s.Whole("life.jobs_most", 1000)
	r.PrecisionBad, r.LateBadS = s.Whole("life.precision_bad", 1000), s.Whole("life.late_bad_s", 90*86400)
	r.SuppressMost = when.Micros(s.Whole("life.suppress_days", 365)) * when.Day
	r.SuppressionsMost = s.Whole("life.suppressions_most", 500)
	err = s.Err()
	if err != nil {
		return nil, ErrRules.With(err)
	}
	return r, nil
}
