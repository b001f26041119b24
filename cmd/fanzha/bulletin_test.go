package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"golang.org/x/text/encoding/simplifiedchinese"

	"fanzha/internal/check"
)

func written(t *testing.T, name, text string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	check.NoError(t, os.WriteFile(path, []byte(text), 0o600))
	return path
}

// Protects: the JSON of a parsed text has the columns of published facts, with scale and claim, also for a text in GB18030.
func TestBulletinParse(t *testing.T) {
	const text = "上周，全市止付金额1,023.6万余元，环比上升4.6%。"
	gb, err := simplifiedchinese.GB18030.NewEncoder().String(text)
	check.NoError(t, err)
	for _, body := range []string{text, gb} {
		var out bytes.Buffer
		check.NoError(t, (&bulletinParseCmd{File: written(t, "a.txt", body), JSON: true}).print(&out))
		var got struct {
			Figures []struct {
				Code, Value, Op, Qualifier, Quote string
				UnitCN                            string `json:"unit_cn"`
				Base                              string `json:"value_base"`
				UnitBase                          string `json:"unit_base"`
				Start, End                        int
				Compare                           []struct{ Kind, Op, Value, Text string }
			}
		}
		check.NoError(t, json.Unmarshal(out.Bytes(), &got))
		check.Equal(t, len(got.Figures), 1)
		f := got.Figures[0]
		check.Equal(t, []string{f.Code, f.Value, f.UnitCN, f.Qualifier, f.Op, f.Base, f.UnitBase, f.Quote},
			[]string{"fund.stopped", "1023.6", "万元", "余", "ge", "10236000", "元", "止付金额1,023.6万余元"})
		check.Equal(t, text[f.Start:f.End], f.Quote)
		check.Equal(t, len(f.Compare), 1)
		check.Equal(t, f.Compare[0].Kind+f.Compare[0].Op+f.Compare[0].Value+f.Compare[0].Text, "环比up4.6环比上升4.6%")
	}
}

// Protects: a slip makes the exit status 1 and its reason is printed in both languages; a clean text says so.
func TestBulletinCheck(t *testing.T) {
	history := written(t, "h.csv", "指标,数值,单位,期间\n止付涉案资金,3151,亿元,去年\n")
	var out bytes.Buffer
	err := (&bulletinCheckCmd{File: written(t, "a.txt", "全国紧急止付涉案资金2170.7万元。"), History: history}).print(&out)
	check.True(t, errors.Is(err, errFailed), "a slip of four powers of ten passes")
	check.True(t, strings.Contains(out.String(), "是否应为2170.7亿元") && strings.Contains(out.String(), "was 2170.7亿元 meant"), out.String())
	out.Reset()
	check.NoError(t, (&bulletinCheckCmd{File: written(t, "b.txt", "全国紧急止付涉案资金2170.7亿元。"), History: history}).print(&out))
	check.True(t, strings.Contains(out.String(), "nothing found"), out.String())
}

// Protects: published facts are printed from their structure, one JSON object a line.
func TestBulletinRender(t *testing.T) {
	table := written(t, "f.csv", "row_id,kind,indicator_code,indicator_cn,value_text,qualifier,op,value,unit_cn,stat,cmp_kind,cmp_text,cmp_op,cmp_value,cmp_unit\n"+
		"A-1,indicator,case.solved,破获电信网络诈骗案件,,,eq,881,起,count,同比,,up,160.5,%\nA-2,indicator,loss.avoided,避免资金损失,,余,ge,6100,万元,sum,,,,,\n")
	var out bytes.Buffer
	check.NoError(t, (&bulletinRenderCmd{Facts: table, JSON: true}).print(&out))
	check.Equal(t, out.String(), `{"row_id":"A-1","value_text":"881起","cmp_text":"上升160.5%","reparsed_equal":true,"flags":["comparison_mismatch"]}
{"row_id":"A-2","value_text":"6100余万元","cmp_text":"","reparsed_equal":true,"flags":[]}
`)
}
