package fault

import (
	"embed"
	"fmt"
	"maps"
	"path"
	"slices"
	"strings"
	"sync"
)

// Entry is the text of one code: what happened and what to do, in both languages. Texts may name arguments of the fault as
// {name}.
type Entry struct {
	Code string
	ZH   string
	EN   string
	DoZH string
	DoEN string
}

// The languages that Text knows.
const (
	ZH = "zh"
	EN = "en"
)

// Each room owns one file named after it, and its codes start with its name.
//
//go:embed texts/*.yaml
var texts embed.FS

// catalogue is read once, at the first use.
var catalogue = sync.OnceValues(load)

func load() (map[string]Entry, error) {
	names, err := texts.ReadDir("texts")
	if err != nil {
		return nil, fmt.Errorf("list fault texts: %w", err)
	}
	all := map[string]Entry{}
	var broken []string
	for _, n := range names {
		data, err := texts.ReadFile(path.Join("texts", n.Name()))
		if err != nil {
			return nil, fmt.Errorf("read fault texts: %w", err)
		}
		entries, err := parseTexts(strings.TrimSuffix(n.Name(), ".yaml"), string(data))
		if err != nil {
			broken = append(broken, err.Error())
			continue
		}
		for _, e := range entries {
			all[e.Code] = e
		}
	}
	if len(broken) > 0 {
		return all, fmt.Errorf("fault texts: %s", strings.Join(broken, "; "))
	}
	return all, nil
}

// Check reports what is wrong with the files of texts. A running centre does not depend on it: a code without a text is
// shown by its code.
func Check() error {
	_, err := catalogue()
	return err
}

// Codes lists all codes that have a text, sorted.
func Codes() []string {
	all, _ := catalogue()
	return slices.Sorted(maps.Keys(all))
}

// Find returns the text of a code with its placeholders as they stand.
func Find(code string) (Entry, bool) {
	all, _ := catalogue()
	e, ok := all[code]
	return e, ok
}

// Lookup returns the fault's text with its arguments filled in. A code without a text is answered with the code itself, so
// that the user can still name it to whoever helps.
func Lookup(f *Fault) Entry {
	e, ok := Find(f.Code)
	if !ok {
		return Entry{Code: f.Code, ZH: f.Code, EN: f.Code}
	}
	if len(f.Args) == 0 {
		return e
	}
	for _, s := range []*string{&e.ZH, &e.EN, &e.DoZH, &e.DoEN} {
		*s = fill(*s, f.Args)
	}
	return e
}

// Text returns what happened and what to do in one language, Chinese unless lang is EN; args are name, value pairs.
func Text(code, lang string, args ...any) (message, do string) {
	e := Lookup(&Fault{Code: code, Args: args})
	if lang == EN {
		return e.EN, e.DoEN
	}
	return e.ZH, e.DoZH
}

// fill puts the values of args into the {name} places of a text. A place without a value stays as it is: better an odd
// sentence than a wrong one.
func fill(text string, args []any) string {
	if !strings.Contains(text, "{") {
		return text
	}
	var pairs []string
	for i := 0; i+1 < len(args); i += 2 {
		pairs = append(pairs, fmt.Sprintf("{%v}", args[i]), fmt.Sprint(args[i+1]))
	}
	return strings.NewReplacer(pairs...).Replace(text)
}

// Places lists the {name} places of a text, sorted, each once.
func Places(text string) []string {
	var out []string
	for {
		_, rest, ok := strings.Cut(text, "{")
		if !ok {
			break
		}
		name, after, ok := strings.Cut(rest, "}")
		if !ok {
			break
		}
		out = append(out, name)
		text = after
	}
	slices.Sort(out)
	return slices.Compact(out)
}
