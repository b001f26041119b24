// Package smsc is an invented carrier that speaks SMPP 3.4, for stories and tests: it refuses what a real one refuses (wrong password,
// a unit before the bind, impossible numbers and texts, more than its rate) and keeps what it took.
package smsc

import (
	"context"
	"fmt"
	"net"
	"slices"
	"strings"
	"sync"

	"fanzha/edge/connect/sms/smpp"
	"fanzha/term/sms"
)

// Options are how the carrier behaves. The functions run one at a time.
type Options struct {
	SystemID, Password string
	Senders            []string                             // numbers that may be sent from; none: every
	Status             func(nth int, to string) uint32      // answer to the nth part; nil: OK
	Silent             func(nth int) bool                   // takes the nth part and breaks the connection before it answers
	Receipt            func(to, text string) (state string) // of each whole text, "" for none; nil: DELIVRD
}

// Text is one whole text that arrived at the carrier.
type Text struct {
	From, To, Text string
	Parts          int
}

// SMSC is a running carrier. Safe for concurrent use.
type SMSC struct {
	opts   Options
	listen net.Listener
	all    sync.WaitGroup

	mu    sync.Mutex // guards the rest
	conns map[net.Conn]bool
	nth   int
	parts map[string][]part // by sender, receiver and reference
	texts []Text
	acks  []uint32 // answers to receipts
}

type part struct {
	id    string
	n, of byte
	text  string
}

// Start listens on a free port of loopback.
func Start(o Options) (*SMSC, error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return nil, err
	}
	s := &SMSC{opts: o, listen: l, conns: map[net.Conn]bool{}, parts: map[string][]part{}}
	s.all.Go(func() {
		for {
			conn, err := l.Accept()
			if err != nil {
				return
			}
			s.mu.Lock()
			s.conns[conn] = true
			s.mu.Unlock()
			s.all.Go(func() { s.serve(conn) })
		}
	})
	return s, nil
}

// URL is the address for the setting of a centre.
func (s *SMSC) URL() string {
	return fmt.Sprintf("smpp://%s:%s@%s", s.opts.SystemID, s.opts.Password, s.listen.Addr())
}

// Texts is every whole text that was taken, in order.
func (s *SMSC) Texts() []Text {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.texts)
}

// Acks are the answers to receipts, in order.
func (s *SMSC) Acks() []uint32 {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.acks)
}

// Break cuts every connection.
func (s *SMSC) Break() {
	s.mu.Lock()
	defer s.mu.Unlock()
	for c := range s.conns {
		_ = c.Close()
	}
}

// Close stops the carrier.
func (s *SMSC) Close(context.Context) {
	_ = s.listen.Close()
	s.Break()
	s.all.Wait()
}

func (s *SMSC) serve(conn net.Conn) {
	defer func() {
		_ = conn.Close()
		s.mu.Lock()
		delete(s.conns, conn)
		s.mu.Unlock()
	}()
	bound := false
	for {
		p, err := smpp.Read(conn)
		if err != nil {
			return
		}
		out, keep := s.answer(p, &bound)
		for _, o := range out {
			_, err = conn.Write(o.Bytes())
			if err != nil {
				return
			}
		}
		if !keep {
			return
		}
	}
}

// answer acts on one unit; keep is false when the connection ends.
func (s *SMSC) answer(p smpp.PDU, bound *bool) (out []smpp.PDU, keep bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	switch p.Command {
	case smpp.BindTransceiver:
		b, err := smpp.ReadBind(p.Body)
		status := smpp.OK
		switch {
		case err != nil || *bound:
			status = smpp.BindFailed
		case b.SystemID != s.opts.SystemID || b.Password != s.opts.Password:
			status = smpp.BadSecret
		}
		*bound = *bound || status == smpp.OK
		return []smpp.PDU{p.Reply(status, smpp.IDBody("smsc"))}, status == smpp.OK
	case smpp.SubmitSM:
		if !*bound {
			return []smpp.PDU{p.Reply(smpp.NotBound, nil)}, true
		}
		return s.submit(p)
	case smpp.EnquireLink:
		return []smpp.PDU{p.Reply(smpp.OK, nil)}, true
	case smpp.Unbind:
		return []smpp.PDU{p.Reply(smpp.OK, nil)}, false
	case smpp.DeliverSM | smpp.Answer:
		s.acks = append(s.acks, p.Status)
		return nil, true
	}
	return []smpp.PDU{{Command: smpp.GenericNack, Status: smpp.BadCommand, Seq: p.Seq}}, true
}

// submit takes or refuses a part; the receipts of a whole text follow at once.
func (s *SMSC) submit(p smpp.PDU) (out []smpp.PDU, keep bool) {
	s.nth++
	nth := s.nth
	m, err := smpp.ReadShort(p.Body)
	status := smpp.BadLength
	if err == nil {
		status = s.check(m)
	}
	if status == smpp.OK && s.opts.Status != nil {
		status = s.opts.Status(nth, m.To.Digits)
	}
	if status != smpp.OK {
		return []smpp.PDU{p.Reply(status, nil)}, true
	}
	id := fmt.Sprintf("%08d", nth)
	ids := s.keep(m, id)
	if s.opts.Silent != nil && s.opts.Silent(nth) {
		return nil, false
	}
	out = []smpp.PDU{p.Reply(smpp.OK, smpp.IDBody(id))}
	if m.Registered&1 == 0 || len(ids) == 0 {
		return out, true
	}
	state, last := "DELIVRD", s.texts[len(s.texts)-1]
	if s.opts.Receipt != nil {
		state = s.opts.Receipt(last.To, last.Text)
	}
	if state == "" {
		return out, true
	}
	for i, id := range ids {
		text := fmt.Sprintf("id:%s sub:001 dlvrd:001 submit date:2611181906 done date:2611181906 stat:%s err:000 text:", id, state)
		body, err := smpp.Short{From: m.To, To: m.From, Class: smpp.ClassReceipt, Text: []byte(text)}.Body()
		if err == nil {
			out = append(out, smpp.PDU{Command: smpp.DeliverSM, Seq: uint32(nth*256 + i), Body: body})
		}
	}
	return out, true
}

// check refuses what a carrier refuses.
func (s *SMSC) check(m smpp.Short) uint32 {
	text := m.Text
	if m.Class&smpp.ClassHead != 0 {
		if len(text) < 6 || text[0] != 5 || text[1] != 0 || text[2] != 3 || text[5] < 1 || text[5] > text[4] {
			return smpp.SubmitFail
		}
		text = text[6:]
	}
	most := 140 - (len(m.Text) - len(text))
	if m.Coding == smpp.CodingDefault {
		most = 160 - ((len(m.Text)-len(text))*8+6)/7
	}
	switch {
	case m.To.TON != smpp.TONInternational || len(m.To.Digits) < 11 || strings.Trim(m.To.Digits, "0123456789") != "":
		return smpp.BadDest
	case len(s.opts.Senders) > 0 && !slices.Contains(s.opts.Senders, m.From.Digits):
		return smpp.BadSource
	case m.Coding != smpp.CodingDefault && m.Coding != smpp.CodingUCS2:
		return smpp.BadCoding
	case len(text) == 0 || len(text) > most || m.Coding == smpp.CodingUCS2 && len(text)%2 == 1:
		return smpp.BadLength
	}
	return smpp.OK
}

// keep puts a part to its text and returns the ids of all parts when the text is whole.
func (s *SMSC) keep(m smpp.Short, id string) []string {
	coding := sms.GSM7
	if m.Coding == smpp.CodingUCS2 {
		coding = sms.UCS2
	}
	if m.Class&smpp.ClassHead == 0 {
		s.texts = append(s.texts, Text{From: m.From.Digits, To: m.To.Digits, Text: sms.Decode(coding, m.Text), Parts: 1})
		return []string{id}
	}
	key := fmt.Sprintf("%s/%s/%d", m.From.Digits, m.To.Digits, m.Text[3])
	list := slices.DeleteFunc(s.parts[key], func(p part) bool { return p.n == m.Text[5] })
	list = append(list, part{id: id, n: m.Text[5], of: m.Text[4], text: sms.Decode(coding, m.Text[6:])})
	s.parts[key] = list
	if len(list) < int(m.Text[4]) {
		return nil
	}
	delete(s.parts, key)
	slices.SortFunc(list, func(a, b part) int { return int(a.n) - int(b.n) })
	var text strings.Builder
	var ids []string
	for _, p := range list {
		text.WriteString(p.text)
		ids = append(ids, p.id)
	}
	s.texts = append(s.texts, Text{From: m.From.Digits, To: m.To.Digits, Text: text.String(), Parts: len(list)})
	return ids
}
