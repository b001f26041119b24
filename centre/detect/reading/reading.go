package reading

import (
	"fmt"
	"strconv"
	"strings"

	"fanzha/centre/detect/scenario"
	"fanzha/centre/detect/units"
	"fanzha/centre/signal"
	"fanzha/term/when"
)

// Of reads a scenario of the set in both languages.
func Of(set *scenario.Set, sc *scenario.Scenario) scenario.Text2 {
	return scenario.Text2{ZH: In(set, sc, scenario.ZH), EN: In(set, sc, scenario.EN)}
}

// In reads a scenario of the set in one language.
func In(set *scenario.Set, sc *scenario.Scenario, lang scenario.Lang) string {
	r := &reader{set: set, sc: sc, zh: lang == scenario.ZH, lang: lang}
	var b strings.Builder
	b.WriteString(r.trigger())
	b.WriteString(r.outcome())
	b.WriteString(r.rules())
	b.WriteString(r.silence())
	b.WriteString(r.say("理由："+sc.Reason.ZH, " Reason: "+sc.Reason.EN))
	return b.String()
}

// Condition reads one condition of a scenario of the set.
func Condition(set *scenario.Set, sc *scenario.Scenario, c *scenario.Cond, lang scenario.Lang) string {
	r := &reader{set: set, sc: sc, zh: lang == scenario.ZH, lang: lang}
	return r.cond(c)
}

// reader reads one scenario in one language.
type reader struct {
	set  *scenario.Set
	sc   *scenario.Scenario
	zh   bool
	lang scenario.Lang
}

func (r *reader) say(zh, en string) string {
	if r.zh {
		return zh
	}
	return en
}

// list joins words: a、b或c; a, b or c.
func (r *reader) list(words []string, and bool) string {
	if len(words) == 1 {
		return words[0]
	}
	last := r.say("或", " or ")
	if and {
		last = r.say("和", " and ")
	}
	return strings.Join(words[:len(words)-1], r.say("、", ", ")) + last + words[len(words)-1]
}

// span reads a span as rules are spoken of: 24 hours, 72 hours, 30 days.
func (r *reader) span(m when.Micros) string {
	if m%when.Hour == 0 && m <= 3*when.Day {
		return strconv.Itoa(int(m/when.Hour)) + r.say("小时", " h")
	}
	return units.Say(int64(m/when.Second), scenario.Seconds, r.lang)
}

// did is what a person does when a signal of the kind comes.
func (r *reader) did(k scenario.Kinds) string {
	var out []string
	for kind, words := range kindWords {
		if k.Has(signal.Kind(kind)) {
			out = append(out, r.say(words.did, words.didEN))
		}
	}
	return r.list(out, false)
}

// noun is the name of the signals.
func (r *reader) noun(k scenario.Kinds) string {
	var out []string
	for kind, words := range kindWords {
		if k.Has(signal.Kind(kind)) {
			out = append(out, r.say(words.noun, words.nounEN))
		}
	}
	return r.list(out, false)
}

// nouns is the name of many signals.
func (r *reader) nouns(k scenario.Kinds) string {
	if r.zh {
		return r.noun(k)
	}
	var out []string
	for kind, words := range kindWords {
		if k.Has(signal.Kind(kind)) {
			out = append(out, words.nounEN+"s")
		}
	}
	return r.list(out, false)
}

// who is the one for whom things are counted.
func (r *reader) who(by scenario.By) string {
	first := keyWords[by.First()]
	second, pair := by.Second()
	if !pair {
		return r.say("同一"+first.zh, "the same "+first.en)
	}
	return r.say("同一"+first.zh+"与同一"+keyWords[second].zh, "the same "+first.en+" and "+keyWords[second].en)
}

// trigger is the whole "when".
func (r *reader) trigger() string {
	var b strings.Builder
	sc := r.sc
	b.WriteString(r.say("当"+r.some(sc.By), "When "+r.some(sc.By)))
	for n, i := range sc.Steps {
		st := &r.set.Steps[i]
		if n == 0 {
			b.WriteString(r.say("先", " first "))
		}
		b.WriteString(r.did(st.Of))
		if st.Where != nil {
			b.WriteString(r.say("（"+r.cond(st.Where)+"）", " ("+r.cond(st.Where)+")"))
		}
		b.WriteString(r.say("，其后"+r.span(st.Within)+"内又", " and within "+r.span(st.Within)+" then "))
	}
	if len(sc.Steps) == 0 {
		b.WriteString(r.say("", " "))
	}
	b.WriteString(r.did(sc.On))
	b.WriteString(r.say("，且"+r.cond(sc.Where), ", and "+r.cond(sc.Where)))
	if sc.Absent != nil {
		missing := r.noun(sc.Absent.Of)
		if sc.Absent.Where != nil {
			missing += r.say("（"+r.cond(sc.Absent.Where)+"）", " ("+r.cond(sc.Absent.Where)+")")
		}
		b.WriteString(r.say("，而此后"+r.span(sc.Absent.Within)+"内没有"+missing, ", and within "+r.span(sc.Absent.Within)+" no "+missing+" follows"))
	}
	return b.String()
}

func (r *reader) some(by scenario.By) string {
	first := keyWords[by.First()]
	second, pair := by.Second()
	if !pair {
		return r.say("一个"+first.zh, "a "+first.en)
	}
	return r.say("一个"+first.zh+"与一个"+keyWords[second].zh, "a "+first.en+" with a "+keyWords[second].en)
}

// outcome is what is then reported.
func (r *reader) outcome() string {
	sc := r.sc
	family := map[string][2]string{"fund": {"资金预警", "a funds warning"}, "contact": {"信息预警", "a contact warning"}}[sc.Family]
	fraud := r.say("“"+scenario.FraudName(sc.Fraud, r.lang)+"”诈骗", "“"+scenario.FraudName(sc.Fraud, r.lang)+"”")
	switch sc.Fraud {
	case scenario.FromText:
		fraud = r.say("文本所示的诈骗类型", "the fraud type that the text suggests")
	case scenario.FromReport:
		fraud = r.say("报案人所述的诈骗类型", "the fraud type that the reporter names")
	case scenario.FromSighting:
		fraud = r.say("线索所指的诈骗类型", "the fraud type that the lead names")
	}
	return fmt.Sprintf(r.say("时，按%s、%s级别发出%s（%d分）。", ": %s, level %s, %s (score %d)."), fraud, r.level(sc.Level), r.say(family[0], family[1]), sc.Score)
}

func (r *reader) level(l string) string {
	w, ok := levelWords[l]
	if !ok {
		return l
	}
	return r.say(w[0], w[1])
}

// rules are block, points, bands and override.
func (r *reader) rules() string {
	var b strings.Builder
	for _, x := range r.sc.Block {
		b.WriteString(r.say("若"+r.cond(x.When)+"，则不预警（"+x.Reason.ZH+"）。", " Not when "+r.cond(x.When)+" ("+x.Reason.EN+")."))
	}
	for _, x := range r.sc.Points {
		b.WriteString(r.say(fmt.Sprintf("若%s，%+d分（%s）。", r.cond(x.When), x.Add, x.Reason.ZH), fmt.Sprintf(" %+d points when %s (%s).", x.Add, r.cond(x.When), x.Reason.EN)))
	}
	for i, x := range r.sc.Bands {
		b.WriteString(r.say(fmt.Sprintf("%d分起为%s级别", x.Score, r.level(x.Level)), fmt.Sprintf(" From %d on level %s", x.Score, r.level(x.Level))))
		if x.Reason.ZH != "" {
			b.WriteString(r.say("（"+x.Reason.ZH+"）", " ("+x.Reason.EN+")"))
		}
		if i == len(r.sc.Bands)-1 && x.Score > 0 {
			b.WriteString(r.say("，不足不预警", ", nothing below"))
		}
		b.WriteString(r.say("。", "."))
	}
	for _, x := range r.sc.Override {
		b.WriteString(r.say("若"+r.cond(x.When)+"，级别升为"+r.level(x.Level), " Raised to "+r.level(x.Level)+" when "+r.cond(x.When)))
		if x.Score > 0 {
			b.WriteString(r.say(fmt.Sprintf("、不低于%d分", x.Score), fmt.Sprintf(", at least %d points,", x.Score)))
		}
		b.WriteString(r.say("（"+x.Reason.ZH+"）。", " ("+x.Reason.EN+")."))
	}
	return b.String()
}

func (r *reader) silence() string {
	if r.sc.Quiet == 0 {
		return r.say("每次命中都预警。", " Every time is reported.")
	}
	return r.say(r.who(r.sc.By)+r.span(r.sc.Quiet)+"内不重复预警。", " Not repeated for "+r.who(r.sc.By)+" within "+r.span(r.sc.Quiet)+".")
}
