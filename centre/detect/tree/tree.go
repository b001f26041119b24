// Package tree (条件树) takes apart the tree of a checked condition.
package tree

import (
	celast "cel.dev/cel-go/common/ast"
	"cel.dev/cel-go/common/operators"
	"cel.dev/cel-go/common/types"
)

// Conjuncts are the operands of the outermost "and", or the expression itself.
func Conjuncts(e celast.Expr) []celast.Expr {
	if e.Kind() != celast.CallKind || e.AsCall().FunctionName() != operators.LogicalAnd {
		return []celast.Expr{e}
	}
	var out []celast.Expr
	for _, a := range e.AsCall().Args() {
		out = append(out, Conjuncts(a)...)
	}
	return out
}

// Text is the constant that an expression is; false when it is none.
func Text(e celast.Expr) (string, bool) {
	if e.Kind() != celast.LiteralKind {
		return "", false
	}
	s, ok := e.AsLiteral().(types.String)
	return string(s), ok
}

// Texts are the constants that all of some expressions are.
func Texts(list []celast.Expr) ([]string, bool) {
	var out []string
	for _, e := range list {
		s, ok := Text(e)
		if !ok {
			return nil, false
		}
		out = append(out, s)
	}
	return out, true
}
