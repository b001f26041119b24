package signal

import (
	"bytes"
	"encoding/json"
	"flag"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"fanzha/internal/check"
	"fanzha/term/fault"
)

var update = flag.Bool("update", false, "write docs/schema from the table")

// Protects: the published schemas are those of the decoder's own table.
func TestSchemasCommitted(t *testing.T) {
	dir := filepath.Join("..", "..", "docs", "schema")
	files := map[string][]byte{"mixed.json": SchemaMixed(), "fields.md": FieldsPage()}
	for kind := Call; kind <= Sighting; kind++ {
		files[kind.String()+".json"] = Schema(kind)
	}
	for name, want := range files {
		path := filepath.Join(dir, name)
		if *update {
			check.NoError(t, os.MkdirAll(dir, 0o755))
			check.NoError(t, os.WriteFile(path, want, 0o644))
		}
		got, err := os.ReadFile(path)
		check.NoError(t, err)
		if !bytes.Equal(got, want) {
			t.Errorf("%s differs from the table; run go test ./centre/signal -update", path)
		}
		if strings.HasSuffix(name, ".json") {
			check.True(t, json.Valid(want), name+" is not JSON")
		}
	}
}

// Protects: every code that a receipt or a refusal can carry has words in both languages.
func TestCodesHaveTexts(t *testing.T) {
	var raw []byte
	for _, name := range []string{"faults.go", "lex/escape.go", "lex/moment.go"} {
		part, err := os.ReadFile(name)
		check.NoError(t, err)
		raw = append(raw, part...)
	}
	codes := regexp.MustCompile(`"(signal\.[a-z0-9_]+)"`).FindAllStringSubmatch(string(raw), -1)
	check.True(t, len(codes) > 40, "codes not found")
	for _, m := range codes {
		e, ok := fault.Find(m[1])
		check.True(t, ok && e.ZH != "" && e.EN != "" && e.DoZH != "" && e.DoEN != "", "no text for "+m[1])
	}
}

// Protects: the table itself: names found by their own look-up, rules only about fields that are allowed.
func TestTable(t *testing.T) {
	for i := range fields {
		f := &fields[i]
		check.Equal(t, int(f.id), i)
		check.True(t, fieldNamed([]byte(f.name)) == f, f.name)
		check.True(t, f.zh != "" && f.en != "", f.name+" without meaning")
	}
	check.True(t, fieldNamed([]byte("Phone")) == nil && fieldNamed(nil) == nil, "names are exact")
	for kind := Call; kind <= Sighting; kind++ {
		r := rules[kind]
		need := r.required
		for _, g := range r.oneOf {
			need |= g
		}
		check.True(t, need&^r.allowed == 0, kind.String())
		check.Equal(t, r.allowed.has(fChannel), r.channels != nil)
	}
	for from, to := range aliases {
		check.True(t, fieldNamed([]byte(to)) != nil && fieldNamed([]byte(from)) == nil, from)
	}
}
