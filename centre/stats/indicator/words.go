package indicator

import (
	"fmt"
	"io/fs"

	"fanzha/base/rulefile"
	"fanzha/centre/stats"
)

// Words name the values of sides in both languages (维度取值).
type Words map[stats.Dim]map[string]Word

// Word is one name.
type Word struct{ ZH, EN string }

// LoadWords reads sidewords.yaml of a rulebook.
func LoadWords(from fs.FS) (Words, error) {
	raw, err := fs.ReadFile(from, "sidewords.yaml")
	if err != nil {
		return nil, ErrDictionary.With(err)
	}
	var file struct {
		Version int                            `yaml:"version"`
		Sides   map[string]map[string][]string `yaml:"sides"`
	}
	err = rulefile.Decode(raw, &file)
	if err != nil {
		return nil, ErrDictionary.With(err)
	}
	out := Words{}
	for code, values := range file.Sides {
		d, ok := stats.ParseDim(code)
		if !ok {
			return nil, ErrDictionary.With(fmt.Errorf("sidewords.yaml: no side %.40q", code))
		}
		for value, names := range values {
			if len(names) != 2 || !han(names[0]) || names[1] == "" {
				return nil, ErrDictionary.With(fmt.Errorf("sidewords.yaml: %.40q wants a Chinese and an English name", value))
			}
			out.Add(d, value, Word{names[0], names[1]})
		}
	}
	return out, nil
}

// Add names a value; a name that is there stays.
func (w Words) Add(d stats.Dim, value string, name Word) {
	if w[d] == nil {
		w[d] = map[string]Word{}
	}
	_, there := w[d][value]
	if !there {
		w[d][value] = name
	}
}

// Of names a value of a side: what nobody has named keeps its own text, and nothing known is said so.
func (w Words) Of(d stats.Dim, value string) Word {
	name, ok := w[d][value]
	switch {
	case ok:
		return name
	case value == "":
		return Word{"未注明", "Not stated"}
	}
	return Word{value, value}
}
