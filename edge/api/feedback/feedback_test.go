package feedback

import (
	"bytes"
	"encoding/csv"
	"strings"
	"testing"

	"fanzha/centre/dispatch"
	"fanzha/centre/dissuade"
	"fanzha/internal/check"
	"fanzha/term/when"
)

// Protects: a phone's clock may be wrong; only the span since it was filled in is believed.
func TestMadeBelievesTheSpan(t *testing.T) {
	const now = when.Micros(1_795_000_000_000_000)
	for _, c := range []struct{ at, sent, want when.Micros }{
		{now - when.Hour, now, now - when.Hour},
		{now + 9*when.Hour, now + 10*when.Hour, now - when.Hour},
		{now - 48*when.Hour, now - 47*when.Hour, now - when.Hour},
		{0, now, now},
		{now, now - when.Hour, now},
	} {
		check.Equal(t, made(now, c.at, c.sent), c.want)
	}
}

// Protects: the file above has the columns of the map, opens in a spreadsheet program, and no cell of it reckons.
func TestFileOfFeedback(t *testing.T) {
	cols, err := columns()
	check.NoError(t, err)
	believes := true
	l := line{
		View: dispatch.View{Order: dispatch.Order{
			Number: "20261123-000001", Level: dispatch.High, Fraud: "impostor_police", Unit: "990101010000", Result: dispatch.MetDissuaded,
			Note: "=HYPERLINK(\"x\")", VisitedAt: 1_795_000_000_000_000, LossFen: 123_456,
		}},
		unit: "东关派出所", name: "章**", phone: "199****0001",
		last: &dissuade.Attempt{Believes: &believes, Evidence: []dissuade.Evidence{{Kind: "photo", Value: "sha256:" + strings.Repeat("ab", 32)}, {Kind: "place", Value: "1,2"}}},
	}
	var out bytes.Buffer
	check.NoError(t, write(&out, cols, []line{l, {}}))
	text, marked := strings.CutPrefix(out.String(), "\uFEFF")
	check.True(t, marked, "the mark of UTF-8")
	rows, err := csv.NewReader(strings.NewReader(text)).ReadAll()
	check.NoError(t, err)
	check.Equal(t, len(rows), 3)
	got := map[string]string{}
	for i, name := range rows[0] {
		got[name] = rows[1][i]
	}
	for name, want := range map[string]string{
		"指令编号": "20261123-000001", "预警等级": "高", "诈骗类型": "冒充公检法及政府机关", "反馈结果": "见面劝阻成功", "是否见面": "是", "是否相信": "是",
		"处置情况": "'=HYPERLINK(\"x\")", "凭据": "photo place", "凭据校验值": strings.Repeat("ab", 32), "见面时间": "2026-11-18 19:06:40",
	} {
		check.Equal(t, got[name], want)
	}
}

// Protects: a map of columns that names what is not there is refused at its first use.
func TestColumnsAreChecked(t *testing.T) {
	for _, text := range []string{"", "version: 1\ncolumns: []\n", "version: 1\ncolumns:\n  - {field: secret, name: x}\n", "version: 1\ncolumns:\n  - {field: number, name: x}\n  - {field: unit, name: x}\n"} {
		_, err := parseColumns([]byte(text))
		check.True(t, err != nil, text)
	}
}

// FuzzColumns protects: no text breaks the reader of the map.
func FuzzColumns(f *testing.F) {
	f.Add([]byte("version: 1\ncolumns:\n  - {field: number, name: x}\n"))
	f.Fuzz(func(t *testing.T, raw []byte) {
		cols, err := parseColumns(raw)
		if err == nil {
			check.True(t, len(cols) > 0, "columns")
		}
	})
}
