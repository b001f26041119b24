package main

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"
	"unicode"

	"fanzha/centre/trace"
)

// forms says how the time of an edge was written in the file.
func forms(table *trace.Table, survey trace.Survey) func(trace.Edge) trace.Form {
	return func(e trace.Edge) trace.Form {
		if e.ID == survey.Root.ID && e.At == survey.Root.At {
			return survey.RootForm
		}
		f, _ := table.Form(e.At, e.ID) // every edge but the root is of the table
		return f
	}
}

// tracePrinter writes a result.
type tracePrinter struct {
	result trace.Result
	form   func(trace.Edge) trace.Form
}

func (p tracePrinter) print(w io.Writer, asJSON bool) error {
	out := bufio.NewWriter(w)
	var err error
	if asJSON {
		enc := json.NewEncoder(out)
		enc.SetEscapeHTML(false)
		err = enc.Encode(p.document())
	} else {
		p.table(out)
	}
	return errors.Join(err, out.Flush())
}

// traceDocument is the JSON of a trace; docs/trace.md describes it.
type traceDocument struct {
	Root      string         `json:"root"`
	Edges     []traceEdge    `json:"edges"`
	Accounts  []traceAccount `json:"accounts"`
	Truncated bool           `json:"truncated"`
	Mode      string         `json:"mode"`
	Rule      trace.Rule     `json:"rule,omitempty"`
	LeftFen   int64          `json:"left_fen"`
}

type traceEdge struct {
	ID         string          `json:"id"`
	Layer      int             `json:"layer"`
	From       string          `json:"from"`
	To         string          `json:"to"`
	Time       json.RawMessage `json:"time"`
	AmountFen  int64           `json:"amount_fen"`
	TaintedFen int64           `json:"tainted_fen"`
	Tainted    bool            `json:"tainted,omitempty"`
	Kind       string          `json:"kind,omitempty"`
}

type traceAccount struct {
	Account     string          `json:"account"`
	Layer       int             `json:"layer"`
	Arrived     json.RawMessage `json:"arrived"`
	TaintedFen  int64           `json:"tainted_fen"`
	ReceivedFen int64           `json:"received_fen"`
	Tainted     bool            `json:"tainted,omitempty"`
}

func (p tracePrinter) document() traceDocument {
	r := p.result
	d := traceDocument{Root: r.Root, Edges: make([]traceEdge, 0, len(r.Edges)), Accounts: make([]traceAccount, 0, len(r.Accounts)),
		Truncated: r.Truncated, Mode: "attribute", Rule: r.Rule, LeftFen: r.LeftFen}
	if r.Rule == "" {
		d.Mode = "reach"
	}
	for _, e := range r.Edges {
		d.Edges = append(d.Edges, traceEdge{ID: e.ID, Layer: e.Layer, From: e.From, To: e.To, Time: momentJSON(p.form(e), e),
			AmountFen: e.Fen, TaintedFen: e.TaintedFen, Tainted: e.Tainted, Kind: e.Kind})
	}
	arrivals := p.arrivals()
	for _, a := range r.Accounts {
		d.Accounts = append(d.Accounts, traceAccount{Account: a.Account, Layer: a.Layer, Arrived: momentJSON(p.form(arrivals[a.Account]), arrivals[a.Account]),
			TaintedFen: a.TaintedFen, ReceivedFen: a.ReceivedFen, Tainted: a.Tainted})
	}
	return d
}

// arrivals finds the edge by which every account was first reached.
func (p tracePrinter) arrivals() map[string]trace.Edge {
	first := map[string]trace.Edge{}
	for _, e := range p.result.Edges {
		known, found := first[e.To]
		if !found || e.Layer == known.Layer && e.At < known.At {
			first[e.To] = e
		}
	}
	return first
}

// momentJSON writes the time of an edge as it came: a number where it was one.
func momentJSON(f trace.Form, e trace.Edge) json.RawMessage {
	text := f.Print(e.At)
	if !f.IsNumber() {
		text = strconv.Quote(text)
	}
	return json.RawMessage(text)
}

// table writes the result for a person: layer by layer the accounts, then every transfer.
func (p tracePrinter) table(w io.Writer) {
	r, attributed := p.result, p.result.Rule != "" && p.result.Rule != trace.Poison
	say := func(format string, args ...any) { fmt.Fprintf(w, format, args...) } // out is buffered; Flush returns what went wrong
	say("root %s: %s yuan; %d transfers, %d accounts", plain(r.Root), yuan(r.Edges[0].Fen), len(r.Edges), len(r.Accounts))
	if r.Rule != "" {
		say("; rule %s", r.Rule)
	}
	if r.Truncated {
		say("; truncated: more transfers qualified than --per-account or --limit let in")
	}
	say("\n\n%5s  %-24s  %-32s  %18s  %18s\n", "layer", "account", "arrived", "received", "still there")
	arrivals := p.arrivals()
	for _, a := range r.Accounts {
		received, still := "", ""
		if attributed {
			received, still = yuan(a.ReceivedFen), yuan(a.TaintedFen)
			if !a.Book {
				still = "not followed"
			}
		}
		e := arrivals[a.Account]
		say("%5d  %-24s  %-32s  %18s  %18s\n", a.Layer, plain(a.Account), p.form(e).Print(e.At), received, still)
	}
	say("\n%5s  %-20s  %-24s  %-24s  %-32s  %18s  %18s\n", "layer", "transfer", "from", "to", "time", "amount", "of it the victim's")
	for _, e := range r.Edges {
		share := ""
		if attributed {
			share = yuan(e.TaintedFen)
		}
		say("%5d  %-20s  %-24s  %-24s  %-32s  %18s  %18s\n", e.Layer, plain(e.ID), plain(e.From), plain(e.To), p.form(e).Print(e.At), yuan(e.Fen), share)
	}
	if attributed {
		say("\n%s yuan = %s still on accounts + %s that left them\n", yuan(r.Edges[0].Fen), yuan(r.Edges[0].Fen-r.LeftFen), yuan(r.LeftFen))
	}
}

// plain keeps what a file says from steering the terminal.
func plain(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsPrint(r) {
			return r
		}
		return '\uFFFD'
	}, s)
}

// yuan writes fen as yuan.
func yuan(fen int64) string { return fmt.Sprintf("%d.%02d", fen/100, fen%100) }
