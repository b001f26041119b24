package ident

import "strings"

// Carrier is who was given a number's segment (号段). It is the segment, not the current operator: numbers can be carried to
// another operator since 2019-12-01 (携号转网), so it may be shown and counted but must not decide anything alone.
type Carrier struct {
	Code      string // mobile 中国移动, unicom 中国联通, telecom 中国电信, broadnet 中国广电; empty when unknown
	Virtual   bool   // resold by a virtual operator (虚拟运营商): 162, 165, 167, 170, 171
	Machine   bool   // Internet-of-things card (物联网卡), 13 digits
	Data      bool   // data card: 145, 147, 149
	Satellite bool   // 1349, 1740, 1749
}

// Codes of the four basic operators.
const (
	CarrierMobile   = "mobile"
	CarrierUnicom   = "unicom"
	CarrierTelecom  = "telecom"
	CarrierBroadnet = "broadnet"
)

// A segment is packed into a byte: the operator in the low bits, what is special about it above. Zero: not assigned.
const (
	segMobile uint8 = iota + 1
	segUnicom
	segTelecom
	segBroadnet
	segOperator  uint8 = 0x07
	segVirtual   uint8 = 0x08
	segMachine   uint8 = 0x10
	segData      uint8 = 0x20
	segSatellite uint8 = 0x40
	segLowHalf   uint8 = 0x80 // only fifth digits 0–5 are assigned
)

// The assigned segments by prefix (published lists, state of 2022-05). A longer prefix wins over a shorter one.
var segmentTable = []struct {
	kind     uint8
	prefixes string
}{
	{segMobile, "134 135 136 137 138 139 150 151 152 157 158 159 172 178 182 183 184 187 188 195 197 198"},
	{segUnicom, "130 131 132 155 156 166 175 176 185 186 196"},
	{segTelecom, "133 153 173 177 180 181 189 190 191 193 199"},
	{segBroadnet, "192"},
	{segTelecom | segVirtual, "162 1700 1701 1702"},
	{segMobile | segVirtual, "165 1703 1705 1706"},
	{segUnicom | segVirtual, "167 171 1704 1707 1708 1709"},
	{segMobile | segMachine, "1440 148"},
	{segUnicom | segMachine, "146"},
	{segTelecom | segMachine, "1410 1441"},
	{segMobile | segData, "147"},
	{segUnicom | segData, "145"},
	{segTelecom | segData, "149"},
	{segTelecom | segSatellite, "1349 1749"},
	{segTelecom | segSatellite | segLowHalf, "1740"},
}

// segments is the table spread over the three digits after the leading 1.
var segments = spreadSegments()

func spreadSegments() (out [1000]uint8) {
	for _, length := range []int{3, 4} {
		for _, row := range segmentTable {
			for _, p := range strings.Fields(row.prefixes) {
				if len(p) != length {
					continue
				}
				from := int(p[1]-'0')*100 + int(p[2]-'0')*10
				to := from + 9
				if length == 4 {
					from += int(p[3] - '0')
					to = from
				}
				for i := from; i <= to; i++ {
					out[i] = row.kind
				}
			}
		}
	}
	return out
}

// segmentOf returns the packed segment of a national mobile number of at least five digits, zero when it is not assigned.
func segmentOf(d string) uint8 {
	seg := segments[int(d[1]-'0')*100+int(d[2]-'0')*10+int(d[3]-'0')]
	if seg&segLowHalf != 0 && d[4] > '5' {
		return 0
	}
	return seg
}

func machine(seg uint8) bool { return seg&segMachine != 0 }

// Carrier returns whose segment a mainland mobile number lies in; the zero Carrier for all other numbers.
func (p Phone) Carrier() Carrier {
	if !p.Mobile() {
		return Carrier{}
	}
	seg := segmentOf(string(p[3:]))
	codes := [...]string{"", CarrierMobile, CarrierUnicom, CarrierTelecom, CarrierBroadnet}
	return Carrier{
		Code:      codes[seg&segOperator],
		Virtual:   seg&segVirtual != 0,
		Machine:   machine(seg),
		Data:      seg&segData != 0,
		Satellite: seg&segSatellite != 0,
	}
}

// countryCodes are the assigned country calling codes of ITU-T E.164, +86 apart; global services (8xx, 979) included because
// fraud calls show them.
var countryCodes = countrySet(`1 7
20 211 212 213 216 218 220 221 222 223 224 225 226 227 228 229 230 231 232 233 234 235 236 237 238 239 240 241 242 243 244
245 246 247 248 249 250 251 252 253 254 255 256 257 258 260 261 262 263 264 265 266 267 268 269 27 290 291 297 298 299
30 31 32 33 34 350 351 352 353 354 355 356 357 358 359 36 370 371 372 373 374 375 376 377 378 379 380 381 382 383 385 386
387 389 39 40 41 420 421 423 43 44 45 46 47 48 49
500 501 502 503 504 505 506 507 508 509 51 52 53 54 55 56 57 58 590 591 592 593 594 595 596 597 598 599
60 61 62 63 64 65 66 670 672 673 674 675 676 677 678 679 680 681 682 683 685 686 687 688 689 690 691 692
800 808 81 82 84 850 852 853 855 856 870 878 880 881 882 883 886 888
90 91 92 93 94 95 960 961 962 963 964 965 966 967 968 970 971 972 973 974 975 976 977 979 98 992 993 994 995 996 998`)

func countrySet(list string) map[string]bool {
	set := map[string]bool{}
	for _, c := range strings.Fields(list) {
		set[c] = true
	}
	return set
}
