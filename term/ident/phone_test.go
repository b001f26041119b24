package ident

import (
	"strings"
	"testing"

	"fanzha/internal/check"
)

// Protects the normal form of every shape of number that partners send; the partition key and all windows hang on it.
func TestParsePhone(t *testing.T) {
	for _, c := range []struct{ in, want string }{
		{"13800138000", "+8613800138000"},
		{" 138 0013 8000 ", "+8613800138000"},
		{"138-0013-8000", "+8613800138000"},
		{"+86 138 0013 8000", "+8613800138000"},
		{"+8613800138000", "+8613800138000"},
		{"008613800138000", "+8613800138000"},
		{"8613800138000", "+8613800138000"},
		{"013800138000", "+8613800138000"},
		{"+86 (0)10 6234 5678", "+861062345678"},
		{"１３８００１３８０００", "+8613800138000"},
		{"＋８６１３８００１３８０００", "+8613800138000"},
		{"17012345678", "+8617012345678"},
		{"16212345678", "+8616212345678"},
		{"13491234567", "+8613491234567"},
		{"17400512345", "+8617400512345"},
		{"17491234567", "+8617491234567"},
		{"1440123456789", "+861440123456789"},
		{"861440123456789", "+861440123456789"},
		{"1461234567890", "+861461234567890"},
		{"010-62345678", "+861062345678"},
		{"(0755)82345678", "+8675582345678"},
		{"0310 2345678", "+863102345678"},
		{"8675582345678", "+8675582345678"},
		{"95533", "95533"},
		{"110", "110"},
		{"96110", "96110"},
		{"010-96110", "96110"},
		{"+86 95533", "95533"},
		{"0086 110", "110"},
		{"10086", "10086"},
		{"12381", "12381"},
		{"95188012", "95188012"},
		{"400-812-3123", "4008123123"},
		{"+86 400 812 3123", "4008123123"},
		{"8008123123", "8008123123"},
		{"106901234567890", "106901234567890"},
		{"10690123456789012345", "10690123456789012345"},
		{"9553312345", "9553312345"},
		{"+852 9123 4567", "+85291234567"},
		{"0085291234567", "+85291234567"},
		{"+1 (415) 555-0123", "+14155550123"},
		{"+886912345678", "+886912345678"},
		{"+882123456", "+882123456"},
	} {
		got, err := ParsePhone(c.in)
		check.NoError(t, err)
		check.Equal(t, string(got), c.want)
		again, err := ParsePhone(string(got))
		check.NoError(t, err)
		check.Equal(t, again, got)
	}
}

// Protects the door: each thing that is not a number is refused with the reason a partner can act on.
func TestParsePhoneRefuses(t *testing.T) {
	for _, c := range []struct{ in, code string }{
		{"", "ident.phone_empty"},
		{"   ", "ident.phone_empty"},
		{"--", "ident.phone_empty"},
		{"+", "ident.phone_length"},
		{"1", "ident.phone_length"},
		{"12", "ident.phone_length"},
		{"1380013800", "ident.phone_length"},
		{"138001380000", "ident.phone_length"},
		{"14401234567", "ident.phone_length"},
		{"1380013800012", "ident.phone_length"},
		{strings.Repeat("1", 21), "ident.phone_length"},
		{strings.Repeat("1", 1<<20), "ident.phone_length"},
		{"1380013800a", "ident.phone_character"},
		{"138001380\x00", "ident.phone_character"},
		{"1380013+8000", "ident.phone_character"},
		{"++8613800138000", "ident.phone_character"},
		{"' OR 1=1", "ident.phone_character"},
		{"\xff\xfe", "ident.phone_character"},
		{"13800138000;DROP", "ident.phone_character"},
		{"15412345678", "ident.phone_segment"},
		{"17406123456", "ident.phone_segment"},
		{"+8614312345678", "ident.phone_segment"},
		{"0", "ident.phone_area"},
		{"01212345678", "ident.phone_area"},
		{"0400 812 3123", "ident.phone_area"},
		{"010-02345678", "ident.phone_length"},
		{"010-623456789", "ident.phone_length"},
		{"62345678", "ident.phone_area_missing"},
		{"2345678", "ident.phone_area_missing"},
		{"+99912345678", "ident.phone_country"},
		{"+210123456789", "ident.phone_country"},
		{"+852123", "ident.phone_length"},
		{"+1234567890123456", "ident.phone_length"},
		{"00", "ident.phone_area"},
		{"+86", "ident.phone_length"},
	} {
		_, err := ParsePhone(c.in)
		if err == nil {
			t.Fatalf("%.30q accepted, want %s", c.in, c.code)
		}
		check.Fault(t, err, c.code)
	}
}

// Protects what officers read about a number and what they must not read.
func TestPhoneWords(t *testing.T) {
	for _, c := range []struct{ in, mask, national, country string }{
		{"13800138000", "138****8000", "13800138000", "86"},
		{"1440123456789", "144****6789", "1440123456789", "86"},
		{"010-62345678", "010****5678", "01062345678", "86"},
		{"0310-2345678", "0310****678", "03102345678", "86"},
		{"95533", "95533", "95533", "86"},
		{"4008123123", "4008123123", "4008123123", "86"},
		{"106901234567890", "106****7890", "106901234567890", "86"},
		{"+85291234567", "+852****4567", "+85291234567", "852"},
		{"+8521234", "+852****34", "+8521234", "852"},
	} {
		p, err := ParsePhone(c.in)
		check.NoError(t, err)
		check.Equal(t, []string{p.Mask(), p.National(), p.Country()}, []string{c.mask, c.national, c.country})
	}
	check.Equal(t, Phone("").Mask(), "")
	check.Equal(t, Phone("").Country(), "")
}

// Protects the classes that scenarios ask for: foreign caller, service number, mobile.
func TestPhoneClasses(t *testing.T) {
	for _, c := range []struct{ in, want string }{
		{"13800138000", "mainland mobile"},
		{"1440123456789", "mainland mobile"},
		{"010-62345678", "mainland landline"},
		{"95533", "mainland service"},
		{"4008123123", "mainland service"},
		{"1069012345678", "mainland service port"},
		{"+85291234567", "foreign"},
		{"+8618812345678", "mainland mobile"},
	} {
		p, err := ParsePhone(c.in)
		check.NoError(t, err)
		var words []string
		for _, w := range []struct {
			is   bool
			word string
		}{{p.Mainland(), "mainland"}, {p.Foreign(), "foreign"}, {p.Mobile(), "mobile"}, {p.Landline(), "landline"}, {p.Service(), "service"}, {p.Port(), "port"}} {
			if w.is {
				words = append(words, w.word)
			}
		}
		check.Equal(t, strings.Join(words, " "), c.want)
	}
	var none Phone
	check.True(t, !none.Mainland() && !none.Foreign() && !none.Service(), "an empty number is nothing")
}

// Protects the segment table against slips: one number of each row.
func TestCarrier(t *testing.T) {
	for _, c := range []struct {
		in   string
		want Carrier
	}{
		{"13412345678", Carrier{Code: CarrierMobile}},
		{"19812345678", Carrier{Code: CarrierMobile}},
		{"13012345678", Carrier{Code: CarrierUnicom}},
		{"19612345678", Carrier{Code: CarrierUnicom}},
		{"13312345678", Carrier{Code: CarrierTelecom}},
		{"19012345678", Carrier{Code: CarrierTelecom}},
		{"19212345678", Carrier{Code: CarrierBroadnet}},
		{"16212345678", Carrier{Code: CarrierTelecom, Virtual: true}},
		{"16512345678", Carrier{Code: CarrierMobile, Virtual: true}},
		{"16712345678", Carrier{Code: CarrierUnicom, Virtual: true}},
		{"17112345678", Carrier{Code: CarrierUnicom, Virtual: true}},
		{"17002345678", Carrier{Code: CarrierTelecom, Virtual: true}},
		{"17032345678", Carrier{Code: CarrierMobile, Virtual: true}},
		{"17092345678", Carrier{Code: CarrierUnicom, Virtual: true}},
		{"1440123456789", Carrier{Code: CarrierMobile, Machine: true}},
		{"1461234567890", Carrier{Code: CarrierUnicom, Machine: true}},
		{"1410123456789", Carrier{Code: CarrierTelecom, Machine: true}},
		{"14712345678", Carrier{Code: CarrierMobile, Data: true}},
		{"13492345678", Carrier{Code: CarrierTelecom, Satellite: true}},
		{"17402345678", Carrier{Code: CarrierTelecom, Satellite: true}},
		{"95533", Carrier{}},
		{"+85291234567", Carrier{}},
	} {
		p, err := ParsePhone(c.in)
		check.NoError(t, err)
		check.Equal(t, p.Carrier(), c.want)
	}
}

// Protects names of people: one character at most is shown.
func TestMaskName(t *testing.T) {
	for in, want := range map[string]string{
		"张三丰": "张**", "张三": "张*", "欧阳娜娜": "欧***", "阿卜杜热合曼·艾合买提": "阿***",
		"John Smith": "J***", "Ян": "Я***", "张": "*", "": "", "  李四 ": "李*", "\xff\xfe": "***",
	} {
		check.Equal(t, MaskName(in), want)
	}
}

// Protects the parser against any input: no panic, a stable normal form, classes that exclude each other, a mask that hides.
func FuzzParsePhone(f *testing.F) {
	for _, s := range []string{"13800138000", "+86 010 62345678", "1069012345", "00852 9123 4567", "95533", "４００", "86955331234", "+1"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		p, err := ParsePhone(s)
		if err != nil {
			return
		}
		again, err := ParsePhone(string(p))
		if err != nil || again != p {
			t.Fatalf("%q gives %q, which gives %q (%v)", s, p, again, err)
		}
		if p.Mobile() && p.Carrier().Code == "" {
			t.Fatalf("%q is a mobile without carrier", p)
		}
		if p.Country() == "" {
			t.Fatalf("%q has no country", p)
		}
		if p.Service() && !p.Port() {
			return // public
		}
		if strings.Contains(p.Mask(), p.National()) || hidden(string(p), p.Mask()) < 2 {
			t.Fatalf("%q masked as %q", p, p.Mask())
		}
	})
}

// hidden counts how many characters of a value its mask does not show.
func hidden(value, mask string) int {
	return len(value) - len(strings.ReplaceAll(mask, "*", ""))
}

func BenchmarkParsePhoneMobile(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		_, _ = ParsePhone("13800138000")
	}
}

func BenchmarkParsePhoneSpaced(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		_, _ = ParsePhone("+86 138 0013 8000")
	}
}

func BenchmarkPhoneCarrier(b *testing.B) {
	p := Phone("+8613800138000")
	for b.Loop() {
		_ = p.Carrier()
	}
}
