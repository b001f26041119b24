package docket

import (
	"bytes"
	"encoding/hex"
	"os"
	"strings"
	"testing"

	"fanzha/base/seal"
	"fanzha/internal/check"
	"fanzha/term/when"
)

func example() Instruction {
	return Instruction{
		Kind: KindStop, ID: "01JD6Z0000000000000000000A", Number: "ZF20261118-000001-01", Claim: "ZF20261118-000001", Depth: 1, Bank: "yh_bank",
		Account: Party{Account: "9900010000000001", Name: "户主0001", Kind: "person"},
		Matches: []Match{{Ref: "P-1", At: 1_795_000_000_000_000, Fen: 8_600_000, Payer: Party{Bank: "sl_bank", Account: "9900030000000017", Name: "张建国"}, Channel: "手机银行"}},
		HoldFen: 8_600_000, HoldForS: 172_800, Count: 1, FloorFen: 20_000, Basis: "银发〔2016〕86号 二(一)2", Reason: "涉嫌电信网络诈骗", Urgent: true,
		Officers: [2]Officer{{ID: "990101", Name: "李警官", Phone: "13900000001"}, {ID: "990102", Name: "王警官", Phone: "13900000002"}},
		Document: Document{Kind: "受案登记表", Number: "云公受〔2026〕1号", SHA256: strings.Repeat("ab", 32)},
		UnitCode: "990101000000", UnitName: "云东区反诈中心", IssuedAt: 1_795_000_010_000_000, AnswerBy: 1_795_000_610_000_000,
	}
}

// TestCanonical protects: the sealed bytes are those of the page that banks learn (testdata/stop.hex is a golden file of that
// page), and they are read back as they were written.
func TestCanonical(t *testing.T) {
	in := example()
	raw := in.Canonical()
	golden, err := os.ReadFile("testdata/stop.hex")
	check.NoError(t, err)
	check.Equal(t, hex.EncodeToString(raw), strings.TrimSpace(string(golden)))
	back, err := ParseInstruction(raw)
	check.NoError(t, err)
	check.Equal(t, back, in)
	release := Instruction{Kind: KindRelease, ID: "r", Number: "n", Parent: in.ID, Fen: 5, Until: when.Day}
	back, err = ParseInstruction(release.Canonical())
	check.NoError(t, err)
	check.Equal(t, back, release)
	in.Supplements = "01JD6Z0000000000000000000B"
	back, err = ParseInstruction(in.Canonical())
	check.NoError(t, err)
	check.Equal(t, back, in)
	check.Equal(t, in.Canonical()[3], byte(2))
	curb := Instruction{Kind: KindRestrict, ID: "r", Number: "n", Limits: "non_counter", Until: when.Day}
	back, err = ParseInstruction(curb.Canonical())
	check.NoError(t, err)
	check.Equal(t, back, curb)
	check.Equal(t, curb.Canonical()[3], byte(3))
}

// FuzzParseInstruction protects: no bytes make the reader panic, and what it accepts is written back byte for byte, so that two
// texts never mean one order.
func FuzzParseInstruction(f *testing.F) {
	in := example()
	f.Add(in.Canonical())
	f.Add(seal.NewWriter('O', 1).Int(1).Text("stop").Bytes())
	f.Add([]byte("FZO\x01"))
	f.Fuzz(func(t *testing.T, raw []byte) {
		in, err := ParseInstruction(raw)
		if err != nil {
			check.Fault(t, err, "seal.canonical")
			return
		}
		check.True(t, bytes.Equal(in.Canonical(), raw), "written back otherwise")
	})
}
