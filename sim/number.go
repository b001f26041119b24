package sim

import "strconv"

// number is a telephone number without a string: digits in the low 56 bits, the way it is written above.
type number uint64

// Ways of writing a number. Partners really do write the same mobile in three ways.
const (
	asIs   = iota + 1 // 19800123456, 95990, 106900001234
	as86              // +8619800123456
	as0086            // 008619800123456
	asPlus            // +85255012345
	as00              // 0085255012345
	asLand            // 01055012345
)

func num(style int, digits uint64) number { return number(uint64(style)<<56 | digits) }

func (n number) digits() uint64 { return uint64(n) & (1<<56 - 1) }

func (n number) appendTo(dst []byte) []byte {
	switch n >> 56 {
	case as86:
		dst = append(dst, "+86"...)
	case as0086:
		dst = append(dst, "0086"...)
	case asPlus:
		dst = append(dst, '+')
	case as00:
		dst = append(dst, "00"...)
	case asLand:
		dst = append(dst, '0')
	}
	return strconv.AppendUint(dst, n.digits(), 10)
}

func (n number) String() string { return string(n.appendTo(nil)) }

// Segments of the residents' mobiles, first and second number. The next two digits are 00 and the last six are a
// permutation of the person's index, so that a number leads back to its person without any table.
var (
	segments       = [carrierCount][3]uint64{{198, 178, 187}, {166, 176, 186}, {199, 191, 181}}
	secondSegments = [carrierCount]uint64{195, 196, 193}
)

const (
	suffixes   = 1_000_000
	suffixStep = 387_421 // coprime to suffixes
	suffixBack = 140_981 // suffixStep * suffixBack = 1 mod suffixes
	// MaxPeople is bound by the residents' number segments.
	MaxPeople = 2 * suffixes
)

// mobileOf is the first number of a resident, eleven digits.
func (c *City) mobileOf(i int) uint64 {
	seg := segments[c.people[i].carrier][i/suffixes]
	return seg*100_000_000 + uint64(i%suffixes*suffixStep+c.shift)%suffixes
}

// secondOf is the second number of a resident that has one.
func (c *City) secondOf(i int) uint64 {
	return secondSegments[c.people[i].carrier]*100_000_000 + uint64(i%suffixes*suffixStep+c.shift)%suffixes
}

// residentOf leads from eleven digits back to the resident.
func (c *City) residentOf(mobile uint64) (int, bool) {
	suffix := int(mobile % 100_000_000)
	if suffix >= suffixes {
		return 0, false
	}
	low := (suffix + suffixes - c.shift) % suffixes * suffixBack % suffixes
	for i := low; i < len(c.people); i += suffixes {
		if c.mobileOf(i) == mobile || c.people[i].second && c.secondOf(i) == mobile {
			return i, true
		}
	}
	return 0, false
}

// phoneOf picks the number a record is about: nearly always the first one.
func (c *City) phoneOf(i int, r *rng) number {
	if c.people[i].second && r.pct(25) {
		return num(asIs, c.secondOf(i))
	}
	return num(asIs, c.mobileOf(i))
}

// written varies the way a mainland mobile is written.
func written(mobile uint64, r *rng) number {
	switch k := r.n(100); {
	case k < 4:
		return num(as86, mobile)
	case k < 5:
		return num(as0086, mobile)
	}
	return num(asIs, mobile)
}

var outsideSegments = [...]uint64{135, 136, 150, 151, 130, 131, 133, 189, 152, 185}

// outsider is a mobile of another town, from a key.
func outsider(key uint64) uint64 {
	k := mix(key ^ 0x6f757473)
	return outsideSegments[k%uint64(len(outsideSegments))]*100_000_000 + k>>20%suffixes
}

var virtualSegments = [...]uint64{162, 165, 167, 170, 171}

// virtual is a number of a virtual operator, from a key.
func virtual(key uint64) uint64 {
	k := mix(key ^ 0x76697274)
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

// foreign is a number abroad, from a key; some are written with 00.
func foreign(key uint64) number {
	k := mix(key ^ 0x666f7265)
	p := foreignPlans[k%uint64(len(foreignPlans))]
	style := asPlus
	if k>>40%5 == 0 {
		style = as00
	}
	return num(style, p.head*p.vary+k>>8%p.vary)
}

// landline is a fixed line in another big city, from a key.
func landline(key uint64) number {
	k := mix(key ^ 0x6c616e64)
	areas := [...]uint64{10, 21, 22, 23, 28}
	return num(asLand, areas[k%uint64(len(areas))]*100_000_000+55_000_000+k>>20%suffixes)
}

// port is an SMS port of a sending service, from a key.
func port(key uint64) number { return num(asIs, 106_900_000_000+mix(key)%10_000) }

// Service numbers. The 9599xx numbers are invented; 110, 96110, 12381 and 12345 are the public ones.
const (
	serviceBank    = 959901 // + bank
	serviceCarrier = 959911 // + carrier
	serviceParcel  = 959921 // + courier
	serviceShop    = 959931
	hotline96110   = 96110
	warn12381      = 12381
	city12345      = 12345
)

func service(n uint64) number { return num(asIs, n) }

// account is a bank account without a string: 18 digits, the Luhn digit is added when it is written.
type account uint64

// accountOf is the account of a resident at the bank they use most.
func (c *City) accountOf(i int) account {
	return makeAccount(int(c.people[i].bank), uint64(i)*2_654_435_761+c.seed%1_000_003)
}

// makeAccount is an account number at a bank from a key; bank 6 and above are banks outside the city.
func makeAccount(bank int, key uint64) account {
	return account(uint64(990001+bank)*1_000_000_000_000 + mix(key^0x61636374)%1_000_000_000_000)
}

func (a account) appendTo(dst []byte) []byte {
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

func (a account) String() string { return string(a.appendTo(nil)) }

// bank is the index of the bank of an account.
func (a account) bank() int { return int(uint64(a)/1_000_000_000_000 - 990001) }

var bankNames = [...]string{"云河银行", "河口农商银行", "云东村镇银行", "示例建设储蓄银行", "示例惠民银行", "云途支付", "示例商贸银行", "远山银行", "海角支付"}

// bankNameOf is the name of the bank of an account.
func bankNameOf(a account) string { return bankNames[min(a.bank(), len(bankNames)-1)] }
