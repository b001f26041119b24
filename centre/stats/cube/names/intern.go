package names

import (
	"strings"
	"unsafe"
)

// Intern numbers every value that was ever counted, of all measures and columns together, so that a value's own number in a column
// is found by a number and not by its letters. 0 is "".
type Intern struct {
	number map[string]uint32
	near   *[nearLines]nearLine // what was met in the batch at work, by address; nil until a batch is worth it
	on     bool
}

// near is a value at an address. The facts of the batch at work keep it where it is; after the batch nothing here is believed.
type near struct {
	at     uintptr
	length uint32
	number uint32
}

// nearLine is a line of memory: the four last values that met there, the newest first.
type nearLine [4]near

const (
	nearBits  = 12
	nearLines = 1 << nearBits
	nearWorth = 512 // facts of a batch, below which clearing costs more than it saves
)

// Begin is called before the values of a batch are asked for, End afterwards.
func (x *Intern) Begin(facts int, a *Arena) {
	x.on = facts >= nearWorth
	if x.on && x.near == nil {
		x.near = (*[nearLines]nearLine)(a.Take(int(unsafe.Sizeof([nearLines]nearLine{}))))
	}
}

// End forgets the addresses of the batch.
func (x *Intern) End() {
	if x.on {
		clear(x.near[:])
		x.on = false
	}
}

// Of is the number of a value that is not "".
func (x *Intern) Of(s string) uint32 {
	if !x.on {
		return x.Find(s)
	}
	at := uintptr(unsafe.Pointer(unsafe.StringData(s)))
	line := &x.near[uint64(at)*0x9e3779b97f4a7c15>>(64-nearBits)]
	for i := range line {
		if line[i].at == at && line[i].length == uint32(len(s)) {
			return line[i].number
		}
	}
	line[3], line[2], line[1] = line[2], line[1], line[0]
	line[0] = near{at, uint32(len(s)), x.Find(s)}
	return line[0].number
}

func (x *Intern) Find(s string) uint32 {
	n, known := x.number[s]
	if !known {
		if x.number == nil {
			x.number = map[string]uint32{}
		}
		n = uint32(len(x.number)) + 1
		x.number[strings.Clone(s)] = n
	}
	return n
}
