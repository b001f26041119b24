// Command bank is a small bank that takes orders of an anti-fraud centre: it polls, verifies every seal, looks up the account in
// its book, holds what the order allows, and answers. It uses the standard library alone and is meant to be copied; the book is
// a JSON file in place of a bank's core. Run it with:
//
//	go run ./docs/partner/examples/go -url https://centre.example -bank hk_rural -key KEY-ID -secret-file secret.hex \
//	    -centre-key centre.pem -book book.json
package main

import (
	"bytes"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"log"
	"net/http"
	"os"
	"strconv"
	"strings"
	"time"
)

// bank is what a bank needs to know of itself.
type bank struct {
	url, code, keyID string
	secret           []byte
	centre           publicKeys
	book             map[string]*account
	done             map[string]answer // answers by order: the same order is never executed twice
}

// account is one account of the book.
type account struct {
	Name       string   `json:"name"`
	BalanceFen int64    `json:"balance_fen"`
	HeldFen    int64    `json:"held_fen"`
	Credits    []credit `json:"credits"`
}

type credit struct {
	Time time.Time `json:"time"`
	Fen  int64     `json:"fen"`
}

func main() {
	b := &bank{done: map[string]answer{}}
	flag.StringVar(&b.url, "url", "http://127.0.0.1:8080", "address of the centre")
	flag.StringVar(&b.code, "bank", "", "code of the bank")
	flag.StringVar(&b.keyID, "key", "", "id of the shared key")
	secretFile := flag.String("secret-file", "", "file with the shared secret in hex")
	centreKey := flag.String("centre-key", "", "file with the centre's public key (PEM, Ed25519)")
	book := flag.String("book", "", "file with the accounts")
	once := flag.Bool("once", false, "end when the queue is empty")
	flag.Parse()
	err := b.load(*secretFile, *centreKey, *book)
	if err == nil {
		err = b.work(*once)
	}
	if err != nil {
		log.Fatal(err)
	}
}

func (b *bank) load(secretFile, centreKey, book string) error {
	text, err := os.ReadFile(secretFile)
	if err != nil {
		return err
	}
	b.secret, err = hex.DecodeString(strings.TrimSpace(string(text)))
	if err != nil {
		return err
	}
	b.centre, err = readKeys(centreKey)
	if err != nil {
		return err
	}
	text, err = os.ReadFile(book)
	if err != nil {
		return err
	}
	return json.Unmarshal(text, &b.book)
}

// work polls for ever. The cursor is what a real bank keeps on disk, together with the orders.
func (b *bank) work(once bool) error {
	wait := 25
	if once {
		wait = 0
	}
	var after int64
	for {
		var page struct {
			Orders []order `json:"orders"`
			Next   int64   `json:"next"`
			More   bool    `json:"more"`
		}
		err := b.call(http.MethodGet, fmt.Sprintf("/partner/v1/orders?after=%d&wait_s=%d", after, wait), nil, &page)
		if err != nil {
			return err
		}
		for _, o := range page.Orders {
			err = b.send(b.execute(o))
			if err != nil {
				return err
			}
		}
		after = page.Next
		if once && !page.More {
			return nil
		}
	}
}

// execute does what an order asks, once, and says what was done.
func (b *bank) execute(o order) answer {
	have, again := b.done[o.ID]
	if again {
		return have
	}
	now := time.Now().UTC().Truncate(time.Microsecond)
	a := answer{Version: 1, ID: "a-" + o.ID, Order: o.ID, Bank: b.code, Seq: 1, At: now, Final: true}
	refuse := func(code string) answer {
		a.Result, a.Refusal = "refused", code
		return a
	}
	if !b.centre.verify(o) {
		return refuse("seal")
	}
	acc := b.book[o.Account.Number]
	switch {
	case o.Type != "stop":
		return refuse("no_service") // this small bank takes stop orders alone
	case o.Bank != b.code:
		return refuse("not_ours")
	case acc == nil:
		return refuse("account_not_found")
	case acc.Name != o.Account.Name:
		return refuse("name_mismatch")
	case !acc.received(o.Matches):
		return refuse("no_match")
	}
	free := max(0, acc.BalanceFen-acc.HeldFen)
	hold := min(free, o.HoldFen)
	acc.HeldFen += hold
	a.HeldFen, a.BalanceFen = hold, acc.BalanceFen
	switch {
	case hold == 0:
		a.Result, a.Dispositions = "not_held", []disposition{{Code: "NO_BALANCE"}}
	case hold < o.HoldFen:
		a.Result, a.Dispositions = "partially_held", []disposition{{Code: "PARTIALLY_HELD", Fen: hold}}
	default:
		a.Result, a.Dispositions = "held", []disposition{{Code: "HELD", Fen: hold}}
	}
	if hold > 0 {
		a.ExecutedAt, a.ExpiresAt = now, now.Add(time.Duration(o.HoldForS)*time.Second)
	}
	b.done[o.ID] = a
	return a
}

// received looks for every credit of the order: amount, and time within a minute.
func (a *account) received(matches []match) bool {
	for _, m := range matches {
		found := false
		for _, c := range a.Credits {
			found = found || c.Fen == m.Fen && c.Time.Sub(m.Time).Abs() <= time.Minute
		}
		if !found {
			return false
		}
	}
	return len(matches) > 0
}

func (b *bank) send(a answer) error {
	var receipts struct {
		Rejected int `json:"rejected"`
		Receipts []struct {
			Code string `json:"code"`
		} `json:"receipts"`
	}
	err := b.call(http.MethodPost, "/partner/v1/answers", a, &receipts)
	if err != nil {
		return err
	}
	if receipts.Rejected > 0 {
		return fmt.Errorf("answer %s was rejected: %s", a.ID, receipts.Receipts[0].Code)
	}
	log.Printf("%s %s %s: held %d fen", a.Order, a.Result, a.Refusal, a.HeldFen)
	return nil
}

// call makes one signed request.
func (b *bank) call(method, target string, in, out any) error {
	var body []byte
	if in != nil {
		var err error
		body, err = json.Marshal(in)
		if err != nil {
			return err
		}
	}
	r, err := http.NewRequest(method, b.url+target, bytes.NewReader(body))
	if err != nil {
		return err
	}
	r.Header.Set("Content-Type", "application/json")
	b.sign(r, target, body)
	client := http.Client{Timeout: 40 * time.Second}
	resp, err := client.Do(r)
	if err != nil {
		return err
	}
	defer func() { _ = resp.Body.Close() }()
	raw, err := io.ReadAll(io.LimitReader(resp.Body, 16<<20))
	if err != nil {
		return err
	}
	if resp.StatusCode != http.StatusOK {
		return fmt.Errorf("%s %s: %s %s", method, target, resp.Status, raw)
	}
	err = json.Unmarshal(raw, out)
	return errors.Join(err, resp.Body.Close())
}

// sign puts the four headers on a request: HMAC over seven lines, each ended by a line break.
func (b *bank) sign(r *http.Request, target string, body []byte) {
	random := make([]byte, 16)
	_, _ = rand.Read(random) // never fails
	nonce, now := hex.EncodeToString(random), strconv.FormatInt(time.Now().Unix(), 10)
	sum := sha256.Sum256(body)
	mac := hmac.New(sha256.New, b.secret)
	for _, line := range []string{"fanzha-v1", "bank", r.Method, target, now, nonce, hex.EncodeToString(sum[:])} {
		mac.Write([]byte(line + "\n"))
	}
	r.Header.Set("X-Fanzha-Key", b.keyID)
	r.Header.Set("X-Fanzha-Time", now)
	r.Header.Set("X-Fanzha-Nonce", nonce)
	r.Header.Set("X-Fanzha-Signature", "hmac-sha256="+hex.EncodeToString(mac.Sum(nil)))
}
