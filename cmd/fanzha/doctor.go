package main

import (
	"encoding/json"
	"fmt"
	"log/slog"
	"os"
	"strings"

	"fanzha/app/doctor"
	"fanzha/internal/conf"
	"fanzha/internal/obs"
)

type doctorCmd struct {
	conf.Settings `embed:""`
	JSON          bool `help:"As JSON." name:"json"`
}

// Run prints what was found and how to mend it; status 1 when something fails.
func (c *doctorCmd) Run(e *env) error {
	slog.SetDefault(obs.Logger(os.Stderr, "error"))
	found := doctor.Examine(e.ctx, c.Settings)
	bad := false
	for _, f := range found {
		bad = bad || f.State == "fail"
	}
	if c.JSON {
		out := json.NewEncoder(os.Stdout)
		out.SetIndent("", "  ")
		err := out.Encode(found)
		if err != nil {
			return err
		}
	} else {
		printFindings(found)
	}
	if bad {
		return errFailed
	}
	return nil
}

func printFindings(found []doctor.Finding) {
	for _, f := range found {
		fmt.Printf("%-8s %-16s %s\n", strings.ToUpper(f.State), f.What, f.Found)
		if f.MendEN != "" {
			fmt.Printf("%26s→ %s\n%26s→ %s\n", "", f.MendZH, "", f.MendEN)
		}
	}
}
