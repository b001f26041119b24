package smpp_test

import (
	"bytes"
	"strings"
	"testing"

	"fanzha/edge/connect/sms/smpp"
	"fanzha/internal/check"
)

// Protects the form on the wire: one submit_sm, octet by octet as the specification lays it out.
func TestSubmit(t *testing.T) {
	s := smpp.Short{
		From: smpp.Address{Digits: "96110"}, To: smpp.Address{TON: 1, NPI: 1, Digits: "8619900000001"}, Class: smpp.ClassHead, Registered: 1, Coding: smpp.CodingUCS2,
		Text: []byte{5, 0, 3, 1, 2, 1, 0x53, 0xcd}, Fields: []smpp.Field{{Tag: 0x0204, Value: []byte{0, 7}}},
	}
	body, err := s.Body()
	check.NoError(t, err)
	check.Equal(t, body, []byte("\x00\x00\x0096110\x00\x01\x018619900000001\x00\x40\x00\x00\x00\x00\x01\x00\x08\x00\x08\x05\x00\x03\x01\x02\x01\x53\xcd\x02\x04\x00\x02\x00\x07"))
	back, err := smpp.ReadShort(body)
	check.NoError(t, err)
	check.Equal(t, back, s)
	raw := smpp.PDU{Command: smpp.SubmitSM, Seq: 9, Body: body}.Bytes()
	p, err := smpp.Read(bytes.NewReader(raw))
	check.NoError(t, err)
	check.Equal(t, p, smpp.PDU{Command: smpp.SubmitSM, Seq: 9, Body: body})
	_, err = smpp.Short{Text: make([]byte, 255)}.Body()
	check.True(t, err != nil, "a text that is too long was written")
	_, err = smpp.Short{To: smpp.Address{Digits: "1\x002"}}.Body()
	check.True(t, err != nil, "a zero octet within a text was written")
	for _, bad := range []string{"", "\x00\x00\x00\x0f", "\x00\x00\x00\x0f" + strings.Repeat("\x00", 12), "\xff\xff\xff\xff" + strings.Repeat("\x00", 12), string(raw[:len(raw)-1])} {
		_, err = smpp.Read(strings.NewReader(bad))
		check.True(t, err != nil, "a broken unit was read")
	}
}

// Protects receipts: the forms that carriers use, and what is none.
func TestReceipt(t *testing.T) {
	const usual = "id:0123456789 sub:001 dlvrd:001 submit date:2611181906 done date:2611181907 stat:DELIVRD err:000 text:abc stat:UNDELIV"
	for _, c := range []struct {
		text   string
		fields []smpp.Field
		want   smpp.Receipt
		ok     bool
	}{
		{usual, nil, smpp.Receipt{ID: "0123456789", State: "DELIVRD", Err: "000"}, true},
		{"ID:a-b_C SUB:1 STAT:undeliv ERR:12", nil, smpp.Receipt{ID: "a-b_C", State: "UNDELIV", Err: "12"}, true},
		{"stat:EXPIRED id:7", nil, smpp.Receipt{ID: "7", State: "EXPIRED"}, true},
		{"", []smpp.Field{{Tag: smpp.TagReceiptedID, Value: []byte("x9\x00")}, {Tag: smpp.TagMessageState, Value: []byte{5}}}, smpp.Receipt{ID: "x9", State: "UNDELIV"}, true},
		{usual, []smpp.Field{{Tag: smpp.TagMessageState, Value: []byte{8}}}, smpp.Receipt{ID: "0123456789", State: "REJECTD", Err: "000"}, true},
		{"mid:5 stat:DELIVRD", nil, smpp.Receipt{State: "DELIVRD"}, false},
		{"id:" + strings.Repeat("9", 65) + " stat:DELIVRD", nil, smpp.Receipt{State: "DELIVRD"}, false},
		{"你好", nil, smpp.Receipt{}, false},
	} {
		got, ok := smpp.ReceiptOf(smpp.Short{Class: smpp.ClassReceipt, Text: []byte(c.text), Fields: c.fields})
		check.Equal(t, got, c.want)
		check.Equal(t, ok, c.ok)
	}
	_, ok := smpp.ReceiptOf(smpp.Short{Text: []byte(usual)})
	check.True(t, !ok, "a person who writes a receipt is believed")
	for state, want := range map[string][2]bool{"DELIVRD": {true, true}, "REJECTD": {false, true}, "ENROUTE": {false, false}, "ACCEPTD": {false, false}, "X": {false, false}} {
		delivered, final := smpp.Receipt{State: state}.Final()
		check.Equal(t, [2]bool{delivered, final}, want)
	}
}

// Protects the centre from whatever a carrier sends: nothing ends the program, and what is read is bounded.
func FuzzReceipt(f *testing.F) {
	f.Add([]byte("id:1 stat:DELIVRD err:0 text:x"), byte(4))
	f.Add([]byte("İd:İ text:İ stat:\xff"), byte(4))
	s := smpp.Short{Class: 4, Text: []byte("id:1"), Fields: []smpp.Field{{Tag: 0x1e, Value: []byte("a")}}}
	body, err := s.Body()
	check.NoError(f, err)
	f.Add(body, byte(0))
	f.Fuzz(func(t *testing.T, raw []byte, class byte) {
		r, ok := smpp.ReceiptOf(smpp.Short{Class: class, Text: raw})
		if ok && (r.ID == "" || len(r.ID) > 64 || r.State == "") {
			t.Fatalf("read %+v", r)
		}
		short, err := smpp.ReadShort(raw)
		if err == nil {
			again, err := short.Body()
			if err != nil {
				t.Fatalf("what was read cannot be written: %v", err)
			}
			back, err := smpp.ReadShort(again)
			if err != nil || !bytes.Equal(back.Text, short.Text) || back.To != short.To {
				t.Fatal("what was read and written is something else")
			}
			smpp.ReceiptOf(short)
		}
		_, _ = smpp.ReadBind(raw)
		_, _ = smpp.ReadID(raw)
		_, _ = smpp.Read(bytes.NewReader(raw))
	})
}
