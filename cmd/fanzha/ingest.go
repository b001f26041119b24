package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"

	"fanzha/app"
	"fanzha/edge/partner/ingest"
	"fanzha/internal/conf"
	"fanzha/internal/obs"
)

type ingestCmd struct {
	conf.Settings `embed:""`
	Kind          string            `arg:"" help:"call, message, visit, transfer, report, sighting, or mixed."`
	Files         []string          `arg:"" help:"JSONL, CSV or plain lines; - is standard input."`
	Map           map[string]string `help:"Take a field from a column: --map text=content." placeholder:"FIELD=COLUMN"`
	Format        string            `help:"jsonl, csv or lines; empty recognises it." default:"" enum:",jsonl,csv,lines"`
	Charset       string            `help:"utf-8, gb18030, utf-16; empty recognises it." default:""`
	Zone          string            `help:"Added to times that have none, as +08:00." default:""`
	Source        string            `help:"Name under which the records come in; ids are unique within it." default:"file"`
	Server        string            `help:"Address of a centre elsewhere, with --key." default:"" placeholder:"URL"`
	Key           string            `help:"Intake key for --server." default:"" env:"FANZHA_KEY"`
	Restart       bool              `help:"Begin again from the first line instead of going on."`
	JSON          bool              `help:"Summary as JSON." name:"json"`
	Rejects       int               `help:"How many rejected lines to print." default:"20"`
}

// Run brings the files into the centre of the data folder (running or not) or of --server.
func (c *ingestCmd) Run(e *env) (err error) {
	slog.SetDefault(obs.Logger(os.Stderr, "warn"))
	o := ingest.Options{
		URL: c.Server, Key: c.Key, Kind: c.Kind, Files: c.Files, Map: c.Map, Format: c.Format, Charset: c.Charset, Zone: c.Zone,
		StateDir: filepath.Join(c.Data, "ingest"), Restart: c.Restart, Stdin: os.Stdin,
	}
	info, statErr := os.Stderr.Stat()
	if statErr == nil && info.Mode()&os.ModeCharDevice != 0 {
		o.Progress = os.Stderr
	}
	if c.Server == "" {
		local, openErr := app.OpenLocal(e.ctx, c.Settings)
		if openErr != nil {
			return openErr
		}
		defer func() { err = errors.Join(err, local.Close()) }()
		o.URL, o.Target = local.URL, "data:"+c.Data
		o.Key, err = app.LocalKey(e.ctx, c.Settings, c.Source)
		if err != nil {
			return err
		}
	}
	summary, err := ingest.Run(e.ctx, o)
	printErr := c.print(summary)
	return errors.Join(err, printErr)
}

func (c *ingestCmd) print(s ingest.Summary) error {
	if c.JSON {
		out := json.NewEncoder(os.Stdout)
		out.SetIndent("", "  ")
		return out.Encode(s)
	}
	fmt.Printf("read %d, accepted %d, duplicate %d, rejected %d in %.1f s (%.0f/s), charset %s\n",
		s.Read, s.Accepted, s.Duplicate, s.Rejected, s.Seconds, s.RatePerS, s.Charset)
	if s.ResumedLines > 0 {
		fmt.Printf("went on after %d lines that an earlier run had delivered (--restart begins again)\n", s.ResumedLines)
	}
	if len(s.IgnoredColumns) > 0 {
		fmt.Printf("columns that are no fields of %s: %v\n", c.Kind, s.IgnoredColumns)
	}
	for i, r := range s.Rejects {
		if i == c.Rejects {
			fmt.Printf("… and %d more; --json lists them\n", s.Rejected-int64(i))
			break
		}
		fmt.Printf("%s:%d: %s: %s (%s)\n", r.File, r.Line, r.Field, r.Reason, r.Code)
	}
	return nil
}
