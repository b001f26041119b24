package figures

import (
	"strings"
	"testing"

	"fanzha/internal/check"
)

// Protects: nobody's number, account, link or whole name goes to the public, and the place is that of the text; masked names and plain words do.
func TestShield(t *testing.T) {
	s, err := NewShield()
	check.NoError(t, err)
	for text, want := range map[string]string{
		"受害人王小明被骗":            "private_name王小明",
		"受害人赵小明手机13900001111": "private_name赵小明 private_number13900001111",
		"受害人王某被骗，受害人王女士接到电话":  "",
		"市民张三，在家中":            "private_name张三",
		"群众报警后，学生高度重视":        "",
		"近日，我市一名26至35岁的女性企业职员遭遇虚假贷款诈骗，损失3万余元": "",
		"手机138 0000 0009来电":       "private_number138 0000 0009",
		"账户6222-0012-3456-789":    "private_number6222-0012-3456-789",
		"身份证99010119900101123X":   "private_number99010119900101123X",
		"登录http://a.b/c":          "linkhttp://a.b/c",
		"登录abc.COM下载":             "linkabc.COM下载",
		"拨打96110或12381，损失2026年度的": "",
	} {
		var got []string
		for _, x := range s.Exposed(text) {
			got = append(got, x.Code+text[x.From:x.To])
		}
		check.Equal(t, text+" "+strings.Join(got, " "), text+" "+want)
	}
}
