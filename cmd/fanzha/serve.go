package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"os"
	"time"

	"fanzha/app"
	"fanzha/edge/api"
	"fanzha/edge/connect/sms/smsc"
	"fanzha/internal/conf"
	"fanzha/internal/obs"
	"fanzha/sim"
)

type serveCmd struct {
	conf.Settings `embed:""`
	NameZH        string `help:"Name of the centre on the sign-in page." default:"反诈中心" name:"name-zh"`
	NameEN        string `help:"The same in English." default:"Anti-fraud centre" name:"name-en"`
	Clock         string `help:"manual: an exercise, whose clock stands until it is pushed on --admin." default:"machine" enum:"machine,manual" hidden:""`
}

// Run serves the centre until the process is told to stop.
func (s *serveCmd) Run(e *env) error {
	site := api.Site{NameZH: s.NameZH, NameEN: s.NameEN, Version: app.Version}
	exercise := s.Clock == "manual"
	if exercise && s.Admin == "" {
		return app.ErrExercise
	}
	if exercise {
		fmt.Println("演练模式：时钟不走，由管理端口推进。 EXERCISE: the clock stands; it is pushed on the admin listener.")
	}
	return serve(e.ctx, app.Options{Settings: s.Settings, Site: site, Exercise: exercise}, printSetup)
}

// serve runs a centre; begin is called when it answers.
func serve(ctx context.Context, o app.Options, begin func(ctx context.Context, c *app.Centre, base string) error) error {
	s := o.Settings
	slog.SetDefault(obs.Logger(os.Stderr, s.LogLevel))
	o.Log = slog.Default()
	l, err := app.Listen(s)
	if err != nil {
		return err
	}
	c, err := app.Open(ctx, o)
	if err != nil {
		return errors.Join(err, l.Close())
	}
	away, err := app.Announce(s, l)
	if err != nil {
		return errors.Join(err, c.Close(), l.Close())
	}
	defer away()
	base := baseURL(s, l)
	served := make(chan error, 1)
	serving, stop := context.WithCancel(ctx)
	defer stop()
	go func() { served <- c.Serve(serving, l) }()
	err = begin(serving, c, base)
	if err != nil {
		stop()
	}
	serveErr := <-served
	if errors.Is(serveErr, http.ErrServerClosed) {
		serveErr = nil
	}
	fmt.Println("stopping: what was accepted is worked off")
	return errors.Join(err, serveErr, c.Close())
}

func baseURL(s conf.Settings, l net.Listener) string {
	scheme := "http://"
	if s.TLSCert != "" {
		scheme = "https://"
	}
	return scheme + l.Addr().String()
}

// printSetup tells the operator where the centre answers, and how to set it up when nobody can sign in yet.
func printSetup(ctx context.Context, c *app.Centre, base string) error {
	fmt.Printf("fanzha %s answers at %s\n", app.Version, base)
	needs, err := c.People.NeedsSetup(ctx)
	if err != nil || !needs {
		return err
	}
	link, err := c.People.SetupToken(ctx)
	if err != nil {
		return err
	}
	fmt.Printf("首次启动：请在 %s 前打开以下一次性链接，建立本中心和三员账号\n", link.Expires.Time().Local().Format("2006-01-02 15:04"))
	fmt.Printf("first start: open this one-time link to create the centre and its three administrators\n\n    %s/setup?token=%s\n\n", base, link.Token)
	return nil
}

type demoCmd struct {
	conf.Settings `embed:""`
	Headless      bool   `help:"No page: simulated days at full speed, then the figures."`
	Seed          uint64 `help:"Seed of the city; the same seed gives the same numbers. Live: 0 takes the time." default:"0"`
	Days          int    `help:"Headless: simulated days." default:"1"`
	People        int    `help:"Headless: residents of the city." default:"100000"`
	Texts         bool   `help:"Live: an invented carrier takes the text messages; none is sent to anybody."`
	Alone         bool   `help:"Headless: nobody works at the centre, for comparison."`
	JSON          bool   `help:"Headless: print the result as JSON." name:"json"`
}

// Run runs the city.
func (d *demoCmd) Run(e *env) error {
	if d.Headless {
		return d.headless(e.ctx)
	}
	seed := d.Seed
	if seed == 0 {
		seed = uint64(time.Now().UnixNano())
	}
	if d.Texts && d.SMS == "" {
		carrier, err := smsc.Start(smsc.Options{SystemID: "yunhe", Password: "invented"})
		if err != nil {
			return err
		}
		defer carrier.Close(context.WithoutCancel(e.ctx))
		d.SMS = carrier.URL()
	}
	return serve(e.ctx, app.Options{Settings: d.Settings, Site: app.DemoSite()}, func(ctx context.Context, c *app.Centre, base string) error {
		fmt.Printf("云河市（虚构）反诈中心演示：%s\nthe invented city of Yunhe: open %s and sign in with one of the buttons\n", base, base)
		err := c.Live(ctx, base, seed, func(s sim.LiveStatus) {
			if s.Err != nil {
				slog.Warn("city", "err", s.Err)
			}
		})
		if ctx.Err() != nil {
			return nil
		}
		return err
	})
}
