package packed

import (
	"testing"

	"fanzha/internal/check"
)

// TestPhone protects the mark of a step: a number survives the word it is kept in.
func TestPhone(t *testing.T) {
	for _, p := range []string{"+8613900010001", "95533", "+85251234567", "0010", "", "+123456789012345678"} {
		check.Equal(t, UnpackPhone(Phone(p)), p)
	}
	check.Equal(t, Phone("+1234567890123456789"), uint64(0))
}

// TestID protects the link from a number to its owner: an identity number survives the words it is kept in, others are refused.
func TestID(t *testing.T) {
	for _, id := range []string{"11010519491231002X", "010105194912310021", "440524188001010014"} {
		n, last, ok := ID(id)
		check.True(t, ok, id)
		check.Equal(t, UnpackID(n, last), id)
	}
	for _, id := range []string{"", "1", "a10105194912310021", "000000000000000000", "1101051949123100211"} {
		_, _, ok := ID(id)
		check.True(t, !ok, id)
	}
}
