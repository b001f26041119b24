package scenario

import (
	"errors"
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

	"fanzha/centre/detect/ruletext"
	"fanzha/centre/detect/tree"
	"fanzha/centre/detect/units"
	"fanzha/centre/detect/whole"
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

// OnList is the function that list("name").has(x) becomes; the name must differ from every overload of CEL, which has an in_list of its own.
const OnList = "on_named_list"

func newLanguage(lists *Lists) (*language, error) {
	opts := []cel.EnvOption{
		cel.ClearMacros(),
		cel.Macros(
			cel.GlobalMacro("first_seen", 1, wordMacro("first_seen", PairNames[:])),
			cel.GlobalMacro("involved", 1, wordMacro("involved", SubjectNames[:SubjectMule])),
			cel.GlobalMacro("sighted_weight", 1, wordMacro("sighted_weight", SubjectNames[:SubjectMule])),
			cel.GlobalMacro("holder", 1, wordMacro("holder", []string{"payee"})),
			cel.GlobalMacro("owner", 1, wordMacro("owner", []string{"phone", "peer"})),
			cel.ReceiverMacro("has", 1, hasMacro(lists)),
		),
		cel.Function("ratio", cel.Overload("ratio_int_int", []*cel.Type{cel.IntType, cel.IntType}, cel.IntType,
			cel.BinaryBinding(func(a, b ref.Val) ref.Val { return types.Int(whole.Ratio(int64(a.(types.Int)), int64(b.(types.Int)))) }))),
		cel.Function(OnList, cel.Overload("on_named_list_string_string", []*cel.Type{cel.StringType, cel.StringType}, cel.BoolType,
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
		word, ok := tree.Text(args[0])
		if !ok {
			return nil, eh.NewError(args[0].ID(), name+` takes one word in quotes: "`+strings.Join(words, `", "`)+`"`)
		}
		if !slices.Contains(words, word) {
			return nil, eh.NewError(args[0].ID(), fmt.Sprintf("%s(%q): no such word%s", name, word, ruletext.DidYouMean(word, words)))
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
		name, ok := tree.Text(arg)
		if !ok {
			return nil, eh.NewError(arg.ID(), "list takes the name of a list in quotes")
		}
		if !lists.Known(name) {
			return nil, eh.NewError(arg.ID(), fmt.Sprintf("no list is called %q%s", name, ruletext.DidYouMean(name, lists.Names())))
		}
		return eh.NewCall(OnList, eh.NewLiteral(types.String(name)), args[0]), nil
	}
}

// Cond is a checked condition.
type Cond struct {
	Text string   // as written
	Uses []string // names it looks at, in the order of the text
	// Guards are what the signal alone must bring for the condition to hold.
	Guards []Guard
	hold   func(*Frame) tri
	prog   cel.Program
	vars   map[string]*Field
	expr   celast.Expr
	fast   bool
}

// Expr is the checked condition as a tree, for who reads it out.
func (c *Cond) Expr() celast.Expr { return c.expr }

// Var is what a name of the condition means, nil for none.
func (c *Cond) Var(name string) *Field { return c.vars[name] }

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
		return nil, &ruletext.Problem{Line: 1, Column: 1, Message: fmt.Sprintf("the condition is longer than %d characters", MaxExpression)}
	}
	src, wrong := units.Read(text)
	if wrong != nil {
		return nil, wrong
	}
	c, err := l.compilePlain(src, extra)
	var p *ruletext.Problem
	if errors.As(err, &p) {
		p.Line, p.Column = src.Back(p.Line, p.Column)
	}
	if err != nil {
		return nil, err
	}
	c.Text = text
	return c, nil
}

// compilePlain compiles a condition whose typed numbers are plain ones.
func (l *language) compilePlain(src *units.Source, extra []*Field) (*Cond, error) {
	env, vars, err := l.scope(extra)
	if err != nil {
		return nil, err
	}
	ast, issues := env.Compile(src.Plain)
	if issues != nil && issues.Err() != nil {
		return nil, explain(issues, vars)
	}
	if ast.OutputType() != cel.BoolType {
		return nil, &ruletext.Problem{Line: 1, Column: 1, Message: fmt.Sprintf("the condition must be true or false, this is %s", ast.OutputType())}
	}
	native := ast.NativeRep()
	p := checkDivision(native)
	if p == nil {
		p = units.Check(native, src, func(name string) (Unit, bool) {
			v := vars[name]
			return unitOf(v), v != nil && v.Type == Int
		})
	}
	if p != nil {
		return nil, p
	}
	estimate, err := env.EstimateCost(ast, sizes{})
	if err != nil {
		return nil, fmt.Errorf("scenario: estimate the cost: %w", err)
	}
	if estimate.Max > MaxCost {
		return nil, &ruletext.Problem{Line: 1, Column: 1, Message: fmt.Sprintf("the condition may cost %d units, at most %d are allowed", estimate.Max, MaxCost)}
	}
	prog, err := env.Program(ast)
	if err != nil {
		return nil, &ruletext.Problem{Line: 1, Column: 1, Message: err.Error()}
	}
	c := &Cond{prog: prog, vars: vars, expr: native.Expr(), Uses: uses(native.Expr(), vars)}
	b := &builder{vars: vars, lists: l.lists}
	c.hold, c.fast = b.boolean(native.Expr())
	c.Guards = b.guards(native.Expr())
	if !c.fast {
		c.hold = c.run
	}
	return c, nil
}

func unitOf(v *Field) Unit {
	if v == nil {
		return Plain
	}
	return v.Unit
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
		names := []string{"ratio", "list", "first_seen", "involved", "sighted_weight", "holder", "owner", "size", "startsWith", "endsWith", "contains", "matches"}
		for n := range vars {
			names = append(names, n)
		}
		slices.Sort(names)
		message = fmt.Sprintf("no field, window or function is called %q%s", name, ruletext.DidYouMean(name, names))
	}
	return &ruletext.Problem{Line: max(e.Location.Line(), 1), Column: max(e.Location.Column()+1, 1), Message: message}
}

// checkDivision refuses a bare / or % whose divisor is not a constant other than zero: ratio(a, b) has no such trap.
func checkDivision(a *celast.AST) *ruletext.Problem {
	var found *ruletext.Problem
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
		found = &ruletext.Problem{Line: max(at.Line(), 1), Column: at.Column() + 1, Message: "dividing by something that may be zero: use ratio(a, b), which is a·1000/b"}
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
