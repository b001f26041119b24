package scenario

import (
	"slices"
	"strings"
	"unicode/utf8"

	celast "cel.dev/cel-go/common/ast"
	"cel.dev/cel-go/common/operators"
	"cel.dev/cel-go/common/types"

	"fanzha/centre/detect/tree"
	"fanzha/centre/detect/whole"
)

// tri is a truth value with CEL's third one: an error, which "false &&" and "true ||" absorb from either side.
type tri uint8

const (
	no tri = iota
	yes
	failed
)

func truth(b bool) tri {
	if b {
		return yes
	}
	return no
}

type (
	boolFn func(*Frame) tri
	intFn  func(*Frame) (int64, bool) // false: overflow
	strFn  func(*Frame) string
)

// builder compiles the checked tree into closures; ok=false means that the tree uses something only CEL knows.
type builder struct {
	vars  map[string]*Field
	lists *Lists
}

func (b *builder) boolean(e celast.Expr) (boolFn, bool) {
	switch e.Kind() {
	case celast.LiteralKind:
		v, ok := e.AsLiteral().(types.Bool)
		t := truth(bool(v))
		return func(*Frame) tri { return t }, ok
	case celast.IdentKind:
		v := b.vars[e.AsIdent()]
		if v == nil || v.Type != Bool {
			return nil, false
		}
		get := v.boolOf
		return func(f *Frame) tri { return truth(get(f)) }, true
	case celast.CallKind:
		return b.call(e.AsCall())
	}
	return nil, false
}

func (b *builder) call(c celast.CallExpr) (boolFn, bool) {
	args := c.Args()
	switch c.FunctionName() {
	case operators.LogicalAnd:
		return b.logical(args, no)
	case operators.LogicalOr:
		return b.logical(args, yes)
	case operators.LogicalNot:
		x, ok := b.boolean(args[0])
		return func(f *Frame) tri {
			switch x(f) {
			case yes:
				return no
			case no:
				return yes
			}
			return failed
		}, ok
	case operators.Conditional:
		return b.choose(args)
	case operators.Equals, operators.NotEquals, operators.Less, operators.LessEquals, operators.Greater, operators.GreaterEquals:
		return b.compare(c.FunctionName(), args)
	case operators.In:
		return b.within(args)
	case OnList:
		return b.listed(args)
	case "startsWith", "endsWith", "contains":
		return b.substring(c)
	}
	return nil, false
}

// logical joins operands; absorb is the value that decides alone. The checker may give more than two operands.
func (b *builder) logical(args []celast.Expr, absorb tri) (boolFn, bool) {
	args = b.operands(args, absorb)
	fns := make([]boolFn, len(args))
	for i, a := range args {
		fn, ok := b.boolean(a)
		if !ok {
			return nil, false
		}
		fns[i] = fn
	}
	if len(fns) == 2 {
		return pairwise(fns[0], fns[1], absorb), true
	}
	return func(f *Frame) tri {
		out := yes - absorb
		for _, fn := range fns {
			v := fn(f)
			if v == absorb {
				return absorb
			}
			if v == failed {
				out = failed
			}
		}
		return out
	}, true
}

// operands flattens "a && (b && c)" and puts the cheap ones first: an error counts wherever it stands, so the order changes no answer.
func (b *builder) operands(args []celast.Expr, absorb tri) []celast.Expr {
	name := map[tri]string{no: operators.LogicalAnd, yes: operators.LogicalOr}[absorb]
	var flat []celast.Expr
	for _, a := range args {
		if a.Kind() == celast.CallKind && a.AsCall().FunctionName() == name {
			flat = append(flat, b.operands(a.AsCall().Args(), absorb)...)
		} else {
			flat = append(flat, a)
		}
	}
	slices.SortStableFunc(flat, func(x, y celast.Expr) int { return b.effort(x) - b.effort(y) })
	return flat
}

func pairwise(x, y boolFn, absorb tri) boolFn {
	return func(f *Frame) tri {
		l := x(f)
		if l == absorb {
			return absorb
		}
		r := y(f)
		if r == absorb {
			return absorb
		}
		if l == failed || r == failed {
			return failed
		}
		return yes - absorb
	}
}

func (b *builder) choose(args []celast.Expr) (boolFn, bool) {
	test, ok1 := b.boolean(args[0])
	x, ok2 := b.boolean(args[1])
	y, ok3 := b.boolean(args[2])
	return func(f *Frame) tri {
		switch test(f) {
		case yes:
			return x(f)
		case no:
			return y(f)
		}
		return failed
	}, ok1 && ok2 && ok3
}

func (b *builder) compare(op string, args []celast.Expr) (boolFn, bool) {
	x, okx := b.integer(args[0])
	y, oky := b.integer(args[1])
	if okx && oky {
		if get := b.getter(args[0]); get != nil && args[1].Kind() == celast.LiteralKind {
			k, _ := y(nil)
			return compareField(op, get, k), true
		}
		return compareInts(op, x, y, args), true
	}
	s, oks := b.text(args[0])
	t, okt := b.text(args[1])
	if oks && okt {
		switch op {
		case operators.Equals:
			return func(f *Frame) tri { return truth(s(f) == t(f)) }, true
		case operators.NotEquals:
			return func(f *Frame) tri { return truth(s(f) != t(f)) }, true
		}
		return nil, false
	}
	p, okp := b.boolean(args[0])
	q, okq := b.boolean(args[1])
	if !okp || !okq || (op != operators.Equals && op != operators.NotEquals) {
		return nil, false
	}
	same := truth(op == operators.Equals)
	return func(f *Frame) tri {
		l, r := p(f), q(f)
		if l == failed || r == failed {
			return failed
		}
		if l == r {
			return same
		}
		return yes - same
	}, true
}

// getter reads a whole number that is a name; nil for anything else.
func (b *builder) getter(e celast.Expr) func(*Frame) int64 {
	if e.Kind() != celast.IdentKind {
		return nil
	}
	v := b.vars[e.AsIdent()]
	if v == nil || v.Type != Int {
		return nil
	}
	return v.intOf
}

func compareInts(op string, x, y intFn, args []celast.Expr) boolFn {
	if args[1].Kind() == celast.LiteralKind {
		k, _ := y(nil)
		return compareConst(op, x, k)
	}
	return func(f *Frame) tri {
		l, ok1 := x(f)
		r, ok2 := y(f)
		if !ok1 || !ok2 {
			return failed
		}
		return truth(ordered(op, l, r))
	}
}

// compareField compares a name with a constant: the commonest case of all.
func compareField(op string, get func(*Frame) int64, k int64) boolFn {
	switch op {
	case operators.GreaterEquals:
		return func(f *Frame) tri { return truth(get(f) >= k) }
	case operators.Greater:
		return func(f *Frame) tri { return truth(get(f) > k) }
	case operators.Less:
		return func(f *Frame) tri { return truth(get(f) < k) }
	case operators.LessEquals:
		return func(f *Frame) tri { return truth(get(f) <= k) }
	case operators.Equals:
		return func(f *Frame) tri { return truth(get(f) == k) }
	}
	return func(f *Frame) tri { return truth(get(f) != k) }
}

// compareConst is the common case, one closure per operator so that nothing is decided at run time.
func compareConst(op string, x intFn, k int64) boolFn {
	test := func(cmp func(int64) bool) boolFn {
		return func(f *Frame) tri {
			v, ok := x(f)
			if !ok {
				return failed
			}
			return truth(cmp(v))
		}
	}
	switch op {
	case operators.GreaterEquals:
		return func(f *Frame) tri {
			v, ok := x(f)
			if !ok {
				return failed
			}
			return truth(v >= k)
		}
	case operators.Greater:
		return test(func(v int64) bool { return v > k })
	case operators.Less:
		return test(func(v int64) bool { return v < k })
	case operators.LessEquals:
		return test(func(v int64) bool { return v <= k })
	case operators.Equals:
		return test(func(v int64) bool { return v == k })
	}
	return test(func(v int64) bool { return v != k })
}

func ordered(op string, l, r int64) bool {
	switch op {
	case operators.Equals:
		return l == r
	case operators.NotEquals:
		return l != r
	case operators.Less:
		return l < r
	case operators.LessEquals:
		return l <= r
	case operators.Greater:
		return l > r
	}
	return l >= r
}

// within compiles x in [constants].
func (b *builder) within(args []celast.Expr) (boolFn, bool) {
	if args[1].Kind() != celast.ListKind {
		return nil, false
	}
	var texts []string
	var ints []int64
	for _, e := range args[1].AsList().Elements() {
		if e.Kind() != celast.LiteralKind {
			return nil, false
		}
		switch v := e.AsLiteral().(type) {
		case types.String:
			texts = append(texts, string(v))
		case types.Int:
			ints = append(ints, int64(v))
		default:
			return nil, false
		}
	}
	if s, ok := b.text(args[0]); ok && ints == nil {
		return func(f *Frame) tri {
			v := s(f)
			for _, t := range texts {
				if t == v {
					return yes
				}
			}
			return no
		}, true
	}
	x, ok := b.integer(args[0])
	if !ok || texts != nil {
		return nil, false
	}
	return func(f *Frame) tri {
		v, good := x(f)
		if !good {
			return failed
		}
		for _, k := range ints {
			if k == v {
				return yes
			}
		}
		return no
	}, true
}

func (b *builder) listed(args []celast.Expr) (boolFn, bool) {
	name, ok := tree.Text(args[0])
	s, ok2 := b.text(args[1])
	if !ok || !ok2 {
		return nil, false
	}
	set := b.lists.Values(name)
	return func(f *Frame) tri {
		_, found := set[s(f)]
		return truth(found)
	}, true
}

func (b *builder) substring(c celast.CallExpr) (boolFn, bool) {
	if !c.IsMemberFunction() || len(c.Args()) != 1 {
		return nil, false
	}
	s, ok1 := b.text(c.Target())
	t, ok2 := b.text(c.Args()[0])
	test := map[string]func(s, t string) bool{"startsWith": strings.HasPrefix, "endsWith": strings.HasSuffix, "contains": strings.Contains}[c.FunctionName()]
	return func(f *Frame) tri { return truth(test(s(f), t(f))) }, ok1 && ok2
}

func (b *builder) text(e celast.Expr) (strFn, bool) {
	switch e.Kind() {
	case celast.LiteralKind:
		v, ok := e.AsLiteral().(types.String)
		s := string(v)
		return func(*Frame) string { return s }, ok
	case celast.IdentKind:
		v := b.vars[e.AsIdent()]
		if v == nil || v.Type != String {
			return nil, false
		}
		return v.strOf, true
	}
	return nil, false
}

func (b *builder) integer(e celast.Expr) (intFn, bool) {
	switch e.Kind() {
	case celast.LiteralKind:
		v, ok := e.AsLiteral().(types.Int)
		k := int64(v)
		return func(*Frame) (int64, bool) { return k, true }, ok
	case celast.IdentKind:
		v := b.vars[e.AsIdent()]
		if v == nil || v.Type != Int {
			return nil, false
		}
		get := v.intOf
		return func(f *Frame) (int64, bool) { return get(f), true }, true
	case celast.CallKind:
		return b.arithmetic(e.AsCall())
	}
	return nil, false
}

func (b *builder) arithmetic(c celast.CallExpr) (intFn, bool) {
	args := c.Args()
	if c.FunctionName() == "size" && len(args) == 1 && !c.IsMemberFunction() {
		s, ok := b.text(args[0])
		return func(f *Frame) (int64, bool) { return int64(utf8.RuneCountInString(s(f))), true }, ok
	}
	if c.FunctionName() == operators.Negate {
		x, ok := b.integer(args[0])
		return func(f *Frame) (int64, bool) {
			v, good := x(f)
			return -v, good && v != -1<<63
		}, ok
	}
	op := map[string]func(l, r int64) (int64, bool){
		operators.Add: whole.Add, operators.Subtract: whole.Subtract, operators.Multiply: whole.Multiply, operators.Divide: whole.Divide, operators.Modulo: whole.Modulo,
		"ratio": func(l, r int64) (int64, bool) { return whole.Ratio(l, r), true },
	}[c.FunctionName()]
	if op == nil || len(args) != 2 {
		return nil, false
	}
	x, ok1 := b.integer(args[0])
	y, ok2 := b.integer(args[1])
	return func(f *Frame) (int64, bool) {
		l, good1 := x(f)
		r, good2 := y(f)
		if !good1 || !good2 {
			return 0, false
		}
		return op(l, r)
	}, ok1 && ok2
}
