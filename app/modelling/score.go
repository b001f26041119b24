package modelling

import (
	"encoding/json"
	"fmt"
	"io"
	"math"
	"os"
	"slices"
	"time"

	"fanzha/centre/detect/account"
	"fanzha/term/when"
)

// ScoreCmd says what an account model thinks of every account in a file of transfers, as signals: handed in like any partner's, the
// scores stand in the log, and a scenario that names mule_p finds the same in a replay.
type ScoreCmd struct {
	Model string `help:"Model file." required:"" type:"existingfile" placeholder:"FILE"`
	Edges string `help:"Transfers (src,dst,time,amount_fen) of the last weeks." required:"" type:"existingfile" placeholder:"FILE"`
	Least int    `help:"Least score that is told, percent." default:"50"`
	Days  int    `help:"A score holds so many days after the newest transfer." default:"14"`
}

// mostHeld is the longest that a score may hold, in days.
const mostHeld = 90

// scored is one line: a signal of kind sighting.
type scored struct {
	Kind         string `json:"kind"`
	ID           string `json:"id"`
	Subject      string `json:"subject"`
	PayeeAccount string `json:"payee_account"`
	Weight       int    `json:"weight"` // percent
	Until        string `json:"until"`
}

// Run scores.
func (c *ScoreCmd) Run() error {
	if c.Least < 1 || c.Least > 100 || c.Days < 1 || c.Days > mostHeld {
		return fmt.Errorf("want --least from 1 to 100 and --days from 1 to %d", mostHeld)
	}
	model, err := opened(c.Model, account.Read)
	if err != nil {
		return err
	}
	moves, err := opened(c.Edges, account.ReadTransfers)
	if err != nil {
		return err
	}
	return c.tell(os.Stdout, model, moves)
}

func (c *ScoreCmd) tell(w io.Writer, model *account.Model, moves []account.Transfer) error {
	names := make([]string, 0, 2*len(moves))
	newest := when.Micros(0)
	for _, m := range moves {
		names = append(names, m.From, m.To)
		newest = max(newest, m.At)
	}
	slices.Sort(names)
	names = slices.DeleteFunc(slices.Compact(names), func(name string) bool { return name == "" })
	until := newest + when.Micros(c.Days)*when.Day
	out := json.NewEncoder(w)
	for i, p := range model.Probability(names, moves) {
		weight := int(math.Round(100 * p))
		if weight < c.Least {
			continue
		}
		err := out.Encode(scored{
			Kind: "sighting", ID: "mule-" + newest.Time().Format(time.DateOnly) + "-" + names[i], Subject: "mule", PayeeAccount: names[i], Weight: weight,
			Until: until.Time().Format(time.RFC3339),
		})
		if err != nil {
			return err
		}
	}
	return nil
}
