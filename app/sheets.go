package app

import (
	"context"
	"crypto/rand"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"fanzha/base/id"
	"fanzha/centre/trace/sheet"
	"fanzha/centre/trace/sheet/statement"
	sheetstore "fanzha/centre/trace/sheet/store"
)

// sheetFolder is where files lie while they are uploaded.
const sheetFolder = "upload"

// sweepEvery is how often imports whose process died are looked for.
const sweepEvery = time.Minute

// openSheets makes the room of the analyst's statements.
func (c *Centre) openSheets(context.Context) error {
	rules, err := sheet.LoadRules()
	if err != nil {
		return fmt.Errorf("rulebook/sheet.yaml: %w", err)
	}
	columns, err := statement.LoadColumns()
	if err != nil {
		return fmt.Errorf("rulebook/fieldmap.yaml: %w", err)
	}
	err = os.MkdirAll(c.uploads(), 0o700)
	if err != nil {
		return ErrFolder.With(err)
	}
	kept := sheetstore.New(c.records)
	c.sheets = sheet.New(sheet.Options{
		Sheets: kept, Files: kept, Reads: kept, Clock: c.clock, NewID: id.New(c.clock.Now, rand.Reader).New, Rules: rules, Columns: columns,
	})
	return nil
}

// sweepSheets gives imports of processes that died back to their owners, until ctx ends.
func (c *Centre) sweepSheets(ctx context.Context) {
	tick := time.NewTicker(sweepEvery)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
			_, err := c.sheets.Sweep(ctx)
			if err != nil && ctx.Err() == nil {
				c.log.Error("imports of statements", "err", err)
			}
		}
	}
}

func (c *Centre) uploads() string { return filepath.Join(c.settings.Data, sheetFolder) }
