package upstream

import (
	"time"

	"fanzha/base/rulefile"
)

// Span is how long a level leaves.
type Span struct {
	Ack    time.Duration
	Return time.Duration
}

// Rules is the parsed rulebook/upstream.yaml: local settings, not law.
type Rules struct {
	Spans      map[string]Span // by level
	Automatic  bool            // what is clear is acknowledged and distributed at once
	ChaseEvery time.Duration
	ChasesMax  int64
	Skew       time.Duration // how far the clocks of two centres may differ over HTTP
	FileAge    time.Duration // an older file is refused
	PollEvery  time.Duration
	FileEvery  time.Duration // a file with what is still unanswered is laid out again after this
}

// ParseRules reads rulebook/upstream.yaml.
func ParseRules(raw []byte) (*Rules, error) {
	s, err := rulefile.ReadSettings(raw)
	if err != nil {
		return nil, ErrRules.With(err)
	}
	whole := func(code string, unit time.Duration, most int64) time.Duration {
		return time.Duration(s.Whole("upstream."+code, most)) * unit
	}
	r := &Rules{
		Spans: map[string]Span{}, Automatic: s.Text("upstream.automatic") == "yes", ChaseEvery: whole("chase_every_minutes", time.Minute, 10080),
		ChasesMax: s.Whole("upstream.chases_max", 100), Skew: whole("skew_minutes", time.Minute, 120), FileAge: whole("file_age_days", 24*time.Hour, 365),
		PollEvery: whole("poll_seconds", time.Second, 3600), FileEvery: whole("file_again_minutes", time.Minute, 10080),
	}
	for _, level := range []string{"urgent", "high", "medium", "low"} {
		r.Spans[level] = Span{Ack: whole("ack_minutes."+level, time.Minute, 10080), Return: whole("return_hours."+level, time.Hour, 2160)}
	}
	for level, x := range r.Spans {
		if x.Return < x.Ack {
			return nil, ErrRules.With(badField("upstream.return_hours." + level))
		}
	}
	err = s.Err()
	if err != nil {
		return nil, ErrRules.With(err)
	}
	return r, nil
}
