package hostile

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"fanzha/base/clock"
	"fanzha/edge/partner/wire"
	"fanzha/internal/check"
	"fanzha/sim/bank"
	"fanzha/test/harness"
)

// office is a real centre with one claim held at one bank, and everybody who may try something.
type office struct {
	*harness.Centre
	people map[string]*harness.Client
	keys   map[string]wire.Key
	ids    map[string]string // what stands in braces in a path or body
}

// wall is the machine's clock.
type wall struct{ clock.Wall }

func openOffice(t *testing.T) *office {
	t.Helper()
	banks := harness.StartBanks(t)
	o := &office{Centre: harness.StartWith(t, banks.Env(), t.TempDir()), people: map[string]*harness.Client{}, keys: map[string]wire.Key{}, ids: map[string]string{}}
	sys, sec, _ := o.SetUp(t)
	harness.AddUnit(sys, "990101000000", "云东区反诈中心", "990101")
	admins := [2]*harness.Client{sys, sec}
	o.people["sys"], o.people["chief"] = sys, o.AddUser(t, admins, [4]string{"chief", "队长", "990100000000", "leader"})
	o.people["county"] = o.AddUser(t, admins, [4]string{"county", "接警员", "990101000000", "operator"})
	for code, prefix := range map[string]string{"yh_bank": "990001", "xb_bank": "990005"} {
		channel := map[string]string{"yh_bank": "push", "xb_bank": "paper"}[code]
		status, raw := sys.Do(http.MethodPut, "/api/v1/banks/"+code, harness.BankEntry(code, prefix, channel, banks.URL+"/"+code))
		check.True(t, status == http.StatusOK, string(raw))
		o.keys[code] = o.BankKey(t, code)
	}
	o.people["bao"] = o.AddLiaison(t, admins, "bao", "xb_bank")
	fleet := bank.NewFleet(bank.FleetOptions{Members: []bank.Member{{Code: "yh_bank", Prefix: "990001"}}, Clock: wall{}, Keys: o.Seals(t),
		Key: func(code string) wire.Key { return o.keys[code] }})
	banks.Serve(fleet)
	status, raw := o.people["chief"].Do(http.MethodPut, "/api/v1/authority", harness.Authority(time.Now().Add(300*24*time.Hour)))
	check.True(t, status == http.StatusOK, string(raw))
	yh, _ := fleet.Bank("yh_bank")
	harness.Deposit(t, yh, harness.Paid{To: harness.Card("990001", 1), Name: "张三", At: wall{}.Now().Add(-4 * time.Minute), Fen: 100_000})
	o.stand(t)
	return o
}

// stand opens the claim that the attacks aim at.
func (o *office) stand(t *testing.T) {
	t.Helper()
	var c struct {
		ID, Receipt string
		Orders      []struct{ ID string }
	}
	o.people["chief"].Post("/api/v1/claims", json.RawMessage(o.fill(goodClaim)), &c)
	o.ids["claim"], o.ids["receipt"], o.ids["stop"] = c.ID, c.Receipt, c.Orders[0].ID
	harness.Eventually(t, 30*time.Second, func() string {
		var s struct {
			HoldState string `json:"hold_state"`
		}
		o.people["chief"].Get("/api/v1/stops/"+o.ids["stop"], &s)
		if s.HoldState != "holding" {
			return "not held: " + s.HoldState
		}
		return ""
	})
}

// fill puts ids and times into a template.
func (o *office) fill(s string) string {
	s = strings.ReplaceAll(s, "{ago}", time.Now().Add(-4*time.Minute).UTC().Format(time.RFC3339))
	s = strings.ReplaceAll(s, "{soon}", time.Now().Add(time.Hour).UTC().Format(time.RFC3339))
	for name, id := range o.ids {
		s = strings.ReplaceAll(s, "{"+name+"}", id)
	}
	return s
}

const (
	goodVictim  = `{"name":"王明","id_number":"990101199001010019","phone":"13900001234"}`
	goodPayment = `{"at":"{ago}","fen":100000,"voucher":true,"payee":{"account":"9900010000000000001","name":"张三"}}`
	goodClaim   = `{"cause":"good","victim":` + goodVictim + `,"payments":[` + goodPayment + `],"in_person":true,"signed":true,"phone_verified":true}`
)

func claimOf(victim string, payments ...string) string {
	return `{"cause":"bad","victim":` + victim + `,"payments":[` + strings.Join(payments, ",") + `]}`
}

func payment(from, to string) string { return strings.ReplaceAll(goodPayment, from, to) }

func many(n int) []string {
	var out []string
	for range n {
		out = append(out, goodPayment)
	}
	return out
}

// moneyAttacks are requests to the console, each with the exact answer it gets. Nothing of them changes anything.
var moneyAttacks = []struct {
	name, who, method, path, body string
	status                        int
	code                          string
}{
	{"no body", "chief", "POST", "/claims", ``, 400, "api.invalid"},
	{"an array", "chief", "POST", "/claims", `[]`, 400, "api.invalid"},
	{"wrong type of amount", "chief", "POST", "/claims", claimOf(goodVictim, payment(`"fen":100000`, `"fen":"100000"`)), 400, "api.invalid"},
	{"fraction of a fen", "chief", "POST", "/claims", claimOf(goodVictim, payment(`"fen":100000`, `"fen":0.5`)), 400, "api.invalid"},
	{"negative amount", "chief", "POST", "/claims", claimOf(goodVictim, payment(`"fen":100000`, `"fen":-1`)), 400, "api.invalid"},
	{"zero amount", "chief", "POST", "/claims", claimOf(goodVictim, payment(`"fen":100000`, `"fen":0`)), 400, "api.invalid"},
	{"an amount beyond all banks", "chief", "POST", "/claims", claimOf(goodVictim, payment(`"fen":100000`, `"fen":9000000000000000000`)), 400, "stoppay.amount"},
	{"an amount beyond 64 bits", "chief", "POST", "/claims", claimOf(goodVictim, payment(`"fen":100000`, `"fen":99999999999999999999`)), 400, "api.invalid"},
	{"a payment in the future", "chief", "POST", "/claims", claimOf(goodVictim, payment("{ago}", `{soon}`)), 400, "stoppay.future"},
	{"no time", "chief", "POST", "/claims", claimOf(goodVictim, payment("{ago}", ``)), 400, "stoppay.future"},
	{"words for a time", "chief", "POST", "/claims", claimOf(goodVictim, payment("{ago}", `yesterday`)), 400, "api.invalid"},
	{"no payment", "chief", "POST", "/claims", claimOf(goodVictim), 400, "api.invalid"},
	{"21 payments", "chief", "POST", "/claims", claimOf(goodVictim, many(21)...), 400, "api.invalid"},
	{"unknown field", "chief", "POST", "/claims", `{"admin":true,` + goodClaim[1:], 400, "api.invalid"},
	{"unit claimed", "county", "POST", "/claims", `{"unit":"990100000000",` + goodClaim[1:], 400, "api.invalid"},
	{"officers claimed", "chief", "POST", "/claims", `{"officers":[],` + goodClaim[1:], 400, "api.invalid"},
	{"no holder's name", "chief", "POST", "/claims", claimOf(goodVictim, payment("张三", ``)), 400, "stoppay.field"},
	{"letters for an account", "chief", "POST", "/claims", claimOf(goodVictim, payment("9900010000000000001", `1; drop table stop_order`)), 400, "ident.account_character"},
	{"a formula for an account", "chief", "POST", "/claims", claimOf(goodVictim, payment("9900010000000000001", `=cmd|'/c calc'!A1`)), 400, "ident.account_character"},
	{"an account of nobody", "chief", "POST", "/claims", claimOf(goodVictim, payment("9900010000000000001", `6222021000000000017`)), 400, "stoppay.bank"},
	{"a name that turns its direction", "chief", "POST", "/claims", claimOf(goodVictim, payment("张三", "张\u202e三")), 400, "stoppay.field"},
	{"a victim without a name", "chief", "POST", "/claims", claimOf(`{"name":" ","phone":"13900001234"}`, goodPayment), 400, "stoppay.field"},
	{"a victim whom nobody can call", "chief", "POST", "/claims", claimOf(`{"name":"王明"}`, goodPayment), 400, "stoppay.field"},
	{"a wrong check digit", "chief", "POST", "/claims", claimOf(`{"name":"王明","id_number":"990101199001010018"}`, goodPayment), 400, "ident.id_check"},
	{"a brief without end", "chief", "POST", "/claims", strings.Replace(goodClaim, `{"cause"`, `{"brief":"`+strings.Repeat("长", 2001)+`","cause"`, 1), 400, "stoppay.field"},
	{"a body without end", "chief", "POST", "/claims", `{"brief":"` + strings.Repeat("x", 2<<20) + `"}`, 413, "api.too_large"},
	{"a cause without end", "chief", "POST", "/claims", `{"cause":"` + strings.Repeat("x", 129) + `",` + strings.TrimPrefix(goodClaim, `{"cause":"good",`), 400, "api.invalid"},

	{"another unit's claim", "county", "GET", "/claims/{claim}", ``, 404, "stoppay.not_found"},
	{"another unit's order", "county", "GET", "/stops/{stop}", ``, 404, "stoppay.not_found"},
	{"release of another unit's hold", "county", "POST", "/stops/{stop}/release", `{"reason":"x"}`, 404, "stoppay.not_found"},
	{"renewal of another unit's hold", "county", "POST", "/stops/{stop}/renew", ``, 404, "stoppay.not_found"},
	{"withdrawal of another unit's claim", "county", "POST", "/claims/{claim}/withdraw", `{"note":"x"}`, 404, "stoppay.not_found"},
	{"next layer of another unit's claim", "county", "POST", "/claims/{claim}/extend", `{"order_id":"{stop}"}`, 404, "stoppay.not_found"},
	{"freeze of another unit's hold", "county", "POST", "/stops/{stop}/freeze", `{"fen":1,"basis":"A1","document":"冻1","sha256":"` + strings.Repeat("ab", 32) + `"}`, 404, "measure.not_found"},
	{"objection to another unit's hold", "county", "POST", "/objections", `{"object_id":"{stop}","name":"甲","phone":"13900001234","ground":"other","text":"x"}`, 404, "measure.not_found"},
	{"objection to another bank's hold", "bao", "POST", "/bank/objections", `{"order_id":"{stop}","holder":"甲","phone":"13900001234","ground":"other","reason":"x"}`, 404, "measure.not_found"},
	{"answer for another bank", "bao", "POST", "/bank/orders/{stop}/answer", `{"result":"not_held","held_fen":0,"final":true}`, 404, "stoppay.not_found"},
	{"acknowledgement for another bank", "bao", "POST", "/bank/orders/{stop}/seen", ``, 404, "stoppay.not_found"},
	{"a liaison opens a claim", "bao", "POST", "/claims", goodClaim, 403, "access.denied"},
	{"a liaison reads claims", "bao", "GET", "/claims", ``, 403, "access.denied"},
	{"an officer at the bank's screen", "chief", "GET", "/bank/orders", ``, 403, "access.denied"},
	{"an administrator opens a claim", "sys", "POST", "/claims", goodClaim, 403, "access.denied"},
	{"an operator sets the authority", "county", "PUT", "/authority", `{"unit":{"code":"","name":""},"officers":[{"id":"1","name":"a","phone":"1"},{"id":"2","name":"b","phone":"2"}],"document":{"kind":"k","number":"n","sha256":"` + strings.Repeat("ab", 32) + `"},"until":"{soon}","set_by":"","set_at":"","version":0}`, 403, "access.denied"},
	{"an operator changes the directory", "county", "PUT", "/banks/yh_bank", `{"name":"x","kind":"bank","prefixes":["990001"],"channel":"push","address":"https://evil.example","first":{"name":"a","phone":"1"},"second":{"name":"b","phone":"2"},"active":true,"version":1}`, 403, "access.denied"},

	{"more than is held", "chief", "POST", "/stops/{stop}/release", `{"reason":"x","fen":100001}`, 409, "stoppay.exceeds"},
	{"a negative release", "chief", "POST", "/stops/{stop}/release", `{"reason":"x","fen":-1}`, 400, "api.invalid"},
	{"a release without reason", "chief", "POST", "/stops/{stop}/release", `{"reason":""}`, 400, "api.invalid"},
	{"a release for blanks", "chief", "POST", "/stops/{stop}/release", `{"reason":"   "}`, 400, "stoppay.reason"},
	{"an id that is SQL", "chief", "GET", "/stops/'%20or%201=1--", ``, 404, "stoppay.not_found"},
	{"an id without end", "chief", "GET", "/claims/" + strings.Repeat("a", 500), ``, 400, "api.invalid"},
	{"a forged cursor", "chief", "GET", "/stops?cursor=zzzz", ``, 400, "stoppay.cursor"},
	{"an account that is SQL", "chief", "GET", "/stops?account='or%201=1", ``, 400, "ident.account_character"},
	{"a page without end", "chief", "GET", "/stops?limit=100000", ``, 400, "api.invalid"},
	{"a span that is none", "chief", "GET", "/stops?expiring=-5h", ``, 400, "api.invalid"},
	{"a freeze of more than was traced", "chief", "POST", "/stops/{stop}/freeze", `{"fen":100001,"basis":"A1","document":"冻1","sha256":"` + strings.Repeat("ab", 32) + `"}`, 409, "measure.more_than_traced"},
	{"a freeze without a document", "chief", "POST", "/stops/{stop}/freeze", `{"basis":"A1","document":"冻1","sha256":"zz"}`, 400, "measure.basis_needed"},
	{"an objection to nothing", "chief", "POST", "/objections", `{"object_id":"none","name":"甲","phone":"13900001234","ground":"other","text":"x"}`, 404, "stoppay.not_found"},
	{"an objection without ground", "chief", "POST", "/objections", `{"object_id":"{stop}","name":"甲","ground":"because"}`, 400, "api.invalid"},
	{"a review of one's own claim", "chief", "POST", "/claims/{claim}/review", `{"version":1,"finding":"upheld","note":"x"}`, 403, "stoppay.own_review"},
}

// Protects: what is wrong with a request about money is named exactly, another's records do not exist, and nothing changes.
func TestHostileMoney(t *testing.T) {
	t.Parallel()
	o := openOffice(t)
	before := o.look(t)
	for _, c := range moneyAttacks {
		t.Run(c.name, func(t *testing.T) {
			var body any
			if c.body != "" {
				body = json.RawMessage(o.fill(c.body))
			}
			status, raw := o.people[c.who].For(t).Do(c.method, "/api/v1"+o.fill(c.path), body)
			var got struct{ Code string }
			_ = json.Unmarshal(raw, &got) // no code is compared below
			if status != c.status || got.Code != c.code {
				t.Errorf("%d %s, want %d %s: %.300s", status, got.Code, c.status, c.code, raw)
			}
		})
	}
	check.True(t, len(moneyAttacks) >= 50, "the table is the promise")
	check.Equal(t, o.look(t), before)
}

// look is what stands: claims, orders and what is held.
func (o *office) look(t *testing.T) string {
	t.Helper()
	var claims struct {
		Items []struct {
			ID      string
			Orders  int
			HeldFen int64 `json:"held_fen"`
			Version int64
		}
	}
	o.people["chief"].Get("/api/v1/claims", &claims)
	var freezes, objections struct{ Items []struct{ ID string } }
	o.people["chief"].Get("/api/v1/freezes", &freezes)
	o.people["chief"].Get("/api/v1/objections", &objections)
	return fmt.Sprint(claims.Items, len(freezes.Items), len(objections.Items))
}

// Protects: names and briefs that attack what comes after us are data, and come back masked or exactly as they were.
func TestMoneyVerbatim(t *testing.T) {
	t.Parallel()
	o := openOffice(t)
	for i, text := range []string{`'; DROP TABLE stop_claim; --`, `<script>alert(1)</script>`, `=HYPERLINK("http://evil.example","x")`, `@SUM(1+1)*cmd`, `{{7*7}}${7*7}`, `../../etc/passwd`} {
		name, err := json.Marshal(text)
		check.NoError(t, err)
		body := claimOf(`{"name":`+string(name)+`,"phone":"1390000`+fmt.Sprint(2000+i)+`"}`, payment("9900010000000000001", harness.Card("990001", 50+i)))
		body = strings.Replace(body, `"cause":"bad"`, `"cause":"v`+fmt.Sprint(i)+`","brief":`+string(name), 1)
		var c struct {
			Brief  string
			Victim struct{ Name string }
		}
		o.people["chief"].Post("/api/v1/claims", json.RawMessage(o.fill(body)), &c)
		check.Equal(t, c.Brief, text)
		check.True(t, c.Victim.Name != text && !strings.Contains(c.Victim.Name, "<script"), "not masked: "+c.Victim.Name)
	}
}

// Protects the page without login: a receipt that is none, too short, SQL or a path finds nothing, and nobody can list.
func TestHostileTrail(t *testing.T) {
	t.Parallel()
	o := openOffice(t)
	for path, want := range map[string]int{
		"/public/v1/trail/{receipt}": 200, "/public/v1/trail/AAAAAAAAAAAAAAAAAAAA": 404, "/public/v1/trail/short": 400, "/public/v1/trail/" + strings.Repeat("A", 65): 400,
		"/public/v1/trail/'%20or%20'1'='1": 404, "/public/v1/trail/%25%25%25%25%25%25%25%25": 404, "/public/v1/trail/": 404, "/public/v1/trail/{claim}": 404,
	} {
		status, raw := o.Guest(t).Do(http.MethodGet, o.fill(path), nil)
		if status != want {
			t.Errorf("GET %s: %d, want %d: %.200s", path, status, want, raw)
		}
		for _, secret := range []string{"张三", "王明", "13900001234", "9900010000000000001", o.ids["claim"], o.ids["stop"]} {
			check.True(t, !strings.Contains(string(raw), secret), "shows "+secret)
		}
	}
}
