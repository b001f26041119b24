package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"text/tabwriter"

	"fanzha/app"
	"fanzha/app/exchanging"
	"fanzha/centre/upstream"
	"fanzha/edge/connect/exchange"
	"fanzha/internal/conf"
)

type centreCmd struct {
	Card   centreCardCmd   `cmd:"" help:"Print this centre's card: its code, name and public keys, for the other centre to add."`
	Add    centreAddCmd    `cmd:"" help:"Add another centre by its card, or change how it is reached."`
	List   centreListCmd   `cmd:"" help:"List the other centres and how the exchange with each stands."`
	Export centreExportCmd `cmd:"" help:"Write one parcel for a centre into a file, to be carried by hand."`
	Import centreImportCmd `cmd:"" help:"Take parcels of a centre from a folder, as they were carried here by hand."`
}

// withCentres opens the other centres of a centre, running or not.
func withCentres(ctx context.Context, s conf.Settings, do func(*exchanging.Tools) error) error {
	tools, done, err := app.OpenCentreTools(ctx, s)
	if err != nil {
		return err
	}
	defer done()
	return do(tools)
}

type centreCardCmd struct {
	conf.Settings `embed:""`
}

// Run prints the card.
func (c *centreCardCmd) Run(e *env) error {
	return withCentres(e.ctx, c.Settings, func(t *exchanging.Tools) error {
		raw, err := t.Card(e.ctx)
		if err == nil {
			fmt.Println(string(raw))
		}
		return err
	})
}

type centreAddCmd struct {
	conf.Settings `embed:""`
	Card          string `arg:"" help:"File with the card of the other centre." type:"path"`
	Place         string `help:"Where it stands to us: above gives us orders, below gets ours." enum:"above,below" required:""`
	URL           string `help:"Its address, where we call it." placeholder:"URL" name:"url"`
	Dir           string `help:"Folder of files, where the networks are separated." placeholder:"DIR" type:"path"`
	Off           bool   `help:"Exchange nothing with it any more."`
}

// Run adds the centre. With neither address nor folder it calls us.
func (c *centreAddCmd) Run(e *env) error {
	raw, err := os.ReadFile(c.Card)
	if err != nil {
		return err
	}
	var card exchanging.Card
	err = json.Unmarshal(raw, &card)
	if err != nil {
		return fmt.Errorf("%s: %w", c.Card, err)
	}
	p := upstream.Peer{
		Code: card.Code, Name: card.Name, Place: upstream.Place(c.Place), Via: upstream.ByCalls, URL: c.URL, Dir: c.Dir, SignKey: card.SignKey,
		OpenKey: card.OpenKey, Active: !c.Off,
	}
	switch {
	case c.URL != "" && c.Dir != "":
		return errors.New("give --url or --dir, not both")
	case c.URL != "":
		p.Via = upstream.ByHTTP
	case c.Dir != "":
		p.Via = upstream.ByFile
	}
	return withCentres(e.ctx, c.Settings, func(t *exchanging.Tools) error {
		err := t.Room.Connect(e.ctx, p)
		if err == nil {
			fmt.Println(p.Code, p.Name, p.Place, p.Via)
		}
		return err
	})
}

type centreListCmd struct {
	conf.Settings `embed:""`
}

// Run lists the centres.
func (c *centreListCmd) Run(e *env) error {
	return withCentres(e.ctx, c.Settings, func(t *exchanging.Tools) error {
		list, err := t.Room.Peers(e.ctx)
		if err != nil {
			return err
		}
		w := tabwriter.NewWriter(os.Stdout, 0, 4, 2, ' ', 0)
		for _, p := range list {
			state := p.Trouble
			if !p.Active {
				state = "off"
			}
			_, err = fmt.Fprintf(w, "%s\t%s\t%s\t%s\tto send %d\tgot %d\t%s\t%s\n", p.Code, p.Name, p.Place, p.Via, p.Sent-p.Acked, p.Got, p.SeenAt, state)
			if err != nil {
				return err
			}
		}
		return w.Flush()
	})
}

type centreExportCmd struct {
	conf.Settings `embed:""`
	Code          string `arg:"" help:"Code of the other centre."`
	Dir           string `arg:"" help:"Folder; the parcel is written into out/ below it." type:"path"`
}

// Run writes one parcel.
func (c *centreExportCmd) Run(e *env) error {
	return withCentres(e.ctx, c.Settings, func(t *exchanging.Tools) error {
		p, err := t.Room.LinkOf(e.ctx, c.Code)
		if err != nil {
			return err
		}
		f, err := exchange.OpenFolder(t.Desk, c.Dir)
		if err != nil {
			return err
		}
		name, err := f.Put(e.ctx, p)
		if err == nil {
			fmt.Println(filepath.Join(c.Dir, "out", name))
		}
		return err
	})
}

type centreImportCmd struct {
	conf.Settings `embed:""`
	Code          string `arg:"" help:"Code of the other centre."`
	Dir           string `arg:"" help:"Folder; parcels are read from in/ below it." type:"path"`
}

// Run takes what lies there; status 1 when a file was refused.
func (c *centreImportCmd) Run(e *env) error {
	return withCentres(e.ctx, c.Settings, func(t *exchanging.Tools) error {
		p, err := t.Room.LinkOf(e.ctx, c.Code)
		if err != nil {
			return err
		}
		f, err := exchange.OpenFolder(t.Desk, c.Dir)
		if err != nil {
			return err
		}
		look, err := f.Take(e.ctx, p)
		fmt.Printf("taken %d, waiting %d, refused %d\n", look.Taken, look.Waiting, look.Refused)
		if err == nil && look.Refused > 0 {
			err = errFailed
		}
		return err
	})
}
