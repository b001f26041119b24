package scenario

import (
	"cmp"
	"reflect"
	"slices"
	"strings"
)

// rawScenario is a scenario file as written.
type rawScenario struct {
	Code     string      `yaml:"code"`
	Version  int         `yaml:"version"`
	Disabled bool        `yaml:"disabled"`
	Name     Text2       `yaml:"name"`
	Fraud    string      `yaml:"fraud"`
	Family   string      `yaml:"family"`
	Level    string      `yaml:"level"`
	Score    int         `yaml:"score"`
	Basis    string      `yaml:"basis"`
	On       []string    `yaml:"on"`
	By       keyWords    `yaml:"by"`
	Quiet    string      `yaml:"quiet"`
	Windows  []rawWindow `yaml:"windows"`
	Sequence []rawStep   `yaml:"sequence"`
	Absent   *rawAbsent  `yaml:"absent"`
	Where    string      `yaml:"where"`
	Block    []rawRule   `yaml:"block"`
	Points   []rawRule   `yaml:"points"`
	Bands    []rawBand   `yaml:"bands"`
	Override []rawRule   `yaml:"override"`
	Reason   Text2       `yaml:"reason"`
	Examples rawExamples `yaml:"examples"`
}

// rawRule is an entry of block, points or override.
type rawRule struct {
	When   string `yaml:"when"`
	Add    int    `yaml:"add"`
	Level  string `yaml:"level"`
	Score  int    `yaml:"score"`
	Reason Text2  `yaml:"reason"`
}

type rawBand struct {
	From   int    `yaml:"from"`
	Level  string `yaml:"level"`
	Reason Text2  `yaml:"reason"`
}

type rawWindow struct {
	Name    string   `yaml:"name"`
	By      keyWords `yaml:"by"`
	Of      []string `yaml:"of"`
	Where   string   `yaml:"where"`
	Over    string   `yaml:"over"`
	Measure string   `yaml:"measure"`
	Part    string   `yaml:"part"`
	Late    string   `yaml:"late"`
	Include bool     `yaml:"include"`
}

// keyWords is one key or a list of two.
type keyWords []string

// UnmarshalYAML reads a word or a list of words.
func (k *keyWords) UnmarshalYAML(read func(any) error) error {
	var one string
	err := read(&one)
	if err == nil {
		*k = keyWords{one}
		return nil
	}
	return read((*[]string)(k))
}

type rawStep struct {
	Name   string   `yaml:"name"`
	Of     []string `yaml:"of"`
	Where  string   `yaml:"where"`
	Within string   `yaml:"within"`
}

// rawAbsent is the answer that is waited for.
type rawAbsent struct {
	Of     []string `yaml:"of"`
	Where  string   `yaml:"where"`
	Within string   `yaml:"within"`
	Late   string   `yaml:"late"`
}

type rawExamples struct {
	Positive []Example `yaml:"positive"`
	Negative []Example `yaml:"negative"`
}

// rawList is a list file as written.
type rawList struct {
	Name   string   `yaml:"name"`
	Basis  string   `yaml:"basis"`
	Values []string `yaml:"values"`
}

// keys are all keys of the files, for proposals.
var keys = func() []string {
	var out []string
	for _, t := range []any{rawScenario{}, rawWindow{}, rawStep{}, rawAbsent{}, rawRule{}, rawBand{}, rawExamples{}, rawList{}, Example{}, Text2{}} {
		r := reflect.TypeOf(t)
		for i := range r.NumField() {
			out = append(out, strings.Split(r.Field(i).Tag.Get("yaml"), ",")[0])
		}
	}
	slices.SortFunc(out, cmp.Compare[string])
	return slices.Compact(out)
}()
