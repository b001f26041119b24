package spoken

import (
	"slices"
	"strings"

	"fanzha/term/fraud"
)

// Step is one of the six steps of a script.
type Step string

// The steps in the order in which they are spoken.
const (
	Open      Step = "open"      // 开场: why we call, without alarm
	Prove     Step = "prove"     // 亮明身份: how the person can check who is calling
	Foretell  Step = "foretell"  // 预告骗术: what the fraudster will say next, in just this kind
	Test      Step = "test"      // 当场验证: questions by which the person tests the fraudster himself
	Relatives Step = "relatives" // 联系亲属: somebody of the family hears it too
	Close     Step = "close"     // 收尾: what is left alone today, and when we ring again
)

// Steps lists them in order.
var Steps = []Step{Open, Prove, Foretell, Test, Relatives, Close}

var stepNames = map[Step][2]string{
	Open: {"开场", "open"}, Prove: {"亮明身份", "prove identity"}, Foretell: {"预告骗术", "foretell"}, Test: {"当场验证", "let them test"},
	Relatives: {"联系亲属", "relatives"}, Close: {"收尾", "close"},
}

// Reading is one of the wordings of a script: a language, and whether it is the slow and short one for old people.
type Reading string

// The readings. Every script has all of them.
const (
	ZH      Reading = "zh"
	ZHElder Reading = "zh_elder"
	EN      Reading = "en"
	ENElder Reading = "en_elder"
)

// Readings lists them.
var Readings = []Reading{ZH, ZHElder, EN, ENElder}

// Lang is the language of a reading.
func (r Reading) Lang() string { return string(r[:2]) }

// Elder says whether it is the reading for old people.
func (r Reading) Elder() bool { return r == ZHElder || r == ENElder }

// Words are the lines of the six steps in one reading.
type Words map[Step][]string

// Script (劝阻话术) is what is said about one kind of fraud.
type Script struct {
	Code      string // of the kind; the same as in the library of what fraudsters say
	Fraud     string // of term/fraud
	ZH, EN    string // its name
	Pinyin    string // of its Chinese name, syllables apart
	Edition   int64  // of what is shipped
	From      string // day of the edition, YYYY-MM-DD
	Texts     map[Reading]Words
	Southwest Words // a few lines in Southwestern Mandarin (西南官话), beside the Chinese reading
}

// Book is the shipped library with the rules of its manner. It is not changed after it was read.
type Book struct {
	Scripts []Script // by type in the order of the dictionary
	Tone    *Tone
	LabelZH string
	LabelEN string
	Source  string
}

// Get finds a script by its code.
func (b *Book) Get(code string) (*Script, bool) {
	i := slices.IndexFunc(b.Scripts, func(x Script) bool { return x.Code == code })
	if i < 0 {
		return nil, false
	}
	return &b.Scripts[i], true
}

// Find lists the scripts of a type, or of all, that a typed text finds: by name, by the name of the type, by pinyin or its initials, or by
// words in their Chinese and English lines.
func (b *Book) Find(fraudType, typed string) []*Script {
	typed = strings.ToLower(strings.TrimSpace(typed))
	var out []*Script
	for i := range b.Scripts {
		x := &b.Scripts[i]
		if (fraudType == "" || x.Fraud == fraudType) && (typed == "" || x.foundBy(typed)) {
			out = append(out, x)
		}
	}
	return out
}

func (x *Script) foundBy(typed string) bool {
	syllables := strings.Fields(x.Pinyin)
	initials := ""
	for _, s := range syllables {
		initials += s[:1]
	}
	plain := strings.ReplaceAll(typed, " ", "")
	if strings.HasPrefix(initials, plain) || strings.Contains(strings.Join(syllables, ""), plain) {
		return true
	}
	for _, e := range fraud.All {
		if string(e.Code) == x.Fraud && (strings.Contains(e.NameZH, typed) || strings.Contains(strings.ToLower(e.NameEN), typed)) {
			return true
		}
	}
	if strings.Contains(x.ZH, typed) || strings.Contains(strings.ToLower(x.EN), typed) {
		return true
	}
	for _, words := range x.Texts {
		for _, step := range []Step{Foretell, Test} { // the other steps are alike in many kinds
			if strings.Contains(strings.ToLower(strings.Join(words[step], "\n")), typed) {
				return true
			}
		}
	}
	return false
}
