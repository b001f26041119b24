package dates

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"fanzha/centre/stats/phrase/script"
)

// span is what is known of a moment of the calendar: 0 is not said. rel is years from the year of the text.
type moment struct {
	year, month, day int
	part             string // half1, half2, q1…q4, firstN, week …
	first            int    // of firstN: months
	said             bool   // the year was said
}

// beginsPeriod are the characters an expression of time can begin with, beside digits.
const beginsPeriod = "今本当去上前明下第一二三四五六七八九十两全年昨截自从近到过〇?？"

// Period reads an expression of time that begins at r[i]: 2021年, 今年1—5月, 11月10日至12月10日, 上半年, 今年以来, 截至6月30日, ?月9日.
func (p *Reader) Period(i int) (Period, int, bool) {
	start := i
	if i >= len(p.R) || !script.IsDigit(p.R[i]) && !strings.ContainsRune(beginsPeriod, p.R[i]) {
		return Period{}, i, false
	}
	if e := p.past(i); e > i {
		return Period{Text: p.S.Str(i, e), Kind: Since, To: p.Today}, e, true
	}
	i, lead := p.lead(i)
	from, j, ok := p.moment(i)
	if !ok {
		if e := p.fixed(start); e > start {
			return Period{Text: p.S.Str(start, e), Kind: Point}, e, true
		}
		return Period{}, start, false
	}
	to, range2 := from, false
	if k := p.Connector(j); k > j {
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
	for _, w := range []string{"份以来", "以来", "期间", "全年", "全月", "当月", "当日", "当天", "以后", "之前", "份", "底", "末", "初", "上旬", "中旬", "下旬", "上午", "下午", "晚", "凌晨", "起", "止", "间"} {
		if script.Says(p.R, j, w) && !(w == "止" && script.Says(p.R, j, "止付")) && !(w == "起" && script.Says(p.R, j, "起诉")) {
			suffix = w
			j += len([]rune(w))
			break
		}
	}
	if script.Says(p.R, j, "至今") { // 去年至今, 2021年4月至今
		suffix, j = "以来", j+2
	}
	period := Period{Text: p.S.Str(start, j)}
	p.resolve(&period, from, to, range2)
	switch {
	case strings.HasSuffix(suffix, "以来") || lead == "自" && suffix != "期间" && !range2:
		period.Kind = Since
		if from.month == 0 && from.part == "" && from.year == p.Year {
			period.Kind = YTD
		}
		period.To = p.Today
	case lead == "截":
		period.Kind, period.From = Point, ""
	}
	return period, j, true
}

// lead reads 自, 从, 截至.
func (p *Reader) lead(i int) (int, string) {
	for _, w := range []string{"截至", "截止到", "截止至", "截止", "自从", "自", "从"} {
		if script.Says(p.R, i, w) {
			return i + len([]rune(w)), string([]rune(strings.Replace(w, "从", "自", 1))[0])
		}
	}
	return i, ""
}

// fixed reads moments that name no date.
func (p *Reader) fixed(i int) int {
	for _, w := range []string{"截至目前", "截止目前", "截至发稿", "截至发稿时", "近年来", "近期以来", "到目前"} {
		if script.Says(p.R, i, w) {
			return i + len([]rune(w))
		}
	}
	return i
}

// past reads a stretch of time up to now: 五年来, 近三个月来, 一年多来, 年初以来.
func (p *Reader) past(i int) int {
	for _, w := range []string{"年初以来", "年初至今"} {
		if script.Says(p.R, i, w) {
			return i + len([]rune(w))
		}
	}
	k := i
	for k < i+3 && (script.Says(p.R, k, "近") || script.Says(p.R, k, "过去") || script.Says(p.R, k, "去")) {
		k++
	}
	n, e := p.Small(k)
	if n == 0 {
		return i
	}
	for _, w := range []string{"年", "年多", "个多月", "个月", "周", "多年", "天", "余年"} {
		for _, end := range []string{"以来", "来"} {
			if script.Says(p.R, e, w+end) {
				return e + len([]rune(w+end))
			}
		}
	}
	return i
}

func (p *Reader) sameKind(a, b moment) bool {
	return b.day > 0 && a.day > 0 || b.month > 0 && b.day == 0 && a.day == 0 || b.said && b.year > 0 && b.month == 0
}

var relative = []struct {
	word string
	year int
}{{"今年", 0}, {"本年", 0}, {"当年", 0}, {"去年", -1}, {"上年", -1}, {"前年", -2}, {"明年", 1}}

var parts = []struct {
	word, part string
}{{"上半年", "half1"}, {"下半年", "half2"}, {"第一季度", "q1"}, {"第二季度", "q2"}, {"第三季度", "q3"}, {"第四季度", "q4"}, {"一季度", "q1"}, {"二季度", "q2"},
	{"三季度", "q3"}, {"四季度", "q4"}, {"前三季度", "first9"}, {"前两季度", "first6"}, {"前二季度", "first6"}, {"第1季度", "q1"}, {"第2季度", "q2"}, {"第3季度", "q3"}, {"第4季度", "q4"}, {"1季度", "q1"}, {"2季度", "q2"}, {"3季度", "q3"}, {"4季度", "q4"}, {"上周", "week"}, {"本周", "week"},
	{"上个月", "lastmonth"}, {"上月", "lastmonth"}, {"本月", "thismonth"}, {"当月", "thismonth"}, {"全年", "year"}, {"年内", "year"}, {"今日", "day"}, {"昨日", "day"}}

// moment reads one moment: a year, then perhaps a part of it.
func (p *Reader) moment(i int) (m moment, j int, ok bool) {
	if m, j, ok = p.iso(i); ok {
		return m, j, true
	}
	if (p.R[min(i, len(p.R)-1)] == '?' || p.R[min(i, len(p.R)-1)] == '？') && i+1 < len(p.R) && p.R[i+1] == '月' {
		if d, e := p.Small(i + 2); d > 0 && d <= 31 && e < len(p.R) && p.R[e] == '日' {
			p.Garbled = append(p.Garbled, [2]int{i, e + 1})
			return moment{day: d}, e + 1, true
		}
	}
	m.year, j, m.said = p.yearAt(i)
	ok = m.said
	if ok && j < len(p.R) && p.R[j] == '度' {
		j++
	}
	if m.said && script.Says(p.R, j, "第") { // 2026年第46周
		if n, e := p.Small(j + 1); n > 0 && n <= 53 && script.Says(p.R, e, "周") {
			m.part = "week"
			return m, e + 1, true
		}
	}
	for _, part := range parts {
		if script.Says(p.R, j, part.word) {
			m.part = part.part
			return m, j + len([]rune(part.word)), true
		}
	}
	if j < len(p.R) && p.R[j] == '前' {
		n, e := p.Small(j + 1)
		for _, w := range []string{"个月", "月"} {
			if n > 1 && n < 12 && script.Says(p.R, e, w) {
				m.part, m.first = "first", n
				return m, e + len([]rune(w)), true
			}
		}
	}
	if k := p.Space(j); p.monthDay(&m, k, &j) {
		ok = true
	}
	return m, j, ok
}

// monthDay reads 5月, 5月9日, 9日, and the 1 of 1—5月.
func (p *Reader) monthDay(m *moment, k int, j *int) bool {
	n, e := p.Small(k)
	if n == 0 || k > 0 && (p.R[k-1] == '第' || p.R[k-1] == '近') {
		return false
	}
	e = p.Space(e)
	if e >= len(p.R) {
		return false
	}
	switch c := p.R[e]; {
	case c == '月' && n <= 12 && (script.IsDigit(p.R[k]) || m.said || n > 1):
		m.month, *j = n, e+1
		if d, f := p.Small(p.Space(e + 1)); d > 0 && d <= 31 && f < len(p.R) {
			f = p.Space(f)
			if f < len(p.R) && (p.R[f] == '日' || p.R[f] == '号') {
				m.day, *j = d, p.hour(f+1)
			}
		}
		return true
	case (c == '日' || c == '号' && e+1 < len(p.R) && !script.IsHan(p.R[e+1])) && n <= 31 && script.IsDigit(p.R[k]):
		m.day, *j = n, e+1
		return true
	case n <= 12 && script.IsDigit(p.R[k]):
		to := p.Connector(e)
		if to == e {
			return false
		}
		t, f := p.Small(to)
		if t > n && t <= 12 && f < len(p.R) && p.R[f] == '月' {
			m.month, *j = n, e
			return true
		}
	}
	return false
}

// hour goes over the hour of a day where a time ends: 3月3日0时至3月9日24时.
func (p *Reader) hour(j int) int {
	n, e := p.Small(j)
	if e == j || n > 24 || e >= len(p.R) || p.R[e] != '时' || e+1 < len(p.R) && p.Connector(e+1) == e+1 && !strings.ContainsRune("）)止，,。", p.R[e+1]) {
		return j
	}
	return e + 1
}

// Small reads a number of at most two digits, or a Chinese numeral up to 31.
func (p *Reader) Small(k int) (int, int) {
	n, e := 0, k
	for e < len(p.R) && e-k < 3 && script.IsDigit(p.R[e]) {
		n = n*10 + int(p.R[e]-'0')
		e++
	}
	if e > k {
		if e-k > 2 || k > 0 && (p.R[k-1] == '.' || script.IsDigit(p.R[k-1])) {
			return 0, k
		}
		return n, e
	}
	if k < len(p.R) && (script.HanDigit(p.R[k]) > 0 || p.R[k] == '十') {
		v, end, ok := script.HanNumber(p.R, k)
		if ok && v > 0 && v <= 31 {
			return int(v), end
		}
	}
	return 0, k
}

// yearAt reads 2021年, 二〇二一年, 今年.
func (p *Reader) yearAt(i int) (year, j int, ok bool) {
	for _, r := range relative {
		if script.Says(p.R, i, r.word) {
			if p.Year > 0 {
				year = p.Year + r.year
			}
			return year, i + len([]rune(r.word)), true
		}
	}
	if i+4 >= len(p.R) || i > 0 && (script.IsDigit(p.R[i-1]) || p.R[i-1] == '.') {
		return 0, i, false
	}
	for k := range 4 {
		var d int64
		if c := p.R[i+k]; script.IsDigit(c) {
			d = int64(c - '0')
		} else {
			d = script.HanDigit(c)
		}
		if d < 0 {
			return 0, i, false
		}
		year = year*10 + int(d)
	}
	e := p.Space(i + 4)
	if year < 1900 || year > 2099 || e >= len(p.R) || p.R[e] != '年' {
		return 0, i, false
	}
	return year, e + 1, true
}

// iso reads 2021-12-10, 2021/12/10, 2021.12.10.
func (p *Reader) iso(i int) (moment, int, bool) {
	r := p.R
	if i+8 > len(r) || !script.IsDigit(r[i]) || i > 0 && (script.IsDigit(r[i-1]) || script.IsLetter(r[i-1])) || !slices.Contains([]rune("-/."), r[i+4]) {
		return moment{}, i, false
	}
	var n [3]int
	k := i
	for f := range n {
		width := 0
		for k < len(r) && script.IsDigit(r[k]) && width < 4 {
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
	ok := n[0] >= 1900 && n[0] < 2100 && n[1] >= 1 && n[1] <= 12 && n[2] >= 1 && n[2] <= 31 && (k >= len(r) || !script.IsDigit(r[k]))
	return moment{year: n[0], month: n[1], day: n[2], said: true}, k, ok
}

// resolve gives a period its kind and, where the year is known, its days.
func (p *Reader) resolve(out *Period, from, to moment, range2 bool) {
	year := from.year
	if year == 0 && !from.said {
		year = p.Year
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

func (p *Reader) resolveDates(out *Period, from, to moment, range2 bool) {
	year := func(m moment) int {
		if m.year == 0 && !m.said {
			return p.Year
		}
		return m.year
	}
	switch {
	case from.day > 0 && range2:
		out.Kind = Days
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
func (p *Reader) english(i int) (m moment, ok bool) {
	d, e := p.Small(i)
	if d == 0 || d > 31 || e+9 > len(p.R) || p.R[e] != ' ' || p.R[e+4] != ' ' {
		return m, false
	}
	t, err := time.Parse("2 Jan 2006", p.S.Str(i, e+9))
	if err != nil {
		return m, false
	}
	return moment{year: t.Year(), month: int(t.Month()), day: t.Day(), said: true}, true
}

// Anchor finds the day of the text: the first full date in it.
func (p *Reader) Anchor() {
	for i := range p.R {
		if !script.IsDigit(p.R[i]) || i > 0 && script.IsDigit(p.R[i-1]) {
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
			p.Year, p.Today = m.year, date(m.year, m.month, m.day)
			return
		}
	}
}

// Connector is the place behind 至, 到, ~ or a dash at r[j].
func (p *Reader) Connector(j int) int {
	r := p.R
	if j < len(r) && (r[j] == '至' || r[j] == '到' || r[j] == '~') {
		return j + 1
	}
	k := j
	for k < len(r) && k < j+3 && (r[k] == '-' || r[k] == '—') {
		k++
	}
	return k
}

// Space is the place behind at most two spaces at r[j].
func (p *Reader) Space(j int) int {
	for k := 0; k < 2 && j < len(p.R) && (p.R[j] == ' ' || p.R[j] == '\t'); k++ {
		j++
	}
	return j
}

// Before says whether a period ends before another one begins; without years, whether its month is the earlier one.
func (p Period) Before(q Period) bool {
	if p.To != "" && q.From != "" {
		return p.To < q.From
	}
	a, b := monthOf(p), monthOf(q)
	return a > 0 && a < b
}

// monthOf is the month of a period that is one, 0 for others.
func monthOf(p Period) int {
	head, _, ok := strings.Cut(p.Text, "月")
	n, err := strconv.Atoi(head)
	if err != nil || !ok || p.Kind != Month {
		return 0
	}
	return n
}
