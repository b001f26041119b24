package app

import (
	"fanzha/centre/detect/scenario"
	"fanzha/edge/api"
	apiscenarios "fanzha/edge/api/scenarios"
	"fanzha/playbook"
)

// book shows the console the scenarios in force.
type book struct{ now func() *scenario.Set }

// Name implements api.ScenarioBook; a scenario that is no longer in force keeps its code as name.
func (b book) Name(code string) (zh, en string) {
	for _, s := range b.now().Scenarios {
		if s.Code == code {
			return s.Name.ZH, s.Name.EN
		}
	}
	if code == playbook.OrderedBy {
		return "上级预警指令", "Order from above"
	}
	return code, code
}

// All implements api.ScenarioBook.
func (b book) All() []api.Scenario {
	set := b.now()
	out := make([]api.Scenario, 0, len(set.Scenarios))
	for _, s := range set.Scenarios {
		out = append(out, apiscenarios.View(set, s))
	}
	return out
}
