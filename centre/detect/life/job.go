package life

import (
	"context"

	"fanzha/base/access"
	"fanzha/centre/detect/life/proof"
	"fanzha/centre/detect/scenario"
	"fanzha/term/fault"
	"fanzha/term/when"
)

// The kinds of jobs.
const (
	JobBacktest = "backtest"
	JobDiff     = "diff"
	JobQuality  = "quality"
)

// The states of a job.
const (
	JobWaiting   = "waiting"
	JobRunning   = "running"
	JobDone      = "done"
	JobFailed    = "failed"
	JobCancelled = "cancelled"
)

// Job is a run over a stored period.
type Job struct {
	ID      string      `json:"-"`
	Kind    string      `json:"-"`
	State   string      `json:"-"`
	Unit    string      `json:"-"` // of who asked: whose it is
	Version string      `json:"-"` // id of the version that is tested; empty: a text that is not saved
	At      when.Micros `json:"-"` // asked

	Code   string      `json:"code"`
	Hash   string      `json:"hash"`    // of the text
	Texts  []JobText   `json:"texts"`   // what runs: one text; of a diff two
	From   when.Micros `json:"from"`    // of the period, event time
	To     when.Micros `json:"to"`      // exclusive
	By     Who         `json:"by"`      // who asked
	Week   when.Micros `json:"week"`    // begin of the week that it reports by itself; 0: somebody asked
	Seen   Who         `json:"seen"`    // who looked at a week's report, and what follows from it
	Done   int64       `json:"done"`    // envelopes read
	Total  int64       `json:"total"`   // envelopes to read
	Began  when.Micros `json:"began"`   //
	Ended  when.Micros `json:"ended"`   //
	Fault  string      `json:"fault"`   // code of what made it fail
	RowCut bool        `json:"row_cut"` // there were more rows than are kept

	Backtest *proof.Backtest `json:"backtest,omitempty"`
	Diff     *proof.Diff     `json:"diff,omitempty"`
	Quality  *proof.Quality  `json:"quality,omitempty"`
}

// JobText is a text that a job runs, with the lists that came with it.
type JobText struct {
	Version string `json:"version"`
	Number  int64  `json:"number"`
	Text    string `json:"text"`
	Lists   Layer  `json:"lists,omitempty"`
}

// JobQuery chooses jobs, the latest first.
type JobQuery struct {
	Kind    string
	Version string
	Weekly  bool // only the reports of weeks
	Limit   int
	After   *Key
}

// RowQuery chooses what a number counts.
type RowQuery struct {
	Job   string
	Group string // as the result names it; empty: all
	After int64  // number of the last row seen
	Limit int
}

// PeriodMax is the longest period of a job: as long as signals are kept at most.
const PeriodMax = 400 * when.Day

// Ask is a new job.
type Ask struct {
	Kind     string
	Versions []string // ids; of a diff the old and the new one
	Text     string   // instead of a version
	From, To when.Micros
}

// Start asks for a job. The right is scenario.work; quality needs scenario.read alone.
func (s *Service) Start(ctx context.Context, scope access.Scope, a Ask) (Job, error) {
	var err error
	if a.Kind == JobQuality {
		err = scope.Require(access.ScenarioRead)
	} else {
		err = writer(scope)
	}
	if err != nil {
		return Job{}, err
	}
	if a.To <= a.From || a.From < 0 || a.To-a.From > PeriodMax {
		return Job{}, ErrPeriod
	}
	by := s.who(scope, "")
	j := Job{ID: s.o.NewID(), Kind: a.Kind, State: JobWaiting, Unit: scope.Unit, At: by.At, By: by, From: a.From, To: a.To}
	want := map[string]int{JobBacktest: 1, JobDiff: 2, JobQuality: 0}[a.Kind]
	if a.Text != "" && a.Kind == JobBacktest {
		c := s.check(a.Text, nil, nil)
		v := Version{Problems: c.Problems}
		err = sane(&v)
		if err != nil && c.Scenario == nil {
			return Job{}, err
		}
		j.Texts, j.Code, j.Hash = []JobText{{Text: a.Text}}, c.Scenario.Code, c.Scenario.Hash
	} else {
		if len(a.Versions) != want {
			return Job{}, badField("versions")
		}
		for _, id := range a.Versions {
			v, err := s.Get(ctx, scope, id)
			if err != nil {
				return Job{}, err
			}
			_, err = Single(s.o.Bench.Base(), v.Text, v.Lists)
			if err != nil {
				return Job{}, Refuse([]Problem{problemOf(err)})
			}
			j.Texts = append(j.Texts, JobText{v.ID, v.Number, v.Text, v.Lists})
			j.Version, j.Code, j.Hash = v.ID, v.Code, v.Hash
		}
	}
	err = s.o.Jobs.Put(ctx, j, nil)
	if err == nil {
		err = s.o.Bench.RunJob(j)
	}
	if err != nil {
		j.State, j.Fault = JobFailed, fault.CodeOf(err)
		return Job{}, joinPut(err, s.o.Jobs.Put(ctx, j, nil))
	}
	return j, nil
}

// joinPut keeps the first of two errors.
func joinPut(first, second error) error {
	if first != nil {
		return first
	}
	return second
}

// Sets compiles what a job runs, each text alone, with what the centre suppresses.
func (s *Service) Sets(ctx context.Context, j Job) ([]*scenario.Set, error) {
	var out []*scenario.Set
	for _, t := range j.Texts {
		set, err := s.heeding(ctx, t.Text, t.Lists)
		if err != nil {
			return nil, err
		}
		out = append(out, set)
	}
	return out, nil
}

// Job reads one job. The right is scenario.read.
func (s *Service) Job(ctx context.Context, scope access.Scope, id string) (Job, error) {
	err := scope.Require(access.ScenarioRead)
	if err != nil {
		return Job{}, err
	}
	if id == "" || !sound(id) {
		return Job{}, ErrNotFound
	}
	return s.o.Jobs.Job(ctx, scope, id)
}

// JobList reads a page of jobs, the latest first. The right is scenario.read.
func (s *Service) JobList(ctx context.Context, scope access.Scope, q JobQuery, cursor string) ([]Job, string, error) {
	err := scope.Require(access.ScenarioRead)
	if err != nil {
		return nil, "", err
	}
	if !sound(q.Kind) || !sound(q.Version) {
		return nil, "", badField("kind")
	}
	limit, err := begin(cursor, &q.After, &q.Limit)
	if err != nil {
		return nil, "", err
	}
	out, err := s.o.Jobs.Jobs(ctx, scope, q)
	if err != nil || len(out) <= limit {
		return out, "", err
	}
	return out[:limit], cursorOf(out[limit-1].At, out[limit-1].ID), nil
}

// Cancel ends a job that waits or runs. The right is scenario.work.
func (s *Service) Cancel(ctx context.Context, scope access.Scope, id string) error {
	err := scope.Require(access.ScenarioWork)
	if err != nil {
		return err
	}
	j, err := s.Job(ctx, scope, id)
	if err != nil {
		return err
	}
	s.o.Bench.Cancel(j.ID)
	return nil
}

// Rows reads what a number of a job counts, as far as the caller may see it. The right is scenario.read.
func (s *Service) Rows(ctx context.Context, scope access.Scope, q RowQuery) ([]proof.Row, int64, error) {
	_, err := s.Job(ctx, scope, q.Job)
	if err != nil {
		return nil, 0, err
	}
	if !sound(q.Group) {
		return nil, 0, badField("group")
	}
	if q.Limit <= 0 || q.Limit > PageMax {
		q.Limit = PageDefault
	}
	limit := q.Limit
	q.Limit++
	out, err := s.o.Jobs.Rows(ctx, scope, q)
	if err != nil || len(out) <= limit {
		return out, 0, err
	}
	return out[:limit], out[limit-1].N, nil
}
