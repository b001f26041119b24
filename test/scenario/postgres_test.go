package scenario

import (
	"net/http"
	"testing"

	"fanzha/internal/check"
	"fanzha/internal/db/dbtest"
	"fanzha/test/harness"
)

// Protects the move of a province: the same story on PostgreSQL and on a JetStream server that is not the centre's own, on the
// machine's clock; then kill -9, a start on the same folder, and nothing is lost, doubled or forgotten.
func TestMainStoryOnPostgresAndExternalJetStream(t *testing.T) {
	t.Parallel()
	dsn := dbtest.PostgresDSN(t)
	where := []string{"--database", dsn, "--bus", harness.StartBus(t).URL}
	c := harness.Start(t, t.TempDir(), where...)
	c.Where = where
	p := newPlay(t, c)
	p.run("testdata/1_from_signal_to_closed.txt")

	lead := []byte(`{"id":"again","phone":"13900001112","place":"990101001","lost":true,"amount_fen":100,"text":"我被骗了"}`)
	status, receipt, _ := c.Send(p.keys["bank1"], "report", lead)
	check.Equal(t, status, http.StatusOK)
	check.Equal(t, receipt.Accepted, 1)
	c.Kill()
	again := harness.Start(t, c.Dir, where...)
	again.Where, p.c = where, again
	p.people["chief"] = again.SignIn(t, "chief")
	status, receipt, raw := again.Send(p.keys["bank1"], "report", lead)
	if status != http.StatusOK || receipt.Duplicate != 1 {
		t.Fatalf("sent again after kill -9: %d %s", status, raw)
	}
	for _, sentence := range []string{
		"expect warning of 13900001112 state open orders 1 evidence 1",
		"expect warning of 13900001111 state closed finding defrauded orders 1 evidence 2",
		"verify the chain",
	} {
		err := p.say(line{file: "after kill -9", words: cut(sentence)})
		if err != nil {
			t.Fatalf("%s: %v", sentence, err)
		}
	}
	check.Equal(t, again.Stop(t), 0)
	harness.MustRun(t, append([]string{"replay", "--data", c.Dir}, where...)...)
}
