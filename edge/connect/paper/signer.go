package paper

import (
	"crypto"
	"crypto/ecdsa"
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha256"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/asn1"
	"encoding/pem"
	"errors"
	"io/fs"
	"math/big"
	"os"
	"path/filepath"
	"time"
)

// The files of a signer in the key folder. The unit replaces both by those of a certificate authority when it has them: an RSA
// or ECDSA P-256 key as PKCS #8, the certificate first and those above it behind.
const (
	keyFile         = "paper-sign.key"
	certificateFile = "paper-sign.crt"
)

const (
	keyBits    = 3072                     // as strong as the seal's own keys; every PDF reader knows RSA
	validFor   = 3 * 365 * 24 * time.Hour // of the certificate that a unit makes for itself
	chainMax   = 5                        // certificates: more has no authority
	pemFileMax = 64 << 10
)

// oidDocumentSigning is the use of a certificate for signing documents (RFC 9336).
var oidDocumentSigning = asn1.ObjectIdentifier{1, 3, 6, 1, 5, 5, 7, 3, 36}

// Signer signs documents with the unit's certificate.
type Signer struct {
	key   crypto.Signer
	chain []*x509.Certificate
}

// OpenSigner reads key and certificate of the folder. Where they are missing the unit makes a key, readable for its owner only,
// and a certificate that it signs itself; now is the time that it is valid from.
func OpenSigner(dir, unit string, now time.Time) (*Signer, error) {
	key, err := openKey(filepath.Join(dir, keyFile))
	if err != nil {
		return nil, refuse(ErrKey, "file", keyFile)
	}
	path := filepath.Join(dir, certificateFile)
	raw, err := readPEM(path)
	if errors.Is(err, fs.ErrNotExist) {
		raw, err = ownCertificate(key, unit, now)
		if err == nil {
			err = os.WriteFile(path, raw, 0o600)
		}
	}
	if err != nil {
		return nil, refuse(ErrKey, "file", certificateFile)
	}
	return newSigner(key, raw)
}

// Until is when the certificate ends.
func (s *Signer) Until() time.Time { return s.chain[0].NotAfter }

// Certificate is the unit's certificate as PEM, for banks to trust.
func (s *Signer) Certificate() []byte {
	return pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: s.chain[0].Raw})
}

// newSigner checks that the certificate belongs to the key.
func newSigner(key crypto.Signer, raw []byte) (*Signer, error) {
	s := &Signer{key: key}
	for len(s.chain) < chainMax {
		var block *pem.Block
		block, raw = pem.Decode(raw)
		if block == nil {
			break
		}
		c, err := x509.ParseCertificate(block.Bytes)
		if err != nil {
			return nil, refuse(ErrKey, "file", certificateFile)
		}
		s.chain = append(s.chain, c)
	}
	own, ok := key.Public().(interface{ Equal(crypto.PublicKey) bool })
	if len(s.chain) == 0 || !ok || !own.Equal(s.chain[0].PublicKey) {
		return nil, refuse(ErrKey, "file", certificateFile)
	}
	return s, nil
}

func readPEM(path string) ([]byte, error) {
	info, err := os.Stat(path)
	if err != nil {
		return nil, err
	}
	if info.Size() > pemFileMax {
		return nil, fs.ErrInvalid
	}
	return os.ReadFile(path)
}

func openKey(path string) (crypto.Signer, error) {
	raw, err := readPEM(path)
	if errors.Is(err, fs.ErrNotExist) {
		return createKey(path)
	}
	if err != nil {
		return nil, err
	}
	block, _ := pem.Decode(raw)
	if block == nil {
		return nil, fs.ErrInvalid
	}
	key, err := x509.ParsePKCS8PrivateKey(block.Bytes)
	if err != nil {
		return nil, err
	}
	switch k := key.(type) {
	case *rsa.PrivateKey:
		return k, nil
	case *ecdsa.PrivateKey:
		return k, nil
	}
	return nil, fs.ErrInvalid
}

// createKey makes a key. Of two programs that start at once the second fails here instead of signing with a lost key.
func createKey(path string) (crypto.Signer, error) {
	key, err := rsa.GenerateKey(rand.Reader, keyBits)
	if err != nil {
		return nil, err
	}
	raw, err := x509.MarshalPKCS8PrivateKey(key)
	if err != nil {
		return nil, err
	}
	err = os.MkdirAll(filepath.Dir(path), 0o700)
	if err != nil {
		return nil, err
	}
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return nil, err
	}
	_, err = f.Write(pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: raw}))
	return key, errors.Join(err, f.Sync(), f.Close())
}

// ownCertificate is signed with its own key. Its number is drawn from the key, so that making it again gives the same one.
func ownCertificate(key crypto.Signer, unit string, now time.Time) ([]byte, error) {
	public, err := x509.MarshalPKIXPublicKey(key.Public())
	if err != nil {
		return nil, err
	}
	print := sha256.Sum256(public)
	template := &x509.Certificate{
		SerialNumber: new(big.Int).SetBytes(print[:8]), Subject: pkix.Name{CommonName: unit, Organization: []string{unit}},
		NotBefore: now.Add(-time.Hour), NotAfter: now.Add(validFor), KeyUsage: x509.KeyUsageDigitalSignature | x509.KeyUsageContentCommitment,
		UnknownExtKeyUsage: []asn1.ObjectIdentifier{oidDocumentSigning}, BasicConstraintsValid: true,
	}
	raw, err := x509.CreateCertificate(rand.Reader, template, template, key.Public(), key)
	if err != nil {
		return nil, err
	}
	return pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: raw}), nil
}
