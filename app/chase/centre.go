package chase

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"sync"
	"time"

	"fanzha/base/access"
	"fanzha/base/clock"
	"fanzha/base/id"
	"fanzha/base/seal"
	"fanzha/centre/stoppay"
	"fanzha/centre/stoppay/guard"
	"fanzha/internal/db"
	"fanzha/sim/money"
	"fanzha/term/when"
)

// Units of the invented city.
const (
	ownUnit = "990100000000"
	ownName = "云河市反诈中心"
)

// desk is the scope in which reports are taken, head the one in which objections are decided.
var (
	desk = access.Scope{User: "01JD0000000000000000000001", Name: "值班员", Unit: ownUnit, Roles: []access.Role{access.StopOfficer}}
	head = access.Scope{User: "01JD0000000000000000000002", Name: "值班领导", Unit: ownUnit, Roles: []access.Role{access.Leader}}
)

// centre is the real room on a store of its own, with the time its calls take.
type centre struct {
	*stoppay.Service
	dir      string
	records  *db.DB
	clock    clock.Clock
	manual   *clock.Manual // nil: the machine's time
	rules    *guard.Rules
	verifier *seal.Verifier
	gate     *gate
	seals    *seals
	feed     *feed
	fixed    time.Duration // every call takes so long instead of what was measured; zero: measured

	calls []time.Duration
}

// unitNames implements stoppay.Units.
type unitNames struct{}

// Name names every unit of the bench.
func (unitNames) Name(context.Context, string) (string, error) { return ownName, nil }

// chacha makes ids that are the same for the same seed.
type chacha struct {
	mu sync.Mutex // guards src
	*rand.ChaCha8
}

// Read implements io.Reader.
func (c *chacha) Read(p []byte) (int, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.ChaCha8.Read(p)
}

// centreOptions say which centre to open.
type centreOptions struct {
	seed    uint64
	start   when.Micros
	banks   int
	channel func(bank int) string
	fixed   time.Duration
	gateway stoppay.Gateway // nil: the gate of the simulation, in virtual time
	address func(bank int) string
}

// openCentre opens the room on a new store. It must be closed.
func openCentre(ctx context.Context, o centreOptions) (*centre, error) {
	dir, err := os.MkdirTemp("", "fanzha-chase-")
	if err != nil {
		return nil, err
	}
	c := &centre{dir: dir, clock: clock.Wall{}, fixed: o.fixed, gate: &gate{}, feed: newFeed()}
	if o.gateway == nil {
		c.manual = clock.NewManual(o.start)
		c.clock, o.gateway = c.manual, c.gate
	}
	err = c.open(ctx, o)
	if err != nil {
		return nil, errors.Join(err, c.close())
	}
	return c, nil
}

func (c *centre) open(ctx context.Context, o centreOptions) error {
	var err error
	c.records, err = db.Open(ctx, db.Options{DSN: "sqlite:" + filepath.Join(c.dir, "fanzha.db")})
	if err != nil {
		return err
	}
	err = c.records.Migrate(ctx)
	if err != nil {
		return err
	}
	rules, err := guard.Load()
	if err != nil {
		return err
	}
	c.rules = &rules
	sealer, err := seal.New(seal.Ed25519)
	if err != nil {
		return err
	}
	c.verifier, err = seal.NewVerifier(sealer.Public())
	if err != nil {
		return err
	}
	c.feed.rule = c.rules.Attribution
	var key [32]byte
	for i := range 8 {
		key[i] = byte(o.seed >> (8 * i))
	}
	ids := id.New(c.clock.Now, &chacha{ChaCha8: rand.NewChaCha8(key)})
	c.seals = &seals{sealer: sealer, seen: map[string]bool{}}
	c.Service = newService(c, o.gateway, ids.New)
	return c.saveBanks(ctx, o)
}

// saveBanks fills the directory.
func (c *centre) saveBanks(ctx context.Context, o centreOptions) error {
	address := o.address
	if address == nil {
		address = func(i int) string { return fmt.Sprintf("http://127.0.0.1:1/%02d", i) }
	}
	for i := range o.banks {
		kind := "bank"
		if i >= o.banks-max(1, o.banks/10) {
			kind = "payment"
		}
		b := stoppay.Bank{
			Code: bankCode(i), Name: fmt.Sprintf("模拟银行%02d", i), Kind: kind, Prefixes: []string{money.Prefix(i)}, Active: true,
			Channel: o.channel(i), Address: address(i),
			First: stoppay.Contact{Name: "甲", Phone: "01000000001"}, Second: stoppay.Contact{Name: "乙", Phone: "01000000002"},
		}
		_, err := c.SaveBank(ctx, access.System(), b, 0)
		if err != nil {
			return fmt.Errorf("bank %s: %w", b.Code, err)
		}
	}
	return nil
}

func (c *centre) close() error {
	var err error
	if c.records != nil {
		err = c.records.Close()
	}
	return errors.Join(err, os.RemoveAll(c.dir))
}

// timed runs one call of the room at a moment of virtual time and says how long it took.
func (c *centre) timed(now when.Micros, call func() error) (time.Duration, error) {
	c.manual.Set(now)
	start := time.Now()
	c.gate.begin(now, c.fixed)
	err := call()
	took := time.Since(start)
	c.calls = append(c.calls, took)
	if c.fixed > 0 {
		took = c.fixed
	}
	return took, err
}
