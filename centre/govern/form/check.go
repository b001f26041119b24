package form

import (
	"fmt"
	"math/big"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"
)

// Values is what was filled in: numbers and texts by field code. What is not there was left empty.
type Values struct {
	Numbers map[string]int64  `json:"numbers"`
	Texts   map[string]string `json:"texts"`
}

// Slip is what is wrong with a value, or with how values go together.
type Slip struct {
	Field string `json:"field"` // empty: of a check
	Rule  string `json:"rule"`  // of a check
	Why   string `json:"why"`   // missing, bounds, unknown, text, check
	Warn  bool   `json:"warn"`
	ZH    string `json:"zh"`
	EN    string `json:"en"`
}

// Examine lists everything that is wrong with values, in the order of the form.
func (f Form) Examine(v Values) []Slip {
	var out []Slip
	for _, code := range unknown(f, v) {
		out = append(out, Slip{Field: code, Why: "unknown", ZH: "表中没有该字段", EN: "the form has no such field"})
	}
	for _, x := range f.Fields {
		s, wrong := x.examine(v)
		if wrong {
			out = append(out, s)
		}
	}
	for _, c := range f.Checks {
		if (c.when == nil || c.when.holds(v.Numbers)) && !c.expr.holds(v.Numbers) {
			out = append(out, Slip{Rule: c.Rule, Why: "check", Warn: c.Warn, ZH: c.ZH, EN: c.EN})
		}
	}
	return out
}

// unknown are at most as many codes as a form may have fields.
func unknown(f Form, v Values) []string {
	var out []string
	for code := range v.Numbers {
		x, ok := f.Field(code)
		if !ok || x.Kind == Text {
			out = append(out, code)
		}
	}
	for code := range v.Texts {
		x, ok := f.Field(code)
		if !ok || x.Kind != Text {
			out = append(out, code)
		}
	}
	slices.Sort(out)
	return out[:min(len(out), fieldsMax)]
}

func (x Field) examine(v Values) (Slip, bool) {
	s := Slip{Field: x.Code}
	n, given := v.Numbers[x.Code]
	text, written := v.Texts[x.Code]
	written = written && strings.TrimSpace(text) != ""
	switch {
	case !given && !written:
		s.Why, s.ZH, s.EN = "missing", "“"+x.ZH+"”未填；没有请填 0", x.EN+" is empty; write 0 for none"
		return s, !x.Optional
	case x.Kind == Text && (utf8.RuneCountInString(text) > int(x.Max) || !utf8.ValidString(text) || strings.ContainsRune(text, 0)):
		s.Why, s.ZH, s.EN = "text", fmt.Sprintf("“%s”最多 %d 字", x.ZH, int64(x.Max)), fmt.Sprintf("%s: at most %d characters", x.EN, int64(x.Max))
		return s, true
	case x.Kind != Text && (n < int64(x.Min) || n > int64(x.Max)):
		s.Why = "bounds"
		s.ZH = fmt.Sprintf("“%s”应在 %s 至 %s 之间", x.ZH, x.Show(int64(x.Min)), x.Show(int64(x.Max)))
		s.EN = fmt.Sprintf("%s lies between %s and %s", x.EN, x.Show(int64(x.Min)), x.Show(int64(x.Max)))
		return s, true
	}
	return s, false
}

// Show prints a number as it is typed: money in yuan.
func (x Field) Show(n int64) string {
	if x.Kind != Fen {
		return strconv.FormatInt(n, 10)
	}
	sign := ""
	if n < 0 {
		sign, n = "-", -n
	}
	return fmt.Sprintf("%s%d.%02d", sign, n/100, n%100)
}

// Read reads what was typed into a field: whole numbers, money in yuan with at most two decimals. Thousands may be parted by commas.
func (x Field) Read(s string) (int64, error) {
	s = strings.ReplaceAll(strings.TrimSpace(s), ",", "")
	whole, part, point := strings.Cut(s, ".")
	if s == "" || len(s) > 24 || strings.Trim(whole+part, "0123456789") != "" || whole == "" || point && part == "" {
		return 0, fmt.Errorf("not a number: %.30q", s)
	}
	if x.Kind != Fen {
		// a cell of a sheet may say 3.0
		if strings.Trim(part, "0") != "" {
			return 0, fmt.Errorf("not a whole number: %.30q", s)
		}
		return strconv.ParseInt(whole, 10, 64)
	}
	if strings.Trim(part[min(2, len(part)):], "0") != "" {
		return 0, fmt.Errorf("money has at most two decimals: %.30q", s)
	}
	return strconv.ParseInt(whole+(part + "00")[:2], 10, 64)
}

// expression is left ◇ right, both sums of products of whole numbers and fields.
type expression struct {
	left, right []term
	than        string
}

// term is factor × field, or a plain number where field is empty.
type term struct {
	factor int64
	field  string
}

var comparisons = []string{"<=", ">=", "!=", "==", "<", ">"}

// ruleMax bounds the length of a rule.
const ruleMax = 300

// parse reads a rule such as "a + 2*b <= c - 1". known says of each field whether it is a number.
func parse(rule string, known map[string]bool) (expression, error) {
	if len(rule) > ruleMax {
		return expression{}, fmt.Errorf("longer than %d", ruleMax)
	}
	for _, than := range comparisons {
		left, right, found := strings.Cut(rule, than)
		if !found {
			continue
		}
		l, err := sum(left, known)
		if err != nil {
			return expression{}, err
		}
		r, err := sum(right, known)
		return expression{l, r, than}, err
	}
	return expression{}, fmt.Errorf("no comparison")
}

func sum(s string, known map[string]bool) ([]term, error) {
	var out []term
	s = strings.ReplaceAll(strings.ReplaceAll(s, "-", "+-"), " ", "")
	for i, part := range strings.Split(s, "+") {
		if part == "" && i == 0 && s != "" {
			continue
		}
		t := term{factor: 1}
		bare, minus := strings.CutPrefix(part, "-")
		for _, word := range strings.Split(bare, "*") {
			n, err := strconv.ParseInt(word, 10, 64)
			switch {
			case err == nil && n >= 0 && n <= WholeMax && t.factor <= WholeMax/max(1, n):
				t.factor *= n
			case err != nil && known[word] && t.field == "":
				t.field = word
			default:
				return nil, fmt.Errorf("%.40q is neither a number nor a field that is one", word)
			}
		}
		if minus {
			t.factor = -t.factor
		}
		out = append(out, t)
	}
	if len(out) == 0 {
		return nil, fmt.Errorf("nothing to compare")
	}
	return out, nil
}

// holds says whether a rule holds; an empty field is 0. Sums are of big integers: bounded numbers times bounded factors do not fit an
// int64.
func (e expression) holds(v map[string]int64) bool {
	c := total(e.left, v).Cmp(total(e.right, v))
	switch e.than {
	case "<=":
		return c <= 0
	case ">=":
		return c >= 0
	case "!=":
		return c != 0
	case "==":
		return c == 0
	case "<":
		return c < 0
	}
	return c > 0
}

func total(terms []term, v map[string]int64) *big.Int {
	out := new(big.Int)
	for _, t := range terms {
		x := big.NewInt(t.factor)
		if t.field != "" {
			x.Mul(x, big.NewInt(v[t.field]))
		}
		out.Add(out, x)
	}
	return out
}
