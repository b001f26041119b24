package sheet

import (
	"strings"

	"github.com/goccy/go-yaml"

	"fanzha/centre/trace"
	"fanzha/rulebook"
	"fanzha/term/when"
)

// Mark names what became of money, by what the bank wrote on the row (rulebook/sheet.yaml).
type Mark struct {
	Kind     string   `yaml:"kind"`
	ZH       string   `yaml:"zh"`
	EN       string   `yaml:"en"`
	Exit     bool     `yaml:"exit"` // the money has left the accounts that can be followed
	Fee      bool     `yaml:"fee"`  // hidden
	Remark   []string `yaml:"remark"`
	Peer     []string `yaml:"peer"`
	Merchant []string `yaml:"merchant"`
	Cash     []string `yaml:"cash"`
	Terminal []string `yaml:"terminal"`
	// AnyMerchant: a row with a merchant is of this kind.
	AnyMerchant bool   `yaml:"any_merchant"`
	Label       string `yaml:"label"`
	Source      string `yaml:"source"`
}

// Rules are the numbers and marks of this room.
type Rules struct {
	Version    int    `yaml:"version"`
	Label      string `yaml:"label"`
	Source     string `yaml:"source"`
	ToleranceS int64  `yaml:"tolerance_s"`        // between the payer's and the payee's row of one transfer
	SerialS    int64  `yaml:"serial_tolerance_s"` // the same where both carry the same serial
	TinyFen    int64  `yaml:"tiny_fen"`
	Params     struct {
		Rule       trace.Rule `yaml:"rule"`
		MaxHops    int        `yaml:"max_hops"`
		WindowH    int64      `yaml:"window_h"`
		HopWindowH int64      `yaml:"hop_window_h"`
		MinFen     int64      `yaml:"min_fen"`
		PerAccount int        `yaml:"per_account"`
		Limit      int        `yaml:"limit"`
	} `yaml:"params"`
	Marks []Mark `yaml:"marks"`
}

// LoadRules reads the built-in rules.
func LoadRules() (*Rules, error) {
	text, err := rulebook.FS.ReadFile("sheet.yaml")
	if err != nil {
		return nil, ErrRules.With(err)
	}
	r := &Rules{}
	err = yaml.UnmarshalWithOptions(text, r, yaml.DisallowUnknownField())
	if err != nil {
		return nil, ErrRules.With(err)
	}
	seen := map[string]bool{"": true}
	for _, m := range r.Marks {
		if seen[m.Kind] || m.ZH == "" || m.EN == "" {
			return nil, ErrRules
		}
		seen[m.Kind] = true
	}
	if r.ToleranceS < 0 || r.SerialS < r.ToleranceS || r.TinyFen < 0 || len(r.Marks) >= noMark || checkParams(r.Defaults()) != nil {
		return nil, ErrRules
	}
	return r, nil
}

// Defaults are the parameters of a new sheet.
func (r *Rules) Defaults() Params { return Params(r.Params) }

// Mark returns the mark of a kind.
func (r *Rules) Mark(kind string) (Mark, bool) {
	for _, m := range r.Marks {
		if m.Kind == kind {
			return m, true
		}
	}
	return Mark{}, false
}

// noMark is the place of rows that no mark fits.
const noMark = 0xff

// place finds the first mark one of whose words of a list stands in the text.
func (r *Rules) place(text string, words func(*Mark) []string) uint8 {
	if text == "" {
		return noMark
	}
	text = strings.ToLower(text)
	for i := range r.Marks {
		for _, w := range words(&r.Marks[i]) {
			if strings.Contains(text, w) {
				return uint8(i)
			}
		}
	}
	return noMark
}

func remarkWords(m *Mark) []string   { return m.Remark }
func peerWords(m *Mark) []string     { return m.Peer }
func terminalWords(m *Mark) []string { return m.Terminal }

// merchantPlace is place for a merchant, where one mark takes every merchant that no other knows.
func (r *Rules) merchantPlace(text string) uint8 {
	p := r.place(text, func(m *Mark) []string { return m.Merchant })
	if p != noMark || text == "" {
		return p
	}
	for i, m := range r.Marks {
		if m.AnyMerchant {
			return uint8(i)
		}
	}
	return noMark
}

// cashPlace is place for a cash mark, which is one word and no text.
func (r *Rules) cashPlace(text string) uint8 {
	for i, m := range r.Marks {
		for _, w := range m.Cash {
			if text == w {
				return uint8(i)
			}
		}
	}
	return noMark
}

// tolerance is the same as time.
func (r *Rules) tolerance(serial bool) when.Micros {
	if serial {
		return when.Micros(r.SerialS) * when.Second
	}
	return when.Micros(r.ToleranceS) * when.Second
}
