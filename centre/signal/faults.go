package signal

import (
	"strings"

	"fanzha/centre/signal/lex"
	"fanzha/term/fault"
)

// Faults of a whole request: nothing of it was acknowledged.
var (
	ErrBodyTooLarge   = fault.New(fault.Invalid, "signal.body_too_large", "limit", BodyMax)
	ErrBodyUnreadable = fault.New(fault.Invalid, "signal.body_unreadable")
	ErrBodyMalformed  = fault.New(fault.Invalid, "signal.body_malformed")
	ErrBodyTooDeep    = fault.New(fault.Invalid, "signal.body_too_deep", "limit", DepthMax)
	ErrTooManyRecords = fault.New(fault.Invalid, "signal.too_many_records", "limit", RecordsMax)
	ErrSource         = fault.New(fault.Internal, "signal.source")
	ErrOverloaded     = fault.New(fault.Unavailable, "signal.overloaded")
	ErrLogAway        = fault.New(fault.Unavailable, "signal.log_away")
	ErrStopping       = fault.New(fault.Unavailable, "signal.stopping")
	ErrKindUnknown    = fault.New(fault.NotFound, "signal.kind_unknown")
	ErrEnvelope       = fault.New(fault.Internal, "signal.envelope_corrupt")
)

// Codes of rejected records. The words of each, in both languages with what to do, are in
// term/fault/texts/signal.yaml. Identifiers that do not parse carry the code of term/ident.
const (
	codeNotObject    = "signal.not_object"
	codeSyntax       = "signal.syntax"
	codeTruncated    = lex.Truncated
	codeTrailing     = "signal.trailing"
	codeLineTooLong  = "signal.line_too_long"
	codeInvalidUTF8  = "signal.invalid_utf8"
	codeSurrogate    = lex.Surrogate
	codeControl      = "signal.control_character"
	codeEscape       = lex.BadEscape
	codeUnknownField = "signal.unknown_field"
	codeOtherKind    = "signal.field_of_other_kind"
	codeDuplicate    = "signal.duplicate_field"
	codeWrongType    = "signal.wrong_type"
	codeNotInteger   = "signal.not_integer"
	codeNumberTooBig = "signal.number_too_large"
	codeBadNumber    = "signal.bad_number"
	codeMissing      = "signal.missing"
	codeKindMissing  = "signal.kind_missing"
	codeKindUnknown  = "signal.kind_not_known"
	codeKindMismatch = "signal.kind_mismatch"
	codeTooLong      = "signal.too_long"
	codeNotListed    = "signal.not_listed"
	codeOutOfRange   = "signal.out_of_range"
	codeNegative     = "signal.amount_negative"
	codeAmountZero   = "signal.amount_zero"
	codeAmountTooBig = "signal.amount_too_large"
	codeTimeFormat   = lex.TimeFormat
	codeTimeZone     = lex.TimeZone
	codeTimeFuture   = "signal.time_future"
	codeTimePast     = "signal.time_past"
	codeTimeUnit     = "signal.time_unit"
	codeUntilBefore  = "signal.until_before_time"
	codePlaceFormat  = "signal.place_format"
	codeIDReused     = "signal.id_reused"
)

// Reject says why one record was not accepted.
type Reject struct {
	Line     int    `json:"line"`         // line of an NDJSON body, place in an array, from 1
	ID       string `json:"id,omitempty"` // the record's own id where it could be read
	Field    string `json:"field,omitempty"`
	Code     string `json:"code"`
	Reason   string `json:"reason"`
	ReasonZH string `json:"reason_zh,omitempty"`
}

// Error makes a Reject usable where an error is wanted.
func (r *Reject) Error() string {
	if r.Field == "" {
		return r.Code + ": " + r.Reason
	}
	return r.Code + ": " + r.Field + ": " + r.Reason
}

// refuse makes a Reject for a field; detail is added to the reason. Reasons never repeat what was sent, except the name of an
// unknown field.
func refuse(code, field, detail string) *Reject {
	e, ok := fault.Find(code)
	if !ok {
		e.EN, e.ZH = code, code
	}
	return &Reject{Field: field, Code: code, Reason: strings.TrimSuffix(e.EN, ".") + detail, ReasonZH: strings.TrimSuffix(e.ZH, "。")}
}
