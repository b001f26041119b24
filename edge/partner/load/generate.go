package load

import (
	"strconv"
)

// generator writes synthetic signals of mixed kinds about N people. Equal seeds and numbers give equal signals; ids carry the
// run, so that two runs do not meet as duplicates.
type generator struct {
	run    string
	seed   uint64
	people uint64
	base   int64 // microseconds: the event times are spread over the hour before
}

// mix spreads n over 64 bits.
func (g *generator) mix(n uint64) uint64 {
	x := n + g.seed*0x9e3779b97f4a7c15
	x = (x ^ x>>30) * 0xbf58476d1ce4e5b9
	x = (x ^ x>>27) * 0x94d049bb133111eb
	return x ^ x>>31
}

// phone writes an invented number of a person: 1990 and seven digits.
func phone(dst []byte, person uint64) []byte {
	dst = append(dst, `"1990`...)
	return append(pad(dst, person%10_000_000, 7), '"')
}

func pad(dst []byte, v uint64, width int) []byte {
	var digits [20]byte
	for i := width - 1; i >= 0; i-- {
		digits[i] = '0' + byte(v%10)
		v /= 10
	}
	return append(dst, digits[:width]...)
}

// How ordinary the life is that the load is made of: almost nobody is being defrauded, so almost nothing may hit.
const (
	contacts     = 20  // people one person usually talks to
	payees       = 5   // accounts one person usually pays
	strangeOneIn = 50  // a call from a number outside of the contacts
	abroadOneIn  = 500 // … from abroad
	longOneIn    = 100 // a long talk
)

// caller appends who called the person: nearly always one of the contacts.
func caller(dst []byte, person, h uint64) []byte {
	switch {
	case h%abroadOneIn == 0:
		dst = append(dst, `,"peer":"+8525`...)
		return append(pad(dst, h, 7), '"')
	case h%strangeOneIn == 0:
		dst = append(dst, `,"peer":"1391`...)
		return append(pad(dst, h, 7), '"')
	}
	dst = append(dst, `,"peer":"1380`...)
	return append(pad(dst, person*contacts+h%contacts, 7), '"')
}

// talk is how many seconds a call lasts: a minute or so, seldom up to half an hour.
func talk(h uint64) uint64 {
	if h>>8%longOneIn == 0 {
		return h % 1800
	}
	return h % 110
}

// amount is what a person pays, in fen: tens of yuan, seldom some thousands.
func amount(h uint64) uint64 {
	if h>>9%longOneIn == 0 {
		return 100 + h%500_000
	}
	return 100 + h%20_000
}

// record appends the n-th signal as one line: of ten, four calls, three messages, one visit, two transfers.
func (g *generator) record(dst []byte, n uint64) []byte {
	h := g.mix(n)
	dst = append(dst, `{"kind":"`...)
	kind := n % 10
	switch {
	case kind < 4:
		dst = append(dst, "call"...)
	case kind < 7:
		dst = append(dst, "message"...)
	case kind < 8:
		dst = append(dst, "visit"...)
	default:
		dst = append(dst, "transfer"...)
	}
	dst = append(dst, `","id":"`...)
	dst = append(dst, g.run...)
	dst = strconv.AppendUint(dst, n, 10)
	dst = append(dst, `","time":`...)
	dst = strconv.AppendInt(dst, g.base-int64(h%3_600_000_000), 10)
	dst = append(dst, `,"phone":`...)
	person := h % g.people
	dst = phone(dst, person)
	h = h>>13 | h<<51
	switch {
	case kind < 4:
		dst = caller(dst, person, h)
		dst = append(dst, `,"direction":"in","answered":true,"duration_s":`...)
		dst = strconv.AppendUint(dst, talk(h), 10)
		dst = append(dst, `,"place":"990101001"}`...)
	case kind < 7:
		dst = append(dst, `,"peer":"1069`...)
		dst = pad(dst, h, 6)
		dst = append(dst, `","text":"【示例快递】您的包裹`...)
		dst = strconv.AppendUint(dst, h%1_000_000, 10)
		dst = append(dst, `已到达，请凭取件码到驿站领取，如有疑问请联系客服"}`...)
	case kind < 8:
		dst = append(dst, `,"url":"https://www.example`...)
		dst = strconv.AppendUint(dst, h%10_000, 10)
		dst = append(dst, `.com/index","duration_s":30}`...)
	default:
		dst = append(dst, `,"account":"62220210`...)
		dst = pad(dst, person, 8)
		dst = append(dst, `","payee_account":"62220299`...)
		dst = pad(dst, person*payees+h>>7%payees, 8)
		dst = append(dst, `","amount_fen":`...)
		dst = strconv.AppendUint(dst, amount(h), 10)
		dst = append(dst, `,"channel":"mobile"}`...)
	}
	return append(dst, '\n')
}
