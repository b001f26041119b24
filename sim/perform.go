package sim

import (
	"fanzha/sim/texts"
	"fanzha/sim/town"
	"fanzha/term/fraud"
	"fanzha/term/when"
)

// perform lets one act of a course happen, unless the victim has been persuaded before.
func (c *City) perform(k *course, a *act) {
	if a.do == doReport {
		c.victimReports(k, a)
		return
	}
	if k.persuaded != 0 && a.from >= k.persuaded {
		return
	}
	if a.do == doPay {
		k.planned[a.payment].made = true
	}
	if !a.visible {
		return
	}
	c.out.prompt = k.prompt
	defer func() { c.out.prompt = false }()
	r := town.Seeded(a.seed)
	switch a.do {
	case doLure, doTrust, doPush:
		c.scamText(k, a, &r)
	case doCall, doVoip, doBack:
		c.scamCall(k, a, &r)
	case doSite, doApp, doRemote:
		c.scamVisit(k, a, &r)
	case doPay:
		p := k.planned[a.payment]
		c.transfer(payRecord{who: k.person, at: a.from, to: p.to, name: town.Mix(uint64(p.to)), fen: p.fen, channel: c.payChannel(k.person, &r)})
	}
}

func (c *City) scamText(k *course, a *act, r *town.Rand) {
	words := texts.Scams[k.script.code]
	var list []texts.Template
	switch a.do {
	case doLure:
		list = words.Lure
	case doTrust:
		list = words.Trust
	default:
		list = words.Push
	}
	m := textRecord{who: k.person, at: a.from, from: k.camp.senders[r.N(len(k.camp.senders))], channel: "sms"}
	if a.do != doLure && r.Pct(30) {
		m.channel = "app"
	} else if r.Pct(4) {
		m.channel = "mms"
	}
	m.words = &list[r.N(len(list))]
	m.ink = ink{c: c, r: r, who: k.person, camp: k.camp, fen: k.nextFen(a.from)}
	c.message(m)
}

// nextFen is the amount the fraudster talks about: the next payment, or what a usual one would be.
func (k *course) nextFen(at when.Micros) int64 {
	for _, p := range k.planned {
		if p.at >= at {
			return p.fen
		}
	}
	return int64(k.script.median) * 20
}

func (c *City) scamCall(k *course, a *act, r *town.Rand) {
	from := k.camp.callers[r.N(len(k.camp.callers))]
	if r.Pct(k.script.foreign) {
		from = k.camp.foreign[r.N(len(k.camp.foreign))]
	}
	call := callRecord{who: k.person, at: a.from, peer: from, seconds: int64((a.to - a.from) / when.Second), answered: true, channel: "voice"}
	switch a.do {
	case doVoip:
		call.channel = "voip"
		if r.Pct(30) {
			call.channel = "video"
		}
	case doBack:
		call.out = true
	}
	c.call(call)
}

func (c *City) scamVisit(k *course, a *act, r *town.Rand) {
	v := visitRecord{who: k.person, at: a.from, seconds: int64(r.Between(40, 1500))}
	switch a.do {
	case doSite:
		v.url = k.camp.links[r.N(len(k.camp.links))]
	case doApp:
		v.app = k.camp.app
	default:
		v.app = remoteApps[r.N(len(remoteApps))]
	}
	c.visit(v)
}

// remoteApps are common meeting and remote-control apps; honest people use them too.
var remoteApps = [...]string{"com.oray.sunlogin.client", "com.teamviewer.quicksupport.market", "com.anydesk.anydeskandroid", "us.zoom.videomeetings", "com.tencent.wemeet.app"}

// victimReports is the report after the fact. Who has lost nothing and was persuaded mostly lets it be.
func (c *City) victimReports(k *course, a *act) {
	r := town.Seeded(a.seed)
	lost := k.lostFen()
	if lost == 0 && k.falls && !r.Pct(20) {
		return
	}
	rep := reportRecord{who: k.person, at: a.from, lost: lost > 0, fen: lost, fraud: string(k.script.code)}
	list := texts.Neighbours
	if lost > 0 {
		list = texts.Reports[k.script.code]
		for _, p := range k.planned {
			if p.made {
				rep.payee = p.to
			}
		}
	}
	if r.Pct(20) {
		rep.fraud = string(fraud.Other)
	}
	rep.words = &list[r.N(len(list))]
	rep.channel = []string{"110", "96110", "counter", "app"}[town.Pick(&r, []int{55, 20, 20, 5})]
	rep.ink = ink{c: c, r: &r, who: k.person, camp: k.camp, fen: lost}
	c.report(rep)
}

// lostFen is what the victim has paid so far.
func (k *course) lostFen() int64 {
	sum := int64(0)
	for _, p := range k.planned {
		if p.made {
			sum += p.fen
		}
	}
	return sum
}
