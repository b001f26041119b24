package paper_test

import (
	"bytes"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/hex"
	"encoding/pem"
	"fmt"
	"math/big"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"fanzha/edge/connect/paper"
	"fanzha/internal/check"
)

// parts takes a signed file apart: what is signed, and the signature.
func parts(t *testing.T, raw []byte) (signed, message []byte) {
	at := bytes.LastIndex(raw, []byte("/ByteRange ["))
	var a, b, c, d int
	_, err := fmt.Sscanf(string(raw[at:at+80]), "/ByteRange [%d %d %d %d]", &a, &b, &c, &d)
	check.NoError(t, err)
	check.Equal(t, []int{a, c + d}, []int{0, len(raw)})
	message, err = hex.DecodeString(string(raw[b+1 : c-1]))
	check.NoError(t, err)
	return append(append([]byte{}, raw[:b]...), raw[c:]...), message
}

// cms asks openssl whether the signature holds under the certificate.
func cms(t *testing.T, s *paper.Signer, raw []byte) string {
	dir := t.TempDir()
	signed, message := parts(t, raw)
	for name, content := range map[string][]byte{"signed": signed, "message": message, "unit.crt": s.Certificate()} {
		check.NoError(t, os.WriteFile(filepath.Join(dir, name), content, 0o600))
	}
	at := func(name string) string { return filepath.Join(dir, name) }
	return run(t, "openssl", "cms", "-verify", "-binary", "-inform", "DER", "-in", at("message"), "-content", at("signed"), "-CAfile", at("unit.crt"),
		"-purpose", "any", "-no_check_time", "-out", os.DevNull)
}

const (
	opensslHolds = "successful"
	pdfsigHolds  = "Signature is Valid."
)

// Protects: programs of strangers find the signature good; any changed byte breaks it; filling the form does not.
func TestSignature(t *testing.T) {
	s := signer(t)
	raw := rendered(t, form(t), stop())
	shown := cms(t, s, raw)
	check.True(t, strings.Contains(shown, opensslHolds), shown)
	shown = run(t, "pdfsig", "-nocert", file(t, raw))
	for _, want := range []string{pdfsigHolds, "Total document signed", "adbe.pkcs7.detached", "Common Name: 云河市反电信网络诈骗中心"} {
		check.True(t, strings.Contains(shown, want), shown)
	}
	after := run(t, "pdfsig", "-nocert", file(t, fill(t, raw, filled)))
	check.True(t, strings.Contains(after, pdfsigHolds), after)
	signed, _ := parts(t, raw)
	for _, at := range []int{20, len(signed) / 3, len(signed) - 200} {
		forged := bytes.Clone(raw)
		hole := bytes.LastIndex(raw, []byte("/Contents <"))
		if at > hole {
			at += len(raw) - len(signed)
		}
		forged[at] ^= 1
		check.True(t, !strings.Contains(cms(t, s, forged), opensslHolds), "a changed byte was not noticed")
		check.True(t, !strings.Contains(run(t, "pdfsig", "-nocert", file(t, forged)), pdfsigHolds), "a changed byte was not noticed")
	}
}

// Protects: the key is made once and is readable for its owner only; a certificate of an authority takes the place of the unit's
// own; one that does not fit the key is refused.
func TestKeys(t *testing.T) {
	dir := t.TempDir()
	open := func() (*paper.Signer, error) { return paper.OpenSigner(dir, "示例中心", noon) }
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	check.NoError(t, err)
	der, err := x509.MarshalPKCS8PrivateKey(key)
	check.NoError(t, err)
	put := func(name, kind string, der []byte) {
		check.NoError(t, os.WriteFile(filepath.Join(dir, name), pem.EncodeToMemory(&pem.Block{Type: kind, Bytes: der}), 0o600))
	}
	put("paper-sign.key", "PRIVATE KEY", der)
	own, err := open()
	check.NoError(t, err)
	check.True(t, own.Until().After(noon.AddDate(2, 0, 0)), "the certificate ends too soon")
	raw := rendered(t, paper.Form{Signer: own}, stop())
	check.True(t, strings.Contains(cms(t, own, raw), opensslHolds), "a signature with an elliptic key")
	check.True(t, strings.Contains(run(t, "pdfsig", "-nocert", file(t, raw)), pdfsigHolds), "a signature with an elliptic key")

	authority := &x509.Certificate{SerialNumber: big.NewInt(7), Subject: pkix.Name{CommonName: "示例机构"}, NotBefore: noon, NotAfter: noon.Add(time.Hour)}
	der, err = x509.CreateCertificate(rand.Reader, authority, authority, key.Public(), key)
	check.NoError(t, err)
	put("paper-sign.crt", "CERTIFICATE", der)
	other, err := open()
	check.NoError(t, err)
	check.Equal(t, other.Until(), noon.Add(time.Hour))

	check.NoError(t, os.Remove(filepath.Join(dir, "paper-sign.key")))
	_, err = open() // a new key under the old certificate
	check.Fault(t, err, "paper.key")
	info, err := os.Stat(filepath.Join(dir, "paper-sign.key"))
	check.NoError(t, err)
	check.Equal(t, info.Mode().Perm(), os.FileMode(0o600))
	put("paper-sign.key", "PRIVATE KEY", []byte("x"))
	_, err = open()
	check.Fault(t, err, "paper.key")
}
