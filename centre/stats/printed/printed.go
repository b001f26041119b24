// Package printed is 引用数: figures that others printed, in bulletins of earlier years, in yearbooks, by other offices. Each keeps the words
// in which it was printed, with scale, qualifier and unit, the days it is about and where it stands. It is shown beside what the centre
// counts, as what it is; it is no fact, no sum contains it, and a figure of the centre never takes its place in silence.
package printed

import (
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"fanzha/centre/stats"
	"fanzha/centre/stats/phrase"
	"fanzha/term/region"
	"fanzha/term/when"
)

// Figure is one printed figure.
type Figure struct {
	ID        string
	Region    string // 6, 9 or 12 digits
	Code      string // of the dictionary; empty: it has none
	Name      string // as printed
	Text      string // value as printed: 2,170.7余万元
	Compare   string // comparison as printed; may be empty
	Value     string // decimal without the scale word: 2170.7
	Scale     int    // power of ten of the scale word: 4 for 万
	Qualifier string // 余, 近, 超过, 以上; empty: printed as exact
	Measure   string // unit of the value, without the scale word
	Span      stats.Span
	Source    string // who printed it, where
	Quote     string // the sentence in which it stands; may be empty
	TakenAt   when.Micros
	TakenBy   string
	Withdrawn string // why; empty: it stands
}

// Slip is what is wrong with a line of a file.
type Slip struct {
	Line   int // from 1, the headings
	Column string
	ZH, EN string
}

// Bounds of a file.
const (
	RowsMax   = 5000
	slipsMost = 200
	textMax   = 200
	quoteMax  = 1000
)

// The columns, each by its Chinese heading and by that of published tables.
var columns = []struct {
	name   string
	also   string
	needed bool
}{
	{"指标名称", "indicator_cn", true}, {"数值", "value_text", true}, {"起", "period_start", true}, {"止", "period_end", true}, {"来源", "source", true},
	{"指标代码", "indicator_code", false}, {"比较", "cmp_text", false}, {"地区代码", "region", false}, {"原文", "quote", false},
}

// Reader reads rows into figures.
type Reader struct {
	Known  func(code string) bool // codes of the dictionary
	Region string                 // of figures without one
	Inside func(region string) bool
}

// Read reads a file's rows, the first of which names the columns in any order. Where anything is wrong there are slips: then nothing of
// the file should be taken.
func (r Reader) Read(rows [][]string) ([]Figure, []Slip) {
	place, slips := headings(rows)
	if len(slips) > 0 {
		return nil, slips
	}
	if len(rows) > RowsMax+1 {
		return nil, []Slip{{1, "", fmt.Sprintf("超过%d行", RowsMax), fmt.Sprintf("more than %d rows", RowsMax)}}
	}
	var out []Figure
	for i, cells := range rows[1:] {
		cell := func(column string) string {
			at, ok := place[column]
			if !ok || at >= len(cells) {
				return ""
			}
			return strings.TrimSpace(cells[at])
		}
		if !slices.ContainsFunc(cells, func(c string) bool { return strings.TrimSpace(c) != "" }) {
			continue
		}
		f, wrong := r.figure(cell)
		for _, s := range wrong {
			s.Line = i + 2
			slips = append(slips, s)
		}
		if len(slips) > slipsMost {
			return nil, slips[:slipsMost]
		}
		out = append(out, f)
	}
	if len(slips) > 0 {
		return nil, slips
	}
	return out, nil
}

func headings(rows [][]string) (map[string]int, []Slip) {
	place := map[string]int{}
	if len(rows) > 0 {
		for i, heading := range rows[0] {
			heading = strings.TrimSpace(heading)
			for _, c := range columns {
				if heading == c.name || heading == c.also {
					place[c.name] = i
				}
			}
		}
	}
	var slips []Slip
	for _, c := range columns {
		_, ok := place[c.name]
		if !ok && c.needed {
			slips = append(slips, Slip{1, c.name, "缺少列“" + c.name + "”", "the column " + c.name + " (" + c.also + ") is missing"})
		}
	}
	return place, slips
}

// figure reads one row.
func (r Reader) figure(cell func(string) string) (Figure, []Slip) {
	f := Figure{
		Name: cell("指标名称"), Text: cell("数值"), Compare: cell("比较"), Code: cell("指标代码"), Region: cell("地区代码"), Source: cell("来源"), Quote: cell("原文"),
	}
	var slips []Slip
	wrong := func(column, zh, en string) { slips = append(slips, Slip{Column: column, ZH: zh, EN: en}) }
	for column, text := range map[string]string{"指标名称": f.Name, "数值": f.Text, "来源": f.Source} {
		if text == "" {
			wrong(column, "“"+column+"”没有填写", column+" is empty")
		}
	}
	for column, text := range map[string]string{"指标名称": f.Name, "数值": f.Text, "比较": f.Compare, "来源": f.Source, "原文": f.Quote} {
		most := textMax
		if column == "原文" {
			most = quoteMax
		}
		if utf8.RuneCountInString(text) > most || !utf8.ValidString(text) || strings.ContainsFunc(text, func(c rune) bool { return c < ' ' }) {
			wrong(column, fmt.Sprintf("“%s”过长（最多%d字）或含有控制字符", column, most), fmt.Sprintf("%s has at most %d characters, none of them a control character", column, most))
		}
	}
	var err error
	f.Span.From, err = stats.ParseDay(cell("起"))
	if err != nil {
		wrong("起", "“起”应为年-月-日", "the first day is written YYYY-MM-DD")
	}
	f.Span.To, err = stats.ParseDay(cell("止"))
	if err != nil || f.Span.To < f.Span.From {
		wrong("止", "“止”应为年-月-日，不早于“起”", "the last day is written YYYY-MM-DD and not before the first")
	}
	if f.Region == "" {
		f.Region = r.Region
	}
	_, err = region.ParsePlace(f.Region)
	if err != nil || !r.Inside(f.Region) {
		wrong("地区代码", "地区代码应为本辖区的6、9或12位区划代码", "the area is 6, 9 or 12 digits within the jurisdiction")
	}
	if f.Code != "" && !r.Known(f.Code) {
		wrong("指标代码", "指标字典中没有“"+f.Code+"”", "the dictionary has no such indicator")
	}
	if len(slips) == 0 && !f.value() {
		wrong("数值", "“"+f.Text+"”不能按原样读出：应为一个数，带量级和单位，如 2170.7余万元", "the value cannot be read as it is printed: one number with scale and unit")
	}
	if len(slips) == 0 && f.Code == "" {
		f.Code = phrase.Code(f.Name, f.Measure)
		if !r.Known(f.Code) {
			f.Code = ""
		}
	}
	return f, slips
}

// value takes the printed value apart, and says whether its parts print as it was.
func (f *Figure) value() bool {
	found := phrase.Parse("共计" + f.Text + "。").Figures
	if len(found) != 1 {
		found = phrase.Parse(f.Name + f.Text + "。").Figures
	}
	if len(found) != 1 {
		return false
	}
	n := found[0].Value
	// 余 stands before or after the scale word: the same number, printed in two ways.
	plain := func(s string) string {
		return strings.NewReplacer(",", "", " ", "", "，", "").Replace(strings.Replace(phrase.Fold(s), n.Word, "", 1))
	}
	if plain(n.Text(found[0].Unit)) != plain(f.Text) || !strings.Contains(phrase.Fold(f.Text), n.Word) {
		return false
	}
	f.Value, f.Scale, f.Qualifier, f.Measure = n.Decimal.String(), int(n.Scale), n.Word, found[0].Unit
	return true
}
