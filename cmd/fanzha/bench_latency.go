package main

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

type benchLatencyCmd struct {
	Seconds int `help:"How long." default:"20"`
	Rate    int `help:"Signals a second beside the probes." default:"2000"`
}

// probeWait bounds the wait for one order.
const probeWait = 10 * time.Second

const (
	watcherLogin    = "bench-watcher"
	watcherPassword = "Latency-Bench-2026" // of an account that lives as long as the temporary folder
)

// watcherReady makes the city and an operator who watches.
func watcherReady(ctx context.Context, s conf.Settings) error {
	return personReady(ctx, s, access.Operator)
}

// personReady makes the city and one account with a role.
func personReady(ctx context.Context, s conf.Settings, role access.Role) error {
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

// loggedIn is a client with a session of the account that personReady made.
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

// Run measures the way from a posted report to the order on a console.
func (c *benchLatencyCmd) Run(e *env) error {
	b, err := startBench(e.ctx, watcherReady)
	if err != nil {
		return err
	}
	ctx, cancel := context.WithCancel(e.ctx)
	defer cancel()
	w, err := watch(ctx, b.url)
	if err != nil {
		return errors.Join(err, b.stop())
	}
	background := make(chan error, 1)
	span := time.Duration(c.Seconds) * time.Second
	go func() {
		_, err := load.SingleLoad(ctx, load.Options{URL: b.url, Key: b.key, Seed: uint64(time.Now().UnixNano()), Duration: span, Rate: c.Rate})
		background <- err
	}()
	var took []float64
	for start := time.Now(); time.Since(start) < span && err == nil; {
		var d time.Duration
		d, err = probe(ctx, b, w, len(took))
		took = append(took, float64(d.Microseconds())/1000)
	}
	cancel()
	if err != nil {
		return errors.Join(err, b.stop())
	}
	<-background //nolint:errcheck // the load was cut off on purpose
	sort.Float64s(took)
	at := func(q float64) float64 { return took[min(len(took)-1, int(q*float64(len(took))))] }
	fmt.Printf("signal → hit → order on a console beside %d signals/s: %d probes, p50 %.1f ms p99 %.1f ms max %.1f ms\n", c.Rate, len(took), at(.5), at(.99), took[len(took)-1])
	return b.stop()
}

// probe posts one report about a new person and waits until the console shows the order.
func probe(ctx context.Context, b *bench, w *watcher, n int) (time.Duration, error) {
	ending := fmt.Sprintf("%04d", n%10_000)
	line := fmt.Sprintf(`{"kind":"report","id":"probe-%d","phone":"1380%03d%s","place":"990101001","channel":"96110","text":"对方自称公安局让我把钱转到安全账户，已经转了","fraud":"impostor_police","amount_fen":5000000,"lost":true}`, n, n/10_000, ending)
	start := time.Now()
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, b.url+"/v1/signals/mixed", strings.NewReader(line))
	if err != nil {
		return 0, err
	}
	req.Header.Set("Authorization", "Bearer "+b.key)
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
