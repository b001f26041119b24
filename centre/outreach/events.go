package outreach

import (
	"fanzha/centre/outreach/told"
	"fanzha/centre/stats"
)

// The kinds of events. Subject is the record's id, the body a Body: whole each time, so that the last one alone is enough.
const (
	EvEvent         = "publicity.event"
	EvMaterial      = "publicity.material" // a move of stock
	EvWork          = "publicity.work"
	EvPledge        = "pledge.signed"
	EvRegistered    = "app.registered"
	EvBase          = "app.base"
	EvMessage       = "message.pushed" // and each receipt after it
	EvApproved      = "message.approved"
	EvFraudFree     = "fraud_free.awarded"
	EvFraudFreeGone = "fraud_free.withdrawn"
	EvTask          = "target.tasked" // and what becomes of it
)

// Body is what an event of this room says. It holds no personal data.
type Body = told.Body

// BodyOf is what the event of a record says, and its kind; no kind, no event.
func BodyOf(r Record) (kind string, b Body) {
	h := r.Heading()
	b = Body{ID: h.ID, Object: r.Kind() + "/" + h.ID, Unit: h.Unit, At: h.At, State: string(h.State), Gone: h.State == Void}
	switch v := r.(type) {
	case *Event:
		b.Region, b.Sides = v.Region, sides(stats.Venue, v.Venue, stats.Campaign, v.Campaign, stats.Result, v.Sort)
		b.Sides[stats.Channel.String()] = v.Form
		b.Counts = map[string]int64{"publicity.event": 1, "publicity.large": flag(v.Large), "publicity.audience": v.Audience, "publicity.views": v.Views}
		return EvEvent, b
	case *Move:
		b.Object = "material/" + v.Material
		b.Region, b.Sides = v.Region, sides(stats.Level, v.Sort)
		b.Counts = map[string]int64{"publicity." + v.Act: v.N}
		return EvMaterial, b
	case *Work:
		b.Sides, b.Counts = sides(stats.Channel, v.Platform, stats.Level, v.Genre), map[string]int64{"publicity.work": 1, "publicity.work_views": v.Views}
		return EvWork, b
	case *Pledge:
		b.Region, b.Sides = v.Region, sides(stats.Venue, v.Venue)
		b.Counts = map[string]int64{"pledge.letter": v.Letters, "pledge.handbook": v.Handbooks, "pledge.signed": v.Pledges}
		return EvPledge, b
	case *Registration:
		b.Region, b.Sides, b.Counts = v.Region, sides(stats.MemberUnit, v.Member), map[string]int64{"app.registered": v.Delta}
		return EvRegistered, b
	case *Base:
		b.Region, b.Sides, b.Counts = v.Region, sides(stats.MemberUnit, v.Member), map[string]int64{"app.base": v.Delta}
		return EvBase, b
	}
	return acted(r, b)
}

// acted are the bodies of what goes through several states.
func acted(r Record, b Body) (string, Body) {
	switch v := r.(type) {
	case *Message:
		switch v.State {
		case Approved:
			return EvApproved, b
		case Pushed, Withdrawn, Expired:
			b.At = v.PushedAt
			b.Counts = map[string]int64{"message.pushed": flag(v.PushedAt > 0), "message.members": v.Members, "message.read": v.Read, "message.forwarded": v.Forwarded}
			return where(EvMessage, v.PushedAt > 0), b
		}
	case *FraudFree:
		b.Region, b.Sides = v.Region, sides(stats.Result, v.Sort, stats.MemberUnit, v.Member)
		switch v.State {
		case Awarded:
			b.At, b.Counts = v.AwardedAt, map[string]int64{"fraud_free.awarded": 1}
			return EvFraudFree, b
		case Withdrawn:
			b.At, b.Counts = v.WithdrawnAt, map[string]int64{"fraud_free.withdrawn": 1}
			return EvFraudFreeGone, b
		}
	case *Task:
		b.Region, b.Sides, b.Gone = v.Group.Region, v.Group.Sides, v.State == Withdrawn
		b.Counts = map[string]int64{"target.tasked": 1, "target.done": flag(v.State == Done)}
		return EvTask, b
	}
	return "", b
}

func where(kind string, yes bool) string {
	if yes {
		return kind
	}
	return ""
}

func flag(yes bool) int64 {
	if yes {
		return 1
	}
	return 0
}

// sides pairs sides with values, leaving out what is empty.
func sides(pairs ...any) map[string]string {
	out := map[string]string{}
	for i := 0; i+1 < len(pairs); i += 2 {
		d, _ := pairs[i].(stats.Dim)
		value, _ := pairs[i+1].(string)
		if value != "" {
			out[d.String()] = value
		}
	}
	return out
}

// Facts are what an event of this room counts for: one a measure, under the record's id.
func Facts(seq int64, raw []byte) ([]stats.Fact, error) { return told.Facts(seq, raw) }
