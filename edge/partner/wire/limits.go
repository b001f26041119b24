package wire

// Limits of the objects. A reader refuses what is larger before it looks at the content.
const (
	// OrderMax bounds an order as JSON, in bytes: 20 credits with every field full take 30 KB.
	OrderMax = 64 << 10
	// AnswerMax bounds an answer as JSON: 500 lines with every field full.
	AnswerMax = 512 << 10
	// NoticeMax bounds a notice, a payee check and an objection as JSON.
	NoticeMax = 16 << 10
	// BatchMax bounds the lines of one delivery of answers or notices; a bank with more sends again.
	BatchMax = 1000
	// MatchesMax bounds the credits of an order: a claim has at most 20 payments.
	MatchesMax = 20
	// DispositionsMax bounds the lines of an answer; an account that spreads wider is answered by its largest ones.
	DispositionsMax = 500
	// EarlierMax bounds the earlier stops and freezes that are told.
	EarlierMax = 50
	// SeqMax bounds the answers to one order.
	SeqMax = 10_000
	// DepthMax bounds the layer of an account: far above the hops that the rulebook allows.
	DepthMax = 100
	// FenMax bounds one amount: 100 billion yuan, above any account, and a thousand of them still fit an int64.
	FenMax = 10_000_000_000_000

	// FloorAll is a floor_fen that means: all of the holder's own money stays usable, only what is left of the named credits is
	// held (仅控制涉案资金，本人合法资金不受影响). People are shown these words, not the number. What is left of the credits is found
	// first in, first out from the credit. A bank that cannot tell the holder's own money apart leaves the living money that its
	// country's rule or the ordering centre's guide names.
	FloorAll = FenMax
	// HoldMaxS bounds the length of a hold in seconds: 31 days. The law's length is a value of the centre's rulebook; this
	// only keeps a damaged order from meaning years.
	HoldMaxS = 31 * 24 * 3600

	// RestrictMaxS bounds the length of a restriction from its issue, in seconds: 96 hours, twice 48. It is a local setting of the
	// page, not law: a victim's own account is bounded for hours, never for days without end.
	RestrictMaxS = 96 * 3600

	idMax     = 64  // bytes of an identifier
	textMax   = 500 // runes of a sentence
	nameMax   = 100 // runes of a name
	shortMax  = 64  // runes of a code, reference or number of a document
	walletMax = 128 // bytes of an address outside the banks (a crypto wallet)
	depthMax  = 8   // nested objects in JSON: ours have four
)
