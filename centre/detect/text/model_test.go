package text

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"fanzha/centre/detect/learn"
	"fanzha/internal/check"
)

// rulebookModel is the folder of the shipped model.
const rulebookModel = "../../../rulebook/model"

// exampleRow is a line of examples.jsonl; From is "template" for what templates.json made.
type exampleRow struct {
	Text  string `json:"text"`
	Label string `json:"label"`
	From  string `json:"from,omitempty"`
}

func examples(t testing.TB) (hand, made []Row, data []byte) {
	t.Helper()
	data, err := os.ReadFile(filepath.Join(rulebookModel, "examples.jsonl"))
	check.NoError(t, err)
	for _, line := range strings.Split(strings.TrimSpace(string(data)), "\n") {
		var r exampleRow
		check.NoError(t, json.Unmarshal([]byte(line), &r))
		if r.From == "template" {
			made = append(made, Row{r.Text, r.Label})
		} else {
			hand = append(hand, Row{r.Text, r.Label})
		}
	}
	return hand, made, data
}

func shipped(t testing.TB) *Model {
	t.Helper()
	f, err := os.Open(filepath.Join(rulebookModel, "default.fzm"))
	check.NoError(t, err)
	defer f.Close()
	m, err := Read(f)
	check.NoError(t, err)
	return m
}

// TestExamples protects the training set: the templated part is what the templates make, nothing is there twice, and ordinary life
// is the larger part. UPDATE=1 writes the templated part and the model anew.
func TestExamples(t *testing.T) {
	hand, made, _ := examples(t)
	data, err := os.ReadFile(filepath.Join(rulebookModel, "templates.json"))
	check.NoError(t, err)
	templates, err := ParseTemplates(data)
	check.NoError(t, err)
	want := templates.Expand()
	if os.Getenv("UPDATE") == "1" {
		writeExamples(t, hand, want)
		hand, made, _ = examples(t)
	}
	check.Equal(t, made, want)
	seen := map[string]bool{}
	benign := 0
	for _, r := range append(hand, made...) {
		check.True(t, !seen[r.Text], "twice: "+r.Text)
		seen[r.Text] = true
		if r.Label == Benign {
			benign++
		}
	}
	check.True(t, len(hand) >= 350 && len(seen) >= 900, "too few examples")
	check.True(t, benign*2 > len(seen), "benign must be the larger part")
}

func writeExamples(t *testing.T, hand, made []Row) {
	t.Helper()
	var out bytes.Buffer
	e := json.NewEncoder(&out)
	e.SetEscapeHTML(false)
	for _, r := range hand {
		check.NoError(t, e.Encode(exampleRow{r.Text, r.Label, ""}))
	}
	for _, r := range made {
		check.NoError(t, e.Encode(exampleRow{r.Text, r.Label, "template"}))
	}
	check.NoError(t, os.WriteFile(filepath.Join(rulebookModel, "examples.jsonl"), out.Bytes(), 0o644))
	m, _, err := TrainFrom(bytes.NewReader(out.Bytes()), Fields{}, Options{}, nil)
	check.NoError(t, err)
	var file bytes.Buffer
	check.NoError(t, m.Write(&file))
	check.NoError(t, os.WriteFile(filepath.Join(rulebookModel, "default.fzm"), file.Bytes(), 0o644))
}

// TestShippedModel protects the claim that the shipped model is what the shipped examples give: the same bytes on amd64, the same
// figures elsewhere, where the compiler may fuse multiplications.
func TestShippedModel(t *testing.T) {
	check.WithoutRace(t, "arithmetic of a model on one goroutine")
	_, _, data := examples(t)
	m, metrics, err := TrainFrom(bytes.NewReader(data), Fields{}, Options{}, nil)
	check.NoError(t, err)
	if runtime.GOARCH == "amd64" {
		check.Equal(t, m.Identity(), shipped(t).Identity())
	}
	check.Equal(t, shipped(t).Info.DataHash, m.Info.DataHash)
	check.True(t, metrics.MacroF1 > shipped(t).Info.Held.MacroF1-0.02, "held-out figures fell")
	info, err := os.Stat(filepath.Join(rulebookModel, "default.fzm"))
	check.NoError(t, err)
	check.True(t, info.Size() <= 1500<<10, "the model file is too large")
}

// TestHeldOutHand measures what docs/scenarios.md says: trained on four fifths of the hand-written texts and the templates, measured
// on the other fifth of the hand-written ones, in five turns.
func TestHeldOutHand(t *testing.T) {
	check.WithoutRace(t, "arithmetic of a model on one goroutine")
	hand, made, _ := examples(t)
	var right, benign, falsely, scams, found int
	for turn := range 5 {
		rows := append([]Row(nil), made...)
		var held []Row
		for i, r := range hand {
			if i%5 == turn {
				held = append(held, r)
			} else {
				rows = append(rows, r)
			}
		}
		m, err := Train(rows, Options{Folds: 2})
		check.NoError(t, err)
		for _, r := range held {
			p, _ := m.Scam(r.Text)
			if m.Classify(r.Text).Class == r.Label {
				right++
			}
			if r.Label == Benign {
				benign++
				if p >= 900 {
					falsely++
				}
				continue
			}
			scams++
			if p >= 900 {
				found++
			}
		}
	}
	t.Logf("hand-written, held out in five turns: right class %d of %d; at 0.9: found %d of %d frauds, %d of %d benign falsely", right, len(hand), found, scams, falsely, benign)
	check.True(t, right*100 >= len(hand)*65, "accuracy on held-out hand-written texts fell below 65 %")
	check.True(t, falsely*100 <= benign*2, "more than 2 % of benign texts are called fraud at 0.9")
}

// TestFileRoundTrip protects the model file: what is written reads back as the same judgements, and damage is found.
func TestFileRoundTrip(t *testing.T) {
	m := shipped(t)
	var file bytes.Buffer
	check.NoError(t, m.Write(&file))
	again, err := Read(bytes.NewReader(file.Bytes()))
	check.NoError(t, err)
	for _, s := range []string{"加微信领任务，佣金日结", "明天开会", ""} {
		check.Equal(t, again.All(s), m.All(s))
	}
	for _, at := range []int{0, 10, 60, file.Len() - 1} {
		bad := bytes.Clone(file.Bytes())
		bad[at] ^= 1
		_, err := Read(bytes.NewReader(bad))
		check.Fault(t, err, "model.file_broken")
	}
}

// TestNormalise protects the reading of evasive spellings: they give the grams of the plain text.
func TestNormalise(t *testing.T) {
	cases := [][2]string{
		{"刷*单*返*利", "刷单返利"},
		{"加 微　信 ，秒 下 款", "加微信，秒下款"},
		{"ＶＩＰ１２３４５６", "vip654321"},
		{"点击 http://a1.top/x?y=1 领取", "点击 b.vip/z 领取"},
		{"刷\u200b单", "刷单"},
	}
	for _, c := range cases {
		a, b := reader{plan: Features{Grams: 3}}, reader{plan: Features{Grams: 3}}
		a.normalise(c[0])
		b.normalise(c[1])
		check.Equal(t, string(a.runes), string(b.runes))
	}
}

// TestSpans protects the explanation: it quotes the text itself, hides long numbers and says nothing on empty texts.
func TestSpans(t *testing.T) {
	m := shipped(t)
	spans := m.Spans("您好，我是客服，请加微信13900010001领取任务佣金", 3)
	check.True(t, len(spans) > 0, "no span")
	for _, s := range spans {
		check.True(t, !strings.Contains(s, "13900010001"), "a number is quoted: "+s)
	}
	check.Equal(t, len(m.Spans("", 3)), 0)
}

// TestReadRows protects the reading of training files: the faulty line is named.
func TestReadRows(t *testing.T) {
	_, _, err := ReadRows(strings.NewReader("{\"text\":\"a\",\"label\":\"b\"}\n\n{\"texts\":1,\"label\":\"b\"}\n"), Fields{})
	check.Fault(t, err, "model.rows_invalid")
	check.True(t, strings.Contains(err.Error(), "line=3"), err.Error())
	rows, hash, err := ReadRows(strings.NewReader("{\"t\":\"a\",\"y\":1}\n"), Fields{Text: "t", Label: "y"})
	check.NoError(t, err)
	check.Equal(t, rows, []Row{{"a", "1"}})
	check.Equal(t, len(hash), 64)
	_, err = Train(rows, Options{})
	check.Fault(t, err, "model.too_few_rows")
}

// TestTemplates protects the template file against a slot that is not there.
func TestTemplates(t *testing.T) {
	_, err := ParseTemplates([]byte(`{"slots":{},"templates":[{"label":"x","count":1,"text":"a {b}"}]}`))
	check.Fault(t, err, "model.rows_invalid")
}

// FuzzModelFile protects the reader of model files against any bytes: it never panics, and what it accepts can judge a text.
func FuzzModelFile(f *testing.F) {
	var file bytes.Buffer
	m, err := Train(tiny(), Options{})
	check.NoError(f, err)
	check.NoError(f, m.Write(&file))
	body, err := learn.Inflate(file.Bytes()[len(fileMagic)+32:])
	check.NoError(f, err)
	f.Add(body)
	f.Fuzz(func(t *testing.T, body []byte) {
		m, err := readBody(body)
		if err == nil {
			m.Scam("加微信领任务")
			m.Spans("加微信领任务", 2)
		}
	})
}

// FuzzScam protects inference against any text.
func FuzzScam(f *testing.F) {
	m := shipped(f)
	f.Add("刷*单 http://x.top 1390001 ＡＢ")
	f.Fuzz(func(t *testing.T, s string) {
		p, _ := m.Scam(s)
		check.True(t, p >= 0 && p <= 1000, "probability out of range")
		m.Spans(s, 3)
	})
}

func tiny() []Row {
	var rows []Row
	for i := range 15 {
		rows = append(rows, Row{"加微信领佣金任务" + strings.Repeat("单", i), "brushing_rebate"}, Row{"明天开会记得带伞" + strings.Repeat("哦", i), Benign})
	}
	return rows
}

// BenchmarkScam measures a message of 65 characters.
func BenchmarkScam(b *testing.B) {
	m := shipped(b)
	s := "您好，我是抖音客服，您开通的百万保障今天到期，不取消每月自动扣费八百元，请按提示操作关闭，添加客服企业微信并共享屏幕办理，逾期不退。"
	b.ReportAllocs()
	for b.Loop() {
		m.Scam(s)
	}
}
