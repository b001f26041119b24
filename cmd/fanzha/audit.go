package main

import (
	"context"
	"crypto/ed25519"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"

	"fanzha/app"
	"fanzha/base/audit"
	auditstore "fanzha/base/audit/store"
	"fanzha/internal/conf"
)

type auditCmd struct {
	Verify auditVerifyCmd `cmd:"" help:"Check every entry and every signed head, of a centre or of an exported file."`
	Export auditExportCmd `cmd:"" help:"Write the chain to a file that an outsider can verify."`
	Public auditPublicCmd `cmd:"" help:"Print the public key to verify with."`
}

type auditVerifyCmd struct {
	conf.Settings `embed:""`
	File          string `help:"Verify this exported file instead of a centre." type:"existingfile" placeholder:"FILE"`
	Public        string `help:"Public keys (PEM) for --file." type:"existingfile" placeholder:"FILE"`
	JSON          bool   `help:"As JSON." name:"json"`
}

// Run prints what holds, or where the chain is broken.
func (c *auditVerifyCmd) Run(e *env) error {
	report, err := c.verify(e.ctx)
	if err != nil {
		return err
	}
	if c.JSON {
		err = json.NewEncoder(os.Stdout).Encode(report)
	} else {
		err = printReport(report)
	}
	if err == nil && !report.OK() {
		return errFailed
	}
	return err
}

func printReport(r audit.Report) error {
	if !r.OK() {
		_, err := fmt.Printf("BROKEN at entry %d: %s\n%d entries before it hold\n", r.Broken.Seq, r.Broken.What, r.Entries)
		return err
	}
	_, err := fmt.Printf("the chain holds: %d entries, head %s, %d signed heads, signed up to entry %d\n", r.Entries, r.Head, r.Heads, r.Signed)
	return err
}

func (c *auditVerifyCmd) verify(ctx context.Context) (audit.Report, error) {
	if c.File != "" {
		return c.verifyFile()
	}
	records, err := app.OpenRecords(ctx, c.Settings)
	if err != nil {
		return audit.Report{}, err
	}
	defer func() { _ = records.Close() }()
	trust, err := app.Trust(c.Data)
	if err != nil {
		return audit.Report{}, err
	}
	return auditstore.Verify(ctx, records, trust)
}

func (c *auditVerifyCmd) verifyFile() (audit.Report, error) {
	var keys []ed25519.PublicKey
	if c.Public != "" {
		text, err := os.ReadFile(filepath.Clean(c.Public))
		if err != nil {
			return audit.Report{}, err
		}
		keys, err = audit.ParsePublic(text)
		if err != nil {
			return audit.Report{}, err
		}
	}
	f, err := os.Open(filepath.Clean(c.File))
	if err != nil {
		return audit.Report{}, err
	}
	defer func() { _ = f.Close() }()
	return audit.VerifyFile(f, keys)
}

type auditExportCmd struct {
	conf.Settings `embed:""`
	Out           string `help:"File to write." required:"" type:"path" placeholder:"FILE"`
}

// Run writes the chain.
func (c *auditExportCmd) Run(e *env) error {
	records, err := app.OpenRecords(e.ctx, c.Settings)
	if err != nil {
		return err
	}
	defer func() { _ = records.Close() }()
	f, err := os.OpenFile(filepath.Clean(c.Out), os.O_CREATE|os.O_TRUNC|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	n, err := auditstore.Export(e.ctx, records, f)
	closeErr := f.Close()
	if err != nil {
		return err
	}
	if closeErr != nil {
		return closeErr
	}
	fmt.Printf("%d entries written to %s\n", n, c.Out)
	return nil
}

type auditPublicCmd struct {
	conf.Settings `embed:""`
}

// Run prints the public key of this machine.
func (c *auditPublicCmd) Run() error {
	key, err := auditstore.LoadKey(app.KeyDir(c.Data))
	if err != nil {
		return err
	}
	text, err := audit.PublicText(key.Public().(ed25519.PublicKey))
	if err != nil {
		return err
	}
	fmt.Print(text)
	return nil
}
