package print

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"
	"unicode"
	"unicode/utf8"

	"fanzha/centre/stats"
	"fanzha/centre/stats/bulletin"
	"fanzha/internal/check"
	"fanzha/term/when"
)

const at = when.Micros(1_795_000_000_000_000) // 2026-11-18 19:06:40, China time

// sample is an issue with everything that is printed.
func sample() Job {
	span := stats.Span{From: stats.Date(2026, 11, 9), To: stats.Date(2026, 11, 15)}
	filed := bulletin.Figure{ID: "overall.0.0", Name: "立电信网络诈骗案件", Title: "立案", Unit: "起", Text: "31起", Ask: bulletin.Ask{Code: "case.filed", Span: span},
		Value: bulletin.Value{Num: 31}, Compare: []bulletin.Comparison{{Kind: "yoy", Value: bulletin.Value{Num: 21}, Text: "同比上升47.62%"}}, CutOff: at, Owner: "市反诈中心"}
	figures := map[string]bulletin.Figure{filed.ID: filed, "money.0.0": {ID: "money.0.0", Title: "中位用时", Unit: "分钟", Text: "9.0分钟",
		Value: bulletin.Value{Num: 540_000, Den: 31}, Ask: bulletin.Ask{Code: "stop.minutes_p50", Span: span}}}
	t := &bulletin.Table{Title: "各地警情", First: "地区", Total: true, Note: "数值相同的并列。", Columns: []bulletin.Column{
		{Name: "立案", Code: "case.filed", What: "value", Unit: "起"}, {Name: "案损", Code: "case.loss", What: "value", Unit: "元"},
		{Name: "破案率", Code: "case.solve_rate", What: "value", Unit: "%"}, {Name: "位次", What: "rank"}}}
	for k, row := range []struct {
		name              string
		n, fen, num, den  int64
		loss, rate, place string
	}{{"云东区", 20, 1_234_500, 10, 20, "1.23万元", "50%", "2"}, {"河口县", 8, 300_000, 6, 8, "3000元", "75%", "1"}, {"合计", 31, 1_600_000, 17, 31, "1.6万元", "54.84%", ""}} {
		cells := []bulletin.Cell{}
		for c, f := range []bulletin.Figure{{Unit: "起", Text: strconv.FormatInt(row.n, 10) + "起", Value: bulletin.Value{Num: row.n}, Ask: bulletin.Ask{Code: "case.filed"}},
			{Unit: "元", Text: row.loss, Value: bulletin.Value{Num: row.fen}, Ask: bulletin.Ask{Code: "case.loss"}},
			{Unit: "%", Text: row.rate, Value: bulletin.Value{Num: row.num, Den: row.den}, Ask: bulletin.Ask{Code: "case.solve_rate"}}} {
			f.ID = "ranks.t." + strconv.Itoa(k) + "." + strconv.Itoa(c)
			figures[f.ID] = f
			cells = append(cells, bulletin.Cell{Text: f.Text, Figure: f.ID})
		}
		t.Rows = append(t.Rows, bulletin.Row{Key: row.name, Label: row.name, Cells: append(cells, bulletin.Cell{Text: row.place})})
	}
	text := strings.Repeat("各单位要按照“打防管控宣治”一体推进的要求，对照通报的问题（超时、漏报、迟报）逐项整改，并于规定时间内反馈。", 12)
	return Job{
		Kind: "周通报",
		Issue: bulletin.Issue{
			No: 46, Kind: "weekly", Span: span, Title: "云河市反诈中心关于2026年11月9日至15日打击治理电信网络诈骗工作情况的通报", State: bulletin.Published,
			DraftedAt: at, PublishedAt: at, CutOff: at, Hash: strings.Repeat("a1", 32), Head: bulletin.Head{Centre: "云河市反诈中心", Style: "red", To: "各成员单位"},
			Content: bulletin.Content{Figures: figures, Sections: []bulletin.Section{
				{ID: "overall", Heading: "一、总体情况", Paragraphs: []bulletin.Paragraph{{ID: "overall.0", Text: "11月9日至15日，全市" + "立电信网络诈骗案件31起，同比上升47.62%。", Figures: []string{filed.ID}}, {ID: "overall.1", Text: text}}},
				{ID: "ranks", Heading: "二、排名", Table: t},
				{ID: "errata", Heading: "附件：往期更正", Annex: true, Paragraphs: []bulletin.Paragraph{{ID: "errata.0", Text: "无。"}}},
			}},
		},
		Definitions: map[string]bulletin.Definition{
			"case.filed":       {Code: "case.filed", Name: "立案数", Unit: "起", Formula: "case.filed", Owner: "市反诈中心"},
			"case.loss":        {Code: "case.loss", Name: "案损", Unit: "元", Money: true, Formula: "case.filed（金额）", Local: true},
			"case.solve_rate":  {Code: "case.solve_rate", Name: "破案率", Unit: "%", Rate: true, Formula: "破获电信网络诈骗案件 ÷ 立电信网络诈骗案件"},
			"stop.minutes_p50": {Code: "stop.minutes_p50", Name: "中位用时", Unit: "分钟", Formula: "中位数（报案到首次止付的用时）"},
		},
		Errata: []bulletin.Erratum{{Name: "立案", Old: "31起", New: "32起", Reason: "迟报一起", At: at}},
	}
}

// wanted are words that every document of the sample says.
func wanted(j Job) []string {
	i := &j.Issue
	return []string{i.Title, i.Head.Centre, "〔2026〕第46期", "各成员单位：", i.Sections[0].Paragraphs[0].Text, i.Sections[0].Paragraphs[1].Text, "云东区", "1.23万元",
		"75", "“立案”原为31起，现为32起。原因：迟报一起", "附件：往期更正", "附件：数据说明", "case.filed（金额）（本地口径）", "2026年11月18日"}
}

// squeeze takes out what a page break or a line break puts into a text: spaces and page numbers.
func squeeze(s string) string {
	var lines []string
	for line := range strings.Lines(s) {
		t := strings.TrimSpace(line)
		if strings.HasPrefix(t, "—") && strings.HasSuffix(t, "—") && utf8.RuneCountInString(t) <= 8 {
			continue
		}
		lines = append(lines, t)
	}
	return strings.Map(func(r rune) rune {
		if unicode.IsSpace(r) {
			return -1
		}
		return r
	}, strings.Join(lines, ""))
}

// tool finds a program, or skips the test aloud.
func tool(t *testing.T, name string) string {
	t.Helper()
	path, err := exec.LookPath(name)
	if err != nil {
		t.Skipf("NOT TESTED: %s is not installed (.ci/run installs it)", name)
	}
	return path
}

// office opens a document in LibreOffice and converts it.
func office(t *testing.T, f File, to, ending string) string {
	t.Helper()
	soffice := tool(t, "soffice")
	dir := t.TempDir()
	in := filepath.Join(dir, "in"+filepath.Ext(f.Name))
	check.NoError(t, os.WriteFile(in, f.Raw, 0o600))
	c := exec.CommandContext(t.Context(), soffice, "-env:UserInstallation=file://"+filepath.Join(dir, "profile"), "--headless", "--convert-to", to, "--outdir", dir, in)
	c.WaitDelay = 5 * time.Second
	out, err := c.CombinedOutput()
	if err != nil {
		t.Fatalf("soffice: %v %s", err, out)
	}
	found, err := filepath.Glob(filepath.Join(dir, "in*."+ending))
	check.NoError(t, err)
	if len(found) == 0 {
		t.Fatalf("soffice made nothing: %s", out)
	}
	return filepath.Dir(found[0])
}

func textOf(t *testing.T, pdf string) string {
	t.Helper()
	out, err := exec.CommandContext(t.Context(), tool(t, "pdftotext"), "-layout", pdf, "-").Output()
	check.NoError(t, err)
	return squeeze(string(out))
}

func says(t *testing.T, text string, words []string) {
	t.Helper()
	for _, w := range words {
		if !strings.Contains(text, squeeze(w)) {
			t.Errorf("the document does not say %q:\n%s", w, text)
		}
	}
}

// Protects: the Word document opens and says all that the issue says.
func TestDocxOpens(t *testing.T) {
	j := sample()
	f, err := Make(j, "docx")
	check.NoError(t, err)
	says(t, textOf(t, filepath.Join(office(t, f, "pdf", "pdf"), "in.pdf")), wanted(j))
}

// Protects: the PDF says all that the issue says, can be searched, has its typeface in it, and is the same bytes each time.
func TestPDFSays(t *testing.T) {
	j := sample()
	f, err := Make(j, "pdf")
	check.NoError(t, err)
	again, err := Make(j, "pdf")
	check.NoError(t, err)
	check.True(t, bytes.Equal(f.Raw, again.Raw), "two prints differ")
	path := filepath.Join(t.TempDir(), "a.pdf")
	check.NoError(t, os.WriteFile(path, f.Raw, 0o600))
	says(t, textOf(t, path), wanted(j))
	out, err := exec.CommandContext(t.Context(), tool(t, "pdffonts"), path).Output()
	check.NoError(t, err)
	check.True(t, strings.Contains(string(out), "Identity-H       yes"), "the typeface is not embedded: "+string(out))
}

// Protects: the workbook opens, its formulas compute, and its total is the sum of its rows with what no row has.
func TestXlsxComputes(t *testing.T) {
	f, err := Make(sample(), "xlsx")
	check.NoError(t, err)
	dir := office(t, f, `csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,true,false,false,false,-1`, "csv")
	read := func(sheet string) string {
		raw, err := os.ReadFile(filepath.Join(dir, "in-"+sheet+".csv"))
		check.NoError(t, err)
		return string(raw)
	}
	table := read("表2")
	for _, line := range []string{"云东区,20,\"12,345.00\",10,20,50,2", "河口县,8,\"3,000.00\",6,8,75,1", "其他及未注明,3,655.00,,,", "合计,31,\"16,000.00\",17,31,54.84,"} {
		check.True(t, strings.Contains(strings.ReplaceAll(table, "12345,", "\"12,345.00\","), line) || strings.Contains(table, plainLine(line)), "no line "+line+" in\n"+table)
	}
	check.True(t, strings.Contains(read("指标"), "21,47.6"), "the change is not computed: "+read("指标"))
	check.True(t, strings.Contains(read("指标"), "中位用时,9.0分钟,分钟,9,,,"), "a median is printed as a fraction: "+read("指标"))
	check.True(t, strings.Contains(read("口径"), "破获电信网络诈骗案件 ÷ 立电信网络诈骗案件"), read("口径"))
}

// plainLine is a line without the marks of thousands.
func plainLine(s string) string {
	s = strings.NewReplacer(`"12,345.00"`, "12345", `"3,000.00"`, "3000", "655.00", "655", `"16,000.00"`, "16000").Replace(s)
	return s
}

// Protects: the plain text carries the corrections, and an unknown format is refused.
func TestText(t *testing.T) {
	j := sample()
	f, err := Make(j, "txt")
	check.NoError(t, err)
	check.True(t, strings.Contains(string(f.Raw), "现为32起") && strings.HasPrefix(f.Name, "周通报_2026-11-09_2026-11-15_第46期"), f.Name)
	_, err = Make(j, "exe")
	check.Fault(t, err, "print.format")
	for _, format := range Formats {
		empty, err := Make(Job{}, format)
		check.NoError(t, err)
		check.True(t, len(empty.Raw) > 0, "an empty issue prints nothing")
	}
}

// Protects: a table that is wider than the page keeps its names on one line and gives the rest to cells that may take several.
func TestFitted(t *testing.T) {
	wide := strings.Repeat("数", 12)
	got := fitted([][]string{{"单位", wide, wide, wide, wide, wide, wide}, {"云河市示例局", wide, wide, wide, wide, wide, "1"}})
	sum := 0
	for _, w := range got {
		sum += w
	}
	check.True(t, got[0] == 14 && got[6] >= 9, "widths "+strconv.Itoa(got[0])+" of "+strconv.Itoa(sum))
	check.Equal(t, fitted([][]string{{"甲"}, {"云东区"}}), []int{8})
}
