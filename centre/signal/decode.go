package signal

import (
	"math/bits"
	"strconv"
	"strings"
	"unicode/utf8"

	"fanzha/centre/signal/lex"
	"fanzha/term/fault"
	"fanzha/term/fraud"
	"fanzha/term/ident"
	"fanzha/term/when"
)

// Decoder turns records into signals. It is not safe for concurrent use; it is cheap to make.
type Decoder struct {
	scanner
	now   when.Micros
	seen  set
	at    int                // number of the field that comes next
	order [fieldCount]*field // of the record before: nearly always that of this one too
}

// NewDecoder returns a decoder that measures times against now.
func NewDecoder(now when.Micros) *Decoder { return &Decoder{now: now} }

// Decode reads one record of the kind (0: the record says it) into s, normalised and validated; s.Source and s.Received are
// the caller's. Strings of s may share memory with the record and are valid until either changes. A record without time
// leaves s.Time zero: the intake gives it the moment of receipt. A Reject has no line yet.
func (d *Decoder) Decode(record []byte, kind Kind, s *Signal) *Reject {
	*s = Signal{}
	d.b, d.i, d.arena, d.seen, d.at = record, 0, d.arena[:0], 0, 0
	rej := d.object(s)
	if rej == nil {
		rej = d.check(s, kind)
	}
	if rej == nil {
		return nil
	}
	if (rej.Code == codeSyntax || rej.Code == codeNotObject) && !utf8.Valid(record) {
		rej = refuse(codeInvalidUTF8, "", "")
	}
	if rej.ID == "" {
		rej.ID = strings.Clone(s.ID)
	}
	if rej.ID == "" {
		rej.ID = findID(record)
	}
	return rej
}

// object reads the fields.
func (d *Decoder) object(s *Signal) *Reject {
	d.space()
	if !d.take('{') {
		return refuse(codeNotObject, "", "")
	}
	if !d.take('}') {
		for {
			ended, rej := d.usualPairs(s)
			if rej == nil && !ended {
				rej = d.pair(s)
			}
			if rej != nil {
				return rej
			}
			if ended {
				break
			}
			if d.take(',') {
				continue
			}
			if d.take('}') {
				break
			}
			return d.broken()
		}
	}
	d.space()
	if d.i < len(d.b) {
		return refuse(codeTrailing, "", "")
	}
	return nil
}

// broken names a syntax error where the scanner stands.
func (d *Decoder) broken() *Reject {
	if d.i >= len(d.b) {
		return refuse(codeTruncated, "", "")
	}
	return refuse(codeSyntax, "", " at byte "+strconv.Itoa(d.i+1))
}

// pair reads "name": value.
func (d *Decoder) pair(s *Signal) *Reject {
	f := d.expected()
	if f == nil {
		var rej *Reject
		f, rej = d.name()
		if rej != nil {
			return rej
		}
	}
	if d.seen.has(f.id) {
		return refuse(codeDuplicate, f.name, "")
	}
	d.seen |= 1 << f.id
	d.space()
	if d.i >= len(d.b) {
		return d.broken()
	}
	return d.value(f, s)
}

// name reads "name": and finds its field.
func (d *Decoder) name() (*field, *Reject) {
	d.space()
	if d.i >= len(d.b) || d.b[d.i] != '"' {
		return nil, d.broken()
	}
	name, control, code := d.str()
	if code != "" {
		return nil, refuse(code, "", "")
	}
	if !d.take(':') {
		return nil, d.broken()
	}
	f := fieldNamed(name)
	if f == nil {
		return nil, unknown(name, control)
	}
	if d.at < len(d.order) {
		d.order[d.at] = f
		d.at++
	}
	return f, nil
}

// shownMax is how much of an unknown field's name a receipt repeats, in bytes.
const shownMax = 64

// unknown refuses a field by its name, shortened and made printable, with a suggestion.
func unknown(name []byte, control bool) *Reject {
	shown := string(name)
	if control || len(shown) > shownMax {
		shown = strings.ToValidUTF8(shown[:min(len(shown), shownMax)], "")
		shown = strings.Map(func(r rune) rune {
			if r < 0x20 || r == 0x7f {
				return '?'
			}
			return r
		}, shown)
	}
	detail := ""
	if near := suggest(shown); near != "" {
		detail = "; did you mean " + near + "?"
	}
	return refuse(codeUnknownField, shown, detail)
}

// value reads and checks one value into s.
func (d *Decoder) value(f *field, s *Signal) *Reject {
	switch c := d.b[d.i]; {
	case c == '"':
		return d.stringValue(f, s)
	case c == 'n' && d.literal("null"): // not given
		d.seen &^= 1 << f.id
		return nil
	case c == '-' || c-'0' <= 9:
		if f.typ != tInt && f.typ != tTime {
			return refuse(codeWrongType, f.name, ": a string is needed")
		}
		n, code := d.integer()
		if code != "" {
			return refuse(code, f.name, "")
		}
		return d.numberValue(f, n, s)
	case c == 't' && d.literal("true"):
		return d.boolValue(f, true, s)
	case c == 'f' && d.literal("false"):
		return d.boolValue(f, false, s)
	case c == '{' || c == '[':
		return refuse(codeWrongType, f.name, ": records are flat")
	}
	return d.broken()
}

func (d *Decoder) boolValue(f *field, v bool, s *Signal) *Reject {
	switch f.id {
	case fAnswered:
		s.Answered = v
	case fLost:
		s.Lost = v
	default:
		return refuse(codeWrongType, f.name, typeHint(f.typ))
	}
	return nil
}

func typeHint(t fieldType) string {
	switch t {
	case tInt:
		return ": a whole number is needed"
	case tBool:
		return ": true or false is needed"
	}
	return ": a string is needed"
}

func (d *Decoder) numberValue(f *field, n int64, s *Signal) *Reject {
	switch f.id {
	case fTime:
		return d.moment(f, when.Micros(n), true, &s.Time)
	case fUntil:
		return d.moment(f, when.Micros(n), true, &s.Until)
	case fAmount:
		switch {
		case n < 0:
			return refuse(codeNegative, f.name, "")
		case n > f.max:
			return refuse(codeAmountTooBig, f.name, "")
		}
		s.AmountFen = n
		return nil
	}
	if n < f.min || n > f.max {
		return refuse(codeOutOfRange, f.name, ": "+strconv.FormatInt(f.min, 10)+" to "+strconv.FormatInt(f.max, 10))
	}
	if f.id == fDuration {
		s.Duration = n
	} else {
		s.Weight = n
	}
	return nil
}

// moment checks a time against the clock.
func (d *Decoder) moment(f *field, m when.Micros, isNumber bool, to *when.Micros) *Reject {
	ahead := FutureMax
	if f.id == fUntil {
		ahead = UntilMax
	}
	switch {
	case m > d.now+ahead:
		if f.id == fUntil {
			return refuse(codeOutOfRange, f.name, ": at most five years ahead")
		}
		return refuse(codeTimeFuture, f.name, "")
	case m < d.now-PastMax:
		if isNumber && unitSuspect(int64(m), d.now) {
			return refuse(codeTimeUnit, f.name, "")
		}
		return refuse(codeTimePast, f.name, "")
	}
	*to = m
	return nil
}

// stringValue reads a string and gives it to its type. An empty string counts as not given.
func (d *Decoder) stringValue(f *field, s *Signal) *Reject {
	raw, control, code := d.str()
	if code != "" {
		return refuse(code, f.name, "")
	}
	if f.typ == tInt || f.typ == tBool {
		return refuse(codeWrongType, f.name, typeHint(f.typ))
	}
	if len(raw) == 0 {
		d.seen &^= 1 << f.id
		return nil
	}
	v := view(raw)
	if f.max > 0 && int64(len(v)) > f.max {
		return refuse(codeTooLong, f.name, ": at most "+strconv.FormatInt(f.max, 10)+" bytes")
	}
	if control && (f.typ != tText || !onlyBreaks(v)) {
		return refuse(codeControl, f.name, "")
	}
	switch f.typ {
	case tEnum:
		return d.enumValue(f, v, s)
	case tTime:
		m, code := lex.Moment(v)
		if code != "" {
			return refuse(code, f.name, "")
		}
		to := &s.Time
		if f.id == fUntil {
			to = &s.Until
		}
		return d.moment(f, m, false, to)
	case tLine, tText:
		return d.freeText(f, v, s)
	case tPlace:
		if len(v) != 6 && len(v) != 9 && len(v) != 12 || !digits(v) {
			return refuse(codePlaceFormat, f.name, "")
		}
		s.Place = v
		return nil
	}
	if d.plainIdent(f, v, s) {
		return nil
	}
	return identValue(f, v, s)
}

// onlyBreaks says whether the control characters of v are line breaks and tabs only.
func onlyBreaks(v string) bool {
	for _, r := range v {
		if (r < 0x20 || r == 0x7f) && r != '\n' && r != '\r' && r != '\t' {
			return false
		}
	}
	return true
}

func digits(v string) bool {
	for i := range len(v) {
		if v[i]-'0' > 9 {
			return false
		}
	}
	return true
}

func (d *Decoder) freeText(f *field, v string, s *Signal) *Reject {
	if f.typ == tLine && f.id != fID {
		v = trim(v)
		if v == "" {
			d.seen &^= 1 << f.id
		}
	}
	switch f.id {
	case fID:
		s.ID = v
	case fName:
		s.Name = v
	case fPayeeName:
		s.PayeeName = v
	case fDevice:
		s.Device = v
	case fPayeeBank:
		s.PayeeBank = v
	case fText:
		s.Text = v
	}
	return nil
}

// trim cuts blanks, also full-width ones, from both ends. It is strings.TrimSpace for what people type, without that one's
// long way for texts that begin or end with a character above ASCII, as Chinese names do.
func trim(v string) string {
	const wide = "\u3000"
	for {
		t := strings.Trim(v, " \t\r\n")
		t = strings.TrimSuffix(strings.TrimPrefix(t, wide), wide)
		if len(t) == len(v) {
			return v
		}
		v = t
	}
}

func (d *Decoder) enumValue(f *field, v string, s *Signal) *Reject {
	switch f.id {
	case fKind:
		kind, ok := KindOf(v)
		if !ok {
			return refuse(codeKindUnknown, f.name, "")
		}
		s.Kind = kind
		return nil
	case fDirection:
		if v == "in" || v == "out" {
			s.Outgoing = v == "out"
			return nil
		}
	case fFraud:
		if fraud.Known(v) {
			s.Fraud = v
			return nil
		}
	case fSubject:
		_, ok := subjects[v]
		if ok {
			s.Subject = v
			return nil
		}
	case fChannel: // its values depend on the kind, which may come later
		s.Channel = v
		return nil
	}
	return refuse(codeNotListed, f.name, listed(f, s.Kind))
}

// listed names the values of an enumeration.
func listed(f *field, kind Kind) string { return ": " + strings.Join(enumOf(f, kind), ", ") }

// identValue hands identifiers to their parsers, whose codes go to the sender.
func identValue(f *field, v string, s *Signal) *Reject {
	var err error
	switch f.id {
	case fPhone:
		s.Phone, err = ident.ParsePhone(v)
	case fPeer:
		s.Peer, err = ident.ParsePhone(v)
	case fPersonID:
		s.PersonID, err = ident.ParseID(v)
	case fAccount:
		s.Account, err = ident.ParseAccount(v)
	case fPayeeAccount:
		s.PayeeAccount, err = ident.ParseAccount(v)
	case fURL:
		s.URL, err = ident.ParseURL(v)
	case fApp:
		var app ident.App
		app, err = ident.ParseApp(v)
		s.App = string(app)
	}
	if err != nil {
		return refuse(fault.CodeOf(err), f.name, "")
	}
	return nil
}

// check is what spans fields: kind, allowed and required fields, channel, subject, times.
func (d *Decoder) check(s *Signal, kind Kind) *Reject {
	switch {
	case kind == 0 && s.Kind == 0:
		return refuse(codeKindMissing, "kind", "")
	case kind != 0 && s.Kind != 0 && s.Kind != kind:
		return refuse(codeKindMismatch, "kind", "")
	case s.Kind == 0:
		s.Kind = kind
	}
	rule := &rules[s.Kind]
	if extra := d.seen &^ rule.allowed; extra != 0 {
		return refuse(codeOtherKind, fields[bits.TrailingZeros32(uint32(extra))].name, "")
	}
	if missing := rule.required &^ d.seen; missing != 0 {
		return refuse(codeMissing, fields[bits.TrailingZeros32(uint32(missing))].name, "")
	}
	for _, group := range rule.oneOf {
		if d.seen&group == 0 {
			return refuse(codeMissing, fields[bits.TrailingZeros32(uint32(group))].name, ": one of "+strings.Join(group.names(), ", ")+" is needed")
		}
	}
	if s.Channel != "" && !contains(rule.channels, s.Channel) {
		return refuse(codeNotListed, "channel", listed(&fields[fChannel], s.Kind))
	}
	switch s.Kind {
	case Transfer:
		if s.AmountFen == 0 {
			return refuse(codeAmountZero, "amount_fen", "")
		}
	case Sighting:
		return d.checkSighting(s)
	}
	return nil
}

func (d *Decoder) checkSighting(s *Signal) *Reject {
	needs := subjects[s.Subject]
	if !d.seen.has(needs) {
		return refuse(codeMissing, fields[needs].name, ": the subject needs it")
	}
	at := s.Time
	if at == 0 {
		at = d.now
	}
	if s.Until != 0 && s.Until <= at {
		return refuse(codeUntilBefore, "until", "")
	}
	return nil
}

func (s set) names() (out []string) {
	for id := range fieldCount {
		if s.has(id) {
			out = append(out, fields[id].name)
		}
	}
	return out
}

func contains(list []string, v string) bool {
	for _, have := range list {
		if have == v {
			return true
		}
	}
	return false
}
