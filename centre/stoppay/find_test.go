package stoppay

import (
	"testing"

	"fanzha/internal/check"
	"fanzha/term/ident"
	"fanzha/term/when"
)

// Protects the search of claims: each thing that a person types is read as one thing, and nothing masked can be guessed in parts.
func TestFindOf(t *testing.T) {
	const now = 1_800_000_000 * when.Second
	const since = now - findWithin
	phone, err := ident.ParsePhone("13800000008")
	check.NoError(t, err)
	for text, want := range map[string]Find{
		" zf 20261122-0":       {Number: "ZF20261122-0"},
		"os57imvsu65ocio2qy3k": {Receipt: "OS57IMVSU65OCIO2QY3K"},
		"138 0000 0008":        {Phone: phone, Since: since},
		"+86 13800000008":      {Phone: phone, Since: since},
		"9900-0125-0420-8569":  {Account: "9900012504208569", Since: since},
		"8569":                 {Tail: "8569", Since: since},
		"王":                    {Letter: "王", Since: since},
		"王某":                   {Name: "王某", Since: since},
		"":                     {},
		"856":                  {},
		"08569":                {},
		"04208569":             {},
		"23800000008":          {},
		"  ":                   {},
	} {
		check.Equal(t, findOf(text, now), want)
	}
}
