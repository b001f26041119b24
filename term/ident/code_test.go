package ident

import (
	"strings"
	"testing"

	"fanzha/internal/check"
)

// Protects identity numbers: the published vectors pass, what people mistype does not.
func TestParseID(t *testing.T) {
	for _, c := range []struct{ in, want string }{
		{"11010519491231002X", "11010519491231002X"},
		{"11010519491231002x", "11010519491231002X"},
		{"440524188001010014", "440524188001010014"},
		{"１１０１０５１９４９１２３１００２Ｘ", "11010519491231002X"},
		{"110105 19491231 002X", "11010519491231002X"},
	} {
		got, err := ParseID(c.in)
		check.NoError(t, err)
		check.Equal(t, string(got), c.want)
	}
}

// Protects the reasons: each mistake has its own code.
func TestParseIDRefuses(t *testing.T) {
	for _, c := range []struct{ in, code string }{
		{"", "ident.id_empty"},
		{" - ", "ident.id_empty"},
		{"110105491231002", "ident.id_legacy"},
		{"1101051949123100", "ident.id_length"},
		{"11010519491231002X1", "ident.id_length"},
		{strings.Repeat("9", 1<<20), "ident.id_length"},
		{"11010519491231O02X", "ident.id_character"},
		{"1101051949123100XX", "ident.id_character"},
		{"11010519491231002Y", "ident.id_character"},
		{"110105194912310_2X", "ident.id_character"},
		{"<script>alert(1)</", "ident.id_character"},
		{"010105194912310020", "ident.id_area"},
		{"160105194912310020", "ident.id_area"},
		{"110105194913310020", "ident.id_birth"},
		{"110105179912310020", "ident.id_birth"},
		{"110105190002290020", "ident.id_birth"},
		{"110105202302290020", "ident.id_birth"},
		{"110105194912320020", "ident.id_birth"},
		{"110105194912310021", "ident.id_check"},
	} {
		_, err := ParseID(c.in)
		check.Fault(t, err, c.code)
	}
}

// Protects what is read out of a number, and its mask.
func TestIDWords(t *testing.T) {
	n, err := ParseID(madeUpID("990101", "19800229", "013"))
	check.NoError(t, err)
	check.Equal(t, n.Area(), "990101")
	check.Equal(t, n.Born(), "19800229")
	check.Equal(t, n.Male(), true)
	check.Equal(t, n.Age("20261121"), 46)
	check.Equal(t, n.Age("20260228"), 45)
	check.Equal(t, n.Age(""), -1)
	check.Equal(t, n.Mask(), "990***********"+string(n[14:]))
	var none IDNumber
	check.Equal(t, none.Area()+none.Born()+none.Mask(), "")
	check.Equal(t, none.Male(), false)
}

func madeUpID(area, born, seq string) string {
	d := []byte(area + born + seq)
	return string(d) + string(idCheck(d))
}

// Protects organisation codes: wrong check characters pass the door and are reported by CheckOK.
func TestParseUSCC(t *testing.T) {
	for in, ok := range map[string]bool{
		"91350200776049653A": true, "91350200MA2YJ1XR9G": true, "913502000728319549": true, "123502001549897397": true,
		"91350203M0001QAY9B": false, "91350200776049653B": false,
	} {
		u, err := ParseUSCC(strings.ToLower(in))
		check.NoError(t, err)
		check.Equal(t, string(u), in)
		if u.CheckOK() != ok {
			t.Fatalf("%s: CheckOK %v", in, !ok)
		}
	}
	for in, code := range map[string]string{
		"": "ident.uscc_empty", "9135": "ident.uscc_length", "91350200776049653AA": "ident.uscc_length",
		"9135020077604965IA": "ident.uscc_character", "91350200776049653中": "ident.uscc_character",
	} {
		_, err := ParseUSCC(in)
		check.Fault(t, err, code)
	}
	check.Equal(t, USCC("91350200776049653A").Mask(), "91************653A")
}

// Protects account numbers: a card, a passbook, an IBAN and a sub-account are all accounts; Luhn decides nothing.
func TestParseAccount(t *testing.T) {
	for _, c := range []struct {
		in, want, mask string
		luhn           bool
	}{
		{"6222 0210 0000 0000 009", "6222021000000000009", "622202****0009", true},
		{"6222021000000000008", "6222021000000000008", "622202****0008", false},
		{"gb82-west-1234-5698-7654-32", "GB82WEST12345698765432", "GB82WE****5432", false},
		{"622202100000_01", "622202100000_01", "622202****0_01", false},
		{"1234567890", "1234567890", "12****7890", false},
		{"123456", "123456", "****56", false},
		{"６２２２０２１０００００００００００９", "6222021000000000009", "622202****0009", true},
	} {
		got, err := ParseAccount(c.in)
		check.NoError(t, err)
		check.Equal(t, string(got), c.want)
		check.Equal(t, got.Mask(), c.mask)
		check.Equal(t, got.LuhnOK(), c.luhn)
	}
	for in, code := range map[string]string{
		"": "ident.account_empty", "12345": "ident.account_length", strings.Repeat("1", 35): "ident.account_length",
		"12345678_": "ident.account_character", "_12345678": "ident.account_character", "1_2_345678": "ident.account_character",
		"a@b.example": "ident.account_character", "=1+1234567": "ident.account_character", "账号123456": "ident.account_character",
	} {
		_, err := ParseAccount(in)
		check.Fault(t, err, code)
	}
	check.True(t, Account("6222021000000000009").UnionPay(), "62 is UnionPay")
	check.Equal(t, Account("6222021000000000009").BIN(), "622202")
	check.Equal(t, Account("123456").BIN(), "")
}

// Protects app identities: ids pass, display names and paths do not.
func TestParseApp(t *testing.T) {
	for _, s := range []string{"com.example.app", "com.Example.app_2", "org.example.my-app", " a.b "} {
		got, err := ParseApp(s)
		check.NoError(t, err)
		check.Equal(t, string(got), strings.TrimSpace(s))
	}
	for in, code := range map[string]string{
		"": "ident.app_empty", "ab": "ident.app_length", strings.Repeat("a.", 200): "ident.app_length",
		"example": "ident.app_character", "com..example": "ident.app_character", ".com.example": "ident.app_character",
		"com.example.": "ident.app_character", "中银金融": "ident.app_character", "../../etc/passwd": "ident.app_character",
	} {
		_, err := ParseApp(in)
		check.Fault(t, err, code)
	}
}

// Protects the identity parser against any input.
func FuzzParseID(f *testing.F) {
	f.Add("11010519491231002X")
	f.Add("440524188001010014")
	f.Add("１１０１０５１９４９１２３１００２Ｘ")
	f.Fuzz(func(t *testing.T, s string) {
		n, err := ParseID(s)
		if err != nil {
			return
		}
		again, err := ParseID(string(n))
		if err != nil || again != n || len(n) != idLength {
			t.Fatalf("%q gives %q, which gives %q (%v)", s, n, again, err)
		}
		if strings.Contains(n.Mask(), string(n[3:14])) || hidden(string(n), n.Mask()) != 11 {
			t.Fatalf("%q masked as %q", n, n.Mask())
		}
	})
}

// Protects the organisation code parser against any input.
func FuzzParseUSCC(f *testing.F) {
	f.Add("91350200776049653A")
	f.Fuzz(func(t *testing.T, s string) {
		u, err := ParseUSCC(s)
		if err != nil {
			return
		}
		_ = u.CheckOK()
		again, err := ParseUSCC(string(u))
		if err != nil || again != u {
			t.Fatalf("%q gives %q, which gives %q (%v)", s, u, again, err)
		}
	})
}

// Protects the account parser against any input, and its mask at every length.
func FuzzParseAccount(f *testing.F) {
	f.Add("6222021000000000009")
	f.Add("622202_01")
	f.Fuzz(func(t *testing.T, s string) {
		a, err := ParseAccount(s)
		if err != nil {
			return
		}
		again, err := ParseAccount(string(a))
		if err != nil || again != a {
			t.Fatalf("%q gives %q, which gives %q (%v)", s, a, again, err)
		}
		_ = a.LuhnOK()
		if hidden(string(a), a.Mask())*4 < len(a) {
			t.Fatalf("%q masked as %q", a, a.Mask())
		}
	})
}

// Protects the app parser against any input.
func FuzzParseApp(f *testing.F) {
	f.Add("com.example.app")
	f.Fuzz(func(t *testing.T, s string) {
		a, err := ParseApp(s)
		if err != nil {
			return
		}
		again, err := ParseApp(string(a))
		if err != nil || again != a || !strings.Contains(string(a), ".") {
			t.Fatalf("%q gives %q, which gives %q (%v)", s, a, again, err)
		}
	})
}

// Protects the name mask against any input: never more than one character of the name.
func FuzzMaskName(f *testing.F) {
	f.Add("张三丰")
	f.Add("John Smith")
	f.Fuzz(func(t *testing.T, s string) {
		shown := strings.TrimRight(MaskName(s), "*")
		if len([]rune(shown)) > 1 {
			t.Fatalf("%q masked as %q", s, MaskName(s))
		}
	})
}

func BenchmarkParseID(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		_, _ = ParseID("11010519491231002X")
	}
}

func BenchmarkParseAccount(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		_, _ = ParseAccount("6222021000000000009")
	}
}
