// Package wire is the canonical form of what passes between the centre and a bank, a payment institution or any other
// holder of accounts: a sealed order, the answer to it, the notice of a book transfer and the check of a payee. Every
// channel (HTTP, watched folder, ISO 20022, signed PDF) carries these objects and no others, so a bank joins by learning
// one page. The message specifications of the national platforms are not public: these are our own, and claim no conformity.
//
// The package knows no room of the centre and does no I/O. Money is integer fen; times are RFC 3339 in UTC.
package wire
