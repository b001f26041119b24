// Package seal (电子签章) seals what the centre sends to the outside, and checks such seals. A seal is a signature over canonical
// bytes: length-prefixed fields behind a mark and a version byte (Writer, Reader), never JSON, so that there is exactly one
// text to sign for one content. The page that banks learn (edge/partner/wire) has the same form.
//
// Envelope (数字信封) hides content from all but one receiver: SM4-GCM under a fresh key that SM2 wraps (GB/T 32907, GB/T 32918.4). Keys of
// envelopes are others than those of seals.
//
// Two suites: ed25519-sha256 (Ed25519 over the SHA-256 of the canonical bytes) and sm2-sm3 (GB/T 32918 SM2 with SM3 over the
// canonical bytes, default user id "1234567812345678", signature in ASN.1). A key is named by the first eight bytes of the
// SHA-256 of its public half (PKIX, DER), in hexadecimal. Private keys are PKCS #8 files, readable for their owner only, made
// at the first use; public keys are handed to the banks as PEM and pinned there: a key that is not pinned verifies nothing.
//
// Every reason why a seal does not hold is answered with the one fault seal.invalid, after the same work: a partner cannot
// learn from the answer which keys are known. The package knows nothing of orders.
package seal

import "fanzha/term/fault"

// The faults of seals. Texts are in term/fault/texts/seal.yaml.
var (
	ErrSeal      = fault.New(fault.Denied, "seal.invalid")           // forged, damaged, of another content, of an unknown key: not said which
	ErrCanonical = fault.New(fault.Invalid, "seal.canonical")        // bytes that no Writer wrote
	ErrSuite     = fault.New(fault.Invalid, "seal.suite")            // args: suite
	ErrPublicKey = fault.New(fault.Invalid, "seal.public_key")       // a PEM text without a usable key
	ErrKey       = fault.New(fault.Unavailable, "seal.key_unusable") // the private key cannot be read or made
	ErrKeyRights = fault.New(fault.Conflict, "seal.key_rights")      // others can read the key file; args: path, mode
)

// The suites.
const (
	Ed25519 = "ed25519-sha256"
	SM2     = "sm2-sm3"
)

// Suites lists the suites, the default first.
var Suites = []string{Ed25519, SM2}
