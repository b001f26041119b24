package slab

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

// BanksMax bounds the list of names of banks; a bank beyond it is kept as the empty name.
const BanksMax = 1 << 16

// Parties keeps one Party an account, the newest, as bytes: bank as its number in a list, name and phone with their lengths.
// Memory is bounded by the reservation; what does not fit is left out and counted.
type Parties struct {
	Of    []uint32 // where the account's begins, plus one
	Data  []byte
	Used  int
	Lost  int64
	Banks atomic.Pointer[[]string]
	Bank  map[string]int // the writer's
}

// Set keeps what is new of a party.
func (p *Parties) Set(account uint32, v Party) {
	if v == (Party{}) {
		return
	}
	old := p.Get(account)
	v = Party{Bank: cmpOr(v.Bank, old.Bank), Name: cmpOr(v.Name, old.Name), Phone: cmpOr(v.Phone, old.Phone)}
	if v == old {
		return
	}
	if p.Used+len(v.Name)+len(v.Phone)+3*binary.MaxVarintLen32 > len(p.Data) {
		p.Lost++
		return
	}
	at := p.Used
	b := binary.AppendUvarint(p.Data[:at], uint64(p.bankNumber(v.Bank)))
	for _, s := range []string{v.Name, v.Phone} {
		b = binary.AppendUvarint(b, uint64(len(s)))
		b = append(b, s...)
	}
	p.Used = len(b)
	atomic.StoreUint32(&p.Of[account], uint32(at)+1)
}

func cmpOr(a, b string) string {
	if a != "" {
		return a
	}
	return b
}

// bankNumber is the place of a bank in the list; readers see the list as it was or with the bank added.
func (p *Parties) bankNumber(name string) int {
	n, known := p.Bank[name]
	if known {
		return n
	}
	banks := *p.Banks.Load()
	if len(banks) == BanksMax {
		return 0
	}
	longer := append(slices.Clip(banks), name)
	p.Bank[name] = len(banks)
	p.Banks.Store(&longer)
	return len(banks)
}

// Get reads what is known of an account.
func (p *Parties) Get(account uint32) Party {
	at := atomic.LoadUint32(&p.Of[account])
	if at == 0 {
		return Party{}
	}
	bank, used := binary.Uvarint(p.Data[at-1:])
	b := p.Data[int(at)-1+used:]
	var v Party
	banks := *p.Banks.Load()
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
