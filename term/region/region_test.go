package region

import (
	"strings"
	"testing"

	"fanzha/internal/check"
)

// Protects the levels and the way up; jurisdiction and escalation follow them.
func TestKindAndParent(t *testing.T) {
	for _, c := range []struct {
		code   string
		kind   Kind
		prefix string
		parent string
	}{
		{Root, Ministry, "", ""},
		{"990000000000", Province, "99", Root},
		{"990100000000", City, "9901", "990000000000"},
		{"990101000000", County, "990101", "990100000000"},
		{"990101010000", Station, "990101010000", "990101000000"},
		{"990100000001", Station, "990100000001", "990100000000"},
		{"990001000000", County, "990001", "990000000000"},
		{"990101", 0, "990101!", ""},
		{"", 0, "!", ""},
		{"99010100000a", 0, "99010100000a", ""},
	} {
		check.Equal(t, KindOf(c.code), c.kind)
		check.Equal(t, Prefix(c.code), c.prefix)
		check.Equal(t, Parent(c.code), c.parent)
	}
	check.Equal(t, Parents("990101010000"), []string{"990101000000", "990100000000", "990000000000", Root})
	check.Equal(t, Parents(Root), []string(nil))
	check.Equal(t, Station.String()+Kind(9).String(), "station")
}

// Protects jurisdiction: a unit covers itself and what is below, nothing beside, and a malformed one covers nothing.
func TestUnder(t *testing.T) {
	for _, c := range []struct {
		top, unit string
		want      bool
	}{
		{Root, "990101010000", true},
		{"990100000000", "990101010000", true},
		{"990101000000", "990101010000", true},
		{"990101010000", "990101010000", true},
		{"990101010000", "990101020000", false},
		{"990102000000", "990101010000", false},
		{"990101010000", "990101000000", false},
		{"9901", "990101010000", false},
		{"", "990101010000", false},
		{Root, "", false},
	} {
		if Under(c.top, c.unit) != c.want {
			t.Fatalf("Under(%q, %q) is %v", c.top, c.unit, !c.want)
		}
	}
}

// Protects unit codes at the door.
func TestParseUnit(t *testing.T) {
	kind, err := ParseUnit("990101010000")
	check.NoError(t, err)
	check.Equal(t, kind, Station)
	kind, err = ParseUnit(Root)
	check.NoError(t, err)
	check.Equal(t, kind, Ministry)
	for code, want := range map[string]string{
		"": "region.unit_format", "9901": "region.unit_format", "99010101000x": "region.unit_format",
		"００００００００００００": "region.unit_format", "160101010000": "region.unit_unknown", "000001000000": "region.unit_unknown",
		"990001010000": "region.unit_unknown",
	} {
		_, err := ParseUnit(code)
		check.Fault(t, err, want)
	}
}

// Protects place codes at the door and their arithmetic.
func TestParsePlace(t *testing.T) {
	for _, s := range []string{"990000", "990100", "990101", "990101001", "990101001002", "110105", " 429004 ", "990101000000"} {
		got, err := ParsePlace(s)
		check.NoError(t, err)
		check.Equal(t, got, strings.TrimSpace(s))
	}
	for s, want := range map[string]string{
		"": "region.place_empty", "99": "region.place_format", "9901011": "region.place_format", "99010a": "region.place_format",
		"990001": "region.place_format", "990100001": "region.place_format", "160101": "region.place_unknown", "000000": "region.place_unknown",
		"831234": "region.place_unknown",
	} {
		_, err := ParsePlace(s)
		check.Fault(t, err, want)
	}
	check.Equal(t, PlacePrefix("990000"), "99")
	check.Equal(t, PlacePrefix("990101001000"), "990101001")
	check.Equal(t, PlacePrefix("990101010"), "990101010")
	check.True(t, Contains("990101", "990101001"), "a county contains its street")
	check.True(t, Contains("990100", "990101001002"), "a city contains a village")
	check.True(t, !Contains("990102", "990101001"), "a county does not contain another's street")
	check.True(t, !Contains("", "990101001"), "no area contains nothing")
	check.Equal(t, CentreOf("990101001"), "990101000000")
	check.Equal(t, CentreOf("990100"), "990100000000")
	check.Equal(t, CentreOf("990000"), "990000000000")
	check.Equal(t, CentreOf(""), Root)
}

// Protects the table of provinces: 34 real ones and the fictional one, each found by its prefix.
func TestProvinces(t *testing.T) {
	check.Equal(t, len(Provinces), 35)
	for _, p := range Provinces {
		got, ok := ProvinceOf(p.Prefix + "0101")
		check.True(t, ok && got == p && p.NameZH != "" && p.NameEN != "", p.Prefix)
		check.True(t, KnownProvince(p.Prefix), p.Prefix)
	}
	for _, s := range []string{"", "1", "16", "ab", "00", "83"} {
		_, ok := ProvinceOf(s)
		check.True(t, !ok, s)
	}
	check.True(t, KnownProvince("830000"), "residence permits from Taiwan")
}

// Protects the arithmetic against any code: levels, prefixes and parents agree.
func FuzzUnit(f *testing.F) {
	f.Add("990101010000")
	f.Add(Root)
	f.Add("990001000000")
	f.Fuzz(func(t *testing.T, s string) {
		kind, err := ParseUnit(s)
		if err != nil {
			return
		}
		parents := Parents(s)
		if kind != Ministry && (len(parents) == 0 || parents[len(parents)-1] != Root) {
			t.Fatalf("%s: the way up is %v", s, parents)
		}
		for _, p := range parents {
			if !Under(p, s) || KindOf(p) >= kind {
				t.Fatalf("%s: parent %s", s, p)
			}
		}
	})
}

// Protects place codes against any input.
func FuzzParsePlace(f *testing.F) {
	f.Add("990101001")
	f.Fuzz(func(t *testing.T, s string) {
		p, err := ParsePlace(s)
		if err != nil {
			return
		}
		again, err := ParsePlace(p)
		if err != nil || again != p || !Contains(p, p) || KindOf(CentreOf(p)) == 0 {
			t.Fatalf("%q gives %q", s, p)
		}
	})
}
