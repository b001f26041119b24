// Package typeset sets Chinese text into lines (排行): where a line may be broken, and what may not begin or end one.
package typeset

import (
	"strings"
	"unicode"
)

// What may not begin or end a line (避头尾).
const (
	NotFirst = "，。、；：？！）》〉」』】〕”’…—％%,.;:?!)]}°～·"
	notLast  = "（《〈「『【〔“‘([{￥¥"
)

// Lines sets text into lines of at most width, in whatever unit measure counts: between any two Chinese characters, not inside a word
// or number of the Latin script unless it is longer than a line, not between a number and its unit, and never so that a closing mark
// begins or an opening mark ends a line.
func Lines(text string, width float64, measure func(string) float64) []string {
	var lines []string
	line := ""
	for _, piece := range pieces(text) {
		if line != "" && measure(strings.TrimRight(line+piece, " ")) > width {
			lines = append(lines, strings.TrimRight(line, " "))
			line = strings.TrimLeft(piece, " ")
		} else {
			line += piece
		}
		for measure(line) > width {
			head, tail := cut(line, width, measure)
			if tail == "" {
				break
			}
			lines, line = append(lines, head), tail
		}
	}
	line = strings.TrimRight(line, " ")
	if line != "" || len(lines) == 0 {
		lines = append(lines, line)
	}
	return lines
}

// cut takes as many characters as fit, at least one.
func cut(s string, width float64, measure func(string) float64) (head, tail string) {
	last := 0
	for i := range s {
		if i > 0 && measure(s[:i]) > width {
			break
		}
		last = i
	}
	if last == 0 {
		return s, ""
	}
	return s[:last], s[last:]
}

// pieces are what a line cannot be broken inside.
func pieces(text string) []string {
	var out []string
	var piece []rune
	for _, r := range text {
		if len(piece) > 0 && breakable(piece[len(piece)-1], r) {
			out = append(out, string(piece))
			piece = nil
		}
		piece = append(piece, r)
	}
	if len(piece) > 0 {
		out = append(out, string(piece))
	}
	return out
}

// units are the characters that stay with the number before them.
const units = "起件名人万亿元个张套部份条次场家批种倍年月日秒分小"

func breakable(before, after rune) bool {
	switch {
	case strings.ContainsRune(NotFirst, after), strings.ContainsRune(notLast, before):
		return false
	case before == ' ':
		return after != ' '
	case after == ' ':
		return false
	case unicode.IsDigit(before) && strings.ContainsRune(units, after), before == '万' && after == '元', before == '亿' && after == '元':
		return false
	}
	return Wide(before) || Wide(after)
}

// Wide says whether a character stands for itself: everything that is not of the Latin script, a digit or a mark of it.
func Wide(r rune) bool { return r > 0x2E7F || r > 0xFF && unicode.IsLetter(r) }
