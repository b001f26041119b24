// Protects: a condition is taken apart at its outermost "and" only, and only constants count as texts.
package tree_test

import (
	"testing"

	celast "cel.dev/cel-go/common/ast"
	"cel.dev/cel-go/common/operators"
	"cel.dev/cel-go/common/types"

	"fanzha/centre/detect/tree"
	"fanzha/internal/check"
)

func TestTree(t *testing.T) {
	f := celast.NewExprFactory()
	a, b, c := f.NewLiteral(1, types.String("a")), f.NewIdent(2, "b"), f.NewLiteral(3, types.Int(4))
	either := f.NewCall(4, operators.LogicalOr, a, b)
	check.Equal(t, len(tree.Conjuncts(f.NewCall(5, operators.LogicalAnd, f.NewCall(6, operators.LogicalAnd, a, either), c))), 3)
	check.Equal(t, len(tree.Conjuncts(either)), 1)
	text, ok := tree.Text(a)
	check.True(t, ok && text == "a", "a constant text is none")
	for _, e := range []celast.Expr{b, c, either} {
		_, ok = tree.Text(e)
		check.True(t, !ok, "something else is a constant text")
	}
	all, ok := tree.Texts([]celast.Expr{a, a})
	check.True(t, ok && len(all) == 2, "constants are lost")
	_, ok = tree.Texts([]celast.Expr{a, b})
	check.True(t, !ok, "a name is a constant")
}
