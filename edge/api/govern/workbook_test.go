package govern

import (
	"bytes"
	"testing"

	"github.com/xuri/excelize/v2"

	"fanzha/centre/govern"
	"fanzha/centre/govern/form"
	"fanzha/internal/check"
	"fanzha/rulebook"
)

func ofForm(t testing.TB, code string) form.Form {
	t.Helper()
	list, err := form.Load(rulebook.FS, "returns")
	check.NoError(t, err)
	for _, f := range list {
		if f.Code == code {
			return f
		}
	}
	t.Fatalf("no form %s", code)
	return form.Form{}
}

func asked(values form.Values) govern.Return {
	return govern.Return{Head: govern.Head{ID: "r", Kind: "department_month", Period: "2026-10", Member: "edu"}, Values: values}
}

// book writes the template and lets somebody change it.
func book(t testing.TB, x govern.Return, change func(*excelize.File)) []byte {
	t.Helper()
	f, err := writeTemplate(ofForm(t, "department_month"), x)
	check.NoError(t, err)
	if change != nil {
		change(f)
	}
	var out bytes.Buffer
	check.NoError(t, f.Write(&out))
	check.NoError(t, f.Close())
	return out.Bytes()
}

// Protects: what goes out in a template comes back from it to the fen, and the numbers of Excel are read as people see them.
func TestTemplate(t *testing.T) {
	f := ofForm(t, "department_month")
	full := form.Values{Numbers: map[string]int64{"staff": 812, "defrauded": 1, "loss": 3_000_005, "app": 700, "talks": 0, "audience": 1200},
		Texts: map[string]string{"problems": "职工流动大"}}
	got, err := readTemplate(f, asked(full), book(t, asked(full), nil))
	check.NoError(t, err)
	check.Equal(t, got, full)
	got, err = readTemplate(f, asked(full), book(t, asked(form.Values{}), func(b *excelize.File) {
		for cell, v := range map[string]any{"D4": "1,024", "D5": 2.0, "D6": 0.1 + 0.2, "D7": 1.2e6, "D8": " 3 ", "D9": ""} {
			check.NoError(t, b.SetCellValue(formSheet, cell, v))
		}
	}))
	check.NoError(t, err)
	check.Equal(t, got.Numbers, map[string]int64{"staff": 1024, "defrauded": 2, "loss": 30, "app": 1_200_000, "talks": 3})
}

// Protects: a workbook of another unit or period, with moved codes, with words for numbers, or that is none, is refused with its place.
func TestTemplateRefused(t *testing.T) {
	f := ofForm(t, "department_month")
	other := asked(form.Values{})
	other.Member = "court"
	set := func(cell string, v any) func(*excelize.File) {
		return func(b *excelize.File) { check.NoError(t, b.SetCellValue(formSheet, cell, v)) }
	}
	for name, raw := range map[string][]byte{
		"other unit":   book(t, other, nil),
		"not a book":   []byte("staff,100"),
		"words":        book(t, asked(form.Values{}), set("D4", "八百")),
		"a fraction":   book(t, asked(form.Values{}), set("D4", 1.5)),
		"a tenth fen":  book(t, asked(form.Values{}), set("D6", "0.001")),
		"negative":     book(t, asked(form.Values{}), set("D4", -1)),
		"moved code":   book(t, asked(form.Values{Numbers: map[string]int64{"staff": 1}}), set("A4", "people")),
		"twice":        book(t, asked(form.Values{Numbers: map[string]int64{"staff": 1, "defrauded": 1}}), set("A5", "staff")),
		"no sheet":     book(t, asked(form.Values{}), func(b *excelize.File) { check.NoError(t, b.SetSheetName(formSheet, "x")) }),
		"no stamp":     book(t, asked(form.Values{}), set("A2", "")),
		"large number": book(t, asked(form.Values{}), set("D4", "1E300")),
	} {
		_, err := readTemplate(f, asked(form.Values{}), raw)
		if err == nil {
			t.Fatalf("taken: %s", name)
		}
		check.Fault(t, err, "govern.workbook")
	}
}

// FuzzTemplate protects: no file ends the process, and what is read has only fields of its form and no negative number.
func FuzzTemplate(f *testing.F) {
	f.Add(book(f, asked(form.Values{Numbers: map[string]int64{"staff": 10, "loss": 1}}), nil))
	f.Add([]byte("PK\x03\x04"))
	one := ofForm(f, "department_month")
	f.Fuzz(func(t *testing.T, raw []byte) {
		if len(raw) > fileMax {
			return
		}
		got, err := readTemplate(one, asked(form.Values{}), raw)
		for code, n := range got.Numbers {
			_, known := one.Field(code)
			if err == nil && (n < 0 || !known) {
				t.Fatalf("%s = %d", code, n)
			}
		}
	})
}

// FuzzPlainNumber protects: what is undone of Excel's writing is a number or a refusal, quickly.
func FuzzPlainNumber(f *testing.F) {
	for _, s := range []string{"1.2E7", "0.30000000000000004", "1E999", "-1", "1E-3", "12345678901234567890"} {
		f.Add(s, true)
	}
	f.Fuzz(func(t *testing.T, s string, money bool) {
		out, err := plainNumber(s, money)
		if err == nil && len(out) > 64 {
			t.Fatalf("%q is %q", s, out)
		}
	})
}
