package counted

import (
	"fanzha/centre/govern"
	"fanzha/centre/outreach"
	"fanzha/centre/stats"
)

// ofPublicity counts what outreach did; the room knows which measures a record of its kinds makes.
func ofPublicity(e Event) ([]stats.Fact, error) { return outreach.Facts(e.Seq, e.Body) }

// ofGovern counts meetings, interviews, duties, notices and rankings on the day they belong to.
func ofGovern(e Event) ([]stats.Fact, error) {
	t, b, err := governed(e)
	if err != nil {
		return nil, err
	}
	day, err := stats.ParseDay(b.Day)
	if err != nil {
		return nil, err
	}
	id := b.ID
	switch e.Kind {
	case govern.EvDutyDone, govern.EvDutyOverdue, govern.EvReturnOverdue:
		id += "/" + b.Period // the same duty is owed again every period
	}
	n := int64(1)
	if e.Kind == govern.EvNoticeIssued {
		n = b.N
	}
	t.add(e.Kind, id, day.Start(), pieces(n), fen(b.Fen))
	if e.Kind == govern.EvDutyDone || e.Kind == govern.EvDutyOverdue {
		t.due(e, b, id)
	}
	return t.out, nil
}

// due counts an occurrence of a duty once, whether it was done, was late, or both: on the day it was done in time, else on its last day.
func (t *things) due(e Event, b govern.EventBody, id string) {
	late := b.Late || e.Kind == govern.EvDutyOverdue
	on := b.Day
	if late && b.Due != "" {
		on = b.Due
	}
	day, err := stats.ParseDay(on)
	if err != nil {
		return
	}
	t.add("duty.due", id, day.Start())
	if !late {
		t.add("duty.in_time", id, day.Start())
	}
}

// ofReturn counts an accepted return and each number in it: a later revision of the same form, period and member replaces it.
func ofReturn(e Event) ([]stats.Fact, error) {
	t, b, err := governed(e)
	if err != nil {
		return nil, err
	}
	day, err := stats.ParseDay(b.Day)
	if err != nil {
		return nil, err
	}
	id := b.Kind + "/" + b.Period + "/" + b.Member
	t.add("return.accepted", id, day.Start())
	t.add("return.in_time", id, day.Start(), only(!b.Late))
	for _, v := range b.Values {
		t.add(v.Measure, id+"/"+v.Measure, day.Start(), pieces(v.N), fen(v.Fen))
	}
	return t.out, nil
}

func governed(e Event) (things, govern.EventBody, error) {
	b, err := govern.ParseEvent(e.Body)
	if err != nil {
		return things{}, b, err
	}
	t := things{base: stats.Fact{Seq: e.Seq, Unit: b.Unit, Region: b.Region, Object: objects[e.Kind] + "/" + b.ID}}
	s := &t.base.Sides
	s[stats.Channel], s[stats.Result], s[stats.MemberUnit] = b.Kind, b.Kind, b.Member
	switch b.MemberKind {
	case "bank":
		s[stats.Bank] = b.Member
	case "carrier":
		s[stats.Carrier] = b.Member
	}
	return t, b, nil
}

// objects are the kinds of records behind the facts of govern.
var objects = map[string]string{
	govern.EvMeetingHeld: "meeting", govern.EvInterviewHeld: "interview", govern.EvEscalationOut: "escalation", govern.EvEscalationClosed: "escalation",
	govern.EvDutyDone: "duty", govern.EvDutyOverdue: "duty", govern.EvTaskDone: "task", govern.EvTaskOverdue: "task", govern.EvNoticeIssued: "notice",
	govern.EvRankPublished: "ranking", govern.EvRankFinal: "ranking", govern.EvReturnAccepted: "return", govern.EvReturnOverdue: "return",
}
