package signal

import (
	"unicode/utf8"

	"fanzha/centre/signal/lex"
	"fanzha/term/ident"
)

// What nearly every record is like is read here without detours; what is not goes the long way, with the same result.

// expected is the field that stood here in the record before, if this one has the same bytes here; they are then read.
func (d *Decoder) expected() *field {
	d.space()
	if d.at >= len(d.order) || d.order[d.at] == nil {
		return nil
	}
	f := d.order[d.at]
	end := d.i + len(f.lead)
	if end > len(d.b) || string(d.b[d.i:end]) != f.lead {
		return nil
	}
	d.i = end
	d.at++
	return f
}

// plainIdent takes numbers that are written as they are kept, nearly all, without a copy of their own.
func (d *Decoder) plainIdent(f *field, v string, s *Signal) bool {
	switch f.typ {
	case tPhone:
		if !ident.PlainMobile(v) {
			return false
		}
		from := len(d.arena)
		d.arena = append(append(d.arena, "+86"...), v...)
		phone := ident.Phone(view(d.arena[from:]))
		if f.id == fPhone {
			s.Phone = phone
		} else {
			s.Peer = phone
		}
		return true
	case tAccount:
		if !ident.PlainAccount(v) {
			return false
		}
		if f.id == fAccount {
			s.Account = ident.Account(v)
		} else {
			s.PayeeAccount = ident.Account(v)
		}
		return true
	}
	return false
}

// usualPairs reads pairs as long as they follow each other as in the record before, their values without detours where they are written
// as nearly all are. It says whether the record has ended; else it stops before the first pair that has to be looked at more closely.
func (d *Decoder) usualPairs(s *Signal) (ended bool, rej *Reject) {
	b := d.b
	for d.at < len(d.order) {
		f := d.order[d.at]
		if f == nil || d.seen.has(f.id) {
			return false, nil
		}
		at := d.i + len(f.lead)
		if at >= len(b) || string(b[d.i:at]) != f.lead {
			return false, nil
		}
		d.seen |= 1 << f.id
		d.at++
		end := d.usualValue(f, at, s)
		if end >= 0 && end < len(b) && b[end] == ',' {
			d.i = end + 1
			continue
		}
		if end >= 0 && end < len(b) && b[end] == '}' {
			d.i = end + 1
			return true, nil
		}
		d.i = at // once more, the long way
		d.space()
		if d.i >= len(b) {
			return false, d.broken()
		}
		rej = d.value(f, s)
		if rej != nil || d.take('}') {
			return rej == nil, rej
		}
		if !d.take(',') {
			return false, d.broken()
		}
	}
	return false, nil
}

// usualValue reads the value that begins at i into s and returns where it ends, -1 where it has to be looked at more closely.
func (d *Decoder) usualValue(f *field, i int, s *Signal) int {
	b := d.b
	switch f.typ {
	case tInt, tTime:
		end := lex.End(b, i)
		if n := end - i; n == 0 || n > 18 || b[i] == '0' || d.numberValue(f, int64(lex.Number(b[i:end])), s) != nil {
			return -1
		}
		return end
	case tBool:
		if len(b)-i >= 4 && string(b[i:i+4]) == "true" && d.boolValue(f, true, s) == nil {
			return i + 4
		}
		return -1
	case tURL, tApp, tPerson:
		return -1
	}
	if b[i] != '"' {
		return -1
	}
	i++
	var end int
	var high bool
	if f.typ == tPhone || f.typ == tAccount {
		end = lex.End(b, i)
	} else {
		end, high = lex.Ordinary(b, i)
	}
	if end == i || end >= len(b) || b[end] != '"' || high && !utf8.Valid(b[i:end]) || !d.usualText(f, view(b[i:end]), s) {
		return -1
	}
	return end + 1
}

// usualText takes a text without escapes and control characters.
func (d *Decoder) usualText(f *field, v string, s *Signal) bool {
	if f.max > 0 && int64(len(v)) > f.max {
		return false
	}
	switch f.id {
	case fPhone, fPeer, fAccount, fPayeeAccount:
		return d.plainIdent(f, v, s)
	case fKind:
		kind, ok := KindOf(v)
		s.Kind = kind
		return ok
	case fID, fText:
		return d.freeText(f, v, s) == nil
	case fName, fPayeeName, fPayeeBank, fDevice:
		return trim(v) != "" && d.freeText(f, v, s) == nil
	case fPlace:
		s.Place = v
		return (len(v) == 6 || len(v) == 9 || len(v) == 12) && digits(v)
	case fChannel:
		s.Channel = v
		return true
	case fDirection:
		s.Outgoing = v == "out"
		return v == "out" || v == "in"
	}
	return false
}
