// Package latencybench measures how long a report takes to the order on a console, under load: `fanzha bench latency`. It also
// prepares the account with which measurements log in.
package latencybench

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/cookiejar"
	"sort"
	"strings"
	"time"

	"fanzha/app"
	"fanzha/base/access"
	accessstore "fanzha/base/access/store"
	"fanzha/edge/partner/load"
	"fanzha/internal/conf"
	"fanzha/sim"
)

// probeWait bounds the wait for one order.
const probeWait = 10 * time.Second

const (
	watcherLogin    = "bench-watcher"
	watcherPassword = "Latency-Bench-2026" // of an account that lives as long as the temporary folder
)

// Ready makes the city and one account with a role, with which LoggedIn logs in, in a centre that is not running.
func Ready(ctx context.Context, s conf.Settings, role access.Role) error {
	c, err := app.Open(ctx, app.Options{Settings: s})
	if err != nil {
		return err
	}
	_, err = c.BuildCity(ctx)
	if err == nil {
		err = addPerson(ctx, c.People, role)
	}
	return errors.Join(err, c.Close())
}

func addPerson(ctx context.Context, people *accessstore.Store, role access.Role) error {
	made, link, err := people.CreateAccount(ctx, access.System(), accessstore.NewAccount{Login: watcherLogin, Name: "测量", Unit: sim.CityCode + "000000"})
	if err != nil {
		return err
	}
	_, err = people.SetRoles(ctx, access.System(), accessstore.Grant{Account: made.ID, Roles: []access.Role{role}, Reason: "测量"})
	if err != nil {
		return err
	}
	return people.SetPassword(ctx, link.Token, watcherPassword)
}

// watcher is a console that listens to the live push.
type watcher struct {
	base   string
	client *http.Client
	orders chan string // ids of issued orders
}

// LoggedIn is a client with a session of the account that Ready made, at the running centre of this address.
func LoggedIn(ctx context.Context, base string) (*http.Client, error) {
	w, err := loggedIn(ctx, base)
	if err != nil {
		return nil, err
	}
	return w.client, nil
}

func loggedIn(ctx context.Context, base string) (*watcher, error) {
	jar, err := cookiejar.New(nil)
	if err != nil {
		return nil, err
	}
	w := &watcher{base: base, client: &http.Client{Jar: jar}, orders: make(chan string, 1000)}
	body, err := json.Marshal(map[string]string{"login": watcherLogin, "password": watcherPassword})
	if err != nil {
		return nil, err
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, base+"/api/v1/session", bytes.NewReader(body))
	if err != nil {
		return nil, err
	}
	req.Header.Set("X-Fanzha", "1")
	req.Header.Set("Content-Type", "application/json")
	_, err = w.read(req)
	return w, err
}

func watch(ctx context.Context, base string) (*watcher, error) {
	w, err := loggedIn(ctx, base)
	if err != nil {
		return nil, err
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, base+"/api/v1/live", nil)
	if err != nil {
		return nil, err
	}
	res, err := w.client.Do(req) //nolint:bodyclose // listen closes it
	if err != nil {
		return nil, err
	}
	go w.listen(res.Body)
	return w, nil
}

func (w *watcher) read(req *http.Request) ([]byte, error) {
	res, err := w.client.Do(req)
	if err != nil {
		return nil, err
	}
	defer func() { _ = res.Body.Close() }()
	raw, err := io.ReadAll(res.Body)
	if err == nil && res.StatusCode != http.StatusOK {
		err = fmt.Errorf("%s: %d %s", req.URL.Path, res.StatusCode, raw)
	}
	return raw, err
}

// listen reads the stream of pushes.
func (w *watcher) listen(body io.ReadCloser) {
	defer func() { _ = body.Close() }()
	lines := bufio.NewScanner(body)
	for lines.Scan() {
		data, ok := strings.CutPrefix(lines.Text(), "data: ")
		if !ok {
			continue
		}
		var p struct{ ID, Kind string }
		err := json.Unmarshal([]byte(data), &p)
		if err == nil && p.Kind == "order.issued" {
			w.orders <- p.ID
		}
	}
}

// see waits for the order of the person whose number ends so, and fetches it as a console would.
func (w *watcher) see(ctx context.Context, ending string) error {
	ctx, cancel := context.WithTimeout(ctx, probeWait)
	defer cancel()
	for {
		select {
		case <-ctx.Done():
			return fmt.Errorf("no order for …%s within %s", ending, probeWait)
		case id := <-w.orders:
			req, err := http.NewRequestWithContext(ctx, http.MethodGet, w.base+"/api/v1/orders/"+id, nil)
			if err != nil {
				return err
			}
			raw, err := w.read(req)
			if err != nil {
				return err
			}
			var order struct{ Person struct{ Phone string } }
			err = json.Unmarshal(raw, &order)
			if err != nil {
				return err
			}
			if strings.HasSuffix(order.Person.Phone, ending) {
				return nil
			}
		}
	}
}

// Options say what is measured where.
type Options struct {
	URL  string        // of a running centre that Ready has prepared
	Key  string        // of a source of signals there
	Span time.Duration // how long
	Rate int           // signals a second beside the probes
}

// Report is what was measured, in milliseconds.
type Report struct {
	Probes        int
	P50, P99, Max float64
}

// Run measures the way from a posted report to the order on a console.
func Run(ctx context.Context, o Options) (Report, error) {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	w, err := watch(ctx, o.URL)
	if err != nil {
		return Report{}, err
	}
	background := make(chan error, 1)
	go func() {
		_, err := load.SingleLoad(ctx, load.Options{URL: o.URL, Key: o.Key, Seed: uint64(time.Now().UnixNano()), Duration: o.Span, Rate: o.Rate})
		background <- err
	}()
	var took []float64
	for start := time.Now(); time.Since(start) < o.Span && err == nil; {
		var d time.Duration
		d, err = probe(ctx, o, w, len(took))
		took = append(took, float64(d.Microseconds())/1000)
	}
	cancel()
	if err != nil {
		return Report{}, err
	}
	<-background //nolint:errcheck // the load was cut off on purpose
	sort.Float64s(took)
	at := func(q float64) float64 { return took[min(len(took)-1, int(q*float64(len(took))))] }
	return Report{Probes: len(took), P50: at(.5), P99: at(.99), Max: took[len(took)-1]}, nil
}

// probe posts one report about a new person and waits until the console shows the order.
func probe(ctx context.Context, o Options, w *watcher, n int) (time.Duration, error) {
	ending := fmt.Sprintf("%04d", n%10_000)
	line := fmt.Sprintf(`{"kind":"report","id":"probe-%d","phone":"1380%03d%s","place":"990101001","channel":"96110","text":"对方自称公安局让我把钱转到安全账户，已经转了","fraud":"impostor_police","amount_fen":5000000,"lost":true}`, n, n/10_000, ending)
	start := time.Now()
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, o.URL+"/v1/signals/mixed", strings.NewReader(line))
	if err != nil {
		return 0, err
	}
	req.Header.Set("Authorization", "Bearer "+o.Key)
	req.Header.Set("Content-Type", "application/x-ndjson")
	raw, err := w.read(req)
	if err != nil {
		return 0, err
	}
	if !bytes.Contains(raw, []byte(`"accepted":1`)) {
		return 0, fmt.Errorf("probe not accepted: %s", raw)
	}
	err = w.see(ctx, ending)
	return time.Since(start), err
}
