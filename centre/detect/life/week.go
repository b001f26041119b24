package life

import (
	"context"
	"errors"

	"fanzha/base/access"
	"fanzha/centre/detect/life/proof"
	"fanzha/term/fault"
	"fanzha/term/when"
)

// AgainAfter is how long a week's report that failed, or was cut off by a stop, waits until it is tried again.
const AgainAfter = when.Hour

// Weeks keeps the weekly reports (每周质量) of sources and scenarios. They are jobs that nobody asked for, so everybody who may read jobs may
// read them; the rows behind their numbers stay within the jurisdiction.
type Weeks interface {
	// Begin writes a week's report as waiting, with its audit entry. False: it is there already, or failed less than AgainAfter ago.
	Begin(ctx context.Context, j Job) (bool, error)
	// See notes who has looked at a report, with its audit entry. It fails with ErrStale when somebody was faster.
	See(ctx context.Context, j Job, unit string) error
}

// Red counts what is bad in a report of quality: sources and scenarios with a figure beyond its setting, and measures that have changed.
func (j *Job) Red() proof.Red {
	if j.Quality == nil {
		return proof.Red{}
	}
	return j.Quality.Red()
}

// Weekly asks for the report of the last full week where there is none. It may be called as often as one likes, by any copy of the program.
func (s *Service) Weekly(ctx context.Context) error {
	now := s.o.Clock.Now()
	from, to := s.o.Rules.LastWeek(now)
	j := Job{
		ID: "week-" + from.Time().In(when.Zone).Format("2006-01-02"), Kind: JobQuality, State: JobWaiting, Unit: rootUnit, At: now, Week: from, From: from, To: to,
		By: Who{User: access.System().User, Name: access.System().Name, At: now},
	}
	have, err := s.o.Jobs.Job(ctx, access.System(), j.ID)
	if err == nil && have.State != JobFailed {
		return nil
	}
	if err != nil && !errors.Is(err, ErrNotFound) {
		return err
	}
	begun, err := s.o.Weeks.Begin(ctx, j)
	if err != nil || !begun {
		return err
	}
	err = s.o.Bench.RunJob(j)
	if err != nil {
		j.State, j.Fault = JobFailed, fault.CodeOf(err)
		return errors.Join(err, s.o.Jobs.Put(ctx, j, nil))
	}
	return nil
}

// See notes that the caller has looked at a week's report and what follows from it; it is then off everybody's page of today. The right
// is scenario.work, at the city's centre or above.
func (s *Service) See(ctx context.Context, scope access.Scope, id, note string) (Job, error) {
	err := writer(scope)
	if err != nil {
		return Job{}, err
	}
	j, err := s.Job(ctx, scope, id)
	if err != nil {
		return Job{}, err
	}
	if j.Week == 0 || j.State != JobDone {
		return Job{}, fault.New(ErrState.Kind, ErrState.Code, "state", j.State, "act", "see")
	}
	if j.Seen.At != 0 {
		return Job{}, ErrStale
	}
	j.Seen = s.who(scope, note)
	err = needNote(j.Seen.Note)
	if err != nil {
		return Job{}, err
	}
	return j, s.o.Weeks.See(ctx, j, scope.Unit)
}
