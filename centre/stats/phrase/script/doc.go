// Package script is 文字: what reading a Chinese text needs below its sentences: the text folded to simplified characters and plain digits
// with every place kept, numerals in Chinese, decimals as printed, and tables of words.
package script
