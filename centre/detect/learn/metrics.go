package learn

import (
	"cmp"
	"math"
	"slices"
)

// ClassMetrics are the figures of one class.
type ClassMetrics struct {
	Precision float64 `json:"precision"`
	Recall    float64 `json:"recall"`
	F1        float64 `json:"f1"`
	Rows      int     `json:"rows"`
}

// Metrics are the figures of a model on labelled rows. PositiveF1, AUC and RecallAt1 are about the positive class and nil without one.
type Metrics struct {
	Accuracy   float64                 `json:"accuracy"`
	MacroF1    float64                 `json:"macro_f1"`
	WeightedF1 float64                 `json:"weighted_f1"`
	PositiveF1 *float64                `json:"positive_f1"`
	AUC        *float64                `json:"auc"`
	RecallAt1  *float64                `json:"recall_at_1pct_fp"` // recall of the positive class where 1 % of the others are called positive
	PerClass   map[string]ClassMetrics `json:"per_class"`
	Rows       int                     `json:"rows"`
	RowsPerS   float64                 `json:"rows_per_s"`
	TrainS     float64                 `json:"train_s"`
}

// Judged is one row after judgement: what it is, what the model said, and the score of the positive class.
type Judged struct {
	Real, Said string
	Score      float64
}

// Measure counts judged rows. The classes are those of the rows; what was said besides counts as wrong. An empty positive leaves the
// figures of a positive class out.
func Measure(rows []Judged, positive string) Metrics {
	hits, said, real := map[string]int{}, map[string]int{}, map[string]int{}
	right := 0
	for _, r := range rows {
		said[r.Said]++
		real[r.Real]++
		if r.Said == r.Real {
			hits[r.Real]++
			right++
		}
	}
	out := Metrics{Rows: len(rows), PerClass: map[string]ClassMetrics{}}
	if len(rows) == 0 {
		return out
	}
	out.Accuracy = Round(float64(right) / float64(len(rows)))
	var macro, weighted float64
	for class, n := range real {
		c := ClassMetrics{Rows: n, Recall: float64(hits[class]) / float64(n)}
		if said[class] > 0 {
			c.Precision = float64(hits[class]) / float64(said[class])
		}
		if hits[class] > 0 {
			c.F1 = 2 * c.Precision * c.Recall / (c.Precision + c.Recall)
		}
		macro += math.Round(c.F1*1e9) / 1e9 // the order of a map must not show in the last digit
		weighted += math.Round(c.F1*1e9) / 1e9 * float64(n)
		out.PerClass[class] = ClassMetrics{Round(c.Precision), Round(c.Recall), Round(c.F1), n}
	}
	out.MacroF1, out.WeightedF1 = Round(macro/float64(len(real))), Round(weighted/float64(len(rows)))
	if positive != "" && real[positive] > 0 {
		f1 := out.PerClass[positive].F1
		out.PositiveF1 = &f1
	}
	if positive != "" && real[positive] > 0 && real[positive] < len(rows) {
		out.AUC, out.RecallAt1 = ranked(rows, positive)
	}
	return out
}

// ranked is the area under the curve (ties count half) and the recall at one per cent of false positives.
func ranked(rows []Judged, positive string) (auc, recall *float64) {
	rows = slices.Clone(rows)
	slices.SortStableFunc(rows, func(a, b Judged) int { return cmp.Compare(b.Score, a.Score) })
	var ups, downs, area, at1 float64
	for _, r := range rows {
		if r.Real == positive {
			ups++
		}
	}
	downs = float64(len(rows)) - ups
	var seenUp, seenDown float64
	for i := 0; i < len(rows); {
		var up, down float64
		for j := rows[i].Score; i < len(rows) && rows[i].Score == j; i++ {
			if rows[i].Real == positive {
				up++
			} else {
				down++
			}
		}
		area += down * (seenUp + up/2)
		seenUp += up
		seenDown += down
		if seenDown <= downs/100 {
			at1 = seenUp / ups
		}
	}
	a, r := Round(area/(ups*downs)), Round(at1)
	return &a, &r
}

// Round keeps four digits.
func Round(v float64) float64 { return math.Round(v*10000) / 10000 }
