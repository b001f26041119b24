package scenario

import (
	"encoding/json"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"fanzha/test/harness"
)

// codeRow is a verification code as its officer sees it.
type codeRow struct {
	ID, Digits, Until string
}

// asked is what somebody without an account is told of a code.
func asked(t *testing.T, guest *harness.Client, code, number string) map[string]any {
	t.Helper()
	status, raw := guest.Do(http.MethodPost, "/public/v1/verify", map[string]any{"code": code, "number": number})
	if status != http.StatusOK {
		t.Fatalf("verify: %d %s", status, raw)
	}
	var out map[string]any
	err := json.Unmarshal(raw, &out)
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// Protects a citizen through the real binary: the code of an officer is real while it lives, also after the centre was started anew, and not
// a minute longer; what was not real stands where the supervisor looks and not at another station; no digits stand in the audit log.
func TestVerificationCode(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	p := newPlay(t, harness.StartExercise(t, dir))
	for _, said := range []string{"unit 990101010000 云东一所 area 990101001", "unit 990102010000 云西一所 area 990102001", "source hotline", "qiuli is officer at 云东一所", "zhoumei is officer at 云西一所",
		"hotline sends report phone 13900009801 place 990101001 fraud impostor_police text 有人自称民警让我转账"} {
		err := p.say(line{file: "vouch", words: cut(said)})
		if err != nil {
			t.Fatal(err)
		}
	}
	p.c.Push(t, 0)
	var orders struct{ Items []struct{ ID string } }
	harness.Eventually(t, 20*time.Second, func() string {
		p.people["qiuli"].Get("/api/v1/orders", &orders)
		if len(orders.Items) == 1 {
			return ""
		}
		return "one order"
	})
	want := map[string]any{"kind": "order", "subject": orders.Items[0].ID, "way": "call", "number": "0990-5550123", "badge": "990123"}
	var code codeRow
	p.people["qiuli"].Post("/api/v1/vouch/codes", want, &code)
	status, raw := p.people["zhoumei"].Do(http.MethodPost, "/api/v1/vouch/codes", want)
	if status != http.StatusNotFound {
		t.Fatalf("another station gets a code for it: %d %s", status, raw)
	}
	guest := p.c.Guest(t)
	said := asked(t, guest, code.Digits, "0990 5550123")
	if said["verdict"] != "real" || said["unit"] != "云东一所" || said["badge"] != "123" || said["rings"] != true {
		t.Fatalf("a real code: %v", said)
	}
	for _, secret := range []string{"13900009801", "9801", "qiuli", orders.Items[0].ID} {
		if strings.Contains(toText(t, said), secret) {
			t.Fatalf("a citizen is told %q: %v", secret, said)
		}
	}
	if code := p.c.Stop(t); code != 0 {
		t.Fatalf("SIGTERM ends with %d:\n%s", code, p.c.Log())
	}
	again := harness.StartExercise(t, dir)
	guest = again.Guest(t)
	again.Push(t, 29*time.Minute)
	if got := asked(t, guest, code.Digits, ""); got["verdict"] != "real" {
		t.Fatalf("after a new start, within its time: %v", got)
	}
	again.Push(t, 2*time.Minute)
	if got := asked(t, guest, code.Digits, ""); got["verdict"] != "ended" || got["unit"] != "" {
		t.Fatalf("after its time: %v", got)
	}
	chief := again.SignIn(t, "chief")
	var alarms struct {
		Items []struct {
			Cause, State string
			Unit         struct{ Code string }
		}
	}
	chief.Get("/api/v1/vouch/alarms", &alarms)
	if len(alarms.Items) != 1 || alarms.Items[0].Cause != "ended" || alarms.Items[0].Unit.Code != "990101010000" {
		t.Fatalf("alarms: %+v", alarms)
	}
	status, raw = again.SignIn(t, "zhoumei").Do(http.MethodGet, "/api/v1/vouch/alarms", nil)
	if status != http.StatusForbidden {
		t.Fatalf("an officer reads alarms: %d %s", status, raw)
	}
	if exit := again.Stop(t); exit != 0 {
		t.Fatalf("SIGTERM ends with %d:\n%s", exit, again.Log())
	}
	harness.MustRun(t, "audit", "verify", "--data", dir)
	file := filepath.Join(t.TempDir(), "audit")
	harness.MustRun(t, "audit", "export", "--data", dir, "--out", file)
	kept, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	log := string(kept)
	if strings.Contains(log, strings.ReplaceAll(code.Digits, " ", "")) || !strings.Contains(log, "vouch.confirm") || !strings.Contains(log, "vouch.alarm") {
		t.Fatal("the audit log has the digits of a code, or lacks what became of it")
	}
}

func toText(t *testing.T, v any) string {
	t.Helper()
	raw, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	return string(raw)
}
