// Package sip connects the desks of the hotline with the telephone network over SIP (RFC 3261). It carries no voice: the telephones speak
// to each other, and this package brings them together and learns what became of the call.
//
// A call out is third-party call control (RFC 3725, flow III): the desk's own telephone is called first, with nothing to hear yet; then
// the citizen, whose offer of voice is given to the desk's telephone in a second INVITE. REFER would be less to do here, but then the
// desk's telephone makes the call: half of the telephones cannot, and why nobody was reached would be told by them, if at all. In this
// way busy, declined, no answer and the end are heard from the network itself.
//
// A call in waits with "ringing" as long as its ticket waits in the queue. Who answers at the console has his telephone called with the
// caller's own offer, and the caller is answered with what that telephone says.
//
// Calls in are taken from the configured server only. Digest authentication, UDP and TCP; the library parses (github.com/emiago/sipgo).
package sip
