package paper

import (
	"bytes"
	"crypto"
	"crypto/ecdsa"
	"crypto/rand"
	"crypto/sha256"
	"crypto/x509"
	"encoding/asn1"
	"slices"
)

// Object identifiers of a signed message (RFC 5652, RFC 5035, RFC 5754).
var (
	oidData          = asn1.ObjectIdentifier{1, 2, 840, 113549, 1, 7, 1}
	oidSignedData    = asn1.ObjectIdentifier{1, 2, 840, 113549, 1, 7, 2}
	oidContentType   = asn1.ObjectIdentifier{1, 2, 840, 113549, 1, 9, 3}
	oidMessageDigest = asn1.ObjectIdentifier{1, 2, 840, 113549, 1, 9, 4}
	oidCertificateV2 = asn1.ObjectIdentifier{1, 2, 840, 113549, 1, 9, 16, 2, 47}
	oidSHA256        = asn1.ObjectIdentifier{2, 16, 840, 1, 101, 3, 4, 2, 1}
	oidRSA           = asn1.ObjectIdentifier{1, 2, 840, 113549, 1, 1, 1}
	oidECDSASHA256   = asn1.ObjectIdentifier{1, 2, 840, 10045, 4, 3, 2}
)

// Tags of the encoding.
const (
	tagOctets   = 0x04
	tagNull     = 0x05
	tagSequence = 0x30
	tagSet      = 0x31
	tagContext0 = 0xA0
)

// tlv is one value of the encoding: tag, length, content.
func tlv(tag byte, parts ...[]byte) []byte {
	content := slices.Concat(parts...)
	n := len(content)
	head := []byte{tag}
	switch {
	case n < 0x80:
		head = append(head, byte(n))
	case n < 0x100:
		head = append(head, 0x81, byte(n))
	case n < 0x10000:
		head = append(head, 0x82, byte(n>>8), byte(n))
	default:
		head = append(head, 0x83, byte(n>>16), byte(n>>8), byte(n))
	}
	return append(head, content...)
}

// der encodes what cannot fail: identifiers and small numbers.
func der(v any) []byte {
	out, err := asn1.Marshal(v)
	if err != nil {
		panic(err) // only a value without an encoding, which none of ours is
	}
	return out
}

// detached signs content as a message that does not contain it (CMS SignedData). The attributes bind the digest and the
// certificate; a time of signing is left out, because nothing here proves one.
func detached(content []byte, key crypto.Signer, chain []*x509.Certificate) ([]byte, error) {
	digest := sha256.Sum256(content)
	leaf := chain[0]
	print := sha256.Sum256(leaf.Raw)
	attributes := [][]byte{
		attribute(oidContentType, der(oidData)),
		attribute(oidMessageDigest, tlv(tagOctets, digest[:])),
		attribute(oidCertificateV2, tlv(tagSequence, tlv(tagSequence, tlv(tagSequence, tlv(tagOctets, print[:]))))),
	}
	slices.SortFunc(attributes, bytes.Compare)
	signed := slices.Concat(attributes...)
	toSign := sha256.Sum256(tlv(tagSet, signed))
	value, err := key.Sign(rand.Reader, toSign[:], crypto.SHA256)
	if err != nil {
		return nil, err
	}
	null := []byte{tagNull, 0}
	digestAlgorithm := tlv(tagSequence, der(oidSHA256), null)
	algorithm := tlv(tagSequence, der(oidRSA), null)
	_, elliptic := key.Public().(*ecdsa.PublicKey)
	if elliptic {
		algorithm = tlv(tagSequence, der(oidECDSASHA256))
	}
	issuer := tlv(tagSequence, leaf.RawIssuer, der(leaf.SerialNumber))
	signer := tlv(tagSequence, der(1), issuer, digestAlgorithm, tlv(tagContext0, signed), algorithm, tlv(tagOctets, value))
	var certificates []byte
	for _, c := range chain {
		certificates = append(certificates, c.Raw...)
	}
	data := tlv(tagSequence, der(1), tlv(tagSet, digestAlgorithm), tlv(tagSequence, der(oidData)), tlv(tagContext0, certificates), tlv(tagSet, signer))
	return tlv(tagSequence, der(oidSignedData), tlv(tagContext0, data)), nil
}

func attribute(id asn1.ObjectIdentifier, value []byte) []byte {
	return tlv(tagSequence, der(id), tlv(tagSet, value))
}
