// Package phrase is 通报用语: a figure of a bulletin as a structure, its Chinese sentence, and the way back. Print writes, Parse reads
// what anybody wrote; Equal says whether two structures say the same.
//
// Numbers are decimals as printed: digits, places and the scale word (万、亿) are kept beside the value, so that 36.20% stays 36.20%
// and 13亿元 is not taken for 13.00亿元. There is no float.
//
// Parse never invents: the quote of every figure is a piece of the text, byte for byte, and so is its printed number. It leaves out dates,
// ordinals, telephone and document numbers, ages, and every number that has no unit. What it is not sure of it says in Warnings.
//
// It does not judge: that is the room check. The words are data: rulebook/phrases.yaml.
package phrase
