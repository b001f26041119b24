package golden

import (
	"bufio"
	"encoding/json"
	"errors"
	"os"
	"strings"
	"testing"

	"fanzha/centre/stats/phrase"
	"fanzha/internal/check"
)

const news = "../../../../../shared/data/fraud_news/dev.jsonl"

// articles reads real articles that are not part of the project; the test skips where they are not.
func articles(t testing.TB) []string {
	t.Helper()
	f, err := os.Open(news)
	if errors.Is(err, os.ErrNotExist) {
		t.Skipf("the articles are not beside the repository (%s): nothing is read here", news)
	}
	check.NoError(t, err)
	defer func() { check.NoError(t, f.Close()) }()
	var out []string
	lines := bufio.NewScanner(f)
	lines.Buffer(nil, 4<<20)
	for lines.Scan() {
		var article struct {
			Text string `json:"text"`
		}
		check.NoError(t, json.Unmarshal(lines.Bytes(), &article))
		out = append(out, article.Text)
	}
	check.NoError(t, lines.Err())
	return out
}

// Protects: in real articles, too, every quote is a piece of the text and every number is in its quote; a figure printed and read again is the same.
func TestArticles(t *testing.T) {
	figures, again := 0, 0
	for _, text := range articles(t) {
		found := phrase.Parse(text)
		honest(t, text, found)
		for _, f := range found.Figures {
			figures++
			if stable(f) {
				again++
			} else if testing.Verbose() {
				t.Logf("%s\n    %s", strings.Join(strings.Fields(f.Quote), " "), phrase.Print(f))
			}
		}
	}
	t.Logf("%d figures, %d of them read back alike from their own sentence", figures, again)
	check.True(t, again*100 >= figures*90, "fewer than nine of ten figures read back alike")
}

// stable says whether a figure, printed as a sentence of its own, reads back as the same figure.
func stable(f phrase.Figure) bool {
	f.Period, f.Subject = phrase.Period{}, ""
	for _, g := range phrase.Parse(phrase.Print(f)).Figures {
		if phrase.Equal(f, g) {
			return true
		}
	}
	return false
}

// Parse reads a text of many styles; the figure is bytes a second.
func BenchmarkParse(b *testing.B) {
	raw, err := os.ReadFile("testdata/sentences.txt")
	check.NoError(b, err)
	var text strings.Builder
	for _, line := range strings.Split(string(raw), "\n") {
		if strings.HasPrefix(line, "> ") {
			text.WriteString(strings.TrimPrefix(line, "> ") + "\n")
		}
	}
	b.SetBytes(int64(text.Len()))
	b.ReportAllocs()
	for b.Loop() {
		phrase.Parse(text.String())
	}
}
