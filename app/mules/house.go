package mules

import (
	"context"
	"errors"
	"net"
	"net/http"
	"path/filepath"
	"sync"
	"time"

	"fanzha/edge/partner/wire"
	"fanzha/sim/bank"
)

// How the banks of the city behave.
const (
	pushMedian  = 3 * time.Second  // from the arrival of an order to its execution
	pollEvery   = 10 * time.Second // the bank that asks
	clerkMedian = 5 * time.Second  // a clerk with a folder
	paperWait   = 6 * time.Minute  // the human at the portal; then the bank's clerk answers
	headerTime  = 10 * time.Second // limits of the banks' own listener
	idleTime    = time.Minute
	stepEvery   = time.Second / 2 // how often a clerk looks into the folder
)

// house are the banks of the city.
type house struct {
	banks  []*bank.Bank // as Options.Banks
	fleet  *bank.Fleet  // those that speak HTTP
	clerks []*clerk     // those that exchange files
	listen net.Listener
	report func(error)
}

// openHouse makes the banks and enters them into the centre's directory.
func openHouse(ctx context.Context, o Options) (*house, error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return nil, err
	}
	h := &house{listen: l, report: o.Report}
	err = h.fill(ctx, o)
	if err != nil {
		return nil, errors.Join(err, l.Close())
	}
	for _, b := range o.Banks {
		address := ""
		if b.Channel == Push {
			address = "http://" + l.Addr().String() + "/" + b.Code
		}
		err = o.Centre.Reach(ctx, b.Code, b.Channel, address)
		if err != nil {
			return nil, errors.Join(err, l.Close())
		}
	}
	return h, nil
}

func (h *house) fill(ctx context.Context, o Options) error {
	keys := map[string]wire.Key{}
	var members []bank.Member
	own := map[string]*bank.Bank{}
	for _, b := range o.Banks {
		switch b.Channel {
		case Folder, ISO:
			made := bank.New(bank.Options{
				Code: b.Code, Name: b.Name, Clock: o.Clock, Seed: o.Seed, Keys: o.Seal, Quiet: true, // a folder has no file for notices
				Behaviour: bank.Behaviour{Median: clerkMedian, Spread: 0.4},
			})
			own[b.Code] = made
			h.clerks = append(h.clerks, newClerk(made, filepath.Join(o.Folder, b.Code), b.Channel == ISO, o.Clock))
		default:
			key, err := o.Centre.Key(ctx, b.Code)
			if err != nil {
				return err
			}
			keys[b.Code] = key
			members = append(members, member(b))
		}
	}
	h.fleet = bank.NewFleet(bank.FleetOptions{
		Members: members, Clock: o.Clock, Seed: o.Seed, Keys: o.Seal, Centre: o.Base, Key: func(code string) wire.Key { return keys[code] }, Letters: o.Centre.Letters,
	})
	for _, b := range o.Banks {
		made, ok := h.fleet.Bank(b.Code)
		if !ok {
			made = own[b.Code]
		}
		h.banks = append(h.banks, made)
	}
	return nil
}

func member(b Bank) bank.Member {
	m := bank.Member{Code: b.Code, Name: b.Name, Prefix: b.Prefix}
	switch b.Channel {
	case Poll:
		m.Behaviour = bank.Polling(pollEvery)
	case Paper:
		m.Patience = paperWait
	default:
		m.Behaviour = bank.Behaviour{Median: pushMedian, Spread: 0.4}
	}
	return m
}

// run lets the banks live until ctx ends.
func (h *house) run(ctx context.Context, working *sync.WaitGroup) {
	server := &http.Server{Handler: h.fleet, ReadHeaderTimeout: headerTime, IdleTimeout: idleTime}
	working.Go(func() {
		err := server.Serve(h.listen)
		if err != nil && ctx.Err() == nil {
			h.report(err)
		}
	})
	working.Go(func() {
		<-ctx.Done()
		_ = server.Close()
	})
	working.Go(func() { h.fleet.Run(ctx) })
	for _, c := range h.clerks {
		working.Go(func() {
			tick := time.NewTicker(stepEvery)
			defer tick.Stop()
			for {
				select {
				case <-ctx.Done():
					return
				case <-tick.C:
				}
				err := c.step()
				if err != nil {
					h.report(err)
				}
			}
		})
	}
}
