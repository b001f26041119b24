package app

import (
	"strings"
	"time"

	"fanzha/centre/detect/scenario"
	"fanzha/edge/api"
)

// book shows the console the scenarios in force.
type book struct{ set *scenario.Set }

// Name implements api.ScenarioBook; a scenario that is no longer in force keeps its code as name.
func (b book) Name(code string) (zh, en string) {
	for _, s := range b.set.Scenarios {
		if s.Code == code {
			return s.Name.ZH, s.Name.EN
		}
	}
	return code, code
}

// All implements api.ScenarioBook.
func (b book) All() []api.Scenario {
	out := make([]api.Scenario, 0, len(b.set.Scenarios))
	for _, s := range b.set.Scenarios {
		row := api.Scenario{
			Code: s.Code, Version: s.Version, Hash: s.Hash, NameZH: s.Name.ZH, NameEN: s.Name.EN, Fraud: s.Fraud, Family: s.Family, Level: s.Level,
			Score: s.Score, On: s.On.Names(), Windows: []api.ScenarioWindow{}, ReasonZH: s.Reason.ZH, ReasonEN: s.Reason.EN, Basis: s.Basis,
			Examples: api.ScenarioExamples{Positive: len(s.Positive), Negative: len(s.Negative)},
		}
		if s.Where != nil {
			row.Where = s.Where.Text
		}
		for _, w := range s.Windows {
			row.Windows = append(row.Windows, api.ScenarioWindow{Name: w.Name, Over: w.Over, By: w.By, Of: strings.Join(w.Of, ", "), Where: w.Where, Measure: w.Measure})
		}
		for _, i := range s.Steps {
			step := b.set.Steps[i]
			row.Windows = append(row.Windows, stepRow(step))
		}
		out = append(out, row)
	}
	return out
}

// stepRow shows one link of a sequence beside the windows.
func stepRow(s scenario.Step) api.ScenarioWindow {
	w := api.ScenarioWindow{Name: s.Name, Over: (time.Duration(s.Within) * time.Microsecond).String(), By: s.By.String(), Of: strings.Join(s.Of.Names(), ", "), Measure: "then"}
	if s.Where != nil {
		w.Where = s.Where.Text
	}
	return w
}
