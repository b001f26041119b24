// Package cli is the command line of scenarios: back-tests over stored signals, and files of exchange with other centres.
package cli

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"os"
	"time"

	"fanzha/app"
	"fanzha/app/scenarios"
	"fanzha/base/access"
	"fanzha/centre/detect/life"
	"fanzha/centre/detect/life/proof"
	"fanzha/internal/conf"
	"fanzha/internal/obs"
	"fanzha/term/fault"
	"fanzha/term/when"
)

// Backtest runs a scenario file over the stored signals of a centre that is not running; while it runs, the console does the same.
type Backtest struct {
	conf.Settings `embed:""`
	Scenario      string `help:"Scenario file." required:"" type:"existingfile" placeholder:"FILE"`
	From          string `help:"Begin of the period, a day or RFC 3339; without it everything." placeholder:"2026-10-01"`
	To            string `help:"End of the period, exclusive." placeholder:"2026-11-01"`
	JSON          bool   `help:"As JSON, with the rows behind the numbers." name:"json"`
}

// answer is a back-test as JSON.
type answer struct {
	Scenario string          `json:"scenario"`
	Hash     string          `json:"hash"`
	From     string          `json:"from"`
	To       string          `json:"to"`
	TookMS   int64           `json:"took_ms"`
	Result   *proof.Backtest `json:"result"`
	Rows     []proof.Row     `json:"rows"`
}

// Run runs it and prints what it would have done.
func (c *Backtest) Run(ctx context.Context) error {
	slog.SetDefault(obs.Logger(os.Stderr, "error"))
	text, err := os.ReadFile(c.Scenario)
	if err != nil {
		return err
	}
	q := scenarios.Question{Text: string(text)}
	if c.From != "" || c.To != "" {
		q.From, err = moment(c.From)
		if err == nil {
			q.To, err = moment(c.To)
		}
		if err != nil {
			return err
		}
	}
	began := time.Now()
	if watched(os.Stderr) {
		q.Progress = func(done, total int64) { fmt.Fprintf(os.Stderr, "\r\033[K%d %%", done*100/max(total, 1)) }
		defer fmt.Fprint(os.Stderr, "\r\033[K")
	}
	j, rows, err := app.Backtest(ctx, c.Settings, q)
	if err != nil {
		return err
	}
	took := time.Since(began).Milliseconds()
	if c.JSON {
		out := json.NewEncoder(os.Stdout)
		out.SetIndent("", "  ")
		return out.Encode(answer{j.Code, j.Hash, stamp(j.From), stamp(j.To), took, j.Backtest, rows[:min(len(rows), proof.RowsMost)]})
	}
	show(os.Stdout, j, took)
	return nil
}

// watched says whether somebody is looking.
func watched(f *os.File) bool {
	info, err := f.Stat()
	return err == nil && info.Mode()&os.ModeCharDevice != 0
}

func stamp(at when.Micros) string { return at.Time().UTC().Format(time.RFC3339) }

// moment reads a day of the centre's zone, or RFC 3339.
func moment(text string) (when.Micros, error) {
	t, err := time.ParseInLocation(time.DateOnly, text, when.Zone)
	if err != nil {
		t, err = time.Parse(time.RFC3339, text)
	}
	if err != nil {
		return 0, fault.New(life.ErrPeriod.Kind, life.ErrPeriod.Code).With(err)
	}
	return when.Micros(t.UnixMicro()), nil
}

// percent is a share in permille for people.
func percent(pm int64) string {
	if pm < 0 {
		return "not known"
	}
	return fmt.Sprintf("%d.%d %%", pm/10, pm%10)
}

func show(w io.Writer, j life.Job, took int64) {
	b := j.Backtest
	_, _ = fmt.Fprintf(w, "%s (%s), %s to %s: %d signals in the period, %d read in %d ms\n", j.Code, j.Hash, stamp(j.From), stamp(j.To), b.InPeriod, b.Signals, took)
	_, _ = fmt.Fprintf(w, "  hits %d, alerts %d (%d.%d a day over %d days)\n", b.Hits, b.Alerts, b.PerDayTenth/10, b.PerDayTenth%10, b.Days)
	_, _ = fmt.Fprintf(w, "  precision %s: %d right, %d wrong, %d not known\n", percent(b.Precision), b.Real, b.False, b.Unknown)
	_, _ = fmt.Fprintf(w, "  recall %s: %d of %d reported losses were alerted before\n", percent(b.Recall), b.Caught, b.Victims)
	_, _ = fmt.Fprintf(w, "  the live set gives %d of the alerts as well (%s), %d are new, %d of its own warnings are not given\n", b.Overlap, percent(b.OverlapPM), b.New, b.OnlyLive)
	_, _ = fmt.Fprintf(w, "  officers: %d.%d hours for all, %d.%d for the new ones\n", b.Minutes/60, b.Minutes%60/6, b.MinutesNew/60, b.MinutesNew%60/6)
	for _, r := range b.Samples {
		_, _ = fmt.Fprintf(w, "  %s %s %s %s\n", stamp(r.At), r.Level, r.Person, r.ReasonZH)
	}
}

// Hub are the files with which centres exchange scenarios.
type Hub struct {
	Check  HubCheck  `cmd:"" help:"Say whether a hub file is whole."`
	Export HubExport `cmd:"" help:"Write a scenario of this centre as a hub file."`
	Import HubImport `cmd:"" help:"Take a hub file as a draft."`
}

// HubCheck reads a file.
type HubCheck struct {
	File string `arg:"" type:"existingfile"`
}

// Run says what the file holds.
func (c *HubCheck) Run() error {
	raw, err := os.ReadFile(c.File)
	if err != nil {
		return err
	}
	f, err := life.ParseHub(raw)
	if err == nil {
		fmt.Printf("%s version %d from %s, %d lists, sha256 %s\n", f.Code, f.Number, f.From, len(f.Lists), f.Hash)
	}
	return err
}

// HubExport writes a file.
type HubExport struct {
	conf.Settings `embed:""`
	Code          string `arg:"" help:"Code of the scenario."`
	Number        int64  `help:"Version; without it the one in force, else the newest."`
	Out           string `help:"File to write; without it standard output." type:"path" placeholder:"FILE"`
}

// Run writes it.
func (c *HubExport) Run(ctx context.Context) error {
	room, done, err := app.ScenarioRoom(ctx, c.Settings)
	if err != nil {
		return err
	}
	defer done()
	list, _, err := room.List(ctx, access.System(), life.Filter{Code: c.Code, Limit: life.PageMax})
	if err != nil {
		return err
	}
	id := ""
	for _, v := range list { // the newest first
		if v.Number == c.Number || c.Number == 0 && (id == "" || v.State == life.Published) {
			id = v.ID
		}
	}
	if id == "" {
		return life.ErrNotFound
	}
	f, err := room.Export(ctx, access.System(), id)
	if err != nil {
		return err
	}
	raw, err := f.Encode()
	if err == nil && c.Out != "" {
		return os.WriteFile(c.Out, raw, 0o600)
	}
	if err == nil {
		_, err = os.Stdout.Write(raw)
	}
	return err
}

// HubImport takes a file.
type HubImport struct {
	conf.Settings `embed:""`
	File          string `arg:"" type:"existingfile"`
}

// Run takes it as a draft and says what is wrong with it here.
func (c *HubImport) Run(ctx context.Context) error {
	raw, err := os.ReadFile(c.File)
	if err != nil {
		return err
	}
	room, done, err := app.ScenarioRoom(ctx, c.Settings)
	if err != nil {
		return err
	}
	defer done()
	v, err := room.Import(ctx, access.System(), raw)
	if err != nil {
		return err
	}
	fmt.Printf("%s version %d is a draft, %d problems\n", v.Code, v.Number, len(v.Problems))
	for _, p := range v.Problems {
		fmt.Printf("  line %d, column %d: %s\n", p.Line, p.Column, p.Why)
	}
	return nil
}
