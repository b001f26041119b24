package figures

import (
	"slices"

	"fanzha/centre/outreach"
	"fanzha/centre/outreach/book"
	"fanzha/centre/stats/bulletin"
	"fanzha/centre/stats/bulletin/spot"
)

// Shield is the scanner of the room of publicity, by which bulletins for the public are looked through too.
type Shield struct{ rules *book.Rules }

// NewShield reads the rules by which texts are looked through.
func NewShield() (Shield, error) {
	rules, err := outreach.Load()
	return Shield{rules}, err
}

// Exposed implements bulletin.Shield. The numbers that everybody may call may stand in a bulletin.
func (s Shield) Exposed(text string) []bulletin.Exposed {
	var out []bulletin.Exposed
	runes := []rune(text)
	at, bytes := 0, 0
	for _, f := range s.rules.Check(text) {
		bytes += len(string(runes[at:f.From]))
		at = f.From
		what := string(runes[f.From:f.To])
		x := bulletin.Exposed{Code: "private_number", From: bytes, To: bytes + len(what)}
		switch f.Code {
		case "link":
			x.Code = "link"
		case "name":
			x.Code = "private_name"
		}
		if !slices.Contains(spot.Known, what) {
			out = append(out, x)
		}
	}
	return out
}
