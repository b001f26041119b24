package bank

import "slices"

// Lie is one promise that a bank breaks. Banks that lie exist to test the centre and the conformance kit.
type Lie string

// The lies.
const (
	OverHolds        Lie = "over_holds"         // holds a tenth more than asked
	WholeAccount     Lie = "whole_account"      // holds all that is there
	SaysHeld         Lie = "says_held"          // says held and holds nothing
	HidesHold        Lie = "hides_hold"         // holds and says it did not
	AnySeal          Lie = "any_seal"           // looks at no seal
	AnyKey           Lie = "any_key"            // takes seals of keys it does not know
	AnyCaller        Lie = "any_caller"         // looks at no signature of a request
	AnyHour          Lie = "any_hour"           // takes requests signed long ago
	AnyBank          Lie = "any_bank"           // executes orders addressed to others
	AnyName          Lie = "any_name"           // does not compare the name
	AnyAmount        Lie = "any_amount"         // does not compare the amount
	AnyTime          Lie = "any_time"           // does not compare the time
	AnyMatch         Lie = "any_match"          // holds the whole sum though only one of two credits is found
	InventsAccounts  Lie = "invents_accounts"   // answers orders for accounts it does not have
	OneOfficer       Lie = "one_officer"        // does not count the officers
	NoDocument       Lie = "no_document"        // does not ask for the document
	AnyKind          Lie = "any_kind"           // holds protected money
	ThirdStop        Lie = "third_stop"         // does not count stops
	AnyTerm          Lie = "any_term"           // takes any term
	AnyType          Lie = "any_type"           // takes an order of a type it does not know for a stop
	AnyVersion       Lie = "any_version"        // reads any version of the page
	NoFloor          Lie = "no_floor"           // leaves nothing to live on
	HoldsAgain       Lie = "holds_again"        // executes a repeated order again
	NewAnswer        Lie = "new_answer"         // answers a repeated order with a new answer
	TakesChanged     Lie = "takes_changed"      // executes an order whose id was used with other content
	RenewsTwice      Lie = "renews_twice"       // holds the second stop beside the first
	Races            Lie = "races"              // two copies of an order at once hold twice
	NoCatch          Lie = "no_catch"           // does not catch later credits
	CatchesOn        Lie = "catches_on"         // refills a hold after a release
	CatchesQuietly   Lie = "catches_quietly"    // catches later credits and does not say so
	SameSeq          Lie = "same_seq"           // later answers carry the number of the first
	NeverEnds        Lie = "never_ends"         // holds do not end
	CountsFromIssue  Lie = "counts_from_issue"  // the term runs from the order's issue
	ForgetsRelease   Lie = "forgets_release"    // says released and holds on
	ReleasesAll      Lie = "releases_all"       // gives free more than asked
	ReleasesAnything Lie = "releases_anything"  // says done to the release of an order it never had
	FreezesMore      Lie = "freezes_more"       // freezes more than was held
	FreezesBeside    Lie = "freezes_beside"     // the hold stays beside the freeze
	FreezeEnds       Lie = "freeze_never_ends"  // freezes do not end
	ForgetsThaw      Lie = "forgets_thaw"       // says thawed and freezes on
	LastFirst        Lie = "last_first"         // says where the money went from the newest debit back
	FromTheStart     Lie = "from_the_start"     // counts debits before the credit
	HidesInternal    Lie = "hides_internal"     // leaves out transfers within the bank
	HidesOnward      Lie = "hides_onward"       // does not name the onward account
	HidesEarlier     Lie = "hides_earlier"      // does not tell of freezes before
	SumsWrong        Lie = "sums_wrong"         // the lines of its answer do not add up
	WrongCode        Lie = "wrong_code"         // calls every exit a transfer
	NoNotice         Lie = "no_notice"          // does not tell of book transfers
	Garbles          Lie = "garbles"            // breaks characters outside ASCII
	TakesAnySize     Lie = "takes_any_size"     // reads bodies of any length
	TakesUnknown     Lie = "takes_unknown"      // reads over fields it does not know
	CrashesOnGarbage Lie = "crashes_on_garbage" // answers 500 to what is not an order
	Forgets          Lie = "forgets"            // knows nothing of its orders after a restart
	AnswersTwice     Lie = "answers_twice"      // every answer comes twice
	Reorders         Lie = "reorders"           // later answers come newest first
	Contradicts      Lie = "contradicts"        // a later answer with the same number says something else
	AnswersLate      Lie = "answers_late"       // says that it held after the hold has ended
	UnsignedAnswers  Lie = "unsigned_answers"   // does not sign what it answers
	AnyMethod        Lie = "any_method"         // says yes to GET
	ForgedBlocks     Lie = "forged_blocks"      // remembers a forged order, so that the true one is refused
	AnyDirection     Lie = "any_direction"      // takes a debit for the credit
	CountsTwice      Lie = "counts_twice"       // finds one credit for two
	AnyState         Lie = "any_state"          // holds on lost and closed accounts
	FreezesLate      Lie = "freezes_late"       // freezes what is not held any more
	FreezeDies       Lie = "freeze_dies"        // a freeze ends with the stop it grew from
	ReleasesAcross   Lie = "releases_across"    // releases by the order alone, whatever account is named
	HidesSmall       Lie = "hides_small"        // leaves out small debits
	HidesWhole       Lie = "hides_whole"        // tells the part of a transfer and not its whole amount
	NoExecution      Lie = "no_execution"       // does not say when it executed
	SharesMoney      Lie = "shares_money"       // holds the same money for two claims
	RemindExecutes   Lie = "remind_executes"    // takes a reminder for a second order

	CurbsNothing Lie = "curbs_nothing" // says restricted and lets everything be paid
	CurbsCounter Lie = "curbs_counter" // closes the counter as well where only other ways are to be closed
	CurbStays    Lie = "curb_stays"    // restrictions do not end
	CurbHolds    Lie = "curb_holds"    // holds the money of a restricted account
	ForgetsLift  Lie = "forgets_lift"  // says lifted and restricts on

	SupplementReplaces Lie = "supplement_replaces" // takes a supplement for a stop in the place of the first
)

// CentreLies are the lies a centre meets from banks that mean no harm; fleets draw from them.
func CentreLies() []Lie {
	return []Lie{OverHolds, AnswersTwice, Reorders, Contradicts, AnswersLate, ForgetsRelease, SaysHeld}
}

func (b *Bank) lies(l Lie) bool { return slices.Contains(b.opts.Lies, l) }

// lies is the list of all lies, as they stand above.
var lies = []Lie{
	OverHolds, WholeAccount, SaysHeld, HidesHold, AnySeal, AnyKey, AnyCaller, AnyHour, AnyBank, AnyName, AnyAmount, AnyTime, AnyMatch,
	InventsAccounts, OneOfficer, NoDocument, AnyKind, ThirdStop, AnyTerm, AnyType, AnyVersion, NoFloor, HoldsAgain, NewAnswer,
	TakesChanged, RenewsTwice, Races, NoCatch, CatchesOn, CatchesQuietly, SameSeq, NeverEnds, CountsFromIssue, ForgetsRelease,
	ReleasesAll, ReleasesAnything, FreezesMore, FreezesBeside, FreezeEnds, ForgetsThaw, LastFirst, FromTheStart, HidesInternal,
	HidesOnward, HidesEarlier, SumsWrong, WrongCode, NoNotice, Garbles, TakesAnySize, TakesUnknown, CrashesOnGarbage, Forgets,
	AnswersTwice, Reorders, Contradicts, AnswersLate, UnsignedAnswers, AnyMethod, ForgedBlocks, AnyDirection, CountsTwice, AnyState,
	FreezesLate, FreezeDies, ReleasesAcross, HidesSmall, HidesWhole, NoExecution, SharesMoney, RemindExecutes, SupplementReplaces,
	CurbsNothing, CurbsCounter, CurbStays, CurbHolds, ForgetsLift,
}

// Lies lists all lies.
func Lies() []Lie { return slices.Clone(lies) }
