package money

import "fanzha/term/when"

// Role is what an account is in truth.
type Role string

// The roles.
const (
	Payee    Role = "payee"    // mule of the first layer: the victim pays it
	Mule     Role = "mule"     // passes on
	Merchant Role = "merchant" // sold goods in good faith: what it was paid is its own
	Stranger Role = "stranger" // a person who has nothing to do with it
	Victim   Role = "victim"
)

// Account is one account of a case.
type Account struct {
	ID    string
	Bank  int // index of the bank
	Name  string
	Kind  string // person, company, payment
	Role  Role
	Layer int   // at which stolen money reaches it if nobody stops it; 0 for others
	Own   int64 // clean money on it at the start, in fen
	Mixed bool  // a mule with wages and shopping of its own
}

// Exit is how money leaves the accounts; the words are those of a bank's answer.
type Exit string

// The exits.
const (
	NoExit      Exit = ""
	CashATM     Exit = "CASH_ATM"
	CashCounter Exit = "CASH_COUNTER"
	POS         Exit = "POS_PURCHASE"
	Crypto      Exit = "CRYPTO_OFFRAMP"
	Abroad      Exit = "ABROAD"
)

// Payment is one transfer of the victim.
type Payment struct {
	Ref   string
	At    when.Micros // since the first payment
	Payee int         // index of the account
	Fen   int64
}

// Case is one fraud, planned to its end.
type Case struct {
	Seed     uint64
	Number   int
	Accounts []Account // 0 is the victim's
	Payments []Payment
	LossFen  int64
	LastPaid when.Micros

	lots  []lot
	moves []move
}

// lot is one arrival of stolen money at a mule, as planned.
type lot struct {
	account int
	layer   int
	fen     int64
	at      when.Micros
}

// move is one planned transfer or exit. Amounts are those of an undisturbed run.
type move struct {
	at    when.Micros
	from  int // -1: from outside the case (wages, sales)
	to    int // -1: leaves
	lot   int // whose money it is; -1: the holder's own
	child int // lot that it makes; -1: none
	part  int64
	own   int64 // clean money that goes along, or the whole of a holder's own move
	exit  Exit
	last  bool // the lot's last move: takes what rounding left
	pay   int  // 1, 2, …: it is that payment of the victim
	good  bool // arrives in good faith: the money is the receiver's own from then on
}

// outside is the end of a move that is not in the case.
const outside = -1

// Holders counts the accounts that stolen money reaches if nobody stops it, merchants left out.
func (c *Case) Holders() int {
	n := 0
	for _, a := range c.Accounts {
		if a.Layer > 0 && a.Role != Merchant {
			n++
		}
	}
	return n
}

// End is the time of the last planned move.
func (c *Case) End() when.Micros { return c.moves[len(c.moves)-1].at }

// Index finds an account by its number.
func (c *Case) Index(id string) (int, bool) {
	for i := range c.Accounts {
		if c.Accounts[i].ID == id {
			return i, true
		}
	}
	return 0, false
}
