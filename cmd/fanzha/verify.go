package main

import (
	"encoding/json"
	"fmt"
	"os"

	"fanzha/app"
	"fanzha/internal/conf"
)

type verifyCmd struct {
	Figures verifyFiguresCmd `cmd:"" help:"Count the log of events again from the first one, archive included, and compare with the kept facts. Exit status 1 when anything differs."`
}

type verifyFiguresCmd struct {
	conf.Settings `embed:""`
	JSON          bool `help:"As JSON." name:"json"`
}

// Run prints what agrees, and what does not.
func (c *verifyFiguresCmd) Run(e *env) error {
	report, err := app.VerifyFigures(e.ctx, c.Settings)
	if err != nil {
		return err
	}
	if c.JSON {
		err = json.NewEncoder(os.Stdout).Encode(report)
	} else {
		_, err = fmt.Println(report)
	}
	if err == nil && !report.OK() {
		return errFailed
	}
	return err
}
