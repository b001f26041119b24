package sip

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"time"

	"github.com/emiago/sipgo"
	"github.com/emiago/sipgo/sip"

	"fanzha/centre/hotline"
)

// out carries one call out: the desk's telephone, then the citizen's, then both together.
func (a *Agent) out(c *call, deskAt, otherAt sip.Uri) {
	desk, err := a.ring(c.ctx, invite{to: deskAt, body: a.silence(), ring: deskRing})
	if err != nil {
		a.o.Log.Info("telephone network: the telephone of a desk was not reached", "ticket", c.ticket, "err", err)
		a.hear(c, hotline.DeskSilent, "")
		return
	}
	a.acknowledge(desk, nil)
	defer a.bye(desk)
	ctx, cancel := context.WithCancel(c.ctx)
	defer cancel()
	context.AfterFunc(desk.Context(), cancel) // the operator has hung up: nobody is rung any more
	other, err := a.ring(ctx, invite{to: otherAt, callID: c.record, ring: otherRing, rings: func() { a.hear(c, hotline.Rings, "") }})
	if err != nil {
		a.unreached(ctx, c, err)
		return
	}
	defer a.bye(other)
	answer, err := a.reoffer(ctx, desk, other.InviteResponse.Body())
	a.acknowledge(other, answer)
	if err != nil {
		a.o.Log.Warn("telephone network: the desk's telephone and the other side do not agree on a voice", "err", err)
		a.hear(c, hotline.Unreached, hotline.LineFailed)
		return
	}
	a.hear(c, hotline.Talks, "")
	a.talk(c, desk, other)
}

// unreached tells why the other side was not reached. When the desk gave up, nobody knows whether it would have been.
func (a *Agent) unreached(ctx context.Context, c *call, err error) {
	status, reason := statusOf(err)
	switch {
	case ctx.Err() != nil:
		a.hear(c, hotline.Over, "")
	case errors.Is(err, context.DeadlineExceeded):
		a.hear(c, hotline.Unreached, "no_answer")
	default:
		a.hear(c, hotline.Unreached, outcomeOf(status, reason))
	}
}

// talk waits until somebody hangs up.
func (a *Agent) talk(c *call, desk, other session) {
	select {
	case <-desk.Context().Done():
	case <-other.Context().Done():
	case <-c.ctx.Done():
	}
	a.hear(c, hotline.Over, "")
}

// recordOf is the id under which a call in is known: its Call-ID, or what stands for a longer one than a ticket keeps.
func recordOf(callID string) string {
	if len(callID) <= hotline.KeyMax {
		return callID
	}
	sum := sha256.Sum256([]byte(callID))
	return hex.EncodeToString(sum[:])
}

func (a *Agent) onInvite(req *sip.Request, tx sip.ServerTransaction) {
	if req.To().Params.Has("tag") {
		a.onReoffer(req, tx)
		return
	}
	if len(req.Body()) == 0 || len(req.Body()) > sdpMax || req.Contact() == nil {
		a.respond(req, tx, sip.StatusNotAcceptableHere)
		return
	}
	if a.on() >= callsMax {
		a.respond(req, tx, sip.StatusServiceUnavailable)
		return
	}
	caller, err := a.ins.ReadInvite(req, tx)
	if err != nil {
		return // it was taken back already
	}
	defer func() { _ = caller.Close() }()
	err = caller.Respond(sip.StatusRinging, "Ringing", nil)
	if err != nil {
		return
	}
	record := recordOf(req.CallID().Value())
	ticket, err := a.o.Arrive(a.life, record, string(callerOf(req.From().Address.User)))
	if err != nil {
		a.o.Log.Error("telephone network: no ticket of a call", "err", err)
		_ = caller.Respond(sip.StatusTemporarilyUnavailable, reasons[480], nil)
		return
	}
	c, err := a.begin(ticket, record, true)
	if err != nil {
		_ = caller.Respond(sip.StatusServiceUnavailable, reasons[503], nil)
		return
	}
	defer a.done(c)
	a.in(c, caller, req.Body())
}

// in keeps a caller waiting until a desk takes him, he rings off, or it has lasted too long.
func (a *Agent) in(c *call, caller *sipgo.DialogServerSession, offer []byte) {
	patience := time.NewTimer(queueMost)
	defer patience.Stop()
	for {
		select {
		case phone := <-c.pick:
			if a.join(c, caller, phone, offer) {
				return
			}
		case <-caller.Context().Done():
			a.hear(c, hotline.Gone, "")
			return
		case <-patience.C:
			a.hear(c, hotline.Gone, "")
			_ = caller.Respond(sip.StatusTemporarilyUnavailable, reasons[480], nil)
			return
		case <-c.ctx.Done():
			_ = caller.Respond(sip.StatusTemporarilyUnavailable, reasons[480], nil)
			a.hear(c, hotline.Over, "")
			return
		}
	}
}

// join brings a waiting caller and the telephone of a desk together, and stays until they have ended. It is false when the telephone was
// not picked up: the caller waits on.
func (a *Agent) join(c *call, caller *sipgo.DialogServerSession, phone string, offer []byte) bool {
	at, err := a.address(phone)
	if err != nil {
		a.hear(c, hotline.DeskSilent, "")
		return false
	}
	ctx, cancel := context.WithCancel(c.ctx)
	defer cancel()
	context.AfterFunc(caller.Context(), cancel)
	desk, err := a.ring(ctx, invite{to: at, body: offer, ring: deskRing})
	if err != nil {
		if ctx.Err() == nil {
			a.hear(c, hotline.DeskSilent, "")
		}
		return false // who rang off, or was hung up, is heard by in
	}
	a.acknowledge(desk, nil)
	defer a.bye(desk)
	err = caller.RespondSDP(desk.InviteResponse.Body())
	if err != nil {
		a.hear(c, hotline.Gone, "")
		return true
	}
	defer a.bye(caller)
	a.hear(c, hotline.Talks, "")
	a.talk(c, desk, caller)
	return true
}

// onReoffer refuses another offer within a call (hold, another codec): the voice goes on as it was agreed.
func (a *Agent) onReoffer(req *sip.Request, tx sip.ServerTransaction) {
	a.respond(req, tx, sip.StatusNotAcceptableHere)
}

func (a *Agent) onAck(req *sip.Request, tx sip.ServerTransaction) {
	err := a.ins.ReadAck(req, tx)
	if err != nil {
		a.o.Log.Debug("telephone network: an acknowledgement of nothing", "err", err)
	}
}

func (a *Agent) onBye(req *sip.Request, tx sip.ServerTransaction) {
	err := a.outs.ReadBye(req, tx)
	if errors.Is(err, sipgo.ErrDialogDoesNotExists) || errors.Is(err, sipgo.ErrDialogOutsideDialog) {
		err = a.ins.ReadBye(req, tx)
	}
	if err != nil {
		a.respond(req, tx, sip.StatusCallTransactionDoesNotExists)
	}
}
