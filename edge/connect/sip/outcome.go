package sip

import (
	"strconv"
	"strings"

	"fanzha/centre/hotline"
	"fanzha/term/ident"
)

// byCause are the outcomes of the causes that telephone networks give (ITU-T Q.850), which say more than the status does.
var byCause = map[int]string{
	1: "empty", 22: "empty", 28: "empty", 17: "busy", 18: "no_answer", 19: "no_answer", 20: "off", 21: "refused", 27: "off",
}

// byStatus are the outcomes of SIP's own statuses.
var byStatus = map[int]string{
	404: "empty", 410: "empty", 484: "empty", 604: "empty", 486: "busy", 600: "busy", 603: "refused", 403: "refused", 408: "no_answer", 480: "no_answer", 487: "no_answer",
}

// outcomeOf is why the other side was not reached, by the status of the answer and its Reason header (RFC 3326).
func outcomeOf(status int, reason string) string {
	if cause, ok := causeOf(reason); ok && byCause[cause] != "" {
		return byCause[cause]
	}
	if byStatus[status] != "" {
		return byStatus[status]
	}
	return hotline.LineFailed
}

// reasonMax bounds what is read of a Reason header.
const reasonMax = 512

// causeOf reads the Q.850 cause out of a Reason header: Q.850;cause=17;text="User busy".
func causeOf(reason string) (int, bool) {
	if len(reason) > reasonMax {
		return 0, false
	}
	for _, one := range strings.Split(reason, ",") {
		words := strings.Split(one, ";")
		if !strings.EqualFold(strings.TrimSpace(words[0]), "Q.850") {
			continue
		}
		for _, word := range words[1:] {
			name, value, _ := strings.Cut(strings.TrimSpace(word), "=")
			n, err := strconv.Atoi(strings.TrimSpace(value))
			if strings.EqualFold(strings.TrimSpace(name), "cause") && err == nil && n > 0 && n < 128 {
				return n, true
			}
		}
	}
	return 0, false
}

// callerOf is the number that a call comes from, by the user part of its From; "" when it is withheld or no number.
func callerOf(user string) ident.Phone {
	user, _, _ = strings.Cut(user, ";") // +8619900000001;phone-context=…
	phone, err := ident.ParsePhone(strings.TrimSpace(user))
	if err != nil {
		return ""
	}
	return phone
}

// dialled is how a number is written to the network: as it is dialled within the country, with 00 abroad.
func dialled(to ident.Phone) string {
	abroad, foreign := strings.CutPrefix(to.National(), "+")
	if foreign {
		return "00" + abroad
	}
	return abroad
}
