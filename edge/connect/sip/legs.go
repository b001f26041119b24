package sip

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/emiago/sipgo"
	"github.com/emiago/sipgo/sip"
)

// silence is an offer of voice that carries none yet: the desk's telephone is called with it before there is anybody to hear.
func (a *Agent) silence() []byte {
	return fmt.Appendf(nil, "v=0\r\no=- %d 1 IN IP4 %s\r\ns=-\r\nc=IN IP4 0.0.0.0\r\nt=0 0\r\nm=audio 9 RTP/AVP 8 0 101\r\na=rtpmap:8 PCMA/8000\r\n"+
		"a=rtpmap:0 PCMU/8000\r\na=rtpmap:101 telephone-event/8000\r\na=inactive\r\n", time.Now().UnixNano()&0xffffffff, a.host)
}

func typed(req *sip.Request, body []byte) *sip.Request {
	if body != nil {
		kind := sip.ContentTypeHeader("application/sdp")
		req.AppendHeader(&kind)
	}
	req.SetBody(body)
	return req
}

// invite is one INVITE to be sent.
type invite struct {
	to     sip.Uri
	callID string // empty: any
	body   []byte // offer; nil: the other side offers
	ring   time.Duration
	rings  func() // upon the first ringing
}

// errVoice: the other side took the call and said nothing of its voice.
var errVoice = errors.New("sip: an answer without voice")

// ring calls one telephone and waits until it is picked up. The answer is not acknowledged yet. What was answered just as the wait ended
// is hung up again.
func (a *Agent) ring(ctx context.Context, i invite) (*sipgo.DialogClientSession, error) {
	ctx, cancel := context.WithTimeout(ctx, i.ring)
	defer cancel()
	req := typed(sip.NewRequest(sip.INVITE, i.to), i.body)
	if i.callID != "" {
		id := sip.CallIDHeader(i.callID)
		req.AppendHeader(&id)
	}
	if a.o.Transport == "tcp" {
		req.SetTransport("TCP")
	}
	s, err := a.outs.WriteInvite(ctx, req)
	if err != nil {
		return nil, err
	}
	rung := false
	err = s.WaitAnswer(ctx, sipgo.AnswerOptions{Username: a.o.User, Password: a.o.Password, OnResponse: func(res *sip.Response) error {
		if !rung && i.rings != nil && (res.StatusCode == sip.StatusRinging || res.StatusCode == sip.StatusSessionInProgress) {
			rung = true
			i.rings()
		}
		return nil
	}})
	if err == nil && len(s.InviteResponse.Body()) > sdpMax || err == nil && len(s.InviteResponse.Body()) == 0 {
		err = errVoice
	}
	if err != nil {
		if s.InviteResponse != nil && s.InviteResponse.IsSuccess() {
			a.acknowledge(s, nil)
			a.bye(s)
		}
		_ = s.Close()
		return nil, err
	}
	return s, nil
}

// acknowledge ends the INVITE of a telephone that was picked up; body answers its offer.
func (a *Agent) acknowledge(s *sipgo.DialogClientSession, body []byte) {
	ctx, cancel := context.WithTimeout(context.Background(), byeWithin)
	defer cancel()
	err := s.WriteAck(ctx, typed(sip.NewRequest(sip.ACK, contactOf(s)), body))
	if err != nil {
		a.o.Log.Warn("telephone network: acknowledge", "err", err)
	}
}

// contactOf is where requests within a call go.
func contactOf(s *sipgo.DialogClientSession) sip.Uri {
	contact := s.InviteResponse.Contact()
	if contact == nil {
		return s.InviteRequest.Recipient
	}
	return *contact.Address.Clone()
}

// session is one side of a call, whichever way it began.
type session interface {
	Bye(ctx context.Context) error
	Context() context.Context
	Close() error
}

// reoffer gives a telephone another offer of voice and returns its answer.
func (a *Agent) reoffer(ctx context.Context, s *sipgo.DialogClientSession, offer []byte) ([]byte, error) {
	to := contactOf(s)
	res, err := s.Do(ctx, typed(sip.NewRequest(sip.INVITE, to), offer))
	if err != nil {
		return nil, err
	}
	if !res.IsSuccess() {
		return nil, &sipgo.ErrDialogResponse{Res: res}
	}
	err = s.WriteRequest(sip.NewRequest(sip.ACK, to))
	if err != nil {
		return nil, err
	}
	if len(res.Body()) == 0 || len(res.Body()) > sdpMax {
		return nil, errVoice
	}
	return res.Body(), nil
}

// bye hangs up one side, unless it has done so itself.
func (a *Agent) bye(s session) {
	ctx, cancel := context.WithTimeout(context.Background(), byeWithin)
	defer cancel()
	if s.Context().Err() == nil {
		err := s.Bye(ctx)
		if err != nil {
			a.o.Log.Debug("telephone network: hang up", "err", err)
		}
	}
	_ = s.Close()
}

// statusOf is what the network answered to a call that was not taken, with the reason that it gave.
func statusOf(err error) (status int, reason string) {
	var refused *sipgo.ErrDialogResponse
	if !errors.As(err, &refused) {
		return 0, ""
	}
	if h := refused.Res.GetHeader("Reason"); h != nil {
		reason = h.Value()
	}
	return refused.Res.StatusCode, reason
}
