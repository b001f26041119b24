package calendar

import (
	"fmt"
	"strconv"
	"strings"

	"fanzha/term/when"
)

// Reminding is a clock with reminders: days before and after a moment.
type Reminding struct {
	Due           when.Micros
	Before, After []int64
}

// Next is when the clock does something after a moment; 0 when it is done.
func (r Reminding) Next(after when.Micros) when.Micros {
	best := when.Micros(0)
	consider := func(m when.Micros) {
		if m > after && (best == 0 || m < best) {
			best = m
		}
	}
	consider(r.Due)
	for _, d := range r.Before {
		consider(r.Due - when.Micros(d)*when.Day)
	}
	for _, d := range r.After {
		consider(r.Due + when.Micros(d)*when.Day)
	}
	return best
}

// Days reads "2 1": at most six whole numbers up to 60.
func Days(text string) ([]int64, error) {
	var out []int64
	for _, word := range strings.Fields(text) {
		n, err := strconv.ParseUint(word, 10, 8)
		if err != nil || n > 60 || len(out) == 6 {
			return nil, fmt.Errorf("days %q", text)
		}
		out = append(out, int64(n))
	}
	return out, nil
}
