package modelling

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

// dealRows deals each row by itself.
const dealRows = "rows"

func (f *Flags) textFields() text.Fields {
	return text.Fields{Text: f.Text, Label: f.Label, Positive: f.Positive}
}

func (c *TrainCmd) text() (trained, learn.Metrics, error) {
	var metrics learn.Metrics
	model, err := opened(c.Train[0], func(in io.Reader) (*text.Model, error) {
		m, held, err := text.TrainFrom(in, c.textFields(), text.Options{Seed: c.Seed, Rows: c.Deal == dealRows, Doubt: true}, clock.Wall{})
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

func (c *EvalCmd) text() (learn.Metrics, error) {
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
func (f *Flags) addresses(files []string) ([]url.Row, string, error) {
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

func (c *TrainCmd) url() (trained, learn.Metrics, error) {
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
	test, _, err := c.addresses(c.Test)
	if err != nil {
		return nil, learn.Metrics{}, err
	}
	return url.Learn(url.Task{Train: rows, Hash: hash, Test: test, Settings: settings, Options: url.Options{Seed: c.Seed, Rows: c.Deal == dealRows}, Clock: clock.Wall{}})
}

func (c *EvalCmd) url() (learn.Metrics, error) {
	model, err := opened(c.Model, url.Read)
	if err != nil {
		return learn.Metrics{}, err
	}
	rows, _, err := c.addresses(c.Test)
	if err != nil {
		return learn.Metrics{}, err
	}
	return model.Eval(rows, clock.Wall{}), nil
}

// subscribers reads a table, and the edges where there are any.
func (f *Flags) subscribers(file string) (*subscriber.Table, []subscriber.Edge, error) {
	table, err := opened(file, func(in io.Reader) (*subscriber.Table, error) {
		return subscriber.ReadTable(in, subscriber.Fields{Label: f.Label, Positive: f.Positive})
	})
	if err != nil || f.Edges == "" {
		return table, nil, err
	}
	edges, err := opened(f.Edges, subscriber.ReadEdges)
	return table, edges, err
}

func (c *TrainCmd) subscriber() (trained, learn.Metrics, error) {
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
	data, err := rulebook.FS.ReadFile("model/subscriber.yaml")
	if err != nil {
		return nil, learn.Metrics{}, err
	}
	settings, err := subscriber.ReadSettings(data)
	if err != nil {
		return nil, learn.Metrics{}, err
	}
	return subscriber.Learn(subscriber.Task{Train: *known, Test: *asked, Edges: edges, Options: subscriber.Options{Seed: c.Seed, Ratios: settings}, Clock: clock.Wall{}})
}

func (c *EvalCmd) subscriber() (learn.Metrics, error) {
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
