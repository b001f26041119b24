package smpp

import (
	"bytes"
	"strings"
)

// Receipt is what a carrier says of a message it took.
type Receipt struct {
	ID    string // as the answer to submit_sm gave it
	State string // DELIVRD, EXPIRED, DELETED, UNDELIV, ACCEPTD, ENROUTE, UNKNOWN, REJECTD
	Err   string // the network's own code
}

// Final says whether the state ends the message, and whether it arrived.
func (r Receipt) Final() (delivered, final bool) {
	switch r.State {
	case "DELIVRD":
		return true, true
	case "EXPIRED", "DELETED", "UNDELIV", "REJECTD":
		return false, true
	}
	return false, false
}

// states are the values of the optional field, by the specification.
var states = map[byte]string{1: "ENROUTE", 2: "DELIVRD", 3: "EXPIRED", 4: "DELETED", 5: "UNDELIV", 6: "ACCEPTD", 7: "UNKNOWN", 8: "REJECTD"}

// ReceiptOf reads a receipt out of a delivery; ok is false for anything else, such as a message that a person wrote. Optional fields
// win over the text, whose form is only a habit.
func ReceiptOf(s Short) (Receipt, bool) {
	if s.Class&classKind != ClassReceipt {
		return Receipt{}, false
	}
	r := parseReceipt(string(s.Text))
	id, ok := s.Field(TagReceiptedID)
	if ok {
		r.ID = string(bytes.TrimRight(id, "\x00"))
	}
	state, ok := s.Field(TagMessageState)
	if ok && len(state) == 1 && states[state[0]] != "" {
		r.State = states[state[0]]
	}
	return r, r.ID != "" && len(r.ID) <= 64 && r.State != ""
}

// parseReceipt reads "id:… sub:… dlvrd:… submit date:… done date:… stat:… err:… text:…". Keys come in any order and case; what follows
// text: is the beginning of the message and is not read.
func parseReceipt(text string) Receipt {
	low := lower(text)
	end := strings.Index(low, "text:")
	if end >= 0 {
		text, low = text[:end], low[:end]
	}
	value := func(key string) string {
		at := strings.Index(" "+low, " "+key)
		if at < 0 || at+len(key) > len(text) {
			return ""
		}
		words := strings.Fields(text[at+len(key):])
		if len(words) == 0 || len(words[0]) > 64 {
			return ""
		}
		return words[0]
	}
	return Receipt{ID: value("id:"), State: strings.ToUpper(value("stat:")), Err: value("err:")}
}

// lower makes Latin letters small and keeps every place: a receipt is octets, not text.
func lower(s string) string {
	out := []byte(s)
	for i, b := range out {
		if b >= 'A' && b <= 'Z' {
			out[i] = b + 'a' - 'A'
		}
	}
	return string(out)
}
