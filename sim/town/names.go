package town

// The commonest surnames and invented given names: two syllables out of a common stock, or one.
var surnames = []string{
	"王", "李", "张", "刘", "陈", "杨", "黄", "赵", "吴", "周", "徐", "孙", "马", "朱", "胡", "郭", "何", "林", "罗", "高",
	"郑", "梁", "谢", "宋", "唐", "许", "韩", "邓", "冯", "曹", "彭", "曾", "肖", "田", "董", "潘", "袁", "蔡", "蒋", "余",
	"于", "杜", "叶", "程", "魏", "苏", "吕", "丁", "任", "卢", "姚", "沈", "钟", "姜", "崔", "谭", "陆", "汪", "范", "廖",
	"石", "金", "韦", "贾", "夏", "付", "方", "邹", "熊", "白", "孟", "秦", "邱", "侯", "江", "尹", "薛", "闫", "段", "雷",
	"欧阳", "上官", "司马", "诸葛",
}

var syllables = []string{
	"伟", "芳", "娜", "敏", "静", "丽", "强", "磊", "军", "洋", "勇", "艳", "杰", "涛", "明", "超", "秀", "霞", "平", "刚",
	"桂", "英", "华", "玉", "兰", "红", "建", "国", "文", "辉", "玲", "春", "梅", "宇", "浩", "轩", "欣", "怡", "子", "涵",
	"梓", "晨", "雨", "佳", "琪", "思", "远", "志", "鹏", "飞", "海", "燕", "云", "雪", "婷", "慧", "颖", "健", "波", "斌",
}

const givenCount = 60 + 60*60 // single syllables, then pairs

// AppendName writes the resident's name.
func (t *Town) AppendName(dst []byte, i int) []byte {
	return appendName(dst, int(t.residents[i].surname), int(t.residents[i].given))
}

func appendName(dst []byte, surname, given int) []byte {
	dst = append(dst, surnames[surname]...)
	if given < len(syllables) {
		return append(dst, syllables[given]...)
	}
	given -= len(syllables)
	dst = append(dst, syllables[given/len(syllables)]...)
	return append(dst, syllables[given%len(syllables)]...)
}

// StrangerName is the name of somebody who does not live in the city.
func StrangerName(dst []byte, key uint64) []byte {
	k := Mix(key ^ 0x6e616d65)
	return appendName(dst, int(k%uint64(len(surnames))), int(k>>20%givenCount))
}

var (
	companyHeads = []string{"云河", "示例", "远桥", "青禾", "百汇", "恒泰", "锦程", "蓝湾", "盛源", "启航", "新屿", "安拓"}
	companyWork  = []string{"商贸", "餐饮", "物业", "装饰", "网络科技", "教育咨询", "建材", "服饰", "电子", "汽车服务", "文化传媒", "房地产"}
	companyTails = []string{"有限公司", "有限责任公司", "经营部", "商行"}
)

// CompanyName is an invented firm, from a key.
func CompanyName(dst []byte, key uint64) []byte {
	k := Mix(key ^ 0x636f)
	dst = append(dst, companyHeads[k%uint64(len(companyHeads))]...)
	dst = append(dst, companyWork[k>>8%uint64(len(companyWork))]...)
	return append(dst, companyTails[k>>16%uint64(len(companyTails))]...)
}
