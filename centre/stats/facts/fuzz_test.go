package facts

import (
	"slices"
	"strings"
	"testing"

	"fanzha/internal/check"
)

// FuzzRender protects: no table of published facts ends the program; every row has its line, in order, and the same table gives the same
// words.
func FuzzRender(f *testing.F) {
	const head = "row_id,seed,kind,indicator_code,indicator_cn,qualifier,op,value,unit_cn,stat,region,org,period_text,period_start,period_end,period_kind,filter,same_fact_as,subset_of,quote,cmp_kind,cmp_op,cmp_value,cmp_unit\n"
	for _, row := range []string{
		"1,000,a,case.filed,立案,,eq,46.4,万起,count,,,2023年,2023-01-01,2023-12-31,year,,,,立案46.4万起,同比,down,3.1,%\n",
		"2,000,a,,止付,余,ge,2170.7,万元,sum,,,,,,,,1,1,,,,,\n3,,,,首,,,1,位,rank,,,,,,,,,,居全省首位,,,,\n",
		"4,,,,五进,,list,,类,list,,,,,,,学校;社区;企业,,,进学校、社区和企业,,,,\n5,,,,月排名频次,,,1,次/月;次/周,frequency,,,,,,,,,,每月,,,,\n",
		"6,,,,开展,,eq,2024-02-30,,date,,,三年,2024-02-30,x,,,6,6,,环比(,was,-0,个百分点\n",
	} {
		f.Add(head + row)
	}
	f.Fuzz(func(t *testing.T, table string) {
		if len(table) > 20_000 {
			return
		}
		rows, err := Read(strings.NewReader(table))
		if err != nil {
			return
		}
		lines := Render(rows)
		check.Equal(t, len(lines), len(rows))
		for i, l := range Render(rows) {
			check.True(t, l.ID == rows[i].ID && l.Value == lines[i].Value && l.Change == lines[i].Change && l.Reparsed == lines[i].Reparsed && slices.Equal(l.Flags, lines[i].Flags), "another word the second time")
		}
	})
}
