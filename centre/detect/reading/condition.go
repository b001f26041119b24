package reading

import (
	"fmt"
	"strings"

	celast "cel.dev/cel-go/common/ast"
	"cel.dev/cel-go/common/operators"
	"cel.dev/cel-go/common/types"

	"fanzha/centre/detect/scenario"
	"fanzha/centre/signal"
)

// cond reads a condition.
func (r *reader) cond(c *scenario.Cond) string {
	p := &phrase{reader: r, c: c}
	return p.boolean(c.Expr(), "")
}

// phrase reads the tree of one condition.
type phrase struct {
	*reader
	c *scenario.Cond
}

// within puts brackets around an "or" inside an "and" and the other way round.
func (p *phrase) within(outer, inner, text string) string {
	if outer == "" || outer == inner {
		return text
	}
	return p.say("（"+text+"）", "("+text+")")
}

// boolean reads a part that is true or false; outer is the operator that it stands in.
func (p *phrase) boolean(e celast.Expr, outer string) string {
	switch e.Kind() {
	case celast.LiteralKind:
		if e.AsLiteral() == types.True {
			return p.say("总是", "always")
		}
		return p.say("从不", "never")
	case celast.IdentKind:
		return p.flag(e.AsIdent(), true)
	case celast.CallKind:
		return p.call(e.AsCall(), outer)
	}
	return p.say("（无法读出的部分）", "(a part that cannot be read out)")
}

func (p *phrase) call(c celast.CallExpr, outer string) string {
	args := c.Args()
	switch name := c.FunctionName(); name {
	case operators.LogicalAnd:
		return p.within(outer, name, strings.Join(p.each(name, args), p.say("，且", ", and ")))
	case operators.LogicalOr:
		return p.within(outer, name, strings.Join(p.each(name, args), p.say("，或", ", or ")))
	case operators.LogicalNot:
		return p.not(args[0])
	case operators.Conditional:
		return fmt.Sprintf(p.say("（若%s则%s，否则%s）", "(if %s then %s, else %s)"), p.boolean(args[0], name), p.boolean(args[1], name), p.boolean(args[2], name))
	case operators.In:
		return p.oneOf(args, false)
	case scenario.OnList:
		return p.onList(args, false)
	case "startsWith", "endsWith", "contains", "matches":
		return p.part(c, false)
	default:
		return p.compare(name, args[0], args[1])
	}
}

// each reads the operands of a chain of one operator.
func (p *phrase) each(op string, args []celast.Expr) []string {
	var out []string
	for _, a := range args {
		if a.Kind() == celast.CallKind && a.AsCall().FunctionName() == op {
			out = append(out, p.each(op, a.AsCall().Args())...)
			continue
		}
		out = append(out, p.boolean(a, op))
	}
	return out
}

// opposite are the comparisons that hold when another does not.
var opposite = map[string]string{
	operators.Equals: operators.NotEquals, operators.NotEquals: operators.Equals, operators.Less: operators.GreaterEquals,
	operators.GreaterEquals: operators.Less, operators.Greater: operators.LessEquals, operators.LessEquals: operators.Greater,
}

// not reads what must not hold, without a double "not" where there is a word for it.
func (p *phrase) not(e celast.Expr) string {
	if e.Kind() == celast.IdentKind {
		return p.flag(e.AsIdent(), false)
	}
	if e.Kind() == celast.CallKind {
		c := e.AsCall()
		switch name := c.FunctionName(); {
		case name == operators.LogicalNot:
			return p.boolean(c.Args()[0], operators.LogicalNot)
		case opposite[name] != "":
			return p.compare(opposite[name], c.Args()[0], c.Args()[1])
		case name == operators.In:
			return p.oneOf(c.Args(), true)
		case name == scenario.OnList:
			return p.onList(c.Args(), true)
		case name == "startsWith" || name == "endsWith" || name == "contains" || name == "matches":
			return p.part(c, true)
		}
	}
	return p.say("并非（", "not (") + p.boolean(e, "") + p.say("）", ")")
}

func (p *phrase) flag(name string, holds bool) string {
	w, ok := flagWords[name]
	switch {
	case ok && holds:
		return p.say(w.yes.zh, w.yes.en)
	case ok:
		return p.say(w.no.zh, w.no.en)
	case holds:
		return p.name(name)
	}
	return p.say("并非", "not ") + p.name(name)
}

// compare reads a comparison; a literal comes last.
func (p *phrase) compare(op string, a, b celast.Expr) string {
	if a.Kind() == celast.LiteralKind && b.Kind() != celast.LiteralKind {
		mirror := map[string]string{operators.Less: operators.Greater, operators.Greater: operators.Less, operators.LessEquals: operators.GreaterEquals, operators.GreaterEquals: operators.LessEquals}
		if m, ok := mirror[op]; ok {
			op = m
		}
		a, b = b, a
	}
	switch {
	case p.isText(a):
		return p.compareText(op, a, b)
	case p.isFlag(a):
		same := p.say("与", " and ") + p.boolean(b, op)
		if op == operators.Equals {
			return p.say("“", "“") + p.boolean(a, op) + p.say("”", "”") + same + p.say("同真同假", " hold or fail together")
		}
		return p.say("“", "“") + p.boolean(a, op) + p.say("”", "”") + same + p.say("一真一假", " do not hold together")
	}
	unit := p.unit(a)
	if unit == scenario.Plain {
		unit = p.unit(b)
	}
	return p.number(a, unit) + p.relation(op, unit, p.isHour(a)) + p.number(b, unit) + map[bool]string{true: p.say("点", ""), false: ""}[p.isHour(a)]
}

func (p *phrase) isHour(e celast.Expr) bool {
	return e.Kind() == celast.IdentKind && e.AsIdent() == "hour"
}

// relation is the word of a comparison of two numbers of a unit.
func (p *phrase) relation(op string, u scenario.Unit, hour bool) string {
	if !p.zh {
		return map[string]string{
			operators.Equals: " is ", operators.NotEquals: " is not ", operators.Less: " is less than ", operators.LessEquals: " is at most ",
			operators.Greater: " is more than ", operators.GreaterEquals: " is at least ",
		}[op]
	}
	words := [...]string{"不少于", "多于", "不多于", "少于"}
	switch {
	case hour || u == scenario.Moment:
		words = [...]string{"不早于", "晚于", "不晚于", "早于"}
	case u == scenario.Seconds:
		words = [...]string{"不短于", "长于", "不超过", "短于"}
	case u == scenario.Fen || u == scenario.Permille:
		words = [...]string{"不低于", "高于", "不高于", "低于"}
	}
	switch op {
	case operators.GreaterEquals:
		return words[0]
	case operators.Greater:
		return words[1]
	case operators.LessEquals:
		return words[2]
	case operators.Less:
		return words[3]
	case operators.Equals:
		return "等于"
	}
	return "不等于"
}

func (p *phrase) compareText(op string, a, b celast.Expr) string {
	what := p.text(a)
	yes := op == operators.Equals
	lit, isLiteral := literalText(b)
	switch {
	case isLiteral && lit == "" && yes:
		return p.say("没有"+what, what+" is missing")
	case isLiteral && lit == "":
		return p.say("有"+what, what+" is given")
	case isLiteral && a.Kind() == celast.IdentKind:
		lit = p.value(a.AsIdent(), lit)
	case isLiteral:
		lit = "“" + lit + "”"
	default:
		lit = p.text(b)
	}
	if yes {
		return what + p.say("为", " is ") + lit
	}
	return what + p.say("不是", " is not ") + lit
}

// value is a literal as an officer knows it: the name of a fraud type or of a kind.
func (p *phrase) value(field, lit string) string {
	f := p.c.Var(field)
	if f != nil && f.Unit == scenario.FraudType {
		return "“" + scenario.FraudName(lit, p.lang) + "”"
	}
	if field == "kind" {
		for k := range kindWords {
			if signal.Kind(k).String() == lit {
				return p.say(kindWords[k].noun, "a "+kindWords[k].nounEN)
			}
		}
	}
	return "“" + lit + "”"
}

func (p *phrase) oneOf(args []celast.Expr, not bool) string {
	var words []string
	if args[1].Kind() == celast.ListKind {
		for _, e := range args[1].AsList().Elements() {
			lit, ok := literalText(e)
			switch {
			case ok && args[0].Kind() == celast.IdentKind:
				words = append(words, p.value(args[0].AsIdent(), lit))
			case ok:
				words = append(words, "“"+lit+"”")
			default:
				words = append(words, p.number(e, p.unit(args[0])))
			}
		}
	}
	if len(words) == 0 {
		return p.say("从不", "never")
	}
	what := p.operand(args[0])
	if not {
		return what + p.say("不是", " is not ") + p.list(words, false)
	}
	return what + p.say("为", " is ") + p.list(words, false)
}

func (p *phrase) operand(e celast.Expr) string {
	if p.isText(e) {
		return p.text(e)
	}
	return p.number(e, p.unit(e))
}

func (p *phrase) onList(args []celast.Expr, not bool) string {
	name, _ := literalText(args[0])
	if not {
		return p.text(args[1]) + p.say("不在清单“"+name+"”中", " is not in the list “"+name+"”")
	}
	return p.text(args[1]) + p.say("在清单“"+name+"”中", " is in the list “"+name+"”")
}

// part reads startsWith, endsWith, contains and matches.
func (p *phrase) part(c celast.CallExpr, not bool) string {
	target, arg := c.Target(), c.Args()[len(c.Args())-1]
	if !c.IsMemberFunction() {
		target = c.Args()[0]
	}
	words := map[string]word{
		"startsWith": {"以%s开头", "begins with %s"}, "endsWith": {"以%s结尾", "ends with %s"}, "contains": {"含%s", "contains %s"}, "matches": {"符合正则%s", "matches %s"},
	}[c.FunctionName()]
	what := p.text(arg)
	if lit, ok := literalText(arg); ok {
		what = "“" + lit + "”"
	}
	said := fmt.Sprintf(p.say(words.zh, words.en), what)
	if not {
		return p.text(target) + p.say("不", " not: ") + said
	}
	return p.text(target) + p.say("", " ") + said
}

func literalText(e celast.Expr) (string, bool) {
	if e.Kind() != celast.LiteralKind {
		return "", false
	}
	s, ok := e.AsLiteral().(types.String)
	return string(s), ok
}

func (p *phrase) isText(e celast.Expr) bool {
	if e.Kind() == celast.IdentKind {
		f := p.c.Var(e.AsIdent())
		return f != nil && f.Type == scenario.String
	}
	_, ok := literalText(e)
	return ok
}

func (p *phrase) isFlag(e celast.Expr) bool {
	switch e.Kind() {
	case celast.IdentKind:
		f := p.c.Var(e.AsIdent())
		return f != nil && f.Type == scenario.Bool
	case celast.LiteralKind:
		return e.AsLiteral() == types.True || e.AsLiteral() == types.False
	case celast.CallKind:
		switch e.AsCall().FunctionName() {
		case operators.Add, operators.Subtract, operators.Multiply, operators.Divide, operators.Modulo, operators.Negate, operators.Conditional, "ratio", "size":
			return false
		}
		return true
	}
	return false
}

func (p *phrase) text(e celast.Expr) string {
	lit, ok := literalText(e)
	switch {
	case ok:
		return "“" + lit + "”"
	case e.Kind() == celast.IdentKind:
		return p.name(e.AsIdent())
	}
	return p.say("（算出的文本）", "(a computed text)")
}
