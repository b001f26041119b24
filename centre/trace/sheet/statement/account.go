package statement

import "strings"

// maxAccount bounds an account: ids of wallets and blockchains are longer than card numbers.
const maxAccount = 128

// exactDigits is how many digits of a number a spreadsheet program keeps.
const exactDigits = 15

// CleanAccount takes away what spreadsheet programs and people put around an account number (blanks, a tab at the end, an
// apostrophe, ="…") and refuses one that is damaged. An empty cell stays empty.
func CleanAccount(cell string) (string, Why) {
	s := cell
	if !plainAccount(s) {
		s = strings.Trim(narrow(s), " \t\r\n'’‘`\"=")
		s = strings.Map(func(r rune) rune {
			if r == ' ' || r == '\t' {
				return -1
			}
			return r
		}, s)
	}
	if strings.Trim(s, "-/") == "" {
		return "", ""
	}
	if len(s) > maxAccount {
		return "", BadAccount
	}
	if damaged(s) {
		return "", Damaged
	}
	for i := range len(s) {
		if s[i] <= ' ' || s[i] == 0x7f {
			return "", BadAccount
		}
	}
	return strings.TrimSuffix(s, ".0"), ""
}

func plainAccount(s string) bool {
	for i := range len(s) {
		if s[i]-'0' > 9 {
			return false
		}
	}
	return true
}

// damaged reports what a spreadsheet program leaves of a card number that it took for a number: an exponent, or zeros in the
// place of the digits it could not keep. Sixteen and seventeen digits may end in a zero or two by chance; more may not.
func damaged(s string) bool {
	i := strings.IndexAny(s, "eE")
	if i > 0 && strings.Trim(s[:i], "0123456789.") == "" && strings.Trim(s[i+1:], "0123456789+-") == "" && i+1 < len(s) &&
		(strings.Contains(s[:i], ".") || s[i+1] == '+') {
		return true
	}
	return len(s) >= exactDigits+3 && allDigits(s) && strings.Trim(s[exactDigits:], "0") == ""
}
