// Command fanzha is an anti-fraud centre in one binary: it serves the centre, runs it with an invented city, brings in
// files, trains and checks its models, measures itself and verifies its own records.
package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/signal"
	"syscall"

	"github.com/alecthomas/kong"

	"fanzha/app"
	"fanzha/app/modelling"
	"fanzha/app/scenarios/cli"
	"fanzha/internal/conf"
	"fanzha/term/fault"
)

type commands struct {
	Config string `help:"YAML file of settings." placeholder:"FILE" env:"FANZHA_CONFIG" type:"path"`

	Serve    serveCmd      `cmd:"" help:"Run the centre."`
	Demo     demoCmd       `cmd:"" help:"Run the centre with the invented city of 云河, live, or headless at full speed."`
	Ingest   ingestCmd     `cmd:"" help:"Bring in signals from files or standard input."`
	Case     caseCmd       `cmd:"" help:"The case register (案件): bring in files, write the template."`
	Replay   replayCmd     `cmd:"" help:"Run detection again over the stored signals and compare with the recorded hits."`
	Trace    traceCmd      `cmd:"" help:"Follow money through a file of transfers: layers of accounts, and how much of it is the victim's."`
	Model    modelling.Cmd `cmd:"" help:"Train and measure models of texts, addresses, subscribers and accounts."`
	Backtest cli.Backtest  `cmd:"" help:"Run a scenario file over the stored signals of a centre."`
	Hub      cli.Hub       `cmd:"" help:"Files with which centres exchange scenarios."`
	Source   sourceCmd     `cmd:"" help:"Keys of partners that send signals."`
	Centre   centreCmd     `cmd:"" help:"Other centres: those above that give us orders, those below that get ours."`
	Partner  partnerCmd    `cmd:"" help:"Banks: test their endpoints, or play them."`
	User     userCmd       `cmd:"" help:"Accounts, for whoever runs the machine."`
	Audit    auditCmd      `cmd:"" help:"Verify and export the audit chain."`
	Verify   verifyCmd     `cmd:"" help:"Count again what the figures are made of."`
	Setup    setupCmd      `cmd:"" help:"Print a new one-time set-up link."`
	Doctor   doctorCmd     `cmd:"" help:"Check everything that can be wrong and say how to mend it."`
	Settle   configCmd     `cmd:"" name:"config" help:"Print the settings in force and where each came from."`
	Issue    bulletinCmd   `cmd:"" name:"bulletin" help:"Texts of bulletins: find their figures, check them for slips, print published facts in words."`
	Bench    benchCmd      `cmd:"" help:"Measure this machine with this program."`
	OpenAPI  openapiCmd    `cmd:"" name:"openapi" help:"Print the description of the console's HTTP interface."`
	Version  versionCmd    `cmd:"" help:"Print the version."`
}

// env is what every command gets.
type env struct {
	ctx     context.Context
	sources *conf.Sources
	kong    *kong.Context
}

func main() { os.Exit(run(os.Args[1:])) }

func run(args []string) int {
	sources, err := conf.Load(conf.File(args))
	if err != nil {
		fmt.Fprintln(os.Stderr, "fanzha:", err)
		return 2
	}
	var cli commands
	parser, err := kong.New(&cli, kong.Name("fanzha"), kong.Description("反诈: the software of an anti-fraud centre."),
		kong.UsageOnError(), kong.Resolvers(sources), kong.ConfigureHelp(kong.HelpOptions{Compact: true}))
	if err != nil {
		fmt.Fprintln(os.Stderr, "fanzha:", err)
		return 2
	}
	parsed, err := parser.Parse(args)
	if err != nil {
		parser.FatalIfErrorf(err)
	}
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	parsed.BindTo(ctx, (*context.Context)(nil))
	err = parsed.Run(&env{ctx: ctx, sources: sources, kong: parsed})
	return report(err)
}

// errFailed ends a command with status 1 when it has already printed what is wrong.
var errFailed = errors.New("failed")

// report prints what went wrong: for a refusal its text and what to do, in both languages, then the log line.
func report(err error) int {
	if err == nil {
		return 0
	}
	if errors.Is(err, errFailed) {
		return 1
	}
	var f *fault.Fault
	if errors.As(err, &f) {
		t := fault.Lookup(f)
		fmt.Fprintf(os.Stderr, "fanzha: %s\n        %s\n        %s\n        %s\n", t.EN, t.DoEN, t.ZH, t.DoZH)
	}
	fmt.Fprintln(os.Stderr, "fanzha:", err)
	return 1
}

type versionCmd struct{}

// Run prints the version.
func (versionCmd) Run() error {
	fmt.Println("fanzha", app.Version)
	return nil
}
