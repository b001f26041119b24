// Package playbook (预案) holds the reactions across rooms: "when X has happened, ask for Y". Each file is one reaction; the
// table in book.go names them all. Rooms do not know each other: a warning does not know that orders exist, an order does
// not know that its report ends a warning.
//
// A reaction asks a room for something only through that room's own commands, in the name of the centre, and decides nothing
// that a room could decide. It is idempotent: the event of a reaction may come again after a crash, and then nothing
// changes. It asks for the present state rather than trusting what was true when the event was written, so that an old
// event handled late does no harm.
//
// What happens when a reaction fails stands at Book.Handle.
package playbook
