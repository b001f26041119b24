package reading

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	celast "cel.dev/cel-go/common/ast"
	"cel.dev/cel-go/common/operators"
	"cel.dev/cel-go/common/types"

	"fanzha/centre/detect/scenario"
	"fanzha/centre/detect/units"
)

// unit is what a number counts; a plain literal takes that of the other side.
func (p *phrase) unit(e celast.Expr) scenario.Unit {
	switch e.Kind() {
	case celast.IdentKind:
		f := p.c.Var(e.AsIdent())
		if f != nil && f.Type == scenario.Int {
			return f.Unit
		}
	case celast.CallKind:
		c := e.AsCall()
		switch c.FunctionName() {
		case "ratio":
			return scenario.Permille
		case operators.Add, operators.Subtract, operators.Multiply, operators.Divide, operators.Modulo, operators.Negate:
			for _, a := range c.Args() {
				if u := p.unit(a); u != scenario.Plain {
					return u
				}
			}
		}
	}
	return scenario.Plain
}

// number reads a number.
func (p *phrase) number(e celast.Expr, u scenario.Unit) string {
	switch e.Kind() {
	case celast.LiteralKind:
		n, ok := e.AsLiteral().(types.Int)
		if ok {
			return units.Say(int64(n), u, p.lang)
		}
	case celast.IdentKind:
		return p.name(e.AsIdent())
	case celast.CallKind:
		return p.arithmetic(e.AsCall(), u)
	}
	return p.say("（算出的数）", "(a computed number)")
}

func (p *phrase) arithmetic(c celast.CallExpr, u scenario.Unit) string {
	args := c.Args()
	plain := func(i int) string { return p.number(args[i], scenario.Plain) }
	switch c.FunctionName() {
	case operators.Multiply:
		if args[0].Kind() == celast.LiteralKind {
			args = []celast.Expr{args[1], args[0]}
		}
		if args[1].Kind() == celast.LiteralKind {
			return p.say(p.number(args[0], u)+"的"+plain(1)+"倍", plain(1)+" times "+p.number(args[0], u))
		}
		return p.number(args[0], u) + p.say("乘以", " times ") + p.number(args[1], u)
	case operators.Add:
		return p.number(args[0], u) + p.say("加", " plus ") + p.number(args[1], u)
	case operators.Subtract:
		return p.number(args[0], u) + p.say("减", " minus ") + p.number(args[1], u)
	case operators.Divide:
		return p.number(args[0], u) + p.say("除以", " divided by ") + plain(1)
	case operators.Modulo:
		return p.say(p.number(args[0], u)+"除以"+plain(1)+"的余数", "the rest of "+p.number(args[0], u)+" by "+plain(1))
	case operators.Negate:
		return p.say("负", "minus ") + p.number(args[0], u)
	case "ratio":
		return p.say(p.number(args[0], p.unit(args[0]))+"占"+p.number(args[1], p.unit(args[1]))+"的比例", "the share of "+p.number(args[0], p.unit(args[0]))+" in "+p.number(args[1], p.unit(args[1])))
	case "size":
		return p.say(p.text(args[0])+"的字数", "the length of "+p.text(args[0]))
	}
	return p.say("（算出的数）", "(a computed number)")
}

// name is what a window, a step or a field is called.
func (p *phrase) name(name string) string {
	i := slices.IndexFunc(p.sc.Windows, func(w scenario.Named) bool { return w.Name == name })
	if i >= 0 {
		return p.window(&p.sc.Windows[i])
	}
	for n, at := range p.sc.Steps {
		rest, ok := strings.CutPrefix(name, p.set.Steps[at].Name+"_")
		if ok {
			return p.step(n, p.noun(p.set.Steps[at].Of), rest)
		}
	}
	if w, ok := fieldWords[name]; ok {
		return p.say(w.zh, w.en)
	}
	f := p.c.Var(name)
	if f == nil {
		return name
	}
	return p.say(f.ZH, f.EN)
}

func (p *phrase) step(n int, noun, what string) string {
	one := p.say("该次"+noun, "that "+noun)
	if len(p.sc.Steps) > 1 {
		one = p.say("第"+strconv.Itoa(n+1)+"步"+noun, "the "+noun+" of step "+strconv.Itoa(n+1))
	}
	switch what {
	case "ago_s":
		return p.say("距"+one+"的时间", "the time since "+one)
	case "peer":
		return p.say(one+"的对方号码", "the other number of "+one)
	case "amount_fen":
		return p.say(one+"的金额", "the amount of "+one)
	}
	return p.say(one+"的时长", "the length of "+one)
}

// window reads a window as a noun: 同一人24小时内转账（…）的次数.
func (p *phrase) window(w *scenario.Named) string {
	noun, over := p.nouns(w.Plan.Of), p.span(w.Plan.Over)
	if w.Plan.Where != nil {
		said := (&phrase{reader: p.reader, c: w.Plan.Where}).boolean(w.Plan.Where.Expr(), "")
		noun += p.say("（"+said+"）", " ("+said+")")
	}
	if w.Include {
		noun += p.say("（含本次）", " (this one counts too)")
	}
	if w.Late != "" {
		late := p.span(w.Plan.Late)
		noun += p.say("（迟到超过"+late+"的不计）", " (those later than "+late+" do not count)")
	}
	m := p.measure(w)
	return p.say(p.who(w.Plan.By)+over+"内"+noun+"的"+m, m+" of "+noun+" by "+p.who(w.Plan.By)+" within "+over)
}

// measure reads what a window computes.
func (p *phrase) measure(w *scenario.Named) string {
	name, field, _ := strings.Cut(strings.TrimSuffix(w.Measure, ")"), "(")
	what := field
	if x, ok := fieldWords[field]; ok {
		what = p.say(x.zh, strings.TrimPrefix(strings.TrimPrefix(x.en, "the "), "its "))
	}
	said := map[string]word{
		"count": {"次数", "the number"}, "sum": {what + "合计", "the sum of " + what}, "max": {"最大" + what, "the greatest " + what}, "min": {"最小" + what, "the least " + what},
		"avg": {"平均" + what, "the average " + what}, "distinct": {"不同" + what + "数", "the number of different values of " + what},
		"entropy": {what + "分散程度", "the spread of " + what}, "first": {"最早一次的时间", "the time of the first"}, "last": {"最近一次的时间", "the time of the newest"},
		"since": {"距最近一次的时间", "the time since the newest"}, "hour_share": {"落在这一钟点的比例", "the share that fell into this hour of the day"},
	}
	if x, ok := said[name]; ok {
		return p.say(x.zh, x.en)
	}
	if name == "share" && w.Rest != nil {
		part := (&phrase{reader: p.reader, c: w.Rest}).boolean(w.Rest.Expr(), "")
		return p.say("其中“"+part+"”的比例", "the share in which "+part)
	}
	inner, short, _ := strings.Cut(field, ",")
	span, _ := units.Span(strings.TrimSpace(short))
	rate := word{"次数", "number"}
	if strings.HasPrefix(inner, "sum") {
		rate = word{"合计", "sum"}
	}
	return fmt.Sprintf(p.say("近%s%s与此前平时水平之比", "the ratio of the last %s to the usual %s"), p.span(span), p.say(rate.zh, rate.en))
}
