// Package spoken (劝阻话术) holds the words that an operator reads aloud to somebody who is being defrauded: for each kind of fraud six
// steps, in four readings, from rulebook/scripts. It is not the library of what fraudsters say (centre/outreach/book); the two share
// the codes of their kinds.
//
// A centre may put words of its own in the place of the shipped ones: one reading of one kind is proposed by one person, approved by
// another, and in force for the unit it was made for and those below it, until another takes its place or it is withdrawn. Every text,
// shipped or local, is held to the same manner (rulebook/scripts/tone.yaml): no insult, no lecture, no promise, no threat, and never a
// request for a code, a password, a card number or a payment.
//
// After a call the operator may say which step worked. A person's word on one kind and one warning counts once and may be changed.
//
// What it does not do: it does not dial, does not record what was said, and judges neither the operator nor the person.
package spoken
