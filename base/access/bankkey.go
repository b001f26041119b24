package access

import (
	"fanzha/term/fault"
	"fanzha/term/when"
)

// BankKeyKind says how a bank proves who it is.
type BankKeyKind string

// The kinds.
const (
	BankSecret      BankKeyKind = "secret"      // a shared secret that signs requests both ways
	BankCertificate BankKeyKind = "certificate" // a client certificate, pinned by its fingerprint
)

// BankKey is one key of one bank, without its secret. At most two of a kind work at once.
type BankKey struct {
	ID          string
	Bank        string
	Kind        BankKeyKind
	Suite       string // hmac-sha256, hmac-sm3; empty for a certificate
	Fingerprint string // SHA-256 of the certificate, lower-case hex
	Slot        int
	Active      bool
	Created     when.Micros
	Ends        when.Micros // works until then; 0: until it is revoked
	Revoked     when.Micros
}

// Works says whether the key is good at that moment.
func (k BankKey) Works(at when.Micros) bool { return k.Active && (k.Ends == 0 || at < k.Ends) }

// The faults of banks' keys. Texts are in term/fault/texts/access.yaml.
var (
	ErrBankKey     = fault.New(fault.Denied, "access.bank_key")               // unknown, revoked or past its end
	ErrBankKeyNone = fault.New(fault.NotFound, "access.bank_key_not_found")   // in a command
	ErrBankKeyTwo  = fault.New(fault.Conflict, "access.bank_key_two")         // two of the kind work already
	ErrBankCert    = fault.New(fault.Conflict, "access.bank_certificate_use") // the certificate is pinned already
	ErrVault       = fault.New(fault.Unavailable, "access.vault")             // the centre's key file is missing, open to others or another's
)

// BankSuite checks how a new secret signs.
func BankSuite(suite string) error {
	if suite != "hmac-sha256" && suite != "hmac-sm3" {
		return refuse(ErrInput, "field", "suite")
	}
	return nil
}

// Fingerprint checks the fingerprint of a certificate: 64 lower-case hexadecimal digits.
func Fingerprint(text string) error {
	ok := len(text) == 64
	for i := range len(text) {
		ok = ok && (text[i] >= '0' && text[i] <= '9' || text[i] >= 'a' && text[i] <= 'f')
	}
	if !ok {
		return refuse(ErrInput, "field", "fingerprint")
	}
	return nil
}
