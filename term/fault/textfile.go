package fault

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"
)

// Texts are YAML, but of one shape only, so that this package needs no library: a list whose items hold exactly the five
// keys below, each with a plain, 'single' or "double" quoted scalar on its own line. Whatever this parser accepts, every
// YAML parser reads the same way; what it does not know it refuses.
var textKeys = []string{"code", "zh", "en", "do_zh", "do_en"}

var codeShape = regexp.MustCompile(`^[a-z][a-z0-9]*(\.[a-z][a-z0-9_]*)?$`)

// parseTexts reads the file of one room.
func parseTexts(room, data string) ([]Entry, error) {
	var out []Entry
	var item map[string]string
	seen := map[string]bool{}
	finish := func() error {
		if item == nil {
			return nil
		}
		e, err := entryOf(room, item)
		if err != nil {
			return err
		}
		if seen[e.Code] {
			return fmt.Errorf("%s.yaml: %s twice", room, e.Code)
		}
		seen[e.Code] = true
		out = append(out, e)
		return nil
	}
	for i, line := range strings.Split(data, "\n") {
		line = strings.TrimRight(line, " \r")
		if line == "" || strings.HasPrefix(strings.TrimLeft(line, " "), "#") {
			continue
		}
		at := fmt.Sprintf("%s.yaml:%d", room, i+1)
		body, first := strings.CutPrefix(line, "- ")
		if first {
			err := finish()
			if err != nil {
				return nil, err
			}
			item = map[string]string{}
		} else {
			var inside bool
			body, inside = strings.CutPrefix(line, "  ")
			if !inside || item == nil {
				return nil, fmt.Errorf("%s: want \"- code: …\" or two spaces and a key", at)
			}
		}
		err := keep(item, body)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", at, err)
		}
	}
	err := finish()
	return out, err
}

// keep puts one "key: value" line into the item.
func keep(item map[string]string, line string) error {
	key, value, ok := strings.Cut(line, ":")
	if !ok || value != "" && value[0] != ' ' {
		return fmt.Errorf("want \"key: value\"")
	}
	known := false
	for _, k := range textKeys {
		known = known || k == key
	}
	if !known {
		return fmt.Errorf("unknown key %q", key)
	}
	_, twice := item[key]
	if twice {
		return fmt.Errorf("%s twice", key)
	}
	text, err := scalar(strings.TrimSpace(value))
	if err != nil {
		return fmt.Errorf("%s: %w", key, err)
	}
	item[key] = text
	return nil
}

// scalar reads a plain or quoted scalar of one line.
func scalar(s string) (string, error) {
	if s == "" {
		return "", nil
	}
	switch s[0] {
	case '"':
		out, err := strconv.Unquote(s)
		if err != nil {
			return "", fmt.Errorf("bad double-quoted text")
		}
		return out, nil
	case '\'':
		if len(s) < 2 || s[len(s)-1] != '\'' || strings.Contains(strings.ReplaceAll(s[1:len(s)-1], "''", ""), "'") {
			return "", fmt.Errorf("bad single-quoted text")
		}
		return strings.ReplaceAll(s[1:len(s)-1], "''", "'"), nil
	}
	if strings.ContainsRune("{}[],&*#?|-<>=!%@`\\", rune(s[0])) || strings.Contains(s, ": ") || strings.HasSuffix(s, ":") || strings.Contains(s, " #") {
		return "", fmt.Errorf("text needs quotes")
	}
	return s, nil
}

// entryOf checks that the item is whole and belongs to the room.
func entryOf(room string, item map[string]string) (Entry, error) {
	code := item["code"]
	for _, k := range textKeys {
		if item[k] == "" {
			return Entry{}, fmt.Errorf("%s.yaml: %s has no %s", room, code, k)
		}
	}
	if !codeShape.MatchString(code) || code != room && !strings.HasPrefix(code, room+".") {
		return Entry{}, fmt.Errorf("%s.yaml: code %q does not start with %q", room, code, room+".")
	}
	return Entry{Code: code, ZH: item["zh"], EN: item["en"], DoZH: item["do_zh"], DoEN: item["do_en"]}, nil
}
