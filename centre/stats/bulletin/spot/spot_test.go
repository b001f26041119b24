package spot

import (
	"strings"
	"testing"
	"unicode/utf8"

	"fanzha/internal/check"
)

// Protects: nobody's number, account, link or whole name goes to the public; masked names and plain words do.
func TestPrivate(t *testing.T) {
	for text, want := range map[string]string{
		"受害人王小明被骗":              "private_name",
		"受害人王某被骗":               "",
		"受害人王女士接到电话":            "",
		"市民张三，在家中":              "private_name",
		"群众报警后":                 "",
		"学生高度重视":                "",
		"手机138 0000 0009来电":     "private_number",
		"账户6222-0012-3456-789":  "private_number",
		"身份证99010119900101123X": "private_number",
		"登录http://a.b/c":        "link",
		"登录abc.COM下载":           "link",
		"拨打96110，损失2026年":       "",
	} {
		var got []string
		for _, f := range Private(text) {
			got = append(got, f.Code)
		}
		check.Equal(t, text+strings.Join(got, " "), text+want)
	}
}

// Protects: no text breaks the finder, and what it finds lies in the text.
func FuzzPrivate(f *testing.F) {
	f.Add("受害人王小明，电话13800000009，www.a.com")
	f.Fuzz(func(t *testing.T, text string) {
		if len(text) > 5000 || !utf8.ValidString(text) {
			return
		}
		for _, x := range Private(text) {
			check.True(t, x.From >= 0 && x.From < x.To && x.To <= len(text) && utf8.ValidString(text[x.From:x.To]), "a place outside of the text")
		}
	})
}
