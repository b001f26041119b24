package flow

import (
	"encoding/binary"
	"slices"
	"sync/atomic"
)

// Party is what is known of the holder of an account beside its number: an order to a bank needs the bank and the name, a warning
// the phone.
type Party struct {
	Bank  string
	Name  string
	Phone string
}

// banksMax bounds the list of names of banks; a bank beyond it is kept as the empty name.
const banksMax = 1 << 16

// parties keeps one Party an account, the newest, as bytes: bank as its number in a list, name and phone with their lengths.
// Memory is bounded by the reservation; what does not fit is left out and counted.
type parties struct {
	of    []uint32 // where the account's begins, plus one
	data  []byte
	used  int
	lost  int64
	banks atomic.Pointer[[]string]
	bank  map[string]int // the writer's
}

// set keeps what is new of a party.
func (p *parties) set(account uint32, v Party) {
	if v == (Party{}) {
		return
	}
	old := p.get(account)
	v = Party{Bank: cmpOr(v.Bank, old.Bank), Name: cmpOr(v.Name, old.Name), Phone: cmpOr(v.Phone, old.Phone)}
	if v == old {
		return
	}
	if p.used+len(v.Name)+len(v.Phone)+3*binary.MaxVarintLen32 > len(p.data) {
		p.lost++
		return
	}
	at := p.used
	b := binary.AppendUvarint(p.data[:at], uint64(p.bankNumber(v.Bank)))
	for _, s := range []string{v.Name, v.Phone} {
		b = binary.AppendUvarint(b, uint64(len(s)))
		b = append(b, s...)
	}
	p.used = len(b)
	atomic.StoreUint32(&p.of[account], uint32(at)+1)
}

func cmpOr(a, b string) string {
	if a != "" {
		return a
	}
	return b
}

// bankNumber is the place of a bank in the list; readers see the list as it was or with the bank added.
func (p *parties) bankNumber(name string) int {
	n, known := p.bank[name]
	if known {
		return n
	}
	banks := *p.banks.Load()
	if len(banks) == banksMax {
		return 0
	}
	longer := append(slices.Clip(banks), name)
	p.bank[name] = len(banks)
	p.banks.Store(&longer)
	return len(banks)
}

// get reads what is known of an account.
func (p *parties) get(account uint32) Party {
	at := atomic.LoadUint32(&p.of[account])
	if at == 0 {
		return Party{}
	}
	bank, used := binary.Uvarint(p.data[at-1:])
	b := p.data[int(at)-1+used:]
	var v Party
	banks := *p.banks.Load()
	if bank < uint64(len(banks)) {
		v.Bank = banks[bank]
	}
	for _, s := range []*string{&v.Name, &v.Phone} {
		size, used := binary.Uvarint(b)
		*s = string(b[used : used+int(size)])
		b = b[used+int(size):]
	}
	return v
}
