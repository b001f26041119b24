package flow

import (
	"strconv"
	"strings"
	"unicode/utf8"
)

// AppendJSON writes the result as JSON: the layers in figures, then at most `most` edges and as many accounts in the order of
// the result (0 means all), with the totals. Times are microseconds of UTC.
func (r *Reached) AppendJSON(dst []byte, most int) []byte {
	(*Tracer)(r).settle()
	if most <= 0 {
		most = max(r.Edges(), r.Accounts())
	}
	dst = jsonText(append(dst, `{"root":`...), r.root.ID)
	dst = append(dst, `,"layers":[`...)
	for i, l := range r.Layers() {
		if i > 0 {
			dst = append(dst, ',')
		}
		dst = jsonNumber(dst, `{"layer":`, int64(l.Layer))
		dst = jsonNumber(dst, `,"accounts":`, int64(l.Accounts))
		dst = jsonNumber(dst, `,"transfers":`, int64(l.Transfers))
		dst = append(jsonNumber(dst, `,"amount_fen":`, l.Fen), '}')
	}
	dst = jsonNumber(dst, `],"edge_count":`, int64(r.Edges()))
	dst = jsonNumber(dst, `,"account_count":`, int64(r.Accounts()))
	dst = append(dst, `,"edges":[`...)
	dst = r.jsonEdges(dst, most)
	dst = append(dst, `],"accounts":[`...)
	dst = r.jsonAccounts(dst, most)
	dst = append(dst, `],"truncated":`...)
	dst = strconv.AppendBool(dst, r.truncated)
	return append(dst, '}')
}

func jsonNumber(dst []byte, name string, v int64) []byte {
	return strconv.AppendInt(append(dst, name...), v, 10)
}

// jsonText quotes a text. Ids are nearly always plain; what is not goes the long way.
func jsonText[T string | []byte](dst []byte, text T) []byte {
	for i := range len(text) {
		if c := text[i]; c < ' ' || c == '"' || c == '\\' || c >= utf8.RuneSelf {
			return jsonEscaped(dst, strings.ToValidUTF8(string(text), "\ufffd"))
		}
	}
	dst = append(dst, '"')
	dst = append(dst, text...)
	return append(dst, '"')
}

func jsonEscaped(dst []byte, text string) []byte {
	const hex = "0123456789abcdef"
	dst = append(dst, '"')
	for i := range len(text) {
		switch c := text[i]; {
		case c < ' ':
			dst = append(dst, '\\', 'u', '0', '0', hex[c>>4], hex[c&15])
		case c == '"' || c == '\\':
			dst = append(dst, '\\', c)
		default:
			dst = append(dst, c)
		}
	}
	return append(dst, '"')
}

// jsonName quotes the id of an account.
func (r *Reached) jsonName(dst []byte, account uint32) []byte {
	acc := &r.view.s.acc
	if acc.forms[account] == asText {
		return jsonText(dst, acc.textOf(account))
	}
	return append(acc.appendName(append(dst, '"'), account), '"')
}

func (r *Reached) jsonEdges(dst []byte, most int) []byte {
	root := r.root
	dst = jsonText(append(dst, `{"id":`...), root.ID)
	dst = jsonText(append(dst, `,"layer":1,"from":`...), root.From)
	dst = jsonText(append(dst, `,"to":`...), root.To)
	dst = jsonNumber(dst, `,"time":`, int64(root.At))
	dst = append(jsonNumber(dst, `,"amount_fen":`, root.Fen), '}')
	left := most - 1
	if left <= 0 {
		return dst
	}
	var buf [64]byte
	s := r.view.s
	r.each(func(_ int32, layer int, ref uint32) bool {
		rec := &s.recs[ref]
		dst = jsonText(append(dst, `,{"id":`...), s.ids.Read(buf[:0], ref))
		dst = jsonNumber(dst, `,"layer":`, int64(layer))
		dst = r.jsonName(append(dst, `,"from":`...), rec.from)
		dst = r.jsonName(append(dst, `,"to":`...), rec.to)
		dst = jsonNumber(dst, `,"time":`, int64(s.at(rec)))
		dst = append(jsonNumber(dst, `,"amount_fen":`, s.fen(rec)), '}')
		left--
		return left > 0
	})
	return dst
}

func (r *Reached) jsonAccounts(dst []byte, most int) []byte {
	if len(r.nodes) == 0 {
		dst = jsonText(append(dst, `{"account":`...), r.root.To)
		return append(jsonNumber(dst, `,"layer":1,"arrived":`, int64(r.root.At)), '}')
	}
	n := 0
	for k := range r.ends {
		if n >= most {
			break
		}
		for _, o := range r.ordered(k) {
			if n >= most {
				break
			}
			if n > 0 {
				dst = append(dst, ',')
			}
			n++
			dst = r.jsonName(append(dst, `{"account":`...), r.nodes[o.place].account)
			dst = jsonNumber(dst, `,"layer":`, int64(k+1))
			dst = append(jsonNumber(dst, `,"arrived":`, int64(r.arrived(o.place))), '}')
		}
	}
	return dst
}
