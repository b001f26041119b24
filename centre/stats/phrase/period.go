package phrase

import (
	"fmt"
	"slices"
	"strings"
	"time"
)

// span is what is known of a moment of the calendar: 0 is not said. rel is years from the year of the text.
type moment struct {
	year, month, day int
	part             string // half1, half2, q1…q4, firstN, week …
	first            int    // of firstN: months
	said             bool   // the year was said
}

// beginsPeriod are the characters an expression of time can begin with, beside digits.
const beginsPeriod = "今本当去上前明下第一二三四五六七八九十两全年昨截自从近到〇?？"

// period reads an expression of time that begins at r[i]: 2021年, 今年1—5月, 11月10日至12月10日, 上半年, 今年以来, 截至6月30日, ?月9日.
func (p *parser) period(i int) (Period, int, bool) {
	start := i
	if i >= len(p.r) || !isDigit(p.r[i]) && !strings.ContainsRune(beginsPeriod, p.r[i]) {
		return Period{}, i, false
	}
	i, lead := p.lead(i)
	from, j, ok := p.moment(i)
	if !ok {
		if e := p.fixed(start); e > start {
			return Period{Text: p.s.str(start, e), Kind: Point}, e, true
		}
		return Period{}, start, false
	}
	to, range2 := from, false
	if k := p.connector(j); k > j {
		if t, e, ok := p.moment(k); ok && t.part == "" && p.sameKind(from, t) {
			if !t.said {
				t.year = from.year
			}
			if t.month == 0 {
				t.month = from.month
			}
			to, j, range2 = t, e, true
		}
	}
	suffix := ""
	for _, w := range []string{"份以来", "以来", "期间", "全年", "全月", "当日", "当天", "以后", "份", "底", "末", "初", "上旬", "中旬", "下旬", "上午", "下午", "晚", "凌晨", "起", "止", "间"} {
		if says(p.r, j, w) && !(w == "止" && says(p.r, j, "止付")) && !(w == "起" && says(p.r, j, "起诉")) {
			suffix = w
			j += len([]rune(w))
			break
		}
	}
	period := Period{Text: p.s.str(start, j)}
	p.resolve(&period, from, to, range2)
	switch {
	case strings.HasSuffix(suffix, "以来") || lead == "自" && suffix != "期间" && !range2:
		period.Kind = Since
		if from.month == 0 && from.part == "" && from.year == p.year {
			period.Kind = YTD
		}
		period.To = p.today
	case lead == "截":
		period.Kind, period.From = Point, ""
	}
	return period, j, true
}

// lead reads 自, 从, 截至.
func (p *parser) lead(i int) (int, string) {
	for _, w := range []string{"截至", "截止到", "截止至", "截止", "自从", "自", "从"} {
		if says(p.r, i, w) {
			return i + len([]rune(w)), string([]rune(strings.Replace(w, "从", "自", 1))[0])
		}
	}
	return i, ""
}

// fixed reads moments that name no date.
func (p *parser) fixed(i int) int {
	for _, w := range []string{"截至目前", "截止目前", "截至发稿", "截至发稿时", "近年来", "近期以来", "到目前"} {
		if says(p.r, i, w) {
			return i + len([]rune(w))
		}
	}
	return i
}

func (p *parser) sameKind(a, b moment) bool {
	return b.day > 0 && a.day > 0 || b.month > 0 && b.day == 0 && a.day == 0 || b.said && b.year > 0 && b.month == 0
}

var relative = []struct {
	word string
	year int
}{{"今年", 0}, {"本年", 0}, {"当年", 0}, {"去年", -1}, {"上年", -1}, {"前年", -2}, {"明年", 1}}

var parts = []struct {
	word, part string
}{{"上半年", "half1"}, {"下半年", "half2"}, {"第一季度", "q1"}, {"第二季度", "q2"}, {"第三季度", "q3"}, {"第四季度", "q4"}, {"一季度", "q1"}, {"二季度", "q2"},
	{"三季度", "q3"}, {"四季度", "q4"}, {"前三季度", "first9"}, {"前两季度", "first6"}, {"前二季度", "first6"}, {"1季度", "q1"}, {"2季度", "q2"}, {"3季度", "q3"}, {"4季度", "q4"}, {"上周", "week"}, {"本周", "week"},
	{"上个月", "lastmonth"}, {"上月", "lastmonth"}, {"本月", "thismonth"}, {"当月", "thismonth"}, {"全年", "year"}, {"年内", "year"}, {"今日", "day"}, {"昨日", "day"}}

// moment reads one moment: a year, then perhaps a part of it.
func (p *parser) moment(i int) (m moment, j int, ok bool) {
	j = i
	if m, j, ok = p.iso(i); ok {
		return m, j, true
	}
	if (p.r[min(i, len(p.r)-1)] == '?' || p.r[min(i, len(p.r)-1)] == '？') && i+1 < len(p.r) && p.r[i+1] == '月' {
		if d, e := p.small(i + 2); d > 0 && d <= 31 && e < len(p.r) && p.r[e] == '日' {
			p.warn(WarnDate, i, e+1)
			return moment{day: d}, e + 1, true
		}
	}
	m.year, j, m.said = p.yearAt(i)
	ok = m.said
	if ok && j < len(p.r) && p.r[j] == '度' {
		j++
	}
	for _, part := range parts {
		if says(p.r, j, part.word) {
			m.part, ok = part.part, true
			return m, j + len([]rune(part.word)), true
		}
	}
	if j < len(p.r) && p.r[j] == '前' {
		if n, e := p.small(j + 1); n > 0 && n < 12 && says(p.r, e, "个月") {
			m.part, m.first = "first", n
			return m, e + 2, true
		}
	}
	if k := p.space(j); p.monthDay(&m, k, &j) {
		ok = true
	}
	return m, j, ok
}

// monthDay reads 5月, 5月9日, 9日, and the 1 of 1—5月.
func (p *parser) monthDay(m *moment, k int, j *int) bool {
	n, e := p.small(k)
	if n == 0 || k > 0 && (p.r[k-1] == '第' || p.r[k-1] == '近') {
		return false
	}
	e = p.space(e)
	if e >= len(p.r) {
		return false
	}
	switch c := p.r[e]; {
	case c == '月' && n <= 12 && (isDigit(p.r[k]) || m.said || n > 1):
		m.month, *j = n, e+1
		if d, f := p.small(p.space(e + 1)); d > 0 && d <= 31 && f < len(p.r) {
			f = p.space(f)
			if f < len(p.r) && (p.r[f] == '日' || p.r[f] == '号') {
				m.day, *j = d, f+1
			}
		}
		return true
	case (c == '日' || c == '号' && e+1 < len(p.r) && !isHan(p.r[e+1])) && n <= 31 && isDigit(p.r[k]):
		m.day, *j = n, e+1
		return true
	case n <= 12 && isDigit(p.r[k]):
		to := p.connector(e)
		if to == e {
			return false
		}
		t, f := p.small(to)
		if t > n && t <= 12 && f < len(p.r) && p.r[f] == '月' {
			m.month, *j = n, e
			return true
		}
	}
	return false
}

// small reads a number of at most two digits, or a Chinese numeral up to 31.
func (p *parser) small(k int) (int, int) {
	n, e := 0, k
	for e < len(p.r) && e-k < 3 && isDigit(p.r[e]) {
		n = n*10 + int(p.r[e]-'0')
		e++
	}
	if e > k {
		if e-k > 2 || k > 0 && (p.r[k-1] == '.' || isDigit(p.r[k-1])) {
			return 0, k
		}
		return n, e
	}
	if k < len(p.r) && (hanDigit(p.r[k]) > 0 || p.r[k] == '十') {
		v, end, ok := hanNumber(p.r, k)
		if ok && v > 0 && v <= 31 {
			return int(v), end
		}
	}
	return 0, k
}

// yearAt reads 2021年, 二〇二一年, 今年.
func (p *parser) yearAt(i int) (year, j int, ok bool) {
	for _, r := range relative {
		if says(p.r, i, r.word) {
			if p.year > 0 {
				year = p.year + r.year
			}
			return year, i + len([]rune(r.word)), true
		}
	}
	if i+4 >= len(p.r) || i > 0 && (isDigit(p.r[i-1]) || p.r[i-1] == '.') {
		return 0, i, false
	}
	for k := range 4 {
		d := int64(-1)
		if c := p.r[i+k]; isDigit(c) {
			d = int64(c - '0')
		} else {
			d = hanDigit(c)
		}
		if d < 0 {
			return 0, i, false
		}
		year = year*10 + int(d)
	}
	e := p.space(i + 4)
	if year < 1900 || year > 2099 || e >= len(p.r) || p.r[e] != '年' {
		return 0, i, false
	}
	return year, e + 1, true
}

// iso reads 2021-12-10, 2021/12/10, 2021.12.10.
func (p *parser) iso(i int) (moment, int, bool) {
	r := p.r
	if i+8 > len(r) || !isDigit(r[i]) || i > 0 && (isDigit(r[i-1]) || isLetter(r[i-1])) || !slices.Contains([]rune("-/."), r[i+4]) {
		return moment{}, i, false
	}
	var n [3]int
	k := i
	for f := range n {
		width := 0
		for k < len(r) && isDigit(r[k]) && width < 4 {
			n[f] = n[f]*10 + int(r[k]-'0')
			k++
			width++
		}
		if width == 0 || f > 0 && width > 2 {
			return moment{}, i, false
		}
		if f < 2 {
			if k >= len(r) || r[k] != r[i+4] {
				return moment{}, i, false
			}
			k++
		}
	}
	ok := n[0] >= 1900 && n[0] < 2100 && n[1] >= 1 && n[1] <= 12 && n[2] >= 1 && n[2] <= 31 && (k >= len(r) || !isDigit(r[k]))
	return moment{year: n[0], month: n[1], day: n[2], said: true}, k, ok
}

// resolve gives a period its kind and, where the year is known, its days.
func (p *parser) resolve(out *Period, from, to moment, range2 bool) {
	year := from.year
	if year == 0 && !from.said {
		year = p.year
	}
	a, b := 1, 12
	switch from.part {
	case "half1":
		out.Kind, b = Half, 6
	case "half2":
		out.Kind, a = Half, 7
	case "q1", "q2", "q3", "q4":
		q := int(from.part[1] - '0')
		out.Kind, a, b = Quarter, q*3-2, q*3
	case "first9":
		out.Kind, b = Months, 9
	case "first6":
		out.Kind, b = Months, 6
	case "first":
		out.Kind, b = Months, from.first
	case "year":
		out.Kind = Year
	case "week":
		out.Kind, year = Week, 0
	case "lastmonth", "thismonth":
		out.Kind, year = Month, 0
	case "day":
		out.Kind, year = Day, 0
	default:
		p.resolveDates(out, from, to, range2)
		return
	}
	if year > 0 {
		out.From, out.To = date(year, a, 1), lastOf(year, b)
	}
}

func (p *parser) resolveDates(out *Period, from, to moment, range2 bool) {
	year := func(m moment) int {
		if m.year == 0 && !m.said {
			return p.year
		}
		return m.year
	}
	switch {
	case from.day > 0 && range2:
		out.Kind = Range2
	case from.day > 0:
		out.Kind = Day
	case from.month > 0 && range2:
		out.Kind = Months
	case from.month > 0:
		out.Kind = Month
	default:
		out.Kind = Year
	}
	y1, y2 := year(from), year(to)
	if y1 == 0 || y2 == 0 || from.day > 0 && (from.month == 0 || to.month == 0) {
		return
	}
	switch {
	case from.day > 0:
		out.From, out.To = date(y1, from.month, from.day), date(y2, to.month, to.day)
	case from.month > 0:
		out.From, out.To = date(y1, from.month, 1), lastOf(y2, to.month)
	default:
		out.From, out.To = date(y1, 1, 1), lastOf(y2, 12)
	}
}

func date(y, m, d int) string { return fmt.Sprintf("%04d-%02d-%02d", y, m, d) }

func lastOf(y, m int) string {
	return time.Date(y, time.Month(m)+1, 0, 0, 0, 0, 0, time.UTC).Format("2006-01-02")
}

// english reads 11 Jan 2022, as front matter has it.
func (p *parser) english(i int) (m moment, ok bool) {
	d, e := p.small(i)
	if d == 0 || d > 31 || e+9 > len(p.r) || p.r[e] != ' ' || p.r[e+4] != ' ' {
		return m, false
	}
	t, err := time.Parse("2 Jan 2006", p.s.str(i, e+9))
	if err != nil {
		return m, false
	}
	return moment{year: t.Year(), month: int(t.Month()), day: t.Day(), said: true}, true
}

// anchor finds the day of the text: the first full date in it.
func (p *parser) anchor() {
	for i := range p.r {
		if !isDigit(p.r[i]) || i > 0 && isDigit(p.r[i-1]) {
			continue
		}
		m, _, ok := p.iso(i)
		if !ok {
			m.year, _, ok = p.yearAt(i)
			if ok {
				_, j, _ := p.yearAt(i)
				ok = p.monthDay(&m, j, &j) && m.month > 0 && m.day > 0
			}
		}
		if !ok {
			m, ok = p.english(i)
		}
		if ok {
			p.year, p.today = m.year, date(m.year, m.month, m.day)
			return
		}
	}
}
