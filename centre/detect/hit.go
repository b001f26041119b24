package detect

import (
	"fanzha/term/ident"
	"fanzha/term/when"
)

// Hit (命中) is one scenario's finding on one signal, with its reasons. ID is a function of (scenario code, scenario
// version, signal source, signal id): the same signals give the same hits, live and in replay.
type Hit struct {
	ID       string
	Scenario string // code
	Version  int
	Hash     string // content hash of the scenario file
	Family   string // "fund" (资金预警) or "contact" (信息预警)
	Level    string // urgent, high, medium, low
	Score    int    // 0–100
	Fraud    string // term/fraud code

	At     when.Micros // event time of the signal that completed it
	Source string      // of that signal
	Signal string      // id of that signal
	Kind   string      // of that signal

	Phone     ident.Phone // person at risk
	PersonID  ident.IDNumber
	Name      string
	Place     string
	Peer      ident.Phone
	URL       ident.URL
	Payee     ident.Account
	AmountFen int64

	ReasonZH string // the sentence an officer reads
	ReasonEN string
	Evidence []Evidence // values that decided, in the order of the expression

	Suppressed string // why a suppression silences it: no alert; only where Options.Hushed asks for such hits
}

// Evidence is one value that the scenario looked at: a field or window, its value, and a span of text where the text model spoke.
type Evidence struct {
	Name  string `json:"name"`
	Value string `json:"value"`
}
