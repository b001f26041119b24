package main

import (
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"fanzha/app/yearbook"
	"fanzha/centre/stats/bulletin"
	"fanzha/edge/print"
)

type bulletinYearCmd struct {
	Seed uint64 `help:"Of the invented facts." default:"7"`
	Year int    `help:"Which year." default:"2026"`
	Out  string `help:"Folder for the documents of every printed issue." placeholder:"DIR" type:"path"`
	// Every is for a look in between.
	Every int  `help:"Only each so-many-th day and week." default:"1"`
	Print int  `help:"Make docx, PDF, xlsx and text of each so-many-th issue; 0: of none." default:"20"`
	JSON  bool `help:"One JSON object instead of lines." name:"json"`
}

// errYear says that a year did not come out: figures differ, are misread, or an issue is stopped.
var errYear = errors.New("the year has figures that do not stand: see the report")

// Run drafts the year. The exit status is 1 when a figure differs from its second count.
func (c *bulletinYearCmd) Run(e *env) error {
	if c.Year < 1990 || c.Year > 2900 || c.Every < 1 || c.Print < 0 {
		return errors.New("a year from 1990 to 2900, every from 1, print from 0")
	}
	o := yearbook.Options{Seed: c.Seed, Year: c.Year, Every: c.Every, Print: c.Print}
	if c.Out != "" {
		err := os.MkdirAll(c.Out, 0o750)
		if err != nil {
			return fmt.Errorf("make the folder of documents: %w", err)
		}
		o.Keep = func(_ bulletin.Issue, files []print.File) error {
			for _, f := range files {
				err := os.WriteFile(filepath.Join(c.Out, f.Name), f.Raw, 0o600)
				if err != nil {
					return fmt.Errorf("write a document: %w", err)
				}
			}
			return nil
		}
	}
	rep, err := yearbook.Draft(e.ctx, o)
	if err != nil {
		return err
	}
	err = c.print(os.Stdout, rep)
	if err == nil && rep.Differing+rep.Misread+rep.Stopped > 0 {
		err = errYear
	}
	return err
}

func (c *bulletinYearCmd) print(out io.Writer, rep yearbook.Report) error {
	if c.JSON {
		return bulletinJSON(out, rep)
	}
	_, err := fmt.Fprintf(out, "seed %d, year %d: %d facts\nissues %v\nfigures %d, comparisons %d, recounted otherwise %d, misread %d, issues stopped %d\n"+
		"documents %d\ndraft with check: median %.1f ms, 99 %% %.1f ms, longest %.1f ms\n%.1f s\ndigest %s\n", rep.Seed, rep.Year, rep.Facts, rep.Issues, rep.Figures,
		rep.Comparisons, rep.Differing, rep.Misread, rep.Stopped, rep.Documents, rep.DraftMS[0], rep.DraftMS[1], rep.DraftMS[2], rep.Seconds, rep.Digest)
	return err
}
