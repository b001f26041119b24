package signal

import (
	"fanzha/term/ident"
	"fanzha/term/when"
)

// Kind is what a partner tells us about.
type Kind uint8

// The six kinds of signal.
const (
	Call     Kind = iota + 1 // 通话: a call to or from the person's number
	Message                  // 短信/消息: a text that reached the person
	Visit                    // 访问: the person opened a site or an app
	Transfer                 // 转账: the person paid someone
	Report                   // 报案/求助: someone tells us, by hotline, counter or app
	Sighting                 // 线索: a partner's lead on a suspicious account, number, site or app; has no person
)

// String returns the wire name of the kind: call, message, visit, transfer, report, sighting.
func (k Kind) String() string {
	if k >= Call && k <= Sighting {
		return kindNames[k]
	}
	return ""
}

var kindNames = [...]string{"", "call", "message", "visit", "transfer", "report", "sighting"}

// KindOf returns the kind with that wire name.
func KindOf(name string) (Kind, bool) {
	for k := Call; k <= Sighting; k++ {
		if kindNames[k] == name {
			return k, true
		}
	}
	return 0, false
}

// Signal is one accepted fact, normalised and validated. One flat type serves all kinds: each kind documents which fields
// it may carry (schema.go), all others are zero. Money is in fen, time in UTC microseconds.
type Signal struct {
	Kind     Kind
	Source   string      // name of the partner whose key brought it in
	ID       string      // the partner's own id; (Source, ID) is unique for ever
	Time     when.Micros // when it happened (event time)
	Received when.Micros // when we accepted it

	// The person it is about (the possible victim).
	Phone    ident.Phone    // the person's own number; decides the partition
	PersonID ident.IDNumber // identity number, where the partner knows it
	Name     string
	Place    string // GB/T 2260 or 9/12-digit statistical code of where the person is or lives

	// The other side.
	Peer ident.Phone // caller, sender or callee
	URL  ident.URL
	App  string // package or bundle id

	Text     string // message text or report narrative
	Channel  string // call: voice|voip|video · message: sms|mms|app · transfer: counter|atm|web|mobile|phone|pos|third_party|ecny|cash|other · report: 110|96110|counter|app|bank|other
	Outgoing bool   // call, message: the person made it
	Answered bool   // call
	Duration int64  // seconds: length of a call, stay on a site
	Device   string // the device in the person's hand: serial number, IMEI or the partner's own fingerprint, as the partner writes it

	Account      ident.Account // the person's own account
	PayeeAccount ident.Account
	PayeeName    string
	PayeeBank    string
	AmountFen    int64

	Fraud   string      // report, sighting: claimed fraud type (term/fraud code)
	Subject string      // sighting: phone|account|url|app — which field above carries the subject (Peer, PayeeAccount, URL, App)
	Lost    bool        // report: money has already moved
	Until   when.Micros // sighting: valid until; zero = the rulebook's default
	Weight  int64       // sighting: confidence in percent, 1–100
}

// Key is what the signal is partitioned and grouped by: the person's phone, else identity number, else own account, else
// the subject. Signals with equal keys keep their order.
func (s *Signal) Key() string {
	switch {
	case s.Phone != "":
		return string(s.Phone)
	case s.PersonID != "":
		return string(s.PersonID)
	case s.Account != "":
		return string(s.Account)
	case s.URL != "":
		return string(s.URL)
	}
	return s.Source + "/" + s.ID
}

// Partition returns the partition of a key among n: FNV-1a of the key, the same on every machine.
func Partition(key string, n int) int {
	h := uint32(2166136261)
	for i := 0; i < len(key); i++ {
		h = (h ^ uint32(key[i])) * 16777619
	}
	return int(h % uint32(n))
}
