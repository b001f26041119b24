package units

import (
	"fmt"
	"strings"

	celast "cel.dev/cel-go/common/ast"
	"cel.dev/cel-go/common/operators"
	"cel.dev/cel-go/common/types"

	"fanzha/centre/detect/ruletext"
)

// Check finds the first place of a checked condition where numbers of different units meet: money compared with a span, a count with
// a share, and a window of money with a number that does not say whether it is 元 or 分. unit tells what a name counts.
func Check(a *celast.AST, src *Source, unit func(name string) (Unit, bool)) *ruletext.Problem {
	c := &checker{ast: a, src: src, unit: unit}
	celast.PreOrderVisit(a.Expr(), celast.NewExprVisitor(func(e celast.Expr) {
		if e.Kind() == celast.CallKind && c.found == nil {
			c.call(e.AsCall())
		}
	}))
	return c.found
}

type checker struct {
	ast   *celast.AST
	src   *Source
	unit  func(string) (Unit, bool)
	found *ruletext.Problem
}

// side is what is known of one side of a comparison.
type side struct {
	unit    Unit
	known   bool // it counts something, if only things
	literal bool // it is a number as written
	typed   bool // with its unit
	window  bool // it is a name that does not say its unit
}

var counted = map[Unit]bool{Plain: true, Fen: true, Seconds: true, Moment: true, Permille: true}

func (c *checker) side(e celast.Expr) side {
	switch e.Kind() {
	case celast.LiteralKind:
		n, ok := e.AsLiteral().(types.Int)
		at := c.ast.SourceInfo().GetStartLocation(e.ID())
		u, typed := c.src.units[place{at.Line(), at.Column()}]
		return side{unit: u, known: typed, literal: ok && n != 0, typed: typed}
	case celast.IdentKind:
		u, ok := c.unit(e.AsIdent())
		if !ok || !counted[u] || e.AsIdent() == "never" {
			return side{}
		}
		return side{unit: u, known: true, window: !strings.HasSuffix(e.AsIdent(), "_fen")}
	case celast.CallKind:
		return c.result(e.AsCall())
	}
	return side{}
}

// result is what an arithmetic call counts.
func (c *checker) result(call celast.CallExpr) side {
	args := call.Args()
	switch call.FunctionName() {
	case "ratio":
		return side{unit: Permille, known: true}
	case operators.Negate, operators.Modulo:
		return c.side(args[0])
	case operators.Conditional:
		return c.side(args[1])
	case operators.Add, operators.Subtract:
		a, b := c.side(args[0]), c.side(args[1])
		switch {
		case a.unit == Moment && b.unit == Moment && call.FunctionName() == operators.Subtract:
			return side{unit: Seconds, known: true}
		case !a.known || b.unit == Moment:
			return b
		}
		return a
	case operators.Multiply, operators.Divide:
		a, b := c.side(args[0]), c.side(args[1])
		switch {
		case a.known && !b.known:
			return a
		case b.known && !a.known && call.FunctionName() == operators.Multiply:
			return b
		}
	}
	return side{}
}

func (c *checker) call(call celast.CallExpr) {
	args := call.Args()
	switch call.FunctionName() {
	case operators.Equals, operators.NotEquals, operators.Less, operators.LessEquals, operators.Greater, operators.GreaterEquals, "ratio":
		c.meet(args[0], args[1])
	case operators.Add, operators.Subtract:
		a, b := c.side(args[0]), c.side(args[1])
		if a.unit != Moment && b.unit != Moment {
			c.meet(args[0], args[1])
		}
	case operators.In:
		if args[1].Kind() == celast.ListKind {
			for _, e := range args[1].AsList().Elements() {
				c.meet(args[0], e)
			}
		}
	}
}

// meet says what is wrong when two sides cannot be compared.
func (c *checker) meet(x, y celast.Expr) {
	a, b := c.side(x), c.side(y)
	at := y
	if a.literal && !b.literal {
		a, b, at = b, a, x
	}
	switch {
	case c.found != nil:
	case a.window && a.unit == Fen && b.literal && !b.typed:
		c.wrong(at, "the number does not say whether it is 元 or 分; write it as 5000元 or 500000分")
	case !a.known || !b.known || a.unit == b.unit:
	case a.unit == Plain && !b.typed || b.unit == Plain && !a.typed: // counts and points may be joined with anything that is no literal
	default:
		c.wrong(at, fmt.Sprintf("this is %s and cannot be compared with %s; write %s", names[b.unit], names[a.unit], like[a.unit]))
	}
}

var (
	names = map[Unit]string{Plain: "a plain number", Fen: "an amount of money", Seconds: "a span of time", Moment: "a moment", Permille: "a share"}
	like  = map[Unit]string{Plain: "a number without a unit", Fen: "an amount like 5000元", Seconds: "a span like 30m", Moment: "seconds since 1970", Permille: "a share like 80%"}
)

func (c *checker) wrong(e celast.Expr, why string) {
	at := c.ast.SourceInfo().GetStartLocation(e.ID())
	c.found = &ruletext.Problem{Line: max(at.Line(), 1), Column: at.Column() + 1, Message: why}
}
