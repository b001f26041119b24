package sms_test

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"os"
	"os/exec"
	"slices"
	"strings"
	"sync"
	"testing"

	"fanzha/edge/connect/sms"
	"fanzha/edge/connect/sms/smpp"
	"fanzha/internal/check"
)

// line is what the carrier in JavaScript tells.
type line struct {
	Port    int    `json:"port"`
	ID      string `json:"id"`
	To      string `json:"to"`
	From    string `json:"from"`
	Coding  int    `json:"coding"`
	Text    string `json:"text"`
	Part    int    `json:"part"`
	Of      int    `json:"of"`
	Receipt string `json:"receipt"`
	Status  int    `json:"status"`
}

// script runs a program and collects its lines.
type script struct {
	mu    sync.Mutex // guards lines
	lines []line
}

func (s *script) all(keep func(line) bool) []line {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.DeleteFunc(slices.Clone(s.lines), func(l line) bool { return !keep(l) })
}

// start runs the program until the test ends; it ends by itself when its input does.
func start(t *testing.T, cmd *exec.Cmd, each func(string)) {
	t.Helper()
	in, err := cmd.StdinPipe()
	check.NoError(t, err)
	out, err := cmd.StdoutPipe()
	check.NoError(t, err)
	cmd.Stderr = cmd.Stdout
	check.NoError(t, cmd.Start())
	var all sync.WaitGroup
	all.Go(func() {
		lines := bufio.NewScanner(out)
		for lines.Scan() {
			each(lines.Text())
		}
	})
	t.Cleanup(func() {
		_ = in.Close()
		_ = cmd.Process.Kill()
		all.Wait()
		_ = cmd.Wait()
	})
}

// Protects us from our own reading of SMPP: another implementation (npm smpp, on Node) takes our bind, our texts in both alphabets and in
// parts, asks us to slow down, breaks the connection in the middle, and its receipts find their parts.
func TestNpm(t *testing.T) {
	node, err := exec.LookPath("node")
	_, absent := os.Stat("testdata/smsc/node_modules/smpp")
	if err != nil || absent != nil {
		t.Skip("node, or npm's smpp in testdata/smsc, is not installed: make edge/connect/sms/testdata/smsc/node_modules/.package-lock.json")
	}
	var s script
	start(t, exec.Command(node, "testdata/smsc/smsc.js"), func(text string) {
		var l line
		err := json.Unmarshal([]byte(text), &l)
		if err != nil {
			l.Text = text // an error of the program: shown when nothing comes
		}
		s.mu.Lock()
		defer s.mu.Unlock()
		s.lines = append(s.lines, l)
	})
	eventually(t, "a port", func() bool { return len(s.all(func(l line) bool { return l.Port > 0 })) == 1 })
	var h heard
	g := open(t, fmt.Sprintf("smpp://fanzha:geheim@127.0.0.1:%d", s.all(func(l line) bool { return l.Port > 0 })[0].Port), &h, nil)
	_, err = g.Send(ctx, parcel("1", "first"))
	check.Fault(t, err, "notify.carrier_busy") // it asks to slow down
	var refs []string
	for _, p := range []struct{ digit, text string }{{"1", long}, {"2", "Call 96110 [now] €"}, {"3", "断线" + long}, {"1", strings.Repeat("check before you act ", 20)}} {
		var mine []string
		eventually(t, "taken", func() bool { mine, err = g.Send(ctx, parcel(p.digit, p.text)); return !isBusy(err) })
		check.NoError(t, err)
		refs = append(refs, mine...)
		whole := ""
		var got []line // what it prints may come later than what it answers
		eventually(t, "printed", func() bool {
			got = s.all(func(l line) bool { return slices.Contains(mine, l.ID) })
			return len(got) == len(mine)
		})
		for i, l := range got {
			check.Equal(t, []any{l.To, l.From, l.Part, l.Of}, []any{"861990000000" + p.digit, sender, i + 1, len(mine)})
			whole += l.Text
		}
		check.Equal(t, whole, p.text)
		// before the connection is cut, which would cut an answer off too
		eventually(t, "answers to receipts", func() bool {
			return len(s.all(func(l line) bool { return l.Receipt != "" && l.Status == 0 })) == len(refs)
		})
	}
	eventually(t, "every receipt", func() bool { return len(h.all()) == len(refs) })
	for _, r := range h.all() {
		second := s.all(func(l line) bool { return l.ID == r.Ref && strings.HasSuffix(l.To, "2") })
		check.Equal(t, r.Delivered, len(second) == 0)
		if len(second) == 1 {
			check.Equal(t, r.Detail, "UNDELIV 011")
		}
	}
}

func isBusy(err error) bool {
	return err != nil && (strings.Contains(err.Error(), "carrier_busy") || strings.Contains(err.Error(), "carrier_away"))
}

const drive = "/usr/lib/kannel/test/drive_smpp"

// Protects the same against a program in C: Kannel's test carrier (Debian: kannel-extras) binds us as transmitter and as receiver, takes
// our texts, delivers to us, and asks whether we are there. It names no ids, so it proves nothing about receipts.
func TestKannel(t *testing.T) {
	_, err := os.Stat(drive)
	if err != nil {
		t.Skip("Kannel's test carrier is not installed (Debian: kannel-extras)")
	}
	// the program also dials a message box on this port, and ends when there is none
	box, err := net.Listen("tcp", "127.0.0.1:13001")
	if err != nil {
		t.Skip("port 13001, which Kannel's test carrier dials, is taken")
	}
	t.Cleanup(func() { _ = box.Close() })
	go func() {
		for {
			conn, err := box.Accept()
			if err != nil {
				return
			}
			go func() { _, _ = io.Copy(io.Discard, conn) }()
		}
	}()
	free, err := net.Listen("tcp", "127.0.0.1:0")
	check.NoError(t, err)
	port := free.Addr().(*net.TCPAddr).Port
	check.NoError(t, free.Close())
	var mu sync.Mutex // guards log
	var log []string
	start(t, exec.Command(drive, "-v", "0", "-m", "3", "-p", fmt.Sprint(port)), func(text string) {
		mu.Lock()
		defer mu.Unlock()
		log = append(log, text)
	})
	said := func(what string) int {
		mu.Lock()
		defer mu.Unlock()
		n := 0
		for _, l := range log {
			if strings.Contains(l, what) {
				n++
			}
		}
		return n
	}
	address := fmt.Sprintf("smpp://foo:bar@127.0.0.1:%d", port)
	var h heard
	g := open(t, address, &h, func(o *sms.Options) { o.Command = smpp.BindTransmitter })
	for _, text := range []string{"Call 96110.", long} {
		refs, err := g.Send(ctx, parcel("1", text))
		check.NoError(t, err)
		check.Equal(t, refs[0], "")
	}
	eventually(t, "three parts", func() bool { return said("type submit_sm") >= 3 })
	open(t, address, &h, func(o *sms.Options) { o.Command = smpp.BindReceiver })
	eventually(t, "answers to deliveries", func() bool { return said("type deliver_sm_resp") >= 3 })
	eventually(t, "answers to enquiries", func() bool { return said("type enquire_link_resp") >= 3 })
	check.Equal(t, said("Unhandled")+said("unpacking failed")+said("garbage"), 0)
}
