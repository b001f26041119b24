package bulletin

import (
	"strconv"
	"strings"

	"fanzha/term/when"
)

// ParseKey reads the place at which a list goes on; empty is its beginning.
func ParseKey(s string) (*Key, error) {
	if s == "" {
		return nil, nil
	}
	at, id, ok := strings.Cut(s, ".")
	n, err := strconv.ParseInt(at, 10, 64)
	if !ok || err != nil || !sound(id) {
		return nil, ErrCursor
	}
	return &Key{At: when.Micros(n), ID: id}, nil
}

// String is the place as an answer carries it; empty for none.
func (k *Key) String() string {
	if k == nil {
		return ""
	}
	return itoa(int64(k.At)) + "." + k.ID
}

// Tone says whether a change is good.
type Tone string

// The tones.
const (
	Good    Tone = "good"
	Bad     Tone = "bad"
	Neutral Tone = "neutral"
)

// ToneOf says whether going from base to now is good, for an indicator that is good in a direction.
func ToneOf(good string, now, base Value) Tone {
	way := compare(now, base)
	switch {
	case way == 0 || good != "up" && good != "down" || now.Bad || base.Bad:
		return Neutral
	case (good == "up") == (way > 0):
		return Good
	}
	return Bad
}
