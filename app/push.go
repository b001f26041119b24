package app

import (
	"encoding/json"
	"strings"

	"fanzha/base/access"
	"fanzha/centre/notify"
	"fanzha/centre/stoppay"
	"fanzha/centre/warning"
	"fanzha/edge/api"
	"fanzha/internal/db"
)

func systemScope() access.Scope { return access.System() }

// push tells deliveries and the consoles of a committed event: what kind of record changed, which one, of which unit.
func (c *Centre) push(e db.Event) {
	p := api.Push{ID: e.Subject, Kind: e.Kind, Unit: e.Unit}
	room, _, _ := strings.Cut(e.Kind, ".")
	if e.Kind == stoppay.EvSealed || e.Kind == stoppay.EvReleasing {
		c.money.Wake() // what was queued goes out at once
	}
	if e.Kind == notify.EvAccepted {
		c.texts.Wake()
	}
	if room == "upstream" {
		c.upstream.Carrier.Wake()
	}
	switch room {
	case "warning", "order", "claim", "stop", "freeze", "objection", "lead", "lines", "upstream":
		p.Name = room
	case "hit":
		p.Name = "hits"
	case "duty":
		p.Name = "duty"
	case "hotline":
		p.Name = "ticket"
	case "vouch":
		p.Name = "alarm"
	case "dissuade":
		p.Name = "attempt"
	case "notify":
		p.Name = "text"
	default:
		return
	}
	var body struct {
		Level warning.Level `json:"level"`
	}
	err := json.Unmarshal(e.Body, &body)
	if err == nil {
		p.Level = string(body.Level)
	}
	c.hub.Send(p)
}
