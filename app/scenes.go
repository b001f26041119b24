package app

import (
	"context"
	"io/fs"
	"os"
	"path/filepath"

	"fanzha/app/scenarios"
	"fanzha/base/clock"
	"fanzha/centre/detect"
	"fanzha/centre/detect/life"
	"fanzha/centre/detect/life/proof"
	"fanzha/centre/detect/scenario"
	"fanzha/centre/warning"
	apiscenarios "fanzha/edge/api/scenarios"
	"fanzha/internal/bus"
	"fanzha/internal/conf"
	"fanzha/internal/db"
)

// scenarioFolder is the folder of the centre's own scenarios, nil when it has none.
func scenarioFolder(data string) fs.FS {
	dir := filepath.Join(data, ownScenarios)
	info, err := os.Stat(dir)
	if err != nil || !info.IsDir() {
		return nil
	}
	return os.DirFS(dir)
}

// Scenarios are the built-in scenarios and those of this data folder's own.
func Scenarios(data string) (*scenario.Set, error) {
	folder := scenarioFolder(data)
	if folder == nil {
		return detect.LoadScenarios()
	}
	return detect.LoadScenarios(folder)
}

func (c *Centre) openScenarios(ctx context.Context, engine detect.Options) (*scenarios.Side, error) {
	return scenarios.Open(ctx, scenarios.Options{
		Records: c.records, Folder: scenarioFolder(c.settings.Data), Log: c.bus, Partitions: c.settings.Partitions, Engine: engine, Warnings: c.warnings,
		Units: unitBook{c.People}, Clock: c.clock, Logger: c.log, Dir: filepath.Join(c.settings.Data, detectFolder),
	})
}

// scenarioServices are what the console's pages of scenarios stand on.
func (c *Centre) scenarioServices() apiscenarios.Services {
	return apiscenarios.Services{Room: c.scenes.Room(), Live: c.scenes, Warnings: c.warnings, Clock: c.clock}
}

// Backtest runs a scenario over the stored signals of a centre that is not running.
func Backtest(ctx context.Context, s conf.Settings, q scenarios.Question) (life.Job, []proof.Row, error) {
	records, err := OpenRecords(ctx, s)
	if err != nil {
		return life.Job{}, nil, err
	}
	defer func() { _ = records.Close() }()
	lock, err := db.LockDir(s.Data)
	if err != nil {
		return life.Job{}, nil, err
	}
	defer func() { _ = lock.Release() }()
	log, err := bus.Open(ctx, bus.Options{Dir: filepath.Join(s.Data, busFolder), URL: s.Bus, Partitions: s.Partitions})
	if err != nil {
		return life.Job{}, nil, err
	}
	defer log.Close()
	o, err := besideOptions(records, s)
	if err != nil {
		return life.Job{}, nil, err
	}
	o.Log = log
	return scenarios.Backtest(ctx, o, q)
}

// ScenarioRoom is the room of scenarios for a command of this machine, beside a running centre or without one.
func ScenarioRoom(ctx context.Context, s conf.Settings) (*life.Service, func(), error) {
	records, err := OpenRecords(ctx, s)
	if err != nil {
		return nil, nil, err
	}
	done := func() { _ = records.Close() }
	o, err := besideOptions(records, s)
	if err != nil {
		done()
		return nil, nil, err
	}
	room, err := scenarios.Beside(o)
	if err != nil {
		done()
	}
	return room, done, err
}

func besideOptions(records *db.DB, s conf.Settings) (scenarios.Options, error) {
	model, err := detect.DefaultModel()
	if err != nil {
		return scenarios.Options{}, err
	}
	people, err := PeopleIn(records)
	if err != nil {
		return scenarios.Options{}, err
	}
	return scenarios.Options{
		Records: records, Folder: scenarioFolder(s.Data), Partitions: s.Partitions, Engine: detect.Options{Text: model},
		Warnings: warning.New(warning.Options{Store: newWarningStore(records), Clock: clock.Wall{}}), Units: unitBook{people}, Clock: clock.Wall{},
	}, nil
}
