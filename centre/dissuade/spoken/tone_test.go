package spoken_test

import (
	"maps"
	"strings"
	"testing"

	"fanzha/centre/dissuade/spoken"
	"fanzha/internal/check"
)

// Protects the person who is called from every kind of bad line, also from those that a local version brings: this test shows that the
// check can fail.
func TestTone(t *testing.T) {
	b := load(t)
	x, _ := b.Get("police_account")
	for _, c := range []struct {
		r    spoken.Reading
		line string
		says string // part of the English reason; empty: it may be said
	}{
		{spoken.ZH, "钱先放着，今天不动。", ""},
		{spoken.ZH, "接下来他会让您把验证码念出来。", ""},
		{spoken.ZH, "您问他为什么要您先充值？", ""},
		{spoken.ZH, "他说要先交保证金。", ""},
		{spoken.ZH, "您把验证码告诉我就行。", "never asks"},
		{spoken.ZH, "他不会来，您把密码告诉我。", "never asks"},
		{spoken.ZH, "您把钱转到这个户头。", "never asks"},
		{spoken.ZH, "他骗您，您先转账给我们。", "never asks"},
		{spoken.ZH, "麻烦报一下身份证号。", "never asks"},
		{spoken.ZH, "您怎么会信这个呢？", "no lecture"},
		{spoken.ZH, "您真是贪小便宜。", "no blame"},
		{spoken.ZH, "钱一定能回来。", "no promises"},
		{spoken.ZH, "否则会冻结您的卡。", "no threats"},
		{spoken.ZH, "你别急。", "no lecture"},
		{spoken.ZH, "请打开https网站。", "another script"},
		{spoken.ZH, "请看 a/b。", "addresses"},
		{spoken.ZH, "先别动钱！", "one sentence a line"},
		{spoken.ZH, "先别动钱。再等等。", "one sentence a line"},
		{spoken.ZH, "先别动钱", "one sentence a line"},
		{spoken.ZH, "", "one sentence a line"},
		{spoken.ZH, strings.Repeat("慢", 50) + "。", "too long"},
		{spoken.ZH, "我姓{who}。", "a hole"},
		{spoken.ZHElder, strings.Repeat("慢", 30) + "。", "too long"},
		{spoken.ZHElder, "他叫您去平台上看。", "elder reading"},
		{spoken.EN, "Next he will ask for the code.", ""},
		{spoken.EN, "Please read me the code.", "never asks"},
		{spoken.EN, "Pay it to a safe account.", "never asks"},
		{spoken.EN, "He lied, so transfer it to this card.", "never asks"},
		{spoken.EN, "You were foolish.", "no blame"},
		{spoken.EN, "You have to stop.", "no lecture"},
		{spoken.EN, "We guarantee your money.", "no promises"},
		{spoken.EN, "This is your last warning.", "no threats"},
		{spoken.EN, "The pinafore is pretty.", ""},
		{spoken.EN, "请 wait.", "another script"},
		{spoken.ENElder, "He sends you a link.", "elder reading"},
	} {
		words := maps.Clone(x.Texts[c.r])
		words[spoken.Open] = []string{c.line}
		said := ""
		for _, p := range b.Tone.Check(c.r, words) {
			check.Equal(t, p.Step, spoken.Open)
			said += p.EN + "; "
		}
		check.True(t, (c.says == "") == (said == "") && strings.Contains(said, c.says), c.line+" → "+said)
	}
	for step, without := range map[spoken.Step]string{spoken.Foretell: "他会让您再等。", spoken.Test: "您看一看。", spoken.Prove: "我是{name}。", spoken.Relatives: "身边有人吗？"} {
		words := maps.Clone(x.Texts[spoken.ZHElder])
		words[step] = []string{without}
		check.Equal(t, len(b.Tone.Check(spoken.ZHElder, words)), 1)
		words[step] = nil
		check.Equal(t, len(b.Tone.Check(spoken.ZHElder, words)), 1)
	}
	words := maps.Clone(x.Texts[spoken.ZH])
	words[spoken.Open] = make([]string, 7)
	check.Equal(t, len(b.Tone.Check(spoken.ZH, words)), 1)
}
