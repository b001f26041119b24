// Package fraud is the dictionary of fraud types: the ten types that the Ministry of Public Security publishes as the most
// frequent (2024 list), each with a stable code. Later lists map onto these codes.
package fraud

// Type is a code of the dictionary.
type Type string

// The ten national types, in the order of the 2024 publication, and the rest.
const (
	BrushingRebate       Type = "brushing_rebate"       // 刷单返利
	FakeInvestment       Type = "fake_investment"       // 虚假网络投资理财
	FakeShopping         Type = "fake_shopping"         // 虚假购物服务
	ImpostorService      Type = "impostor_service"      // 冒充电商物流客服
	FakeLoan             Type = "fake_loan"             // 虚假贷款
	FakeCredit           Type = "fake_credit"           // 虚假征信
	ImpostorAcquaintance Type = "impostor_acquaintance" // 冒充领导熟人
	ImpostorPolice       Type = "impostor_police"       // 冒充公检法及政府机关
	Romance              Type = "romance"               // 网络婚恋交友
	GameTrade            Type = "game_trade"            // 网络游戏产品虚假交易
	Other                Type = "other"                 // 其他
)

// Entry is one row of the dictionary.
type Entry struct {
	Code   Type
	NameZH string
	NameEN string
}

// All lists the dictionary in its order.
var All = []Entry{
	{BrushingRebate, "刷单返利", "Brushing and rebate"},
	{FakeInvestment, "虚假网络投资理财", "Fake online investment"},
	{FakeShopping, "虚假购物服务", "Fake shopping or service"},
	{ImpostorService, "冒充电商物流客服", "Impostor shop or courier service"},
	{FakeLoan, "虚假贷款", "Fake loan"},
	{FakeCredit, "虚假征信", "Fake credit record"},
	{ImpostorAcquaintance, "冒充领导熟人", "Impostor superior or acquaintance"},
	{ImpostorPolice, "冒充公检法及政府机关", "Impostor police, court or authority"},
	{Romance, "网络婚恋交友", "Online romance"},
	{GameTrade, "网络游戏产品虚假交易", "Fake game item trade"},
	{Other, "其他", "Other"},
}

// Known says whether code is in the dictionary.
func Known(code string) bool {
	for _, e := range All {
		if string(e.Code) == code {
			return true
		}
	}
	return false
}
