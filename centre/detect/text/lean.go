package text

import "math"

// Steps of the search for leanings, in log-odds.
const (
	leanStep  = 0.25
	leanSteps = 12
	leanGain  = 0.002 // of macro F1, less is not worth a leaning
	leanTurns = 2
	leanPays  = 0.002 // of macro F1 on rows that neither learnt from nor leant by
	leanCosts = 0.001 // of weighted F1 on the same rows: more is not given for a rare class
)

// lean finds by how much each class is to be preferred so that the mean F1 of the classes is best on rows that were not learnt from:
// a rare class that is right in most of the cases in which it is named should be named more often. Probabilities stay as they are.
func lean(logs [][]float64, y []int, classes int) []float32 {
	out := make([]float64, classes)
	best := macroF1(logs, y, out)
	for range leanTurns {
		for k := range classes {
			at := out[k]
			for s := -leanSteps / 2; s <= leanSteps; s++ {
				old := out[k]
				out[k] = float64(s) * leanStep
				got := macroF1(logs, y, out)
				if got > best+leanGain*math.Abs(float64(s))/4 {
					best, at = got, out[k]
				}
				out[k] = old
			}
			out[k] = at
		}
	}
	leaning := make([]float32, classes)
	for k, v := range out {
		leaning[k] = float32(v)
	}
	return leaning
}

func macroF1(logs [][]float64, y []int, lean []float64) float64 {
	var hits, said, real [maxClasses]float64
	for i, l := range logs {
		k := 0
		for j := range l {
			if l[j]+lean[j] > l[k]+lean[k] {
				k = j
			}
		}
		said[k]++
		real[y[i]]++
		if k == y[i] {
			hits[k]++
		}
	}
	sum, n := 0.0, 0.0
	for k := range lean {
		if real[k] > 0 {
			n++
			sum += 2 * hits[k] / (said[k] + real[k])
		}
	}
	return sum / math.Max(n, 1)
}

// logarithms of the probabilities.
func (m *Model) logs(margins [][]float32) [][]float64 {
	out := make([][]float64, len(margins))
	for i := range margins {
		p := m.spread(margins[i])
		out[i] = make([]float64, len(p))
		for k, v := range p {
			out[i][k] = math.Log(math.Max(float64(v), 1e-9))
		}
	}
	return out
}

// decide is the class that is named, by probability and leaning.
func (m *Model) decide(p []float32) int {
	best, top := 0, math.Inf(-1)
	for k, v := range p {
		if s := math.Log(math.Max(float64(v), 1e-9)) + float64(m.lean[k]); s > top {
			best, top = k, s
		}
	}
	return best
}
