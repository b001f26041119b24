package detect

import (
	"strings"

	"fanzha/centre/detect/scenario"
	"fanzha/term/ident"
)

// Spans explains a text: the passages that weighed most for fraud, at most n. The text model implements it.
type Spans interface {
	Spans(text string, n int) []string
}

// maxSpans is how many passages of a text a hit quotes: enough to see why, too few to copy the message.
const maxSpans = 3

// clear takes trusted numbers, accounts and sites off the other side of a hit: a fraudster shows the bank's number, the bank is no
// suspect. The sentence still tells what was seen.
func (e *Engine) clear(h *Hit) {
	l := e.set.Lists
	if l.Trusted(scenario.SubjectPhone, string(h.Peer)) {
		h.Peer = ""
	}
	if l.Trusted(scenario.SubjectAccount, string(h.Payee)) {
		h.Payee = ""
	}
	if h.URL != "" && l.Trusted(scenario.SubjectSite, h.URL.Host()) {
		h.URL = ""
	}
}

// hit builds the finding. Strings are cloned: those of the signal live in the envelope's memory.
func (e *Engine) hit(sc *scenario.Scenario, v *scenario.Verdict) Hit {
	s := e.s
	reasons := sc.Reasons(e.frame, v)
	h := Hit{
		ID: hitID(sc, s), Scenario: sc.Code, Version: sc.Version, Hash: sc.Hash, Family: sc.Family, Level: v.Level, Score: v.Score,
		Fraud: sc.FraudOf(e.frame), At: s.Time, Source: strings.Clone(s.Source), Signal: strings.Clone(s.ID), Kind: s.Kind.String(),
		Phone: ident.Phone(strings.Clone(string(s.Phone))), PersonID: ident.IDNumber(strings.Clone(string(s.PersonID))),
		Name: strings.Clone(s.Name), Place: strings.Clone(s.Place), Peer: ident.Phone(strings.Clone(string(s.Peer))),
		URL: ident.URL(strings.Clone(string(s.URL))), Payee: ident.Account(strings.Clone(string(s.PayeeAccount))), AmountFen: s.AmountFen,
		ReasonZH: reasons.ZH, ReasonEN: reasons.EN,
	}
	e.clear(&h)
	spoke := false
	for _, v := range sc.Evidence(e.frame, v) {
		h.Evidence = append(h.Evidence, Evidence{Name: v.Name, Value: strings.Clone(v.Value)})
		spoke = spoke || v.Name == "scam_p" || v.Name == "scam_type"
	}
	x, ok := e.opts.Text.(Spans)
	if ok && spoke {
		for _, span := range x.Spans(s.Text, maxSpans) {
			h.Evidence = append(h.Evidence, Evidence{Name: "scam_text", Value: span})
		}
	}
	return h
}
