package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"fanzha/base/clock"
	"fanzha/centre/detect"
	"fanzha/centre/detect/text"
)

type modelCmd struct {
	Train modelTrainCmd `cmd:"" help:"Train a model on labelled rows (JSONL)."`
	Eval  modelEvalCmd  `cmd:"" help:"Measure a model on labelled rows it has not seen."`
}

// modelFlags are common to training and evaluation.
type modelFlags struct {
	Task  string `help:"What the model judges." default:"text" enum:"text"`
	Text  string `help:"Field that holds the text." default:"text"`
	Label string `help:"Field that holds the class." default:"label"`
	JSON  bool   `help:"As JSON." name:"json"`
}

type modelTrainCmd struct {
	modelFlags `embed:""`
	Train      string `help:"Training rows." required:"" type:"existingfile" placeholder:"FILE"`
	Out        string `help:"Model file to write; empty writes none." default:"" type:"path" placeholder:"FILE"`
	Test       string `help:"Rows to measure the new model on; empty reports the rows held out of training." default:"" placeholder:"FILE"`
	Seed       uint64 `help:"Of the order of rows." default:"1"`
}

// Run trains.
func (c *modelTrainCmd) Run() error {
	in, err := os.Open(filepath.Clean(c.Train))
	if err != nil {
		return err
	}
	defer func() { _ = in.Close() }()
	model, metrics, err := text.TrainFrom(in, text.Fields{Text: c.Text, Label: c.Label}, text.Options{Seed: c.Seed}, clock.Wall{})
	if err != nil {
		return err
	}
	if c.Out != "" {
		err = writeModel(c.Out, model)
		if err != nil {
			return err
		}
	}
	if c.Test == "" {
		return printMetrics(metrics, c.JSON)
	}
	tested, err := evaluate(model, c.Test, c.modelFlags)
	if err != nil {
		return err
	}
	tested.TrainS = metrics.TrainS
	return printMetrics(tested, c.JSON)
}

func writeModel(path string, model *text.Model) error {
	out, err := os.OpenFile(filepath.Clean(path), os.O_CREATE|os.O_TRUNC|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	return errors.Join(model.Write(out), out.Close())
}

func evaluate(model *text.Model, file string, f modelFlags) (text.Metrics, error) {
	in, err := os.Open(filepath.Clean(file))
	if err != nil {
		return text.Metrics{}, err
	}
	defer func() { _ = in.Close() }()
	return text.EvalFrom(in, text.Fields{Text: f.Text, Label: f.Label}, model, clock.Wall{})
}

type modelEvalCmd struct {
	modelFlags `embed:""`
	Test       string `help:"Test rows." required:"" type:"existingfile" placeholder:"FILE"`
	Model      string `help:"Model file; empty takes the one that is shipped." default:"" type:"path" placeholder:"FILE"`
}

// Run evaluates.
func (c *modelEvalCmd) Run() error {
	model, err := c.model()
	if err != nil {
		return err
	}
	metrics, err := evaluate(model, c.Test, c.modelFlags)
	if err != nil {
		return err
	}
	return printMetrics(metrics, c.JSON)
}

func (c *modelEvalCmd) model() (*text.Model, error) {
	if c.Model == "" {
		return detect.DefaultModel()
	}
	f, err := os.Open(filepath.Clean(c.Model))
	if err != nil {
		return nil, err
	}
	defer func() { _ = f.Close() }()
	return text.Read(io.Reader(f))
}

func printMetrics(m text.Metrics, asJSON bool) error {
	if asJSON {
		out := json.NewEncoder(os.Stdout)
		out.SetIndent("", "  ")
		return out.Encode(m)
	}
	fmt.Printf("rows %d, accuracy %.4f, macro F1 %.4f, weighted F1 %.4f\n", m.Rows, m.Accuracy, m.MacroF1, m.WeightedF1)
	for class, v := range m.PerClass {
		fmt.Printf("  %-24s precision %.3f  recall %.3f  F1 %.3f  rows %d\n", class, v.Precision, v.Recall, v.F1, v.Rows)
	}
	return nil
}
