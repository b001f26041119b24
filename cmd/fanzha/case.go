package main

import (
	"encoding/json"
	"fmt"
	"io"
	"os"

	"fanzha/app"
	"fanzha/base/access"
	"fanzha/centre/casefile"
	"fanzha/centre/casefile/table"
	"fanzha/edge/api/cases"
	"fanzha/internal/conf"
	"fanzha/term/fault"
)

type caseCmd struct {
	Import   caseImportCmd   `cmd:"" help:"Bring in a case register (案件) from CSV or xlsx; the same file again changes nothing."`
	Template caseTemplateCmd `cmd:"" help:"Write the workbook that a unit fills in."`
}

type caseImportCmd struct {
	conf.Settings `embed:""`
	File          string            `arg:"" help:"CSV or xlsx; - is standard input."`
	As            string            `help:"Login of the officer who brings it in: his unit and rights bound what is taken." required:"" placeholder:"LOGIN"`
	Map           map[string]string `help:"Take a field from a column: --map number=案号." placeholder:"FIELD=HEADING"`
	DryRun        bool              `help:"Look, and change nothing."`
	Partial       bool              `help:"Take the sound rows even when others are faulty."`
	Update        bool              `help:"Rows of known cases that differ are corrections."`
	Note          string            `help:"Reason of the corrections." default:""`
	JSON          bool              `help:"Outcome as JSON." name:"json"`
}

// Run brings the file into the register of the data folder, whether its centre runs or not.
func (c *caseImportCmd) Run(e *env) error {
	raw, err := readBounded(c.File)
	if err != nil {
		return err
	}
	people, closePeople, err := app.OpenPeople(e.ctx, c.Settings)
	if err != nil {
		return err
	}
	defer closePeople()
	who, err := people.AccountByLogin(e.ctx, access.System(), c.As)
	if err != nil {
		return err
	}
	if !who.Active {
		return fault.New(access.ErrAccountOff.Kind, access.ErrAccountOff.Code)
	}
	register, done, err := app.OpenCases(e.ctx, c.Settings)
	if err != nil {
		return err
	}
	defer done()
	t, err := table.Read(raw, register.Rules(), c.Map)
	if err != nil {
		return err
	}
	out, err := register.Import(e.ctx, who.Scope(), casefile.Import{Table: t, DryRun: c.DryRun, Partial: c.Partial, Update: c.Update, Note: c.Note})
	if err != nil {
		return err
	}
	return c.print(cases.Outcome(out, c.DryRun))
}

// readBounded reads a file, or standard input, up to the bound of an import and one byte: the reader refuses what is longer.
func readBounded(path string) ([]byte, error) {
	in := io.Reader(os.Stdin)
	if path != "-" {
		f, err := os.Open(path)
		if err != nil {
			return nil, err
		}
		defer func() { _ = f.Close() }()
		in = f
	}
	return io.ReadAll(io.LimitReader(in, table.BytesMax+1))
}

func (c *caseImportCmd) print(o cases.ImportOutcome) error {
	if c.JSON {
		out := json.NewEncoder(os.Stdout)
		out.SetIndent("", "  ")
		err := out.Encode(o)
		if err != nil {
			return err
		}
	} else {
		fmt.Printf("read %d, new %d, changed %d, same %d, faulty %d\n", o.Read, o.New, o.Changed, o.Same, o.Faulty)
		if len(o.Ignored) > 0 {
			fmt.Printf("columns that are no fields: %v\n", o.Ignored)
		}
		for _, x := range o.Errors {
			fmt.Printf("%s:%d: %s: %s %s (%s)\n", c.File, x.Line, x.Column, x.MessageZH, x.MessageEN, x.Code)
		}
		switch {
		case o.DryRun:
			fmt.Println("dry run: nothing was changed")
		case !o.Taken:
			fmt.Println("nothing was taken: mend the rows above, or --partial takes the others")
		}
	}
	if o.Faulty > 0 {
		return errFailed
	}
	return nil
}

type caseTemplateCmd struct {
	File string `arg:"" help:"Where to write it, as cases.xlsx."`
	Unit string `help:"Unit that fills it in, for its prompt." default:""`
}

// Run writes the workbook; a file that is there already stays.
func (c *caseTemplateCmd) Run() error {
	rules, err := casefile.Load()
	if err != nil {
		return err
	}
	f, err := os.OpenFile(c.File, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return err
	}
	err = table.Template(f, &rules, c.Unit)
	closeErr := f.Close()
	if err != nil {
		return err
	}
	return closeErr
}
