package check

import (
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"fanzha/internal/check"
)

// codes are the codes of what is found in a text.
func codes(text string, o Options) []string {
	var out []string
	for _, f := range Text(text, o) {
		out = append(out, f.Code)
	}
	return out
}

// Protects: each slip is found, once, and the sentence put right has none.
func TestSlips(t *testing.T) {
	for _, c := range []struct{ name, text, want string }{
		{"G7: no whole base", "全市共破获被骗百万元以上案件881起，同比上升160.5%。", Mismatch},
		{"a whole base", "全市共破获电信网络诈骗案件3741起，同比上升28.25%。", ""},
		{"cut, not rounded", "全市立案31起，环比上升47.61%。", ""},
		{"four digits of per cent", "全市破获案件1572起，同比上升999.3%。", ""},
		{"G8: a rate above 100", "全市百案抓获数达140%以上。", ""},
		{"G3: a multiple", "返还资金950万元，同比增长近十倍。", Multiple},
		{"a base printed beside", "全市发案65起，同比下降15.58%（去年同期77起）。", ""},
		{"another base printed beside", "全市发案65起，同比下降25.58%（去年同期77起）。", Mismatch},
		{"two bases printed beside", "全县电诈案件损失186.3万元，环比259.4万，下降28.2%；同比去年同期288.7万，下降35.5%。", ""},
		{"two bases printed beside, one turned", "全县电诈案件损失186.3万元，环比259.4万，上升39.2%；同比去年同期288.7万，下降35.5%。", Mismatch},
		{"this year's months are the months", "今年1—11月，全市破获电诈案件1142起。1—11月，全市破获电诈案件1142起。", ""},
		{"pieces and per cent", "全市发案200起，较去年同期减少50起，下降20%。", ""},
		{"pieces and another per cent", "全市发案200起，较去年同期减少50起，下降25%。", Mismatch},
		{"a part larger than the whole", "全市打掉团伙23个，其中跨境团伙32个。", SubsetLarger},
		{"parts within the whole", "抓获涉案人员235人，其中刑事拘留180人、行政拘留35人。", ""},
		{"parts together larger", "抓获涉案人员235人，其中刑事拘留180人、行政拘留95人。", PartsExceed},
		{"G11: another period is no part", "2021年，全市抓获犯罪嫌疑人1697名。自2020年10月以来，共抓获涉“两卡”犯罪嫌疑人1751名。", ""},
		{"G16: a month of the year", "今年以来，共惩戒涉诈人员13批7315人，其中11月份惩戒曝光3批5000人。", ""},
		{"a sum", "刑拘85人、逮捕42人，合计127人。", ""},
		{"another sum", "刑拘85人、逮捕42人，合计172人。", SumDiffers},
		{"two owners", "公安机关封堵涉诈网址82.1万个。中央网信办封堵涉诈网址55万个。", TwoOwners},
		{"G13: two labels of time", "今年1—5月，全市成功劝阻771万名群众免于受骗。今年以来，成功劝阻771万名群众免于受骗。", TwoPeriods},
		{"G2: the title rounds", "止付涉案资金13亿元\n全市止付涉案资金13.24亿元。", Rounded},
		{"万 for 亿", "止付涉案资金2654亿元\n全市共止付涉案资金2654万元。", Slip},
		{"G20: no unit", "诈骗金额20亿的团伙被打掉。", UnitMissing},
		{"G20: a garbled date", "?月9日，全市发案3起。", DateGarbled},
		{"one person, two names", "市公安局副局长李伟通报了情况。李传表示，成效显著。", TwoNames},
		{"two persons", "市公安局副局长李伟通报了情况。支队长李传介绍，成效显著。李传表示，继续努力。", ""},
		{"a first without a source", "在全省率先建成反诈中心。", Superlative},
		{"a first with a source", "据省公安厅排名显示，破案率居全省第一。", ""},
		{"the first moment", "民警第一时间赶到现场。", ""},
		{"base zero", "全市发案2起，上年同期为0，同比上升200%。", BaseZero},
		{"base zero, put right", "全市发案2起，上年同期为0。", ""},
		{"fallen by more than all", "安全事件数量环比下降267%。", FallOver},
		{"per cent of a rate", "全市破案率45.6%，同比上升5%。", Points},
		{"points of a rate", "全市破案率45.6%，同比上升5个百分点。", ""},
		{"points of a count", "全市发案45起，同比上升5个百分点。", Points},
		{"a share above 100", "注册率达108.3%。", ShareOver},
		{"shares out another number", "破获案件20起，抓获30人，同比分别上升5%、20%、30%。", SharedCount},
		{"two months, 万 for 亿", "6月全市止付涉案资金5,100亿元。5月全市止付涉案资金4,987万元。", Slip},
		{"an earlier number, 万 for 亿", "全市止付涉案资金由3000亿元降至2170.7万元。", Slip},
		{"two months of one size", "6月全市止付涉案资金5,100万元。5月全市止付涉案资金4,987万元。", ""},
		{"a country and a city", "全国止付涉案资金2654亿元。我市止付涉案资金6200万元。", ""},
		{"all types", "立案90起。按类型分，甲类40起、乙类30起、其他20起。", ""},
		{"all types, another sum", "立案90起。按类型分，甲类40起、乙类30起、其他25起。", SumDiffers},
		{"a column", "县区⇥发案（起）⏎东湖区⇥18⏎西川区⇥15⏎合计⇥33", ""},
		{"a column, another sum", "县区⇥发案（起）⏎东湖区⇥18⏎西川区⇥15⏎合计⇥35", SumDiffers},
		{"men and women", "受害人中，男性占47.9%，女性占52.1%。", ""},
		{"men and women, 112 %", "受害人中，男性占52%，女性占60%。", SharesExceed},
		{"reasons that overlap", "可多选的问卷中，男性占52%，女性占60%。", ""},
		{"a rate", "下发指令500条，见面475条，见面率95%。", ""},
		{"another rate", "下发指令500条，见面450条，见面率95%。", ShareDiffers},
		{"a share", "发案50起，其中购物类10起，占比20%。", ""},
		{"another share", "发案50起，其中购物类10起，占比30%。", ShareDiffers},
		{"a share of the whole above", "全市立案100起。五类案件共80起，其中购物类20起，占20%。", ""},
		{"risen that fell", "全市发案由120起降至90起，同比上升25%。", Mismatch},
		{"from and to", "全市发案由120起降至90起，同比下降25%。", ""},
		{"base, difference and level", "全市立案174起，比9月的209起减少45起。", Mismatch},
		{"base, difference and level, put right", "全市立案174起，比9月的209起减少35起，降幅16.7%。", ""},
		{"the tenth of eight", "共8个县参加考核，东湖区破案率排名第10位。", RankOver},
		{"the tenth of the province", "共8个县参加考核，全市破案率排名全省第10位。", ""},
		{"persons in money", "全市抓获涉诈人员25万元。", UnitOdd},
		{"money in pieces", "全市止付涉案资金25起。", UnitOdd},
		{"ends before it begins", "5月20日至5月14日，全市发案3起。", PeriodReversed},
		{"over the year", "12月26日至1月1日，全市发案3起。", ""},
		{"the wrong comparison", "全市发案1000起，环比去年同期下降12.6%。", WrongKind},
		{"a place spelled two ways", "石咀镇发案3起。\n石嘴镇发案5起。", TwoNames},
		{"two places", "城东区发案3起。\n城西区发案5起。", ""},
		{"two places of one list", "石咀镇发案3起、石嘴镇发案5起。", ""},
		{"stages of one person", "抓获涉诈人员1203人，其中刑拘856人、逮捕412人、移诉390人。", ""},
		{"an average has no whole base", "日均接警32起，同比下降21.5%。", ""},
		{"more than, and how many", "返还资金总额突破5000万元，达5123万元。", ""},
		{"points of a share", "刷单类45起，占比38%，环比上升12.5%。", ""},
		{"places of one table", "县区⇥损失（万元）⏎东湖区⇥12⏎西川区⇥12.3", ""},
		{"a wish", "力争破案率上升120%，确保注册率不低于105%。", ""},
		{"其他 of a list of parts", "立案60起。其中甲所25起、乙所20起、其他派出所15起。", ""},
		{"a list of a whole further up", "账户100个。其中个人90个，单位10个；新开账户涉案12个，占12%。按机构分：甲行60个（同比减少3个）、乙行30个、其他机构合计10个。", ""},
		{"two places, one measure", "甲区、乙市发案不降反升，分别上升4%、2%。", ""},
		{"two stages that exclude each other", "抓获60名，其中刑拘50名、取保20名。", PartsExceed},
		{"parts four powers of ten apart", "上年共止付3.2亿元，其中一季度止付9,000万元、二季度止付2.3亿元。", ""},
		{"parts that are, 万 for 亿", "上年共止付9.2万亿元，其中一季度止付9,000亿元、二季度止付8,000万元。", Slip},
		{"money given back", "为群众返还群众1830万元，返还受害人4,512万元。", ""},
		{"users and likes", "APP用户达214万，点赞1000万。", ""},
		{"the base of a bracket, 万 for 亿", "2025年止付资金48.6万元（2024年为51.2亿元），下降5.1%。", Mismatch + " " + Slip},
		{"one of a list, 万 for 亿", "止付资金4.3亿元，其中工行2.1亿元、建行2.2万元。", Slip},
		{"a list of two scales", "止付1.2亿元，其中一季度3000万元、二季度9000万元。", ""},
		{"a list of three that is not all", "全市抓获320人，包括卡商120人、车手100人、黑灰产80人三种。", SumDiffers},
		{"a list of three that is all", "全市抓获300人，包括卡商120人、车手100人、黑灰产80人三种。", ""},
		{"a list that is a part", "全市抓获320人，包括卡商120人、车手100人、黑灰产80人等。", ""},
		{"a table of full-width spaces", "单位　　　发案（起）　环比　破案（起）⏎城东派出所　12　　↑2　5⏎城西所　　　8　　持平　3⏎合计　　　22　↑1　8", SumDiffers},
		{"titles before and after", "会议召集人陈立群出席。陈丽群副市长强调，要压降发案。", TwoNames},
		{"two of one surname in one list", "副市长陈立群、副县长陈丽群出席。", ""},
		{"a station spelled two ways", "柳河派出所成绩突出。⏎会议表扬了柳荷派出所。", TwoNames},
		{"two stations", "柳河派出所成绩突出。⏎会议表扬了清河派出所。", ""},
		{"three boasts", "我市反诈工作全国最强，各项数据遥遥领先，绝无仅有。", Superlative + " " + Superlative + " " + Superlative},
		{"bests that are none", "最佳宣传作品评选，最大限度减少发案，最快3分钟止付。", ""},
		{"days of no calendar", "6月31日，全市发案3起。2月30日发案5起。2025年2月29日发案1起。", DateWrong + " " + DateWrong + " " + DateWrong},
		{"the last days of months", "2024年2月29日，全市发案3起。10月31日发案2起。", ""},
		{"the place in the next sentence", "全市共13个县（市、区）。我县破案率排名第15位。", RankOver},
		{"some towns are not all", "全县5个乡镇发案上升。城关镇破案率排名第4位。", ""},
		{"a multiple that does not multiply", "抓获犯罪嫌疑人300人，是去年同期200人的2.5倍。", Mismatch},
		{"a multiple", "返还资金300万元，是上年150万元的2倍。", ""},
		{"points of two rates", "见面率41.2%，去年同期38.9%，同比上升3.2个百分点。", Mismatch},
		{"points of two rates, put right", "破案率由38.9%提升至41.2%，上升2.3个百分点。", ""},
		{"an average that is none", "30天共接警3000起，日均接警120起。", AverageDiffers},
		{"averages", "10月份共接警3100起，日均接警100起。上周接警210起，日均30起。", ""},
		{"ends before it began", "专项行动于9月1日开始，至8月20日结束。", PeriodReversed},
		{"over the turn of the year", "专项行动于2025年10月1日启动，至2026年3月31日结束。行动11月1日开始，至次年1月31日结束。", ""},
		{"a whole split twice", "全市发案9起：城关镇5起、东坝镇4起。按类型：刷单类4起、购物类3起、其他2起。", ""},
		{"the half-year before", "上半年发案4120起，环比去年下半年（4636起）下降11.1%。", ""},
		{"brothers, 万 for 亿", "工行止付1200万元、农行980万元、建行1130亿元。", Slip},
		{"titles behind both", "主任刘建国主持会议，刘健国主任讲话。", TwoNames},
		{"a rise to a worse place", "破案率在全省16个地市中由第12位升至第14位。", Mismatch},
		{"behind the last after a rise", "破案率在全省16个地市中由第16位降至第17位。", RankOver},
		{"fewer and more", "发案数同比减少12起，增长8.5%。", Mismatch},
		{"a rate of what is due", "应报送20家，已报送18家，报送率95%。", ShareDiffers},
		{"a boast", "反诈工作史上最强，实现零差错。", Superlative + " " + Superlative},
	} {
		t.Run(c.name, func(t *testing.T) {
			c.text = strings.NewReplacer("⏎", "\n", "⇥", "\t").Replace(c.text)
			check.Equal(t, strings.Join(codes(c.text, Options{}), " "), c.want)
		})
	}
}

// Protects: the slip that went through the press: 万 where the history says 亿 is stopped, with the reason.
func TestMagnitude(t *testing.T) {
	for _, table := range []string{
		"indicator_code,indicator_cn,value,unit_cn,period_text\nfund.stopped,止付涉案资金,3151,亿元,去年\n",
		"指标,数值,期间\n紧急止付涉案资金,3151亿元,去年\n",
		"row_id,indicator_code,indicator_cn,value_text,value,unit_cn,value_base,unit_base,period_text\nX,fund.stopped,止付,,3151,亿元,315100000000,元,去年\n",
	} {
		h, err := ReadHistory(strings.NewReader(table))
		check.NoError(t, err)
		check.Equal(t, len(h), 1)
		found := Text("全国公安机关共紧急止付涉案资金2170.7万元。", Options{History: h})
		check.Equal(t, len(found), 1)
		check.Equal(t, found[0].Code+" "+string(found[0].Severity), "magnitude stop")
		check.True(t, strings.Contains(found[0].ZH, "2170.7亿元") && strings.Contains(found[0].ZH, "3151亿元"), "the reason is missing: "+found[0].ZH)
		check.True(t, strings.Contains(found[0].EN, "14516"), "the factor is missing: "+found[0].EN)
		check.Equal(t, len(Text("全国公安机关共紧急止付涉案资金2170.7亿元。", Options{History: h})), 0)
	}
	_, err := ReadHistory(strings.NewReader("a,b\n1,2\n"))
	check.True(t, err != nil, "a table of nothing was taken")
}

// Protects: real bulletins with known traps raise the known findings and no other.
func TestSeedTexts(t *testing.T) {
	const dir = "../../../../shared/seeds"
	_, err := os.Stat(dir)
	if errors.Is(err, os.ErrNotExist) {
		t.Skipf("the bulletins are not beside the repository (%s): they are not checked here", dir)
	}
	check.NoError(t, err)
	want := map[string][]string{
		"000": {Rounded, TwoNames},
		"001": {Multiple, Superlative, Superlative},
		"002": {Mismatch, UnitMissing, TwoPeriods, TwoOwners},
		"003": {Superlative, Superlative},
		"004": {DateGarbled},
	}
	files, err := filepath.Glob(dir + "/*.txt")
	check.NoError(t, err)
	check.Equal(t, len(files), len(want))
	for _, file := range files {
		t.Run(filepath.Base(file), func(t *testing.T) {
			raw, err := os.ReadFile(file)
			check.NoError(t, err)
			for _, f := range Text(string(raw), Options{}) {
				t.Logf("%s %s / %s", f.Code, f.ZH, f.EN)
			}
			got := codes(string(raw), Options{})
			slices.Sort(got)
			expected := slices.Sorted(slices.Values(want[filepath.Base(file)[:3]]))
			check.Equal(t, strings.Join(got, " "), strings.Join(expected, " "))
		})
	}
}

// Protects: no text makes the check panic, and a finding's place is in the text.
func FuzzText(f *testing.F) {
	for _, s := range []string{"", "00  00 0", "发案0起，同比下降100%", "发案1起，同比上升0.00%", "其中3起", "李", "副局长李", "第一", "合计5起", "1起，其中2起，其中3起", "?月9日", "发案1起，同比分别上升1%、2%"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		for _, x := range Text(text, Options{}) {
			check.True(t, text[x.Start:x.End] == x.Quote && x.ZH != "" && x.EN != "", "a finding without place or words")
		}
	})
}

// Protects: no table makes the reader of histories panic.
func FuzzReadHistory(f *testing.F) {
	f.Add("指标,数值\n止付,3151亿元\n", "止付2170.7万元")
	f.Fuzz(func(t *testing.T, table, text string) {
		h, err := ReadHistory(strings.NewReader(table))
		if err != nil {
			return
		}
		for _, x := range Text(text, Options{History: h}) {
			check.True(t, x.Code != "", "a finding without a code")
		}
	})
}
