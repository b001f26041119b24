package hostile

import (
	"encoding/json"
	"net/http"
	"strings"
	"testing"
	"time"

	"fanzha/internal/check"
	"fanzha/test/harness"
)

// answerTo is an answer of a bank, sound but for what a case changes.
const answerTo = `{"version":1,"id":"h-1","order":"{stop}","bank":"xb_bank","seq":7,"at":"{ago}","result":"not_held","held_fen":0,"final":true,"executed_at":"{ago}"}`

// partnerAttacks are requests at the banks' door, signed as they should be by a bank that means harm or is broken.
var partnerAttacks = []struct {
	name, method, path, body string
	status                   int
	code                     string
}{
	{"not JSON", "POST", "/answers", `result=held`, 200, "wire.json"},
	{"a number for an answer", "POST", "/answers", `7`, 200, "wire.type"},
	{"unknown field", "POST", "/answers", strings.Replace(answerTo, `{"version"`, `{"admin":true,"version"`, 1), 200, "wire.unknown_field"},
	{"negative amount", "POST", "/answers", strings.Replace(answerTo, `"not_held","held_fen":0`, `"held","held_fen":-1`, 1), 200, "wire.range"},
	{"an amount beyond all banks", "POST", "/answers", strings.Replace(answerTo, `"not_held","held_fen":0`, `"held","held_fen":9000000000000000000`, 1), 200, "wire.range"},
	{"amount as text", "POST", "/answers", strings.Replace(answerTo, `"held_fen":0`, `"held_fen":"0"`, 1), 200, "wire.type"},
	{"another bank's name", "POST", "/answers", strings.Replace(answerTo, "xb_bank", "yh_bank", 1), 200, "bank.other_bank"},
	{"another bank's order", "POST", "/answers", answerTo, 200, "stoppay.not_found"},
	{"an order that is SQL", "POST", "/answers", strings.Replace(answerTo, "{stop}", "' or 1=1 --", 1), 200, "wire.form"},
	{"no such result", "POST", "/answers", strings.Replace(answerTo, "not_held", "ok", 1), 200, "wire.word"},
	{"an array of answers", "POST", "/answers", "[" + answerTo + "]", 200, "wire.type"},
	{"nested without end", "POST", "/answers", strings.Repeat(`{"version":`, 5000), 200, "wire.type"},
	{"too large", "POST", "/answers", strings.Repeat(" ", 9<<20), 413, "bank.body_too_large"},
	{"nothing", "POST", "/answers", ` `, 400, "bank.empty"},
	{"a notice from itself to itself", "POST", "/notices", `{"version":1,"id":"n","bank":"xb_bank","ref":"r","time":"{ago}","from":{"number":"9900050000000000001","name":"a","kind":"person"},"to":{"number":"9900050000000000001","name":"a","kind":"person"},"fen":1}`, 200, "wire.conflict"},
	{"a forged cursor", "GET", "/orders?after=-1", ``, 400, "bank.query"},
	{"a wait without end", "GET", "/orders?after=0&wait_s=100000", ``, 400, "bank.query"},
	{"an order of another bank is seen", "POST", "/orders/{stop}/seen", ``, 404, "stoppay.not_found"},
	{"an objection to another bank's hold", "POST", "/objections", `{"version":1,"id":"o","bank":"xb_bank","order":"{stop}","at":"{ago}","holder":"a","fen":1,"kind":"other","text":"x"}`, 404, "stoppay.not_found"},
	{"a path that is none", "GET", "/admin", ``, 404, "bank.path"},
	{"DELETE", "DELETE", "/orders", ``, 405, "bank.method"},
}

// Protects the banks' door in the real binary: each hostile request of a bank that is known gets its exact answer, and nothing
// changes.
func TestHostileBank(t *testing.T) {
	t.Parallel()
	o := openOffice(t)
	before := o.look(t)
	for _, c := range partnerAttacks {
		t.Run(c.name, func(t *testing.T) {
			call := harness.Call{Key: o.keys["xb_bank"], Method: c.method, Path: "/partner/v1" + o.fill(c.path), At: time.Now()}
			if c.body != "" {
				call.Raw = []byte(o.fill(c.body))
			}
			status, raw := o.AsBank(t, call)
			var got struct {
				Code     string
				Receipts []struct{ Code string }
			}
			_ = json.Unmarshal(raw, &got) // no code is compared below
			if len(got.Receipts) > 0 {
				got.Code = got.Receipts[0].Code
			}
			if status != c.status || got.Code != c.code {
				t.Errorf("%d %s, want %d %s: %.200s", status, got.Code, c.status, c.code, raw)
			}
		})
	}
	check.Equal(t, o.look(t), before)
	status, _ := o.AsBank(t, harness.Call{Key: o.keys["xb_bank"], Method: http.MethodGet, Path: "/partner/v1/orders?after=0", At: time.Now()})
	check.Equal(t, status, http.StatusOK)
}
