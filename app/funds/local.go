package funds

import (
	"fmt"
	"time"

	"fanzha/base/rulefile"
	"fanzha/edge/partner/bank"
	"fanzha/rulebook"
	"fanzha/term/when"
)

// local are the local settings of the money side, from rulebook/settings.yaml.
type local struct {
	answer   when.Micros   // a counter alert is answered within
	match    when.Micros   // between the time that a victim remembers and the transfer
	snapshot time.Duration // between two snapshots of the transfers
	remedy   string        // what a refused objection tells
	door     bank.Settings // of the banks' door
}

func loadLocal() (local, error) {
	raw, err := rulebook.FS.ReadFile("settings.yaml")
	if err != nil {
		return local{}, err
	}
	s, err := rulefile.ReadSettings(raw)
	if err != nil {
		return local{}, fmt.Errorf("rulebook/settings.yaml: %w", err)
	}
	l := local{
		answer: when.Micros(s.Whole("lead.answer_minutes", 1440)) * when.Minute, match: when.Micros(s.Whole("funds.match_minutes", 1440)) * when.Minute,
		snapshot: time.Duration(s.Whole("funds.snapshot_minutes", 1440)) * time.Minute, remedy: s.Text("objection.remedy"),
	}
	if s.Err() != nil {
		return local{}, fmt.Errorf("rulebook/settings.yaml: %w", s.Err())
	}
	l.door, err = bank.LoadSettings()
	return l, err
}
