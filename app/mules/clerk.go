package mules

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"time"

	"fanzha/edge/connect/folder"
	"fanzha/edge/connect/iso20022"
	"fanzha/edge/partner/wire"
	"fanzha/sim/bank"
	"fanzha/term/when"
)

// fileMax bounds a file that a clerk reads; heldMax bounds the orders whose later answers a clerk can still write.
const (
	fileMax = 1 << 20
	heldMax = 5000
)

// ackFrom: an order that takes longer is acknowledged first.
const ackFrom = 2 * time.Second

// clerk is the program of a bank that exchanges files with the centre: it reads the orders in out/, executes them after a while and
// lays the answers into in/.
type clerk struct {
	bank  *bank.Bank
	dir   string
	iso   bool
	clock bank.Clock
	due   map[string]dueFile    // by name of the file in out/
	held  map[string]wire.Order // orders that were executed, by id
}

type dueFile struct {
	order wire.Order
	at    when.Micros
}

func newClerk(b *bank.Bank, dir string, iso bool, c bank.Clock) *clerk {
	return &clerk{bank: b, dir: dir, iso: iso, clock: c, due: map[string]dueFile{}, held: map[string]wire.Order{}}
}

// step does what is due now. A file that cannot be worked on is told and put aside; the others go on.
func (c *clerk) step() error {
	names, err := c.orders()
	errs := []error{err}
	now := c.clock.Now()
	for _, name := range names {
		d, known := c.due[name]
		if !known {
			d, err = c.take(name, now)
			if err != nil {
				errs = append(errs, err, os.Rename(c.path("out", name), c.path("out", ".unread-"+name)))
				continue
			}
			c.due[name] = d
		}
		if d.at > now {
			continue
		}
		delete(c.due, name)
		errs = append(errs, c.execute(d.order), os.Remove(c.path("out", name)))
	}
	for _, a := range c.bank.Later() {
		errs = append(errs, c.write(a))
	}
	return errors.Join(errs...)
}

func (c *clerk) path(folder, name string) string { return filepath.Join(c.dir, folder, name) }

// orders lists the files of the centre, by name.
func (c *clerk) orders() ([]string, error) {
	entries, err := os.ReadDir(filepath.Join(c.dir, "out"))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	var names []string
	for _, e := range entries {
		if e.Type().IsRegular() && !strings.HasPrefix(e.Name(), ".") {
			names = append(names, e.Name())
		}
	}
	return names, err
}

// take reads an order and says when it will be executed.
func (c *clerk) take(name string, now when.Micros) (dueFile, error) {
	info, err := os.Stat(c.path("out", name))
	if err == nil && info.Size() > fileMax {
		err = fmt.Errorf("%s: %s is too large", c.bank.Code(), name)
	}
	if err != nil {
		return dueFile{}, err
	}
	raw, err := os.ReadFile(c.path("out", name))
	if err != nil {
		return dueFile{}, err
	}
	read := folder.DecodeOrder
	if filepath.Ext(name) == ".xml" {
		read = iso20022.DecodeOrder
	}
	o, err := read(raw)
	if err != nil {
		return dueFile{}, fmt.Errorf("%s: %s: %w", c.bank.Code(), name, err)
	}
	wait := c.bank.Delay(o.ID)
	_, done := c.bank.Answered(o.ID)
	if len(c.held) >= heldMax {
		clear(c.held)
	}
	c.held[o.ID] = o
	if wait > ackFrom && !done {
		return dueFile{o, now.Add(wait)}, c.write(c.bank.Acknowledge(o))
	}
	return dueFile{o, now.Add(wait)}, nil
}

func (c *clerk) execute(o wire.Order) error {
	a, err := c.bank.Execute(o)
	if err != nil {
		return fmt.Errorf("%s: order %s: %w", c.bank.Code(), o.ID, err)
	}
	return c.write(a)
}

// write lays an answer into in/, complete when it is there.
func (c *clerk) write(a wire.Answer) error {
	o, known := c.held[a.Order]
	if !known {
		return nil // too long ago
	}
	var raw []byte
	var err error
	name := a.ID + ".csv"
	if c.iso {
		name = a.ID + ".xml"
		raw, err = iso20022.EncodeAnswer(o, a)
	} else {
		raw, err = folder.EncodeAnswers([]wire.Answer{a})
	}
	if err != nil {
		return fmt.Errorf("%s: answer %s: %w", c.bank.Code(), a.ID, err)
	}
	err = os.WriteFile(c.path("in", ".part-"+name), raw, 0o600)
	if err != nil {
		return err
	}
	return os.Rename(c.path("in", ".part-"+name), c.path("in", name))
}
