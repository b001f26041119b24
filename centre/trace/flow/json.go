package flow

import (
	"strconv"
	"unsafe"

	"fanzha/centre/trace/flow/jsontext"
	"fanzha/centre/trace/flow/pick"
	"fanzha/internal/prefetch"
)

// AppendJSON writes the result as JSON: the layers in figures, then at most `most` edges and as many accounts in the order of
// the result (0 means all), with the totals. Times are microseconds of UTC.
func (r *Reached) AppendJSON(dst []byte, most int) []byte {
	(*Tracer)(r).settle()
	if most <= 0 {
		most = max(r.Edges(), r.Accounts())
	}
	dst = jsontext.Text(append(dst, `{"root":`...), r.root.ID)
	dst = append(dst, `,"layers":[`...)
	for i, l := range r.Layers() {
		if i > 0 {
			dst = append(dst, ',')
		}
		dst = jsontext.Number(dst, `{"layer":`, int64(l.Layer))
		dst = jsontext.Number(dst, `,"accounts":`, int64(l.Accounts))
		dst = jsontext.Number(dst, `,"transfers":`, int64(l.Transfers))
		dst = append(jsontext.Number(dst, `,"amount_fen":`, l.Fen), '}')
	}
	dst = jsontext.Number(dst, `],"edge_count":`, int64(r.Edges()))
	dst = jsontext.Number(dst, `,"account_count":`, int64(r.Accounts()))
	dst = append(dst, `,"edges":[`...)
	dst = r.jsonEdges(dst, most)
	dst = append(dst, `],"accounts":[`...)
	dst = r.jsonAccounts(dst, most)
	dst = append(dst, `],"truncated":`...)
	dst = strconv.AppendBool(dst, r.truncated)
	return append(dst, '}')
}

// jsonName quotes the id of an account.
func (r *Reached) jsonName(dst []byte, account uint32) []byte {
	acc := &r.view.s.acc
	if acc.forms[account] == asText {
		return jsontext.Text(dst, acc.textOf(account))
	}
	return append(acc.appendName(append(dst, '"'), account), '"')
}

func (r *Reached) jsonEdges(dst []byte, most int) []byte {
	root := r.root
	var payer written
	dst = jsontext.Text(append(dst, `{"id":`...), root.ID)
	dst = jsontext.Text(append(dst, `,"layer":1,"from":`...), root.From)
	dst = jsontext.Text(append(dst, `,"to":`...), root.To)
	dst = jsontext.Number(dst, `,"time":`, int64(root.At))
	dst = append(jsontext.Number(dst, `,"amount_fen":`, root.Fen), '}')
	for page := r.listed(most - 1); len(page) > 0; {
		n := min(len(page), block)
		r.ask(page[:n])
		for _, l := range page[:n] {
			dst = r.jsonEdge(dst, l, &payer)
		}
		page = page[n:]
	}
	return dst
}

// written is an account whose quoted id was written before, and where it stands.
type written struct {
	account  uint32
	from, to int
}

// jsonPayer quotes the id of an edge's payer, which mostly is the one of the edge before.
func (r *Reached) jsonPayer(dst []byte, account uint32, last *written) []byte {
	if last.to > 0 && last.account == account {
		return append(dst, dst[last.from:last.to]...)
	}
	from := len(dst)
	dst = r.jsonName(dst, account)
	*last = written{account, from, len(dst)}
	return dst
}

// ask asks for what is read of some edges.
func (r *Reached) ask(page []listed) {
	s := r.view.s
	prefetch.Each(s.recs, page, unsafe.Offsetof(listed{}.ref))
	s.ids.Ask(func(yield func(uint32) bool) {
		for i := range page {
			if !yield(page[i].ref) {
				return
			}
		}
	})
	for i := range page {
		rec := s.recs[page[i].ref:][:1]
		prefetch.Each(s.acc.keys, rec, unsafe.Offsetof(record{}.to))
		prefetch.Each(s.acc.forms, rec, unsafe.Offsetof(record{}.to))
	}
}

func (r *Reached) jsonEdge(dst []byte, l listed, payer *written) []byte {
	var buf [64]byte
	s := r.view.s
	rec := &s.recs[l.ref]
	dst = jsontext.Text(append(dst, `,{"id":`...), s.ids.Read(buf[:0], l.ref))
	dst = jsontext.Number(dst, `,"layer":`, int64(l.layer))
	dst = r.jsonPayer(append(dst, `,"from":`...), rec.from, payer)
	dst = r.jsonName(append(dst, `,"to":`...), rec.to)
	dst = jsontext.Number(dst, `,"time":`, int64(s.at(rec)))
	return append(jsontext.Number(dst, `,"amount_fen":`, s.fen(rec)), '}')
}

func (r *Reached) jsonAccounts(dst []byte, most int) []byte {
	if len(r.nodes) == 0 {
		dst = jsontext.Text(append(dst, `{"account":`...), r.root.To)
		return append(jsontext.Number(dst, `,"layer":1,"arrived":`, int64(r.root.At)), '}')
	}
	n := 0
	for k := 0; k < len(r.ends) && n < most; k++ {
		rows := r.first(k, most-n, false)
		rows = rows[:min(len(rows), most-n)]
		for len(rows) > 0 {
			part := rows[:min(len(rows), block)]
			r.askAccounts(part)
			for _, o := range part {
				if n > 0 {
					dst = append(dst, ',')
				}
				n++
				dst = r.jsonName(append(dst, `{"account":`...), r.nodes[o.Place].account)
				dst = jsontext.Number(dst, `,"layer":`, int64(k+1))
				dst = append(jsontext.Number(dst, `,"arrived":`, int64(r.arrived(o.Place))), '}')
			}
			rows = rows[len(part):]
		}
	}
	return dst
}

// askAccounts asks for what is read of some accounts.
func (r *Reached) askAccounts(rows []pick.Keyed) {
	s := r.view.s
	prefetch.Each(r.nodes, rows, unsafe.Offsetof(pick.Keyed{}.Place))
	for _, o := range rows {
		n := r.nodes[o.Place:][:1]
		prefetch.Each(s.acc.forms, n, unsafe.Offsetof(node{}.account))
		prefetch.Each(s.acc.keys, n, unsafe.Offsetof(node{}.account))
		prefetch.Each(s.recs, n, unsafe.Offsetof(node{}.ref))
	}
}
