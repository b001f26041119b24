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
	dst = jsontext.Text(append(dst, `{"id":`...), root.ID)
	dst = jsontext.Text(append(dst, `,"layer":1,"from":`...), root.From)
	dst = jsontext.Text(append(dst, `,"to":`...), root.To)
	dst = jsontext.Number(dst, `,"time":`, int64(root.At))
	dst = append(jsontext.Number(dst, `,"amount_fen":`, root.Fen), '}')
	page := r.listed(most - 1)
	for i, l := range page {
		if i%block == 0 {
			r.ask(page[i:min(len(page), i+block)])
		}
		dst = r.jsonEdge(dst, l)
	}
	return dst
}

// ask asks for what is read of some edges.
func (r *Reached) ask(page []listed) {
	s := r.view.s
	prefetch.Each(s.recs, page, unsafe.Offsetof(listed{}.ref))
	s.ids.Ask(len(page), func(i int) uint32 { return page[i].ref })
	for i := range page {
		rec := s.recs[page[i].ref:][:1]
		prefetch.Each(s.acc.keys, rec, unsafe.Offsetof(record{}.to))
		prefetch.Each(s.acc.forms, rec, unsafe.Offsetof(record{}.to))
	}
}

func (r *Reached) jsonEdge(dst []byte, l listed) []byte {
	var buf [64]byte
	s := r.view.s
	rec := &s.recs[l.ref]
	dst = jsontext.Text(append(dst, `,{"id":`...), s.ids.Read(buf[:0], l.ref))
	dst = jsontext.Number(dst, `,"layer":`, int64(l.layer))
	dst = r.jsonName(append(dst, `,"from":`...), rec.from)
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
		for i, o := range rows[:min(len(rows), most-n)] {
			if i%block == 0 {
				r.askAccounts(rows[i:min(len(rows), i+block)])
			}
			if n > 0 {
				dst = append(dst, ',')
			}
			n++
			dst = r.jsonName(append(dst, `{"account":`...), r.nodes[o.Place].account)
			dst = jsontext.Number(dst, `,"layer":`, int64(k+1))
			dst = append(jsontext.Number(dst, `,"arrived":`, int64(r.arrived(o.Place))), '}')
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
