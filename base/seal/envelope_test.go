package seal

import (
	"bytes"
	"testing"

	"fanzha/internal/check"
)

// Protects: only the receiver opens an envelope; one changed bit anywhere, another label or another receiver's key is refused with the one
// fault; the key on the disk is read back; a key that cannot encrypt is refused.
func TestEnvelope(t *testing.T) {
	dir := t.TempDir()
	mine, err := OpenEnvelopes(dir)
	check.NoError(t, err)
	again, err := OpenEnvelopes(dir)
	check.NoError(t, err)
	check.Equal(t, again.Public().ID, mine.Public().ID)
	other, err := NewOpener()
	check.NoError(t, err)
	content, label := []byte("预警指令"), []byte("990000000000")
	e, err := Enclose(mine.Public(), content, label)
	check.NoError(t, err)
	check.True(t, !bytes.Contains(e.Text, content), "the content is readable")
	got, err := again.Open(e, label)
	check.NoError(t, err)
	check.Equal(t, got, content)
	_, err = other.Open(e, label)
	check.Fault(t, err, "seal.invalid")
	_, err = mine.Open(e, []byte("990100000000"))
	check.Fault(t, err, "seal.invalid")
	for _, part := range []*[]byte{&e.Wrapped, &e.Nonce, &e.Text} {
		kept := *part
		for i := range kept {
			forged := bytes.Clone(kept)
			forged[i] ^= 1
			*part = forged
			_, err = mine.Open(e, label)
			check.Fault(t, err, "seal.invalid")
		}
		*part = nil
		_, err = mine.Open(e, label)
		check.Fault(t, err, "seal.invalid")
		*part = kept
	}
	ed, err := New(Ed25519)
	check.NoError(t, err)
	_, err = Enclose(ed.Public(), content, label)
	check.Fault(t, err, "seal.suite")
	_, err = Enclose(mine.Public(), nil, label)
	check.Fault(t, err, "seal.canonical")
}
