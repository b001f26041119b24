package ingest

import (
	"context"
	"errors"
	"io"
	"maps"
	"net/http"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/schollz/progressbar/v3"

	"fanzha/centre/signal"
	"fanzha/term/fault"
)

// run is one ingestion in work.
type run struct {
	o       *Options
	send    *sender
	sum     Summary
	bar     *progressbar.ProgressBar
	ignored map[string]bool
	sets    []string
	retries atomic.Int64
}

// Run delivers the files one after the other. With an error the summary still tells what was answered; running it again goes
// on from there.
func Run(ctx context.Context, o Options) (Summary, error) {
	_, known := signal.KindOf(o.Kind)
	switch {
	case !known && o.Kind != "mixed":
		return Summary{}, ErrKind
	case len(o.Files) == 0:
		return Summary{}, ErrNoFiles
	}
	types := fieldTypes(o.Kind)
	for field := range o.Map {
		if types[field] == "" {
			return Summary{}, ErrMap.With(errors.New("no field " + field))
		}
	}
	client := o.Client
	if client == nil {
		client = &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: inflight, Proxy: http.ProxyFromEnvironment}}
		defer client.CloseIdleConnections()
	}
	r := &run{o: &o, ignored: map[string]bool{}, sum: Summary{Rejects: []Reject{}}}
	r.send = &sender{o: &o, client: client, url: strings.TrimSuffix(o.URL, "/") + "/v1/signals/" + o.Kind, retries: func() { r.retries.Add(1) }}
	start := time.Now()
	var err error
	for _, name := range o.Files {
		err = r.file(ctx, name)
		if err != nil {
			break
		}
	}
	if r.bar != nil {
		_ = r.bar.Exit() // the terminal may be gone
	}
	r.sum.Seconds = time.Since(start).Seconds()
	r.sum.RatePerS = float64(r.sum.Read) / max(r.sum.Seconds, 1e-6)
	r.sum.Charset = strings.Join(r.sets, ",")
	r.sum.IgnoredColumns = slices.Sorted(maps.Keys(r.ignored))
	if r.sum.IgnoredColumns == nil {
		r.sum.IgnoredColumns = []string{}
	}
	r.sum.Retries = r.retries.Load()
	return r.sum, err
}

// file delivers one file.
func (r *run) file(ctx context.Context, name string) error {
	src, err := openSource(name, r.o)
	if err != nil {
		return err
	}
	defer func() { _ = src.close() }() // only read from
	if !slices.Contains(r.sets, src.charset) {
		r.sets = append(r.sets, src.charset)
	}
	conv, err := newConverter(src, r.o)
	if err != nil {
		return err
	}
	r.progress(src)
	path := statePath(r.o, src)
	from, err := loadState(path, r.o.Restart)
	if err != nil {
		return err
	}
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	batches := make(chan *batch, inflight) // in the order of the file
	var readErr error
	var wg sync.WaitGroup
	wg.Go(func() {
		defer close(batches)
		readErr = r.cut(ctx, conv, from, batches)
	})
	sendErr := r.settle(src, path, batches, cancel)
	wg.Wait()
	maps.Copy(r.ignored, conv.ignored)
	switch {
	case sendErr != nil:
		return sendErr
	case readErr != nil:
		return readErr
	}
	return saveState(path, 0)
}

// cut makes batches and starts their delivery, at most inflight at once.
func (r *run) cut(ctx context.Context, conv *converter, from int, out chan<- *batch) error {
	places := make(chan struct{}, inflight)
	for {
		b, err := r.fill(conv, from)
		if len(b.lines)+len(b.rejects) > 0 {
			select {
			case places <- struct{}{}:
			case <-ctx.Done():
				return ctx.Err()
			}
			go func() {
				defer func() { <-places; close(b.done) }()
				if len(b.lines) > 0 {
					b.receipt, b.err = r.send.deliver(ctx, b.body, len(b.lines))
				}
			}()
			select {
			case out <- b:
			case <-ctx.Done():
				return ctx.Err()
			}
		}
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return ErrRead.With(err)
		}
	}
}

// fill reads the next batch; lines up to from were delivered before.
func (r *run) fill(conv *converter, from int) (*batch, error) {
	b := &batch{done: make(chan struct{})}
	for len(b.lines) < batchRecords && len(b.body) < batchBytes && len(b.rejects) < batchRecords {
		rec, err := conv.next()
		if err != nil {
			return b, err
		}
		if rec.line <= from {
			r.sum.ResumedLines++
			continue
		}
		b.last, b.at = rec.line, conv.src.counted.n
		if rec.code != "" {
			zh, _ := fault.Text(rec.code, fault.ZH)
			en, _ := fault.Text(rec.code, fault.EN)
			b.rejects = append(b.rejects, Reject{File: conv.src.name, Line: rec.line, Code: rec.code, Reason: en, ReasonZH: zh})
			continue
		}
		b.lines = append(b.lines, rec.line)
		b.body = append(append(b.body, rec.body...), '\n')
	}
	return b, nil
}

// settle takes the answers in the order of the file, so that the state never runs ahead of a gap.
func (r *run) settle(src *source, path string, batches <-chan *batch, stop func()) error {
	var failed error
	line, saved := 0, time.Now()
	for b := range batches {
		<-b.done
		if b.err != nil && failed == nil {
			failed = b.err
			stop()
		}
		if failed != nil {
			continue // what was answered after a gap is sent again and counts then
		}
		r.count(src, b)
		line = b.last
		if r.bar != nil {
			_ = r.bar.Set64(b.at) // the terminal may be gone
		}
		if time.Since(saved) > saveEvery {
			saved = time.Now()
			failed = saveState(path, line)
			if failed != nil {
				stop()
			}
		}
	}
	if failed != nil && line > 0 {
		return errors.Join(failed, saveState(path, line))
	}
	return failed
}

// count adds an answered batch to the summary, rejects in the order of lines.
func (r *run) count(src *source, b *batch) {
	r.sum.Read += int64(len(b.lines) + len(b.rejects))
	r.sum.Accepted += int64(b.receipt.Accepted)
	r.sum.Duplicate += int64(b.receipt.Duplicate)
	r.sum.Rejected += int64(b.receipt.Rejected + len(b.rejects))
	all := b.rejects
	for _, rej := range b.receipt.Rejects {
		line := 0
		if rej.Line >= 1 && rej.Line <= len(b.lines) {
			line = b.lines[rej.Line-1]
		}
		all = append(all, Reject{File: src.name, Line: line, ID: rej.ID, Field: rej.Field, Code: rej.Code, Reason: rej.Reason, ReasonZH: rej.ReasonZH})
	}
	slices.SortStableFunc(all, func(a, b Reject) int { return a.Line - b.Line })
	r.sum.Rejects = append(r.sum.Rejects, all[:min(len(all), rejectsMax-len(r.sum.Rejects))]...)
}

// progress shows bytes, rate and time left of a file.
func (r *run) progress(src *source) {
	if r.o.Progress == nil {
		return
	}
	r.bar = progressbar.NewOptions64(src.size, progressbar.OptionSetWriter(r.o.Progress), progressbar.OptionSetDescription(src.name),
		progressbar.OptionShowBytes(true), progressbar.OptionThrottle(200*time.Millisecond), progressbar.OptionSetPredictTime(true),
		progressbar.OptionFullWidth(), progressbar.OptionOnCompletion(func() { _, _ = io.WriteString(r.o.Progress, "\n") }))
}
