// Package paper is the channel for a bank that has neither programs nor files to exchange: an order as a PDF that can be read,
// printed and stamped, with a return form (回执) as its last page. The bank fills the form in any PDF reader and sends the file
// back; it is read like an answer from any other channel. Who fills it with a pen has it typed by the desk.
//
// The PDF carries three proofs that stand beside each other: the unit's certificate signs the file (any PDF reader shows it, and
// filling the form does not break it), the electronic seal of the order is printed with its key, and the sealed order itself
// is attached as order.json, so that nothing has to be typed off.
package paper
