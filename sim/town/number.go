package town

import "strconv"

// Number is a telephone number without a string: digits in the low 56 bits, the way it is written above.
type Number uint64

// Ways of writing a number. Partners really do write the same mobile in three ways.
const (
	AsIs   = iota + 1 // 19800123456, 95990, 106900001234
	As86              // +8619800123456
	As0086            // 008619800123456
	asPlus            // +85255012345
	as00              // 0085255012345
	asLand            // 01055012345
)

// Num makes a number from the way it is written and its digits.
func Num(style int, digits uint64) Number { return Number(uint64(style)<<56 | digits) }

// Digits are the digits without any prefix.
func (n Number) Digits() uint64 { return uint64(n) & (1<<56 - 1) }

// AppendTo writes the number as a partner would.
func (n Number) AppendTo(dst []byte) []byte {
	switch n >> 56 {
	case As86:
		dst = append(dst, "+86"...)
	case As0086:
		dst = append(dst, "0086"...)
	case asPlus:
		dst = append(dst, '+')
	case as00:
		dst = append(dst, "00"...)
	case asLand:
		dst = append(dst, '0')
	}
	return strconv.AppendUint(dst, n.Digits(), 10)
}

// String is the number as a partner would write it.
func (n Number) String() string { return string(n.AppendTo(nil)) }

// Personal says whether a number belongs to a person, as opposed to a service.
func (n Number) Personal() bool {
	return n.Digits() > 13_000_000_000 && n.Digits() < 20_000_000_000 || n>>56 == As86 || n>>56 == As0086
}

// Segments of the residents' mobiles, first and second number. The next two digits are 00 and the last six are a
// permutation of the person's index, so that a number leads back to its person without any table.
var (
	segments       = [CarrierCount][3]uint64{{198, 178, 187}, {166, 176, 186}, {199, 191, 181}}
	secondSegments = [CarrierCount]uint64{195, 196, 193}
)

const (
	suffixes   = 1_000_000
	suffixStep = 387_421 // coprime to suffixes
	suffixBack = 140_981 // suffixStep * suffixBack = 1 mod suffixes
	// MaxPeople is bound by the residents' number segments.
	MaxPeople = 2 * suffixes
)

// MobileOf is the first number of a resident, eleven digits.
func (t *Town) MobileOf(i int) uint64 {
	seg := segments[t.residents[i].Carrier][i/suffixes]
	return seg*100_000_000 + uint64(i%suffixes*suffixStep+t.shift)%suffixes
}

// secondOf is the second number of a resident that has one.
func (t *Town) secondOf(i int) uint64 {
	return secondSegments[t.residents[i].Carrier]*100_000_000 + uint64(i%suffixes*suffixStep+t.shift)%suffixes
}

// ResidentOf leads from eleven digits back to the resident.
func (t *Town) ResidentOf(mobile uint64) (int, bool) {
	suffix := int(mobile % 100_000_000)
	if suffix >= suffixes {
		return 0, false
	}
	low := (suffix + suffixes - t.shift) % suffixes * suffixBack % suffixes
	for i := low; i < len(t.residents); i += suffixes {
		if t.MobileOf(i) == mobile || t.residents[i].second && t.secondOf(i) == mobile {
			return i, true
		}
	}
	return 0, false
}

// PhoneOf picks the number a record is about: nearly always the first one.
func (t *Town) PhoneOf(i int, r *Rand) Number {
	if t.residents[i].second && r.Pct(25) {
		return Num(AsIs, t.secondOf(i))
	}
	return Num(AsIs, t.MobileOf(i))
}

// Written varies the way a mainland mobile is written.
func Written(mobile uint64, r *Rand) Number {
	switch k := r.N(100); {
	case k < 4:
		return Num(As86, mobile)
	case k < 5:
		return Num(As0086, mobile)
	}
	return Num(AsIs, mobile)
}

var outsideSegments = [...]uint64{135, 136, 150, 151, 130, 131, 133, 189, 152, 185}

// Outsider is a mobile of another town, from a key.
func Outsider(key uint64) uint64 {
	k := Mix(key ^ 0x6f757473)
	return outsideSegments[k%uint64(len(outsideSegments))]*100_000_000 + k>>20%suffixes
}

var virtualSegments = [...]uint64{162, 165, 167, 170, 171}

// Virtual is a number of a virtual operator, from a key.
func Virtual(key uint64) uint64 {
	k := Mix(key ^ 0x76697274)
	return virtualSegments[k%uint64(len(virtualSegments))]*100_000_000 + k>>20%suffixes
}

// Foreign numbers: country code, digits that follow it, digits left to vary. Where a country keeps a range for fiction
// (North America 555-01xx, the United Kingdom 7700 900xxx, Australia 491 570 xxx) that range is used.
var foreignPlans = [...]struct {
	head uint64
	vary uint64
}{
	{1202555_01, 100}, {447700_900, 1000}, {61491_570, 1000}, {852_5500, 10_000}, {886_9000, 100_000},
	{855_1200, 10_000}, {95_94200, 100_000}, {66_8000, 100_000}, {60_12000, 100_000}, {63_9000, 1_000_000},
}

// Foreign is a number abroad, from a key; some are written with 00.
func Foreign(key uint64) Number {
	k := Mix(key ^ 0x666f7265)
	p := foreignPlans[k%uint64(len(foreignPlans))]
	style := asPlus
	if k>>40%5 == 0 {
		style = as00
	}
	return Num(style, p.head*p.vary+k>>8%p.vary)
}

// Landline is a fixed line in another big city, from a key.
func Landline(key uint64) Number {
	k := Mix(key ^ 0x6c616e64)
	areas := [...]uint64{10, 21, 22, 23, 28}
	return Num(asLand, areas[k%uint64(len(areas))]*100_000_000+55_000_000+k>>20%suffixes)
}

// Port is an SMS port of a sending service, from a key.
func Port(key uint64) Number { return Num(AsIs, 106_900_000_000+Mix(key)%10_000) }

// Service numbers. The 9599xx numbers are invented; 110, 96110, 12381 and 12345 are the public ones.
const (
	ServiceBank    = 959901 // + bank
	ServiceCarrier = 959911 // + carrier
	ServiceParcel  = 959921 // + courier
	ServiceShop    = 959931
	Hotline96110   = 96110
	Warn12381      = 12381
	City12345      = 12345
)

// Service is a short service number.
func Service(n uint64) Number { return Num(AsIs, n) }

// Account is a bank account without a string: 18 digits, the Luhn digit is added when it is written.
type Account uint64

// AccountOf is the account of a resident at the bank they use most.
func (t *Town) AccountOf(i int) Account {
	return MakeAccount(int(t.residents[i].Bank), uint64(i)*2_654_435_761+t.seed%1_000_003)
}

// MakeAccount is an account number at a bank from a key; bank 6 and above are banks outside the city.
func MakeAccount(bank int, key uint64) Account {
	return Account(uint64(990001+bank)*1_000_000_000_000 + Mix(key^0x61636374)%1_000_000_000_000)
}

// AppendTo writes the account with its Luhn digit.
func (a Account) AppendTo(dst []byte) []byte {
	dst = strconv.AppendUint(dst, uint64(a), 10)
	sum := 0
	digits := dst[len(dst)-18:]
	for i, d := range digits {
		v := int(d - '0')
		if (len(digits)-i)%2 == 1 {
			v *= 2
			if v > 9 {
				v -= 9
			}
		}
		sum += v
	}
	return append(dst, byte('0'+(10-sum%10)%10))
}

// String is the account with its Luhn digit.
func (a Account) String() string { return string(a.AppendTo(nil)) }

// Bank is the index of the bank of an account.
func (a Account) Bank() int { return int(uint64(a)/1_000_000_000_000 - 990001) }

// BankNames are the six banks of the city, then those elsewhere.
var BankNames = [...]string{"云河银行", "河口农商银行", "云东村镇银行", "示例建设储蓄银行", "示例惠民银行", "云途支付", "示例商贸银行", "远山银行", "海角支付"}

// BankNameOf is the name of the bank of an account.
func BankNameOf(a Account) string { return BankNames[min(a.Bank(), len(BankNames)-1)] }
