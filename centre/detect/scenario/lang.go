package scenario

import (
	"fmt"
	"slices"
	"strings"

	"cel.dev/cel-go/cel"
	"cel.dev/cel-go/common"
	celast "cel.dev/cel-go/common/ast"
	"cel.dev/cel-go/common/cost"
	"cel.dev/cel-go/common/operators"
	"cel.dev/cel-go/common/types"
	"cel.dev/cel-go/common/types/ref"

	"fanzha/term/when"
)

// Bounds of the language.
const (
	MaxExpression = 4000  // bytes of one condition: a screenful; longer ones are two scenarios
	MaxCost       = 20000 // worst-case cost units of one condition by the checker's estimate, a few microseconds
	maxTextRunes  = 5000  // the longest text a signal may carry, for the estimate
)

// language is the checker for one set of lists.
type language struct {
	base  *cel.Env
	lists *Lists
}

// inList is what list("name").has(x) becomes; the name must differ from every overload of CEL, which has an in_list of its own.
const inList = "on_named_list"

func newLanguage(lists *Lists) (*language, error) {
	opts := []cel.EnvOption{
		cel.ClearMacros(),
		cel.Macros(
			cel.GlobalMacro("first_seen", 1, wordMacro("first_seen", PairNames[:])),
			cel.GlobalMacro("involved", 1, wordMacro("involved", SubjectNames[:])),
			cel.GlobalMacro("sighted_weight", 1, wordMacro("sighted_weight", SubjectNames[:])),
			cel.ReceiverMacro("has", 1, hasMacro(lists)),
		),
		cel.Function("ratio", cel.Overload("ratio_int_int", []*cel.Type{cel.IntType, cel.IntType}, cel.IntType,
			cel.BinaryBinding(func(a, b ref.Val) ref.Val { return types.Int(ratio(int64(a.(types.Int)), int64(b.(types.Int)))) }))),
		cel.Function(inList, cel.Overload("on_named_list_string_string", []*cel.Type{cel.StringType, cel.StringType}, cel.BoolType,
			cel.BinaryBinding(func(n, v ref.Val) ref.Val {
				return types.Bool(lists.Has(string(n.(types.String)), string(v.(types.String))))
			}))),
	}
	for i := range Fields {
		opts = append(opts, cel.Variable(Fields[i].Name, celType(Fields[i].Type)))
	}
	opts = append(opts, cel.Variable("never", cel.IntType))
	env, err := cel.NewEnv(opts...)
	if err != nil {
		return nil, fmt.Errorf("scenario: build the language: %w", err)
	}
	return &language{base: env, lists: lists}, nil
}

func celType(t Type) *cel.Type {
	switch t {
	case Int:
		return cel.IntType
	case Bool:
		return cel.BoolType
	}
	return cel.StringType
}

// wordMacro turns f("word") into the name f_word, so that what depends on the signal is a variable like any other.
func wordMacro(name string, words []string) cel.MacroFactory {
	return func(eh cel.MacroExprFactory, _ celast.Expr, args []celast.Expr) (celast.Expr, *common.Error) {
		word, ok := constString(args[0])
		if !ok {
			return nil, eh.NewError(args[0].ID(), name+` takes one word in quotes: "`+strings.Join(words, `", "`)+`"`)
		}
		if !slices.Contains(words, word) {
			return nil, eh.NewError(args[0].ID(), fmt.Sprintf("%s(%q): no such word%s", name, word, didYouMean(word, words)))
		}
		return eh.NewIdent(name + "_" + word), nil
	}
}

// hasMacro turns list("name").has(x) into on_named_list("name", x) and refuses names that no list has.
func hasMacro(lists *Lists) cel.MacroFactory {
	return func(eh cel.MacroExprFactory, target celast.Expr, args []celast.Expr) (celast.Expr, *common.Error) {
		if target.Kind() != celast.CallKind || target.AsCall().FunctionName() != "list" || len(target.AsCall().Args()) != 1 {
			return nil, eh.NewError(target.ID(), `has is used as list("name").has(value)`)
		}
		arg := target.AsCall().Args()[0]
		name, ok := constString(arg)
		if !ok {
			return nil, eh.NewError(arg.ID(), "list takes the name of a list in quotes")
		}
		if !lists.Known(name) {
			return nil, eh.NewError(arg.ID(), fmt.Sprintf("no list is called %q%s", name, didYouMean(name, lists.Names())))
		}
		return eh.NewCall(inList, eh.NewLiteral(types.String(name)), args[0]), nil
	}
}

func constString(e celast.Expr) (string, bool) {
	if e.Kind() != celast.LiteralKind {
		return "", false
	}
	s, ok := e.AsLiteral().(types.String)
	return string(s), ok
}

// ratio is a·1000/b, 0 when b is 0: a share in permille that cannot divide by zero.
func ratio(a, b int64) int64 {
	if b == 0 || a > (1<<53) || a < -(1<<53) {
		return 0
	}
	return a * 1000 / b
}

// problem is a mistake in a condition: where it is (line and column within the condition, from 1) and what is wrong.
type problem struct {
	line, column int
	message      string
}

func (p *problem) Error() string { return p.message }

// Cond is a checked condition.
type Cond struct {
	Text string   // as written
	Uses []string // names it looks at, in the order of the text
	hold func(*Frame) tri
	prog cel.Program
	vars map[string]*Field
	fast bool
}

// Holds evaluates the condition; an error counts as "no" and is counted in the frame.
func (c *Cond) Holds(f *Frame) bool {
	v := c.hold(f)
	if v == failed {
		f.Errors++
		return false
	}
	return v == yes
}

// Fast says whether the condition runs as closures; the others run as a CEL program, about ten times slower.
func (c *Cond) Fast() bool { return c.fast }

// HoldsSlow evaluates by the CEL program whatever the condition is made of; tests compare it with Holds.
func (c *Cond) HoldsSlow(f *Frame) bool {
	v := c.run(f)
	return v == yes
}

func (c *Cond) run(f *Frame) tri {
	out, _, err := c.prog.Eval(activation{f, c.vars})
	if err != nil {
		return failed
	}
	b, ok := out.(types.Bool)
	if !ok {
		return failed
	}
	return truth(bool(b))
}

// activation hands the frame's values to a CEL program by name.
type activation struct {
	f    *Frame
	vars map[string]*Field
}

// ResolveName returns the value of a field, window or step.
func (a activation) ResolveName(name string) (any, bool) {
	v, ok := a.vars[name]
	if !ok {
		return nil, false
	}
	switch v.Type {
	case Int:
		return v.intOf(a.f), true
	case Bool:
		return v.boolOf(a.f), true
	}
	return v.strOf(a.f), true
}

// Parent is nil: all names are in one flat space.
func (a activation) Parent() cel.Activation { return nil }

var neverField = Field{Name: "never", Type: Int, intOf: func(*Frame) int64 { return Never }}

// compile checks a condition against the fields and the extra names (windows, steps) and compiles it.
func (l *language) compile(text string, extra []*Field) (*Cond, error) {
	if len(text) > MaxExpression {
		return nil, &problem{1, 1, fmt.Sprintf("the condition is longer than %d characters", MaxExpression)}
	}
	env, vars, err := l.scope(extra)
	if err != nil {
		return nil, err
	}
	ast, issues := env.Compile(text)
	if issues != nil && issues.Err() != nil {
		return nil, explain(issues, vars)
	}
	if ast.OutputType() != cel.BoolType {
		return nil, &problem{1, 1, fmt.Sprintf("the condition must be true or false, this is %s", ast.OutputType())}
	}
	native := ast.NativeRep()
	p := checkDivision(native)
	if p != nil {
		return nil, p
	}
	estimate, err := env.EstimateCost(ast, sizes{})
	if err != nil {
		return nil, fmt.Errorf("scenario: estimate the cost: %w", err)
	}
	if estimate.Max > MaxCost {
		return nil, &problem{1, 1, fmt.Sprintf("the condition may cost %d units, at most %d are allowed", estimate.Max, MaxCost)}
	}
	prog, err := env.Program(ast)
	if err != nil {
		return nil, &problem{1, 1, err.Error()}
	}
	c := &Cond{Text: text, prog: prog, vars: vars, Uses: uses(native.Expr(), vars)}
	c.hold, c.fast = (&builder{vars: vars, lists: l.lists}).boolean(native.Expr())
	if !c.fast {
		c.hold = c.run
	}
	return c, nil
}

func (l *language) scope(extra []*Field) (*cel.Env, map[string]*Field, error) {
	vars := make(map[string]*Field, len(fieldByName)+len(extra)+1)
	for name, f := range fieldByName {
		vars[name] = f
	}
	vars["never"] = &neverField
	var opts []cel.EnvOption
	for _, f := range extra {
		vars[f.Name] = f
		opts = append(opts, cel.Variable(f.Name, celType(f.Type)))
	}
	if len(opts) == 0 {
		return l.base, vars, nil
	}
	env, err := l.base.Extend(opts...)
	if err != nil {
		return nil, nil, fmt.Errorf("scenario: extend the language: %w", err)
	}
	return env, vars, nil
}

// explain takes the first issue and adds the nearest known name to an unknown one.
func explain(issues *cel.Issues, vars map[string]*Field) error {
	e := issues.Errors()[0]
	message := e.Message
	name, ok := strings.CutPrefix(message, "undeclared reference to '")
	if ok {
		name, _, _ = strings.Cut(name, "'")
		names := []string{"ratio", "list", "first_seen", "involved", "sighted_weight", "size", "startsWith", "endsWith", "contains", "matches"}
		for n := range vars {
			names = append(names, n)
		}
		slices.Sort(names)
		message = fmt.Sprintf("no field, window or function is called %q%s", name, didYouMean(name, names))
	}
	return &problem{max(e.Location.Line(), 1), e.Location.Column() + 1, message}
}

// checkDivision refuses a bare / or % whose divisor is not a constant other than zero: ratio(a, b) has no such trap.
func checkDivision(a *celast.AST) *problem {
	var found *problem
	celast.PostOrderVisit(a.Expr(), celast.NewExprVisitor(func(e celast.Expr) {
		if e.Kind() != celast.CallKind || found != nil {
			return
		}
		c := e.AsCall()
		if c.FunctionName() != operators.Divide && c.FunctionName() != operators.Modulo {
			return
		}
		d := c.Args()[1]
		if d.Kind() == celast.LiteralKind && d.AsLiteral() != types.IntZero {
			return
		}
		at := a.SourceInfo().GetStartLocation(e.ID())
		found = &problem{max(at.Line(), 1), at.Column() + 1, "dividing by something that may be zero: use ratio(a, b), which is a·1000/b"}
	}))
	return found
}

// uses lists the names in the order of the text, each once.
func uses(e celast.Expr, vars map[string]*Field) []string {
	var out []string
	celast.PreOrderVisit(e, celast.NewExprVisitor(func(e celast.Expr) {
		if e.Kind() != celast.IdentKind {
			return
		}
		name := e.AsIdent()
		if vars[name] != nil && name != "never" && !slices.Contains(out, name) {
			out = append(out, name)
		}
	}))
	return out
}

// sizes tells the cost estimate how long a string may be.
type sizes struct{}

// EstimateSize bounds every string of a signal by the longest text.
func (sizes) EstimateSize(cost.AstNode) *cost.SizeEstimate {
	return &cost.SizeEstimate{Min: 0, Max: maxTextRunes}
}

// EstimateCallCost leaves calls to the standard estimate.
func (sizes) EstimateCallCost(string, string, *cost.AstNode, []cost.AstNode) *cost.CallEstimate {
	return nil
}

// span parses "10s", "30m", "24h", "90d".
func span(s string) (when.Micros, bool) {
	if len(s) < 2 || len(s) > 8 {
		return 0, false
	}
	unit := map[byte]when.Micros{'s': when.Second, 'm': when.Minute, 'h': when.Hour, 'd': when.Day}[s[len(s)-1]]
	n := when.Micros(0)
	for _, c := range []byte(s[:len(s)-1]) {
		if c < '0' || c > '9' {
			return 0, false
		}
		n = n*10 + when.Micros(c-'0')
	}
	return n * unit, unit != 0
}
