package lexicon

import (
	"slices"
	"strings"

	"fanzha/centre/stats/phrase/script"
)

// placeEnds are how names of places end.
var placeEnds = []string{"街道", "县局", "市局", "区局", "开发区", "新区", "高新区", "派出所", "分局", "区", "县", "市", "镇", "乡", "旗", "州"}

// IsPlace says whether a name ends like that of a place: 城东区, 临江县.
func IsPlace(name string) bool {
	if n := HanCount(name); n < 2 || n > 8 || slices.ContainsFunc(Shipped().NotPlaces, func(w string) bool { return strings.HasSuffix(name, w) }) {
		return false
	}
	for _, end := range placeEnds {
		if strings.HasSuffix(name, end) {
			return true
		}
	}
	return false
}

// PlaceFirst splits 江北区发案较多 into the place and the rest.
func PlaceFirst(name string) (place, rest string) {
	r := []rune(name)
	for k := min(len(r), 8); k >= 2; k-- {
		if IsPlace(string(r[:k])) {
			return string(r[:k]), string(r[k:])
		}
	}
	return "", name
}

// much are the words that say how a place stands, not what is counted there.
var much = []string{"较多", "最多", "居多", "较高", "最高", "最低", "较少", "最少", "居前", "靠前", "突出", "上升", "下降", "的", "均", "数量"}

// WithoutMuch takes off such words.
func WithoutMuch(name string) string {
	for again := true; again; {
		again = false
		for _, w := range much {
			if rest, ok := strings.CutSuffix(name, w); ok && rest != "" {
				name, again = rest, true
			}
		}
	}
	return name
}

// HanCount is how many Chinese characters a text has.
func HanCount(s string) int {
	n := 0
	for _, c := range s {
		if script.IsHan(c) {
			n++
		}
	}
	return n
}

// SplitNames parts 挽损率和现案破案率, 破案数、打处数.
func SplitNames(s string) []string {
	var out []string
	for _, a := range strings.Split(s, "、") {
		rest := a
		for _, join := range []string{"以及", "和", "及", "与"} {
			head, tail, found := strings.Cut(rest, join)
			if found && HanCount(head) >= 2 && HanCount(tail) >= 2 {
				out = append(out, strings.TrimSpace(head))
				rest = tail
				break
			}
		}
		if rest = strings.TrimSpace(rest); rest != "" {
			out = append(out, rest)
		}
	}
	return out
}

// Countable says whether all names end in what is counted or summed, so that 、 between them parts figures.
func Countable(names []string) bool {
	return len(names) > 1 && !slices.ContainsFunc(names, func(n string) bool {
		r := []rune(n)
		return len(r) < 2 || !strings.ContainsRune("数量率额失件案金", r[len(r)-1])
	})
}

// Short are verbs of one character for the names of figures.
var Short = map[string]string{"发": "发案", "立": "立案", "破": "破案", "抓": "抓获"}

// Mostly is what a clause says there is most of, for the number or share behind it: 受害人以18-45岁人群为主, 女性略多于男性, 最多的是购物类, 18—40岁之间.
func Mostly(clause string, counted bool) (name string) {
	if _, rest, ok := strings.Cut(clause, "以"); ok {
		if group, _, main := strings.Cut(rest, "为主"); main {
			name = group
		} else if group, _, main = strings.Cut(rest, "居多"); main {
			name = group
		}
	}
	for _, w := range []string{"略多于", "明显多于", "多于", "略高于", "高于", "居多", "最多", "为主", "较多", "较高", "最高", "最少", "最低", "较少", "较低", "最小", "最大", "垫底", "居末", "排名靠后", "居首", "次之", "紧随其后"} {
		if head, _, ok := strings.Cut(clause, w); name == "" && ok && len([]rune(head)) >= 2 {
			name = head
		}
	}
	for _, w := range []string{"依然是", "仍然是", "依旧是", "仍是", "还是", "的是", "的为", "类型为", "类型是", "依次是", "首先是", "其次是", "次之的是"} {
		if _, tail, ok := strings.Cut(clause, w); ok && HanCount(tail) >= 2 && (counted || !strings.HasPrefix(w, "依次") && !strings.Contains(w, "其次")) {
			name = tail
			if !counted {
				break
			}
		}
	}
	if name == "" && !counted && strings.HasSuffix(clause, "之间") {
		name = clause
	}
	if counted {
		name = strings.TrimPrefix(name, "其中")
	}
	return name
}

// Shares gives each of some names the 占比 that only the last one has: 男、女占比分别为22.5%和77.5%.
func Shares(names []string) {
	if last := len(names) - 1; strings.HasSuffix(names[last], "占比") && !strings.HasSuffix(names[0], "比") {
		for x := range last {
			names[x] += "占比"
		}
	}
}

// FromVerb is a name from its first verb on.
func (w *Words) FromVerb(name []rune) ([]rune, script.Entry, bool) {
	for k := range name {
		if e, ok := w.VerbAt.At(name, k); ok {
			return name[k:], e, true
		}
	}
	return name, script.Entry{}, false
}
