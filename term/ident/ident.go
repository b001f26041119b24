// Package ident holds the identifiers of the field as types: parsed, normalised and validated once at the door, then passed
// about without further checks. An empty value means "not known". Every type can mask itself; the full value is shown only
// by the audited act of revealing it.
//
// Parsers accept what people and partners really write (spaces, dashes, full-width digits, lower case) and give one normal
// form: parsing a normal form again changes nothing. What they refuse, they refuse with a code of faults.go, and a fault
// never repeats the value.
package ident

// Phone is a subscriber or caller number in one of three forms: E.164 with "+" for subscribers ("+8613800138000",
// "+85291234567"); a bare service number of 3–8 digits or a 400/800 number of 10 ("95533", "110", "4008123123"); or a bare
// SMS port of up to 20 digits ("1069012345678"). Service numbers and ports never carry a country code.
type Phone string

// IDNumber is a citizen identity number of 18 characters (GB 11643-1999); residents of Hong Kong, Macao and Taiwan and
// permanent foreign residents have numbers of the same shape.
type IDNumber string

// USCC is a unified social credit code of an organisation: 18 characters (GB 32100-2015).
type USCC string

// Account is a bank account, card or wallet number: 6–34 characters of A–Z, 0–9, with at most one "_" before a sub-account.
type Account string

// URL is an absolute http or https address in normal form: lower-case ASCII host (punycode), a path of at least "/", no
// fragment, no default port, no user information.
type URL string

// App is the identity of an installed program: an Android package name, an iOS or HarmonyOS bundle id.
type App string
