package modelling

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"testing"
	"time"

	"fanzha/centre/detect/account"
	"fanzha/centre/detect/drift"
	"fanzha/centre/signal"
	"fanzha/internal/check"
	"fanzha/term/when"
)

// kept is a log of one partition, an envelope a signal.
type kept [][]byte

// Partitions is one more than holds anything.
func (k kept) Partitions() int { return 2 }

// Last is the number of envelopes.
func (k kept) Last(_ context.Context, partition int) (uint64, error) {
	if partition > 0 {
		return 0, nil
	}
	return uint64(len(k)), nil
}

// Read gives them in order.
func (k kept) Read(_ context.Context, _ int, _ uint64, fn func(uint64, []byte) error) error {
	for i, e := range k {
		err := fn(uint64(i+1), e)
		if err != nil {
			return err
		}
	}
	return nil
}

// Protects: the last week of a log is compared with the four before, by the shipped settings and with the shipped model: a source whose
// messages turn from parcels to frauds is told, by its texts' probabilities first.
func TestDrift(t *testing.T) {
	settings, err := drift.Load()
	check.NoError(t, err)
	start := when.Of(time.Date(2026, 6, 1, 0, 0, 0, 0, time.UTC))
	var log kept
	for i := range 3500 {
		at := start + when.Micros(i)*(35*when.Day)/3500
		s := signal.Signal{ID: fmt.Sprint(i), Source: "carrier", Kind: signal.Message, Time: at, Phone: "+8613900010001", Text: "您的快递已到小区驿站，请凭取件码领取，营业时间8点至21点。"}
		if i >= 2800 {
			s.Text = "招募线上兼职，点赞关注就能赚佣金，每单返利，日结三百，加微信进群领任务。"
		}
		log = append(log, signal.EncodeEnvelope(nil, at, &s))
	}
	r, err := compare(t.Context(), log, settings, time.Time{})
	check.NoError(t, err)
	check.Equal(t, r.Signals, int64(3500))
	check.Equal(t, r.Since, r.Until-drift.Week)
	found := map[string]drift.State{}
	for _, l := range r.Lines {
		check.Equal(t, l.Source, "carrier")
		found[l.Measure] = l.State
	}
	check.Equal(t, found, map[string]drift.State{drift.Scam: drift.Changed, drift.Length: found[drift.Length], drift.Kind: drift.Steady, drift.Hour: drift.Steady})
}

// Protects: the way from invented transfers to a measured account model, as the commands go it.
func TestAccounts(t *testing.T) {
	dir := t.TempDir()
	for seed, name := range map[uint64]string{1: "a", 2: "b"} {
		sample := SampleCmd{Seed: seed, People: 300, Days: 10, Cases: 4, Out: filepath.Join(dir, name)}
		check.NoError(t, sample.Run())
	}
	file := func(name, what string) string { return filepath.Join(dir, name, what+".csv") }
	train := TrainCmd{Flags: Flags{Task: "account", Edges: file("a", "transfers")}, Train: []string{file("a", "accounts")}, Test: []string{file("b", "accounts")}}
	_, _, err := train.account()
	check.True(t, err != nil, "measured without the transfers of the test")
	train.TestEdges = file("b", "transfers")
	_, figures, err := train.account()
	check.NoError(t, err)
	check.True(t, *figures.AUC > 0.9, fmt.Sprint("area ", *figures.AUC))
	scores(t, file, train)
	big := SampleCmd{People: mostSampled + 1, Days: 1, Cases: 1, Out: filepath.Join(dir, "c")}
	check.True(t, big.Run() != nil, "no bound")
	_, err = os.Stat(filepath.Join(dir, "c"))
	check.True(t, os.IsNotExist(err), "something was written")
}

// scores protects that what the account model says can be handed in: each line is a signal of the intake, of one account once, within its
// bound, and mules are told rather than others.
func scores(t *testing.T, file func(name, what string) string, train TrainCmd) {
	t.Helper()
	train.Out = filepath.Join(t.TempDir(), "model")
	check.NoError(t, train.Run())
	model, err := opened(train.Out, account.Read)
	check.NoError(t, err)
	moves, err := opened(file("b", "transfers"), account.ReadTransfers)
	check.NoError(t, err)
	accounts := map[string]string{"": ""} // of the invented names
	numbered := func(name string) string {
		if accounts[name] == "" && name != "" {
			accounts[name] = fmt.Sprintf("62220000%08d", len(accounts))
		}
		return accounts[name]
	}
	for i := range moves {
		moves[i].From, moves[i].To = numbered(moves[i].From), numbered(moves[i].To)
	}
	var out bytes.Buffer
	cmd := ScoreCmd{Model: train.Out, Least: 60, Days: 14}
	check.NoError(t, cmd.tell(&out, model, moves))
	labels, err := opened(file("b", "accounts"), func(in io.Reader) (*account.Table, error) { return account.ReadTable(in, "label", "1") })
	check.NoError(t, err)
	mule := map[string]bool{}
	for i, name := range labels.Accounts {
		mule[numbered(name)] = labels.Mule[i]
	}
	newest := when.Micros(0)
	for _, m := range moves {
		newest = max(newest, m.At)
	}
	right, seen := 0, map[string]bool{}
	for line := range bytes.Lines(out.Bytes()) {
		var s signal.Signal
		rejected := signal.NewDecoder(newest).Decode(line, signal.Sighting, &s)
		check.True(t, rejected == nil, string(line))
		check.Equal(t, []any{s.Subject, s.Weight >= 60, s.Weight <= 100, seen[s.ID]}, []any{"mule", true, true, false})
		seen[s.ID] = true
		if mule[string(s.PayeeAccount)] {
			right++
		}
	}
	check.True(t, right*2 > len(seen) && right > 0, fmt.Sprint(right, " mules of ", len(seen)))
	cmd.Days = mostHeld + 1
	check.True(t, cmd.Run() != nil, "a score may hold for ever")
}
