// Package modelling is the command line of the models: it trains them, measures them, makes invented rows for the account model, and
// compares what they see now with what they saw before.
package modelling

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"os"
	"path/filepath"
	"slices"

	"fanzha/centre/detect/learn"
)

// Cmd are the commands.
type Cmd struct {
	Train  TrainCmd  `cmd:"" help:"Train a model on labelled rows (JSONL or CSV)."`
	Eval   EvalCmd   `cmd:"" help:"Measure a model on labelled rows it has not seen."`
	Score  ScoreCmd  `cmd:"" help:"Score the accounts of a file of transfers, as signals to hand in: what scenarios read as mule_p."`
	Sample SampleCmd `cmd:"" help:"Write a month of invented transfers with the accounts that passed stolen money on."`
	Drift  DriftCmd  `cmd:"" help:"Say whether what came in last week differs from the weeks before, and what the text model says of it."`
}

// Flags are common to training and evaluation.
type Flags struct {
	Task     string `help:"What the model judges: a message or transcript, an address, a subscriber, an account." default:"text" enum:"text,url,subscriber,account"`
	Text     string `help:"Field that holds the text or the address; empty: text or url." default:""`
	Label    string `help:"Field that holds the class." default:"label"`
	Positive string `help:"Label of the class that is looked for; empty: what the labels say." default:""`
	Edges    string `help:"Who is in touch with whom (src,dst,weight), for subscribers; transfers (src,dst,time,amount_fen), for accounts." default:"" placeholder:"FILE"`
	JSON     bool   `help:"As JSON." name:"json"`
}

// TrainCmd trains.
type TrainCmd struct {
	Flags     `embed:""`
	Train     []string `help:"Training rows; of addresses, further files, among them lists of reported addresses (.txt), may follow." required:"" type:"existingfile" placeholder:"FILE"`
	Out       string   `help:"Model file to write; empty writes none." default:"" type:"path" placeholder:"FILE"`
	Test      []string `help:"Rows to measure the new model on; without them it is cross-validated on the training rows." placeholder:"FILE"`
	TestEdges string   `help:"Transfers of the accounts that are measured." default:"" placeholder:"FILE"`
	Deal      string   `help:"How rows are dealt for cross-validation: near-duplicates and addresses of a site in one fold, or each row by itself." default:"families" enum:"families,rows"`
	Seed      uint64   `help:"Of the order of rows." default:"1"`
}

var errSeveral = errors.New("several files are for addresses only")

// trained is a model of any task.
type trained interface {
	Write(w io.Writer) error
}

// Run trains.
func (c *TrainCmd) Run() error {
	if c.Task != "url" && max(len(c.Train), len(c.Test)) > 1 {
		return errSeveral
	}
	tasks := map[string]func() (trained, learn.Metrics, error){"text": c.text, "url": c.url, "subscriber": c.subscriber, "account": c.account}
	model, metrics, err := tasks[c.Task]()
	if err != nil {
		return err
	}
	if c.Out != "" {
		err = writeModel(c.Out, model)
		if err != nil {
			return err
		}
	}
	return printMetrics(metrics, c.JSON)
}

func writeModel(path string, model trained) error {
	out, err := os.OpenFile(filepath.Clean(path), os.O_CREATE|os.O_TRUNC|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	return errors.Join(model.Write(out), out.Close())
}

// EvalCmd measures.
type EvalCmd struct {
	Flags `embed:""`
	Test  []string `help:"Test rows." required:"" type:"existingfile" placeholder:"FILE"`
	Model string   `help:"Model file; empty takes the text model that is shipped." default:"" type:"path" placeholder:"FILE"`
}

// Run evaluates.
func (c *EvalCmd) Run() error {
	if c.Task != "url" && len(c.Test) > 1 {
		return errSeveral
	}
	if c.Task != "text" && c.Model == "" {
		return fmt.Errorf("no %s model is shipped: train one and name it with --model", c.Task)
	}
	tasks := map[string]func() (learn.Metrics, error){"text": c.text, "url": c.url, "subscriber": c.subscriber, "account": c.account}
	metrics, err := tasks[c.Task]()
	if err != nil {
		return err
	}
	return printMetrics(metrics, c.JSON)
}

// opened reads a file with a reader of its contents.
func opened[T any](path string, read func(io.Reader) (T, error)) (T, error) {
	in, err := os.Open(filepath.Clean(path))
	if err != nil {
		var none T
		return none, err
	}
	defer func() { _ = in.Close() }()
	return read(in)
}

func printMetrics(m learn.Metrics, asJSON bool) error {
	if asJSON {
		out := json.NewEncoder(os.Stdout)
		out.SetIndent("", "  ")
		return out.Encode(m)
	}
	fmt.Printf("rows %d, accuracy %.4f, macro F1 %.4f, weighted F1 %.4f\n", m.Rows, m.Accuracy, m.MacroF1, m.WeightedF1)
	if m.AUC != nil && m.PositiveF1 != nil && m.RecallAt1 != nil {
		fmt.Printf("positive F1 %.4f, AUC %.4f, recall at 1 %% false positives %.4f\n", *m.PositiveF1, *m.AUC, *m.RecallAt1)
	}
	for _, class := range slices.Sorted(maps.Keys(m.PerClass)) {
		v := m.PerClass[class]
		fmt.Printf("  %-24s precision %.3f  recall %.3f  F1 %.3f  rows %d\n", class, v.Precision, v.Recall, v.F1, v.Rows)
	}
	return nil
}
