package scenario

import (
	"slices"

	celast "cel.dev/cel-go/common/ast"
	"cel.dev/cel-go/common/operators"
	"cel.dev/cel-go/common/types"

	"fanzha/centre/detect/tree"
)

// Guard is a part of a condition that the signal alone decides and without which the condition cannot hold: an engine asks it once for
// many scenarios. One of Int, Text and Bool is set.
type Guard struct {
	Name  string
	Int   func(*Frame) int64 // must be at least Least
	Least int64
	Text  func(*Frame) string // must be one of Any
	Any   []string
	Bool  func(*Frame) bool // must be Want
	Want  bool
}

// plain are the fields that a guard may look at: they stand in the signal and cost nothing.
var plain = []string{
	"source", "place", "app", "channel", "outgoing", "answered", "duration_s", "payee_bank", "amount_fen", "claimed_fraud", "lost",
	"peer_foreign", "peer_mobile", "peer_service", "peer_virtual",
}

// guards finds the guards of a condition.
func (b *builder) guards(e celast.Expr) []Guard {
	var out []Guard
	for _, c := range tree.Conjuncts(e) {
		g, ok := b.guard(c)
		if ok {
			out = append(out, g)
		}
	}
	return out
}

// plainField is the field that an expression is.
func (b *builder) plainField(e celast.Expr, t Type) (*Field, bool) {
	if e.Kind() != celast.IdentKind || !slices.Contains(plain, e.AsIdent()) {
		return nil, false
	}
	f := b.vars[e.AsIdent()]
	return f, f != nil && f.Type == t
}

func (b *builder) guard(e celast.Expr) (Guard, bool) {
	f, ok := b.plainField(e, Bool)
	if ok {
		return Guard{Name: f.Name, Bool: f.boolOf, Want: true}, true
	}
	if e.Kind() != celast.CallKind {
		return Guard{}, false
	}
	c := e.AsCall()
	switch c.FunctionName() {
	case operators.LogicalNot:
		f, ok = b.plainField(c.Args()[0], Bool)
		if ok {
			return Guard{Name: f.Name, Bool: f.boolOf}, true
		}
	case operators.GreaterEquals, operators.Greater, operators.Equals:
		return b.comparison(c)
	case operators.In:
		f, ok = b.plainField(c.Args()[0], String)
		if ok && c.Args()[1].Kind() == celast.ListKind {
			words, all := tree.Texts(c.Args()[1].AsList().Elements())
			return Guard{Name: f.Name, Text: f.strOf, Any: words}, all
		}
	}
	return Guard{}, false
}

func (b *builder) comparison(c celast.CallExpr) (Guard, bool) {
	args := c.Args()
	f, ok := b.plainField(args[0], String)
	if ok && c.FunctionName() == operators.Equals {
		word, isWord := tree.Text(args[1])
		return Guard{Name: f.Name, Text: f.strOf, Any: []string{word}}, isWord
	}
	f, ok = b.plainField(args[0], Int)
	if !ok && args[0].Kind() == celast.IdentKind {
		f = b.vars[args[0].AsIdent()]
		ok = f != nil && f.least != nil
	}
	if !ok || args[1].Kind() != celast.LiteralKind {
		return Guard{}, false
	}
	k, ok := args[1].AsLiteral().(types.Int)
	if c.FunctionName() == operators.Greater {
		if k == 1<<63-1 {
			return Guard{}, false
		}
		k++
	}
	if ok && f.least != nil {
		return f.least(int64(k))
	}
	return Guard{Name: f.Name, Int: f.intOf, Least: int64(k)}, ok
}

// Bounds tells at least as much as any count or distinct by a key says. A Memory may be one.
type Bounds interface{ Most(by By) int64 }

// most is the guard of "the window is at least k": so many events must be remembered of the key, for a sum or a greatest one.
func most(by By, what Measure, include bool, k int64) (Guard, bool) {
	if what == Sum || what == Max {
		k = min(k, 1)
	}
	if include {
		k--
	}
	g := Guard{Name: "most " + by.String(), Least: k, Int: func(f *Frame) int64 {
		if f.bounds == nil {
			return Never
		}
		return f.bounds.Most(by)
	}}
	return g, k > 0
}

// effort orders operands of "and" and "or" by what they cost, which changes no answer: fields of the signal, what is computed from an
// address, what is remembered, the text model.
func (b *builder) effort(e celast.Expr) int {
	most := 0
	celast.PreOrderVisit(e, celast.NewExprVisitor(func(e celast.Expr) {
		if e.Kind() != celast.IdentKind {
			return
		}
		name := e.AsIdent()
		switch {
		case slices.Contains(plain, name) || name == "kind" || name == "phone" || name == "account" || name == "payee_account" || name == "peer" || name == "time":
		case name == "scam_p" || name == "scam_type":
			most = max(most, 3)
		case fieldByName[name] != nil && fieldByName[name].On != nil && fieldByName[name].Type != Bool:
			most = max(most, 1)
		default:
			most = max(most, 2)
		}
	}))
	return most
}
