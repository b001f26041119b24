package parcel

import (
	"context"
	"errors"
	"sync"

	"fanzha/base/clock"
	"fanzha/centre/upstream"
	"fanzha/term/fault"
	"fanzha/term/when"
)

// The refusals of whoever takes a parcel.
var (
	ErrOld    = fault.New(fault.Expired, "parcel.old")     // made too long ago, or by a clock that is wrong
	ErrReplay = fault.New(fault.Conflict, "parcel.replay") // a request that came before
	ErrAnswer = fault.New(fault.Denied, "parcel.answer")   // an answer to another request
)

// Room is what parcels are exchanged for.
type Room interface {
	Own(ctx context.Context) (string, error)
	LinkOf(ctx context.Context, code string) (upstream.Peer, error)
	Outgoing(ctx context.Context, peer string) (upstream.Batch, error)
	Accept(ctx context.Context, peer string, b upstream.Batch) (upstream.Taken, error)
}

// Heard notes how a parcel went.
type Heard interface {
	Heard(ctx context.Context, p upstream.Peer) error
}

// Desk makes parcels for other centres and takes theirs, whatever carries them. It is safe for concurrent use.
type Desk struct {
	Keys  Keys
	Room  Room
	Heard Heard
	Clock clock.Clock
	Rules *upstream.Rules

	mu   sync.Mutex // guards last
	last when.Micros
}

// now is a time that no parcel of this process had before.
func (d *Desk) now() when.Micros {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.last = max(d.last+1, d.Clock.Now())
	return d.last
}

// Out makes the parcel that a centre should get now.
func (d *Desk) Out(ctx context.Context, to upstream.Peer, answers when.Micros) (raw []byte, p Parcel, err error) {
	p = Parcel{To: to.Code, MadeAt: d.now(), Answers: answers}
	p.From, err = d.Room.Own(ctx)
	if err != nil {
		return nil, p, err
	}
	batch, err := d.Room.Outgoing(ctx, to.Code)
	if err != nil {
		return nil, p, err
	}
	p.Batch = Fit(batch)
	raw, err = Make(d.Keys, to.OpenKey, p)
	return raw, p, err
}

// Way says what carried a parcel, and so how old it may be.
type Way int

// The ways.
const (
	Request Way = iota // a call of the other centre
	Answer             // to a call of ours
	File
)

// In opens a parcel, checks who sent it and when, and hands its messages to the room. answers is the time of our request where the way is
// an answer. What went wrong stays visible on the link until a parcel comes through; parcels that nobody sealed do not touch it.
func (d *Desk) In(ctx context.Context, raw []byte, way Way, answers when.Micros) (upstream.Peer, Parcel, upstream.Taken, error) {
	var done upstream.Taken
	peer, p, err := d.open(ctx, raw)
	if err != nil {
		return peer, p, done, err
	}
	now := d.Clock.Now()
	heard := upstream.Peer{Code: peer.Code, SeenAt: now}
	switch {
	case way == File && (now.Sub(p.MadeAt) > d.Rules.FileAge || p.MadeAt.Sub(now) > d.Rules.Skew),
		way != File && now.Sub(p.MadeAt).Abs() > d.Rules.Skew:
		err = ErrOld
	case way == Request && p.MadeAt <= peer.HeardAt:
		return peer, p, done, ErrReplay // the answer to the first is not given twice; nothing is wrong with the link
	case way == Answer && p.Answers != answers, way != Answer && p.Answers != 0:
		err = ErrAnswer
	default:
		if way == Request {
			heard.HeardAt = p.MadeAt
		}
		done, err = d.Room.Accept(ctx, peer.Code, p.Batch)
	}
	if err != nil {
		heard.Trouble, heard.HeardAt = fault.CodeOf(err), 0
	}
	return peer, p, done, errors.Join(err, d.Heard.Heard(ctx, heard))
}

// open finds the sender and opens the parcel with his key.
func (d *Desk) open(ctx context.Context, raw []byte) (upstream.Peer, Parcel, error) {
	from, to, err := Sender(raw)
	if err != nil {
		return upstream.Peer{}, Parcel{}, err
	}
	own, err := d.Room.Own(ctx)
	if err != nil {
		return upstream.Peer{}, Parcel{}, err
	}
	if to != own {
		return upstream.Peer{}, Parcel{}, ErrOther
	}
	peer, err := d.Room.LinkOf(ctx, from)
	if errors.Is(err, upstream.ErrPeer) || err == nil && !peer.Active {
		return upstream.Peer{}, Parcel{}, ErrSender
	}
	if err != nil {
		return upstream.Peer{}, Parcel{}, err
	}
	p, err := Open(d.Keys, peer.SignKey, raw)
	return peer, p, err
}
