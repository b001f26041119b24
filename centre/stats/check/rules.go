package check

import (
	"fmt"
	"strings"
	"sync"

	"fanzha/base/rulefile"
	"fanzha/rulebook"
)

// rules are rulebook/check.yaml.
type rules struct {
	Version        int            `yaml:"version"`
	Label          string         `yaml:"label"`
	Source         string         `yaml:"source"`
	MagnitudeStop  rulefile.Whole `yaml:"magnitude_stop"`
	MagnitudeLook  rulefile.Whole `yaml:"magnitude_look"`
	Slip           rulefile.Whole `yaml:"slip"`
	DigitsSame     rulefile.Whole `yaml:"digits_same_fact"`
	Titles         []string       `yaml:"titles"`
	Says           []string       `yaml:"says"`
	Surnames       string         `yaml:"surnames"`
	Sources        []string       `yaml:"sources"`
	NotSuperlative []string       `yaml:"not_superlative"`
	Shares         []string       `yaml:"shares"`
	Counted        []string       `yaml:"counted"`
	Summed         []string       `yaml:"summed"`
	Payees         []string       `yaml:"payees"`
	Alike          []string       `yaml:"alike"`
	Best           []string       `yaml:"best"`
	Overlaps       []string       `yaml:"overlaps"`
	Directions     string         `yaml:"directions"`
	Stages         []string       `yaml:"stages"`
	OtherOwners    []string       `yaml:"other_owners"`
	Ranked         []string       `yaml:"ranked"`
}

// shipped are the rules of the rulebook: part of the program, so a fault in them is a fault of the program; a test reads them.
var shipped = sync.OnceValue(func() *rules {
	raw, err := rulebook.FS.ReadFile("check.yaml")
	if err != nil {
		panic(err)
	}
	r, err := readRules(raw)
	if err != nil {
		panic(err)
	}
	return r
})

func readRules(raw []byte) (*rules, error) {
	r := &rules{}
	err := rulefile.Decode(raw, r)
	if err != nil {
		return nil, err
	}
	if r.MagnitudeLook < 2 || r.MagnitudeStop < r.MagnitudeLook || r.Slip < 10 || strings.TrimSpace(r.Surnames) == "" {
		return nil, fmt.Errorf("check.yaml: magnitudes must rise from 2, and surnames are needed")
	}
	return r, nil
}
