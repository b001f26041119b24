package reckon

import (
	"testing"

	"fanzha/centre/stats/bulletin"
	"fanzha/internal/check"
)

// Protects: reading a sentence back finds another value, another direction, another size of change.
func TestReread(t *testing.T) {
	f := bulletin.Figure{ID: "a", Title: "立案", Unit: "起", Text: "31起", Value: bulletin.Value{Num: 31}, Compare: []bulletin.Comparison{{Kind: "yoy", Value: bulletin.Value{Num: 21}, Text: "同比上升47.62%"}}}
	text := "全市立电信网络诈骗案件31起，同比上升47.62%。"
	check.Equal(t, len(Grammar{}.Reread(text, []bulletin.Figure{f})), 0)
	f.Value.Num = 32
	check.Equal(t, len(Grammar{}.Reread(text, []bulletin.Figure{f})), 1)
	f.Value.Num, f.Compare[0].Value.Num = 31, 41
	check.Equal(t, len(Grammar{}.Reread(text, []bulletin.Figure{f})), 1)
	f.Compare[0].Value.Num = 20
	check.Equal(t, len(Grammar{}.Reread(text, []bulletin.Figure{f})), 1)
}

// Protects: shares are rounded half up and lose only zeros behind the point.
func TestPercent(t *testing.T) {
	check.Equal(t, []string{Percent(20, 31), Percent(1, 2), Percent(1, 1), Percent(0, 5), Percent(1, 0), Percent(12, 31)},
		[]string{"64.52%", "50%", "100%", "0%", "—", "38.71%"})
}
