package scenario

import (
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"

	"fanzha/test/harness"
)

// Protects the way of a call from the telephone network to the call desk in the real binary: a caller who rings off in the queue stands
// there as a promised call with his number masked and the id of the call, written by the centre itself.
func TestCallIn(t *testing.T) {
	t.Parallel()
	sipp, err := exec.LookPath("sipp")
	if err != nil {
		t.Skip("SKIPPED ALOUD: no sipp on this machine (Debian: sip-tester)")
	}
	l, err := net.ListenPacket("udp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	at := l.LocalAddr().String()
	err = l.Close()
	if err != nil {
		t.Fatal(err)
	}
	phones := filepath.Join(t.TempDir(), "phones")
	err = os.WriteFile(phones, []byte("chief 8001\n"), 0o600)
	if err != nil {
		t.Fatal(err)
	}
	p := newPlay(t, harness.StartExercise(t, t.TempDir(), "--sip", fmt.Sprintf("sip://96110:geheim@127.0.0.1:5060?listen=%s&phones=%s", at, phones)))
	data := filepath.Join("..", "..", "edge", "connect", "sip", "testdata")
	out, err := exec.Command(sipp, "-sf", filepath.Join(data, "caller_gone.xml"), "-inf", filepath.Join(data, "callers.csv"), "-i", "127.0.0.1", "-m", "1", "-nostdin", "-timeout", "100s", "-timeout_error", at).CombinedOutput()
	if err != nil {
		t.Fatalf("sipp: %v\n%s", err, out)
	}
	type ticket struct {
		ID, State, Phone, Direction string
		RecordID                    string `json:"record_id"`
	}
	var list struct{ Items []ticket }
	harness.Eventually(t, time.Minute, func() string {
		p.people["chief"].Get("/api/v1/hotline/tickets?state=promised", &list)
		if len(list.Items) == 1 {
			return ""
		}
		return "one promised call"
	})
	got := list.Items[0]
	if got.Phone != "199****8802" || got.Direction != "in" || got.RecordID == "" {
		t.Fatalf("the ticket is %+v", got)
	}
	var one struct {
		Steps []struct {
			Act string
			By  struct{ ID string }
		}
	}
	p.people["chief"].Get("/api/v1/hotline/tickets/"+got.ID, &one)
	if len(one.Steps) != 2 || one.Steps[0].Act != "receive" || one.Steps[1].Act != "miss" || one.Steps[1].By.ID != "system" {
		t.Fatalf("its steps are %+v", one.Steps)
	}
}
