package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"strconv"
	"strings"

	"fanzha/app/latencybench"
	"fanzha/app/sheetbench"
	"fanzha/base/access"
	"fanzha/internal/conf"
	"fanzha/internal/usage"
)

// benchSheetCmd imports one large statement as an analyst would, and works on it.
type benchSheetCmd struct {
	JSON bool   `help:"Print one JSON object instead of lines." name:"json"`
	Rows int    `help:"Rows of the statement." default:"1000000"`
	Kind string `help:"csv; xlsx with a shared table of texts, as Excel saves; inline: xlsx with texts in its cells." enum:"csv,xlsx,inline" default:"xlsx"`
	Seed uint64 `help:"Seed of the statement." default:"20261121"`
}

// analystReady makes the city and an analyst.
func analystReady(ctx context.Context, s conf.Settings) error {
	return latencybench.Ready(ctx, s, access.Analyst)
}

// Run measures and prints.
func (c *benchSheetCmd) Run(e *env) error {
	b, err := startBench(e.ctx, analystReady)
	if err != nil {
		return err
	}
	rep, err := c.measure(e.ctx, b)
	if err == nil {
		err = c.print(rep)
	}
	return errors.Join(err, b.Stop())
}

func (c *benchSheetCmd) measure(ctx context.Context, b *bench) (sheetbench.Report, error) {
	client, err := latencybench.LoggedIn(ctx, b.URL)
	if err != nil {
		return sheetbench.Report{}, err
	}
	return sheetbench.Run(ctx, sheetbench.Options{Kind: c.Kind, Rows: c.Rows, Seed: c.Seed, Dir: b.Dir, URL: b.URL, Client: client, Memory: b.resident, Forget: b.forget, Processor: b.processor})
}

// resident is what the server holds and held at most, in bytes.
func (b *bench) resident() (now, peak int64, err error) {
	return usage.ResidentOf(b.Process.Process.Pid)
}

// forget lets the most that the server held begin anew.
func (b *bench) forget() error {
	return os.WriteFile(fmt.Sprintf("/proc/%d/clear_refs", b.Process.Process.Pid), []byte("5"), 0)
}

// processor is the processor time that the server has used, in seconds.
func (b *bench) processor() (float64, error) {
	raw, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", b.Process.Process.Pid))
	if err != nil {
		return 0, err
	}
	const user, ticks = 11, 100 // fields behind the name; a hundred ticks a second on every Linux
	fields := strings.Fields(string(raw[bytes.LastIndexByte(raw, ')')+2:]))
	if len(fields) <= user+1 {
		return 0, errors.New("processor time of the server: fields are missing")
	}
	u, err := strconv.ParseInt(fields[user], 10, 64)
	if err != nil {
		return 0, err
	}
	s, err := strconv.ParseInt(fields[user+1], 10, 64)
	return float64(u+s) / ticks, err
}

func (c *benchSheetCmd) print(r sheetbench.Report) error {
	if c.JSON {
		return printJSON(r)
	}
	const mb = 1e6
	fmt.Printf("sheet: %s, %d rows, %.0f MB, seed %d\n", r.Kind, r.Rows, float64(r.FileBytes)/mb, r.Seed)
	fmt.Printf("  columns told after %.2f s; file received after %.1f s; every row durable after %.1f s (%.1f s of processors); first look %.1f s later (%.1f s of processors)\n",
		r.PreviewS, r.UploadS, r.DurableS, r.DurableC, r.FirstS, r.FirstC)
	fmt.Printf("  resident: %.0f MB before, at most %.0f MB for the preview and %.0f MB for the import, %.0f MB at the end\n",
		float64(r.Before)/mb, float64(r.Preview)/mb, float64(r.Peak)/mb, float64(r.After)/mb)
	fmt.Printf("  layers: %d edges in %d layers, %d hidden; a look p50 %.3f s, max %.3f s; table of layers %.2f s; transfers of an account %.3f s\n",
		r.Edges, r.Layers, r.Hidden, r.LookS.P50, r.LookS.Max, r.LayersS, r.FindS)
	for _, a := range r.Acts {
		fmt.Printf("  %-8s %.3f s\n", a.Act, a.S)
	}
	fmt.Printf("  money: in %d = held %d + exits %d + followed %d + unknown %d fen; balanced: %t; %d transfers seen from both sides\n",
		r.In, r.Held, r.Exit, r.Followed, r.Unknown, r.Balanced, r.Matched)
	return nil
}
