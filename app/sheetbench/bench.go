// Package sheetbench measures the analyst's sheet with one large statement: `fanzha bench sheet`.
package sheetbench

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"time"
)

// Options are what is measured.
type Options struct {
	Kind string
	Rows int
	Seed uint64
	Dir  string // the file is made here
	URL  string // of a running centre
	// Client is logged in as an analyst.
	Client *http.Client
	// Memory is what the centre's process holds now, and held at most since Forget; both in bytes.
	Memory func() (now, peak int64, err error)
	Forget func() error
	// Processor is the processor time that the centre's process has used, in seconds.
	Processor func() (float64, error)
}

// Report is what was measured. Times are in seconds: by the clock, and of processors, because the machine may be shared. Sizes are in
// bytes, amounts in fen.
type Report struct {
	Kind      string  `json:"kind"`
	Rows      int     `json:"rows"`
	Seed      uint64  `json:"seed"`
	FileBytes int64   `json:"file_bytes"`
	PreviewS  float64 `json:"preview_s"` // the file given once to see its columns, as the console does first
	UploadS   float64 `json:"upload_s"`  // until the centre has the file
	DurableS  float64 `json:"durable_s"` // from the first byte of the upload until every row is committed
	FirstS    float64 `json:"first_s"`   // the first look after that
	DurableC  float64 `json:"durable_cpu_s"`
	FirstC    float64 `json:"first_cpu_s"`
	Before    int64   `json:"rss_before_bytes"`
	Preview   int64   `json:"rss_peak_preview_bytes"`
	Peak      int64   `json:"rss_peak_bytes"` // of import and first look
	After     int64   `json:"rss_after_bytes"`
	LookS     spread  `json:"look_s"` // the sheet with its layers
	Acts      []Timed `json:"acts"`
	LayersS   float64 `json:"layers_xlsx_s"`
	FindS     float64 `json:"find_s"`
	Edges     int     `json:"edges"`
	Layers    int     `json:"layers"`
	Hidden    int     `json:"hidden"` // edges
	Matched   int64   `json:"matched"`
	Bad       int64   `json:"bad"`
	In        int64   `json:"in_fen"`
	Held      int64   `json:"held_fen"`
	Exit      int64   `json:"exit_fen"`
	Followed  int64   `json:"followed_fen"`
	Unknown   int64   `json:"unknown_fen"`
	Balanced  bool    `json:"balanced"`
}

// Timed is how long one act took, with the view that follows it.
type Timed struct {
	Act string  `json:"act"`
	S   float64 `json:"s"`
}

// spread is the median and the most of several runs.
type spread struct {
	P50 float64 `json:"p50"`
	Max float64 `json:"max"`
}

// looks is how often the layers are looked at.
const looks = 9

// view is what is read of a sheet.
type view struct {
	ID    string
	Files []struct {
		State, Error string
		Rows, Bad    int64
	}
	Roots    []struct{ ID string }
	Accounts []struct {
		Account string
		Own     bool
		Layer   int
		Merged  string `json:"merged_into"`
	}
	Edges []struct {
		Layer  int
		Hidden bool
	}
	Conservation struct {
		In       int64 `json:"in_fen"`
		Held     int64 `json:"held_fen"`
		Exit     int64 `json:"exit_fen"`
		Followed int64 `json:"followed_fen"`
		Unknown  int64 `json:"unknown_fen"`
		Balanced bool
	}
	Rows, Matched, Version int64
}

// run is one measurement under way.
type run struct {
	Options
	file string
	v    view
	r    Report
}

// Run makes the file, imports it as an analyst would, and works on it.
func Run(ctx context.Context, o Options) (Report, error) {
	m := &run{Options: o, file: filepath.Join(o.Dir, "statement."+o.Kind), r: Report{Kind: o.Kind, Rows: o.Rows, Seed: o.Seed}}
	for _, step := range []func(context.Context) error{m.make, m.preview, m.bring, m.look, m.work, m.export} {
		err := step(ctx)
		if err != nil {
			return m.r, err
		}
	}
	m.sum()
	var err error
	m.r.After, _, err = m.Memory()
	return m.r, err
}

func (m *run) make(context.Context) error {
	f, err := os.Create(m.file)
	if err != nil {
		return err
	}
	err = Write(f, m.Kind, m.Rows, m.Seed)
	if err == nil {
		m.r.FileBytes, err = f.Seek(0, io.SeekEnd)
	}
	return errors.Join(err, f.Close())
}

// send posts a body, or asks without one, and reads the answer into out.
func (m *run) send(ctx context.Context, path string, body io.Reader, out any) error {
	method := http.MethodPost
	if body == nil {
		method = http.MethodGet
	}
	req, err := http.NewRequestWithContext(ctx, method, m.URL+"/api/v1"+path, body)
	if err != nil {
		return err
	}
	req.Header.Set("X-Fanzha", "1")
	req.Header.Set("Content-Type", "application/json")
	res, err := m.Client.Do(req)
	if err != nil {
		return err
	}
	raw, err := io.ReadAll(res.Body)
	_ = res.Body.Close()
	if err == nil && res.StatusCode != http.StatusOK {
		err = fmt.Errorf("%s: %d %.300s", path, res.StatusCode, raw)
	}
	if err != nil || out == nil {
		return err
	}
	return json.Unmarshal(raw, out)
}

func (m *run) post(ctx context.Context, path string, body map[string]any) error {
	raw, err := json.Marshal(body)
	if err != nil {
		return err
	}
	m.v = view{}
	return m.send(ctx, path, bytes.NewReader(raw), &m.v)
}

func (m *run) give(ctx context.Context, path string, out any) error {
	f, err := os.Open(m.file)
	if err != nil {
		return err
	}
	err = m.send(ctx, path, f, out)
	_ = f.Close() // the transport has closed it
	return err
}

func (m *run) preview(ctx context.Context) error {
	err := m.post(ctx, "/sheets", map[string]any{"name": "bench " + m.Kind})
	if err != nil {
		return err
	}
	m.r.Before, _, err = m.Memory()
	if err == nil {
		err = m.Forget()
	}
	if err != nil {
		return err
	}
	var seen struct{ Columns []struct{ Name string } }
	began := time.Now()
	err = m.give(ctx, "/sheets/"+m.v.ID+"/preview", &seen)
	if err != nil {
		return err
	}
	m.r.PreviewS = time.Since(began).Seconds()
	if len(seen.Columns) != len(columns) {
		return fmt.Errorf("%d columns were seen instead of %d", len(seen.Columns), len(columns))
	}
	_, m.r.Preview, err = m.Memory()
	return errors.Join(err, m.Forget())
}

// patience bounds the wait for an import.
const patience = 10 * time.Minute

func (m *run) bring(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	id := m.v.ID
	used, err := m.Processor()
	if err != nil {
		return err
	}
	began := time.Now()
	err = m.give(ctx, "/sheets/"+id+"/files?name="+url.QueryEscape("statement."+m.Kind), &m.v)
	if err != nil {
		return err
	}
	m.r.UploadS = time.Since(began).Seconds()
	err = m.ready(ctx)
	if err != nil {
		return err
	}
	m.r.DurableS = time.Since(began).Seconds()
	now, err := m.Processor()
	if err != nil {
		return err
	}
	m.r.DurableC = now - used
	began = time.Now()
	err = m.get(ctx, id)
	if err != nil {
		return err
	}
	m.r.FirstS = time.Since(began).Seconds()
	if m.v.Rows != int64(m.Rows) || m.v.Files[0].Bad != 0 || len(m.v.Roots) == 0 {
		return fmt.Errorf("%d of %d rows arrived, %d bad", m.v.Rows, m.Rows, m.v.Files[0].Bad)
	}
	used, err = m.Processor()
	if err != nil {
		return err
	}
	m.r.FirstC = used - now
	_, m.r.Peak, err = m.Memory()
	return err
}

// ready waits until the file is; ctx ends the wait for one that failed.
func (m *run) ready(ctx context.Context) error {
	for { // the list tells of ready files only, and does not wait for them
		var list struct{ Items []struct{ Rows int64 } }
		err := m.send(ctx, "/sheets", nil, &list)
		if err != nil || len(list.Items) == 1 && list.Items[0].Rows > 0 {
			return err
		}
		time.Sleep(50 * time.Millisecond)
	}
}

func (m *run) get(ctx context.Context, id string) error {
	m.v = view{}
	return m.send(ctx, "/sheets/"+id, nil, &m.v)
}

// act does one act on the present version.
func (m *run) act(ctx context.Context, kind string, with map[string]any) error {
	body := map[string]any{"version": m.v.Version}
	path := "/sheets/" + m.v.ID + "/" + kind
	if with != nil {
		path = "/sheets/" + m.v.ID + "/act"
		body["kind"] = kind
		for k, v := range with {
			body[k] = v
		}
	}
	began := time.Now()
	err := m.post(ctx, path, body)
	m.r.Acts = append(m.r.Acts, Timed{kind, time.Since(began).Seconds()})
	return err
}

// look chooses the victim's transfer, which is the largest, and looks at its layers.
func (m *run) look(ctx context.Context) error {
	err := m.act(ctx, "root", map[string]any{"transfers": []string{m.v.Roots[0].ID}})
	if err != nil {
		return err
	}
	var took []float64
	for range looks {
		began := time.Now()
		err = m.get(ctx, m.v.ID)
		if err != nil {
			return err
		}
		took = append(took, time.Since(began).Seconds())
	}
	slices.Sort(took)
	m.r.LookS = spread{took[len(took)/2], took[len(took)-1]}
	return nil
}

// work does one act of every kind on accounts of the second layer, and takes each back.
func (m *run) work(ctx context.Context) error {
	var accounts []string
	for _, a := range m.v.Accounts {
		if a.Own && a.Layer == 2 && a.Merged == "" {
			accounts = append(accounts, a.Account)
		}
	}
	if len(accounts) < 2 {
		return errors.New("the flow has no second layer")
	}
	for _, one := range []struct {
		kind string
		with map[string]any
	}{
		{"note", map[string]any{"account": accounts[0], "note": "取款人已找到"}},
		{"merge", map[string]any{"accounts": accounts[:2], "holder": "户主"}},
		{"split", map[string]any{"account": accounts[0]}},
		{"add_leg", map[string]any{"from": accounts[0], "to": "现金交付", "at": "2026-11-03T10:00:00+08:00", "fen": 10_000_00, "holder": "某人"}},
		{"hide", map[string]any{"account": accounts[1], "hidden": true}},
		{"params", map[string]any{"params": map[string]any{"rule": "prorata", "max_hops": 5, "window_h": 72, "hop_window_h": 24, "min_fen": 0, "per_account": 100, "limit": 5000}}},
		{"undo", nil}, {"undo", nil}, {"redo", nil}, {"undo", nil}, {"undo", nil}, {"undo", nil}, {"undo", nil}, {"undo", nil},
	} {
		err := m.act(ctx, one.kind, one.with)
		if err != nil {
			return err
		}
	}
	return nil
}

func (m *run) export(ctx context.Context) error {
	began := time.Now()
	err := m.send(ctx, "/sheets/"+m.v.ID+"/layers.xlsx", nil, nil)
	if err != nil {
		return err
	}
	m.r.LayersS = time.Since(began).Seconds()
	began = time.Now()
	err = m.send(ctx, "/sheets/"+m.v.ID+"/transfers?account="+number(0), nil, nil)
	m.r.FindS = time.Since(began).Seconds()
	return err
}

// sum copies what the layers say.
func (m *run) sum() {
	c, r := m.v.Conservation, &m.r
	r.In, r.Held, r.Exit, r.Followed, r.Unknown, r.Balanced = c.In, c.Held, c.Exit, c.Followed, c.Unknown, c.Balanced
	r.Edges, r.Matched = len(m.v.Edges), m.v.Matched
	for _, e := range m.v.Edges {
		r.Layers = max(r.Layers, e.Layer)
		if e.Hidden {
			r.Hidden++
		}
	}
}
