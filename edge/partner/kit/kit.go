package kit

import (
	"context"
	"net/http"
	"net/url"
	"strings"
	"time"

	"fanzha/edge/partner/wire"
	"fanzha/term/fault"
)

// Text is a sentence in both languages.
type Text struct {
	ZH string `json:"zh"`
	EN string `json:"en"`
}

// Case is one thing that a bank must do or must not do.
type Case struct {
	ID    string // "match.name"
	Title Text
	Mend  Text
	run   func(*probe)
}

// Group is the part of the id before the dot.
func (c Case) Group() string {
	group, _, _ := strings.Cut(c.ID, ".")
	return group
}

// Status is the outcome of a case in one word.
type Status string

// The outcomes. A case is skipped only when the bank's test environment does not offer what the page calls optional.
const (
	Pass Status = "pass"
	Fail Status = "fail"
	Skip Status = "skip"
)

// Outcome is what a case came to.
type Outcome struct {
	ID     string `json:"id"`
	Group  string `json:"group"`
	Title  Text   `json:"title"`
	Status Status `json:"status"`
	Reason *Text  `json:"reason,omitempty"`
	Mend   *Text  `json:"mend,omitempty"`
	MS     int64  `json:"ms"`
}

// Report is what a run came to.
type Report struct {
	Bank    string    `json:"bank"`
	URL     string    `json:"url"`
	Run     string    `json:"run"`
	Cases   int       `json:"cases"`
	Passed  int       `json:"passed"`
	Failed  int       `json:"failed"`
	Skipped int       `json:"skipped"`
	Results []Outcome `json:"results"`
}

// OK says whether the bank conforms.
func (r Report) OK() bool { return r.Failed == 0 && r.Passed > 0 }

// Options are what a run needs.
type Options struct {
	URL    string // of the endpoint; orders go to URL/orders, sandbox calls to URL/sandbox/…
	Bank   string // code
	Key    wire.Key
	Sealer wire.Sealer // a key that the test environment trusts
	Forger wire.Sealer // a key that it does not
	Client *http.Client
	Now    func() time.Time
	Wait   func(context.Context, time.Duration)
	Only   []string                          // groups or ids; empty: all
	Each   func(done, all int, last Outcome) // called after every case; may be nil
	Run    string                            // makes ids of this run unlike those of others
}

// answerWait is how long the kit waits for an answer to an order that was only acknowledged.
const answerWait = 30 * time.Second

// callTime bounds one call of the kit; a bank that needs longer is not one that stops money.
const callTime = 30 * time.Second

// Run drives a bank through the cases, one after another. It stops only when ctx ends or the sandbox cannot be used at all.
func Run(ctx context.Context, o Options) (Report, error) {
	o, err := o.complete()
	if err != nil {
		return Report{}, err
	}
	chosen, err := Choose(o.Only)
	if err != nil {
		return Report{}, err
	}
	c := &client{opts: o}
	err = c.preflight(ctx)
	if err != nil {
		return Report{}, err
	}
	report := Report{Bank: o.Bank, URL: o.URL, Run: o.Run, Cases: len(chosen)}
	for i, one := range chosen {
		if ctx.Err() != nil {
			return report, ctx.Err()
		}
		outcome := c.play(ctx, i, one)
		report.add(outcome)
		if o.Each != nil {
			o.Each(i+1, len(chosen), outcome)
		}
	}
	return report, nil
}

func (r *Report) add(o Outcome) {
	switch o.Status {
	case Pass:
		r.Passed++
	case Skip:
		r.Skipped++
	default:
		r.Failed++
	}
	r.Results = append(r.Results, o)
}

func (o Options) complete() (Options, error) {
	u, err := url.Parse(o.URL)
	if err != nil || u.Host == "" || u.Scheme != "http" && u.Scheme != "https" {
		return o, ErrURL
	}
	o.URL = strings.TrimSuffix(o.URL, "/")
	if !o.Key.Usable() || o.Sealer == nil || o.Forger == nil || o.Bank == "" {
		return o, ErrKey
	}
	if o.Client == nil {
		o.Client = &http.Client{Timeout: callTime, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	}
	if o.Now == nil {
		o.Now = time.Now
	}
	if o.Wait == nil {
		o.Wait = wait
	}
	if o.Run == "" {
		o.Run = wire.NewNonce()[:8]
	}
	return o, nil
}

func wait(ctx context.Context, d time.Duration) {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-ctx.Done():
	case <-timer.C:
	}
}

// Choose finds the cases of groups or ids; none named means all.
func Choose(names []string) ([]Case, error) {
	all := Cases()
	if len(names) == 0 {
		return all, nil
	}
	var chosen []Case
	for _, name := range names {
		found := false
		for _, c := range all {
			if c.ID == name || c.Group() == name {
				chosen, found = append(chosen, c), true
			}
		}
		if !found {
			return nil, fault.New(ErrGroup.Kind, ErrGroup.Code, "group", name)
		}
	}
	return chosen, nil
}

// Cases lists all cases in the order in which they run.
func Cases() []Case {
	var all []Case
	for _, group := range [][]Case{
		transportCases, sealCases, againCases, matchCases, amountCases, catchCases, clockCases, whereCases, supplementCases, releaseCases, freezeCases,
		restrictCases, protectedCases, bookCases, robustCases, raceCases, restartCases,
	} {
		all = append(all, group...)
	}
	return all
}

// play runs one case.
func (c *client) play(ctx context.Context, number int, one Case) Outcome {
	began := time.Now()
	p := &probe{client: c, ctx: ctx, number: number}
	one.run(p)
	out := Outcome{ID: one.ID, Group: one.Group(), Title: one.Title, Status: Pass, MS: time.Since(began).Milliseconds()}
	switch {
	case p.skipped:
		out.Status = Skip
	case p.miss != nil:
		out.Status, out.Reason = Fail, p.miss
		mend := one.Mend
		out.Mend = &mend
	}
	return out
}
