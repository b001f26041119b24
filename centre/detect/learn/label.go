package learn

import (
	"math"
	"slices"

	"fanzha/base/clock"
)

// positives are labels that mean the positive class, in the order of preference.
var positives = []string{"fraud", "phishing", "scam", "smishing", "positive", "true", "yes", "1"}

// Positive is the class that is looked for: the one whose label says so, else the second of two; empty where there is none.
func Positive(classes []string) string {
	for _, p := range positives {
		if slices.Contains(classes, p) {
			return p
		}
	}
	if len(classes) == 2 {
		return classes[1]
	}
	return ""
}

// Classes are the distinct labels in order.
func Classes(labels []string) []string {
	seen := map[string]bool{}
	var out []string
	for _, l := range labels {
		if !seen[l] {
			seen[l] = true
			out = append(out, l)
		}
	}
	slices.Sort(out)
	return out
}

// Binary judges rows by the probability of the positive class; of is the probability of row i.
func Binary(fraud []bool, of func(i int) float64) []Judged {
	names := [2]string{"other", "positive"}
	out := make([]Judged, len(fraud))
	for i, f := range fraud {
		p := of(i)
		out[i] = Judged{Real: names[0], Said: names[0], Score: p}
		if f {
			out[i].Real = names[1]
		}
		if p >= 0.5 {
			out[i].Said = names[1]
		}
	}
	return out
}

// Seconds is the time of a clock, 0 without one.
func Seconds(c clock.Clock) float64 {
	if c == nil {
		return 0
	}
	return float64(c.Now()) / 1e6
}

// Rate is rows a second, 0 where no time was measured.
func Rate(rows int, seconds float64) float64 {
	if seconds <= 0 {
		return 0
	}
	return math.Round(float64(rows) / seconds)
}

// Info says where a model comes from.
type Info struct {
	Rows     int     `json:"rows"`
	DataHash string  `json:"data_hash"` // SHA-256 of the training files
	Trained  int64   `json:"trained"`   // moment of training, µs; zero where the model must be made again byte by byte
	Held     Metrics `json:"held"`      // of each row by machines that had not seen it
}
