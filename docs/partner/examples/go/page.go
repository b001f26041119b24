package main

import (
	"crypto/ed25519"
	"crypto/sha256"
	"crypto/x509"
	"encoding/base64"
	"encoding/binary"
	"encoding/hex"
	"encoding/pem"
	"errors"
	"os"
	"strconv"
	"time"
)

// order is what the centre sends.
type order struct {
	Version  int       `json:"version"`
	Type     string    `json:"type"`
	ID       string    `json:"id"`
	Number   string    `json:"number"`
	Claim    string    `json:"claim"`
	Parent   string    `json:"parent"`
	Depth    int       `json:"depth"`
	Bank     string    `json:"bank"`
	Account  party     `json:"account"`
	Matches  []match   `json:"matches"`
	HoldFen  int64     `json:"hold_fen"`
	HoldForS int64     `json:"hold_for_s"`
	Count    int       `json:"count"`
	Fen      int64     `json:"fen"`
	Until    time.Time `json:"until"`
	FloorFen int64     `json:"floor_fen"`
	Basis    string    `json:"basis"`
	Reason   string    `json:"reason"`
	Urgent   bool      `json:"urgent"`
	Officers []officer `json:"officers"`
	Document document  `json:"document"`
	Unit     unit      `json:"unit"`
	IssuedAt time.Time `json:"issued_at"`
	AnswerBy time.Time `json:"answer_by"`
	Seal     seal      `json:"seal"`

	Supplements string `json:"supplements"`
	Limits      string `json:"limits"`
}

type party struct{ Number, Name, Kind string }

type match struct {
	Ref          string    `json:"ref"`
	Time         time.Time `json:"time"`
	Fen          int64     `json:"fen"`
	PayerBank    string    `json:"payer_bank"`
	PayerAccount string    `json:"payer_account"`
	PayerName    string    `json:"payer_name"`
	Channel      string    `json:"channel"`
}

type officer struct{ ID, Name, Phone string }

type document struct{ Kind, Number, SHA256 string }

type unit struct{ Code, Name string }

type seal struct{ Suite, Key, Value string }

// answer is what the bank says to it.
type answer struct {
	Version      int           `json:"version"`
	ID           string        `json:"id"`
	Order        string        `json:"order"`
	Bank         string        `json:"bank"`
	Seq          int           `json:"seq"`
	At           time.Time     `json:"at"`
	Result       string        `json:"result"`
	Refusal      string        `json:"refusal,omitempty"`
	ExecutedAt   time.Time     `json:"executed_at,omitzero"`
	ExpiresAt    time.Time     `json:"expires_at,omitzero"`
	HeldFen      int64         `json:"held_fen"`
	BalanceFen   int64         `json:"balance_fen,omitempty"`
	Dispositions []disposition `json:"dispositions,omitempty"`
	Final        bool          `json:"final"`
}

type disposition struct {
	Code string `json:"code"`
	Fen  int64  `json:"fen"`
}

// form builds canonical bytes: every field as four bytes of length and its text.
type form struct{ b []byte }

func (f *form) text(values ...string) {
	for _, s := range values {
		f.b = binary.BigEndian.AppendUint32(f.b, uint32(len(s)))
		f.b = append(f.b, s...)
	}
}

func (f *form) int(n int64) { f.text(strconv.FormatInt(n, 10)) }

func (f *form) time(t time.Time) {
	if t.IsZero() {
		f.text("")
		return
	}
	f.int(t.UnixMicro())
}

// canonical makes the bytes that the seal covers, field by field in the order of the page.
func (o order) canonical() []byte {
	layout := byte(1)
	switch {
	case o.Supplements != "":
		layout = 2
	case o.Limits != "":
		layout = 3
	}
	f := &form{b: []byte{'F', 'Z', 'O', layout}}
	f.int(int64(o.Version))
	f.text(o.Type, o.ID, o.Number, o.Claim, o.Parent)
	f.int(int64(o.Depth))
	f.text(o.Bank, o.Account.Number, o.Account.Name, o.Account.Kind)
	f.int(int64(len(o.Matches)))
	for _, m := range o.Matches {
		f.text(m.Ref)
		f.time(m.Time)
		f.int(m.Fen)
		f.text(m.PayerBank, m.PayerAccount, m.PayerName, m.Channel)
	}
	f.int(o.HoldFen)
	f.int(o.HoldForS)
	f.int(int64(o.Count))
	f.int(o.Fen)
	f.time(o.Until)
	f.int(o.FloorFen)
	f.text(o.Basis, o.Reason, map[bool]string{true: "1", false: "0"}[o.Urgent])
	f.int(int64(len(o.Officers)))
	for _, p := range o.Officers {
		f.text(p.ID, p.Name, p.Phone)
	}
	f.text(o.Document.Kind, o.Document.Number, o.Document.SHA256, o.Unit.Code, o.Unit.Name)
	f.time(o.IssuedAt)
	f.time(o.AnswerBy)
	switch layout {
	case 2:
		f.text(o.Supplements)
	case 3:
		f.text(o.Limits)
	}
	return f.b
}

// publicKeys are the centre's, by their ids.
type publicKeys map[string]ed25519.PublicKey

// readKeys reads a PEM file. The id of a key is the first eight bytes of the SHA-256 of its DER form, in hex.
func readKeys(path string) (publicKeys, error) {
	text, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	keys := publicKeys{}
	for block, rest := pem.Decode(text); block != nil; block, rest = pem.Decode(rest) {
		parsed, err := x509.ParsePKIXPublicKey(block.Bytes)
		if err != nil {
			return nil, err
		}
		key, ok := parsed.(ed25519.PublicKey)
		if !ok {
			return nil, errors.New("the centre's key is not Ed25519")
		}
		sum := sha256.Sum256(block.Bytes)
		keys[hex.EncodeToString(sum[:8])] = key
	}
	return keys, nil
}

// verify says whether the centre sealed this order. Nothing of an order whose seal does not hold may be done.
func (k publicKeys) verify(o order) bool {
	key, known := k[o.Seal.Key]
	sig, err := base64.StdEncoding.DecodeString(o.Seal.Value)
	if !known || err != nil || o.Seal.Suite != "ed25519-sha256" || len(sig) != ed25519.SignatureSize {
		return false
	}
	sum := sha256.Sum256(o.canonical())
	return ed25519.Verify(key, sum[:], sig)
}
