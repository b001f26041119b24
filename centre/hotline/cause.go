package hotline

import "strings"

// causeMark begins the cause of a stop-payment that grew out of a ticket.
const causeMark = "ticket:"

// CauseOf is the cause of a stop-payment that a ticket starts; key makes several of one ticket different.
func CauseOf(ticket, key string) string { return causeMark + ticket + ":" + key }

// TicketOf reads the ticket out of such a cause; every other cause names none.
func TicketOf(cause string) (string, bool) {
	rest, ours := strings.CutPrefix(cause, causeMark)
	ticket, _, whole := strings.Cut(rest, ":")
	return ticket, ours && whole && ticket != ""
}
