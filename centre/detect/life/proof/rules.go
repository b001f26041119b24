package proof

import (
	"time"

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

	WeekStart time.Weekday // of the weekly report (figures.week_start)
	WeekWait  when.Micros  // after the end of a week, for signals that come late

	SuppressMost     when.Micros // longest life of a suppression
	SuppressionsMost int64       // in force at once
}

// LoadRules reads the settings that are shipped.
func LoadRules() (*Rules, error) {
	raw, err := rulebook.FS.ReadFile("life.yaml")
	if err != nil {
		return nil, ErrRules.With(err)
	}
	r, err := ParseRules(raw)
	if err != nil {
		return nil, err
	}
	raw, err = rulebook.FS.ReadFile("settings.yaml")
	if err != nil {
		return nil, ErrRules.With(err)
	}
	shared, err := rulefile.ReadSettings(raw)
	if err != nil {
		return nil, ErrRules.With(err)
	}
	r.WeekStart = time.Weekday(shared.Whole("figures.week_start", 7) % 7)
	err = shared.Err()
	if err != nil {
		return nil, ErrRules.With(err)
	}
	return r, nil
}

// LastWeek is the last week that was over so long ago that its late signals have come, in days of the centre's zone.
func (r *Rules) LastWeek(now when.Micros) (from, to when.Micros) {
	t := (now - r.WeekWait).Time().In(when.Zone)
	back := (int(t.Weekday()) - int(r.WeekStart) + 7) % 7
	end := time.Date(t.Year(), t.Month(), t.Day()-back, 0, 0, 0, 0, when.Zone)
	return when.Of(end.AddDate(0, 0, -7)), when.Of(end)
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
	r.WeekWait = when.Micros(s.Whole("life.week_hours", 7*24)) * when.Hour
	r.SuppressionsMost = s.Whole("life.suppressions_most", 500)
	err = s.Err()
	if err != nil {
		return nil, ErrRules.With(err)
	}
	return r, nil
}
