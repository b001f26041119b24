package app

// What this protects: the stop-payment desk of the demonstration. Five banks answer over their own wires (push, poll, CSV files,
// ISO 20022 files), victims pay, the duty officer opens claims over HTTP, orders are held or find the money gone and lead to the next
// layer, all of it sealed and every fen accounted for; and the teaching case shows what its script says.

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"log/slog"
	"net/http"
	"net/http/cookiejar"
	"testing"
	"time"

	"fanzha/base/access"
	"fanzha/centre/stoppay"
	"fanzha/internal/check"
	"fanzha/internal/conf"
	"fanzha/sim"
	"fanzha/term/when"
)

// fastClock runs so many times as fast as the machine's.
type fastClock struct {
	from  when.Micros
	began time.Time
	times int64
}

func (f *fastClock) Now() when.Micros {
	return f.from + when.Micros(time.Since(f.began).Microseconds()*f.times)
}

// person is somebody signed in at the console.
type person struct {
	t    *testing.T
	base string
	http *http.Client
}

func (p *person) do(method, path string, in, out any) int {
	p.t.Helper()
	raw, err := json.Marshal(in)
	check.NoError(p.t, err)
	req, err := http.NewRequestWithContext(p.t.Context(), method, p.base+"/api/v1"+path, bytes.NewReader(raw))
	check.NoError(p.t, err)
	req.Header.Set("Content-Type", "application/json")
	req.Header.Set("X-Fanzha", "1")
	resp, err := p.http.Do(req)
	check.NoError(p.t, err)
	defer func() { _ = resp.Body.Close() }()
	body, err := io.ReadAll(resp.Body)
	check.NoError(p.t, err)
	if resp.StatusCode != http.StatusOK {
		p.t.Fatalf("%s %s: %d %s", method, path, resp.StatusCode, body)
	}
	if out != nil {
		check.NoError(p.t, json.Unmarshal(body, out))
	}
	return resp.StatusCode
}

func signIn(t *testing.T, base, login string) *person {
	t.Helper()
	jar, err := cookiejar.New(nil)
	check.NoError(t, err)
	p := &person{t: t, base: base, http: &http.Client{Jar: jar, Timeout: 30 * time.Second}}
	p.do(http.MethodPost, "/session/demo", map[string]string{"login": login}, nil)
	return p
}

// liveDesk starts a demonstration whose clock runs fast, without the ordinary life of the city, and returns it with its address.
func liveDesk(t *testing.T) (*Centre, string) {
	t.Helper()
	fast := &fastClock{from: when.Of(time.Now()), began: time.Now(), times: 24}
	settings := conf.Settings{Data: t.TempDir(), Listen: "127.0.0.1:0", Partitions: 1, Retention: 190, SealSuite: "ed25519-sha256"}
	c, err := Open(t.Context(), Options{Settings: settings, Clock: fast, Site: DemoSite(), Log: slog.New(slog.NewTextHandler(t.Output(), nil))})
	check.NoError(t, err)
	l, err := Listen(settings)
	check.NoError(t, err)
	ctx, stop := context.WithCancel(context.WithoutCancel(t.Context()))
	served, lived := make(chan error, 1), make(chan struct{})
	go func() { served <- c.Serve(ctx, l) }()
	base := "http://" + l.Addr().String()
	keys, err := c.BuildCity(t.Context())
	check.NoError(t, err)
	world, err := c.openMules(t.Context(), base, sim.New(sim.LiveOptions(5, fast.Now())), mulesOptions{5, keys})
	check.NoError(t, err)
	go func() { world.Run(ctx); close(lived) }()
	t.Cleanup(func() {
		stop()
		<-lived
		<-served
		check.NoError(t, c.Close())
	})
	return c, base
}

// claimSeen is as much of a claim as the test looks at.
type claimSeen struct {
	ID       string
	LossFen  int64 `json:"loss_fen"`
	HeldFen  int64 `json:"held_fen"`
	ExitFen  int64 `json:"exit_fen"`
	BackFen  int64 `json:"back_fen"`
	Standing string
	Orders   []struct {
		ID      string
		Bank    string
		Layer   int
		State   string
		Refusal string
		HeldFen int64 `json:"held_fen"`
	}
	Conservation struct {
		InFen       int64 `json:"in_fen"`
		HeldFen     int64 `json:"held_fen"`
		ExitFen     int64 `json:"exit_fen"`
		FollowedFen int64 `json:"followed_fen"`
		UnknownFen  int64 `json:"unknown_fen"`
		Balanced    bool
	}
}

// await looks until it holds.
func await(t *testing.T, what string, holds func() bool) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 4*time.Minute)
	defer cancel()
	tick := time.NewTicker(250 * time.Millisecond)
	defer tick.Stop()
	for !holds() {
		select {
		case <-ctx.Done():
			t.Fatalf("not seen in time: %s", what)
		case <-tick.C:
		}
	}
}

func TestLiveDesk(t *testing.T) {
	c, base := liveDesk(t)
	officer := signIn(t, base, "zhifu")
	var banks struct {
		Items []struct{ Code, Channel string }
	}
	officer.do(http.MethodGet, "/banks", nil, &banks)
	channel := map[string]string{}
	for _, b := range banks.Items {
		channel[b.Code] = b.Channel
	}
	check.Equal(t, channel, map[string]string{
		"yh_bank": "push", "hk_rural": "folder", "sl_bank": "poll", "df_bank": "iso20022", "xb_bank": "paper", "pay_yun": "push",
	})

	heldBy, layer2 := map[string]bool{}, false
	await(t, "money held by banks of each automatic channel, and a second layer", func() bool {
		for _, claim := range claimsOf(officer) {
			for _, o := range claim.Orders {
				if o.HeldFen > 0 {
					heldBy[channel[o.Bank]] = true
				}
				layer2 = layer2 || o.Layer > 1
				check.True(t, o.Refusal == "", "a bank refused: "+o.Refusal)
			}
		}
		return layer2 && heldBy["push"] && heldBy["poll"] && heldBy["folder"] && heldBy["iso20022"]
	})
	sent := ordersOf(officer, func(bank string) bool { return channel[bank] != "paper" })
	await(t, "every order of a bank that answers by itself answered", func() bool {
		now := ordersOf(officer, func(string) bool { return true })
		for id := range sent {
			if s := stoppay.State(now[id]); s.Open() {
				return false
			}
		}
		return true
	})
	await(t, "the clerk of the human's bank answering what nobody has answered", func() bool {
		for _, state := range ordersOf(officer, func(bank string) bool { return channel[bank] == "paper" }) {
			if state == string(stoppay.Answered) {
				return true
			}
		}
		return false
	})
	await(t, "every fen accounted for", func() bool {
		all := claimsOf(officer)
		for _, claim := range all {
			k := claim.Conservation
			check.True(t, k.Balanced, "a claim's money does not balance")
			if k.HeldFen+k.ExitFen+k.FollowedFen+k.UnknownFen+claim.BackFen != claim.LossFen {
				return false
			}
		}
		return len(all) > 0
	})
	allSealed(t, c)
}

// ordersOf tells the states of orders, by id.
func ordersOf(p *person, wanted func(bank string) bool) map[string]string {
	out := map[string]string{}
	for _, claim := range claimsOf(p) {
		for _, o := range claim.Orders {
			if wanted(o.Bank) {
				out[o.ID] = o.State
			}
		}
	}
	return out
}

func claimsOf(p *person) []claimSeen {
	var list struct{ Items []struct{ ID string } }
	p.do(http.MethodGet, "/claims", nil, &list)
	var out []claimSeen
	for _, row := range list.Items {
		var claim claimSeen
		p.do(http.MethodGet, "/claims/"+row.ID, nil, &claim)
		out = append(out, claim)
	}
	return out
}

func allSealed(t *testing.T, c *Centre) {
	t.Helper()
	orders, _, err := c.money.Stops.Orders(t.Context(), access.System(), stoppay.OrderFilter{Limit: stoppay.PageMax})
	check.NoError(t, err)
	check.True(t, len(orders) > 0, "no order was sent")
	for _, o := range orders {
		check.True(t, o.SealSuite != "" && o.SealKey != "" && o.SealedAt != 0, "order "+o.ID+" has no seal")
	}
}

func TestTeachingCase(t *testing.T) {
	c, base := liveDesk(t)
	officer := signIn(t, base, "zhifu")
	var lesson, same, next struct {
		Victim   struct{ Name string }
		Payments []struct {
			Fen   int64
			Payee struct{ Bank, Account string }
		}
	}
	var whole map[string]any
	officer.do(http.MethodGet, "/demo/claim", nil, &whole)
	officer.do(http.MethodGet, "/demo/claim", nil, &lesson)
	officer.do(http.MethodGet, "/demo/claim", nil, &same)
	check.Equal(t, same, lesson)
	check.Equal(t, []any{lesson.Payments[0].Fen, lesson.Payments[0].Payee.Bank}, []any{int64(86_000_00), "yh_bank"})

	whole["cause"] = "typed-in-1"
	var opened claimSeen
	officer.do(http.MethodPost, "/claims", whole, &opened)
	var claim claimSeen
	await(t, "61,200 yuan held and 24,800 gone", func() bool {
		officer.do(http.MethodGet, "/claims/"+opened.ID, nil, &claim)
		return claim.HeldFen == 61_200_00 && claim.ExitFen == 24_800_00
	})
	second := 0
	for _, o := range claim.Orders {
		if o.Layer == 2 {
			second++
		}
	}
	check.Equal(t, []any{len(claim.Orders), second, claim.Conservation.Balanced, claim.Conservation.UnknownFen}, []any{3, 2, true, int64(0)})
	var flow struct {
		Exits []struct {
			Code string
			Fen  int64
		}
	}
	officer.do(http.MethodGet, "/claims/"+opened.ID+"/flow", nil, &flow)
	check.Equal(t, len(flow.Exits), 1)
	check.Equal(t, []any{flow.Exits[0].Code, flow.Exits[0].Fen}, []any{"CRYPTO_OFFRAMP", int64(24_800_00)})
	officer.do(http.MethodGet, "/demo/claim", nil, &next)
	check.True(t, next.Payments[0].Payee.Account != lesson.Payments[0].Payee.Account, "a case that was reported is offered again")
	allSealed(t, c)
}
