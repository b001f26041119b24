// Package trace is 资金流向: where stolen money went, in layers of accounts (一级卡、二级卡 …), and how much of what lies on an
// account is the victim's. It is pure: it reads transfers through Source and answers with one Result, whichever way the
// transfers became known (seen here, told by banks' answers, imported by an analyst).
//
// Reach says which accounts the money can have come to. The root transfer is layer 1 and arrives at its receiver at t0. Layer
// by layer, accounts of a layer in order of account id: each account is expanded once, in the layer where it is first reached,
// from its earliest arrival t in that layer; its transfers with t < time ≤ min(t + hop window, t0 + window) and at least the
// smallest amount, in order of (time, id), at most PerAccount of one account and Limit in all (the root counts), are the edges
// of the next layer. Layers end at MaxHops. What the text of the semantics leaves open is decided so:
//
//   - Ids of transfers, and ids of accounts, compare as numbers when every value of that column is a plain decimal integer of
//     at most 19 digits without leading zeros, else byte by byte.
//   - A transfer from an account to itself moves nothing: it is left out of reach and of attribution. Only the root is taken
//     as it is named.
//   - Accounts are the receivers of edges, each with the layer of its first reach and its earliest arrival in that layer. The
//     victim's own account counts as reached only when an edge enters it.
//   - Truncated means that an edge that qualified was left out by PerAccount or Limit, not merely that a limit was met.
//
// Attribute says how much of the root amount each edge carried and each account still has. Accounts reached in a layer before
// MaxHops are books, opening at t0 with their clean balance if one is given, else empty; then the root amount enters the first
// book as a tainted lot. Every transfer with t0 < time ≤ t0 + window that leaves or enters a book is replayed in order of
// (time, id), whatever the caps of reach. Money from outside enters as a clean lot; a transfer between books enters as its
// tainted lot, then its clean lot; an outflow larger than the book takes the missing part from unknown clean money. The rules
// are in Rule. An account in layer MaxHops is no book: it keeps no taint, ReceivedFen says how much came to it. Taint is
// conserved, in whole fen: root amount = taint still in books + LeftFen. Poison marks and has no amounts.
//
// Admit chooses, of what was attributed, the accounts worth an order: by expected value, under hard caps, always a tree of
// first arrivals that begins with the root.
//
// It does not order anything (centre/stoppay), decide who gets money back (centre/refund), or read files and databases
// itself: Scan and Load read from an io.Reader.
package trace
