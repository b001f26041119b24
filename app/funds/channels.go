package funds

import (
	"context"
	"errors"
	"path/filepath"
	"sync"
	"time"

	"fanzha/base/access"
	"fanzha/centre/stoppay"
	"fanzha/edge/connect/folder"
	"fanzha/edge/connect/iso20022"
	"fanzha/edge/partner/bank"
	"fanzha/edge/partner/page"
	"fanzha/edge/partner/wire"
)

// Channels of banks, as the directory names them.
const (
	ChannelPush   = "push"
	ChannelFolder = "folder"
	ChannelISO    = "iso20022"
	ChannelPaper  = "paper"
)

// ExchangeFolder is where the folders of banks stand below the data folder, unless the directory names an absolute one.
const ExchangeFolder = "exchange"

// askWithin bounds the search for the order that a file answers.
const askWithin = 30 * time.Second

// Channels delivers to banks, to each through the channel that it has chosen.
type Channels struct {
	push    stoppay.Gateway
	bell    *bank.Bell
	data    string
	papers  string // folder of the certificate that signs paper
	now     func() time.Time
	letters letters
	stops   *stoppay.Service // set when the room stands; answers from folders go there
	Queue   Pending          // what waits for a bank, looked at without the bank having seen it

	mu      sync.Mutex // guards folders
	folders map[string]*folder.Exchange
}

// Pending is centre/stoppay/store: unlike the room, it does not take a look for the bank's own, which would mark orders as delivered
// that are not in the folder yet.
type Pending interface {
	Pending(ctx context.Context, bank string, after int64, limit int) ([]stoppay.Message, error)
}

// Deliver implements stoppay.Gateway.
func (c *Channels) Deliver(ctx context.Context, b stoppay.Bank, m stoppay.Message) (*stoppay.Answer, error) {
	switch b.Channel {
	case ChannelPush:
		return c.push.Deliver(ctx, b, m)
	case ChannelFolder, ChannelISO, ChannelPaper:
		return nil, c.put(b, m)
	}
	c.bell.Ring(b.Code)
	return nil, stoppay.ErrQueued
}

func (c *Channels) put(b stoppay.Bank, m stoppay.Message) error {
	order, err := page.Order(m)
	if err != nil {
		return err
	}
	x, err := c.exchange(b)
	if err != nil {
		return err
	}
	err = x.Put(order)
	if err != nil {
		return err
	}
	return stoppay.ErrQueued
}

// exchange opens the folder of a bank, once.
func (c *Channels) exchange(b stoppay.Bank) (*folder.Exchange, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	dir := b.Address
	if dir == "" {
		dir = b.Code
	}
	if !filepath.IsAbs(dir) {
		dir = filepath.Join(c.data, ExchangeFolder, filepath.Base(filepath.Clean(dir)))
	}
	x := c.folders[b.Code+"|"+dir+"|"+b.Channel]
	if x != nil {
		return x, nil
	}
	form := folder.Form{}
	switch b.Channel {
	case ChannelISO:
		form = c.isoForm()
	case ChannelPaper:
		form = c.paperForm()
	}
	x, err := folder.Open(dir, b.Code, form)
	if err != nil {
		return nil, err
	}
	if c.folders == nil {
		c.folders = map[string]*folder.Exchange{}
	}
	c.folders[b.Code+"|"+dir+"|"+b.Channel] = x
	return x, nil
}

// isoForm makes files of ISO 20022 messages. What has no message there goes out as CSV beside them.
func (c *Channels) isoForm() folder.Form {
	return folder.Form{
		Ending: ".xml",
		Order: func(o wire.Order) ([]byte, string, error) {
			raw, err := iso20022.EncodeOrder(o)
			if errors.Is(err, iso20022.ErrKind) {
				raw, err = folder.EncodeOrder(o)
				return raw, ".csv", err
			}
			return raw, ".xml", err
		},
		Answers: func(raw []byte, bank string) ([]folder.Line, error) {
			id, err := iso20022.OrderOf(raw)
			if err != nil {
				return nil, err
			}
			asked, err := c.asked(bank, id)
			if err != nil {
				return nil, err
			}
			a, err := iso20022.DecodeAnswer(raw, asked)
			return []folder.Line{{Number: 1, Answer: a, Err: err}}, nil
		},
	}
}

// asked finds the instruction that a file answers, among those the bank has not answered for good.
func (c *Channels) asked(bank, id string) (wire.Order, error) {
	ctx, cancel := context.WithTimeout(context.Background(), askWithin)
	defer cancel()
	var after int64
	for {
		pending, err := c.Queue.Pending(ctx, bank, after, stoppay.PageMax)
		if err != nil || len(pending) == 0 {
			return wire.Order{}, errors.Join(err, stoppay.ErrNotFound)
		}
		for _, m := range pending {
			if m.ID == id {
				return page.Order(m)
			}
			after = m.Seq
		}
	}
}

// lookEvery is how often the folders of banks are looked at: a file is read at the second look that finds it unchanged.
const lookEvery = time.Second

// look reads what banks have put into their folders, until ctx ends.
func (c *Channels) look(ctx context.Context, report func(error)) {
	tick := time.NewTicker(lookEvery)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
		banks, err := c.stops.Banks(ctx, access.System())
		if err != nil {
			report(err)
			continue
		}
		for _, b := range banks {
			if !b.Active || b.Channel != ChannelFolder && b.Channel != ChannelISO && b.Channel != ChannelPaper {
				continue
			}
			x, err := c.exchange(b)
			if err == nil {
				_, err = x.Look(ctx, c.take)
			}
			if err != nil && ctx.Err() == nil {
				report(err)
			}
		}
	}
}

func (c *Channels) take(ctx context.Context, a wire.Answer) error {
	_, err := c.stops.Answer(ctx, a.Bank, page.Answer(a))
	return err
}
