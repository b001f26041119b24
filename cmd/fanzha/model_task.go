package main

import (
	"io"
	"strings"

	"fanzha/base/clock"
	"fanzha/centre/detect"
	"fanzha/centre/detect/learn"
	"fanzha/centre/detect/subscriber"
	"fanzha/centre/detect/text"
	"fanzha/centre/detect/url"
	"fanzha/rulebook"
)

// crossFolds is in how many parts training rows are dealt when there are no test rows.
const crossFolds = 5

func (f *modelFlags) textFields() text.Fields {
	return text.Fields{Text: f.Text, Label: f.Label, Positive: f.Positive}
}

func (c *modelTrainCmd) text() (trained, learn.Metrics, error) {
	var metrics learn.Metrics
	model, err := opened(c.Train[0], func(in io.Reader) (*text.Model, error) {
		m, held, err := text.TrainFrom(in, c.textFields(), text.Options{Seed: c.Seed}, clock.Wall{})
		metrics = held
		return m, err
	})
	if err != nil || len(c.Test) == 0 {
		return model, metrics, err
	}
	tested, err := evalText(model, c.Test[0], c.textFields())
	tested.TrainS = metrics.TrainS
	return model, tested, err
}

func evalText(m *text.Model, file string, f text.Fields) (learn.Metrics, error) {
	return opened(file, func(in io.Reader) (learn.Metrics, error) { return text.EvalFrom(in, f, m, clock.Wall{}) })
}

func (c *modelEvalCmd) text() (learn.Metrics, error) {
	read := func() (*text.Model, error) { return opened(c.Model, text.Read) }
	if c.Model == "" {
		read = detect.DefaultModel
	}
	model, err := read()
	if err != nil {
		return learn.Metrics{}, err
	}
	return evalText(model, c.Test[0], c.textFields())
}

// addresses reads labelled tables and lists of reported addresses.
func (f *modelFlags) addresses(files []string) ([]url.Row, string, error) {
	var rows []url.Row
	var hashes []string
	for _, file := range files {
		more, err := opened(file, func(in io.Reader) ([]url.Row, error) {
			if strings.HasSuffix(file, ".txt") {
				rows, hash, err := url.ReadList(in)
				hashes = append(hashes, hash)
				return rows, err
			}
			rows, hash, err := url.ReadRows(in, url.Fields{URL: f.Text, Label: f.Label, Positive: f.Positive})
			hashes = append(hashes, hash)
			return rows, err
		})
		if err != nil {
			return nil, "", err
		}
		rows = append(rows, more...)
	}
	return rows, strings.Join(hashes, " "), nil
}

func (c *modelTrainCmd) url() (trained, learn.Metrics, error) {
	rows, hash, err := c.addresses(c.Train)
	if err != nil {
		return nil, learn.Metrics{}, err
	}
	data, err := rulebook.FS.ReadFile("model/url.yaml")
	if err != nil {
		return nil, learn.Metrics{}, err
	}
	settings, err := url.ReadSettings(data)
	if err != nil {
		return nil, learn.Metrics{}, err
	}
	start := learn.Seconds(clock.Wall{})
	model, err := url.Train(rows, settings, url.Options{Seed: c.Seed})
	if err != nil {
		return nil, learn.Metrics{}, err
	}
	took := learn.Seconds(clock.Wall{}) - start
	model.Info.DataHash, model.Info.Trained = hash, int64(clock.Wall{}.Now())
	var metrics learn.Metrics
	if len(c.Test) == 0 {
		metrics, err = url.Cross(rows, settings, url.Options{Seed: c.Seed}, crossFolds)
		model.Info.Held = metrics
	} else {
		metrics, err = c.evalURL(model, c.Test)
	}
	metrics.TrainS = took
	return model, metrics, err
}

func (f *modelFlags) evalURL(m *url.Model, files []string) (learn.Metrics, error) {
	rows, _, err := f.addresses(files)
	if err != nil {
		return learn.Metrics{}, err
	}
	return m.Eval(rows, clock.Wall{}), nil
}

func (c *modelEvalCmd) url() (learn.Metrics, error) {
	model, err := opened(c.Model, url.Read)
	if err != nil {
		return learn.Metrics{}, err
	}
	return c.evalURL(model, c.Test)
}

// subscribers reads a table, and the edges where there are any.
func (f *modelFlags) subscribers(file string) (*subscriber.Table, []subscriber.Edge, error) {
	table, err := opened(file, func(in io.Reader) (*subscriber.Table, error) {
		return subscriber.ReadTable(in, subscriber.Fields{Label: f.Label, Positive: f.Positive})
	})
	if err != nil || f.Edges == "" {
		return table, nil, err
	}
	edges, err := opened(f.Edges, subscriber.ReadEdges)
	return table, edges, err
}

func (c *modelTrainCmd) subscriber() (trained, learn.Metrics, error) {
	known, edges, err := c.subscribers(c.Train[0])
	if err != nil {
		return nil, learn.Metrics{}, err
	}
	asked := &subscriber.Table{}
	if len(c.Test) > 0 {
		asked, _, err = c.subscribers(c.Test[0])
		if err != nil {
			return nil, learn.Metrics{}, err
		}
	}
	start := learn.Seconds(clock.Wall{})
	model, err := subscriber.Train(*known, *asked, edges, subscriber.Options{Seed: c.Seed})
	if err != nil {
		return nil, learn.Metrics{}, err
	}
	took := learn.Seconds(clock.Wall{}) - start
	model.Info.Trained = int64(clock.Wall{}.Now())
	var metrics learn.Metrics
	if len(c.Test) == 0 {
		metrics, err = subscriber.Cross(*known, edges, subscriber.Options{Seed: c.Seed}, crossFolds)
		model.Info.Held = metrics
	} else {
		metrics, err = model.Eval(*asked, edges, clock.Wall{})
	}
	metrics.TrainS = took
	return model, metrics, err
}

func (c *modelEvalCmd) subscriber() (learn.Metrics, error) {
	model, err := opened(c.Model, subscriber.Read)
	if err != nil {
		return learn.Metrics{}, err
	}
	asked, edges, err := c.subscribers(c.Test[0])
	if err != nil {
		return learn.Metrics{}, err
	}
	return model.Eval(*asked, edges, clock.Wall{})
}
