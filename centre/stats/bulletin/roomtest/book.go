// Package roomtest is what others need to try bulletins: a book of figures that says what it is told, and the suite that every store
// of issues passes.
package roomtest

import (
	"context"
	"strconv"
	"strings"

	"fanzha/centre/stats"
	"fanzha/centre/stats/bulletin"
)

// Book is a bulletin.Book that says what it is told. Values are by indicator, or by indicator, slash and group; Truth is what a recount
// finds where it differs. Late are facts by the number of their event, beside the values, which were there before.
type Book struct {
	Values map[string]int64
	Truth  map[string]int64
	Late   []Late
	Seq    int64  // number of the last event; 0: facts have no numbers
	Reads  func() // called before each reading; may be nil
}

// Late is so many of an indicator, counted since an event.
type Late struct {
	Code   string
	N, Seq int64
}

// NewBook returns a book in which every figure is nothing but a few.
func NewBook() *Book {
	return &Book{Values: map[string]int64{"case.filed": 31, "case.solved": 20, "suspect.arrested": 12, "hold.wrong": 2}, Truth: map[string]int64{}}
}

// Count counts one more event.
func (b *Book) Count(code string, n int64) {
	b.Seq++
	b.Late = append(b.Late, Late{code, n, b.Seq})
}

// sum is the value of an indicator, of the facts of events up to a number (0: all).
func (b *Book) sum(code string, upTo int64) int64 {
	n := b.Values[code]
	for _, x := range b.Late {
		if x.Code == code && (upTo == 0 || x.Seq <= upTo) {
			n += x.N
		}
	}
	return n
}

func said(code string, n int64) bulletin.Reading {
	return bulletin.Reading{Value: bulletin.Value{Num: n}, Text: strconv.FormatInt(n, 10) + unit(code)}
}

// Set changes a value as late facts do.
func (b *Book) Set(code string, n int64) { b.Values[code] = n }

// unit is what a code is counted in: amounts in yuan, everything else in cases.
func unit(code string) string {
	if code == "case.loss" || code == "hold.wrong_fen" || strings.HasPrefix(code, "fund.") {
		return "元"
	}
	return "起"
}

// Define implements bulletin.Book: those of wrong holds are harm.
func (b *Book) Define(code string) (bulletin.Definition, bool) {
	return bulletin.Definition{Code: code, Name: code, Unit: unit(code), Good: "down", Owner: "测试", Revision: "r1", Harm: code == "hold.wrong"}, true
}

// Read implements bulletin.Book.
func (b *Book) Read(_ context.Context, ask bulletin.Ask, _ []string) (bulletin.Reading, error) {
	if b.Reads != nil {
		b.Reads()
	}
	return said(ask.Code, b.sum(ask.Code, 0)), nil
}

// Groups implements bulletin.Book: there are none.
func (b *Book) Groups(context.Context, bulletin.Ask, stats.Split, int) ([]bulletin.Group, error) {
	return nil, nil
}

// Recount implements bulletin.Book.
func (b *Book) Recount(_ context.Context, asks []bulletin.Ask, upTo int64) ([]bulletin.Reading, error) {
	var out []bulletin.Reading
	for _, a := range asks {
		n, ok := b.Truth[a.Code]
		if !ok {
			n = b.sum(a.Code, upTo)
		}
		out = append(out, said(a.Code, n))
	}
	return out, nil
}

// Lines says nothing.
type Lines struct{}

// Lines implements bulletin.Lines.
func (Lines) Lines(context.Context, string, string, stats.Span) ([]bulletin.Line, error) {
	return nil, nil
}

// Parts implements bulletin.Lines.
func (Lines) Parts(context.Context, string, string, stats.Span) ([]bulletin.Section, error) {
	return nil, nil
}

// Units names the one unit.
type Units struct{}

// UnitName implements bulletin.Units.
func (Units) UnitName(context.Context, string) string { return "云河市反诈中心" }

// Shield finds nothing.
type Shield struct{}

// Exposed implements bulletin.Shield.
func (Shield) Exposed(string) []bulletin.Exposed { return nil }
