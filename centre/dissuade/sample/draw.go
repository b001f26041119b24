package sample

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"slices"
	"strconv"
	"time"

	"fanzha/base/rulefile"
)

// The span within which a centre sets its share.
const (
	PercentLeast = 3
	PercentMost  = 5
)

// Rules is the parsed rulebook/sample.yaml.
type Rules struct {
	LabelZH, LabelEN string
	Percent, Least   int64
	Period           time.Duration
	Results          []string
}

// ParseRules reads rulebook/sample.yaml.
func ParseRules(raw []byte) (*Rules, error) {
	var f struct {
		Version rulefile.Whole `yaml:"version"`
		LabelZH string         `yaml:"label_zh"`
		LabelEN string         `yaml:"label_en"`
		Percent rulefile.Whole `yaml:"percent"`
		Least   rulefile.Whole `yaml:"least"`
		Period  string         `yaml:"period"`
		Results []string       `yaml:"results"`
	}
	err := rulefile.Decode(raw, &f)
	if err != nil {
		return nil, ErrRules.With(err)
	}
	period, err := time.ParseDuration(f.Period)
	if err != nil {
		return nil, ErrRules.With(err)
	}
	sound := f.Version >= 1 && f.LabelZH != "" && f.LabelEN != "" && f.Percent >= PercentLeast && f.Percent <= PercentMost && f.Least >= 1 &&
		period >= time.Hour && period <= 31*24*time.Hour && len(f.Results) > 0
	if !sound {
		return nil, ErrRules.With(fmt.Errorf("percent %d, least %d, period %s", f.Percent, f.Least, period))
	}
	return &Rules{LabelZH: f.LabelZH, LabelEN: f.LabelEN, Percent: int64(f.Percent), Least: int64(f.Least), Period: period, Results: f.Results}, nil
}

// Promise is what is published of a salt before the draw.
func Promise(salt string) string {
	sum := sha256.Sum256([]byte(salt))
	return hex.EncodeToString(sum[:])
}

// Score is the lot of a feedback: SHA-256 of salt, number of the period and id of the order, a line feed between them.
func Score(salt string, period int64, order string) string {
	sum := sha256.Sum256([]byte(salt + "\n" + strconv.FormatInt(period, 10) + "\n" + order))
	return hex.EncodeToString(sum[:])
}

// Lot is one feedback with its score.
type Lot struct{ Order, Score string }

// Size is how many of n are drawn: the nearest whole number to the share, at least `least`, never more than there are.
func Size(n, percent, least int64) int64 {
	return min(n, max(least, (n*percent+50)/100))
}

// Draw scores a frame and returns it with the lowest scores first, and how many of them are drawn. It is pure: the order in which the
// frame is given does not matter.
func Draw(salt string, period int64, orders []string, size int64) (lots []Lot, cut string) {
	for _, o := range orders {
		lots = append(lots, Lot{o, Score(salt, period, o)})
	}
	slices.SortFunc(lots, func(a, b Lot) int { return cmp.Or(cmp.Compare(a.Score, b.Score), cmp.Compare(a.Order, b.Order)) })
	if size > 0 && size <= int64(len(lots)) {
		cut = lots[size-1].Score
	}
	return lots, cut
}
