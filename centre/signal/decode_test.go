package signal

import (
	"bytes"
	"encoding/json"
	"strconv"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"fanzha/centre/signal/lex"
	"fanzha/internal/check"
	"fanzha/term/when"
)

const testCall = `{"id":"CDR-20261121-000017","time":"2026-11-21T10:40:00+08:00","phone":"13800138000","peer":"+85251234567","direction":"in","answered":true,"duration_s":1260,"place":"990101001"}`
const testTransfer = `{"id":"T-88123","time":1795228800000000,"phone":"13800138000","name":"张三","account":"6222021000000000009","payee_account":"6222021000000000017","payee_name":"李四","payee_bank":"示例银行","amount_fen":1250000,"channel":"mobile"}`

const testPlain = `{"kind":"transfer","id":"l3k2j1-0-0000000123","time":1795228800000000,"phone":"13912345678","payee_account":"6222029912345678","amount_fen":12345,"channel":"mobile"}`

func decode(t testing.TB, kind Kind, record string) (Signal, *Reject) {
	t.Helper()
	var s Signal
	rej := NewDecoder(testNow).Decode([]byte(record), kind, &s)
	return s, rej
}

// Protects: the wire names land in the right fields, normalised.
func TestDecodeCall(t *testing.T) {
	s, rej := decode(t, Call, testCall)
	check.True(t, rej == nil, "refused")
	check.Equal(t, s, Signal{
		Kind: Call, ID: "CDR-20261121-000017", Time: 1_795_228_800_000_000, Phone: "+8613800138000", Peer: "+85251234567", Answered: true,
		Duration: 1260, Place: "990101001",
	})
	s, rej = decode(t, 0, `{"kind":"sighting","subject":"account","payee_account":"6222 0210 0000 0000 017","until":"2027-01-01T00:00:00Z","weight":80,"fraud":"fake_loan","text":"a\n\u5f20\ud83d\ude00\/"}`)
	check.True(t, rej == nil, "refused")
	check.Equal(t, s.Text, "a\n张😀/")
	check.Equal(t, []any{s.Kind, s.Subject, s.Weight, s.Fraud, s.Time}, []any{Sighting, "account", int64(80), "fake_loan", when.Micros(0)})
}

// Protects: exactly which record is refused, by which code and field.
func TestDecodeRefusals(t *testing.T) {
	long := strings.Repeat("x", TextMax+1)
	for _, c := range []struct {
		kind   Kind
		record string
		code   string
		field  string
	}{
		{Call, `[]`, "signal.not_object", ""},
		{Call, `"x"`, "signal.not_object", ""},
		{Call, "\xd6\xd0", "signal.invalid_utf8", ""},
		{Call, `{"phone":"13800138000"`, "signal.truncated", ""},
		{Call, `{"phone":"138`, "signal.truncated", "phone"},
		{Call, `{"phone":`, "signal.truncated", ""},
		{Call, `{"phone" "13800138000"}`, "signal.syntax", ""},
		{Call, `{"phone":"13800138000",}`, "signal.syntax", ""},
		{Call, `{"phone":"13800138000"} x`, "signal.trailing", ""},
		{Call, `{"phone":"13800138000"}{}`, "signal.trailing", ""},
		{Call, `{'phone':'13800138000'}`, "signal.syntax", ""},
		{Call, `{"phone":"13800138000","phone":"13800138000"}`, "signal.duplicate_field", "phone"},
		{Call, `{"phone":"13800138000","\u0070hone":"13800138000"}`, "signal.duplicate_field", "phone"},
		{Call, `{"phone":"13800138000","duration":5}`, "signal.unknown_field", "duration"},
		{Call, `{"phone":"13800138000","amount_fen":5}`, "signal.field_of_other_kind", "amount_fen"},
		{Call, `{}`, "signal.missing", "phone"},
		{Call, `{"phone":null}`, "signal.missing", "phone"},
		{Call, `{"phone":""}`, "signal.missing", "phone"},
		{Call, `{"phone":13800138000}`, "signal.wrong_type", "phone"},
		{Call, `{"phone":["13800138000"]}`, "signal.wrong_type", "phone"},
		{Call, `{"phone":true}`, "signal.wrong_type", "phone"},
		{Call, `{"phone":"12"}`, "ident.phone_length", "phone"},
		{Call, `{"phone":"13800138000","duration_s":"5"}`, "signal.wrong_type", "duration_s"},
		{Call, `{"phone":"13800138000","duration_s":5.0}`, "signal.not_integer", "duration_s"},
		{Call, `{"phone":"13800138000","duration_s":5e3}`, "signal.not_integer", "duration_s"},
		{Call, `{"phone":"13800138000","duration_s":05}`, "signal.bad_number", "duration_s"},
		{Call, `{"phone":"13800138000","duration_s":-}`, "signal.bad_number", "duration_s"},
		{Call, `{"phone":"13800138000","duration_s":-1}`, "signal.out_of_range", "duration_s"},
		{Call, `{"phone":"13800138000","duration_s":99999999}`, "signal.out_of_range", "duration_s"},
		{Call, `{"phone":"13800138000","duration_s":99999999999999999999}`, "signal.number_too_large", "duration_s"},
		{Call, `{"phone":"13800138000","answered":"yes"}`, "signal.wrong_type", "answered"},
		{Call, `{"phone":"13800138000","answered":1}`, "signal.wrong_type", "answered"},
		{Call, `{"phone":"13800138000","direction":"up"}`, "signal.not_listed", "direction"},
		{Call, `{"phone":"13800138000","channel":"sms"}`, "signal.not_listed", "channel"},
		{Call, `{"phone":"13800138000","place":"9901"}`, "signal.place_format", "place"},
		{Call, `{"phone":"13800138000","place":"99010x"}`, "signal.place_format", "place"},
		{Call, `{"phone":"13800138000","person_id":"990101199001011234"}`, "ident.id_check", "person_id"},
		{Call, `{"phone":"13800138000","kind":"message"}`, "signal.kind_mismatch", "kind"},
		{Call, `{"phone":"13800138000","kind":"cal"}`, "signal.kind_not_known", "kind"},
		{0, `{"phone":"13800138000"}`, "signal.kind_missing", "kind"},
		{Call, `{"phone":"13800138000","time":"2026-11-21 10:00:00"}`, "signal.time_zone_missing", "time"},
		{Call, `{"phone":"13800138000","time":"yesterday"}`, "signal.time_format", "time"},
		{Call, `{"phone":"13800138000","time":"2026-02-30T10:00:00Z"}`, "signal.time_format", "time"},
		{Call, `{"phone":"13800138000","time":"2026-11-21T10:00:00+8"}`, "signal.time_format", "time"},
		{Call, `{"phone":"13800138000","time":"2026-11-22T10:00:00Z"}`, "signal.time_future", "time"},
		{Call, `{"phone":"13800138000","time":"2019-11-22T10:00:00Z"}`, "signal.time_past", "time"},
		{Call, `{"phone":"13800138000","time":1795228800}`, "signal.time_unit", "time"},
		{Call, `{"phone":"13800138000","time":1795228800000}`, "signal.time_unit", "time"},
		{Call, `{"phone":"13800138000","time":9223372036854775807}`, "signal.number_too_large", "time"},
		{Call, `{"phone":"13800138000","time":true}`, "signal.wrong_type", "time"},
		{Call, `{"phone":"13800138000","id":"` + strings.Repeat("i", IDMax+1) + `"}`, "signal.too_long", "id"},
		{Call, `{"phone":"13800138000","id":"a\u0000b"}`, "signal.control_character", "id"},
		{Call, "{\"phone\":\"13800138000\",\"id\":\"a\tb\"}", "signal.control_character", "id"},
		{Call, "{\"phone\":\"13800138000\",\"name\":\"\xff\"}", "signal.invalid_utf8", "name"},
		{Call, `{"phone":"13800138000","name":"\ud800"}`, "signal.lone_surrogate", "name"},
		{Call, `{"phone":"13800138000","name":"\udc00"}`, "signal.lone_surrogate", "name"},
		{Call, `{"phone":"13800138000","name":"\x"}`, "signal.bad_escape", "name"},
		{Call, `{"phone":"13800138000","name":"\u12g4"}`, "signal.bad_escape", "name"},
		{Message, `{"text":"` + long + `"}`, "signal.too_long", "text"},
		{Message, `{"phone":"13800138000"}`, "signal.missing", "url"},
		{Message, `{"text":"\u0007"}`, "signal.control_character", "text"},
		{Visit, `{"url":"javascript:alert(1)"}`, "ident.url_scheme", "url"},
		{Visit, `{}`, "signal.missing", "url"},
		{Visit, `{"app":"x"}`, "ident.app_length", "app"},
		{Transfer, `{"amount_fen":1,"payee_account":"6222021000000000017"}`, "signal.missing", "phone"},
		{Transfer, `{"phone":"13800138000","amount_fen":1}`, "signal.missing", "payee_account"},
		{Transfer, `{"phone":"13800138000","payee_account":"6222021000000000017"}`, "signal.missing", "amount_fen"},
		{Transfer, `{"phone":"13800138000","payee_account":"6222021000000000017","amount_fen":0}`, "signal.amount_zero", "amount_fen"},
		{Transfer, `{"phone":"13800138000","payee_account":"6222021000000000017","amount_fen":-1}`, "signal.amount_negative", "amount_fen"},
		{Transfer, `{"phone":"13800138000","payee_account":"6222021000000000017","amount_fen":1.5}`, "signal.not_integer", "amount_fen"},
		{Transfer, `{"phone":"13800138000","payee_account":"6222021000000000017","amount_fen":1000000000000001}`, "signal.amount_too_large", "amount_fen"},
		{Report, `{"text":"x"}`, "signal.missing", "phone"},
		{Report, `{"phone":"13800138000"}`, "signal.missing", "text"},
		{Report, `{"phone":"13800138000","fraud":"made_up"}`, "signal.not_listed", "fraud"},
		{Sighting, `{"peer":"13800138000"}`, "signal.missing", "subject"},
		{Sighting, `{"subject":"url","peer":"13800138000"}`, "signal.missing", "url"},
		{Sighting, `{"subject":"person","peer":"13800138000"}`, "signal.not_listed", "subject"},
		{Sighting, `{"subject":"phone","peer":"13800138000","phone":"13800138000"}`, "signal.field_of_other_kind", "phone"},
		{Sighting, `{"subject":"phone","peer":"13800138000","until":"2026-11-20T00:00:00Z"}`, "signal.until_before_time", "until"},
		{Sighting, `{"subject":"phone","peer":"13800138000","until":"2046-11-20T00:00:00Z"}`, "signal.out_of_range", "until"},
		{Sighting, `{"subject":"phone","peer":"13800138000","weight":0}`, "signal.out_of_range", "weight"},
	} {
		_, rej := decode(t, c.kind, c.record)
		if rej == nil {
			t.Errorf("%.80s: accepted, want %s", c.record, c.code)
			continue
		}
		if rej.Code != c.code || rej.Field != c.field || rej.Reason == "" {
			t.Errorf("%.80s: %s %s %q, want %s %s", c.record, rej.Code, rej.Field, rej.Reason, c.code, c.field)
		}
	}
}

// Protects: a partner who used another name is told the right one, and the receipt can be matched to the record.
func TestSuggestionAndID(t *testing.T) {
	_, rej := decode(t, Transfer, `{"amount":5,"x":{"id":"no","y":[1,"]"]},"id":"T-9"}`)
	check.Equal(t, *rej, Reject{ID: "T-9", Field: "amount", Code: "signal.unknown_field", Reason: "There is no such field; did you mean amount_fen?", ReasonZH: "没有这个字段"})
	_, rej = decode(t, Call, `{"id":"C-1","phonee":"1"}`)
	check.Equal(t, *rej, Reject{ID: "C-1", Field: "phonee", Code: "signal.unknown_field", Reason: "There is no such field; did you mean phone?", ReasonZH: "没有这个字段"})
	_, rej = decode(t, Call, `{"`+strings.Repeat("长", 100)+`":1}`)
	check.True(t, len(rej.Field) <= 64 && utf8.ValidString(rej.Field), rej.Field)
}

// Protects: our reading of RFC 3339 against known moments.
func TestParseMoment(t *testing.T) {
	for in, want := range map[string]when.Micros{
		"1970-01-01T00:00:00Z":             0,
		"2026-11-21T10:43:00+08:00":        testNow,
		"2026-11-21t02:43:00.1234567z":     testNow + 123456,
		"2026-11-20T21:43:00.5-05:00":      testNow + 500_000,
		"2024-02-29T23:59:60Z":             1_709_251_200_000_000,
		"2026-11-21 02:43:00Z":             testNow,
		"0001-01-01T00:00:00Z":             -62_135_596_800_000_000,
		"9999-12-31T23:59:59.999999+00:00": 253_402_300_799_999_999,
	} {
		got, code := lex.Moment(in)
		check.Equal(t, code, "")
		if got != want {
			t.Errorf("%s: %d, want %d", in, got, want)
		}
	}
}

// Protects: looking at eight bytes at once finds exactly what looking at each finds, at every distance from the ends.
func TestOrdinary(t *testing.T) {
	for c := range 256 {
		for n := range 20 {
			for at := range n + 1 {
				b := bytes.Repeat([]byte{'a'}, n+1)
				b[at] = byte(c)
				want := n + 1
				if k := lex.Class[c]; k != 0 && k != lex.InHigh {
					want = at
				}
				got, high := lex.Ordinary(b, 0)
				if got != want || c >= 0x80 && !high {
					t.Fatalf("byte %#x at %d of %d: %d, %v", c, at, n+1, got, high)
				}
			}
		}
	}
}

// Protects: names are freed of blanks of both widths.
func TestTrim(t *testing.T) {
	for in, want := range map[string]string{"": "", " ": "", " 　张三 　 ": "张三", "张 三": "张 三", "a": "a", "\tb\n": "b"} {
		check.Equal(t, trim(in), want)
	}
}

// Protects: what is read after a record of the same shape is what a fresh decoder reads, and refused in the same words.
func sameAfter(t *testing.T, record []byte, kind Kind, want Signal, refused *Reject) {
	t.Helper()
	for _, before := range []string{string(record), testCall, testTransfer, testPlain} {
		var s Signal
		d := NewDecoder(testNow)
		_ = d.Decode([]byte(before), 0, &s)
		rej := d.Decode(record, kind, &s)
		check.Equal(t, rej, refused)
		if rej == nil {
			check.Equal(t, s, want)
		}
	}
}

// FuzzDecode: no record makes the decoder panic; what it accepts is JSON by the standard library, and survives the codec; the record
// before changes nothing.
func FuzzDecode(f *testing.F) {
	f.Add([]byte(testCall), byte(1))
	f.Add([]byte(testTransfer), byte(4))
	f.Add([]byte(testPlain), byte(0))
	f.Add([]byte(`{"kind":"sighting","subject":"url","url":"example.com/\u00e9","weight":1}`), byte(0))
	f.Fuzz(func(t *testing.T, record []byte, k byte) {
		var s, again Signal
		rej := NewDecoder(testNow).Decode(record, Kind(k%7), &s)
		sameAfter(t, record, Kind(k%7), s, rej)
		if rej != nil {
			check.True(t, rej.Code != "" && rej.Reason != "", "reject without words")
			return
		}
		check.True(t, json.Valid(record) && utf8.Valid(record), "accepted what is no JSON")
		s.Source = "fuzz"
		check.True(t, readSignal(string(appendSignal(nil, &s)), &again), "codec refuses")
		check.Equal(t, again, s)
	})
}

// Protects: every cut, and every change of one byte, of ordinary records is read alike whatever came before.
func TestRecordBeforeChangesNothing(t *testing.T) {
	odd := []byte("\"{}[],: \\\x00\x7f\xff019tnx-+.e")
	for _, text := range []string{testCall, testTransfer, testPlain, `{"id":"","name":" ","text":"a\u4e2d","lost":false,"phone":"010 62000000","time":0,"time":1}`} {
		for at := range text {
			for n, c := range odd {
				record := []byte(text)
				record[at] = c
				if n == 0 {
					record = record[:at]
				}
				var s Signal
				rej := NewDecoder(testNow).Decode(record, 0, &s)
				sameAfter(t, record, 0, s, rej)
			}
		}
	}
}

// FuzzMoment: no string makes the parser panic, and what it accepts it reads as the standard library does.
func FuzzMoment(f *testing.F) {
	f.Add("2026-11-21T10:43:00.123+08:00")
	f.Fuzz(func(t *testing.T, v string) {
		m, code := lex.Moment(v)
		check.True(t, (code == "") || m == 0, "a moment and a refusal")
		std, err := time.Parse(time.RFC3339Nano, v)
		if code == "" && err == nil {
			check.Equal(t, m, when.Of(std))
		}
	})
}

// FuzzSplit: every record of any body is within the body and, for lines, every byte but line breaks is in one record.
func FuzzSplit(f *testing.F) {
	f.Add([]byte("{}\n{}\r\n\n"), false)
	f.Add([]byte(`[{"a":"]"},{"b":[1,{}]}]`), true)
	f.Fuzz(func(t *testing.T, body []byte, document bool) {
		split := splitLines
		if document {
			split = splitDocument
		}
		last := 0
		err := split(body, func(n int, record []byte) error {
			check.True(t, n > last && len(record) > 0, "numbers rise, records are not empty")
			last = n
			return nil
		})
		if document && err == nil && last > 1 {
			var list []json.RawMessage
			if json.Unmarshal(body, &list) == nil && len(list) != last {
				t.Fatalf("%d elements, want %d", last, len(list))
			}
		}
	})
}

func benchDecode(b *testing.B, kind Kind, record string) {
	d, raw := NewDecoder(testNow), []byte(record)
	var s Signal
	b.ReportAllocs()
	b.SetBytes(int64(len(raw)))
	for b.Loop() {
		rej := d.Decode(raw, kind, &s)
		if rej != nil {
			b.Fatal(rej)
		}
	}
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "records/s")
}

func BenchmarkDecodeCall(b *testing.B)     { benchDecode(b, Call, testCall) }
func BenchmarkDecodeTransfer(b *testing.B) { benchDecode(b, Transfer, testTransfer) }
func BenchmarkDecodePlain(b *testing.B) {
	benchDecode(b, 0, testPlain)
}
func BenchmarkDecodeMessage(b *testing.B) {
	benchDecode(b, Message, `{"id":"M-1","phone":"13800138000","peer":"10690001","text":"【示例银行】您的账户存在异常，请点击链接核实身份，逾期将冻结","url":"http://bank.example.com/verify"}`)
}

// BenchmarkDecodeStandardLibrary reads the same record with encoding/json, without validating anything: the measure beside.
func BenchmarkDecodeStandardLibrary(b *testing.B) {
	raw := []byte(testTransfer)
	var to struct {
		ID, Phone, Name, Account, Channel string
		Time                              int64
		PayeeAccount                      string `json:"payee_account"`
		PayeeName                         string `json:"payee_name"`
		PayeeBank                         string `json:"payee_bank"`
		AmountFen                         int64  `json:"amount_fen"`
	}
	b.ReportAllocs()
	for b.Loop() {
		err := json.Unmarshal(raw, &to)
		if err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "records/s")
}

// Protects: numbers read eight digits at a time are those read one by one, at every length and place, and end where the digits end.
func TestDigits(t *testing.T) {
	for _, text := range []string{"", "0", "7", "12345678", "123456789", "1795228980000000", "18446744073709551615", "9999999999999999999", "1234567a", "12345678/9", "1234567:", "12\xb03", "\xff2345678"} {
		for before := range 9 {
			b := append(bytes.Repeat([]byte("9"), before), text...)
			end := before
			for end < len(b) && b[end] >= '0' && b[end] <= '9' {
				end++
			}
			check.Equal(t, lex.End(b, before), end)
			if end-before <= 19 {
				want, _ := strconv.ParseUint("0"+string(b[before:end]), 10, 64)
				check.Equal(t, lex.Number(b[before:end]), want)
			}
		}
	}
	for c := range 256 { // every byte in every place of a word
		for at := range 8 {
			b := []byte("12345678")
			b[at] = byte(c)
			end := lex.End(b, 0)
			if c >= '0' && c <= '9' {
				at = 8
			}
			check.Equal(t, end, at)
		}
	}
	for text, code := range map[string]string{"9223372036854775799": "", "9223372036854775800": codeNumberTooBig, "-9223372036854775799": "", "00": codeBadNumber, "-": codeBadNumber, "12345678901234567890": codeNumberTooBig, "1.5": codeNotInteger, "18446744073709551616e3": codeNotInteger} {
		s := scanner{b: []byte(text)}
		n, got := s.integer()
		check.Equal(t, got, code)
		if code == "" {
			check.Equal(t, strconv.FormatInt(n, 10), text)
		}
	}
}
