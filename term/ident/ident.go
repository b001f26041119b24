// Package ident holds the identifiers of the field as types: parsed, normalised and validated once at the door, then passed
// about without further checks. An empty value means "not known". Every type can mask itself; the full value is shown only
// by the audited act of revealing it.
package ident

// Phone is a subscriber or caller number: E.164 with "+" ("+8613800138000"), or a bare service number of 3–8 digits
// ("95533", "110") which never carries a country code.
type Phone string

// IDNumber is a citizen identity number of 18 characters (GB 11643-1999).
type IDNumber string

// Account is a bank account, card or wallet number: 6–34 characters of A–Z, 0–9.
type Account string

// URL is an absolute http or https address in normal form: lower-case ASCII host (punycode), no fragment, no default port.
type URL string
