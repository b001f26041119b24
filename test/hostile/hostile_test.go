package hostile

import (
	"bytes"
	"compress/gzip"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"golang.org/x/text/encoding/simplifiedchinese"

	"fanzha/base/clock"
	"fanzha/centre/signal"
	"fanzha/edge/partner"
	"fanzha/internal/bus"
	"fanzha/internal/check"
	"fanzha/internal/dedupe"
	"fanzha/term/fault"
	"fanzha/term/when"
)

const now = when.Micros(1_795_228_980_000_000) // 2026-11-21T02:43:00Z

// door is a whole intake behind HTTP.
type door struct {
	url string
	log *bus.Log
}

type keys struct{}

func (keys) Check(_ context.Context, key string) (partner.Source, error) {
	name, ok := strings.CutPrefix(key, "key-of-")
	if !ok {
		return partner.Source{}, fault.New(fault.Denied, "access.key_unknown")
	}
	quota := 0
	if name == "small" {
		quota = 1
	}
	return partner.Source{Name: name, QuotaPerS: quota}, nil
}

func open(t testing.TB) *door {
	t.Helper()
	dir := t.TempDir()
	log, err := bus.Open(t.Context(), bus.Options{Dir: dir + "/bus", Partitions: 2})
	check.NoError(t, err)
	t.Cleanup(log.Close)
	index, err := dedupe.Open(dedupe.Options{Dir: dir + "/dedupe"})
	check.NoError(t, err)
	t.Cleanup(index.Close)
	in, err := signal.NewIntake(t.Context(), signal.Options{Log: log, Index: index, Clock: clock.NewManual(now), Partitions: 2})
	check.NoError(t, err)
	t.Cleanup(in.Close)
	srv := httptest.NewServer(partner.Handler(partner.Options{Intake: in, Keys: keys{}}))
	t.Cleanup(srv.Close)
	return &door{url: srv.URL, log: log}
}

// answer is what comes back, of either shape.
type answer struct {
	status int
	header http.Header
	Code   string `json:"code"`
	signal.Receipt
}

func (d *door) send(t testing.TB, path string, header map[string]string, body []byte) answer {
	t.Helper()
	method := http.MethodPost
	if header["method"] != "" {
		method = header["method"]
	}
	r, err := http.NewRequestWithContext(t.Context(), method, d.url+path, bytes.NewReader(body))
	check.NoError(t, err)
	r.Header.Set("Authorization", "Bearer key-of-src")
	r.Header.Set("Content-Type", "application/x-ndjson")
	for k, v := range header {
		if k != "method" {
			r.Header.Set(k, v)
		}
	}
	resp, err := http.DefaultClient.Do(r)
	check.NoError(t, err)
	defer resp.Body.Close()
	raw, err := io.ReadAll(resp.Body)
	check.NoError(t, err)
	a := answer{status: resp.StatusCode, header: resp.Header}
	err = json.Unmarshal(raw, &a)
	check.True(t, err == nil, fmt.Sprintf("%d: answer is not JSON: %.200s", resp.StatusCode, raw))
	return a
}

// logged reads all signals of the log.
func (d *door) logged(t *testing.T) []signal.Signal {
	t.Helper()
	var out []signal.Signal
	for p := range 2 {
		last, err := d.log.Last(t.Context(), p)
		check.NoError(t, err)
		if last == 0 {
			continue
		}
		enough := fmt.Errorf("enough")
		err = d.log.Read(t.Context(), p, 0, func(seq uint64, env []byte) error {
			err := signal.DecodeEnvelope(env, func(s *signal.Signal) error { out = append(out, *s); return nil })
			if err == nil && seq == last {
				err = enough
			}
			return err
		})
		check.True(t, errors.Is(err, enough), fmt.Sprint(err))
	}
	return out
}

const good = `{"id":"good-%s-%d","phone":"13800138000","text":"good neighbour"}`

// records are hostile lines of kind message unless kind says otherwise: each stands between two good ones and must be
// refused alone with this code and field.
var records = []struct {
	name, kind, line, code, field string
}{
	{"string for a number", "call", `{"phone":"13800138000","duration_s":"60"}`, "signal.wrong_type", "duration_s"},
	{"number for a string", "message", `{"text":12345}`, "signal.wrong_type", "text"},
	{"phone as number", "call", `{"phone":13800138000}`, "signal.wrong_type", "phone"},
	{"object for a string", "message", `{"text":{"$ne":null}}`, "signal.wrong_type", "text"},
	{"array for a string", "message", `{"text":["a","b"]}`, "signal.wrong_type", "text"},
	{"bool for a string", "message", `{"text":true}`, "signal.wrong_type", "text"},
	{"string for a bool", "call", `{"phone":"13800138000","answered":"true"}`, "signal.wrong_type", "answered"},
	{"array as record", "message", `[1,2,3]`, "signal.not_object", ""},
	{"string as record", "message", `"text"`, "signal.not_object", ""},
	{"null as record", "message", `null`, "signal.not_object", ""},
	{"CSV in place of JSON", "message", `13800138000,hello`, "signal.not_object", ""},
	{"XML in place of JSON", "message", `<text>hello</text>`, "signal.not_object", ""},
	{"single quotes", "message", `{'text':'x'}`, "signal.syntax", ""},
	{"comment", "message", `{/* x */"text":"x"}`, "signal.syntax", ""},
	{"trailing comma", "message", `{"text":"x",}`, "signal.syntax", ""},
	{"NaN", "call", `{"phone":"13800138000","duration_s":NaN}`, "signal.syntax", ""},
	{"Infinity", "call", `{"phone":"13800138000","duration_s":Infinity}`, "signal.syntax", ""},
	{"hexadecimal", "call", `{"phone":"13800138000","duration_s":0x10}`, "signal.syntax", ""},
	{"cut off", "message", `{"text":"x"`, "signal.truncated", ""},
	{"cut off in a string", "message", `{"text":"x`, "signal.truncated", "text"},
	{"cut off in an escape", "message", `{"text":"\u00`, "signal.bad_escape", "text"},
	{"two objects", "message", `{"text":"x"}{"text":"y"}`, "signal.trailing", ""},
	{"huge integer", "transfer", `{"phone":"13800138000","payee_account":"6222021000000000017","amount_fen":` + strings.Repeat("9", 400) + `}`, "signal.number_too_large", "amount_fen"},
	{"64-bit overflow", "transfer", `{"phone":"13800138000","payee_account":"6222021000000000017","amount_fen":9223372036854775808}`, "signal.number_too_large", "amount_fen"},
	{"exponent", "transfer", `{"phone":"13800138000","payee_account":"6222021000000000017","amount_fen":1e400}`, "signal.not_integer", "amount_fen"},
	{"fraction of a fen", "transfer", `{"phone":"13800138000","payee_account":"6222021000000000017","amount_fen":100.01}`, "signal.not_integer", "amount_fen"},
	{"negative amount", "transfer", `{"phone":"13800138000","payee_account":"6222021000000000017","amount_fen":-100}`, "signal.amount_negative", "amount_fen"},
	{"zero amount", "transfer", `{"phone":"13800138000","payee_account":"6222021000000000017","amount_fen":-0}`, "signal.amount_zero", "amount_fen"},
	{"amount beyond any bank", "transfer", `{"phone":"13800138000","payee_account":"6222021000000000017","amount_fen":9000000000000000000}`, "signal.amount_too_large", "amount_fen"},
	{"leading zero", "call", `{"phone":"13800138000","duration_s":007}`, "signal.bad_number", "duration_s"},
	{"invalid UTF-8", "message", "{\"text\":\"\xff\xfe\"}", "signal.invalid_utf8", "text"},
	{"overlong UTF-8", "message", "{\"text\":\"\xc0\xaf\"}", "signal.invalid_utf8", "text"},
	{"surrogate in UTF-8", "message", "{\"text\":\"\xed\xa0\x80\"}", "signal.invalid_utf8", "text"},
	{"GB18030 said to be UTF-8", "message", "{\"text\":\"" + gb("您的快递丢失") + "\"}", "signal.invalid_utf8", "text"},
	{"lone surrogate", "message", `{"text":"\ud83d"}`, "signal.lone_surrogate", "text"},
	{"swapped surrogates", "message", `{"text":"\ude00\ud83d"}`, "signal.lone_surrogate", "text"},
	{"bad escape", "message", `{"text":"\q"}`, "signal.bad_escape", "text"},
	{"NUL escaped", "message", `{"text":"a\u0000b"}`, "signal.control_character", "text"},
	{"NUL raw", "message", "{\"text\":\"a\x00b\"}", "signal.control_character", "text"},
	{"NUL outside", "message", "\x00{\"text\":\"a\"}", "signal.not_object", ""},
	{"raw tab", "message", "{\"text\":\"a\tb\"}", "signal.control_character", "text"},
	{"escape sequence of a terminal", "message", `{"text":"\u001b[2J"}`, "signal.control_character", "text"},
	{"line break in an id", "message", `{"id":"a\nb","text":"x"}`, "signal.control_character", "id"},
	{"byte order mark inside", "message", " \ufeff{\"text\":\"a\"}", "signal.not_object", ""},
	{"duplicate key", "message", `{"text":"a","text":"b"}`, "signal.duplicate_field", "text"},
	{"duplicate key by escape", "message", `{"text":"a","t\u0065xt":"b"}`, "signal.duplicate_field", "text"},
	{"unknown field", "message", `{"text":"a","admin":true}`, "signal.unknown_field", "admin"},
	{"prototype pollution", "message", `{"text":"a","__proto__":{"x":1}}`, "signal.unknown_field", "__proto__"},
	{"empty field name", "message", `{"":1}`, "signal.unknown_field", ""},
	{"source claimed", "message", `{"text":"a","source":"police"}`, "signal.unknown_field", "source"},
	{"received claimed", "message", `{"text":"a","received":1}`, "signal.unknown_field", "received"},
	{"field of another kind", "message", `{"text":"a","amount_fen":1}`, "signal.field_of_other_kind", "amount_fen"},
	{"kind of another path", "message", `{"kind":"transfer","text":"a"}`, "signal.kind_mismatch", "kind"},
	{"unknown kind", "message", `{"kind":"MESSAGE","text":"a"}`, "signal.kind_not_known", "kind"},
	{"nothing in it", "message", `{}`, "signal.missing", "url"},
	{"nulls only", "message", `{"text":null,"url":null}`, "signal.missing", "url"},
	{"far future", "message", `{"text":"a","time":"9999-12-31T23:59:59Z"}`, "signal.time_future", "time"},
	{"two hours ahead", "message", `{"text":"a","time":"2026-11-21T12:43:00+08:00"}`, "signal.time_future", "time"},
	{"far past", "message", `{"text":"a","time":"1900-01-01T00:00:00Z"}`, "signal.time_past", "time"},
	{"before all time", "message", `{"text":"a","time":-9000000000000000000}`, "signal.time_past", "time"},
	{"seconds for microseconds", "message", `{"text":"a","time":1795228980}`, "signal.time_unit", "time"},
	{"no zone", "message", `{"text":"a","time":"2026-11-21T10:00:00"}`, "signal.time_zone_missing", "time"},
	{"no such day", "message", `{"text":"a","time":"2026-02-29T10:00:00Z"}`, "signal.time_format", "time"},
	{"25 o'clock", "message", `{"text":"a","time":"2026-11-21T25:00:00Z"}`, "signal.time_format", "time"},
	{"time with tail", "message", `{"text":"a","time":"2026-11-21T10:00:00Z; drop table"}`, "signal.time_format", "time"},
	{"long id", "message", `{"text":"a","id":"` + strings.Repeat("i", 129) + `"}`, "signal.too_long", "id"},
	{"long text", "message", `{"text":"` + strings.Repeat("长", 6000) + `"}`, "signal.too_long", "text"},
	{"long line", "message", `{"text":"` + strings.Repeat("x", 70_000) + `"}`, "signal.line_too_long", ""},
	{"blanks without end", "message", `{"text":"x"` + strings.Repeat(" ", 70_000) + `}`, "signal.line_too_long", ""},
	{"nested bomb", "message", `{"text":` + strings.Repeat("[", 30_000), "signal.wrong_type", "text"},
	{"nested objects", "message", strings.Repeat(`{"a":`, 10_000), "signal.unknown_field", "a"},
	{"letters for a phone", "call", `{"phone":"110; drop table warning"}`, "ident.phone_character", "phone"},
	{"check digit", "message", `{"text":"a","person_id":"990101199003071230"}`, "ident.id_check", "person_id"},
	{"script for a URL", "visit", `{"url":"javascript:alert(1)"}`, "ident.url_scheme", "url"},
	{"file for a URL", "visit", `{"url":"file:///etc/passwd"}`, "ident.url_scheme", "url"},
	{"user in a URL", "visit", `{"url":"http://bank.example@evil.example/"}`, "ident.url_userinfo", "url"},
	{"path for an app", "visit", `{"app":"../../etc/passwd"}`, "ident.app_character", "app"},
	{"formula for an account", "transfer", `{"phone":"13800138000","payee_account":"=cmd|'/c calc'!A1","amount_fen":1}`, "ident.account_character", "payee_account"},
	{"letters for a place", "message", `{"text":"a","place":"99010'"}`, "signal.place_format", "place"},
	{"enumeration", "sighting", `{"subject":"person","peer":"13800138000"}`, "signal.not_listed", "subject"},
	{"weight", "sighting", `{"subject":"phone","peer":"13800138000","weight":101}`, "signal.out_of_range", "weight"},
}

func gb(s string) string {
	b, err := simplifiedchinese.GB18030.NewEncoder().String(s)
	if err != nil {
		panic(err)
	}
	return b
}

// Protects: one bad line is refused alone, exactly named, and spoils neither its neighbours nor what follows.
func TestHostileRecords(t *testing.T) {
	d := open(t)
	for i, c := range records {
		t.Run(c.name, func(t *testing.T) {
			neighbours := [2]string{fmt.Sprintf(good, "a", i), fmt.Sprintf(good, "b", i)}
			for n := range neighbours {
				neighbours[n] = `{"kind":"message",` + neighbours[n][1:]
			}
			line, kind := c.line, c.kind
			a := d.send(t, "/v1/signals/"+kind, nil, []byte(line+"\n"))
			check.Equal(t, a.status, 200)
			check.Equal(t, []int{a.Read, a.Accepted, a.Rejected}, []int{1, 0, 1})
			check.Equal(t, a.Rejects[0].Code+" "+a.Rejects[0].Field, c.code+" "+c.field)
			check.True(t, a.Rejects[0].Reason != "" && a.Rejects[0].ReasonZH != "", "a refusal without words")
			a = d.send(t, "/v1/signals/mixed", nil, []byte(neighbours[0]+"\n"+line+"\r\n"+neighbours[1]))
			check.Equal(t, []int{a.status, a.Read, a.Accepted, a.Rejected, a.Rejects[0].Line}, []int{200, 3, 2, 1, 2})
		})
	}
	check.True(t, len(records) >= 60, "the table is the promise")
	seen := 0
	for _, s := range d.logged(t) {
		check.Equal(t, s.Text, "good neighbour")
		seen++
	}
	check.Equal(t, seen, 2*len(records))
}

// verbatim are texts that attack what comes after us: stored exactly, run nowhere.
var verbatim = []string{
	`'; DROP TABLE warning; --`, `" OR 1=1 --`, `<script>alert(1)</script>`, `<img src=x onerror=alert(1)>`, `=HYPERLINK("http://evil.example","x")`,
	`=cmd|'/C calc'!A0`, `@SUM(1+1)*cmd`, `+86-138`, `{{7*7}}${7*7}<%= 7*7 %>`, `../../../../etc/passwd`, `%00%0a%0d`, `$(reboot)` + "`reboot`",
	"right\u202eleft", "zero\u200bwidth", `\u0041 and C:\dir`, "两行\n第二行\ttab", "\U0001F4B0", "\ufeffbom inside", "{\"a\":[1]}", "null", "\u2028\u2029",
}

// Protects: SQL, HTML, formula, template and direction tricks are data, kept to the byte.
func TestVerbatim(t *testing.T) {
	d := open(t)
	var body []byte
	want := map[string]string{}
	for i, text := range verbatim {
		raw, err := json.Marshal(map[string]string{"id": fmt.Sprint("v", i), "phone": "13800138000", "text": text, "name": strings.ReplaceAll(strings.ReplaceAll(text, "\n", ""), "\t", "")})
		check.NoError(t, err)
		body = append(append(body, raw...), '\n')
		want[fmt.Sprint("v", i)] = text
	}
	a := d.send(t, "/v1/signals/message", nil, body)
	check.Equal(t, []int{a.Accepted, a.Rejected}, []int{len(verbatim), 0})
	for _, s := range d.logged(t) {
		check.Equal(t, s.Text, want[s.ID])
	}
}

func zip(raw []byte) []byte {
	var b bytes.Buffer
	w, _ := gzip.NewWriterLevel(&b, gzip.BestSpeed) // the level is a valid one
	_, _ = w.Write(raw)
	_ = w.Close()
	return b.Bytes()
}

const one = `{"id":"w","text":"hello"}`

// Protects: what is wrong with a whole request is named exactly, and nothing of it is taken.
func TestHostileRequests(t *testing.T) {
	d := open(t)
	gz := map[string]string{"Content-Encoding": "gzip"}
	doc := map[string]string{"Content-Type": "application/json"}
	zipped := zip([]byte(one))
	flipped := bytes.Clone(zipped)
	flipped[len(flipped)-6] ^= 1
	for _, c := range []struct {
		name   string
		path   string
		header map[string]string
		body   []byte
		status int
		code   string
	}{
		{"gzip bomb", "message", gz, zip(make([]byte, 18<<20)), 413, "partner.gzip_ratio"},
		{"gzip bomb of blanks and lines", "message", gz, zip(bytes.Repeat([]byte(" \n"), 9<<20)), 413, "partner.gzip_ratio"},
		{"large after decompression", "message", gz, zip(noise(17 << 20)), 413, "signal.body_too_large"},
		{"large as sent", "message", nil, make([]byte, 17<<20), 413, "signal.body_too_large"},
		{"large gzip as sent", "message", gz, make([]byte, 9<<20), 413, "partner.compressed_too_large"},
		{"truncated gzip", "message", gz, zipped[:len(zipped)-9], 400, "partner.gzip"},
		{"gzip with wrong checksum", "message", gz, flipped, 400, "partner.gzip"},
		{"no gzip at all", "message", gz, []byte(one), 400, "partner.gzip"},
		{"empty gzip", "message", gz, nil, 400, "partner.gzip"},
		{"junk after gzip", "message", gz, append(bytes.Clone(zipped), "junk"...), 400, "partner.gzip"},
		{"other encoding", "message", map[string]string{"Content-Encoding": "br"}, []byte(one), 415, "partner.content_encoding"},
		{"two encodings", "message", map[string]string{"Content-Encoding": "gzip, gzip"}, zip(zipped), 415, "partner.content_encoding"},
		{"no content type", "message", map[string]string{"Content-Type": ""}, []byte(one), 415, "partner.content_type"},
		{"form", "message", map[string]string{"Content-Type": "application/x-www-form-urlencoded"}, []byte(one), 415, "partner.content_type"},
		{"XML", "message", map[string]string{"Content-Type": "text/xml"}, []byte("<x/>"), 415, "partner.content_type"},
		{"broken content type", "message", map[string]string{"Content-Type": "application/json; charset"}, []byte(one), 415, "partner.content_type"},
		{"UTF-16 said", "message", map[string]string{"Content-Type": "application/json; charset=utf-16"}, []byte(one), 415, "partner.charset"},
		{"EBCDIC said", "message", map[string]string{"Content-Type": "application/x-ndjson; charset=ebcdic-cp-us"}, []byte(one), 415, "partner.charset"},
		{"array not closed", "message", doc, []byte("[" + one), 400, "signal.body_malformed"},
		{"array with a hole", "message", doc, []byte("[" + one + ",," + one + "]"), 400, "signal.body_malformed"},
		{"array closed twice", "message", doc, []byte("[" + one + "]]"), 400, "signal.body_malformed"},
		{"two arrays", "message", doc, []byte("[" + one + "][" + one + "]"), 400, "signal.body_malformed"},
		{"nested bomb in an array", "message", doc, []byte("[" + strings.Repeat("[", 5_000_000)), 400, "signal.body_too_deep"},
		{"nested objects in an array", "message", doc, []byte("[" + strings.Repeat(`{"a":`, 1_000_000)), 400, "signal.body_too_deep"},
		{"too many records", "message", nil, bytes.Repeat([]byte("0\n"), signal.RecordsMax+1), 413, "signal.too_many_records"},
		{"no key", "message", map[string]string{"Authorization": ""}, []byte(one), 401, "partner.key_missing"},
		{"basic authentication", "message", map[string]string{"Authorization": "Basic a2V5"}, []byte(one), 401, "partner.key_missing"},
		{"wrong key", "message", map[string]string{"Authorization": "Bearer ' OR ''='"}, []byte(one), 401, "partner.key_unknown"},
		{"endless key", "message", map[string]string{"Authorization": "Bearer " + strings.Repeat("k", 5000)}, []byte(one), 401, "partner.key_unknown"},
		{"over quota", "message", map[string]string{"Authorization": "Bearer key-of-small"}, bytes.Repeat([]byte(one+"\n"), 1001), 413, "partner.batch_over_quota"},
		{"unknown kind", "gossip", nil, []byte(one), 404, "signal.kind_unknown"},
		{"path traversal", "..%2f..%2fetc%2fpasswd", nil, []byte(one), 404, "signal.kind_unknown"},
		{"GET", "message", map[string]string{"method": "GET"}, nil, 405, "partner.method"},
		{"PUT", "message", map[string]string{"method": "PUT"}, []byte(one), 405, "partner.method"},
		{"other path", "message/x", nil, []byte(one), 404, "partner.path"},
	} {
		t.Run(c.name, func(t *testing.T) {
			a := d.send(t, "/v1/signals/"+c.path, c.header, c.body)
			check.Equal(t, []any{a.status, a.Code}, []any{c.status, c.code})
		})
	}
	check.Equal(t, len(d.logged(t)), 0)
	a := d.send(t, "/v1/signals/message", gz, zipped)
	check.Equal(t, []int{a.status, a.Accepted}, []int{200, 1})
}

// noise is text that hardly compresses: a ratio far below the bomb's.
func noise(n int) []byte {
	out := make([]byte, n)
	x := uint32(1)
	for i := range out {
		x = x*1664525 + 1013904223
		out[i] = 'a' + byte(x>>24)%4
		if i%100 == 99 {
			out[i] = '\n'
		}
	}
	return out
}

// Protects: what looks wrong and is right is taken: byte order mark at the start, CRLF, blank lines, GB18030 when said so,
// members of gzip one after another, pretty-printed documents.
func TestOddButRight(t *testing.T) {
	d := open(t)
	line := func(id string) string { return `{"id":"` + id + `","text":"您好"}` }
	a := d.send(t, "/v1/signals/message", nil, []byte("\ufeff\r\n"+line("1")+"\r\n\n  \n"+line("2")))
	check.Equal(t, []int{a.Read, a.Accepted}, []int{2, 2})
	a = d.send(t, "/v1/signals/message", map[string]string{"Content-Type": "application/x-ndjson; charset=GB18030"}, []byte(gb(line("3"))+"\n{\"text\":\"\xc4\xff\"}\n"+gb(line("4"))))
	check.Equal(t, []int{a.Read, a.Accepted, a.Rejects[0].Line}, []int{3, 2, 2})
	check.Equal(t, a.Rejects[0].Code, "signal.invalid_utf8")
	a = d.send(t, "/v1/signals/message", map[string]string{"Content-Encoding": "gzip"}, append(zip([]byte(line("5")+"\n")), zip([]byte(line("6")))...))
	check.Equal(t, []int{a.Read, a.Accepted}, []int{2, 2})
	a = d.send(t, "/v1/signals/message", map[string]string{"Content-Type": "application/json"}, []byte("\n{\n  \"id\": \"7\",\n  \"text\": \"您好\"\n}\n"))
	check.Equal(t, []int{a.Read, a.Accepted}, []int{1, 1})
	for _, s := range d.logged(t) {
		check.Equal(t, s.Text, "您好")
	}
}

// Protects: an id used again: same content is a duplicate, other content is refused by name, another source's is its own,
// and the first stays as it was.
func TestReusedIDs(t *testing.T) {
	d := open(t)
	send := func(source, body string) answer {
		return d.send(t, "/v1/signals/message", map[string]string{"Authorization": "Bearer key-of-" + source}, []byte(body))
	}
	check.Equal(t, send("src", `{"id":"1","text":"first"}`).Accepted, 1)
	check.Equal(t, send("src", `{ "text":"f\u0069rst", "id":"1" }`).Duplicate, 1)
	a := send("src", `{"id":"1","text":"second"}`)
	check.Equal(t, fmt.Sprint(a.Rejects[0].Code, a.Rejects[0].Field, a.Rejects[0].ID), "signal.id_reusedid1")
	check.Equal(t, send("other", `{"id":"1","text":"second"}`).Accepted, 1)
	a = send("src", `{"id":"2","text":"a"}`+"\n"+`{"id":"2","text":"b"}`+"\n"+`{"id":"2","text":"a"}`)
	check.Equal(t, []int{a.Accepted, a.Rejected, a.Duplicate, a.Rejects[0].Line}, []int{1, 1, 1, 2})
	check.Equal(t, len(d.logged(t)), 3)
}

// Protects: answers repeat nothing of what was sent, except the record's id and the name of an unknown field, shortened.
func TestAnswersDoNotEcho(t *testing.T) {
	d := open(t)
	a := d.send(t, "/v1/signals/message", nil, []byte(`{"text":"secret-1","phone":"secret-2","name":"\u0000"}`))
	raw, err := json.Marshal(a)
	check.NoError(t, err)
	check.True(t, !bytes.Contains(raw, []byte("secret")), string(raw))
}

// FuzzIntake: no body makes the intake panic, lose count, or answer with anything but a receipt or a named refusal.
func FuzzIntake(f *testing.F) {
	d := open(f)
	for _, c := range records {
		f.Add([]byte(c.line), false)
	}
	f.Add([]byte("["+one+"]"), true)
	f.Fuzz(func(t *testing.T, body []byte, document bool) {
		kind := "application/x-ndjson"
		if document {
			kind = "application/json"
		}
		a := d.send(t, "/v1/signals/mixed", map[string]string{"Content-Type": kind}, body)
		if a.status == 200 {
			check.Equal(t, a.Read, a.Accepted+a.Duplicate+a.Rejected)
		} else {
			check.True(t, a.Code != "", "a refusal without a name")
		}
	})
}
