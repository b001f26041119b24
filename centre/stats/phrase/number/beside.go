package number

import (
	"fanzha/centre/stats/phrase/figure"
	"fanzha/centre/stats/phrase/script"
)

// besides are the words of a comparison with others at the same time; those without a way open it, and the way follows: 比全市平均|高.
var besides = []struct {
	word string
	way  figure.Way
}{{"高于", figure.Up}, {"高出", figure.Up}, {"高过", figure.Up}, {"优于", figure.Up}, {"好于", figure.Up}, {"领先", figure.Up}, {"超出", figure.Up}, {"超过", figure.Up}, {"多于", figure.Up}, {"多出", figure.Up}, {"超", figure.Up}, {"高", figure.Up}, {"多", figure.Up},
	{"低于", figure.Down}, {"少于", figure.Down}, {"落后于", figure.Down}, {"落后", figure.Down}, {"劣于", figure.Down}, {"差于", figure.Down}, {"低", figure.Down}, {"少", figure.Down},
	{"相差", figure.Apart}, {"差距为", figure.Apart}, {"差距", figure.Apart}, {"差", figure.Down}, {"相距", figure.Apart}, {"比", ""}, {"较", ""}, {"与", ""}, {"同", ""}, {"和", ""}, {"距", ""}}

// BesideWay reads such a word at r[i]: its way, and where it ends.
func BesideWay(r []rune, i int) (figure.Way, int) {
	for _, b := range besides {
		if script.Says(r, i, b.word) {
			return b.way, i + len([]rune(b.word))
		}
	}
	return "", i
}

// Mean is the end of 平均水平 at r[k], k where there is none.
func Mean(r []rune, k int) int {
	for _, w := range []string{"的平均水平", "平均水平", "平均值", "平均数", "平均", "均值", "均数"} {
		if script.Says(r, k, w) {
			return k + len([]rune(w))
		}
	}
	return k
}

// Adverb is the end of an adverb at R[k], k where there is none.
func (p *Reader) Adverb(k int) int {
	e, ok := p.W.Adverbs.At(p.R, k)
	if ok {
		return k + len(e.Word)
	}
	return k
}
