package duty_test

import (
	"strings"
	"testing"

	"fanzha/centre/duty"
	"fanzha/internal/check"
	"fanzha/rulebook"
)

func rules(t testing.TB) *duty.Rules {
	t.Helper()
	raw, err := rulebook.FS.ReadFile("duty.yaml")
	check.NoError(t, err)
	r, err := duty.ParseRules(raw)
	check.NoError(t, err)
	return r
}

// FuzzPaste protects: whatever is pasted, it is refused or read into shifts of the settings with an officer, and what was read is read again the same.
func FuzzPaste(f *testing.F) {
	for _, seed := range []string{"", "2026-11-23,白班,甲", "日期,班次,值班员\n2026/11/23\t夜班\t甲\t乙\t丙\n", "\ufeff2026.11.23，night，\"甲\"，，", "x\n\n,,,\n"} {
		f.Add(seed)
	}
	r := rules(f)
	f.Fuzz(func(t *testing.T, text string) {
		lines, err := duty.ParsePaste(text, r)
		if err != nil {
			return
		}
		for _, w := range lines {
			_, known := r.Slot(w.Code)
			if !known || w.Officer == "" || w.N < 1 {
				t.Fatalf("read %+v", w)
			}
			again, err := duty.ParsePaste(strings.Join([]string{w.Day, w.Code, w.Officer, w.Deputy, w.Leader}, "\t"), r)
			if err == nil && again[0].Line != w.Line {
				t.Fatalf("read again as %+v, was %+v", again[0].Line, w.Line)
			}
		}
	})
}

// FuzzRules protects: damaged settings are an error, never a panic.
func FuzzRules(f *testing.F) {
	raw, err := rulebook.FS.ReadFile("duty.yaml")
	check.NoError(f, err)
	f.Add(raw)
	f.Add([]byte("shifts: [{code: a, zh: a, en: a, from: \"25:00\", hours: 12}]"))
	f.Fuzz(func(t *testing.T, raw []byte) {
		r, err := duty.ParseRules(raw)
		if err == nil && (len(r.Slots) == 0 || r.CoverDays < 1 || r.LateAfter <= 0) {
			t.Fatalf("taken: %+v", r)
		}
	})
}
