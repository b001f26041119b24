package trace

import "fanzha/term/when"

// Transfer is one movement of money between two accounts. Ids of accounts are plain strings: a card number, a wallet, a hash.
type Transfer struct {
	ID       string
	From, To string
	At       when.Micros
	Fen      int64
	Kind     string
}

// Params bounds a trace. All of it is given by the caller: defaults of the desk are data (rulebook), those of the command
// line are its flags.
type Params struct {
	MaxHops    int   // the last layer that may be reached; the root is layer 1
	Window     int64 // µs after the root within which anything counts
	HopWindow  int64 // µs after an account's arrival within which its outflows count
	MinFen     int64 // smaller transfers are no edges (they still move money when amounts are attributed)
	PerAccount int   // most edges out of one account
	Limit      int   // most edges in all, the root included
}

// Rule says which part of a book an outflow takes (资金归属规则).
type Rule string

// The rules.
const (
	FIFO    Rule = "fifo"    // 先进先出: lots leave in the order in which they came
	LIFO    Rule = "lifo"    // 后进先出: the last lot leaves first
	ProRata Rule = "prorata" // 按比例: floor(outflow × tainted ÷ total), never more than the taint there is
	LIBR    Rule = "libr"    // 最低中间余额: clean money leaves first
	Poison  Rule = "poison"  // 污染标记: whatever tainted money touched is marked; no amounts
)

// Rules lists them in the order in which screens and help texts show them.
func Rules() []Rule { return []Rule{FIFO, LIFO, ProRata, LIBR, Poison} }

// Edge is one transfer of the result, in the layer whose account it arrives at.
type Edge struct {
	ID         string
	Layer      int
	From, To   string
	At         when.Micros
	Fen        int64
	TaintedFen int64 // how much of it is the victim's; zero without attribution and under Poison
	Tainted    bool  // Poison: marked
	Kind       string
}

// Account is one account that the money can have reached.
type Account struct {
	Account     string
	Layer       int         // where it was first reached
	Arrived     when.Micros // earliest arrival in that layer
	TaintedFen  int64       // taint still in its book at the end of the window; zero in layer MaxHops
	ReceivedFen int64       // all taint that ever came to it
	Book        bool        // attributed, and reached before layer MaxHops: what left it again was followed
	Tainted     bool        // Poison: marked
}

// Result is a trace. Edges stand in the order of layers, within a layer in the order in which they were found; accounts in
// the order of layers, then of account ids.
type Result struct {
	Root      string // id of the root transfer
	Rule      Rule   // empty when only reach was asked for
	Edges     []Edge
	Accounts  []Account
	Truncated bool
	LeftFen   int64 // taint that left the books: root amount − Σ TaintedFen of accounts
}

// Source is where a trace reads transfers. Both iterations go in the order of (time, id), leave out nothing within the span
// after < At ≤ until, stop when fn returns false, and may include transfers from an account to itself.
type Source interface {
	// Out iterates over the transfers that leave the account.
	Out(account string, after, until when.Micros, fn func(Transfer) bool)
	// Touching iterates over the transfers that leave or enter any of the accounts, each once.
	Touching(accounts []string, after, until when.Micros, fn func(Transfer) bool)
	// AccountOrder says how ids of accounts compare.
	AccountOrder() Order
}

// AttributeOptions says how amounts are attributed.
type AttributeOptions struct {
	Rule     Rule
	Balances map[string]int64 // clean money of accounts just before the root arrives; an account not named opens empty
	// Lost, where it is given, is told of every transfer by which taint left the accounts of the result, in the order of (time, id), with the
	// taint in fen: what is missing from the sum of the accounts. Poison has no amounts and tells nothing.
	Lost func(t Transfer, tainted int64)
}
