package signal

import "fanzha/term/fault"

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

// Codes of rejected records. The words of each are in reasons and, in both languages with what to do, in
// term/fault/texts/signal.yaml. Identifiers that do not parse carry the code of term/ident.
const (
	codeNotObject    = "signal.not_object"
	codeSyntax       = "signal.syntax"
	codeTruncated    = "signal.truncated"
	codeTrailing     = "signal.trailing"
	codeLineTooLong  = "signal.line_too_long"
	codeInvalidUTF8  = "signal.invalid_utf8"
	codeSurrogate    = "signal.lone_surrogate"
	codeControl      = "signal.control_character"
	codeEscape       = "signal.bad_escape"
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
	codeTimeFormat   = "signal.time_format"
	codeTimeZone     = "signal.time_zone_missing"
	codeTimeFuture   = "signal.time_future"
	codeTimePast     = "signal.time_past"
	codeTimeUnit     = "signal.time_unit"
	codeUntilBefore  = "signal.until_before_time"
	codePlaceFormat  = "signal.place_format"
	codeIDReused     = "signal.id_reused"
)

// reasons are the sentences of a receipt. They never repeat what was sent, except the name of an unknown field.
var reasons = map[string]string{
	codeNotObject:    "a record must be a JSON object",
	codeSyntax:       "not valid JSON",
	codeTruncated:    "the record ends before its object is closed",
	codeTrailing:     "something follows the object on its line",
	codeLineTooLong:  "the record is longer than 65536 bytes",
	codeInvalidUTF8:  "not valid UTF-8",
	codeSurrogate:    "a \\u escape gives half of a surrogate pair",
	codeControl:      "control characters are not allowed here",
	codeEscape:       "not a JSON escape",
	codeUnknownField: "no such field",
	codeOtherKind:    "this kind of signal has no such field",
	codeDuplicate:    "the field occurs twice",
	codeWrongType:    "wrong JSON type",
	codeNotInteger:   "must be a whole number without fraction or exponent",
	codeNumberTooBig: "the number does not fit in 64 bits",
	codeBadNumber:    "not a JSON number",
	codeMissing:      "a required field is missing",
	codeKindMissing:  "each record of a mixed request needs its kind",
	codeKindUnknown:  "kind must be one of call, message, visit, transfer, report, sighting",
	codeKindMismatch: "the record's kind differs from the kind of the request",
	codeTooLong:      "the value is too long",
	codeNotListed:    "the value is not one of the listed ones",
	codeOutOfRange:   "the number is out of range",
	codeNegative:     "an amount cannot be negative",
	codeAmountZero:   "the amount of a transfer must be greater than zero",
	codeAmountTooBig: "the amount is larger than any transfer; is it in fen?",
	codeTimeFormat:   "must be RFC 3339 with zone, or whole microseconds since 1970",
	codeTimeZone:     "the time has no zone; add Z or +08:00",
	codeTimeFuture:   "more than an hour in the future",
	codeTimePast:     "more than three years in the past",
	codeTimeUnit:     "the number looks like seconds or milliseconds; microseconds are needed",
	codeUntilBefore:  "must be later than time",
	codePlaceFormat:  "must be a division code of 6, 9 or 12 digits",
	codeIDReused:     "this id was used before for another content",
}

// Reject says why one record was not accepted.
type Reject struct {
	Line   int    `json:"line"`         // line of an NDJSON body, place in an array, from 1
	ID     string `json:"id,omitempty"` // the record's own id where it could be read
	Field  string `json:"field,omitempty"`
	Code   string `json:"code"`
	Reason string `json:"reason"`
}

// Error makes a Reject usable where an error is wanted.
func (r *Reject) Error() string {
	if r.Field == "" {
		return r.Code + ": " + r.Reason
	}
	return r.Code + ": " + r.Field + ": " + r.Reason
}

// refuse makes a Reject for a field; detail is added to the reason.
func refuse(code, field, detail string) *Reject {
	reason := reasons[code]
	if detail != "" {
		reason += detail
	}
	return &Reject{Field: field, Code: code, Reason: reason}
}
