package stoppay

import (
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"

	"fanzha/term/ident"
	"fanzha/term/when"
)

// Find is what a person typed to find a claim, read as what it can be: one field is set beside Since, and all are empty where it can be
// nothing. What a screen shows masked cannot be guessed digit by digit with it: of a number only its last four digits are
// asked, of a name only its first letter, and everything longer must be whole.
type Find struct {
	Number  string        // the claim's number begins with this
	Receipt string        // whole
	Phone   ident.Phone   // of the victim, whole
	Account ident.Account // of victim or payee, or of an order, whole
	Tail    string        // last four digits of an account or of the victim's phone
	Name    string        // of victim or payee: whole
	Letter  string        // of victim or payee: the name's first letter
	Since   when.Micros   // opened at or after: bounds what no index of its own serves, and reads the list instead
}

// findWithin bounds searches that no index of their own serves: they read the list of claims, the latest first, this far back.
const findWithin = 90 * when.Day

// tailDigits is how much of a number is shown under the mask.
const tailDigits = 4

var (
	numberForm  = regexp.MustCompile(`^ZF[0-9-]*$`)
	receiptForm = regexp.MustCompile(`^[A-Z2-7]{20}$`)
	digitsForm  = regexp.MustCompile(`^[0-9]+$`)
	phoneForm   = regexp.MustCompile(`^1[0-9]{10}$`)
)

// accountDigits is the shortest whole account number.
const accountDigits = 12

// findOf reads what was typed: small letters, blanks and hyphens do not matter.
func findOf(text string, now when.Micros) Find {
	name := strings.TrimSpace(text)
	plain := strings.ToUpper(strings.Join(strings.FieldsFunc(name, func(r rune) bool { return unicode.IsSpace(r) || r == '-' }), ""))
	plain = strings.TrimPrefix(plain, "+86")
	switch {
	case plain == "":
		return Find{}
	case numberForm.MatchString(plain):
		return Find{Number: strings.ToUpper(strings.Join(strings.Fields(name), ""))}
	case receiptForm.MatchString(plain):
		return Find{Receipt: plain}
	case !digitsForm.MatchString(plain):
		return findName(name, now)
	case len(plain) == tailDigits:
		return Find{Tail: plain, Since: now - findWithin}
	case phoneForm.MatchString(plain):
		phone, err := ident.ParsePhone(plain)
		if err == nil {
			return Find{Phone: phone, Since: now - findWithin}
		}
	case len(plain) >= accountDigits:
		account, err := ident.ParseAccount(plain)
		if err == nil {
			return Find{Account: account, Since: now - findWithin}
		}
	}
	return Find{}
}

func findName(name string, now when.Micros) Find {
	if utf8.RuneCountInString(name) == 1 {
		return Find{Letter: name, Since: now - findWithin}
	}
	return Find{Name: name, Since: now - findWithin}
}
