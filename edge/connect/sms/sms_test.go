package sms_test

import (
	"context"
	"errors"
	"io"
	"log/slog"
	"strings"
	"sync"
	"testing"
	"time"

	"fanzha/centre/notify"
	"fanzha/edge/connect/sms"
	"fanzha/edge/connect/sms/smpp"
	"fanzha/edge/connect/sms/smsc"
	"fanzha/internal/check"
	"fanzha/term/ident"
)

var ctx = context.Background()

const (
	sender = "96110"
	long   = "【反诈中心】您可能正遭遇电信网络诈骗，请停止一切资金操作，不要向陌生账户转账。公安机关不会要求转账，也不会索要验证码。核实请拨96110，预警编号YJ-20261118-000001。本短信无需回复。"
)

// heard collects receipts.
type heard struct {
	mu   sync.Mutex // guards list and fail
	list []notify.Receipt
	fail int // so many are not stored
}

func (h *heard) receive(_ context.Context, r notify.Receipt) error {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.fail > 0 {
		h.fail--
		return notify.ErrAway
	}
	h.list = append(h.list, r)
	return nil
}

func (h *heard) all() []notify.Receipt {
	h.mu.Lock()
	defer h.mu.Unlock()
	return append([]notify.Receipt(nil), h.list...)
}

// open runs a gateway to an address and waits until it is bound.
func open(t *testing.T, address string, h *heard, change func(*sms.Options)) *sms.Gateway {
	t.Helper()
	o, err := sms.Parse(address)
	check.NoError(t, err)
	o.Receive, o.Log = h.receive, slog.New(slog.NewTextHandler(io.Discard, nil))
	o.First, o.Most, o.Answer = 5*time.Millisecond, 50*time.Millisecond, 5*time.Second
	if change != nil {
		change(&o)
	}
	g := sms.New(o)
	run, stop := context.WithCancel(ctx)
	var all sync.WaitGroup
	all.Go(func() { g.Run(run) })
	t.Cleanup(func() { stop(); all.Wait() })
	eventually(t, "bound", g.Bound)
	return g
}

// eventually waits for what another goroutine or program does.
func eventually(t *testing.T, what string, ok func() bool) {
	t.Helper()
	tick := time.NewTicker(2 * time.Millisecond)
	defer tick.Stop()
	for range 5000 {
		if ok() {
			return
		}
		<-tick.C
	}
	t.Fatal("never: " + what)
}

func carrier(t *testing.T, o smsc.Options) *smsc.SMSC {
	t.Helper()
	o.SystemID, o.Password = "fanzha", "geheim"
	s, err := smsc.Start(o)
	check.NoError(t, err)
	t.Cleanup(func() { s.Close(ctx) })
	return s
}

// parcel is for the person whose number ends in digit.
func parcel(digit, text string) notify.Parcel {
	return notify.Parcel{ID: "m", To: ident.Phone("+861990000000" + digit), Sender: sender, Text: text}
}

// Protects the way of a text: it arrives whole whatever its alphabet and length, and each part's receipt names the part.
func TestSend(t *testing.T) {
	s := carrier(t, smsc.Options{Senders: []string{sender}})
	var h heard
	g := open(t, s.URL(), &h, nil)
	texts := []string{"Call 96110.", "核实请拨96110。", long, strings.Repeat("Check [first] before you act. ", 12)}
	n := 0
	for _, text := range texts {
		refs, err := g.Send(ctx, parcel("1", text))
		check.NoError(t, err)
		n += len(refs)
	}
	for i, got := range s.Texts() {
		check.Equal(t, []string{got.Text, got.To, got.From}, []string{texts[i], "8619900000001", sender})
	}
	check.Equal(t, len(s.Texts()), len(texts))
	eventually(t, "every receipt", func() bool { return len(h.all()) == n })
	check.Equal(t, h.all()[0].Delivered, true)
	for _, number := range []string{"96110", "", "+86", "+8612a45678901"} {
		p := parcel("1", "x")
		p.To = ident.Phone(number)
		_, err := g.Send(ctx, p)
		check.Fault(t, err, "notify.no_number")
	}
}

// Protects the answers: what the carrier will never take is refused with its code; one that asks to slow down is left alone, and the
// second part of a text waits for it.
func TestRefused(t *testing.T) {
	s := carrier(t, smsc.Options{Status: func(nth int, to string) uint32 {
		switch {
		case strings.HasSuffix(to, "9"):
			return smpp.BadDest
		case nth == 3:
			return smpp.Throttled
		}
		return smpp.OK
	}})
	var h heard
	g := open(t, s.URL(), &h, nil)
	_, err := g.Send(ctx, parcel("9", "x"))
	check.Fault(t, err, "notify.carrier_refused")
	var refs []string
	eventually(t, "taken", func() bool { refs, err = g.Send(ctx, parcel("1", long)); return err == nil }) // its second part is the third that comes
	check.Equal(t, len(refs), 2)
	check.Equal(t, s.Texts()[0].Text, long)
	busy := carrier(t, smsc.Options{Status: func(int, string) uint32 { return smpp.Throttled }})
	g = open(t, busy.URL(), &h, func(o *sms.Options) { o.First, o.Most = time.Hour, time.Hour })
	for range 3 {
		_, err = g.Send(ctx, parcel("1", "x"))
		check.Fault(t, err, "notify.carrier_busy")
	}
	bad := strings.Replace(s.URL(), "geheim", "falsch", 1)
	o, err := sms.Parse(bad)
	check.NoError(t, err)
	o.Log = slog.New(slog.NewTextHandler(io.Discard, nil))
	shut := sms.New(o)
	run, stop := context.WithCancel(ctx)
	stop()
	shut.Run(run)
	_, err = shut.Send(ctx, parcel("1", "x"))
	check.Fault(t, err, "notify.carrier_away")
	check.True(t, !shut.Bound(), "bound with a wrong password")
}

// Protects what was handed over: when the connection breaks before the answer it is sent again on the next one, once; a caller that gives
// up first learns that it may have gone.
func TestBroken(t *testing.T) {
	s := carrier(t, smsc.Options{Silent: func(nth int) bool { return nth == 1 }})
	var h heard
	g := open(t, s.URL(), &h, nil)
	refs, err := g.Send(ctx, parcel("1", "x"))
	check.NoError(t, err)
	check.Equal(t, refs, []string{"00000002"})
	check.Equal(t, len(s.Texts()), 2) // the carrier had it: a person is rather told twice
	mute := carrier(t, smsc.Options{Silent: func(int) bool { return true }})
	g = open(t, mute.URL(), &h, func(o *sms.Options) { o.First, o.Most = time.Hour, time.Hour })
	short, stop := context.WithTimeout(ctx, 50*time.Millisecond)
	defer stop()
	_, err = g.Send(short, parcel("1", "x"))
	check.Fault(t, err, "notify.carrier_unanswered")
	check.True(t, errors.Is(err, context.DeadlineExceeded), "the cause is told")
	eventually(t, "away", func() bool { return !g.Bound() })
	_, err = g.Send(ctx, parcel("1", "x"))
	check.Fault(t, err, "notify.carrier_away")
}

// Protects receipts: one that could not be stored is not acknowledged.
func TestReceiptNotStored(t *testing.T) {
	s := carrier(t, smsc.Options{})
	h := heard{fail: 1}
	g := open(t, s.URL(), &h, nil)
	for range 2 {
		_, err := g.Send(ctx, parcel("1", "x"))
		check.NoError(t, err)
	}
	eventually(t, "two answers", func() bool { return len(s.Acks()) == 2 })
	check.Equal(t, s.Acks(), []uint32{smpp.NotTaken, smpp.OK})
}

// Protects many senders at once within the window.
func TestMany(t *testing.T) {
	s := carrier(t, smsc.Options{})
	var h heard
	g := open(t, s.URL(), &h, func(o *sms.Options) { o.Window = 4 })
	var all sync.WaitGroup
	for range 200 {
		all.Go(func() {
			_, err := g.Send(ctx, parcel("1", long))
			if err != nil {
				t.Errorf("send: %v", err)
			}
		})
	}
	all.Wait()
	check.Equal(t, len(s.Texts()), 200)
	eventually(t, "every receipt", func() bool { return len(h.all()) == 400 })
}

// Protects the setting: only what can be dialled is taken.
func TestParse(t *testing.T) {
	o, err := sms.Parse("smpps://fanzha:pa%3Ass@gw.example:3550")
	check.NoError(t, err)
	check.Equal(t, []string{o.Address, o.SystemID, o.Password, o.TLS.ServerName}, []string{"gw.example:3550", "fanzha", "pa:ss", "gw.example"})
	for _, bad := range []string{"", "http://a:b@c:1", "smpp://c:1", "smpp://a:b@c", "smpp://a:b@c:1/x", "smpp://a:b@c:1?x=1", "smpp://a:123456789@c:1", "smpp://1234567890123456:b@c:1", "smpp://a:b@:1", "::"} {
		_, err = sms.Parse(bad)
		check.Fault(t, err, "sms.address")
	}
}
