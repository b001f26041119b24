package modelling

import (
	"encoding/csv"
	"errors"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strconv"

	"fanzha/base/clock"
	"fanzha/centre/detect/account"
	"fanzha/centre/detect/learn"
	"fanzha/sim/money"
)

// accounts reads accounts with labels, and the transfers of their time.
func (f *Flags) accounts(table, transfers string) (*account.Table, []account.Transfer, error) {
	if transfers == "" {
		return nil, nil, errNoTransfers
	}
	t, err := opened(table, func(in io.Reader) (*account.Table, error) { return account.ReadTable(in, f.Label, f.Positive) })
	if err != nil {
		return nil, nil, err
	}
	moves, err := opened(transfers, account.ReadTransfers)
	return t, moves, err
}

var errNoTransfers = errors.New("accounts are judged by transfers: name them with --edges, those of the test rows with --test-edges")

func (c *TrainCmd) account() (trained, learn.Metrics, error) {
	known, moves, err := c.accounts(c.Train[0], c.Edges)
	if err != nil {
		return nil, learn.Metrics{}, err
	}
	task := account.Task{Train: *known, Transfers: moves, Options: account.Options{Seed: c.Seed}, Clock: clock.Wall{}}
	if len(c.Test) > 0 {
		asked, later, err := c.accounts(c.Test[0], c.TestEdges)
		if err != nil {
			return nil, learn.Metrics{}, err
		}
		task.Test, task.TestTransfers = *asked, later
	}
	return account.Learn(task)
}

func (c *EvalCmd) account() (learn.Metrics, error) {
	model, err := opened(c.Model, account.Read)
	if err != nil {
		return learn.Metrics{}, err
	}
	asked, moves, err := c.accounts(c.Test[0], c.Edges)
	if err != nil {
		return learn.Metrics{}, err
	}
	return model.Eval(*asked, moves, clock.Wall{}), nil
}

// SampleCmd writes invented accounts.
type SampleCmd struct {
	Seed   uint64 `help:"Of the invented month." default:"1"`
	People int    `help:"Residents with accounts." default:"4000"`
	Days   int    `help:"Days." default:"30"`
	Cases  int    `help:"Frauds whose money is passed on." default:"12"`
	Out    string `help:"Folder for accounts.csv and transfers.csv." required:"" type:"path" placeholder:"DIR"`
}

// Bounds of a sample.
const (
	mostSampled = 200_000
	mostDays    = 366
)

var errSample = errors.New("want up to 200,000 people, 366 days and as many cases as people")

// Run writes.
func (c *SampleCmd) Run() error {
	if c.People < 1 || c.People > mostSampled || c.Days < 1 || c.Days > mostDays || c.Cases < 1 || c.Cases > c.People {
		return errSample
	}
	l := money.MakeLedger(money.LedgerOptions{Seed: c.Seed, People: c.People, Days: c.Days, Cases: c.Cases})
	rows := [][]string{{"src", "dst", "time", "amount_fen"}}
	for _, e := range l.Entries {
		rows = append(rows, []string{e.From, e.To, strconv.FormatInt(int64(e.At), 10), strconv.FormatInt(e.Fen, 10)})
	}
	err := os.MkdirAll(c.Out, 0o750)
	if err == nil {
		err = writeCSV(filepath.Join(c.Out, "transfers.csv"), rows)
	}
	if err != nil {
		return err
	}
	names := make([]string, 0, len(l.Mules))
	for name := range l.Mules {
		names = append(names, name)
	}
	slices.Sort(names)
	rows = [][]string{{"account", "label"}}
	for _, name := range names {
		label := "0"
		if l.Mules[name] {
			label = "1"
		}
		rows = append(rows, []string{name, label})
	}
	return writeCSV(filepath.Join(c.Out, "accounts.csv"), rows)
}

func writeCSV(path string, rows [][]string) error {
	out, err := os.OpenFile(filepath.Clean(path), os.O_CREATE|os.O_TRUNC|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	return errors.Join(csv.NewWriter(out).WriteAll(rows), out.Close())
}
