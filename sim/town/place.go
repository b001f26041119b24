package town

// Place is a county of the city.
type Place struct {
	Code   string // GB/T 2260 form, six digits
	NameZH string
	NameEN string
}

// Station is a police station with the one street or township it is responsible for.
type Station struct {
	Code   string // unit code, twelve digits
	NameZH string
	NameEN string
	County string // six digits
	Area   string // nine digits, the place of the people who live there
	AreaZH string
}

// Partner is an organisation that tells the centre what it sees.
type Partner struct {
	Code   string // source name of its intake key, and prefix of its record ids
	NameZH string
	NameEN string
	Kind   string // bank, carrier or police
}

// CityCode and CityZH name the fictional city.
const (
	CityCode = "990100"
	CityZH   = "云河市"
	CityEN   = "Yunhe"
)

// Counties are the three counties. Lists of this package are read only.
var Counties = []Place{
	{"990101", "云东区", "Yundong District"},
	{"990102", "云西区", "Yunxi District"},
	{"990103", "河口县", "Hekou County"},
}

// Stations are the twelve stations.
var Stations = []Station{
	{"990101010000", "云东区东关派出所", "Dongguan Station", "990101", "990101001", "东关街道"},
	{"990101020000", "云东区桥头派出所", "Qiaotou Station", "990101", "990101002", "桥头街道"},
	{"990101030000", "云东区学苑派出所", "Xueyuan Station", "990101", "990101003", "学苑街道"},
	{"990101040000", "云东区新港派出所", "Xingang Station", "990101", "990101004", "新港街道"},
	{"990102010000", "云西区西门派出所", "Ximen Station", "990102", "990102001", "西门街道"},
	{"990102020000", "云西区柳堤派出所", "Liudi Station", "990102", "990102002", "柳堤街道"},
	{"990102030000", "云西区工业园派出所", "Industrial Park Station", "990102", "990102003", "工业园街道"},
	{"990102040000", "云西区石坪派出所", "Shiping Station", "990102", "990102004", "石坪镇"},
	{"990103010000", "河口县城关派出所", "Chengguan Station", "990103", "990103001", "城关镇"},
	{"990103020000", "河口县渡口派出所", "Dukou Station", "990103", "990103002", "渡口镇"},
	{"990103030000", "河口县青岭派出所", "Qingling Station", "990103", "990103003", "青岭乡"},
	{"990103040000", "河口县沙洲派出所", "Shazhou Station", "990103", "990103004", "沙洲镇"},
}

// crowd is the share of the population in each station's area, in percent.
var crowd = [...]int{11, 10, 12, 8, 10, 9, 11, 6, 8, 6, 4, 5}

// Partner indices: three carriers, six banks, the police hotlines.
const (
	FirstCarrier = 0
	CarrierCount = 3
	FirstBank    = 3
	BankCount    = 6
	Police       = 9
)

// Partners are three carriers, six banks and the police call centre.
var Partners = []Partner{
	{"yunxing", "云星移动", "Yunxing Mobile", "carrier"},
	{"yunqiao", "云桥通信", "Yunqiao Communications", "carrier"},
	{"yunling", "云岭电讯", "Yunling Telecom", "carrier"},
	{"yhbank", "云河银行", "Bank of Yunhe", "bank"},
	{"hkrural", "河口农商银行", "Hekou Rural Commercial Bank", "bank"},
	{"ydtown", "云东村镇银行", "Yundong Township Bank", "bank"},
	{"slbuild", "示例建设储蓄银行", "Shili Construction Savings Bank", "bank"},
	{"slpeople", "示例惠民银行", "Shili People's Bank", "bank"},
	{"yuntupay", "云途支付", "Yuntu Pay", "bank"},
	{"yh110", "云河市接警中心", "Yunhe Police Call Centre", "police"},
}
