package api

import (
	"strings"

	"fanzha/centre/dispatch"
	"fanzha/centre/warning"
)

// pair is a word in the two languages of the console.
type pair struct{ zh, en string }

var levelWords = map[warning.Level]pair{
	warning.Urgent: {"紧急", "urgent"}, warning.High: {"高危", "high"}, warning.Medium: {"中危", "medium"}, warning.Low: {"低危", "low"},
}

var codeWords = map[string]pair{
	"dissuaded": {"劝阻成功未受骗", "dissuaded, no loss"}, "lost_stopped": {"已受骗已止付", "defrauded, payment stopped"},
	"lost": {"已受骗", "defrauded"}, "refused": {"不听劝", "does not believe"}, "unreachable": {"确实找不到", "really not found"},
	"false_alarm": {"不符/误报", "false alarm"}, "duplicate": {"重复预警", "duplicate"}, "defrauded": {"预警后被骗", "defrauded after the warning"},
	"earlier": {"预警前已被骗", "defrauded before the warning"}, "unrelated": {"另案", "another matter"}, "reached": {"已联系上", "reached"}, "not reached": {"没联系上", "not reached"},
}

// noteWords puts a code at the beginning of a note (an outcome, a scenario) into words; what an officer typed stays.
func (a *API) noteWords(note string) pair {
	whole := codeWords[note]
	if whole.zh != "" {
		return whole
	}
	code, rest, _ := strings.Cut(note, " ")
	w := codeWords[code]
	if w.zh == "" {
		w.zh, w.en = a.Scenarios.Name(code)
	}
	return pair{joined([]string{w.zh, rest}), joined([]string{w.en, rest})}
}

// warningLine renders one step of a warning's history.
func (a *API) warningLine(s warning.Step) Line {
	verbZH, verbEN := s.Verb.Title()
	l := levelWords[s.Level]
	zh, en := []string{verbZH, l.zh}, []string{verbEN, l.en}
	if s.Note != "" {
		n := a.noteWords(s.Note)
		zh, en = append(zh, n.zh), append(en, n.en)
	}
	return Line{At: stamp(s.At), Actor: s.ActorName, Action: string(s.Verb), TextZH: joined(zh), TextEN: joined(en)}
}

// orderLine renders one step of an order's history.
func orderLine(s dispatch.Step, unit string) Line {
	line := Line{At: stamp(s.At), Actor: s.ActorName, Action: string(s.Action)}
	for _, t := range dispatch.Actions {
		if t.Code == string(s.Action) {
			line.TextZH, line.TextEN = joined([]string{t.NameZH, unit, s.Note}), joined([]string{t.NameEN, unit, s.Note})
		}
	}
	return line
}

// joined puts the parts that are there behind one another.
func joined(parts []string) string {
	var have []string
	for _, p := range parts {
		if p != "" {
			have = append(have, p)
		}
	}
	return strings.Join(have, " · ")
}
