package scenario

import (
	"context"
	"net/http"
	"strings"
	"testing"
	"time"

	"fanzha/edge/connect/sms/smsc"
	"fanzha/test/harness"
)

// textRow is a text message as the console lists it.
type textRow struct {
	ID        string
	State     string
	Reason    string
	Text      string
	To        string
	TargetID  string `json:"target_id"`
	WarningID string `json:"warning_id"`
}

// Protects the way from a signal to a phone in the real binary: whoever reports a loss is written to over SMPP, the receipt becomes an
// attempt with its evidence, another unit sees nothing of it, and a person who is muted is sent nothing.
func TestTexts(t *testing.T) {
	t.Parallel()
	carrier, err := smsc.Start(smsc.Options{SystemID: "fanzha", Password: "geheim", Senders: []string{"96110"}})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { carrier.Close(context.Background()) })
	p := newPlay(t, harness.StartExercise(t, t.TempDir(), "--sms", carrier.URL()))
	for _, said := range []string{"unit 990101010000 云东一所 area 990101001", "unit 990102010000 云西一所 area 990102001", "source hotline", "qiuli is officer at 云东一所", "zhoumei is officer at 云西一所"} {
		err = p.say(line{file: "texts", words: cut(said)})
		if err != nil {
			t.Fatal(err)
		}
	}
	report := func(phone string) {
		err := p.say(line{file: "texts", words: cut("hotline sends report phone " + phone + " place 990101001 lost true amount_fen 100000 text 我被骗了")})
		if err != nil {
			t.Fatal(err)
		}
		p.c.Push(t, 0)
	}
	rows := func(who, query string) []textRow {
		var out struct{ Items []textRow }
		p.people[who].Get("/api/v1/texts"+query, &out)
		return out.Items
	}
	report("13900009701")
	harness.Eventually(t, 20*time.Second, func() string {
		list := rows("qiuli", "")
		if len(list) == 1 && list[0].State == "delivered" {
			return ""
		}
		return "one text, delivered"
	})
	got := carrier.Texts()
	if len(got) != 1 || got[0].To != "8613900009701" || got[0].From != "96110" || !strings.HasPrefix(got[0].Text, "【反诈中心】") || !strings.Contains(got[0].Text, "YJ-") {
		t.Fatalf("the carrier has %+v", got)
	}
	row := rows("qiuli", "")[0]
	if row.To != "139****9701" || row.Text != got[0].Text || len(rows("zhoumei", "")) != 0 {
		t.Fatalf("listed as %+v; another unit sees %d", row, len(rows("zhoumei", "")))
	}
	p.c.Push(t, 0)
	_, raw := p.people["qiuli"].Do(http.MethodGet, "/api/v1/warnings/"+row.WarningID, nil)
	if !strings.Contains(string(raw), `"receipt"`) || !strings.Contains(string(raw), row.ID+" delivered") {
		t.Fatalf("no attempt with a receipt in %s", raw)
	}
	status, raw := p.people["zhoumei"].Do(http.MethodPost, "/api/v1/text-mutes/"+row.TargetID, map[string]any{"why": "本人要求"})
	if status != http.StatusNotFound {
		t.Fatalf("another unit mutes: %d %s", status, raw)
	}
	var counts struct {
		Items []struct {
			State string
			Count int64
		}
	}
	p.people["chief"].Get("/api/v1/text-counts", &counts)
	if len(counts.Items) != 1 || counts.Items[0].State != "delivered" || counts.Items[0].Count != 1 {
		t.Fatalf("counted %+v", counts.Items)
	}
	if code := p.c.Stop(t); code != 0 {
		t.Fatalf("SIGTERM ends with %d:\n%s", code, p.c.Log())
	}
	harness.MustRun(t, "audit", "verify", "--data", p.c.Dir)
}
