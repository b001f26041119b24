package warning

import (
	"strings"

	"fanzha/centre/detect"
)

// HitMoment is a hit on the line of life.
func HitMoment(h Hit) Moment {
	return Moment{
		At: h.At, Type: MomentHit, Level: Level(h.Level), TitleZH: "命中", TitleEN: "Hit", Scenario: h.Scenario,
		TextZH: h.ReasonZH, TextEN: h.ReasonEN, Evidence: append([]detect.Evidence{}, h.Evidence...), Ref: h.Warning,
	}
}

// StepMoment is a history step on the line of life.
func StepMoment(s Step) Moment {
	zh, en := s.Verb.Title()
	return Moment{
		At: s.At, Type: MomentState, Level: s.Level, TitleZH: zh, TitleEN: en, TextZH: s.Note, TextEN: s.Note, By: s.ActorName, Ref: s.Warning,
	}
}

// RevealMoment completes a moment at which somebody saw a value of the person in full.
func RevealMoment(m Moment, field, reason string) Moment {
	zh := map[string]string{FieldName: "姓名", FieldPhone: "电话", FieldIDNumber: "身份证号"}[field]
	m.Type, m.TitleZH, m.TitleEN = MomentReveal, "查看"+zh, "Saw "+strings.ReplaceAll(field, "_", " ")
	m.TextZH, m.TextEN = reason, reason
	return m
}

// Title names a verb in both languages, for histories.
func (v Verb) Title() (zh, en string) {
	t, ok := verbTitles[v]
	if !ok {
		return string(v), string(v)
	}
	return t[0], t[1]
}

var verbTitles = map[Verb][2]string{
	Raised:      {"生成预警", "Warning opened"},
	Repeated:    {"再次预警", "Warned again"},
	LevelRaised: {"升级", "Level raised"},
	Absorbed:    {"并入另一预警", "Taken into another warning"},
	Reopened:    {"转复盘", "Reopened for review"},
	WatchEnded:  {"关注期满", "Watch ended"},
	Claimed:     {"认领", "Claimed"},
	Released:    {"退回", "Released"},
	Graded:      {"调级", "Regraded"},
	Contacted:   {"联系", "Contact attempted"},
	Moved:       {"移交", "Moved to another unit"},
	HandedOver:  {"交接班", "Handed over"},
	Finished:    {"办结", "Finished"},
	Reviewed:    {"复盘结论", "Review concluded"},
}
