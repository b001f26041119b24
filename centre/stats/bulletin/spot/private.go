// Package spot finds in a text what is not to be there: numbers that count something, for those without a source, and what does not
// leave the police: numbers of persons and accounts, links, whole names. It knows nothing of bulletins.
package spot

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// roles are words behind which a name stands.
var roles = []string{"受害人", "被害人", "事主", "当事人", "嫌疑人", "报警人", "群众", "市民", "居民", "村民", "学生", "老人"}

// surnames are the hundred most frequent family names of China, which most people have; a rarer one is for the reader to see.
const surnames = "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林罗高梁郑谢宋唐许邓韩冯曹彭曾肖田董潘袁蔡蒋余于杜叶程魏苏吕丁任卢姚沈钟姜崔谭陆范汪廖石金韦贾夏付方邹熊白孟秦邱侯江尹薛闫段雷龙黎史陶贺毛郝顾龚邵万覃武钱戴严莫孔向常"

// afterMask are what follows a family name where the rest of a name is hidden, or where it is no name.
var afterMask = []string{"某", "女士", "先生", "*", "×", "x", "X", "同学", "大爷", "阿姨", "姓"}

// Place is what was found, and where: bytes of the text.
type Place struct {
	Code     string
	From, To int
	ZH, EN   string
}

// Private finds what does not leave the police: numbers of persons, phones and accounts, links, and whole names behind a role.
func Private(text string) []Place {
	var out []Place
	add := func(code, zh, en string, from, to int) {
		out = append(out, Place{code, from, to, zh, en})
	}
	for at := 0; at < len(text); {
		from, to := long(text, at)
		if from < 0 {
			break
		}
		at = to
		if !slices.Contains(known, text[from:to]) {
			add("private_number", "疑似身份证号、手机号或账号。", "This looks like the number of a person, phone or account.", from, to)
		}
	}
	lower := strings.ToLower(text)
	for _, sign := range []string{"http://", "https://", "www.", ".com", ".cn", ".net", ".top", ".vip", ".xyz"} {
		i := strings.Index(lower, sign)
		if i >= 0 && len(lower) == len(text) {
			add("link", "公开文稿中不得出现网址。", "A public text has no links.", i, i+len(sign))
		}
	}
	for _, role := range roles {
		for at := 0; ; {
			i := strings.Index(text[at:], role)
			if i < 0 {
				break
			}
			from := at + i + len(role)
			at = from
			to := named(text, from)
			if to > from {
				add("private_name", "疑似真实姓名。", "This looks like the real name of a person.", from, to)
			}
		}
	}
	return out
}

// long finds the next run of seven digits and more; spaces and hyphens between them do not hide it.
func long(text string, at int) (from, to int) {
	from, digits := -1, 0
	for k, r := range text[at:] {
		switch {
		case numeral(r):
			if from < 0 {
				from = at + k
			}
			digits++
			to = at + k + utf8.RuneLen(r)
		case from >= 0 && (r == ' ' || r == '-' || r == '*' || r == 'x' || r == 'X'):
			if r == 'x' || r == 'X' || r == '*' {
				to = at + k + 1
			}
		default:
			if digits >= 7 {
				return from, to
			}
			from, digits = -1, 0
		}
	}
	if digits >= 7 {
		return from, to
	}
	return -1, -1
}

// named is the end of a whole name at a place, or the place itself: a frequent family name with one or two Chinese characters that
// do not mask it. "群众报警" and "学生高度重视" begin with no name: what follows a name is a mark, or one of the words below.
func named(text string, from int) int {
	rest := text[from:]
	r, n := utf8.DecodeRuneInString(rest)
	if !strings.ContainsRune(surnames, r) {
		return from
	}
	for _, m := range afterMask {
		if strings.HasPrefix(rest[n:], m) {
			return from
		}
	}
	end := from + n
	for k := 0; k < 3; k++ {
		tail := text[end:]
		for _, stop := range []string{"，", "。", "、", "（", "(", "；", "在", "于", "被", "接", "的", "称", "因", "向", "将", "到", "遭", "与", "和"} {
			if strings.HasPrefix(tail, stop) && k > 0 {
				return end
			}
		}
		c, size := utf8.DecodeRuneInString(tail)
		if !unicode.Is(unicode.Han, c) || k == 2 {
			break
		}
		end += size
	}
	if end-from > n && (end == len(text)) {
		return end
	}
	return from
}
