package form_test

import (
	"strings"
	"testing"

	"fanzha/centre/govern/form"
	"fanzha/internal/check"
	"fanzha/rulebook"
)

const text = `
code: staff
zh: 员工被骗月报
en: Staff defrauded
period: month
members: [department]
due_days: 5
remind_before: [2]
remind_after: [1, 3]
label: local setting
source: test
fields:
  - {code: staff, zh: 职工总数, en: staff, kind: count, max: 100000}
  - {code: hit, zh: 被骗人数, en: defrauded, kind: count, max: 1000, measure: return.staff_defrauded, unit: 人}
  - {code: lost, zh: 损失金额, en: loss, kind: fen, max: 100000000000, measure: return.staff_loss, unit: 元}
  - {code: note, zh: 说明, en: note, kind: text, max: 5, optional: true}
checks:
  - {rule: "hit <= staff", zh: 被骗人数不超过职工总数, en: not more than staff}
  - {if: "hit >= 1", rule: "lost <= 100000000*hit + 0", zh: 人均损失过大, en: too much for each, warn: true}
  - {if: "hit == 0", rule: "lost == 0", zh: 没有人被骗就没有损失, en: no loss where nobody was defrauded}
`

// Protects: a filled form is judged field by field and check by check, and what is fine passes.
func TestExamine(t *testing.T) {
	f, err := form.Parse([]byte(text))
	check.NoError(t, err)
	why := func(n map[string]int64, texts map[string]string) string {
		var out []string
		for _, s := range f.Examine(form.Values{Numbers: n, Texts: texts}) {
			check.True(t, s.ZH != "" && s.EN != "", "a slip has words")
			word := s.Why + ":" + s.Field + s.Rule
			if s.Warn {
				word += "!"
			}
			out = append(out, word)
		}
		return strings.Join(out, " ")
	}
	check.Equal(t, why(map[string]int64{"staff": 100, "hit": 1, "lost": 50_000_00}, nil), "")
	check.Equal(t, why(map[string]int64{"staff": 100, "hit": 101, "lost": 0}, nil), "check:hit <= staff")
	check.Equal(t, why(map[string]int64{"staff": 100, "hit": 1, "lost": 100_000_001}, nil), "check:lost <= 100000000*hit + 0!")
	check.Equal(t, why(map[string]int64{"staff": 100, "hit": 0, "lost": 1}, nil), "check:lost == 0")
	check.Equal(t, why(map[string]int64{"staff": 100, "lost": 0}, map[string]string{"note": "一二三四五六"}), "missing:hit text:note")
	check.Equal(t, why(map[string]int64{"staff": -1, "hit": 1001, "lost": 0, "x": 1}, map[string]string{"hit": "1"}), "unknown:hit unknown:x bounds:staff bounds:hit check:hit <= staff")
}

// Protects: numbers as people and sheets write them, and money to the fen.
func TestRead(t *testing.T) {
	count, money := form.Field{Kind: form.Count}, form.Field{Kind: form.Fen}
	for in, want := range map[string]int64{"0": 0, "12": 12, "1,234": 1234, " 7 ": 7, "3.0": 3} {
		got, err := count.Read(in)
		check.NoError(t, err)
		check.Equal(t, got, want)
	}
	for in, want := range map[string]int64{"0": 0, "12": 1200, "1,234.5": 123_450, "0.05": 5, "7.10": 710, "2.500": 250} {
		got, err := money.Read(in)
		check.NoError(t, err)
		check.Equal(t, got, want)
	}
	for _, in := range []string{"", "-1", "1.5", "1e3", "一", "0x1", ".5", "5.", "99999999999999999999999", "1.2.3"} {
		_, err := count.Read(in)
		check.True(t, err != nil, "read: "+in)
	}
	_, err := money.Read("0.001")
	check.True(t, err != nil, "a tenth of a fen")
	check.Equal(t, money.Show(123_450), "1234.50")
	check.Equal(t, money.Show(5), "0.05")
}

// Protects: the forms of the rulebook are sound, and a form that cannot be filled in is refused.
func TestForms(t *testing.T) {
	list, err := form.Load(rulebook.FS, "returns")
	check.NoError(t, err)
	check.True(t, len(list) >= 4, "forms of the rulebook")
	for _, swap := range [][2]string{
		{"code: staff\n", "code: \"\"\n"}, {"period: month", "period: moon"}, {"due_days: 5", "due_days: 0"}, {"kind: text, max: 5", "kind: text, max: 5000"},
		{"{code: hit", "{code: staff"}, {"hit <= staff", "hit <= nobody"}, {"hit <= staff", "hit staff"}, {"hit <= staff", "hit <= note"}, {"hit <= staff", "hit*hit <= staff"},
		{"hit <= staff", "<= staff"}, {"hit >= 1", "hit"}, {"max: 1000,", "max: 9999999999999999,"}, {"return.staff_loss", "Loss"}, {"members: [department]", "members: []"}, {"remind_after: [1, 3]", "remind_after: [99]"},
	} {
		_, err := form.Parse([]byte(strings.Replace(text, swap[0], swap[1], 1)))
		check.True(t, err != nil, "taken: "+swap[1])
	}
}

// FuzzParse protects: no text of a form, and no rule in it, ends the program.
func FuzzParse(f *testing.F) {
	f.Add([]byte(text))
	f.Fuzz(func(t *testing.T, raw []byte) {
		got, err := form.Parse(raw)
		if err == nil {
			_ = got.Examine(form.Values{Numbers: map[string]int64{"hit": 1 << 62, "staff": -1}})
		}
	})
}

// FuzzRead protects: what is read prints as the same number.
func FuzzRead(f *testing.F) {
	for _, s := range []string{"1", "1,000.50", "-3", "0.0", "1e9"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		for _, kind := range []string{form.Count, form.Fen} {
			x := form.Field{Kind: kind}
			n, err := x.Read(s)
			if err != nil {
				continue
			}
			again, err := x.Read(x.Show(n))
			if err != nil || again != n || n < 0 {
				t.Fatalf("%q is %d is %s is %d", s, n, x.Show(n), again)
			}
		}
	})
}
