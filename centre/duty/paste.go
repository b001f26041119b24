package duty

import (
	"strings"
	"unicode/utf8"

	"fanzha/term/fault"
)

// Bounds of what is pasted.
const (
	PasteMax = 64 << 10 // bytes
	nameMax  = 120      // bytes of a name or login
)

// Written is a line of a pasted roster: as Line, with names or logins at the posts.
type Written struct {
	N int // line of the text, from 1
	Line
}

// ParsePaste reads a roster as it is copied from a sheet or a CSV file: day, shift, officer, deputy, leader, parted by tabs or commas. Empty
// lines and a head line are passed over; deputy and leader may be missing.
func ParsePaste(text string, r *Rules) ([]Written, error) {
	if len(text) > PasteMax || !utf8.ValidString(text) || strings.ContainsRune(text, 0) {
		return nil, badField("text")
	}
	var out []Written
	n := 0
	for line := range strings.Lines(strings.TrimPrefix(text, "\ufeff")) {
		n++
		cells := cut(line)
		if len(strings.Join(cells, "")) == 0 || n == 1 && headline(cells) {
			continue
		}
		w, err := written(n, cells, r)
		if err != nil {
			return nil, err
		}
		out = append(out, w)
	}
	if len(out) == 0 {
		return nil, badField("text")
	}
	if len(out) > DaysMax*slotsMax {
		return nil, fault.New(ErrTooMany.Kind, ErrTooMany.Code, "most", int64(DaysMax*slotsMax))
	}
	return out, nil
}

// cut parts a line at tabs, or where there is none at commas, also those of Chinese keyboards. Quotation marks of a CSV file fall away.
func cut(line string) []string {
	parts := strings.Split(line, "\t")
	if len(parts) == 1 {
		parts = strings.Split(strings.ReplaceAll(line, "，", ","), ",")
	}
	for i := range parts {
		parts[i] = strings.TrimSpace(strings.Trim(strings.TrimSpace(parts[i]), `"`))
	}
	return parts
}

func headline(cells []string) bool { return !strings.ContainsAny(cells[0], "0123456789") }

func written(n int, cells []string, r *Rules) (Written, error) {
	bad := func(zh, en string) (Written, error) {
		return Written{}, fault.New(ErrPaste.Kind, ErrPaste.Code, "line", int64(n), "why_zh", zh, "why_en", en)
	}
	if len(cells) < 3 || len(strings.Join(cells[min(5, len(cells)):], "")) > 0 {
		return bad("要有三到五列", "three to five columns are needed")
	}
	cells = append(cells, "", "")[:5]
	for _, c := range cells {
		if len(c) > nameMax {
			return bad("内容太长", "a cell is too long")
		}
	}
	w := Written{n, Line{Day: strings.NewReplacer("/", "-", ".", "-").Replace(cells[0]), Code: cells[1], Officer: cells[2], Deputy: cells[3], Leader: cells[4]}}
	_, _, err := r.span(w.Line)
	if err != nil {
		return bad("日期要写成 2026-11-23，班次要写设定里的名称", "a date like 2026-11-23 and a shift of the settings are needed")
	}
	if w.Officer == "" {
		return bad("没有值班员", "there is no officer")
	}
	s, _ := r.Slot(w.Code)
	w.Code = s.Code
	return w, nil
}
