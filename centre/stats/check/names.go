package check

import (
	"fmt"
	"slices"
	"strings"
	"unicode"

	"fanzha/centre/stats/phrase"
)

// person is a name where it stands.
type person struct {
	name       string
	start, end int
}

// names finds one person spelled two ways: somebody is introduced with a title, and later a name with the same surname speaks that nobody
// introduced (副局长李伟…… 李传表示).
func (c *checker) names() {
	c.spelled()
	introduced := c.introduced()
	if len(introduced) == 0 {
		return
	}
	known := map[string]bool{}
	for _, p := range introduced {
		known[p.name] = true
	}
	told := map[string]bool{}
	for _, s := range c.speakers() {
		if known[s.name] || told[s.name] {
			continue
		}
		for _, p := range introduced {
			if first(p.name) != first(s.name) || len([]rune(p.name)) != len([]rune(s.name)) || p.start > s.start {
				continue
			}
			told[s.name] = true
			c.add(kind{TwoNames, Stop}, [2]int{s.start, s.end}, fmt.Sprintf("“%s”与前面的“%s”是否同一人？姓名写法不一致", s.name, p.name),
				fmt.Sprintf("%s speaks here, %s was introduced: one person spelled two ways?", s.name, p.name))
			break
		}
	}
}

// spelled finds one person spelled two ways by two titles: 召集人陈立群…… 陈丽群副市长. Two names of one surname that differ in one of the other two characters.
func (c *checker) spelled() {
	list := append(c.introduced(), c.titled()...)
	slices.SortStableFunc(list, func(a, b person) int { return a.start - b.start })
	told := map[string]bool{}
	for i := range list[:min(len(list), maxPlaces)] {
		for k := range i {
			a, b := []rune(list[k].name), []rune(list[i].name)
			if len(a) != 3 || len(b) != 3 || a[0] != b[0] || (a[1] == b[1]) == (a[2] == b[2]) || told[list[i].name+list[k].name] || c.together(list[k], list[i]) {
				continue
			}
			told[list[i].name+list[k].name], told[list[k].name+list[i].name] = true, true
			c.add(kind{TwoNames, Look}, [2]int{list[i].start, list[i].end}, fmt.Sprintf("“%s”与前面的“%s”只差一字，是否同一人？", list[i].name, list[k].name),
				fmt.Sprintf("%s and %s differ in one character: one person spelled two ways?", list[i].name, list[k].name))
		}
	}
}

// together says whether two persons stand side by side in one list: then they are two.
func (c *checker) together(a, b person) bool {
	if a.end > b.start {
		return true
	}
	between := c.text[a.end:b.start]
	return !strings.ContainsAny(between, "，。；！\n") && strings.ContainsAny(between, "、和与及")
}

// titled are the names that stand before a title: 陈丽群副市长.
func (c *checker) titled() []person {
	var out []person
	for _, title := range c.rules.Titles {
		for from := 0; ; {
			i := strings.Index(c.text[from:], title)
			if i < 0 {
				break
			}
			i += from
			from = i + len(title)
			r := []rune(c.text[max(0, i-12):i])
			if n := len(r); n >= 3 && strings.ContainsRune(c.rules.Surnames, r[n-3]) && unicode.Is(unicode.Han, r[n-2]) && unicode.Is(unicode.Han, r[n-1]) && !strings.ContainsRune("局市县区省院厅部队组室处科长员是为的任兼副常", r[n-1]) && (n == 3 || !unicode.Is(unicode.Han, r[n-4]) || strings.ContainsRune("由经在请和与，。长员任", r[n-4])) {
				out = append(out, person{name: string(r[n-3:]), start: i - len(string(r[n-3:])), end: i})
			}
		}
	}
	return out
}

func first(s string) rune { return []rune(s)[0] }

// given is the length in characters of a name at the beginning of r: a surname and one or two characters, before one of the words; 0 for none.
func (c *checker) given(r []rune, until func(rest string) bool) int {
	if len(r) < 2 || !strings.ContainsRune(c.rules.Surnames, r[0]) {
		return 0
	}
	for n := 2; n <= 3 && n <= len(r); n++ {
		if !unicode.Is(unicode.Han, r[n-1]) || strings.ContainsRune("某女先说在于对的和是为", r[n-1]) {
			return 0
		}
		if until(string(r[n:min(len(r), n+6)])) {
			return n
		}
	}
	return 0
}

// introduced are the names that stand behind a title.
func (c *checker) introduced() []person {
	var out []person
	for _, title := range c.rules.Titles {
		for from := 0; ; {
			i := strings.Index(c.text[from:], title)
			if i < 0 {
				break
			}
			from += i + len(title)
			r := []rune(c.text[from:min(len(c.text), from+40)])
			n := c.given(r, func(rest string) bool {
				return rest == "" || !unicode.Is(unicode.Han, []rune(rest)[0]) || c.says(rest) || c.acts(rest)
			})
			if n > 0 {
				end := from + len(string(r[:n]))
				out = append(out, person{name: string(r[:n]), start: from, end: end})
			}
		}
	}
	return out
}

func (c *checker) says(rest string) bool {
	rest = phrase.Fold(rest)
	return slices.ContainsFunc(c.rules.Says, func(w string) bool { return strings.HasPrefix(rest, w) }) || strings.HasPrefix(rest, "在") || strings.HasPrefix(rest, "主持") || strings.HasPrefix(rest, "出席")
}

// acts says whether a verb of meetings follows a name.
func (c *checker) acts(rest string) bool {
	rest = phrase.Fold(rest)
	return slices.ContainsFunc([]string{"参加", "到会", "带队", "率队", "听取", "作", "传达", "部署", "召集", "同志", "代表", "等", "对", "要求"}, func(w string) bool { return strings.HasPrefix(rest, w) })
}

// speakers are the names at the beginning of a clause that are followed by a word of speaking.
func (c *checker) speakers() []person {
	var out []person
	clause := true
	for i, ch := range c.text {
		if clause && strings.ContainsRune(c.rules.Surnames, ch) {
			r := []rune(c.text[i:min(len(c.text), i+40)])
			n := c.given(r, func(rest string) bool {
				rest = phrase.Fold(rest)
				return slices.ContainsFunc(c.rules.Says, func(w string) bool { return strings.HasPrefix(rest, w) })
			})
			if n > 0 {
				out = append(out, person{name: string(r[:n]), start: i, end: i + len(string(r[:n]))})
			}
		}
		clause = strings.ContainsRune("，。；！？,;>\n\r \u3000”", ch) || ch == '、'
	}
	return out
}

// superlatives finds 首个, 率先, 第一 in sentences that name no source.
func (c *checker) superlatives() {
	folded := phrase.Fold(c.text)
	for _, word := range phrase.Superlatives() {
		if !strings.Contains(folded, word) {
			continue
		}
		for from := 0; ; {
			i := strings.Index(c.text[from:], word)
			if i < 0 {
				break
			}
			i += from
			from = i + len(word)
			rest := phrase.Fold(c.text[i:min(len(c.text), i+30)])
			if slices.ContainsFunc(c.rules.NotSuperlative, func(w string) bool { return strings.HasPrefix(rest, w) }) || c.sourced(i) || c.covers(Superlative, i) || (word == "第一" || slices.Contains(c.rules.Best, word)) && !c.ranked(i) {
				continue
			}
			c.add(kind{Superlative, Look}, [2]int{i, i + len(word)}, fmt.Sprintf("“%s”须有出处（数据来源、排名文件），否则删去", word), fmt.Sprintf("%q needs a source, or is taken out", word))
		}
	}
}

// ranked says whether 第一 stands behind a word of ranks: 居全省第一, and not 第一层.
func (c *checker) ranked(i int) bool {
	before := phrase.Fold(c.text[max(0, i-30):i])
	return slices.ContainsFunc(c.rules.Ranked, func(w string) bool { return strings.HasSuffix(before, w) })
}

// sourced says whether the sentence around a place names a source.
func (c *checker) sourced(i int) bool {
	from := strings.LastIndexAny(c.text[:i], "。！？\n") + 1
	end := strings.IndexAny(c.text[i:], "。！？\n")
	if end < 0 {
		end = len(c.text) - i
	}
	sentence := phrase.Fold(c.text[from : i+end])
	return slices.ContainsFunc(c.rules.Sources, func(w string) bool { return strings.Contains(sentence, w) })
}
