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

// Names are the labels of the other and of the positive class.
type Names [2]string

// NamesOf are the labels of two classes as they occur in rows; what does not occur is called "other" and "positive".
func NamesOf(labels []string, fraud []bool) Names {
	var out Names
	for i, l := range labels {
		at := 0
		if fraud[i] {
			at = 1
		}
		if out[at] == "" {
			out[at] = l
		}
	}
	if out[0] == "" {
		out[0] = "other"
	}
	if out[1] == "" || out[1] == out[0] {
		out[1] = "positive"
	}
	return out
}

// Binary measures rows by the probability of the positive class; from one half on a row is called positive.
func Binary(names Names, fraud []bool, p []float64) Metrics {
	out := make([]Judged, len(fraud))
	for i, f := range fraud {
		out[i] = Judged{Real: names[0], Said: names[0], Score: p[i]}
		if f {
			out[i].Real = names[1]
		}
		if p[i] >= 0.5 {
			out[i].Said = names[1]
		}
	}
	return Measure(out, names[1])
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
