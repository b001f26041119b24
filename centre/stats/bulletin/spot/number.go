// Package spot finds in a text the numbers that count something, for those without a source. It knows nothing of bulletins.
package spot

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// counted are the words behind a number that make it a figure: what a date, a phone number or an ordinal has not.
var counted = []string{"起", "件", "名", "人", "万", "亿", "元", "个", "张", "套", "部", "份", "条", "次", "场", "家", "批", "种", "%", "％", "倍", "户", "宗", "枚", "例", "笔", "处", "台", "百分点", "小时", "分钟", "天"}

// Known are numbers that everybody may write.
var Known = []string{"96110", "110", "12381", "12321"}

const hanDigits = "零〇一二三四五六七八九十百千万亿两"

// Number finds the next run of digits, or of Chinese numerals of two and more characters, with its point.
func Number(text string, at int) (from, to int) {
	from = -1
	han := 0
	for k, r := range text[at:] {
		pos := at + k
		digit := numeral(r)
		isHan := strings.ContainsRune(hanDigits, r)
		switch {
		case from < 0 && (digit || isHan && r != '万' && r != '亿'):
			from, han = pos, 0
			if isHan {
				han = 1
			}
		case from >= 0 && han == 0 && (digit || (r == '.' || r == ',' || r == '．') && follows(text[pos+utf8.RuneLen(r):])):
		case from >= 0 && han > 0 && isHan:
			han++
		case from >= 0:
			return from, pos
		}
	}
	if from < 0 {
		return -1, -1
	}
	return from, len(text)
}

func follows(rest string) bool {
	r, _ := utf8.DecodeRuneInString(rest)
	return numeral(r)
}

// Counts says whether a number counts something: it has a word of measure behind it and is no name, date or telephone number.
func Counts(text string, from, to int) bool {
	said := text[from:to]
	if slices.Contains(Known, said) {
		return false
	}
	first, _ := utf8.DecodeRuneInString(said)
	if !numeral(first) && utf8.RuneCountInString(said) == 1 {
		// one Chinese numeral is a word more often than a figure: 一个, 三方, 两卡
		return false
	}
	before, _ := utf8.DecodeLastRuneInString(text[:from])
	if before == '第' || unicode.IsLetter(before) && before < 0x2E80 {
		return false
	}
	rest := strings.TrimLeft(text[to:], " 　余多")
	return slices.ContainsFunc(counted, func(w string) bool { return strings.HasPrefix(rest, w) })
}

func numeral(r rune) bool { return r >= '0' && r <= '9' || r >= '０' && r <= '９' }
