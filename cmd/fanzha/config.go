package main

import (
	"encoding/json"
	"fmt"
	"os"
	"text/tabwriter"

	"fanzha/internal/conf"
)

type configCmd struct {
	conf.Settings `embed:""`
	JSON          bool `help:"As JSON." name:"json"`
}

// Run prints every setting in force, its source and its meaning.
func (c *configCmd) Run(e *env) error {
	rows := e.sources.Rows(e.kong)
	if c.JSON {
		out := json.NewEncoder(os.Stdout)
		out.SetIndent("", "  ")
		return out.Encode(rows)
	}
	w := tabwriter.NewWriter(os.Stdout, 0, 4, 2, ' ', 0)
	for _, r := range rows {
		_, err := fmt.Fprintf(w, "%s\t%q\t%s\t%s\n", r.Name, r.Value, r.Whence, r.Help)
		if err != nil {
			return err
		}
	}
	return w.Flush()
}
