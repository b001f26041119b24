package scenario

import (
	"archive/zip"
	"bytes"
	"encoding/json"
	"fmt"
	"html"
	"io"
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"time"

	"github.com/xuri/excelize/v2"

	"fanzha/term/when"
)

// request plays what a person asks of the centre.
func (s *stage) request(w []string) error {
	as, refused := "", ""
	for len(w) > 4 && (w[len(w)-2] == "as" || w[len(w)-2] == "refused") {
		if w[len(w)-2] == "as" {
			as = w[len(w)-1]
		} else {
			refused = w[len(w)-1]
		}
		w = w[:len(w)-2]
	}
	method := map[string]string{"posts": http.MethodPost, "puts": http.MethodPut, "deletes": http.MethodDelete, "gets": http.MethodGet, "takes": http.MethodGet, "sends": http.MethodPost}[w[1]]
	if method == "" {
		return errUnknown
	}
	body := record{}
	path, err := s.path(w[2], body, &as)
	if err != nil {
		return err
	}
	s.settle(method, path)
	status, raw, err := s.ask(method, path, w, body)
	if err == nil && status == http.StatusUnauthorized { // a pushed clock has ended the session
		s.people[w[0]] = s.c.SignIn(s.t, w[0])
		status, raw, err = s.ask(method, path, w, body)
	}
	if err != nil {
		return err
	}
	return s.keep(answer{w[1], status, raw}, as, refused)
}

// ask sends a request.
func (s *stage) ask(method, path string, w []string, body record) (status int, raw []byte, err error) {
	who := s.people[w[0]]
	switch {
	case w[1] == "sends":
		var query string
		query, err = s.query(w[3 : len(w)-1])
		if err == nil {
			status, raw = who.Upload("/api/v1"+path+query, []byte(strings.ReplaceAll(w[len(w)-1], `\n`, "\n")))
		}
	case method == http.MethodGet:
		var query string
		query, err = s.query(w[3:])
		if err == nil {
			status, raw = who.Do(method, "/api/v1"+path+query, nil)
		}
	default:
		err = s.fields(w[3:], body)
		if err == nil {
			status, raw = who.Do(method, "/api/v1"+path, body)
		}
	}
	return status, raw, err
}

// answer is what came back.
type answer struct {
	verb   string
	status int
	raw    []byte
}

func (s *stage) keep(a answer, as, refused string) error {
	switch {
	case refused != "" && codeOf(a.raw) == refused:
		return nil
	case refused != "":
		return fmt.Errorf("not refused with %s: %d %s", refused, a.status, a.raw)
	case a.status != http.StatusOK:
		return fmt.Errorf("%d %s", a.status, a.raw)
	case as == "":
		return nil
	}
	if a.verb == "takes" {
		text, err := s.open(a)
		s.kept[as] = record{"text": text, "size": float64(len(a.raw))}
		return err
	}
	var out any
	err := json.Unmarshal(a.raw, &out)
	s.kept[as] = out
	return err
}

// settle works off what was done before a look, so that the look sees it.
func (s *stage) settle(method, path string) {
	counts := method == http.MethodGet || strings.HasPrefix(path, "/bulletins") || strings.HasPrefix(path, "/query") || strings.HasPrefix(path, "/govern/rankings")
	if counts && s.dirty {
		s.forward(0)
		s.dirty = false
	}
	if method != http.MethodGet {
		s.dirty = true
	}
}

var held = regexp.MustCompile(`@([a-z0-9]+)|\{[^{}]+\}`)

// path fills in what was kept: @c1 is the id of c1, whose version then goes into the body, and the answer is c1 from then on.
func (s *stage) path(text string, body record, as *string) (string, error) {
	var failed error
	out := held.ReplaceAllStringFunc(text, func(found string) string {
		if name, ok := strings.CutPrefix(found, "@"); ok {
			of, _ := s.kept[name].(record)
			if of == nil {
				failed = fmt.Errorf("nothing is kept as %s", name)
				return ""
			}
			body["version"] = of["version"]
			if *as == "" {
				*as = name
			}
			return fmt.Sprint(of["id"])
		}
		value, err := s.value(found)
		if err != nil {
			failed = err
		}
		return url.PathEscape(value)
	})
	return out, failed
}

// value reads {c1.id}, {today-3}, {week-1}, {month-2}, {now+2h}.
func (s *stage) value(found string) (string, error) {
	name := strings.Trim(found, "{}")
	switch {
	case strings.HasPrefix(name, "today"):
		days, err := strconv.Atoi(strings.TrimPrefix(name, "today"))
		return s.now().In(when.Zone).AddDate(0, 0, days).Format(time.DateOnly), err
	case strings.HasPrefix(name, "week-"):
		back, err := strconv.Atoi(strings.TrimPrefix(name, "week"))
		year, week := s.now().In(when.Zone).AddDate(0, 0, 7*back).ISOWeek()
		return fmt.Sprintf("%04d-W%02d", year, week), err
	case strings.HasPrefix(name, "month"):
		back, err := strconv.Atoi(strings.TrimPrefix(name, "month"))
		first := s.now().In(when.Zone).AddDate(0, 0, 1-s.now().In(when.Zone).Day())
		return first.AddDate(0, back, 0).Format("2006-01"), err
	case strings.HasPrefix(name, "now"):
		by, err := time.ParseDuration(strings.TrimPrefix(name, "now"))
		return s.now().Add(by).UTC().Format(time.RFC3339), err
	}
	of, path, _ := strings.Cut(name, ".")
	got, err := dig(s.kept[of], path)
	return print(got), err
}

func (s *stage) fill(text string) (string, error) {
	var failed error
	out := regexp.MustCompile(`\{[a-z][^{}":]*\}`).ReplaceAllStringFunc(text, func(found string) string {
		value, err := s.value(found)
		if err != nil {
			failed = err
		}
		return value
	})
	return out, failed
}

// fields reads name=text and name:=JSON; of a name with dots the parts are objects in each other.
func (s *stage) fields(words []string, body record) error {
	for _, word := range words {
		name, value, ok := strings.Cut(word, "=")
		if !ok {
			return fmt.Errorf("%q is no field", word)
		}
		value, err := s.fill(value)
		if err != nil {
			return err
		}
		var v any = value
		if plain, raw := strings.CutSuffix(name, ":"); raw {
			name = plain
			err = json.Unmarshal([]byte(strings.ReplaceAll(value, "'", `"`)), &v)
			if err != nil {
				return fmt.Errorf("%s: %w", word, err)
			}
		}
		at := body
		parts := strings.Split(name, ".")
		for _, part := range parts[:len(parts)-1] {
			deeper, _ := at[part].(record)
			if deeper == nil {
				deeper = record{}
				at[part] = deeper
			}
			at = deeper
		}
		at[parts[len(parts)-1]] = v
	}
	return nil
}

func (s *stage) query(words []string) (string, error) {
	q := url.Values{}
	for _, word := range words {
		name, value, ok := strings.Cut(word, "=")
		if !ok {
			return "", fmt.Errorf("%q is no field", word)
		}
		value, err := s.fill(value)
		if err != nil {
			return "", err
		}
		q.Add(name, value)
	}
	if len(q) == 0 {
		return "", nil
	}
	return "?" + q.Encode(), nil
}

// open reads the texts of a file: of a PDF its pages, of a document its words, of a workbook "sheet!cell=value" and "sheet!cell:=formula".
func (s *stage) open(a answer) (string, error) {
	switch {
	case bytes.HasPrefix(a.raw, []byte("%PDF")):
		file := filepath.Join(s.t.TempDir(), "a.pdf")
		err := os.WriteFile(file, a.raw, 0o600)
		if err != nil {
			return "", err
		}
		text, err := exec.CommandContext(s.t.Context(), "pdftotext", "-layout", file, "-").Output()
		return strings.Join(strings.Fields(string(text)), ""), err
	case bytes.HasPrefix(a.raw, []byte("PK")):
		book, err := excelize.OpenReader(bytes.NewReader(a.raw))
		if err == nil && len(book.GetSheetList()) > 0 {
			return cells(book)
		}
		return words(a.raw)
	}
	return string(a.raw), nil
}

func cells(book *excelize.File) (string, error) {
	var b strings.Builder
	for _, sheet := range book.GetSheetList() {
		rows, err := book.GetRows(sheet)
		if err != nil {
			return "", err
		}
		for r := range rows {
			for c := range rows[r] {
				at, err := excelize.CoordinatesToCellName(c+1, r+1)
				if err != nil {
					return "", err
				}
				formula, err := book.GetCellFormula(sheet, at)
				if err != nil {
					return "", err
				}
				if rows[r][c] != "" {
					fmt.Fprintf(&b, "%s!%s=%s\n", sheet, at, rows[r][c])
				}
				if formula != "" {
					fmt.Fprintf(&b, "%s!%s:=%s\n", sheet, at, formula)
				}
			}
		}
	}
	return b.String(), nil
}

var tags = regexp.MustCompile(`<[^>]*>`)

// words are the texts of a document, whose parts are XML in an archive.
func words(raw []byte) (string, error) {
	z, err := zip.NewReader(bytes.NewReader(raw), int64(len(raw)))
	if err != nil {
		return "", err
	}
	var b strings.Builder
	for _, f := range z.File {
		if !strings.HasPrefix(f.Name, "word/") || !strings.HasSuffix(f.Name, ".xml") {
			continue
		}
		r, err := f.Open()
		if err != nil {
			return "", err
		}
		part, err := io.ReadAll(r)
		if err != nil {
			return "", err
		}
		b.WriteString(html.UnescapeString(tags.ReplaceAllString(string(part), "")))
	}
	return b.String(), nil
}

// dig follows a path: names and numbers between dots; items[code=a] chooses of a list, items# is its length.
func dig(v any, path string) (any, error) {
	for _, part := range parts(path) {
		name, choice, chosen := strings.Cut(strings.TrimSuffix(part, "]"), "[")
		switch at := v.(type) {
		case record:
			v = at[name]
		case []any:
			i, err := strconv.Atoi(name)
			if err != nil || i < 0 || i >= len(at) {
				return nil, fmt.Errorf("no %q among %d", name, len(at))
			}
			v = at[i]
		default:
			return nil, fmt.Errorf("nothing at %q of %s", part, path)
		}
		if !chosen {
			continue
		}
		key, want, _ := strings.Cut(choice, "=")
		list, _ := v.([]any)
		v = nil
		for _, x := range list {
			got, err := dig(x, key)
			if v == nil && err == nil && print(got) == want {
				v = x
			}
		}
		if v == nil {
			return nil, fmt.Errorf("none of %d is %s", len(list), choice)
		}
	}
	return v, nil
}

// parts cuts a path at its dots; those within brackets stay.
func parts(path string) []string {
	inside := false
	return strings.FieldsFunc(path, func(r rune) bool {
		inside = r == '[' || inside && r != ']'
		return r == '.' && !inside
	})
}

func print(v any) string {
	switch x := v.(type) {
	case nil:
		return ""
	case string:
		return x
	case float64:
		return strconv.FormatFloat(x, 'f', -1, 64)
	case bool:
		return strconv.FormatBool(x)
	}
	raw, err := json.Marshal(v)
	if err != nil {
		return err.Error()
	}
	return string(raw)
}

var judged = regexp.MustCompile(`^([^=~!#\[]+(?:\[[^\]]*\][^=~!#\[]*)*)(=|!=|~|!~|#=)((?s).*)$`)

// compareKept compares what was kept with what the sentence says.
func (s *stage) compareKept(of any, words []string) error {
	for _, word := range words {
		m := judged.FindStringSubmatch(word)
		if m == nil {
			return fmt.Errorf("%q compares nothing", word)
		}
		want, err := s.fill(m[3])
		if err != nil {
			return err
		}
		got, err := dig(of, m[1])
		if err != nil {
			return fmt.Errorf("%w in %.3000s", err, print(of))
		}
		text := print(got)
		list, _ := got.([]any)
		ok := map[string]bool{"=": text == want, "!=": text != want, "~": strings.Contains(text, want), "!~": !strings.Contains(text, want), "#=": strconv.Itoa(len(list)) == want}[m[2]]
		if !ok {
			return fmt.Errorf("%s is %.1500q, not %s%q in %.2500s", m[1], text, m[2], want, print(of))
		}
	}
	return nil
}
