package region

// Entry is one row of the first level of GB/T 2260.
type Entry struct {
	Prefix string // two digits
	NameZH string
	NameEN string
}

// Fictional is the prefix of the made-up province that demonstrations and tests use; GB/T 2260 will never assign it.
const Fictional = "99"

// Provinces are the 34 units of the first level, in the order of the standard, and the fictional one.
var Provinces = []Entry{
	{"11", "北京市", "Beijing"}, {"12", "天津市", "Tianjin"}, {"13", "河北省", "Hebei"}, {"14", "山西省", "Shanxi"},
	{"15", "内蒙古自治区", "Inner Mongolia"}, {"21", "辽宁省", "Liaoning"}, {"22", "吉林省", "Jilin"},
	{"23", "黑龙江省", "Heilongjiang"}, {"31", "上海市", "Shanghai"}, {"32", "江苏省", "Jiangsu"}, {"33", "浙江省", "Zhejiang"},
	{"34", "安徽省", "Anhui"}, {"35", "福建省", "Fujian"}, {"36", "江西省", "Jiangxi"}, {"37", "山东省", "Shandong"},
	{"41", "河南省", "Henan"}, {"42", "湖北省", "Hubei"}, {"43", "湖南省", "Hunan"}, {"44", "广东省", "Guangdong"},
	{"45", "广西壮族自治区", "Guangxi"}, {"46", "海南省", "Hainan"}, {"50", "重庆市", "Chongqing"}, {"51", "四川省", "Sichuan"},
	{"52", "贵州省", "Guizhou"}, {"53", "云南省", "Yunnan"}, {"54", "西藏自治区", "Xizang"}, {"61", "陕西省", "Shaanxi"},
	{"62", "甘肃省", "Gansu"}, {"63", "青海省", "Qinghai"}, {"64", "宁夏回族自治区", "Ningxia"},
	{"65", "新疆维吾尔自治区", "Xinjiang"}, {"71", "台湾省", "Taiwan"}, {"81", "香港特别行政区", "Hong Kong"},
	{"82", "澳门特别行政区", "Macao"}, {Fictional, "示例省", "Sample Province"},
}

// byPrefix finds a row by the number of its prefix.
var byPrefix = func() (out [100]*Entry) {
	for i := range Provinces {
		p := &Provinces[i]
		out[int(p.Prefix[0]-'0')*10+int(p.Prefix[1]-'0')] = p
	}
	return out
}()

// ProvinceOf returns the province that a code of at least two digits lies in.
func ProvinceOf(code string) (Entry, bool) {
	if len(code) < 2 || code[0]-'0' > 9 || code[1]-'0' > 9 {
		return Entry{}, false
	}
	p := byPrefix[int(code[0]-'0')*10+int(code[1]-'0')]
	if p == nil {
		return Entry{}, false
	}
	return *p, true
}

// KnownProvince says whether the first two digits of a code are assigned. 83 counts, though it is no unit of GB/T 2260: it
// leads the identity numbers of residence permits for people from Taiwan.
func KnownProvince(code string) bool {
	_, ok := ProvinceOf(code)
	return ok || len(code) >= 2 && code[:2] == "83"
}
