package main

import (
	"bufio"
	"context"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"net"
	"net/http"
	"os"
	"slices"
	"strings"
	"time"

	"fanzha/base/clock"
	"fanzha/base/seal"
	"fanzha/edge/partner/kit"
	"fanzha/edge/partner/wire"
	"fanzha/sim/bank"
)

type partnerCmd struct {
	Test partnerTestCmd `cmd:"" help:"Drive a bank's endpoint through the conformance cases."`
	Sim  partnerSimCmd  `cmd:"" help:"Play banks over HTTP: prompt, polling, on paper, slow, silent or lying."`
	Key  partnerKeyCmd  `cmd:"" help:"Keys of banks: what they sign with, and what they verify seals with."`
}

// sharedKey is a line of a key file.
type sharedKey struct {
	Bank   string     `json:"bank,omitempty"`
	ID     string     `json:"id"`
	Suite  wire.Suite `json:"suite"`
	Secret string     `json:"secret"` // base64
}

// readKeys reads a key file: one JSON object a line.
func readKeys(path string) (map[string]wire.Key, error) {
	raw, err := os.ReadFile(path)
	if err != nil {
		return nil, kit.ErrKey.With(err)
	}
	keys := map[string]wire.Key{}
	lines := bufio.NewScanner(strings.NewReader(string(raw)))
	for lines.Scan() {
		if strings.TrimSpace(lines.Text()) == "" {
			continue
		}
		var k sharedKey
		err = json.Unmarshal(lines.Bytes(), &k)
		if err != nil {
			return nil, kit.ErrKey.With(err)
		}
		secret, err := base64.StdEncoding.DecodeString(k.Secret)
		if err != nil {
			return nil, kit.ErrKey.With(err)
		}
		key := wire.Key{ID: k.ID, Suite: k.Suite, Secret: secret}
		if !key.Usable() {
			return nil, kit.ErrKey
		}
		keys[k.Bank] = key
	}
	return keys, nil
}

type partnerTestCmd struct {
	URL     string   `help:"Endpoint of the bank's test environment; orders go to URL/orders." placeholder:"URL" name:"url"`
	Bank    string   `help:"Code of the bank." placeholder:"CODE"`
	KeyFile string   `help:"File with the shared key, one JSON line: id, suite, secret in base64." placeholder:"FILE" env:"FANZHA_PARTNER_KEY_FILE" type:"path"`
	SealKey string   `help:"Folder of the sealing key that the test environment trusts; made at the first use." placeholder:"DIR" env:"FANZHA_PARTNER_SEAL_KEY" type:"path"`
	Suite   string   `help:"Suite of the seal: ed25519-sha256 or sm2-sm3." default:"ed25519-sha256"`
	Only    []string `help:"Only these groups or cases."`
	List    bool     `help:"List the cases and end."`
	JSON    bool     `help:"As JSON." name:"json"`
}

// Run drives the cases; status 1 when one fails.
func (c *partnerTestCmd) Run(e *env) error {
	if c.List {
		return c.list()
	}
	opts, err := c.options()
	if err != nil {
		return err
	}
	report, err := kit.Run(e.ctx, opts)
	if err != nil {
		return err
	}
	if c.JSON {
		out := json.NewEncoder(os.Stdout)
		out.SetIndent("", "  ")
		err = out.Encode(report)
		if err != nil {
			return err
		}
	} else {
		report.Print(os.Stdout)
	}
	if !report.OK() {
		return errFailed
	}
	return nil
}

func (c *partnerTestCmd) list() error {
	chosen, err := kit.Choose(c.Only)
	if err != nil {
		return err
	}
	if c.JSON {
		type row struct {
			ID    string   `json:"id"`
			Group string   `json:"group"`
			Title kit.Text `json:"title"`
			Mend  kit.Text `json:"mend"`
		}
		rows := make([]row, 0, len(chosen))
		for _, one := range chosen {
			rows = append(rows, row{one.ID, one.Group(), one.Title, one.Mend})
		}
		return json.NewEncoder(os.Stdout).Encode(rows)
	}
	for _, one := range chosen {
		fmt.Printf("%-28s %s · %s\n", one.ID, one.Title.ZH, one.Title.EN)
	}
	return nil
}

func (c *partnerTestCmd) options() (kit.Options, error) {
	keys, err := readKeys(c.KeyFile)
	if err != nil {
		return kit.Options{}, err
	}
	key, ok := keys[c.Bank]
	if !ok {
		key = keys[""]
	}
	if c.SealKey == "" {
		return kit.Options{}, kit.ErrKey
	}
	sealer, err := seal.Open(c.SealKey, c.Suite)
	if err != nil {
		return kit.Options{}, err
	}
	forger, err := seal.New(c.Suite)
	if err != nil {
		return kit.Options{}, err
	}
	return kit.Options{URL: c.URL, Bank: c.Bank, Key: key, Sealer: sealer, Forger: forger, Only: c.Only, Each: caseLine()}, nil
}

// caseLine shows how far the run is, on a terminal only.
func caseLine() func(int, int, kit.Outcome) {
	info, err := os.Stderr.Stat()
	if err != nil || info.Mode()&os.ModeCharDevice == 0 {
		return nil
	}
	return func(done, all int, last kit.Outcome) {
		fmt.Fprintf(os.Stderr, "\r%3d/%d  %-4s %-32s", done, all, last.Status, last.ID)
		if done == all {
			fmt.Fprintln(os.Stderr)
		}
	}
}

type partnerSimCmd struct {
	Banks      int           `help:"How many banks; the first six are those of the fictional province." default:"6"`
	Listen     string        `help:"Address to listen on." default:"127.0.0.1:8390"`
	Centre     string        `help:"The centre's address, for polling and for answers that come later." placeholder:"URL"`
	Seed       uint64        `help:"Seed of latencies, outages and shares." default:"1"`
	PollShare  int           `help:"Percent of the banks that poll." default:"0"`
	PollEvery  time.Duration `help:"Time between two polls." default:"60s"`
	PaperShare int           `help:"Percent of the banks on paper." default:"0"`
	SlowShare  int           `help:"Percent of the banks that take tens of seconds." default:"0"`
	MuteShare  int           `help:"Percent of the banks that never answer." default:"0"`
	Liars      int           `help:"Percent of the banks that break a promise; for tests of the centre." default:"0"`
	Lies       []string      `help:"Promises that the first bank breaks; names are in docs/partner/conformance.md." name:"lie"`
	Keys       string        `help:"File with the shared keys, a JSON line for each bank; made when it does not exist." placeholder:"FILE" env:"FANZHA_PARTNER_KEYS" default:"partner-keys.jsonl" type:"path"`
	SealPublic string        `help:"Public keys of the centre's seals, PEM." placeholder:"FILE" env:"FANZHA_SEAL_PUBLIC" type:"path"`
	AnySeal    bool          `help:"Look at no seal, when there is no public key."`
	Sandbox    bool          `help:"Offer the sandbox calls of a test environment."`
}

// Run plays the banks until it is interrupted.
func (c *partnerSimCmd) Run(e *env) error {
	members := bank.Members(c.Banks, bank.Mix{
		Seed: c.Seed, Poll: c.PollShare, Paper: c.PaperShare, Slow: c.SlowShare, Mute: c.MuteShare, Liars: c.Liars, Every: c.PollEvery,
	})
	if len(members) == 0 {
		return kit.ErrBanks
	}
	for _, lie := range c.Lies {
		if !slices.Contains(bank.Lies(), bank.Lie(lie)) {
			return kit.ErrBanks
		}
		members[0].Lies = append(members[0].Lies, bank.Lie(lie))
	}
	keys, err := c.keys(members)
	if err != nil {
		return err
	}
	verifier, err := c.verifier()
	if err != nil {
		return err
	}
	fleet := bank.NewFleet(bank.FleetOptions{
		Members: members, Clock: clock.Wall{}, Seed: c.Seed, Keys: verifier, Key: func(code string) wire.Key { return keys[code] },
		Centre: c.Centre, Sandbox: c.Sandbox, Report: func(line string) { fmt.Println(time.Now().Format("15:04:05.000"), line) },
	})
	listener, err := (&net.ListenConfig{}).Listen(e.ctx, "tcp", c.Listen)
	if err != nil {
		return fmt.Errorf("listen on %s: %w", c.Listen, err)
	}
	c.tell(members, listener.Addr().String())
	return serveFleet(e.ctx, listener, fleet)
}

// serveFleet serves and lets the banks live until ctx ends.
func serveFleet(ctx context.Context, listener net.Listener, fleet *bank.Fleet) error {
	server := &http.Server{Handler: fleet, ReadHeaderTimeout: 10 * time.Second, ReadTimeout: time.Minute, MaxHeaderBytes: 16 << 10}
	ended := make(chan error, 1)
	go func() { ended <- server.Serve(listener) }()
	lived, stop := context.WithCancel(ctx)
	defer stop()
	go func() {
		err := <-ended
		if !errors.Is(err, http.ErrServerClosed) {
			fmt.Fprintln(os.Stderr, "fanzha:", err)
		}
		stop()
	}()
	fleet.Run(lived)
	last, cancel := context.WithTimeout(context.WithoutCancel(ctx), 5*time.Second)
	defer cancel()
	return server.Shutdown(last)
}

// keys reads the shared keys, or makes them when there is no file yet.
func (c *partnerSimCmd) keys(members []bank.Member) (map[string]wire.Key, error) {
	_, err := os.Stat(c.Keys)
	if errors.Is(err, fs.ErrNotExist) {
		err = c.makeKeys(members)
	}
	if err != nil {
		return nil, kit.ErrKey.With(err)
	}
	keys, err := readKeys(c.Keys)
	if err != nil {
		return nil, err
	}
	for _, m := range members {
		if !keys[m.Code].Usable() {
			return nil, kit.ErrKey.With(fmt.Errorf("%s has no key for %s", c.Keys, m.Code))
		}
	}
	return keys, nil
}

func (c *partnerSimCmd) makeKeys(members []bank.Member) error {
	var out strings.Builder
	for _, m := range members {
		secret := wire.NewNonce() + wire.NewNonce()
		raw, err := json.Marshal(sharedKey{Bank: m.Code, ID: m.Code + "-1", Suite: wire.HMACSHA256, Secret: base64.StdEncoding.EncodeToString([]byte(secret))})
		if err != nil {
			return err
		}
		out.Write(append(raw, '\n'))
	}
	return os.WriteFile(c.Keys, []byte(out.String()), 0o600)
}

// verifier reads the public keys of the seals. Looking at no seal must be asked for.
func (c *partnerSimCmd) verifier() (wire.Verifier, error) {
	if c.SealPublic == "" {
		if !c.AnySeal {
			return nil, kit.ErrKey.With(errors.New("give --seal-public, or --any-seal"))
		}
		return nil, nil //nolint:nilnil // no verifier means that no seal is looked at, and it was asked for
	}
	text, err := os.ReadFile(c.SealPublic)
	if err != nil {
		return nil, kit.ErrKey.With(err)
	}
	keys, err := seal.ParsePublic(text)
	if err != nil {
		return nil, err
	}
	return seal.NewVerifier(keys...)
}

func (c *partnerSimCmd) tell(members []bank.Member, address string) {
	fmt.Printf("%d banks 家银行, seed %d, http://%s, keys %s\n", len(members), c.Seed, address, c.Keys)
	for _, m := range members {
		way := m.Behaviour.Channel
		if way == "" {
			way = bank.Push
		}
		fmt.Printf("%-16s %-6s %-8s http://%s/%s  %s %v\n", m.Code, m.Prefix, way, address, m.Code, m.Name, m.Lies)
	}
}
